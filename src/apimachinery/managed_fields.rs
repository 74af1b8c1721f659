//! Which manager owns which fields of an object.
//!
//! Deliberately absent: entries of other API versions than the one each kind has here.
//! Upstream: `metav1.ManagedFieldsEntry`; `k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go`.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::apimachinery::field_set::FieldSet;
use crate::apimachinery::quote::{go_quote, json_quote};
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
    pub subresource: Rc<str>,
}

impl Manager {
    /// The text by which the server sorts managers of one age.
    ///
    /// Upstream: `BuildManagerIdentifier`.
    pub fn identifier(&self, api_version: &str) -> String {
        let quote = json_quote;
        let mut text = format!("{{\"manager\":{},", quote(&self.name));
        text += match self.operation {
            Operation::Apply => "\"operation\":\"Apply\"",
            Operation::Update => "\"operation\":\"Update\"",
        };
        if self.operation == Operation::Update {
            text += &format!(",\"apiVersion\":{}", quote(api_version));
        }
        if !self.subresource.is_empty() {
            text += &format!(",\"subresource\":{}", quote(&self.subresource));
        }
        text + "}"
    }

    /// As a conflict names it.
    ///
    /// Upstream: `printManager`.
    pub fn text(&self, api_version: &str) -> String {
        let mut text = go_quote(&self.name);
        if !self.subresource.is_empty() {
            text += &format!(" with subresource {}", go_quote(&self.subresource));
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
    /// Reads an entry; `None` where the server could not make sense of it.
    ///
    /// Upstream: `DecodeManagedFields`.
    pub fn from_value(value: &Value) -> Option<ManagedFieldsEntry> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let operation = match text("operation") {
            "Apply" => Operation::Apply,
            "Update" => Operation::Update,
            _ => return None,
        };
        if text("apiVersion").is_empty() || text("fieldsType") != "FieldsV1" {
            return None;
        }
        let fields = match value.get("fieldsV1") {
            None | Some(Value::Null) => FieldSet::default(),
            Some(fields) => FieldSet::from_fields_v1(fields)?,
        };
        let manager =
            Manager { name: text("manager").into(), operation, subresource: text("subresource").into() };
        Some(ManagedFieldsEntry { manager, time: Time::parse_rfc3339(text("time")), fields })
    }

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
            value["subresource"] = (&*self.manager.subresource).into();
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
            .then_with(|| one.manager.subresource.cmp(&other.manager.subresource))
    });
}
