//! The store: every object of the cluster under its kind, namespace and name, and one version for all.
//!
//! Invariants: each write takes the next resourceVersion; objects are immutable and shared; lists are ordered by key.
//! Upstream: `k8s.io/apiserver/pkg/storage/etcd3`.

use std::rc::Rc;

use crate::api::kind::{Kind, RESOURCES};
use crate::api::object::Object;
use crate::apimachinery::index::{Hashed, Index, Keyed};

/// An object's place among those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'a> {
    namespace: &'a str,
    name: &'a str,
}

impl Hashed for Place<'_> {
    fn hash32(self) -> u32 {
        // Names differ enough: hardly any is used in two namespaces.
        self.name.hash32()
    }
}

impl Keyed for Rc<Object> {
    type Key<'a> = Place<'a>;
    fn key(&self) -> Place<'_> {
        Place { namespace: &self.meta.namespace, name: &self.meta.name }
    }
    fn has_key(&self, key: Place<'_>) -> bool {
        *self.meta.name == *key.name && *self.meta.namespace == *key.namespace
    }
}

/// Objects of one kind by namespace and name. Looking one up costs the same in a large table as in a small one; listing
/// sorts. A copy shares what both have in common.
#[derive(Clone, Debug, Default)]
pub struct Table {
    objects: Index<Rc<Object>>,
}

impl Table {
    /// The object of that name.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&Rc<Object>> {
        self.objects.get(Place { namespace, name })
    }

    /// Puts an object in its place and returns the one that was there.
    pub fn insert(&mut self, object: Rc<Object>) -> Option<Rc<Object>> {
        self.objects.put(object)
    }

    /// Takes an object out.
    pub fn remove(&mut self, namespace: &str, name: &str) -> Option<Rc<Object>> {
        self.objects.remove(Place { namespace, name })
    }

    /// All objects, by namespace and name.
    pub fn iter(&self) -> impl Iterator<Item = &Rc<Object>> {
        self.objects.sorted().into_iter()
    }

    /// The objects of one namespace, by name.
    pub fn in_namespace(&self, namespace: &str) -> impl Iterator<Item = &Rc<Object>> {
        self.matching(namespace, |_| true).into_iter()
    }

    /// The objects of one namespace for which `holds`, by name.
    pub fn matching(&self, namespace: &str, holds: impl Fn(&Object) -> bool) -> Vec<&Rc<Object>> {
        let mut objects: Vec<&Rc<Object>> =
            self.unordered_in(namespace).filter(|object| holds(object)).collect();
        objects.sort_unstable_by(|a, b| a.meta.name.cmp(&b.meta.name));
        objects
    }

    /// Whether the namespace has an object for which `holds`.
    pub fn any_in(&self, namespace: &str, holds: impl FnMut(&Rc<Object>) -> bool) -> bool {
        self.unordered_in(namespace).any(holds)
    }

    fn unordered_in(&self, namespace: &str) -> impl Iterator<Item = &Rc<Object>> {
        self.objects.unordered().filter(move |object| *object.meta.namespace == *namespace)
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.objects.len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
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

    /// How many objects there are.
    pub fn num_objects(&self) -> u64 {
        self.tables.iter().map(Table::len).sum()
    }

    /// The version of the last write.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Writes an object under the next version; returns it, and the one that was there.
    pub fn put(&mut self, mut object: Object) -> (Rc<Object>, Option<Rc<Object>>) {
        self.revision += 1;
        object.meta.resource_version = self.revision;
        let object = Rc::new(object);
        let old = self.tables[object.kind() as usize].insert(object.clone());
        (object, old)
    }

    /// Removes an object; the version moves on, as a deletion is a write too.
    pub fn remove(&mut self, object: &Object) -> Option<Rc<Object>> {
        let removed =
            self.tables[object.kind() as usize].remove(&object.meta.namespace, &object.meta.name)?;
        self.revision += 1;
        Some(removed)
    }
}
