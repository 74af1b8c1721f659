//! Hints: whether a change of the cluster can help a pod that no node took.
//!
//! A pod is tried again only for changes that the reasons of its rejection depend on, since each try tells an event.
//! Upstream: `EventsToRegister` and the hint functions of the plugins in `pkg/scheduler/framework/plugins`.

use crate::api::node::Node;
use crate::api::object::Object;
use crate::api::pod::Pod;
use crate::api::scheduling::find_untolerated_taint;
use crate::scheduler::filter::{Rejection, is_hard};

/// Whether anything changed that a hint looks at; a node's heartbeat changes nothing of it.
pub(super) fn is_of_interest(old: &Object, new: &Object) -> bool {
    let (Some(old_node), Some(new_node)) = (old.as_node(), new.as_node()) else { return true };
    old.meta.labels != new.meta.labels
        || old_node.taints != new_node.taints
        || old_node.unschedulable != new_node.unschedulable
        || old_node.status.allocatable != new_node.status.allocatable
        || old_node.status.pods_max != new_node.status.pods_max
}

/// Whether a node that joined, where `old` is `None`, or that changed may help the pod.
pub(super) fn node_helps(pod: &Pod, rejection: Rejection, old: Option<&Object>, new: &Object) -> bool {
    let Some(new_node) = new.as_node() else { return false };
    let old_node = old.and_then(Object::as_node);
    let matches = |object: &Object| pod.affinity_matches(&object.meta.name, &object.meta.labels);
    let tolerates =
        |node: &Node| find_untolerated_taint(&node.taints, &pod.spec.tolerations, is_hard).is_none();
    let by_affinity = Rejection::AFFINITY.and(Rejection::NOT_NAMED);
    // There was no node at all: any that joins will do.
    (rejection.is_none() && old.is_none())
        || (rejection.meets(by_affinity) && matches(new) && !old.is_some_and(matches))
        || (rejection.meets(Rejection::TAINT) && tolerates(new_node) && !old_node.is_some_and(tolerates))
        || (rejection.meets(Rejection::UNSCHEDULABLE)
            && !new_node.unschedulable
            && old_node.is_none_or(|old| old.unschedulable))
        || (rejection.meets(Rejection::BY_ROOM) && has_more_room(pod, old_node, new_node))
        || (rejection.meets(Rejection::PORTS) && old.is_none())
}

/// Whether the end of a pod that had a node may help the pod.
pub(super) fn end_helps(pod: &Pod, rejection: Rejection, ended: &Pod) -> bool {
    let frees_a_port = || {
        ended.spec.host_ports().any(|port| pod.spec.host_ports().any(|wanted| port.conflicts_with(wanted)))
    };
    rejection.meets(Rejection::BY_ROOM) || (rejection.meets(Rejection::PORTS) && frees_a_port())
}

/// Whether the node, were it empty, takes the pod, and has more of what the pod asks for than before.
fn has_more_room(pod: &Pod, old: Option<&Node>, new: &Node) -> bool {
    let wanted = pod.spec.requests();
    let amounts = |node: &Node| {
        let all = node.status.allocatable;
        [
            (1, node.status.pods_max),
            (wanted.milli_cpu, all.milli_cpu),
            (wanted.memory, all.memory),
            (wanted.ephemeral_storage, all.ephemeral_storage),
        ]
    };
    let now = amounts(new);
    let fits = now.iter().all(|(wanted, all)| *wanted == 0 || wanted <= all);
    let grew = |old: &Node| {
        let before = amounts(old);
        now.iter().zip(before).any(|((wanted, all), (_, before))| *wanted > 0 && *all > before)
    };
    fits && old.is_none_or(grew)
}
