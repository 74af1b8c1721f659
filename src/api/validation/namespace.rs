//! Namespaces.
//!
//! Upstream: `ValidateNamespace`, `ValidateNamespaceUpdate`.

use serde_json::Value;

use super::object_meta::{Scope, kube_finalizer, object_meta, object_meta_update};
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::validation::labels::label_key;
use crate::apimachinery::validation::names::dns1123_label;

/// A namespace about to be created.
pub fn namespace_create(namespace: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta(&mut errors, namespace, Scope::Cluster, dns1123_label);
    spec_finalizers(&mut errors, namespace);
    errors
}

/// A namespace about to be replaced by `new`.
pub fn namespace_update(new: &Value, old: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta_update(&mut errors, new, old, Scope::Cluster, dns1123_label);
    spec_finalizers(&mut errors, new);
    errors
}

fn spec_finalizers(errors: &mut FieldErrorList, namespace: &Value) {
    let path = Path::root("spec.finalizers");
    for name in namespace.at("spec").texts("finalizers") {
        errors.invalid_each(&path, name, &label_key(name));
        kube_finalizer(errors, &path, name);
    }
}
