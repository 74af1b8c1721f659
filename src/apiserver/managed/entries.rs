//! All owners of an object: those who wrote it by requests, and the components.
//!
//! Differs: components keep no entries. What a component owns is told from the object when somebody asks: the creator
//! owns what it was created with, who reports a status owns all of it that is not as it began.

use std::rc::Rc;

use serde_json::{Value, json};

use super::compare::Comparison;
use super::manager::{created, empty};
use super::place::Place;
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apimachinery::field_set::{Below, FieldSet};
use crate::apimachinery::managed_fields::{ManagedFieldsEntry, Manager, Operation, sort};

pub(super) const REPORTER_OF_WORKLOADS: &str = "kube-controller-manager";
pub(super) const REPORTER_OF_NODES: &str = "kubelet";

/// The owners of an object's fields, in the order in which objects list them.
pub fn entries(object: &Object) -> Vec<ManagedFieldsEntry> {
    let value = object.to_value();
    let mut entries = match &object.meta.managed_fields {
        Some(entries) => entries.to_vec(),
        None => by_the_creator(object, value.clone()),
    };
    entries.extend(by_who_reports(object, &value, &entries));
    sort(&mut entries);
    entries
}

/// The entries that an object keeps: those of whoever reports its status are told from the status.
pub fn kept(entries: Vec<ManagedFieldsEntry>) -> Rc<[ManagedFieldsEntry]> {
    entries.into_iter().filter(|entry| !is_report(&entry.manager)).collect()
}

pub(super) fn is_report(manager: &Manager) -> bool {
    &*manager.subresource == "status" && matches!(&*manager.name, REPORTER_OF_WORKLOADS | REPORTER_OF_NODES)
}

/// The object as JSON with its managed fields, as a client receives it.
pub fn value_with_managed_fields(object: &Object) -> Value {
    let mut value = object.to_value();
    let api_version = object.kind().resource().api_version();
    let entries: Vec<Value> = entries(object).iter().map(|entry| entry.to_value(&api_version)).collect();
    if !entries.is_empty() {
        value["metadata"]["managedFields"] = entries.into();
    }
    value
}

fn by_the_creator(object: &Object, mut value: Value) -> Vec<ManagedFieldsEntry> {
    let name = match object.kind() {
        Kind::Namespace | Kind::PriorityClass => "kube-apiserver",
        Kind::Node | Kind::Lease => "kubelet",
        _ => "kube-controller-manager",
    };
    // What admission and the scheduler add belongs to nobody.
    if object.kind() == Kind::Pod
        && let Some(spec) = value.get_mut("spec").and_then(Value::as_object_mut)
    {
        for field in ["nodeName", "preemptionPolicy", "priority"] {
            spec.remove(field);
        }
    }
    let manager = Manager { name: name.into(), operation: Operation::Update, subresource: "".into() };
    created(object.kind(), &value, manager, object.meta.creation_timestamp)
}

fn by_who_reports(
    object: &Object,
    value: &Value,
    others: &[ManagedFieldsEntry],
) -> Option<ManagedFieldsEntry> {
    let name = match object.kind() {
        Kind::DaemonSet => REPORTER_OF_WORKLOADS,
        Kind::Node | Kind::Pod => REPORTER_OF_NODES,
        _ => return None,
    };
    // Nobody owns anything after a reset.
    if others.is_empty() {
        return None;
    }
    let time = object.meta.status_written?;
    let mut before = empty(object.kind());
    let mut after = before.clone();
    after["status"] = value["status"].clone();
    // Who writes a number that was there does not own it, and these four are there as zeros from the start.
    before["status"] = match object.kind() {
        Kind::DaemonSet => json!({
            "currentNumberScheduled": 0, "desiredNumberScheduled": 0, "numberMisscheduled": 0, "numberReady": 0,
        }),
        _ => json!({}),
    };
    let mut fields = Comparison::of(&before, &after, Place::root(object.kind())).taken();
    for entry in others {
        fields = fields.difference(&entry.fields, Below::Stays);
    }
    let manager = Manager { name: name.into(), operation: Operation::Update, subresource: "status".into() };
    (fields != FieldSet::default()).then_some(ManagedFieldsEntry { manager, time: Some(time), fields })
}
