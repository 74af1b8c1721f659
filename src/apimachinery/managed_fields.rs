//! Which manager owns which fields of an object.
//!
//! Deliberately absent: entries of other API versions than the one each kind has here.
//! Upstream: `metav1.ManagedFieldsEntry`; `k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go`.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::apimachinery::field_set::FieldSet;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::time::Time;

/// How a manager came by its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// By server-side apply.
    Apply,
    /// By any other write.
    Update,
}

/// Who owns fields: a name, how they were written, and through which subresource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    /// `kubectl-edit`.
    pub name: Rc<str>,
    /// How they were written.
    pub operation: Operation,
    /// `status`; empty for the object itself.
    pub subresource: &'static str,
}

impl Manager {
    /// As a conflict names it.
    ///
    /// Upstream: `printManager`.
    pub fn text(&self, api_version: &str) -> String {
        let mut text = go_quote(&self.name);
        if !self.subresource.is_empty() {
            text += &format!(" with subresource {}", go_quote(self.subresource));
        }
        if self.operation == Operation::Update {
            text += &format!(" using {api_version}");
        }
        text
    }
}

/// The fields of one manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedFieldsEntry {
    /// Whose they are.
    pub manager: Manager,
    /// When they last changed; `None` where an apply found all as it wanted it.
    pub time: Option<Time>,
    /// The fields.
    pub fields: FieldSet,
}

impl ManagedFieldsEntry {
    /// The entry as JSON.
    pub fn to_value(&self, api_version: &str) -> Value {
        let operation = match self.manager.operation {
            Operation::Apply => "Apply",
            Operation::Update => "Update",
        };
        let mut value = json!({
            "apiVersion": api_version, "fieldsType": "FieldsV1", "fieldsV1": self.fields.to_fields_v1(),
            "manager": &*self.manager.name, "operation": operation,
        });
        if !self.manager.subresource.is_empty() {
            value["subresource"] = self.manager.subresource.into();
        }
        if let Some(time) = self.time {
            value["time"] = time.rfc3339().into();
        }
        value
    }
}

/// Entries in the order in which objects list them.
pub fn sort(entries: &mut [ManagedFieldsEntry]) {
    let seconds = |entry: &ManagedFieldsEntry| entry.time.map_or(0, |time| time.whole_second().0);
    entries.sort_by(|one, other| {
        let order = one.manager.operation.cmp(&other.manager.operation);
        order
            .then_with(|| seconds(one).cmp(&seconds(other)))
            .then_with(|| one.manager.name.cmp(&other.manager.name))
            .then_with(|| one.manager.subresource.cmp(other.manager.subresource))
    });
}
