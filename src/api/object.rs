//! An object of any kind, as the store keeps it.
//!
//! Objects are immutable and shared (`Rc<Object>`): a write makes a new one.

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::api::controller_revision::ControllerRevision;
use crate::api::daemon_set::{DaemonSet, DaemonSetSpec, DaemonSetStatus};
use crate::api::event::{Event, ObjectReference};
use crate::api::kind::Kind;
use crate::api::node::Node;
use crate::api::pod::Pod;
use crate::api::status_given::{untold, weave};
use crate::apimachinery::meta::{ObjectMeta, OwnerReference};

/// Where an object stands in the store: kind, namespace, name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The kind.
    pub kind: Kind,
    /// The namespace; empty for objects of the whole cluster.
    pub namespace: Rc<str>,
    /// The name.
    pub name: Rc<str>,
}

impl Key {
    /// The key of those parts.
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Key {
        Key { kind, namespace: namespace.into(), name: name.into() }
    }
}

/// What is particular to a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A namespace; `true` while it is being deleted.
    Namespace {
        /// Whether its phase is `Terminating`.
        terminating: bool,
    },
    /// A node.
    Node(Node),
    /// A pod.
    Pod(Pod),
    /// A DaemonSet.
    DaemonSet(DaemonSet),
    /// A revision.
    ControllerRevision(ControllerRevision),
    /// An event.
    Event(Event),
    /// Any other kind: all but `apiVersion`, `kind` and `metadata`, in canonical JSON.
    Other(Kind, Rc<Value>),
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What every object carries.
    pub meta: ObjectMeta,
    /// What is particular to its kind.
    pub body: Body,
}

impl Object {
    /// The object's kind.
    pub fn kind(&self) -> Kind {
        match &self.body {
            Body::Namespace { .. } => Kind::Namespace,
            Body::Node(_) => Kind::Node,
            Body::Pod(_) => Kind::Pod,
            Body::DaemonSet(_) => Kind::DaemonSet,
            Body::ControllerRevision(_) => Kind::ControllerRevision,
            Body::Event(_) => Kind::Event,
            Body::Other(kind, _) => *kind,
        }
    }

    /// The object's place in the store.
    pub fn key(&self) -> Key {
        Key { kind: self.kind(), namespace: self.meta.namespace.clone(), name: self.meta.name.clone() }
    }

    /// The pod, where it is one.
    pub fn as_pod(&self) -> Option<&Pod> {
        match &self.body {
            Body::Pod(pod) => Some(pod),
            _ => None,
        }
    }

    /// The node, where it is one.
    pub fn as_node(&self) -> Option<&Node> {
        match &self.body {
            Body::Node(node) => Some(node),
            _ => None,
        }
    }

    /// The DaemonSet, where it is one.
    pub fn as_daemon_set(&self) -> Option<&DaemonSet> {
        match &self.body {
            Body::DaemonSet(daemon_set) => Some(daemon_set),
            _ => None,
        }
    }

    /// The revision, where it is one.
    pub fn as_controller_revision(&self) -> Option<&ControllerRevision> {
        match &self.body {
            Body::ControllerRevision(revision) => Some(revision),
            _ => None,
        }
    }

    /// The event, where it is one.
    pub fn as_event(&self) -> Option<&Event> {
        match &self.body {
            Body::Event(event) => Some(event),
            _ => None,
        }
    }

    /// A reference for events about the object.
    pub fn reference(&self) -> ObjectReference {
        ObjectReference {
            kind: self.kind(),
            namespace: self.meta.namespace.clone(),
            name: self.meta.name.clone(),
            uid: self.meta.uid,
            resource_version: self.meta.resource_version,
        }
    }

    /// A reference for the objects that this one manages.
    ///
    /// Upstream: `metav1.NewControllerRef`.
    pub fn controller_reference(&self) -> OwnerReference {
        let resource = self.kind().resource();
        OwnerReference {
            api_version: resource.api_version().into(),
            kind: resource.kind_name.into(),
            name: self.meta.name.clone(),
            uid: self.meta.uid,
            controller: true,
            block_owner_deletion: true,
        }
    }

    /// The object as JSON, as a client receives it.
    pub fn to_value(&self) -> Value {
        let resource = self.kind().resource();
        let mut map = Map::new();
        map.insert("apiVersion".into(), resource.api_version().into());
        map.insert("kind".into(), resource.kind_name.into());
        map.insert("metadata".into(), self.meta.to_value());
        match &self.body {
            Body::Namespace { terminating } => {
                let phase = if *terminating { "Terminating" } else { "Active" };
                map.insert("spec".into(), serde_json::json!({"finalizers": ["kubernetes"]}));
                map.insert("status".into(), serde_json::json!({"phase": phase}));
            }
            Body::Node(node) => {
                map.insert("spec".into(), node.spec_value());
                map.insert("status".into(), node.status_value(&self.meta.name));
            }
            Body::Pod(pod) => {
                map.insert("spec".into(), pod.spec_value());
                map.insert("status".into(), pod.status_value(self.meta.generation));
            }
            Body::DaemonSet(daemon_set) => {
                map.insert("spec".into(), (*daemon_set.spec.value).clone());
                map.insert("status".into(), daemon_set.status.to_value());
            }
            Body::ControllerRevision(revision) => {
                map.insert("data".into(), (*revision.data).clone());
                map.insert("revision".into(), revision.revision.into());
            }
            Body::Event(event) => event.add_to_value(&mut map),
            Body::Other(_, rest) => {
                map.extend(
                    rest.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())),
                );
            }
        }
        if let (Some(given), Some(told)) = (&self.meta.status_given, map.get_mut("status")) {
            weave(told, given);
        }
        Value::Object(map)
    }

    /// Sets the status to what a client says: numbers of a DaemonSet, and what no component tells.
    pub fn give_status(&mut self, status: &Value) {
        self.meta.status_given = None;
        if let Body::DaemonSet(daemon_set) = &mut self.body {
            daemon_set.status = DaemonSetStatus::from_value(status);
        }
        if matches!(self.body, Body::DaemonSet(_) | Body::Node(_) | Body::Pod(_)) {
            let told = self.to_value();
            self.meta.status_given = untold(self.kind(), status, told.get("status").unwrap_or(&Value::Null));
        }
    }

    /// Reads an object from canonical JSON. Its status is that of `old`, the object it replaces: clients do not
    /// write statuses through the main resource. Parts in which the two agree are shared.
    pub fn from_value(kind: Kind, value: &Value, old: Option<&Object>) -> Object {
        let none = Value::Null;
        let meta = ObjectMeta::from_value(value.get("metadata").unwrap_or(&none));
        let spec = value.get("spec");
        let body = match kind {
            Kind::Namespace => Body::Namespace {
                terminating: matches!(old.map(|old| &old.body), Some(Body::Namespace { terminating: true })),
            },
            Kind::Node => {
                let status = old.and_then(Object::as_node).map(|old| old.status.clone()).unwrap_or_default();
                Body::Node(Node::from_spec_value(spec, status))
            }
            Kind::Pod => Body::Pod(pod_from_spec(spec.unwrap_or(&none), old.and_then(Object::as_pod))),
            Kind::DaemonSet => {
                Body::DaemonSet(daemon_set_from_spec(spec, old.and_then(Object::as_daemon_set)))
            }
            Kind::ControllerRevision => Body::ControllerRevision(ControllerRevision {
                data: Rc::new(value.get("data").cloned().unwrap_or_default()),
                revision: value.get("revision").and_then(Value::as_i64).unwrap_or_default(),
            }),
            Kind::Event => match old.map(|old| &old.body) {
                // Nobody edits an event but its teller, who does not go through JSON.
                Some(Body::Event(event)) => Body::Event(event.clone()),
                _ => Body::Other(kind, Rc::new(rest_of(value))),
            },
            kind => Body::Other(kind, Rc::new(rest_of(value))),
        };
        Object { meta, body }
    }
}

fn pod_from_spec(spec: &Value, old: Option<&Pod>) -> Pod {
    match old {
        Some(old) if old.spec_value() == *spec => old.clone(),
        Some(old) => Pod { status: old.status.clone(), ..Pod::from_spec_value(spec) },
        None => Pod::from_spec_value(spec),
    }
}

fn daemon_set_from_spec(spec: Option<&Value>, old: Option<&DaemonSet>) -> DaemonSet {
    let status = old.map_or_else(DaemonSetStatus::default, |old| old.status);
    if let (Some(old), Some(spec)) = (old, spec)
        && *old.spec.value == *spec
    {
        return DaemonSet { spec: old.spec.clone(), status };
    }
    let value = Rc::new(spec.cloned().unwrap_or_else(|| Value::Object(Map::new())));
    DaemonSet { spec: Rc::new(DaemonSetSpec::from_value(value, old.map(|old| &*old.spec))), status }
}

/// What Go would leave out of these kinds is left out: nulls, and maps of data without entries.
fn rest_of(value: &Value) -> Value {
    let is_empty = |key: &str, value: &Value| match key {
        "apiVersion" | "kind" | "metadata" => true,
        "data" | "binaryData" => value.as_object().is_none_or(Map::is_empty),
        _ => value.is_null(),
    };
    let fields = value.as_object().into_iter().flatten();
    let rest = fields.filter(|(key, value)| !is_empty(key, value));
    rest.map(|(key, value)| (key.clone(), value.clone())).collect()
}
