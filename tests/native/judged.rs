//! Thousands of small mistakes, each judged as Kubernetes judges it.
//!
//! `tests/oracle/judged.jsonl` was made for this project: the objects of its first line, each changed in one place, and what
//! Kubernetes 1.36's own decoding, defaults, strategies and validation said of them. Of pods that are created, what
//! admission adds is not in it.

use daemonset_playground::api::hash;
use daemonset_playground::api::kind::Kind;
use daemonset_playground::apimachinery::rand::Rng;
use daemonset_playground::apiserver::options::{WriteOptions, Written};
use daemonset_playground::apiserver::server::ApiServer;
use serde_json::{Map, Value, json};

const JUDGED: &str = include_str!("../oracle/judged.jsonl");

fn kind(name: &str) -> Kind {
    match name {
        "DaemonSet" => Kind::DaemonSet,
        "Pod" => Kind::Pod,
        "Node" => Kind::Node,
        _ => Kind::Namespace,
    }
}

/// The object with the value at a place, or without the place.
fn changed(base: &Value, at: &str, value: Option<&Value>) -> Value {
    let mut object = base.clone();
    let (parent, step) = at.rsplit_once('/').expect("a place has a last step");
    let step = step.replace("~1", "/").replace("~0", "~");
    match (object.pointer_mut(parent).expect("the place is there"), value) {
        (Value::Object(fields), Some(value)) => drop(fields.insert(step, value.clone())),
        (Value::Object(fields), None) => drop(fields.remove(&step)),
        (Value::Array(items), Some(value)) => items[step.parse::<usize>().unwrap()] = value.clone(),
        (Value::Array(items), None) => drop(items.remove(step.parse().unwrap())),
        (other, _) => panic!("{at} leads into {other}"),
    }
    object
}

fn answer(case: &Value, bases: &Map<String, Value>) -> Result<Written, String> {
    let text = |key: &str| case[key].as_str().expect("cases say what they are");
    let kind = kind(text("kind"));
    let base = &bases[text("kind")];
    let mut object = changed(base, text("at"), case.get("is"));
    let mut api = ApiServer::new(Rng::new(1));
    let options = WriteOptions::default();
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}});
    api.create_json(Kind::Namespace, "", &namespace, &options).expect("a namespace can be created");
    let namespace = if kind.resource().namespaced { "default" } else { "" };
    let result = if text("op") == "create" {
        api.create_json(kind, namespace, &object, &options)
    } else {
        let old = api.create_json(kind, namespace, base, &options).expect("bases are fine").object;
        let made = old.to_value();
        if let Some(metadata) = object["metadata"].as_object_mut() {
            for field in ["uid", "resourceVersion"] {
                metadata.insert(field.to_owned(), made["metadata"][field].clone());
            }
        }
        if let Some(spec) = object["spec"].as_object_mut().filter(|_| kind == Kind::Pod) {
            for field in ["priority", "preemptionPolicy"] {
                spec.insert(field.to_owned(), made["spec"][field].clone());
            }
        }
        if let Some(list) = object.pointer_mut("/spec/tolerations").and_then(Value::as_array_mut)
            && let Some(full) = made.pointer("/spec/tolerations").and_then(Value::as_array)
            && let Some(given) = base.pointer("/spec/tolerations").and_then(Value::as_array)
        {
            list.extend(full[given.len()..].iter().cloned());
        }
        api.replace_json(kind, namespace, &old.meta.name, &object, &options)
    };
    result.map_err(|error| error.message)
}

#[test]
fn every_mistake_is_judged_as_a_real_api_server_judges_it() {
    let mut lines = JUDGED.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"));
    let bases =
        lines.next().expect("the bases come first")["bases"].as_object().expect("bases are named").clone();
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in lines {
        count += 1;
        let expected = case.get("error").and_then(Value::as_str);
        match answer(&case, &bases) {
            Err(error) if Some(&*error) == expected => {}
            Err(error) => wrong.push(format!("{case}\n  {error}")),
            Ok(_) if expected.is_some() => wrong.push(format!("{case}\n  is taken")),
            Ok(written) => {
                let mut warnings = written.warnings;
                warnings.sort();
                warnings.dedup();
                if json!(warnings) != *case.get("warnings").unwrap_or(&json!([])) {
                    wrong.push(format!("{case}\n  {warnings:?}"));
                }
                let value = written.object.to_value();
                if let (Some(expected), Some(template)) = (case.get("hash"), value.pointer("/spec/template"))
                    && *expected != hash::compute_hash(template, None)
                {
                    wrong.push(format!("{case}\n  {}", hash::compute_hash(template, None)));
                }
            }
        }
    }
    assert!(count > 1000, "the file was not found whole: {count}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
