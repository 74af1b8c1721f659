//! `apply --server-side`.
//!
//! Differs: no field has an owner here, so nothing conflicts and what a file no longer says stays; the rest, creation
//! included, is the server's doing.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/apply/apply.go`, `k8s.io/apiserver/pkg/endpoints/handlers/patch.go`
//! (`applyPatcher`).

use serde_json::Value;

use crate::apiserver::options::Patch;
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::Context;
use crate::kubectl::commands::apply::command::{Applied, Plan, warn_if_deleting};
use crate::kubectl::commands::create::files;
use crate::kubectl::common::written;
use crate::kubectl::errors::Failure;

/// Has the server merge one object, or create it.
pub fn apply(
    mut info: Info,
    manifest: Value,
    plan: &Plan,
    context: &mut Context<'_, '_>,
) -> Result<Applied, Failure> {
    const DONE: &str = "serverside-applied";
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    if info.name.is_empty() {
        return Err("name is required".into());
    }
    match info.get(context.env.api) {
        Err(error) if error.is_not_found() => {
            let created = files::send(&info, manifest, &plan.write_options(), context)?;
            return Ok((created.to_value(), DONE));
        }
        result => result?,
    };
    let patch = Patch::Strategic(manifest);
    let answer =
        context.env.api.patch_json(kind, &info.namespace, &info.name, &patch, &plan.write_options())?;
    let applied = written(answer, context).to_value();
    warn_if_deleting(&applied, context);
    Ok((applied, DONE))
}
