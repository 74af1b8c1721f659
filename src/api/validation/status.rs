//! Statuses that clients write.
//!
//! Deliberately absent: that a container which ended for good may not run again; claims of devices.
//!
//! Upstream: `ValidateDaemonSetStatusUpdate`, `ValidateNamespaceStatusUpdate`, `ValidateNodeUpdate`,
//! `ValidatePodStatusUpdate`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::daemon_set::daemon_set_status_update;
use super::node::node_update;
use super::object_meta::{IMMUTABLE, Scope, object_meta_update};
use super::pod::annotation_changes;
use crate::api::fields::Fields;
use crate::api::kind::Kind;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::addresses;
use crate::apimachinery::validation::labels::label_key;
use crate::apimachinery::validation::names::{dns1123_label, dns1123_subdomain};

const STATUS: Path<'static> = Path::root("status");

/// What is wrong with the status of `new` as the successor of that of `old`. Kinds without a status are held to the rules
/// of metadata.
pub fn validate_status_update(kind: Kind, new: &Value, old: &Value) -> FieldErrorList {
    match kind {
        Kind::DaemonSet => daemon_set_status_update(new, old),
        Kind::Node => node_update(new, old),
        Kind::Namespace => namespace_status_update(new, old),
        Kind::Pod => pod_status_update(new, old),
        _ => {
            let mut errors = FieldErrorList::new();
            object_meta_update(&mut errors, new, old, Scope::Namespaced, dns1123_subdomain);
            errors
        }
    }
}

fn namespace_status_update(new: &Value, old: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta_update(&mut errors, new, old, Scope::Cluster, dns1123_label);
    let (phase, detail) = match new.at("metadata").has("deletionTimestamp") {
        false => ("Active", "may only be 'Active' if `deletionTimestamp` is empty"),
        true => ("Terminating", "may only be 'Terminating' if `deletionTimestamp` is not empty"),
    };
    let given = new.at("status").text("phase");
    if given != phase {
        errors.invalid(&STATUS.child("Phase"), BadValue::Named(given), detail);
    }
    errors
}

fn pod_status_update(new: &Value, old: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta_update(&mut errors, new, old, Scope::Namespaced, dns1123_subdomain);
    annotation_changes(&mut errors, new.at("metadata"), old.at("metadata"));
    let (status, before) = (new.at("status"), old.at("status"));
    conditions(&mut errors, status);
    nominated_node(&mut errors, status, before, old.at("spec").text("nodeName"));
    not_below_zero(&mut errors, &STATUS.child("observedGeneration"), status);
    if status.text("qosClass") != before.text("qosClass") {
        errors.invalid(&STATUS.child("qosClass"), BadValue::Named(status.text("qosClass")), IMMUTABLE);
    }
    addresses_of(&mut errors, status, "podIPs");
    let first = status.items("hostIPs").first();
    if let Some(first) = first.map(|one| one.text("ip")).filter(|first| *first != status.text("hostIP")) {
        errors.invalid(&STATUS.child("hostIPs").index(0).child("ip"), first, "must be equal to `hostIP`");
    }
    addresses_of(&mut errors, status, "hostIPs");
    errors
}

fn not_below_zero(errors: &mut FieldErrorList, path: &Path, owner: &Value) {
    let generation = owner.int("observedGeneration");
    if generation < 0 {
        errors.invalid(path, generation, "must be a non-negative integer");
    }
}

fn conditions(errors: &mut FieldErrorList, status: &Value) {
    let path = STATUS.child("conditions");
    for (i, condition) in status.items("conditions").iter().enumerate() {
        let path = path.index(i);
        not_below_zero(errors, &path.child("observedGeneration"), condition);
        let kind = condition.text("type");
        if !matches!(kind, "PodScheduled" | "Ready" | "Initialized") {
            errors.invalid_each(&path.child("Type"), kind, &label_key(kind));
        }
    }
}

fn nominated_node(errors: &mut FieldErrorList, status: &Value, before: &Value, node_name: &str) {
    let name = status.text("nominatedNodeName");
    if name.is_empty() || name == before.text("nominatedNodeName") {
        return;
    }
    let path = STATUS.child("nominatedNodeName");
    errors.invalid_each(&path, name, &dns1123_subdomain(name));
    if !node_name.is_empty() {
        errors.forbidden(&path, "may not be set on pods that are already bound to a node");
    }
}

fn addresses_of(errors: &mut FieldErrorList, status: &Value, list: &str) {
    let path = STATUS.child(list);
    let all: Vec<&str> = status.items(list).iter().map(|one| one.text("ip")).collect();
    for (i, address) in all.iter().enumerate() {
        errors.invalid_each(&path.index(i), address, &addresses::ip(address));
    }
    let families: BTreeSet<Option<bool>> = all.iter().map(|address| addresses::is_ipv6(address)).collect();
    if all.len() > 2 || (all.len() == 2 && families.len() != 2) {
        let detail = "may specify no more than one IP for each IP family";
        let shown: Value = all.iter().map(|address| json!({"IP": address})).collect();
        errors.invalid(&path, BadValue::Json(shown.to_string()), detail);
    }
}
