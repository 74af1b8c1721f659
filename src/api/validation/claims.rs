//! Claims a pod makes: devices, and volumes of its own.
//!
//! Upstream: `validatePodResourceClaims`, `ValidatePersistentVolumeClaimTemplate`, `ValidatePersistentVolumeClaimSpec`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::annotations::{MIRROR, annotation_map};
use super::labels::{label_map, label_selector};
use super::pod_spec::{Resource, maybe_one_of};
use super::render;
use super::resources::storage_request;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::names::{dns1123_label, dns1123_subdomain};

const ACCESS_MODES: &[&str] = &["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/// The resource claims of a pod.
pub(super) fn pod_claims(errors: &mut FieldErrorList, list: &Path, spec: &Value, resource: &Resource) {
    let is_static = matches!(resource, Resource::Pod(meta) if meta.at("annotations").has(MIRROR));
    let mut names = BTreeSet::new();
    for (i, claim) in spec.items("resourceClaims").iter().enumerate() {
        if is_static {
            errors.forbidden(&Path::root("[]"), "static pods do not support resource claims");
            continue;
        }
        let path = list.index(i);
        let name = claim.text("name");
        if name.is_empty() {
            errors.required(&path.child("name"), "");
        } else if !names.insert(name) {
            errors.duplicate(&path.child("name"), name);
        } else {
            errors.invalid_each(&path.child("name"), name, &dns1123_label(name));
        }
        let sources = ["resourceClaimName", "resourceClaimTemplateName"];
        let detail = match sources.map(|source| claim.has(source)) {
            [true, true] => {
                "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            }
            [false, false] => "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`",
            _ => "",
        };
        if !detail.is_empty() {
            errors.invalid(&path, render::internal(claim, "PodResourceClaim"), detail);
        }
        for source in sources {
            if let Some(text) = claim.maybe_text(source) {
                errors.invalid_each(&path.child(source), text, &dns1123_subdomain(text));
            }
        }
    }
}

/// The claim that is made for an ephemeral volume.
pub(super) fn claim_template(errors: &mut FieldErrorList, path: &Path, template: &Value) {
    let meta = template.at("metadata");
    let meta_path = path.child("metadata");
    annotation_map(errors, &meta_path, meta);
    label_map(errors, &meta_path, meta, "labels");
    // Everything else in metadata would be without effect.
    for (field, shown) in [
        ("name", "name"),
        ("generateName", "generateName"),
        ("namespace", "namespace"),
        ("selfLink", "selfLink"),
        ("uid", "uID"),
        ("resourceVersion", "resourceVersion"),
        ("generation", "generation"),
        ("creationTimestamp", "creationTimestamp"),
        ("deletionTimestamp", "deletionTimestamp"),
        ("deletionGracePeriodSeconds", "deletionGracePeriodSeconds"),
        ("ownerReferences", "ownerReferences"),
        ("finalizers", "finalizers"),
        ("managedFields", "managedFields"),
    ] {
        if meta.has(field) {
            errors.forbidden(&meta_path.child(shown), "cannot be set");
        }
    }
    claim_spec(errors, &path.child("spec"), template.at("spec"));
}

fn claim_spec(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    let modes_path = path.child("accessModes");
    if spec.items("accessModes").is_empty() {
        errors.required(&modes_path, "at least 1 access mode is required");
    }
    label_selector(errors, &path.child("selector"), spec.at("selector"));
    for mode in spec.texts("accessModes") {
        maybe_one_of(errors, &modes_path, Some(mode), ACCESS_MODES);
    }
    let has_once_pod = spec.texts("accessModes").any(|mode| mode == "ReadWriteOncePod");
    let has_others =
        spec.texts("accessModes").any(|mode| mode != "ReadWriteOncePod" && ACCESS_MODES.contains(&mode));
    if has_once_pod && has_others {
        errors.forbidden(&modes_path, "may not use ReadWriteOncePod with other access modes");
    }
    storage_request(errors, &path.child("resources").key("storage"), spec.at("resources"));
    class_name(errors, path, spec, "storageClassName");
    let modes = ["Block", "Filesystem"];
    maybe_one_of(errors, &path.child("volumeMode"), spec.maybe_text("volumeMode"), &modes);
    data_sources(errors, path, spec);
    class_name(errors, path, spec, "volumeAttributesClassName");
}

fn class_name(errors: &mut FieldErrorList, path: &Path, spec: &Value, field: &str) {
    let name = spec.text(field);
    if !name.is_empty() {
        errors.invalid_each(&path.child(field), name, &dns1123_subdomain(name));
    }
}

fn data_sources(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    for field in ["dataSource", "dataSourceRef"] {
        if let Some(source) = spec.set(field) {
            data_source(errors, &path.child(field), source);
        }
    }
    let Some((plain, reference)) = spec.set("dataSource").zip(spec.set("dataSourceRef")) else { return };
    // Upstream hands the path itself in as the value, which prints as an empty struct.
    let shown = || BadValue::Json("{}".to_owned());
    if !reference.text("namespace").is_empty() {
        errors.invalid(path, shown(), "may not be specified when dataSourceRef.namespace is specified");
    } else if ["apiGroup", "kind", "name"].iter().any(|field| plain.at(field) != reference.at(field)) {
        errors.invalid(path, shown(), "must match dataSourceRef");
    }
}

fn data_source(errors: &mut FieldErrorList, path: &Path, source: &Value) {
    for field in ["name", "kind"] {
        if source.text(field).is_empty() {
            errors.required(&path.child(field), "");
        }
    }
    let (group, kind) = (source.text("apiGroup"), source.text("kind"));
    if group.is_empty() && kind != "PersistentVolumeClaim" {
        let detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
        errors.invalid(path, kind, detail);
    }
    if !group.is_empty() {
        errors.invalid_each(&path.child("apiGroup"), group, &dns1123_subdomain(group));
    }
    let namespace = source.text("namespace");
    if !namespace.is_empty() {
        errors.invalid_each(&path.child("namespace"), namespace, &dns1123_label(namespace));
    }
}
