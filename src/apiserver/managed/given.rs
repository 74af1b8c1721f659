//! What a client says of managers in an object that it writes.
//!
//! Upstream: `k8s.io/apimachinery/pkg/util/managedfields/internal/fieldmanager.go` (`decodeLiveOrNew`),
//! `skipnonapplied.go`.

use std::rc::Rc;

use serde_json::Value;

use super::entries::{REPORTER_OF_NODES, REPORTER_OF_WORKLOADS, entries, is_report, kept as kept_of};
use super::manager::{created, update};
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apimachinery::managed_fields::{ManagedFieldsEntry, Manager, Operation};
use crate::apimachinery::time::Time;

/// What an object that is written says of managers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Nothing that the server understands: owners stay as they are.
    Nothing,
    /// That nobody owns anything.
    Reset,
    /// Who owns what.
    Entries(Vec<ManagedFieldsEntry>),
}

impl Given {
    /// Reads it from an object as the client wrote it, which decoding has found to be of the right types.
    pub fn of(object: &Value) -> Given {
        let Some(list) = object.pointer("/metadata/managedFields").and_then(Value::as_array) else {
            return Given::Nothing;
        };
        match &list[..] {
            [] => return Given::Reset,
            [one] if says_nothing(one) => return Given::Reset,
            _ => {}
        }
        let entries: Option<Vec<ManagedFieldsEntry>> =
            list.iter().map(ManagedFieldsEntry::from_value).collect();
        entries.map_or(Given::Nothing, Given::Entries)
    }
}

/// Whether Go would read it as an entry without any field.
fn says_nothing(entry: &Value) -> bool {
    let is_zero = |value: &Value| value.is_null() || value.as_str().is_some_and(str::is_empty);
    entry.is_null() || entry.as_object().is_some_and(|fields| fields.values().all(is_zero))
}

/// The owners of an object that a client creates.
pub fn owners_of_new(
    kind: Kind,
    value: &Value,
    given: Given,
    manager: Manager,
    now: Time,
) -> Vec<ManagedFieldsEntry> {
    match given {
        Given::Entries(entries) => update(kind, &super::empty(kind), value, entries, manager, now),
        Given::Nothing | Given::Reset => created(kind, value, manager, now),
    }
}

/// The owners after a write of `old` that makes `new_value` of `old_value`; `None` where they stay as they are.
///
/// Once nobody owns anything, owners are kept again from the first apply on.
pub fn owners_after(
    old: &Object,
    old_value: &Value,
    new_value: &Value,
    given: Given,
    manager: Manager,
    now: Time,
) -> Option<Vec<ManagedFieldsEntry>> {
    let before = match given {
        Given::Nothing if new_value == old_value => return None,
        Given::Nothing => entries(old),
        Given::Reset => Vec::new(),
        Given::Entries(entries) => entries,
    };
    if before.is_empty() {
        return Some(before);
    }
    Some(update(old.kind(), old_value, new_value, before, manager, now))
}

/// Puts owners into an object. Who reports its status owns nothing of it where they are not among them.
pub fn set_owners(object: &mut Object, owners: Vec<ManagedFieldsEntry>) {
    if !owners.iter().any(|entry| is_report(&entry.manager)) {
        object.meta.status_written = None;
    }
    object.meta.managed_fields = Some(kept_of(owners));
}

/// Takes from clients what a component tells of a status from now on.
pub fn told_by_component(object: &mut Object, old: &Object, now: Time) {
    let Some(kept) = &object.meta.managed_fields else { return };
    if kept.iter().all(|entry| entry.fields.below("f:status").is_empty()) {
        return;
    }
    let name = match object.kind() {
        Kind::DaemonSet => REPORTER_OF_WORKLOADS,
        _ => REPORTER_OF_NODES,
    };
    let manager = Manager { name: name.into(), operation: Operation::Update, subresource: "status".into() };
    let entries = update(object.kind(), &old.to_value(), &object.to_value(), kept.to_vec(), manager, now);
    object.meta.managed_fields = Some(kept_of(entries));
}

/// The owners that an apply meets: of an object without any, one that owns all.
pub fn owners_before_apply(kind: Kind, old: &Rc<Object>, now: Time) -> Vec<ManagedFieldsEntry> {
    let entries = entries(old);
    if !entries.is_empty() {
        return entries;
    }
    let name = "before-first-apply".into();
    let manager = Manager { name, operation: Operation::Update, subresource: "".into() };
    let mut value = old.to_value();
    if let Some(object) = value.as_object_mut() {
        object.remove("status");
    }
    created(kind, &value, manager, now)
}

/// The entries as JSON, for the rules that judge them.
pub fn judged(kind: Kind, entries: &[ManagedFieldsEntry]) -> Value {
    let api_version = kind.resource().api_version();
    entries.iter().map(|entry| entry.to_value(&api_version)).collect()
}
