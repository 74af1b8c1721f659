//! Where a DaemonSet's pod should run, where it may go on running, and why not elsewhere.
//!
//! Upstream: `NodeShouldRunDaemonPod`, `predicates` in `daemon_controller.go`.

use crate::api::node::Node;
use crate::api::pod_spec::PodSpec;
use crate::api::scheduling::{Taint, TaintEffect, find_untolerated_taint};
use crate::apimachinery::labels::StringMap;

/// Whether a pod belongs on a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// A pod should be started there.
    pub should_run: bool,
    /// A pod that is there may stay.
    pub should_continue_running: bool,
}

/// What keeps a pod from a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// The template names another node.
    NodeName,
    /// The node selector or the required affinity does not match.
    Affinity,
    /// A taint that no toleration covers; running pods may stay unless it is `NoExecute`.
    Taint(Taint),
}

/// The first thing that keeps a pod of this spec from the node; `None` where it should run. The spec is the pod's,
/// with the tolerations that every DaemonSet pod gets.
pub fn obstacle(spec: &PodSpec, name: &str, labels: &StringMap, node: &Node) -> Option<Obstacle> {
    if !(spec.node_name.is_empty() || *spec.node_name == *name) {
        return Some(Obstacle::NodeName);
    }
    if !spec.required_affinity_matches(name, labels) {
        return Some(Obstacle::Affinity);
    }
    let keeps_away = |effect| matches!(effect, TaintEffect::NoExecute | TaintEffect::NoSchedule);
    find_untolerated_taint(&node.taints, &spec.tolerations, keeps_away).cloned().map(Obstacle::Taint)
}

/// Whether a pod of this spec should run on the node, and whether one that runs may stay.
pub fn node_should_run_daemon_pod(spec: &PodSpec, name: &str, labels: &StringMap, node: &Node) -> Placement {
    match obstacle(spec, name, labels, node) {
        None => Placement { should_run: true, should_continue_running: true },
        Some(Obstacle::NodeName | Obstacle::Affinity) => Placement::default(),
        Some(Obstacle::Taint(_)) => {
            let evicts = |effect| effect == TaintEffect::NoExecute;
            let evicted = find_untolerated_taint(&node.taints, &spec.tolerations, evicts).is_some();
            Placement { should_run: false, should_continue_running: !evicted }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use serde_json::{Value, json};

    use super::*;
    use crate::controller::daemon::template::daemon_pod_spec;

    fn check(spec: Value, labels: &[(&str, &str)], taints: &[(&str, TaintEffect)], run: bool, stay: bool) {
        let spec = daemon_pod_spec(&PodSpec::from_value(Rc::new(spec.clone())));
        let taints = taints.iter().map(|(key, effect)| Taint::new(key, *effect)).collect();
        let node = Node { taints, ..Node::default() };
        let placement = node_should_run_daemon_pod(&spec, "n1", &labels.iter().copied().collect(), &node);
        assert_eq!(
            (placement.should_run, placement.should_continue_running),
            (run, stay),
            "{:?}",
            spec.value
        );
    }

    #[test]
    fn placement_follows_name_selector_affinity_and_taints() {
        use TaintEffect::{NoExecute, NoSchedule, PreferNoSchedule};
        check(json!({}), &[], &[], true, true);
        check(json!({"nodeName": "n2"}), &[], &[], false, false);
        check(json!({"nodeSelector": {"nodeType": "edge"}}), &[], &[], false, false);
        check(json!({"nodeSelector": {"nodeType": "edge"}}), &[("nodeType", "edge")], &[], true, true);
        check(json!({}), &[], &[("dedicated", PreferNoSchedule)], true, true);
        check(json!({}), &[], &[("dedicated", NoSchedule)], false, true);
        check(json!({}), &[], &[("dedicated", NoExecute)], false, false);
        check(json!({"tolerations": [{"operator": "Exists"}]}), &[], &[("dedicated", NoExecute)], true, true);
    }

    #[test]
    fn an_unreachable_node_keeps_its_pod_but_is_not_desired() {
        use TaintEffect::{NoExecute, NoSchedule};
        let taints =
            [("node.kubernetes.io/unreachable", NoSchedule), ("node.kubernetes.io/unreachable", NoExecute)];
        check(json!({}), &[], &taints, false, true);
        check(json!({}), &[], &[("node.kubernetes.io/unschedulable", NoSchedule)], true, true);
    }
}
