//! `apply --server-side`.
//!
//! Besides the apply itself: what was applied client-side before is handed over to the manager that applies now, so
//! that what the manifest no longer says goes away.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/apply/apply.go` (`applyOneObject`, `saveLastApplyAnnotationIfNecessary`,
//! `migrateToSSAIfNecessary`).

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::managed_fields::{Manager, Operation};
use crate::apiserver::apply::Force;
use crate::apiserver::managed;
use crate::apiserver::options::WriteOptions;
use crate::kubectl::builder::query::Info;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::apply::command::{Applied, Plan, warn_if_deleting};
use crate::kubectl::common::{DryRun, subresource, written};
use crate::kubectl::errors::Failure;

/// The manager that applies server-side unless somebody names another.
pub const MANAGER: &str = "kubectl";
/// The manager that keeps the annotation of client-side apply from going away.
const ANNOTATION_MANAGER: &str = "kubectl-last-applied";

const HOW_TO_RESOLVE: &str = "
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts";

/// Has the server apply one object.
pub fn apply(
    call: &Call,
    info: Info,
    manifest: Value,
    plan: &Plan,
    context: &mut Context<'_, '_>,
) -> Result<Applied, Failure> {
    let Some(kind) = info.mapping.kind() else { return Err(info.mapping.not_simulated()) };
    if info.name.is_empty() {
        return Err("resource name may not be empty".into());
    }
    let options = WriteOptions { subresource: subresource(call, kind)?, ..plan.write_options() };
    let force = if plan.force_conflicts { Force::TakeOver } else { Force::Refuse };
    let mut object = send(&info, kind, &manifest, force, &options, context)?;
    if plan.dry_run == DryRun::None {
        if &*options.field_manager == MANAGER {
            keep_annotation(&info, kind, &object, &options, context)?;
        }
        let manager = options.manager(Operation::Apply);
        let old = client_side_managers(&object);
        if context.env.api.upgrade_managed_fields(kind, &info.namespace, &info.name, &old, &manager)? {
            object = send(&info, kind, &manifest, force, &options, context)?;
        }
    }
    let value = plan.shown(&object);
    warn_if_deleting(&value, context);
    Ok((value, "serverside-applied"))
}

fn send(
    info: &Info,
    kind: Kind,
    manifest: &Value,
    force: Force,
    options: &WriteOptions,
    context: &mut Context<'_, '_>,
) -> Result<Rc<Object>, Failure> {
    match context.env.api.apply_json(kind, &info.namespace, &info.name, manifest, force, options) {
        Ok(answer) => Ok(written(answer, context)),
        Err(error) if error.is_conflict() => {
            Err(Failure::Message(format!("{}{HOW_TO_RESOLVE}", error.message)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The annotation of client-side apply would go away with the manager that wrote it.
fn keep_annotation(
    info: &Info,
    kind: Kind,
    object: &Object,
    options: &WriteOptions,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let Some(annotation) = object.meta.annotations.get(LAST_APPLIED) else { return Ok(()) };
    if !owners_of_annotation(object, Operation::Apply).is_empty() {
        return Ok(());
    }
    let resource = kind.resource();
    let manifest = json!({
        "apiVersion": resource.api_version(),
        "kind": resource.kind_name,
        "metadata": {"annotations": {LAST_APPLIED: &**annotation}, "name": info.name, "namespace": info.namespace},
    });
    let options = WriteOptions { field_manager: ANNOTATION_MANAGER.into(), ..options.clone() };
    send(info, kind, &manifest, Force::Refuse, &options, context).map(|_| ())
}

/// Who wrote the annotation by another way than server-side apply.
fn client_side_managers(object: &Object) -> Vec<Manager> {
    owners_of_annotation(object, Operation::Update)
}

fn owners_of_annotation(object: &Object, operation: Operation) -> Vec<Manager> {
    let step = format!("f:{LAST_APPLIED}");
    let owns = managed::entries(object).into_iter().filter(|entry| {
        entry.manager.operation == operation
            && entry.fields.below("f:metadata").below("f:annotations").has(&step)
    });
    owns.map(|entry| entry.manager).collect()
}
