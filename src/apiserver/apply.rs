//! Server-side apply, as kubectl asks for it.
//!
//! Upstream: `k8s.io/apiserver/pkg/endpoints/handlers/patch.go` (`applyPatcher`),
//! `k8s.io/apimachinery/pkg/util/managedfields/internal/{conflict,lastappliedupdater}.go`.

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::schema;
use crate::api::well_known::LAST_APPLIED;
use crate::apimachinery::errors::{ApiError, Cause, Reason};
use crate::apimachinery::json::print_compact;
use crate::apimachinery::managed_fields::{Manager, Operation};
use crate::apiserver::managed::{self, Applied, Conflicts, Place};
use crate::apiserver::options::{Subresource, WriteOptions, Written, check_options};
use crate::apiserver::requests::{Owners, answer, decode};
use crate::apiserver::server::ApiServer;

/// Whether an apply takes fields from their owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// It takes them over.
    TakeOver,
    /// It is refused where it would.
    Refuse,
}

impl ApiServer {
    /// Brings an object to what a manifest says of it, or creates it; what its manager no longer says goes away.
    ///
    /// Errors: Conflict where others own what it would change; what does not fit; those of a write.
    pub fn apply_json(
        &mut self,
        kind: Kind,
        namespace: &str,
        name: &str,
        manifest: &Value,
        force: Force,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        check_options("PatchOptions", options)?;
        let old = self.get(kind, namespace, name).ok();
        if manifest.pointer("/metadata/managedFields").is_some_and(|fields| !fields.is_null()) {
            return Err(ApiError::bad_request("metadata.managedFields must be nil"));
        }
        managed::check(manifest, Place::root(kind)).map_err(|why| {
            let whose = whereabouts(kind, manifest);
            ApiError::new(Reason::Unknown, format!("failed to create typed patch object ({whose}): {why}"))
        })?;
        let (live, entries) = match &old {
            Some(old) => (old.to_value(), managed::owners_before_apply(kind, old, self.now)),
            None => (managed::empty(kind), Vec::new()),
        };
        let manager = options.manager(Operation::Apply);
        let force = force == Force::TakeOver;
        let applied = managed::apply(kind, &live, manifest, entries, manager, force, self.now);
        let Applied { mut value, entries } =
            applied.map_err(|conflicts| conflict_error(&conflicts, &kind.resource().api_version()))?;
        if &*options.field_manager == "kubectl" {
            renew_last_applied(&mut value, manifest);
        }
        if let Some(ty) = schema::root(kind.resource().kind_name) {
            value = match schema::from_unstructured(&value, ty) {
                Ok(decoded) => decoded.value,
                Err(why) => return Err(not_converted(kind, manifest, &why)),
            };
        }
        let (value, mut warnings) = decode(kind, &value, options)?;
        let owners = Owners::Known(entries);
        let written = match old {
            None if options.subresource == Subresource::Status => {
                Err(ApiError::not_found(&kind.resource().qualified_plural(), name))
            }
            None => self.create_decoded(kind, namespace, &value, options, owners, &mut warnings),
            Some(old) => self.write_update(&old, &value, options, owners, &mut warnings),
        };
        answer(written, warnings)
    }

    /// Hands the fields of managers that applied client-side over to one that applies server-side. Whether there was
    /// anything to hand over.
    ///
    /// Errors: NotFound.
    /// Upstream: kubectl sends a JSON patch of `managedFields`.
    pub fn upgrade_managed_fields(
        &mut self,
        kind: Kind,
        namespace: &str,
        name: &str,
        old_managers: &[Manager],
        manager: &Manager,
    ) -> Result<bool, ApiError> {
        let old = self.get(kind, namespace, name)?;
        let mut entries = managed::entries(&old);
        if !managed::upgrade(&mut entries, old_managers, manager) {
            return Ok(false);
        }
        let mut object = (*old).clone();
        managed::set_owners(&mut object, entries);
        self.commit_update(object, &old);
        Ok(true)
    }
}

/// Keeps the annotation of client-side apply true, where there is one.
fn renew_last_applied(value: &mut Value, manifest: &Value) {
    let annotation = value.pointer_mut("/metadata/annotations").and_then(|all| all.get_mut(LAST_APPLIED));
    let Some(annotation) = annotation.filter(|text| text.as_str().is_some_and(|text| !text.is_empty()))
    else {
        return;
    };
    let mut applied = manifest.clone();
    if let Some(annotations) = applied.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        annotations.remove(LAST_APPLIED);
        if annotations.is_empty() {
            applied["metadata"]["annotations"] = json!({});
        }
    }
    *annotation = (print_compact(&applied) + "\n").into();
}

/// Upstream: `getConflictMessage`.
fn conflict_error(conflicts: &Conflicts, api_version: &str) -> ApiError {
    let mut all: Vec<(String, Vec<String>)> =
        conflicts.iter().map(|(manager, fields)| (manager.text(api_version), fields.paths())).collect();
    all.sort();
    let count: usize = all.iter().map(|(_, paths)| paths.len()).sum();
    let message = match &all[..] {
        [(manager, paths)] if count == 1 => {
            format!("Apply failed with 1 conflict: conflict with {manager}: {}", paths.concat())
        }
        all => {
            let lines: Vec<String> = all
                .iter()
                .map(|(manager, paths)| format!("conflicts with {manager}:\n- {}", paths.join("\n- ")))
                .collect();
            format!("Apply failed with {count} conflicts: {}", lines.join("\n"))
        }
    };
    let causes = all.iter().flat_map(|(manager, paths)| {
        paths
            .iter()
            .map(move |path| Cause { field: path.clone(), message: format!("conflict with {manager}") })
    });
    ApiError { causes: causes.collect(), ..ApiError::new(Reason::Conflict, message) }
}

fn not_converted(kind: Kind, manifest: &Value, why: &schema::DecodeError) -> ApiError {
    let whose = whereabouts(kind, manifest);
    let what = whose.split_once("; ").map_or("", |(_, what)| what);
    ApiError::new(
        Reason::Unknown,
        format!(
            "failed to convert new object ({whose}) to proper version: unable to convert unstructured object to {what}: {why}"
        ),
    )
}

/// Upstream: `objectGVKNN`.
fn whereabouts(kind: Kind, manifest: &Value) -> String {
    let text = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let resource = kind.resource();
    format!(
        "{}/{}; {}/{}, Kind={}",
        text("/metadata/namespace"),
        text("/metadata/name"),
        resource.group,
        resource.version,
        resource.kind_name
    )
}
