//! One manifest applied after another, from the client's side and from the server's: the second time changes nothing,
//! and what the first manifest said and the second does not is gone.

use daemonset_playground::api::kind::Kind;
use daemonset_playground::api::schema;
use daemonset_playground::apimachinery::yaml;
use daemonset_playground::apiserver::apply::Force;
use daemonset_playground::apiserver::options::{FieldValidation, Patch, WriteOptions};
use daemonset_playground::apiserver::patch::create_three_way_strategic;
use serde_json::Value;

use super::harness::{Verdict, run};
use super::patch::{has_twins, server, server_with};

fn check(text: &str) -> Result<bool, String> {
    let mut documents = yaml::parse_documents(text).into_iter();
    let (Some(Ok(first)), Some(Ok(second))) = (documents.next(), documents.next()) else { return Ok(false) };
    let (first, second) = (first.value, second.value);
    let by_client = client_side(&first, &second)?;
    let by_server = server_side(&first, &second)?;
    Ok(by_client || by_server)
}

fn client_side(first: &Value, second: &Value) -> Result<bool, String> {
    let Some((mut api, kind, namespace, name)) = server_with(first) else { return Ok(false) };
    let Some(ty) = schema::root(kind.resource().kind_name) else { return Ok(false) };
    let options = WriteOptions { field_validation: FieldValidation::Ignore, ..WriteOptions::default() };
    let mut last = first.clone();
    for round in 0..2 {
        let current = api.get(kind, &namespace, &name).map_err(|error| error.message)?.to_value();
        let Ok(patch) = create_three_way_strategic(&last, second, &current, ty, &[]) else {
            return Ok(false);
        };
        let Ok(written) = api.patch_json(kind, &namespace, &name, &Patch::Strategic(patch.clone()), &options)
        else {
            return Ok(false);
        };
        let after = written.object.to_value();
        let has_twins = [first, second, &current].into_iter().any(has_twins);
        if round == 1 && after != current && !has_twins {
            return Err(format!("applied again, {patch} changes\n{current}\nto\n{after}"));
        }
        last = second.clone();
    }
    Ok(true)
}

fn server_side(first: &Value, second: &Value) -> Result<bool, String> {
    let text = |value: &Value, pointer: &str| {
        value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let Some(kind) = Kind::of(&text(first, "/apiVersion"), &text(first, "/kind")) else { return Ok(false) };
    let name = text(first, "/metadata/name");
    let namespace = if kind.resource().namespaced { "default" } else { "" };
    let options = |manager: &str| WriteOptions { field_manager: manager.into(), ..WriteOptions::default() };
    let mut api = server();
    let apply = |api: &mut _, manifest: &Value, manager: &str, force: Force| {
        daemonset_playground::apiserver::server::ApiServer::apply_json(
            api,
            kind,
            namespace,
            &name,
            manifest,
            force,
            &options(manager),
        )
    };
    if apply(&mut api, first, "one", Force::Refuse).is_err() {
        return Ok(false);
    }
    let Ok(done) = apply(&mut api, second, "one", Force::Refuse) else { return Ok(false) };
    let again = apply(&mut api, second, "one", Force::Refuse).map_err(|error| error.message)?;
    if again.object.meta.resource_version != done.object.meta.resource_version {
        return Err(format!(
            "applied again, it changes {} to {}",
            done.object.to_value(),
            again.object.to_value()
        ));
    }
    // A key that is null names another element than one that is not there.
    let is_plain = |manifest: &Value| !manifest.to_string().contains("null") && !has_twins(manifest);
    if is_plain(first) && is_plain(second) {
        as_if_it_were_new(second, &done.object.to_value(), kind, &name)?;
    }
    // Others may disagree, and win by force.
    drop(apply(&mut api, first, "two", Force::Refuse));
    let forced = apply(&mut api, first, "two", Force::TakeOver).map_err(|error| error.message);
    let back = apply(&mut api, second, "one", Force::TakeOver).map_err(|error| error.message);
    Ok(forced.is_ok() && back.is_ok())
}

/// With one manager, an object is what its last manifest makes of nothing.
fn as_if_it_were_new(manifest: &Value, object: &Value, kind: Kind, name: &str) -> Verdict {
    let mut api = server();
    let namespace = if kind.resource().namespaced { "default" } else { "" };
    let options = WriteOptions { field_manager: "one".into(), ..WriteOptions::default() };
    let Ok(new) = api.apply_json(kind, namespace, name, manifest, Force::Refuse, &options) else {
        return Ok(());
    };
    let (mut new, mut object) = (new.object.to_value(), object.clone());
    // A default that nobody owns stays: the policy for an image without a tag, once the image has one.
    drop_pull_policies(&mut new);
    drop_pull_policies(&mut object);
    let same = new["spec"] == object["spec"]
        && new["data"] == object["data"]
        && new["metadata"]["labels"] == object["metadata"]["labels"];
    if same {
        Ok(())
    } else {
        Err(format!("applied to nothing it gives\n{new}\napplied to another\n{object}"))
    }
}

fn drop_pull_policies(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("imagePullPolicy");
            fields.values_mut().for_each(drop_pull_policies);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_pull_policies),
        _ => {}
    }
}

#[test]
fn applying_again_changes_nothing() {
    let num_useful = run("apply", check);
    assert!(num_useful > 100, "only {num_useful} manifests could be applied");
}
