//! Patches of all three kinds: answers are canonical objects, and what kubectl computes from two objects leads from one
//! to the other.

use daemonset_playground::api::kind::Kind;
use daemonset_playground::api::schema;
use daemonset_playground::apimachinery::rand::Rng;
use daemonset_playground::apimachinery::yaml;
use daemonset_playground::apiserver::options::{FieldValidation, Patch, WriteOptions};
use daemonset_playground::apiserver::patch::{
    create_json_merge, create_two_way_strategic, json_merge, strategic_merge,
};
use daemonset_playground::apiserver::server::ApiServer;
use serde_json::{Value, json};

use super::harness::{Verdict, run};

/// A server that has the object of the first document.
pub fn server_with(manifest: &Value) -> Option<(ApiServer, Kind, String, String)> {
    let text = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let kind = Kind::of(text("/apiVersion"), text("/kind"))?;
    let mut api = server();
    let namespace = if kind.resource().namespaced { "default" } else { "" };
    let options = WriteOptions { field_validation: FieldValidation::Ignore, ..WriteOptions::default() };
    api.create_json(kind, namespace, manifest, &options).ok()?;
    Some((api, kind, namespace.to_owned(), text("/metadata/name").to_owned()))
}

/// A server with a namespace.
pub fn server() -> ApiServer {
    let mut api = ApiServer::new(Rng::new(1));
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}});
    api.create_json(Kind::Namespace, "", &namespace, &WriteOptions::default())
        .expect("a namespace can be created");
    api
}

fn check(text: &str) -> Result<bool, String> {
    let mut documents = yaml::parse_documents(text).into_iter();
    let (Some(Ok(object)), Some(Ok(patch))) = (documents.next(), documents.next()) else { return Ok(false) };
    let Some((mut api, kind, namespace, name)) = server_with(&object.value) else { return Ok(false) };
    let before = api.get(kind, &namespace, &name).map_err(|error| error.message)?.to_value();
    let mut is_useful = false;
    for field_validation in [FieldValidation::Strict, FieldValidation::Ignore] {
        let options = WriteOptions { dry_run: true, field_validation, ..WriteOptions::default() };
        let value = patch.value.clone();
        for patch in
            [Patch::Strategic(value.clone()), Patch::Merge(value.clone()), Patch::Json(value.clone())]
        {
            match api.patch_json(kind, &namespace, &name, &patch, &options) {
                Ok(written) => {
                    is_useful |= written.object.to_value() != before;
                    leads_there(&before, &written.object.to_value(), kind)?;
                }
                Err(error) if error.message.is_empty() => return Err(format!("no words for {patch:?}")),
                Err(_) => {}
            }
        }
    }
    Ok(is_useful)
}

fn leads_there(before: &Value, after: &Value, kind: Kind) -> Verdict {
    let patch = create_json_merge(before, after);
    let again = json_merge(before, &patch).map_err(|error| error.to_string())?;
    let Some(ty) = schema::root(kind.resource().kind_name) else {
        return if again == *after { Ok(()) } else { Err(format!("{patch} leads from {before} to {again}")) };
    };
    let canonical = |value: &Value| schema::decode(value, ty).map(|decoded| decoded.value);
    if canonical(&again) != canonical(after) {
        return Err(format!("the merge patch {patch} leads to\n{again}\ninstead of\n{after}"));
    }
    // Upstream cannot tell such elements apart either.
    if has_twins(before) || has_twins(after) {
        return Ok(());
    }
    let patch = match create_two_way_strategic(before, after, ty, &[]) {
        Err(error) if error.message.contains("does not contain declared merge key") => return Ok(()),
        result => result.map_err(|error| error.to_string())?,
    };
    let again = strategic_merge(before, &patch, ty).map_err(|error| format!("{patch}: {error}"))?;
    if canonical(&again) != canonical(after) {
        return Err(format!(
            "the strategic patch {patch} leads from\n{before}\nto\n{again}\ninstead of\n{after}"
        ));
    }
    Ok(())
}

/// Whether a list has elements that its merge key does not tell apart.
pub fn has_twins(value: &Value) -> bool {
    const KEYS: [&str; 10] = [
        "name",
        "containerPort",
        "mountPath",
        "devicePath",
        "ip",
        "topologyKey",
        "uid",
        "type",
        "conditionType",
        "key",
    ];
    match value {
        Value::Object(fields) => fields.values().any(has_twins),
        Value::Array(items) => {
            let twins = items.iter().enumerate().any(|(index, item)| {
                items[..index].iter().any(|earlier| {
                    earlier == item
                        || KEYS.iter().any(|key| item.get(key).is_some() && item.get(key) == earlier.get(key))
                })
            });
            twins || items.iter().any(has_twins)
        }
        _ => false,
    }
}

#[test]
fn patches_answer_with_canonical_objects() {
    let num_useful = run("patch", check);
    assert!(num_useful > 100, "only {num_useful} patches changed anything");
}
