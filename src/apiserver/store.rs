//! The store: every object of the cluster under its kind, namespace and name, and one version for all.
//!
//! Invariants: each write takes the next resourceVersion; objects are immutable and shared; order is by key.
//! Upstream: `k8s.io/apiserver/pkg/storage/etcd3`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::kind::{Kind, RESOURCES};
use crate::api::object::Object;

type Names = BTreeMap<Rc<str>, Rc<Object>>;

/// Objects of one kind by namespace and name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    namespaces: BTreeMap<Rc<str>, Names>,
    len: u64,
}

impl Table {
    /// The object of that name.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&Rc<Object>> {
        self.namespaces.get(namespace)?.get(name)
    }

    /// Puts an object in its place and returns the one that was there.
    pub fn insert(&mut self, object: Rc<Object>) -> Option<Rc<Object>> {
        let names = match self.namespaces.get_mut(&object.meta.namespace) {
            Some(names) => names,
            None => self.namespaces.entry(object.meta.namespace.clone()).or_default(),
        };
        let old = names.insert(object.meta.name.clone(), object);
        self.len += u64::from(old.is_none());
        old
    }

    /// Takes an object out.
    pub fn remove(&mut self, namespace: &str, name: &str) -> Option<Rc<Object>> {
        let names = self.namespaces.get_mut(namespace)?;
        let old = names.remove(name)?;
        if names.is_empty() {
            self.namespaces.remove(namespace);
        }
        self.len -= 1;
        Some(old)
    }

    /// All objects, by namespace and name.
    pub fn iter(&self) -> impl Iterator<Item = &Rc<Object>> {
        self.namespaces.values().flat_map(BTreeMap::values)
    }

    /// The objects of one namespace, by name.
    pub fn in_namespace(&self, namespace: &str) -> impl Iterator<Item = &Rc<Object>> {
        self.namespaces.get(namespace).into_iter().flat_map(BTreeMap::values)
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// All objects of the cluster.
#[derive(Clone, Debug)]
pub struct Store {
    tables: Vec<Table>,
    revision: u64,
}

impl Default for Store {
    fn default() -> Store {
        Store { tables: vec![Table::default(); RESOURCES.len()], revision: 0 }
    }
}

impl Store {
    /// The objects of a kind.
    pub fn table(&self, kind: Kind) -> &Table {
        &self.tables[kind as usize]
    }

    /// The version of the last write.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Writes an object under the next version.
    pub fn put(&mut self, mut object: Object) -> Rc<Object> {
        self.revision += 1;
        object.meta.resource_version = self.revision;
        let object = Rc::new(object);
        self.tables[object.kind() as usize].insert(object.clone());
        object
    }

    /// Removes an object; the version moves on, as a deletion is a write too.
    pub fn remove(&mut self, object: &Object) -> Option<Rc<Object>> {
        let removed =
            self.tables[object.kind() as usize].remove(&object.meta.namespace, &object.meta.name)?;
        self.revision += 1;
        Some(removed)
    }
}
