//! An event: something that happened to an object, told once and counted after.
//!
//! Upstream: `k8s.io/api/core/v1/types.go`, `k8s.io/client-go/tools/record`.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::api::kind::Kind;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;

/// A reference to the object an event is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectReference {
    /// The kind.
    pub kind: Kind,
    /// The namespace; empty for objects of the whole cluster.
    pub namespace: Rc<str>,
    /// The name.
    pub name: Rc<str>,
    /// The identity; zero where the source did not know it.
    pub uid: Uid,
    /// The version the source knew; 0 where it did not say.
    pub resource_version: u64,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What it is about.
    pub involved_object: ObjectReference,
    /// Which part of it, `spec.containers{nginx}`; empty where it is about the whole.
    pub field_path: Rc<str>,
    /// `SuccessfulCreate`.
    pub reason: Rc<str>,
    /// The sentence.
    pub message: Rc<str>,
    /// Whether something is amiss.
    pub is_warning: bool,
    /// Who tells: `daemonset-controller`.
    pub component: Rc<str>,
    /// On which node the teller runs; empty where it does not matter.
    pub host: Rc<str>,
    /// When it was first told.
    pub first_timestamp: Time,
    /// When it was last told.
    pub last_timestamp: Time,
    /// How often; 0 for events of the newer API that were told once, the length of the series for others of it.
    pub count: i64,
    /// Whether it came through the newer events API (the scheduler's do), as `action` says.
    pub action: Rc<str>,
}

impl Event {
    /// `Normal` or `Warning`.
    pub fn type_name(&self) -> &'static str {
        if self.is_warning { "Warning" } else { "Normal" }
    }

    /// Adds the event's own fields to a JSON object that has its metadata.
    pub fn add_to_value(&self, map: &mut Map<String, Value>) {
        let resource = self.involved_object.kind.resource();
        let mut about = json!({
            "apiVersion": resource.api_version(), "kind": resource.kind_name, "name": &*self.involved_object.name,
        });
        if !self.involved_object.namespace.is_empty() {
            about["namespace"] = (&*self.involved_object.namespace).into();
        }
        if self.involved_object.uid != Uid::default() {
            about["uid"] = self.involved_object.uid.to_string().into();
        }
        if self.involved_object.resource_version != 0 {
            about["resourceVersion"] = self.involved_object.resource_version.to_string().into();
        }
        if !self.field_path.is_empty() {
            about["fieldPath"] = (&*self.field_path).into();
        }
        let is_newer = !self.action.is_empty();
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        put("involvedObject", about);
        put("message", (&*self.message).into());
        put("reason", (&*self.reason).into());
        put("type", self.type_name().into());
        put("reportingComponent", (&*self.component).into());
        put("reportingInstance", (&*self.host).into());
        if is_newer {
            put("action", (&*self.action).into());
            put("eventTime", self.first_timestamp.rfc3339_micro().into());
            put("firstTimestamp", Value::Null);
            put("lastTimestamp", Value::Null);
            put("source", json!({}));
            if self.count > 0 {
                let seen = self.last_timestamp.rfc3339_micro();
                put("series", json!({"count": self.count, "lastObservedTime": seen}));
            }
            return;
        }
        put("count", self.count.into());
        put("eventTime", Value::Null);
        put("firstTimestamp", self.first_timestamp.rfc3339().into());
        put("lastTimestamp", self.last_timestamp.rfc3339().into());
        let mut source = json!({"component": &*self.component});
        if !self.host.is_empty() {
            source["host"] = (&*self.host).into();
        }
        put("source", source);
    }
}
