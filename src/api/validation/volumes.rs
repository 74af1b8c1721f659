//! The volumes of a pod.
//!
//! Upstream: `ValidateVolumes`, `validateVolumeSource`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::pod_spec::Resource;
use super::volume_sources::{SOURCES, ephemeral_claim_name, iscsi_name, volume_source};
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::quantity::Quantity;
use crate::apimachinery::validation::names::dns1123_label;

/// Checks the volumes and returns those that are fine: a mount of a broken volume is an error too.
pub(super) fn volumes<'a>(
    errors: &mut FieldErrorList,
    list: &Path,
    spec: &'a Value,
    resource: &Resource,
) -> BTreeMap<&'a str, &'a Value> {
    let pod_name = match resource {
        Resource::Pod(meta) => meta.text("name"),
        Resource::Template => "",
    };
    let mut created_claims = BTreeSet::new();
    if !pod_name.is_empty() {
        let ephemeral = spec.items("volumes").iter().filter(|volume| volume.has("ephemeral"));
        created_claims.extend(ephemeral.map(|volume| format!("{pod_name}-{}", volume.text("name"))));
    }
    let mut fine = BTreeMap::new();
    for (i, volume) in spec.items("volumes").iter().enumerate() {
        let path = list.index(i);
        let name_path = path.child("name");
        let name = volume.text("name");
        let before = errors.len();
        one_source(errors, &path, volume, resource, pod_name);
        if name.is_empty() {
            errors.required(&name_path, "");
        } else {
            errors.invalid_each(&name_path, name, &dns1123_label(name));
        }
        if fine.contains_key(name) {
            errors.duplicate(&name_path, name);
        }
        if errors.len() == before {
            fine.insert(name, volume);
        }
        let claim = volume.at("persistentVolumeClaim").text("claimName");
        if created_claims.contains(claim) {
            let path = path.child("persistentVolumeClaim.claimName");
            let detail = "must not reference a PVC that gets created for an ephemeral volume";
            errors.invalid(&path, claim, detail);
        }
    }
    fine
}

/// Exactly one kind of source.
fn one_source(errors: &mut FieldErrorList, path: &Path, volume: &Value, resource: &Resource, pod_name: &str) {
    let mut num_sources = 0;
    if let Some(source) = volume.set("emptyDir") {
        num_sources += 1;
        let limit = source.maybe_text("sizeLimit").and_then(|text| Quantity::parse(text).ok());
        if limit.is_some_and(|limit| limit.sign() < 0) {
            let path = path.child("emptyDir.sizeLimit");
            errors.forbidden(&path, "SizeLimit field must be a valid resource quantity");
        }
    }
    for kind in SOURCES {
        let Some(source) = volume.set(kind.field) else { continue };
        num_sources += 1;
        if num_sources > 1 {
            errors.forbidden(&path.child(kind.forbidden_as), "may not specify more than 1 volume type");
        } else {
            volume_source(errors, &path.child(kind.checked_as), kind.field, source, resource);
            if kind.field == "ephemeral" {
                ephemeral_claim_name(errors, path, volume.text("name"), pod_name);
            }
        }
        if kind.field == "iscsi" {
            iscsi_name(errors, path, volume.text("name"), source);
        }
    }
    if num_sources == 0 {
        errors.required(path, "must specify a volume type");
    }
}
