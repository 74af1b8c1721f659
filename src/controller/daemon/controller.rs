//! The controller's state and its place among the components.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::{ObjectMeta, Uid};
use crate::apimachinery::rand::Rng;
use crate::apimachinery::selector::Selector;
use crate::apimachinery::time::Time;
use crate::apiserver::store::Table;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::expectations::Expectations;
use crate::client::informer::Informer;
use crate::client::recorder::Recorder;
use crate::client::work_queue::WorkQueue;
use crate::controller::daemon::backoff::Backoff;
use crate::controller::daemon::history::HistoryCache;
use crate::controller::daemon::state::DaemonSetState;
use crate::controller::daemon::sync::refresh;

/// The name the controller goes by in events.
pub const COMPONENT: &str = "daemonset-controller";
/// How many pods one sync creates or deletes at most.
pub const BURST_REPLICAS: usize = 250;

/// A DaemonSet's namespace and name.
pub type DaemonSetKey = (Rc<str>, Rc<str>);

/// The key of an object's metadata.
pub(super) fn key_of(meta: &ObjectMeta) -> DaemonSetKey {
    (meta.namespace.clone(), meta.name.clone())
}

/// What a DaemonSet's last writes were, so that a sync can wait until the informers know of them.
///
/// Upstream: `consistencyutil.ConsistencyStore`, on by default in 1.36.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WroteAt {
    pub(super) pods: u64,
    pub(super) daemon_sets: u64,
}

/// All that is kept about one DaemonSet.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) state: DaemonSetState,
    /// Which pods are its own; a DaemonSet's selector never changes.
    pub(super) selector: Selector,
    /// Pods it manages and does not select: to be released.
    pub(super) strays: Table,
    pub(super) wrote_at: WroteAt,
    pub(super) history: HistoryCache,
}

/// The DaemonSet controller.
#[derive(Clone, Debug)]
pub struct DaemonSetsController {
    pub(super) daemon_sets: Informer,
    pub(super) pods: Informer,
    pub(super) nodes: Informer,
    pub(super) revisions: Informer,
    /// Counts the changes of revisions, so that a history once constructed can be known to hold.
    pub(super) revisions_epoch: u64,
    /// Pods that no controller manages.
    pub(super) orphans: Table,
    pub(super) entries: BTreeMap<Uid, Entry>,
    pub(super) ranks: Index<(Rc<str>, u32)>,
    pub(super) queue: WorkQueue<DaemonSetKey>,
    pub(super) node_update_queue: WorkQueue<Rc<str>>,
    pub(super) expectations: Expectations<DaemonSetKey>,
    pub(super) failed_pods_backoff: Backoff,
    pub(super) recorder: Recorder,
    pub(super) rng: Rng,
}

impl DaemonSetsController {
    /// A controller that knows nothing yet; `rng` orders the nodes.
    pub fn new(rng: Rng) -> DaemonSetsController {
        DaemonSetsController {
            daemon_sets: Informer::default(),
            pods: Informer::default(),
            nodes: Informer::default(),
            revisions: Informer::default(),
            revisions_epoch: 0,
            orphans: Table::default(),
            entries: BTreeMap::new(),
            ranks: Index::default(),
            queue: WorkQueue::default(),
            node_update_queue: WorkQueue::with_busy_ms(0),
            expectations: Expectations::default(),
            failed_pods_backoff: Backoff::default(),
            recorder: Recorder::new(COMPONENT),
            rng,
        }
    }

    /// What is kept about the DaemonSet with that identity, for whoever explains the controller's decisions.
    pub fn state(&self, uid: Uid) -> Option<&DaemonSetState> {
        self.entries.get(&uid).map(|entry| &entry.state)
    }

    /// The state as a sync at this moment would take it; `None` where no revision holds the current template yet.
    pub fn state_at(&self, key: &DaemonSetKey, now: Time) -> Option<DaemonSetState> {
        let object = self.daemon_sets.lister().get(&key.0, &key.1)?;
        let daemon_set = object.as_daemon_set()?;
        let mut entry = self.entries.get(&object.meta.uid)?.clone();
        let hash = self.current_hash(object, daemon_set, &mut entry)?;
        refresh(&mut entry.state, self.nodes.lister(), object, &hash, now);
        Some(entry.state)
    }

    /// The controller's picture of a kind it watches.
    pub fn lister(&self, kind: Kind) -> &Table {
        let informer = match kind {
            Kind::DaemonSet => &self.daemon_sets,
            Kind::Pod => &self.pods,
            Kind::Node => &self.nodes,
            _ => &self.revisions,
        };
        informer.lister()
    }

    /// The number that orders a node among the others.
    pub(super) fn rank(&mut self, node_name: &Rc<str>) -> u32 {
        if let Some(rank) = self.ranks.value(node_name) {
            return *rank;
        }
        let rank = self.rng.below(u32::MAX);
        self.ranks.put((node_name.clone(), rank));
        rank
    }

    /// The DaemonSet an object's managing controller is, as far as the informer knows it.
    ///
    /// Upstream: `resolveControllerRef`.
    pub(super) fn resolve_controller_ref(&self, meta: &ObjectMeta) -> Option<Rc<Object>> {
        let reference = meta.controller().filter(|reference| &*reference.kind == "DaemonSet")?;
        let found = self.daemon_sets.lister().get(&meta.namespace, &reference.name)?;
        (found.meta.uid == reference.uid).then(|| found.clone())
    }
}

impl Component for DaemonSetsController {
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::DaemonSet, Kind::Pod, Kind::Node, Kind::ControllerRevision]
    }

    fn observe(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        let is_gone = event.event_type == WatchEventType::Deleted;
        let object = &event.object;
        match object.kind() {
            Kind::DaemonSet => {
                let old = self.daemon_sets.observe(event);
                self.daemon_set_changed(old, object, is_gone);
            }
            Kind::Pod => {
                let old = self.pods.observe(event);
                self.pod_changed(old.as_ref(), object, is_gone, context.now);
            }
            Kind::Node => {
                let old = self.nodes.observe(event);
                self.node_changed(old.as_ref(), object);
            }
            _ => {
                let old = self.revisions.observe(event);
                self.revisions_epoch += 1;
                self.history_changed(old.as_ref(), object, is_gone);
            }
        }
    }

    fn next_due(&self) -> Option<Time> {
        [self.queue.next_due(), self.node_update_queue.next_due()].into_iter().flatten().min()
    }

    fn work(&mut self, context: &mut Context<'_>) {
        while let Some(node_name) = self.node_update_queue.take(context.now) {
            self.sync_node_update(&node_name);
        }
        if let Some(key) = self.queue.take(context.now) {
            match self.sync_daemon_set(&key, context) {
                Ok(()) => self.queue.forget(&key),
                Err(_) => self.queue.add_rate_limited(context.now, key),
            }
        }
    }
}
