//! What the controller does as its informers tell it of changes: it marks what needs a fresh look, and queues keys.
//!
//! Upstream: the event handlers of `daemon_controller.go`.

use std::rc::Rc;

use crate::api::object::Object;
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::time::Time;
use crate::controller::daemon::controller::{DaemonSetsController, Entry, key_of};

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
        let mut entry = Entry::default();
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

    /// Keeps pods where they are looked for: with their DaemonSet by node, or among the orphans.
    fn index_pod(&mut self, old: Option<&Rc<Object>>, new: &Rc<Object>, is_gone: bool) {
        let place = |object: &Object| {
            let node = object.as_pod().and_then(|pod| pod.target_node_name()).cloned();
            let hash = object.meta.labels.get(CONTROLLER_REVISION_HASH).cloned();
            (object.meta.controller().map(|owner| owner.uid), node, hash)
        };
        let (owner, node, hash) = place(new);
        if let Some(old) = old {
            let was = place(old);
            let moved = is_gone || was != (owner, node.clone(), hash.clone());
            if moved && was.0.is_none() {
                self.orphans.remove(&old.meta.namespace, &old.meta.name);
            }
            if moved
                && let (Some(owner), Some(node), hash) = was
                && let Some(entry) = self.entries.get_mut(&owner)
            {
                entry.state.remove_pod(&node, &old.meta.name, hash.as_ref());
            }
        }
        if is_gone {
            return;
        }
        match (owner, node) {
            (None, _) => _ = self.orphans.insert(new.clone()),
            (Some(owner), Some(node)) => {
                let rank = self.rank(&node);
                if let Some(entry) = self.entries.get_mut(&owner) {
                    entry.state.put_pod(&node, rank, new.clone(), hash.as_ref());
                    if old.is_some_and(|old| old.meta.labels != new.meta.labels) {
                        entry.state.note_relabelled(new.clone());
                    }
                }
            }
            (Some(_), None) => {}
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
        use crate::controller::daemon::placement::node_should_run_daemon_pod;
        use crate::controller::daemon::template::daemon_pod_spec;
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
