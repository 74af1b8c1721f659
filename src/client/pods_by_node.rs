//! Which pods are on which node, by their names: an index beside an informer.
//!
//! Invariant: most notifications tell of a status and change nothing here; they cost one look-up by number.

use std::rc::Rc;

use crate::api::scheduling::Toleration;
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::Uid;
use crate::apiserver::watch::{WatchEvent, WatchEventType};

/// A pod's namespace and name.
pub type PodKey = (Rc<str>, Rc<str>);

/// A pod that is on a node.
#[derive(Clone, Debug)]
pub struct PlacedPod {
    /// The node.
    pub node: Rc<str>,
    /// The pod.
    pub key: PodKey,
    /// Which taints it ignores.
    pub tolerations: Rc<[Toleration]>,
}

/// What a notification made of the index.
#[derive(Clone, Debug)]
pub enum Change {
    /// Nothing.
    None,
    /// The pod is on its node now, or tolerates other taints than before.
    Placed,
    /// The pod is gone.
    Removed(PlacedPod),
}

/// The index.
#[derive(Clone, Debug, Default)]
pub struct PodsByNode {
    pods: Index<(Uid, PlacedPod)>,
    /// The pods of each node in the order of their identities; none any more for some.
    by_node: Index<(Rc<str>, Vec<Uid>)>,
}

impl PodsByNode {
    /// Takes a notification about a pod in.
    pub fn observe(&mut self, event: &WatchEvent) -> Change {
        let uid = event.object.meta.uid;
        if event.event_type == WatchEventType::Deleted {
            let Some((_, placed)) = self.pods.remove(uid) else { return Change::None };
            if let Some(pods) = self.by_node.value_mut(&placed.node) {
                pods.retain(|one| *one != uid);
            }
            return Change::Removed(placed);
        }
        let Some(pod) = event.object.as_pod().filter(|pod| !pod.node_name.is_empty()) else {
            return Change::None;
        };
        if let Some(placed) = self.pods.value(uid) {
            let (old, new) = (&placed.tolerations, &pod.spec.tolerations);
            if Rc::ptr_eq(old, new) || old == new {
                return Change::None;
            }
            if let Some(placed) = self.pods.value_mut(uid) {
                placed.tolerations = new.clone();
            }
            return Change::Placed;
        }
        let key = (event.object.meta.namespace.clone(), event.object.meta.name.clone());
        let (node, tolerations) = (pod.node_name.clone(), pod.spec.tolerations.clone());
        let (_, pods) = self.by_node.get_or_insert_with(&node, || (node.clone(), Vec::new()));
        if let Err(index) = pods.binary_search(&uid) {
            pods.insert(index, uid);
        }
        self.pods.put((uid, PlacedPod { node, key, tolerations }));
        Change::Placed
    }

    /// The pod of that identity.
    pub fn get(&self, uid: Uid) -> Option<&PlacedPod> {
        self.pods.value(uid)
    }

    /// The pods on a node.
    pub fn on_node(&self, node: &str) -> impl Iterator<Item = &PlacedPod> {
        let uids = self.by_node.value(node).into_iter().flatten();
        uids.filter_map(|uid| self.pods.value(*uid))
    }

    /// Whether a pod is on the node.
    pub fn has_pods(&self, node: &str) -> bool {
        self.by_node.value(node).is_some_and(|pods| !pods.is_empty())
    }
}
