//! Applying by a three-way merge: last applied, file, live object.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/apply/{apply,patcher}.go`.

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::schema;
use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::json::print_compact;
use crate::apimachinery::quote::go_quote;
use crate::apiserver::options::{DeleteOptions, Patch, Propagation};
use crate::apiserver::patch::{
    PatchError, create_three_way_json_merge, create_three_way_strategic, json_merge, refuse_conflicts,
    strategic_merge,
};
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::Context;
use crate::kubectl::commands::apply::command::{Applied, Plan, warn_if_deleting};
use crate::kubectl::commands::create::files;
use crate::kubectl::common::{DryRun, set_last_applied, written};
use crate::kubectl::errors::Failure;

/// Creates or patches one object.
///
/// Errors: the server's, with what was being done.
pub fn apply(
    mut info: Info,
    manifest: Value,
    plan: &Plan,
    context: &mut Context<'_, '_>,
) -> Result<Applied, Failure> {
    let mut modified = manifest;
    set_last_applied(&mut modified);
    let found = if info.name.is_empty() {
        Err(Failure::from("resource name may not be empty"))
    } else {
        info.get(context.env.api).map_err(Failure::from)
    };
    let current = match found {
        Ok(object) => object.to_value(),
        Err(failure) if failure.is_not_found() => return create(&info, modified, plan, context),
        Err(failure) => {
            let doing =
                format!("retrieving current configuration of:\n{}\nfrom server for:", whereabouts(&info));
            return Err(failure.when(&doing, &info.source));
        }
    };
    if current["metadata"]["annotations"].get(LAST_APPLIED).is_none() {
        context.out.warning(&format!(
            "resource {}/{} is missing the {LAST_APPLIED} annotation which is required by kubectl apply. kubectl \
             apply should only be used on resources created declaratively by either kubectl create --save-config or \
             kubectl apply. The missing annotation will be patched automatically.",
            info.mapping.plural(),
            info.name
        ));
    }
    let patch = three_way(&info, &current, &modified, plan.overwrite)
        .map_err(|error| no_patch(&error, &info, &current, &modified, plan, context))?;
    if patch.as_object().is_some_and(|patch| patch.is_empty()) {
        warn_if_deleting(&current, context);
        let shown = info.object.as_deref().map_or(current, |object| plan.shown(object));
        return Ok((shown, "unchanged"));
    }
    let patched = match plan.dry_run {
        DryRun::Client => patched_locally(&info, &current, &patch),
        _ => send(&info, &current, &patch, modified, plan, context),
    };
    let patched = patched.map_err(|failure| {
        let doing = format!("applying patch:\n{}\nto:\n{}\nfor:", print_compact(&patch), whereabouts(&info));
        failure.when(&doing, &info.source)
    })?;
    warn_if_deleting(&patched, context);
    Ok((patched, "configured"))
}

/// Upstream: `resource.Info.String`.
fn whereabouts(info: &Info) -> String {
    let mapping = info.mapping;
    format!(
        "Resource: {}, GroupVersionKind: {}\nName: {}, Namespace: {}",
        go_quote(&mapping.go_resource()),
        go_quote(&format!("{}/{}, Kind={}", mapping.group(), mapping.version(), mapping.kind_name())),
        go_quote(&info.name),
        go_quote(&info.namespace)
    )
}

fn create(
    info: &Info,
    mut manifest: Value,
    plan: &Plan,
    context: &mut Context<'_, '_>,
) -> Result<Applied, Failure> {
    without_nulls(&mut manifest);
    if plan.dry_run == DryRun::Client {
        return Ok((manifest, "created"));
    }
    let created = files::send(info, manifest, &plan.write_options(), context)
        .map_err(|failure| failure.when("creating", &info.source))?;
    Ok((plan.shown(&created), "created"))
}

fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// The patch that the file asks for.
fn three_way(info: &Info, current: &Value, modified: &Value, overwrite: bool) -> Result<Value, PatchError> {
    let text = current["metadata"]["annotations"].get(LAST_APPLIED).and_then(Value::as_str);
    let original = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
    let Some(schema) = schema::root(info.mapping.kind_name()) else {
        return Ok(create_three_way_json_merge(&original, modified, current));
    };
    let patch = create_three_way_strategic(&original, modified, current, schema, &[])?;
    if !overwrite {
        refuse_conflicts(&original, current, &patch, schema)?;
    }
    Ok(patch)
}

/// That there is no patch; kubectl tries three ways to compute it before it says so.
fn no_patch(
    error: &PatchError,
    info: &Info,
    current: &Value,
    modified: &Value,
    plan: &Plan,
    context: &mut Context<'_, '_>,
) -> Failure {
    for spec in ["openapi v3 spec", "openapi spec"] {
        context.out.err(&format!("warning: error calculating patch from {spec}: {error}\n"));
    }
    let original = current["metadata"]["annotations"].get(LAST_APPLIED).and_then(Value::as_str);
    let failure = Failure::Message(format!(
        "creating patch with:\noriginal:\n{}\nmodified:\n{}\n\ncurrent:\n{}\n\nfor: {error}",
        original.unwrap_or_default(),
        print_compact(modified),
        print_compact(current)
    ));
    let failure = match plan.dry_run {
        DryRun::Client => failure,
        _ => failure.when("patching", &info.source),
    };
    failure.when(&format!("applying patch:\n\nto:\n{}\nfor:", whereabouts(info)), &info.source)
}

fn patched_locally(info: &Info, current: &Value, patch: &Value) -> Result<Value, Failure> {
    let patched = match schema::root(info.mapping.kind_name()) {
        Some(schema) => strategic_merge(current, patch, schema),
        None => json_merge(current, patch),
    };
    patched.map_err(|error| Failure::Message(format!("applying patch locally: {error}")))
}

fn send(
    info: &Info,
    current: &Value,
    patch: &Value,
    modified: Value,
    plan: &Plan,
    context: &mut Context<'_, '_>,
) -> Result<Value, Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    let patch = match schema::root(info.mapping.kind_name()) {
        Some(_) => Patch::Strategic(patch.clone()),
        None => Patch::Merge(patch.clone()),
    };
    let options = plan.write_options();
    match context.env.api.patch_json(kind, &info.namespace, &info.name, &patch, &options) {
        Ok(answer) => Ok(plan.shown(&written(answer, context))),
        Err(error) if plan.force && matches!(error.reason, Reason::Conflict | Reason::Invalid) => {
            delete_and_create(info, kind, current, modified, plan, context)
        }
        Err(error) => Err(Failure::from(error).when("patching", &info.source)),
    }
}

fn delete_and_create(
    info: &Info,
    kind: Kind,
    current: &Value,
    modified: Value,
    plan: &Plan,
    context: &mut Context<'_, '_>,
) -> Result<Value, Failure> {
    let options = DeleteOptions {
        grace_period_seconds: Some(0),
        propagation: Some(Propagation::Background),
        ..DeleteOptions::default()
    };
    context.env.api.delete(kind, &info.namespace, &info.name, &options)?;
    if context.env.api.get(kind, &info.namespace, &info.name).is_ok() {
        // A finalizer holds it; the time to wait for that is zero unless somebody asks for more.
        return Err("context deadline exceeded".into());
    }
    let write_options = plan.write_options();
    let failure = match files::send(info, modified, &write_options, context) {
        Ok(created) => return Ok(plan.shown(&created)),
        Err(failure) => failure,
    };
    // The old object comes back, but the error is told all the same.
    let restored = files::send(info, current.clone(), &write_options, context);
    Err(match (restored, failure) {
        (Ok(_), failure) => failure,
        (Err(again), Failure::Api(error)) => Failure::Api(ApiError {
            message: format!(
                "An error occurred force-replacing the existing object with the newly provided one:\n\n{}.\n\n\
                 Additionally, an error occurred attempting to restore the original object:\n\n{again}",
                error.message
            ),
            ..error
        }),
        (Err(_), failure) => failure,
    })
}
