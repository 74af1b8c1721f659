//! Who owns whom, as the informers know it.
//!
//! Invariant: `dependents` holds an entry under every owner that some object names, whether the owner is known or not.
//! Upstream: `graph_builder.go`, `graph.go`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::object::{Key, Object};
use crate::api::well_known::{FINALIZER_FOREGROUND, FINALIZER_ORPHAN};
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::{OwnerReference, Uid};

/// An object of the graph.
#[derive(Clone, Debug)]
pub(super) struct Vertex {
    pub(super) key: Key,
    pub(super) owners: Rc<[OwnerReference]>,
    /// Being deleted in the foreground: it waits for its dependents.
    pub(super) deletes_dependents: bool,
    /// Being deleted so that its dependents stay: it waits until they have lost it as owner.
    pub(super) orphans_dependents: bool,
}

impl Vertex {
    pub(super) fn of(object: &Object) -> Vertex {
        let has = |finalizer: &str| object.meta.finalizers.iter().any(|one| &**one == finalizer);
        let is_terminating = object.meta.is_terminating();
        Vertex {
            key: object.key(),
            owners: object.meta.owner_references.clone(),
            deletes_dependents: is_terminating && has(FINALIZER_FOREGROUND),
            orphans_dependents: is_terminating && has(FINALIZER_ORPHAN),
        }
    }
}

impl Vertex {
    /// Whether both stand in the graph alike.
    pub(super) fn is_same_in_graph(&self, other: &Vertex) -> bool {
        self.owners == other.owners
            && self.deletes_dependents == other.deletes_dependents
            && self.orphans_dependents == other.orphans_dependents
    }
}

/// The graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    vertices: Index<(Uid, Vertex)>,
    dependents: Index<(Uid, BTreeSet<Uid>)>,
    /// How many dependents a foreground deletion of an owner waits for.
    blocking: BTreeMap<Uid, u64>,
}

impl Graph {
    pub(super) fn get(&self, uid: Uid) -> Option<&Vertex> {
        self.vertices.value(uid)
    }

    pub(super) fn dependents(&self, uid: Uid) -> impl Iterator<Item = Uid> {
        self.dependents.value(uid).into_iter().flatten().copied()
    }

    /// Whether a foreground deletion of the owner has to wait for a dependent. It is asked each time one goes, so it
    /// does not look at them all.
    pub(super) fn has_blocking_dependents(&self, owner: Uid) -> bool {
        self.blocking.contains_key(&owner)
    }

    /// Takes an object in; returns what was known of it.
    pub(super) fn put(&mut self, uid: Uid, vertex: Vertex) -> Option<Vertex> {
        let same_owners = self.vertices.value(uid).is_some_and(|old| old.owners == vertex.owners);
        if !same_owners {
            self.unlink(uid);
            for owner in vertex.owners.iter() {
                let entry = self.dependents.get_or_insert_with(owner.uid, || (owner.uid, BTreeSet::new()));
                entry.1.insert(uid);
                if owner.block_owner_deletion {
                    *self.blocking.entry(owner.uid).or_default() += 1;
                }
            }
        }
        self.vertices.put((uid, vertex)).map(|(_, old)| old)
    }

    /// Takes an object out; its own dependents stay linked to it until they lose or outlive it.
    pub(super) fn remove(&mut self, uid: Uid) -> Option<Vertex> {
        self.unlink(uid);
        self.vertices.remove(uid).map(|(_, vertex)| vertex)
    }

    fn unlink(&mut self, uid: Uid) {
        let owners = self.vertices.value(uid).map(|vertex| vertex.owners.clone());
        for owner in owners.iter().flat_map(|owners| owners.iter()) {
            if let Some(dependents) = self.dependents.value_mut(owner.uid) {
                dependents.remove(&uid);
                if dependents.is_empty() {
                    self.dependents.remove(owner.uid);
                }
            }
            if owner.block_owner_deletion
                && let Some(count) = self.blocking.get_mut(&owner.uid)
            {
                *count -= 1;
                if *count == 0 {
                    self.blocking.remove(&owner.uid);
                }
            }
        }
    }
}
