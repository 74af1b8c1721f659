//! An informer's cache: a component's own, slightly old picture of the objects it watches.
//!
//! Upstream: `k8s.io/client-go/tools/cache`.

use std::rc::Rc;

use crate::api::object::Object;
use crate::apiserver::store::Table;
use crate::apiserver::watch::{WatchEvent, WatchEventType};

/// A component's picture of one kind.
#[derive(Clone, Debug, Default)]
pub struct Informer {
    table: Table,
    last_sync_revision: u64,
}

impl Informer {
    /// Takes a notification in; returns the object as it was known before.
    pub fn observe(&mut self, event: &WatchEvent) -> Option<Rc<Object>> {
        self.last_sync_revision = event.revision;
        match event.event_type {
            WatchEventType::Added | WatchEventType::Modified => self.table.insert(event.object.clone()),
            WatchEventType::Deleted => {
                self.table.remove(&event.object.meta.namespace, &event.object.meta.name)
            }
        }
    }

    /// The objects as known.
    pub fn lister(&self) -> &Table {
        &self.table
    }

    /// The store's version at the last notification.
    pub fn last_sync_revision(&self) -> u64 {
        self.last_sync_revision
    }
}
