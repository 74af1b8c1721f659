//! Names, labels, annotations, owners and finalizers of any object.
//!
//! Upstream: `k8s.io/apimachinery/pkg/api/validation/objectmeta.go`, and what `pkg/apis/core/validation` adds for
//! finalizers. On updates the generic registry runs the same rules before the kind's own; messages that come twice are
//! shown once.

use std::collections::BTreeSet;

use serde_json::Value;

use super::annotations::annotation_map;
use super::labels::label_map;
use super::managed_fields::managed_fields;
use super::render::{owner_reference, owner_references};
use crate::api::fields::{Fields, as_text};
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::labels::label_key;
use crate::apimachinery::validation::names::{NameRule, dns1123_label, mask_trailing_dash};

/// The words for a field that may not change.
pub(super) const IMMUTABLE: &str = "field is immutable";
/// The words for a number below zero.
pub(super) const NEGATIVE: &str = "must be greater than or equal to 0";

const METADATA: Path<'static> = Path::root("metadata");

/// Whether a kind lives in namespaces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Namespaced,
    Cluster,
}

/// A number that may not be below zero.
pub(super) fn nonnegative(errors: &mut FieldErrorList, path: &Path, value: i64) {
    if value < 0 {
        errors.invalid(path, value, NEGATIVE);
    }
}

/// The metadata of an object about to be created.
pub(super) fn object_meta(errors: &mut FieldErrorList, object: &Value, scope: Scope, rule: NameRule) {
    common(errors, object.at("metadata"), scope, rule);
    kube_finalizers(errors, object.at("metadata"));
}

fn common(errors: &mut FieldErrorList, meta: &Value, scope: Scope, rule: NameRule) {
    let prefix = meta.text("generateName");
    if !prefix.is_empty() {
        errors.invalid_each(&METADATA.child("generateName"), prefix, &rule(&mask_trailing_dash(prefix)));
    }
    let name = meta.text("name");
    if name.is_empty() {
        errors.required(&METADATA.child("name"), "name or generateName is required");
    } else {
        errors.invalid_each(&METADATA.child("name"), name, &rule(name));
    }
    let namespace = meta.text("namespace");
    let namespace_path = METADATA.child("namespace");
    match (scope, namespace) {
        (Scope::Namespaced, "") => errors.required(&namespace_path, ""),
        (Scope::Namespaced, _) => errors.invalid_each(&namespace_path, namespace, &dns1123_label(namespace)),
        (Scope::Cluster, "") => {}
        (Scope::Cluster, _) => errors.forbidden(&namespace_path, "not allowed on this type"),
    }
    nonnegative(errors, &METADATA.child("generation"), meta.int("generation"));
    label_map(errors, &METADATA, meta, "labels");
    annotation_map(errors, &METADATA, meta);
    owners(errors, meta);
    finalizers(errors, meta);
    managed_fields(errors, &METADATA, meta);
}

/// The metadata of an object about to be replaced.
pub(super) fn object_meta_update(
    errors: &mut FieldErrorList,
    new: &Value,
    old: &Value,
    scope: Scope,
    rule: NameRule,
) {
    let (new, old) = (new.at("metadata"), old.at("metadata"));
    common(errors, new, scope, rule);
    changes(errors, new, old);
    kube_finalizers(errors, new);
}

/// What may not change. Labels, annotations and owners have been looked at already; upstream looks twice.
fn changes(errors: &mut FieldErrorList, new: &Value, old: &Value) {
    if old.has("deletionTimestamp") {
        no_new_finalizers(errors, new, old);
    }
    let version = new.text("resourceVersion");
    if version.is_empty() {
        errors.invalid(&METADATA.child("resourceVersion"), version, "must be specified for an update");
    }
    if new.int("generation") < old.int("generation") {
        errors.invalid(&METADATA.child("generation"), new.int("generation"), "must not be decremented");
    }
    for name in ["name", "namespace"] {
        if new.text(name) != old.text(name) {
            errors.invalid(&METADATA.child(name), new.text(name), IMMUTABLE);
        }
    }
    if new.text("uid") != old.text("uid") {
        errors.invalid(&METADATA.child("uid"), BadValue::Named(new.text("uid")), IMMUTABLE);
    }
    for name in ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] {
        if new.at(name) != old.at(name) {
            errors.invalid(&METADATA.child(name), new.at(name), IMMUTABLE);
        }
    }
}

fn owners(errors: &mut FieldErrorList, meta: &Value) {
    let path = METADATA.child("ownerReferences");
    let references = meta.items("ownerReferences");
    let mut first_controller = String::new();
    for owner in references {
        let (version, kind, name) = (owner.text("apiVersion"), owner.text("kind"), owner.text("name"));
        if version.rsplit('/').next().is_some_and(str::is_empty) || version.matches('/').count() > 1 {
            errors.invalid(&path.child("apiVersion"), version, "version must not be empty");
        }
        for (field, value) in [("kind", kind), ("name", name)] {
            if value.is_empty() {
                errors.invalid(&path.child(field), value, "must not be empty");
            }
        }
        if owner.text("uid").is_empty() {
            errors.invalid(&path.child("uid"), BadValue::Named(""), "must not be empty");
        }
        if (version, kind) == ("v1", "Event") {
            let shown = BadValue::Json(owner_reference(owner));
            errors.invalid(&path, shown, "/v1, Kind=Event is disallowed from being an owner");
        }
        if owner.flag("controller") {
            let current = format!("{kind}/{name}");
            if first_controller.is_empty() {
                first_controller = current;
            } else {
                let detail = format!(
                    "Only one reference can have Controller set to true. Found \"true\" in references for {first_controller} and {current}"
                );
                errors.invalid(&path, owner_references(references), detail);
            }
        }
    }
}

fn finalizers(errors: &mut FieldErrorList, meta: &Value) {
    let path = METADATA.child("finalizers");
    for name in meta.texts("finalizers") {
        errors.invalid_each(&path, name, &label_key(name));
    }
    let has = |wanted: &str| meta.texts("finalizers").any(|name| name == wanted);
    if has("orphan") && has("foregroundDeletion") {
        let detail = "finalizer orphan and foregroundDeletion cannot be both set";
        errors.invalid(&path, meta.at("finalizers"), detail);
    }
}

/// Names without a domain are reserved for Kubernetes' own finalizers.
fn kube_finalizers(errors: &mut FieldErrorList, meta: &Value) {
    let path = METADATA.child("finalizers");
    for (i, name) in meta.texts("finalizers").enumerate() {
        kube_finalizer(errors, &path.index(i), name);
    }
}

/// One such name.
pub(super) fn kube_finalizer(errors: &mut FieldErrorList, path: &Path, name: &str) {
    if !name.contains('/') && !matches!(name, "kubernetes" | "orphan" | "foregroundDeletion") {
        errors.invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified");
    }
}

fn no_new_finalizers(errors: &mut FieldErrorList, new: &Value, old: &Value) {
    let known: BTreeSet<&str> = old.texts("finalizers").collect();
    let extra: BTreeSet<&str> =
        new.items("finalizers").iter().map(as_text).filter(|name| !known.contains(name)).collect();
    if extra.is_empty() {
        return;
    }
    let names: Vec<String> = extra.into_iter().map(go_quote).collect();
    let detail = format!(
        "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
        names.join(", ")
    );
    errors.forbidden(&METADATA.child("finalizers"), detail);
}
