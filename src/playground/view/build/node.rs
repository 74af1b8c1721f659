//! A node's picture.

use std::rc::Rc;

use crate::api::node::Node;
use crate::api::object::Object;
use crate::api::pod_spec::{PodSpec, Resources};
use crate::api::scheduling::Taint;
use crate::apimachinery::labels::StringMap;
use crate::kubectl::printers::cells::node_status;
use crate::playground::view::build::why_not::{is_automatic, why_not};
use crate::playground::view::cluster::{LabelView, NodeView, PodView, Readiness, TaintView};

/// What of a node's picture stays while its pods change.
#[derive(Clone, Debug)]
pub(super) struct NodeFacts {
    status: Rc<str>,
    labels: Rc<[LabelView]>,
    taints: Rc<[TaintView]>,
    capacity: Rc<str>,
}

impl NodeFacts {
    /// The facts of a node. `spec` is that of the focused DaemonSet's pods.
    pub fn of(object: &Object, node: &Node, spec: Option<&PodSpec>) -> NodeFacts {
        NodeFacts {
            status: node_status(node).into(),
            labels: label_views(&object.meta.labels, spec).into(),
            taints: taint_views(node, spec),
            capacity: capacity(node.status.allocatable, node.status.pods_max).into(),
        }
    }

    /// The picture of the node with its pods. `has_pod` says whether one of the focused DaemonSet is there.
    pub fn view(
        &self,
        object: &Object,
        node: &Node,
        pods: Vec<Rc<PodView>>,
        spec: Option<&PodSpec>,
        has_pod: bool,
    ) -> NodeView {
        let (name, labels) = (&object.meta.name, &object.meta.labels);
        NodeView {
            name: name.clone(),
            readiness: readiness(node),
            status: self.status.clone(),
            cordoned: node.unschedulable,
            labels: self.labels.clone(),
            taints: self.taints.clone(),
            capacity: self.capacity.clone(),
            pods,
            why_not: spec.and_then(|spec| why_not(spec, name, labels, node, has_pod)),
        }
    }
}

fn readiness(node: &Node) -> Readiness {
    match node.condition("Ready").map(|condition| condition.status) {
        Some("True") => Readiness::Ready,
        Some("False") => Readiness::NotReady,
        _ => Readiness::Unknown,
    }
}

fn label_views(labels: &StringMap, spec: Option<&PodSpec>) -> Vec<LabelView> {
    let view = |(key, value): (&Rc<str>, &Rc<str>)| LabelView {
        key: key.to_string(),
        value: value.to_string(),
        built_in: is_built_in(key),
        hit: spec.is_some_and(|spec| is_asked_for(spec, key, value, labels)),
    };
    let mut views: Vec<LabelView> = labels.iter().map(view).collect();
    // The sort is stable, so keys stay in their order.
    views.sort_by_key(|label| (!label.hit, label.built_in));
    views
}

/// Whether the kubelet sets the label. Labels of a zone or a role are people's or a cloud's, and worth seeing.
fn is_built_in(key: &str) -> bool {
    key.starts_with("kubernetes.io/") || key.starts_with("beta.kubernetes.io/")
}

/// Whether selector or affinity ask for a label, and this one meets what they ask.
fn is_asked_for(spec: &PodSpec, key: &str, value: &Rc<str>, labels: &StringMap) -> bool {
    let by_selector = spec.node_selector.get(key) == Some(value);
    let terms = spec.required_node_affinity.iter().flat_map(|affinity| &affinity.terms);
    let mut expressions = terms.flat_map(|term| &term.match_expressions);
    by_selector || expressions.any(|one| *one.key == *key && one.matches(labels))
}

fn taint_views(node: &Node, spec: Option<&PodSpec>) -> Rc<[TaintView]> {
    let view = |taint: &Taint| TaintView {
        key: taint.key.to_string(),
        value: taint.value.to_string(),
        effect: taint.effect.as_str(),
        tolerated: spec.is_some_and(|spec| spec.tolerations.iter().any(|one| one.tolerates(taint))),
        automatic: is_automatic(taint),
    };
    node.taints.iter().map(view).collect()
}

/// `4 CPU · 8 GiB · 110 pods`
fn capacity(resources: Resources, pods_max: i64) -> String {
    if resources == Resources::default() && pods_max == 0 {
        return String::new();
    }
    let tenth = |number: i64, unit: i64| {
        let tenths = number / (unit / 10).max(1);
        match tenths % 10 {
            0 => (tenths / 10).to_string(),
            rest => format!("{}.{rest}", tenths / 10),
        }
    };
    let cpu = tenth(resources.milli_cpu, 1000);
    let memory = tenth(resources.memory, 1 << 30);
    format!("{cpu} CPU · {memory} GiB · {pods_max} pods")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacity_keeps_one_digit_behind_the_point() {
        for (milli_cpu, gib_tenths, expected) in
            [(4000, 80, "4 CPU · 8 GiB · 110 pods"), (1500, 155, "1.5 CPU · 15.5 GiB · 110 pods")]
        {
            let memory = (1 << 30) / 10 * gib_tenths + 4096;
            let resources = Resources { milli_cpu, memory, ephemeral_storage: 1 };
            assert_eq!(capacity(resources, 110), expected);
        }
        assert_eq!(capacity(Resources::default(), 0), "");
    }
}
