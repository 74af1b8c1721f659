//! Amounts in objects.

use serde_json::Value;

use super::object_meta::NEGATIVE;
use crate::api::fields::as_text;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::quantity::Quantity;
use crate::apimachinery::validation::labels::label_key;

/// The amount, unless it is missing.
pub(super) fn amount(value: &Value) -> Option<Quantity> {
    Quantity::parse(as_text(value)).ok()
}

/// An amount of a resource: not below zero, whole where the resource comes in pieces.
pub(super) fn resource_amount(errors: &mut FieldErrorList, path: &Path, resource: &str, value: &Quantity) {
    if value.sign() < 0 {
        errors.invalid(path, value.to_string().as_str(), NEGATIVE);
    }
    if is_integer_resource(resource) && value.milli_value() % 1000 != 0 {
        errors.invalid(path, BadValue::Named(&value.to_string()), "must be an integer");
    }
}

/// Whether a resource's name belongs to Kubernetes itself.
pub(super) fn is_native_resource(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// Whether a resource is one that a device plugin or an administrator adds.
pub(super) fn is_extended_resource(name: &str) -> bool {
    !is_native_resource(name)
        && !name.starts_with("requests.")
        && label_key(&format!("requests.{name}")).is_empty()
}

/// Whether a resource may be promised more often than it is there.
pub(super) fn is_overcommit_allowed(name: &str) -> bool {
    is_native_resource(name) && !name.starts_with("hugepages-")
}

fn is_integer_resource(name: &str) -> bool {
    const COUNTED: &[&str] = &[
        "pods",
        "resourcequotas",
        "services",
        "replicationcontrollers",
        "secrets",
        "configmaps",
        "persistentvolumeclaims",
        "services.nodeports",
        "services.loadbalancers",
    ];
    COUNTED.contains(&name) || is_extended_resource(name)
}
