//! Texts become objects, or errors with a place in the text; objects are canonical, and print so that they read back.

use daemonset_playground::api::kind::Kind;
use daemonset_playground::api::{defaults, hash, schema};
use daemonset_playground::apimachinery::json;
use daemonset_playground::apimachinery::rand::Rng;
use daemonset_playground::apimachinery::yaml;
use daemonset_playground::apiserver::options::{FieldValidation, WriteOptions};
use daemonset_playground::apiserver::server::ApiServer;
use serde_json::Value;

use super::harness::{Verdict, run};

fn check(text: &str) -> Result<bool, String> {
    let mut is_useful = false;
    for document in yaml::parse_documents(text) {
        match document {
            Err(error) if error.span.end as usize > text.len() || error.span.start > error.span.end => {
                return Err(format!("the error lies outside of the text: {error:?}"));
            }
            Err(error) if error.message.is_empty() => return Err("an error without words".to_owned()),
            Err(_) => {}
            Ok(document) => {
                reads_back(&document.value)?;
                is_useful |= fits(&document.value)?;
            }
        }
    }
    Ok(is_useful)
}

fn reads_back(value: &Value) -> Verdict {
    let text = yaml::print(value);
    match yaml::parse_one(&text) {
        Ok(again) if again == *value => {}
        other => return Err(format!("printed as YAML {value} reads back as {other:?}:\n{text}")),
    }
    match json::parse(&json::print_compact(value)) {
        Ok(again) if again.value == *value => Ok(()),
        other => Err(format!("printed as JSON {value} reads back as {:?}", other.map(|parsed| parsed.value))),
    }
}

/// Whether the value fits the type it claims to be of.
fn fits(value: &Value) -> Result<bool, String> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let Some(kind) = Kind::of(text("apiVersion"), text("kind")) else { return Ok(false) };
    let mut api = ApiServer::new(Rng::new(1));
    for field_validation in [FieldValidation::Ignore, FieldValidation::Strict] {
        let options = WriteOptions { dry_run: true, field_validation, ..WriteOptions::default() };
        drop(api.create_json(kind, "default", value, &options));
    }
    let Some(ty) = schema::root(text("kind")) else { return Ok(false) };
    let Ok(decoded) = schema::decode(value, ty) else { return Ok(false) };
    let mut canonical = decoded.value;
    is_canonical(&canonical, ty)?;
    let fill = |value: &mut Value| match kind {
        Kind::DaemonSet => defaults::daemon_set(value),
        Kind::Pod => defaults::pod(value),
        Kind::Node => defaults::node(value),
        _ => {}
    };
    fill(&mut canonical);
    is_canonical(&canonical, ty)?;
    let once = canonical.clone();
    fill(&mut canonical);
    if once != canonical {
        return Err(format!("defaults change what has them:\n{once}\n{canonical}"));
    }
    if let Some(template) = canonical.pointer("/spec/template") {
        hash::compute_hash(template, None);
    }
    Ok(true)
}

fn is_canonical(value: &Value, ty: &'static schema::Type) -> Verdict {
    match schema::decode(value, ty) {
        Ok(again) if again.value == *value && again.strict_errors.is_empty() => {}
        other => return Err(format!("what was decoded decodes otherwise:\n{value}\n{other:?}")),
    }
    let text = schema::go_json(value, ty);
    match json::parse(&text) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("what Go would print is no JSON: {text}: {error:?}")),
    }
}

#[test]
fn texts_become_objects_or_errors() {
    let num_useful = run("decode", check);
    assert!(num_useful > 100, "only {num_useful} inputs were objects");
}
