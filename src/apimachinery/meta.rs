//! What every object carries: name, identity, versions, labels, owners.
//!
//! Upstream: `k8s.io/apimachinery/pkg/apis/meta/v1/types.go`.

use std::fmt;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::apimachinery::labels::StringMap;
use crate::apimachinery::managed_fields::ManagedFieldsEntry;
use crate::apimachinery::quote::push_hex_bytes;
use crate::apimachinery::time::Time;

/// An object's identity for ever, printed as a UUID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uid(pub u128);

impl Uid {
    /// A version 4 UUID from random bits.
    pub fn from_random_bits(bits: u128) -> Uid {
        Uid(bits & !(0xf000 << 64) & !(0xc000 << 48) | (0x4000 << 64) | (0x8000 << 48))
    }

    /// Reads the printed form; `None` where it is none.
    pub fn parse(text: &str) -> Option<Uid> {
        let hex: String = text.chars().filter(|c| *c != '-').collect();
        (hex.len() == 32 && text.len() == 36).then(|| u128::from_str_radix(&hex, 16).ok().map(Uid))?
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.to_be_bytes();
        let mut text = String::with_capacity(36);
        for part in [&bytes[..4], &bytes[4..6], &bytes[6..8], &bytes[8..10], &bytes[10..]] {
            if !text.is_empty() {
                text.push('-');
            }
            push_hex_bytes(&mut text, part);
        }
        f.pad(&text)
    }
}

/// The link from an object to one that owns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerReference {
    /// `apps/v1`.
    pub api_version: Rc<str>,
    /// `DaemonSet`.
    pub kind: Rc<str>,
    /// The owner's name.
    pub name: Rc<str>,
    /// The owner's identity.
    pub uid: Uid,
    /// Whether the owner is the managing controller.
    pub controller: bool,
    /// Whether foreground deletion of the owner waits for the object.
    pub block_owner_deletion: bool,
}

impl OwnerReference {
    /// The reference as JSON.
    pub fn to_value(&self) -> Value {
        let mut value = json!({
            "apiVersion": &*self.api_version, "kind": &*self.kind, "name": &*self.name, "uid": self.uid.to_string(),
        });
        if self.controller {
            value["controller"] = true.into();
        }
        if self.block_owner_deletion {
            value["blockOwnerDeletion"] = true.into();
        }
        value
    }

    /// Reads canonical JSON.
    pub fn from_value(value: &Value) -> OwnerReference {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let flag = |key: &str| value.get(key).and_then(Value::as_bool).unwrap_or_default();
        OwnerReference {
            api_version: text("apiVersion").into(),
            kind: text("kind").into(),
            name: text("name").into(),
            uid: Uid::parse(text("uid")).unwrap_or_default(),
            controller: flag("controller"),
            block_owner_deletion: flag("blockOwnerDeletion"),
        }
    }
}

/// The metadata of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectMeta {
    /// The name, unique in its namespace and kind.
    pub name: Rc<str>,
    /// The prefix a generated name was made of; empty where the name was given.
    pub generate_name: Rc<str>,
    /// The namespace; empty for objects of the whole cluster.
    pub namespace: Rc<str>,
    /// The identity.
    pub uid: Uid,
    /// The store's version at the last write; 0 before the first.
    pub resource_version: u64,
    /// Counts changes of the desired state; 0 where the kind has none.
    pub generation: i64,
    /// When the object was created, in whole seconds.
    pub creation_timestamp: Time,
    /// When it will be or was asked to be gone.
    pub deletion_timestamp: Option<Time>,
    /// How many seconds it was given to end.
    pub deletion_grace_period_seconds: Option<i64>,
    /// Labels.
    pub labels: StringMap,
    /// Annotations.
    pub annotations: StringMap,
    /// Who owns it.
    pub owner_references: Rc<[OwnerReference]>,
    /// Who must act before it can go.
    pub finalizers: Rc<[Rc<str>]>,
    /// Which manager owns which fields, once somebody wrote the object through a request with a manager.
    pub managed_fields: Option<Rc<[ManagedFieldsEntry]>>,
    /// When the status was last written; `None` before the first time.
    pub status_written: Option<Time>,
    /// What clients wrote into the status beside what components tell; `None` where nothing.
    pub status_given: Option<Rc<Value>>,
}

impl ObjectMeta {
    /// Metadata with a name in a namespace; an empty namespace is the whole cluster.
    pub fn named(namespace: &str, name: &str) -> ObjectMeta {
        ObjectMeta { name: name.into(), namespace: namespace.into(), ..ObjectMeta::default() }
    }

    /// The managing controller's reference.
    ///
    /// Upstream: `metav1.GetControllerOf`.
    pub fn controller(&self) -> Option<&OwnerReference> {
        self.owner_references.iter().find(|owner| owner.controller)
    }

    /// Whether `uid` is the managing controller.
    pub fn is_controlled_by(&self, uid: Uid) -> bool {
        self.controller().is_some_and(|owner| owner.uid == uid)
    }

    /// Whether deletion has been asked for.
    pub fn is_terminating(&self) -> bool {
        self.deletion_timestamp.is_some()
    }

    /// The metadata as JSON, without managed fields.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        if !self.annotations.is_empty() {
            put("annotations", self.annotations.to_value());
        }
        if self.uid != Uid::default() {
            put("creationTimestamp", self.creation_timestamp.rfc3339().into());
            put("uid", self.uid.to_string().into());
        }
        if let Some(seconds) = self.deletion_grace_period_seconds {
            put("deletionGracePeriodSeconds", seconds.into());
        }
        if let Some(time) = self.deletion_timestamp {
            put("deletionTimestamp", time.rfc3339().into());
        }
        if !self.finalizers.is_empty() {
            put("finalizers", self.finalizers.iter().map(|name| &**name).collect());
        }
        if !self.generate_name.is_empty() {
            put("generateName", (&*self.generate_name).into());
        }
        if self.generation != 0 {
            put("generation", self.generation.into());
        }
        if !self.labels.is_empty() {
            put("labels", self.labels.to_value());
        }
        if !self.name.is_empty() {
            put("name", (&*self.name).into());
        }
        if !self.namespace.is_empty() {
            put("namespace", (&*self.namespace).into());
        }
        if !self.owner_references.is_empty() {
            put("ownerReferences", self.owner_references.iter().map(OwnerReference::to_value).collect());
        }
        if self.resource_version != 0 {
            put("resourceVersion", self.resource_version.to_string().into());
        }
        Value::Object(map)
    }

    /// Reads the `metadata` of a canonical object; what it says about managers is not for clients to say.
    pub fn from_value(value: &Value) -> ObjectMeta {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let time = |key: &str| Time::parse_rfc3339(text(key));
        let list =
            |key: &str| value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        ObjectMeta {
            name: text("name").into(),
            generate_name: text("generateName").into(),
            namespace: text("namespace").into(),
            uid: Uid::parse(text("uid")).unwrap_or_default(),
            resource_version: text("resourceVersion").parse().unwrap_or_default(),
            generation: value.get("generation").and_then(Value::as_i64).unwrap_or_default(),
            creation_timestamp: time("creationTimestamp").unwrap_or_default(),
            deletion_timestamp: time("deletionTimestamp"),
            deletion_grace_period_seconds: value.get("deletionGracePeriodSeconds").and_then(Value::as_i64),
            labels: StringMap::from_value(value.get("labels")),
            annotations: StringMap::from_value(value.get("annotations")),
            owner_references: list("ownerReferences").iter().map(OwnerReference::from_value).collect(),
            finalizers: list("finalizers").iter().filter_map(Value::as_str).map(Rc::from).collect(),
            managed_fields: None,
            status_written: None,
            status_given: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_reads_back_as_it_prints() {
        let uid = Uid::from_random_bits(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        assert_eq!(uid.to_string(), "01234567-89ab-4def-8123-456789abcdef");
        assert_eq!(Uid::parse(&uid.to_string()), Some(uid));
        assert_eq!(Uid::parse("nonsense"), None);
    }

    #[test]
    fn metadata_survives_json() {
        let mut meta = ObjectMeta::named("default", "ds-example-abcde");
        meta.uid = Uid::from_random_bits(7);
        meta.labels = [("app", "nginx")].into_iter().collect();
        meta.resource_version = 12;
        meta.creation_timestamp = Time(5000);
        meta.finalizers = Rc::from([Rc::from("kubernetes.io/x")]);
        meta.owner_references = Rc::from([OwnerReference {
            api_version: "apps/v1".into(),
            kind: "DaemonSet".into(),
            name: "ds-example".into(),
            uid: Uid::from_random_bits(9),
            controller: true,
            block_owner_deletion: true,
        }]);
        assert_eq!(ObjectMeta::from_value(&meta.to_value()), meta);
    }
}
