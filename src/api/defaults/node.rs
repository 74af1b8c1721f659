//! Defaults of nodes and namespaces.

use serde_json::Value;

use super::edit::{default_text, nested, object};
use super::resources::round_up;
use crate::api::fields::Fields;

/// Fills a node in: what is not said to be reserved can be allocated.
pub fn node(value: &mut Value) {
    let status = nested(value, "status");
    let capacity = status.at("capacity").clone();
    if !status.has("allocatable") && !capacity.is_null() {
        object(status).insert("allocatable".to_owned(), capacity);
    }
    round_up(status, "capacity");
    round_up(status, "allocatable");
    one_pod_cidr(nested(value, "spec"));
}

/// `podCIDR` is the first of `podCIDRs`; where they differ, the old field wins.
fn one_pod_cidr(spec: &mut Value) {
    let first = spec.texts("podCIDRs").next().unwrap_or_default().to_owned();
    let single = spec.text("podCIDR").to_owned();
    if single.is_empty() && !first.is_empty() {
        object(spec).insert("podCIDR".to_owned(), first.into());
    } else if single != first {
        object(spec).insert("podCIDRs".to_owned(), vec![single].into());
    }
}

/// Fills a namespace in: its phase, and its name as a label.
pub fn namespace(value: &mut Value) {
    let name = value.at("metadata").text("name").to_owned();
    if !name.is_empty() {
        let labels = nested(nested(value, "metadata"), "labels");
        object(labels).insert("kubernetes.io/metadata.name".to_owned(), name.into());
    }
    default_text(nested(value, "status"), "phase", "Active");
}
