//! What the controller does as its informers tell it of changes: it marks what needs a fresh look, and queues keys.
//!
//! Upstream: the event handlers of `daemon_controller.go`.

use std::rc::Rc;

use crate::api::object::Object;
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::meta::{ObjectMeta, Uid};
use crate::apimachinery::time::Time;
use crate::controller::daemon::controller::{DaemonSetsController, Entry, key_of};
use crate::controller::daemon::placement::node_should_run_daemon_pod;
use crate::controller::daemon::template::daemon_pod_spec;

/// Where a pod is kept.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    /// No controller manages it.
    Orphans,
    /// The DaemonSet that manages it does not select it.
    Strays(Uid),
    /// It is its DaemonSet's pod on that node, of the revision with that hash.
    Node(Uid, Rc<str>, Option<Rc<str>>),
    /// Somebody else's, or meant for no node.
    Nowhere,
}

impl DaemonSetsController {
    pub(super) fn daemon_set_changed(&mut self, old: Option<Rc<Object>>, new: &Rc<Object>, is_gone: bool) {
        let replaced = old.filter(|old| is_gone || old.meta.uid != new.meta.uid);
        if let Some(old) = &replaced {
            self.entries.remove(&old.meta.uid);
            self.expectations.delete(&key_of(&old.meta));
        }
        if !is_gone && !self.entries.contains_key(&new.meta.uid) {
            self.start_entry(new);
        }
        self.queue.add(key_of(&new.meta));
    }

    /// A new DaemonSet looks at every node, once.
    fn start_entry(&mut self, daemon_set: &Object) {
        let names: Vec<Rc<str>> = self.nodes.lister().iter().map(|node| node.meta.name.clone()).collect();
        let selector = daemon_set.as_daemon_set().map(|daemon_set| daemon_set.spec.selector.clone());
        let mut entry = Entry { selector: selector.unwrap_or_default(), ..Entry::default() };
        for name in &names {
            let rank = self.rank(name);
            entry.state.mark_dirty(name, rank);
        }
        self.entries.insert(daemon_set.meta.uid, entry);
    }

    pub(super) fn pod_changed(
        &mut self,
        old: Option<&Rc<Object>>,
        new: &Rc<Object>,
        is_gone: bool,
        now: Time,
    ) {
        self.index_pod(old, new, is_gone);
        if is_gone || new.meta.is_terminating() {
            self.pod_deleted(new);
            return;
        }
        let owner = self.resolve_controller_ref(&new.meta);
        let old_controller = old.and_then(|old| old.meta.controller());
        let controller_changed = old.is_some() && old_controller != new.meta.controller();
        if controller_changed && let Some(former) = old.and_then(|old| self.resolve_controller_ref(&old.meta))
        {
            self.queue.add(key_of(&former.meta));
        }
        if new.meta.controller().is_some() {
            let Some(owner) = owner else { return };
            let key = key_of(&owner.meta);
            match old {
                None => self.expectations.creation_observed(&key),
                Some(old) => self.enqueue_when_available(&owner, old, new, now),
            }
            self.queue.add(key);
            return;
        }
        let labels_changed = old.is_none_or(|old| old.meta.labels != new.meta.labels);
        if labels_changed || controller_changed {
            self.enqueue_matching(&new.meta.namespace, &new.meta.labels);
        }
    }

    /// A pod that has just become ready is looked at again when it is available.
    fn enqueue_when_available(&mut self, owner: &Object, old: &Object, new: &Object, now: Time) {
        let is_ready = |object: &Object| object.as_pod().is_some_and(|pod| pod.is_ready());
        let min_ready_seconds =
            owner.as_daemon_set().map_or(0, |daemon_set| daemon_set.spec.min_ready_seconds);
        if let Ok(seconds @ 1..) = u64::try_from(min_ready_seconds)
            && !is_ready(old)
            && is_ready(new)
        {
            // The second that upstream adds keeps a skewed clock from looking too early.
            self.queue.add_at(now.plus((seconds + 1) * 1000), key_of(&owner.meta));
        }
    }

    fn pod_deleted(&mut self, pod: &Object) {
        let Some(owner) = self.resolve_controller_ref(&pod.meta) else { return };
        let key = key_of(&owner.meta);
        self.expectations.deletion_observed(&key);
        self.queue.add(key);
    }

    /// Keeps pods where they are looked for: with their DaemonSet by node, among its strays, or among the orphans.
    pub(super) fn index_pod(&mut self, old: Option<&Rc<Object>>, new: &Rc<Object>, is_gone: bool) {
        let place = (!is_gone).then(|| self.place(new));
        if let Some(old) = old.filter(|old| is_gone || may_have_moved(old, new)) {
            let was = self.place(old);
            if place.as_ref() != Some(&was) {
                self.take_out(was, &old.meta);
            }
        }
        match place {
            Some(Place::Orphans) => _ = self.orphans.insert(new.clone()),
            Some(Place::Strays(owner)) => {
                if let Some(entry) = self.entries.get_mut(&owner) {
                    entry.strays.insert(new.clone());
                }
            }
            Some(Place::Node(owner, node, hash)) => {
                let rank = self.rank(&node);
                if let Some(entry) = self.entries.get_mut(&owner) {
                    entry.state.put_pod(&node, rank, new.clone(), hash.as_ref());
                }
            }
            Some(Place::Nowhere) | None => {}
        }
    }

    fn place(&self, pod: &Object) -> Place {
        let Some(owner) = pod.meta.controller().map(|owner| owner.uid) else { return Place::Orphans };
        let Some(entry) = self.entries.get(&owner) else { return Place::Nowhere };
        if !entry.selector.matches(&pod.meta.labels) {
            return Place::Strays(owner);
        }
        match pod.as_pod().and_then(|pod| pod.target_node_name()) {
            Some(node) => {
                let hash = pod.meta.labels.get(CONTROLLER_REVISION_HASH).cloned();
                Place::Node(owner, node.clone(), hash)
            }
            None => Place::Nowhere,
        }
    }

    fn take_out(&mut self, place: Place, pod: &ObjectMeta) {
        match place {
            Place::Orphans => _ = self.orphans.remove(&pod.namespace, &pod.name),
            Place::Strays(owner) => {
                if let Some(entry) = self.entries.get_mut(&owner) {
                    entry.strays.remove(&pod.namespace, &pod.name);
                }
            }
            Place::Node(owner, node, hash) => {
                if let Some(entry) = self.entries.get_mut(&owner) {
                    entry.state.remove_pod(&node, &pod.name, hash.as_ref());
                }
            }
            Place::Nowhere => {}
        }
    }

    pub(super) fn node_changed(&mut self, old: Option<&Rc<Object>>, new: &Rc<Object>) {
        let is_gone = self.nodes.lister().get("", &new.meta.name).is_none();
        let taints = |object: &Object| object.as_node().map(|node| node.taints.clone());
        let same = old.is_some_and(|old| old.meta.labels == new.meta.labels && taints(old) == taints(new));
        if same && !is_gone {
            return;
        }
        let name = &new.meta.name;
        let rank = self.rank(name);
        for entry in self.entries.values_mut() {
            entry.state.mark_dirty(name, rank);
        }
        if !is_gone {
            self.node_update_queue.add(name.clone());
        }
    }

    /// Queues the DaemonSets that a changed node concerns.
    ///
    /// Upstream: `syncNodeUpdate`.
    pub(super) fn sync_node_update(&mut self, node_name: &Rc<str>) {
        let Some(node) = self.nodes.lister().get("", node_name).cloned() else { return };
        let Some(body) = node.as_node() else { return };
        for object in self.daemon_sets.lister().iter() {
            let (Some(daemon_set), Some(entry)) =
                (object.as_daemon_set(), self.entries.get(&object.meta.uid))
            else {
                continue;
            };
            let known = entry.state.template().map(|template| template.spec.clone());
            let spec = known.unwrap_or_else(|| Rc::new(daemon_pod_spec(&daemon_set.spec.template.spec)));
            let placement = node_should_run_daemon_pod(&spec, node_name, &node.meta.labels, body);
            let on_node = |object: &Rc<Object>| object.as_pod().is_some_and(|pod| !pod.node_name.is_empty());
            let scheduled = entry.state.pods(node_name).iter().any(on_node);
            let needed = if scheduled {
                !placement.should_continue_running || daemon_set.status.number_misscheduled > 0
            } else {
                placement.should_run
            };
            if needed {
                self.queue.add(key_of(&object.meta));
            }
        }
    }

    pub(super) fn history_changed(&mut self, old: Option<&Rc<Object>>, new: &Rc<Object>, is_gone: bool) {
        let owner = self.resolve_controller_ref(&new.meta);
        if is_gone || old.is_some() {
            if let Some(owner) = &owner {
                self.queue.add(key_of(&owner.meta));
            }
            if is_gone {
                return;
            }
        }
        let controller_changed = old.is_some_and(|old| old.meta.controller() != new.meta.controller());
        if controller_changed && let Some(former) = old.and_then(|old| self.resolve_controller_ref(&old.meta))
        {
            self.queue.add(key_of(&former.meta));
        }
        let labels_changed = old.is_none_or(|old| old.meta.labels != new.meta.labels);
        if new.meta.controller().is_none() && (labels_changed || controller_changed) {
            self.enqueue_matching(&new.meta.namespace, &new.meta.labels);
        }
    }

    /// Queues the DaemonSets of a namespace that select these labels, for one may want to adopt.
    fn enqueue_matching(&mut self, namespace: &str, labels: &StringMap) {
        for object in self.daemon_sets.lister().in_namespace(namespace) {
            let Some(daemon_set) = object.as_daemon_set() else { continue };
            if !daemon_set.spec.selector.is_empty() && daemon_set.spec.selector.matches(labels) {
                self.queue.add(key_of(&object.meta));
            }
        }
    }
}

/// Whether a pod that changed may be kept elsewhere than before. Most changes are of a status.
fn may_have_moved(old: &Object, new: &Object) -> bool {
    fn node(object: &Object) -> Option<&Rc<str>> {
        object.as_pod().and_then(|pod| pod.target_node_name())
    }
    !Rc::ptr_eq(&old.meta.owner_references, &new.meta.owner_references)
        || !old.meta.labels.ptr_eq(&new.meta.labels)
        || node(old) != node(new)
}
