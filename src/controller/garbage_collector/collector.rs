//! The collector's queues and what it does about each object.
//!
//! Upstream: `garbagecollector.go`, `attemptToDeleteItem`, `attemptToOrphanWorker`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::{FINALIZER_FOREGROUND, FINALIZER_ORPHAN};
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::meta::{OwnerReference, Uid};
use crate::apimachinery::time::Time;
use crate::apiserver::options::{DeleteOptions, Propagation};
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::work_queue::WorkQueue;
use crate::controller::garbage_collector::graph::{Graph, Vertex};

/// The garbage collector.
#[derive(Clone, Debug)]
pub struct GarbageCollector {
    graph: Graph,
    attempt_to_delete: WorkQueue<Uid>,
    attempt_to_orphan: WorkQueue<Uid>,
}

impl Default for GarbageCollector {
    fn default() -> GarbageCollector {
        // Twenty workers share each queue upstream: none is ever busy for long.
        let (attempt_to_delete, attempt_to_orphan) = (WorkQueue::with_busy_ms(0), WorkQueue::with_busy_ms(0));
        GarbageCollector { graph: Graph::default(), attempt_to_delete, attempt_to_orphan }
    }
}

/// An object's owners by how they fare.
#[derive(Debug, Default)]
struct Owners {
    solid: Vec<OwnerReference>,
    dangling: Vec<Uid>,
    waiting: Vec<Uid>,
}

impl GarbageCollector {
    /// Upstream: `processGraphChanges`, `processTransitions`.
    fn put(&mut self, object: &Object) {
        let uid = object.meta.uid;
        let vertex = Vertex::of(object);
        let old = self.graph.get(uid);
        // Most notifications tell of a status.
        if old.is_some_and(|old| old.is_same_in_graph(&vertex)) {
            return;
        }
        let (deletes, orphans) = (vertex.deletes_dependents, vertex.orphans_dependents);
        let owners = vertex.owners.clone();
        let old = self.graph.put(uid, vertex);
        let (deleted, orphaned) =
            old.as_ref().map_or((false, false), |old| (old.deletes_dependents, old.orphans_dependents));
        let old_owners = old.map(|old| old.owners).unwrap_or_default();
        if old_owners != owners {
            self.owners_changed(uid, &old_owners, &owners);
        }
        if orphans && !orphaned {
            self.attempt_to_orphan.add(uid);
        } else if deletes && !deleted {
            for dependent in self.graph.dependents(uid) {
                self.attempt_to_delete.add(dependent);
            }
            self.attempt_to_delete.add(uid);
        }
    }

    /// A dependent that left an owner may be the last the owner waited for; with new owners it is judged anew if one of
    /// them is not known, or on its way out.
    fn owners_changed(&mut self, uid: Uid, old: &[OwnerReference], new: &[OwnerReference]) {
        for owner in old.iter().filter(|owner| !new.contains(owner)) {
            if self.graph.get(owner.uid).is_some_and(|vertex| vertex.deletes_dependents) {
                self.attempt_to_delete.add(owner.uid);
            }
        }
        if new.iter().any(|owner| self.graph.get(owner.uid).is_none_or(|vertex| vertex.deletes_dependents)) {
            self.attempt_to_delete.add(uid);
        }
    }

    fn remove(&mut self, uid: Uid) {
        let Some(vertex) = self.graph.remove(uid) else { return };
        for dependent in self.graph.dependents(uid) {
            self.attempt_to_delete.add(dependent);
        }
        for owner in vertex.owners.iter() {
            if self.graph.get(owner.uid).is_some_and(|owner| owner.deletes_dependents) {
                self.attempt_to_delete.add(owner.uid);
            }
        }
    }

    /// Upstream: `attemptToDeleteItem`.
    fn attempt_to_delete_item(&mut self, uid: Uid, api: &mut ApiServer) -> Result<(), ApiError> {
        let Some(vertex) = self.graph.get(uid) else { return Ok(()) };
        let key = &vertex.key;
        let Ok(live) = api.get(key.kind, &key.namespace, &key.name) else { return Ok(()) };
        if live.meta.uid != uid || (live.meta.is_terminating() && !vertex.deletes_dependents) {
            return Ok(());
        }
        if vertex.deletes_dependents {
            return self.delete_in_foreground(&live, api);
        }
        if live.meta.owner_references.is_empty() {
            return Ok(());
        }
        let owners = self.classify(&live, api);
        if !owners.solid.is_empty() {
            if owners.dangling.is_empty() && owners.waiting.is_empty() {
                return Ok(());
            }
            return without_owners(&live, &[owners.dangling, owners.waiting].concat(), api);
        }
        let has_dependents = self.graph.dependents(uid).next().is_some();
        let has = |finalizer: &str| live.meta.finalizers.iter().any(|one| &**one == finalizer);
        let propagation = if !owners.waiting.is_empty() && has_dependents {
            Propagation::Foreground
        } else if has(FINALIZER_ORPHAN) {
            Propagation::Orphan
        } else if has(FINALIZER_FOREGROUND) {
            Propagation::Foreground
        } else {
            Propagation::Background
        };
        delete(&live, propagation, api)
    }

    /// Upstream: `processDeletingDependentsItem`.
    fn delete_in_foreground(&mut self, live: &Rc<Object>, api: &mut ApiServer) -> Result<(), ApiError> {
        if self.graph.has_blocking_dependents(live.meta.uid) {
            return Ok(());
        }
        without_finalizer(live, FINALIZER_FOREGROUND, api)
    }

    /// Upstream: `classifyReferences`.
    fn classify(&self, live: &Object, api: &ApiServer) -> Owners {
        let mut owners = Owners::default();
        for owner in live.meta.owner_references.iter() {
            let found = Kind::of(&owner.api_version, &owner.kind).and_then(|kind| {
                let namespace = if kind.resource().namespaced { &*live.meta.namespace } else { "" };
                api.get(kind, namespace, &owner.name).ok().filter(|found| found.meta.uid == owner.uid)
            });
            match found {
                None => owners.dangling.push(owner.uid),
                Some(found) if Vertex::of(&found).deletes_dependents => {
                    owners.waiting.push(owner.uid);
                }
                Some(_) => owners.solid.push(owner.clone()),
            }
        }
        owners
    }

    /// Upstream: `attemptToOrphan`.
    fn attempt_to_orphan_item(&mut self, uid: Uid, api: &mut ApiServer) -> Result<(), ApiError> {
        let Some(vertex) = self.graph.get(uid) else { return Ok(()) };
        for dependent in self.graph.dependents(uid).collect::<Vec<_>>() {
            let Some(key) = self.graph.get(dependent).map(|vertex| &vertex.key) else { continue };
            if let Ok(live) = api.get(key.kind, &key.namespace, &key.name) {
                without_owners(&live, &[uid], api)?;
            }
        }
        let key = &vertex.key;
        match api.get(key.kind, &key.namespace, &key.name) {
            Ok(live) if live.meta.uid == uid => without_finalizer(&live, FINALIZER_ORPHAN, api),
            _ => Ok(()),
        }
    }
}

fn ignore_gone<T>(result: Result<T, ApiError>) -> Result<(), ApiError> {
    match result {
        Ok(_) => Ok(()),
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error),
    }
}

fn without_owners(live: &Object, owners: &[Uid], api: &mut ApiServer) -> Result<(), ApiError> {
    let mut object = live.clone();
    let others = live.meta.owner_references.iter().filter(|owner| !owners.contains(&owner.uid));
    object.meta.owner_references = others.cloned().collect();
    ignore_gone(api.update(object))
}

fn without_finalizer(live: &Object, finalizer: &str, api: &mut ApiServer) -> Result<(), ApiError> {
    let mut object = live.clone();
    object.meta.finalizers =
        live.meta.finalizers.iter().filter(|one| &***one != finalizer).cloned().collect();
    ignore_gone(api.update(object))
}

fn delete(live: &Object, propagation: Propagation, api: &mut ApiServer) -> Result<(), ApiError> {
    let options = DeleteOptions {
        propagation: Some(propagation),
        uid: Some(live.meta.uid),
        ..DeleteOptions::default()
    };
    ignore_gone(api.delete(live.kind(), &live.meta.namespace, &live.meta.name, &options))
}

impl Component for GarbageCollector {
    fn kinds(&self) -> &'static [Kind] {
        &[
            Kind::Namespace,
            Kind::Node,
            Kind::Pod,
            Kind::DaemonSet,
            Kind::ControllerRevision,
            Kind::Service,
            Kind::ServiceAccount,
            Kind::ConfigMap,
            Kind::Secret,
            Kind::Lease,
            Kind::ClusterRole,
            Kind::ClusterRoleBinding,
            Kind::Role,
            Kind::RoleBinding,
        ]
    }

    fn observe(&mut self, event: &WatchEvent, _context: &mut Context<'_>) {
        match event.event_type {
            WatchEventType::Deleted => self.remove(event.object.meta.uid),
            WatchEventType::Added | WatchEventType::Modified => self.put(&event.object),
        }
    }

    fn next_due(&self) -> Option<Time> {
        [self.attempt_to_delete.next_due(), self.attempt_to_orphan.next_due()].into_iter().flatten().min()
    }

    fn work(&mut self, context: &mut Context<'_>) {
        while let Some(uid) = self.attempt_to_orphan.take(context.now) {
            match self.attempt_to_orphan_item(uid, context.api) {
                Ok(()) => self.attempt_to_orphan.forget(&uid),
                Err(_) => self.attempt_to_orphan.add_rate_limited(context.now, uid),
            }
        }
        while let Some(uid) = self.attempt_to_delete.take(context.now) {
            match self.attempt_to_delete_item(uid, context.api) {
                Ok(()) => self.attempt_to_delete.forget(&uid),
                Err(_) => self.attempt_to_delete.add_rate_limited(context.now, uid),
            }
        }
    }
}
