//! The rules a node must meet to take a pod, in upstream's order: the first that fails is the one reported.
//!
//! Absent: volumes, extended resources, topology spread and affinity between pods.
//! Upstream: `pkg/scheduler/framework/plugins/{nodeunschedulable,tainttoleration,nodeaffinity,nodeports,noderesources}`.

use std::rc::Rc;

use crate::api::pod::Pod;
use crate::api::pod_spec::Resources;
use crate::api::scheduling::{Taint, TaintEffect, find_untolerated_taint};
use crate::api::well_known::TAINT_UNSCHEDULABLE;
use crate::apimachinery::selector::Operator;
use crate::scheduler::node_info::NodeInfo;

/// Why a node does not take a pod: a set of reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rejection(u16);

impl Rejection {
    /// The node is cordoned.
    pub const UNSCHEDULABLE: Rejection = Rejection(1);
    /// It has a taint that the pod does not tolerate.
    pub const TAINT: Rejection = Rejection(1 << 1);
    /// It is not what selector and affinity ask for.
    pub const AFFINITY: Rejection = Rejection(1 << 2);
    /// A host port is taken.
    pub const PORTS: Rejection = Rejection(1 << 3);
    /// It is full of pods.
    pub const PODS: Rejection = Rejection(1 << 4);
    /// It has too little CPU left.
    pub const CPU: Rejection = Rejection(1 << 5);
    /// It has too little memory left.
    pub const MEMORY: Rejection = Rejection(1 << 6);
    /// It has too little local storage left.
    pub const STORAGE: Rejection = Rejection(1 << 7);
    /// The pod names other nodes.
    pub const NOT_NAMED: Rejection = Rejection(1 << 8);
    /// Taking pods away would not help.
    const UNRESOLVABLE: Rejection = Rejection(1 << 15);

    /// The pods on the node leave no room.
    pub const BY_ROOM: Rejection = Rejection(Self::PODS.0 | Self::CPU.0 | Self::MEMORY.0 | Self::STORAGE.0);

    /// No reason against the node.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Both sets of reasons.
    #[must_use]
    pub fn and(self, other: Rejection) -> Rejection {
        Rejection(self.0 | other.0)
    }

    /// Whether the sets have a reason in common.
    pub fn meets(self, other: Rejection) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether fewer pods on the node could help.
    pub fn is_resolvable(self) -> bool {
        !self.is_none() && !self.meets(Self::UNRESOLVABLE)
    }

    /// The reasons in upstream's words.
    pub fn reasons(self) -> impl Iterator<Item = &'static str> {
        REASONS.iter().filter(move |(reason, _)| self.meets(*reason)).map(|(_, text)| *text)
    }
}

static REASONS: [(Rejection, &str); 9] = [
    (Rejection::UNSCHEDULABLE, "node(s) were unschedulable"),
    (Rejection::TAINT, "node(s) had untolerated taint(s)"),
    (Rejection::AFFINITY, "node(s) didn't match Pod's node affinity/selector"),
    (Rejection::PORTS, "node(s) didn't have free ports for the requested pod ports"),
    (Rejection::PODS, "Too many pods"),
    (Rejection::CPU, "Insufficient cpu"),
    (Rejection::MEMORY, "Insufficient memory"),
    (Rejection::STORAGE, "Insufficient ephemeral-storage"),
    (Rejection::NOT_NAMED, "node(s) didn't satisfy plugin(s) [NodeAffinity]"),
];

/// Which nodes a pod's affinity names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedNodes {
    /// None in particular.
    All,
    /// These.
    Only(Vec<Rc<str>>),
    /// Its terms name nodes that cannot be the same.
    Conflict,
}

/// The nodes named by the pod's affinity; a DaemonSet's pod names one, so that no other is looked at.
///
/// Upstream: `NodeAffinity.PreFilter`.
pub fn named_nodes(pod: &Pod) -> NamedNodes {
    if let Some(node) = &pod.pinned_node {
        return NamedNodes::Only(vec![node.clone()]);
    }
    let Some(selector) = &pod.spec.required_node_affinity else { return NamedNodes::All };
    let mut names: Vec<Rc<str>> = Vec::new();
    for term in &selector.terms {
        let mut of_term: Option<Vec<Rc<str>>> = None;
        for field in &term.match_fields {
            if &*field.key == "metadata.name" && field.operator == Operator::In {
                let mut values = field.values.to_vec();
                values.retain(|value| of_term.as_ref().is_none_or(|names| names.contains(value)));
                of_term = Some(values);
            }
        }
        let Some(of_term) = of_term else { return NamedNodes::All };
        names.extend(of_term);
    }
    names.sort();
    names.dedup();
    match (selector.terms.is_empty(), names.is_empty()) {
        (true, _) => NamedNodes::All,
        (false, true) => NamedNodes::Conflict,
        (false, false) => NamedNodes::Only(names),
    }
}

/// The reasons that lie in the node itself, whatever pods are on it.
fn filter_node(pod: &Pod, info: &NodeInfo) -> Rejection {
    let Some((object, node)) = info.node() else { return Rejection::NOT_NAMED };
    let tolerations = &pod.spec.tolerations;
    let reason = if node.unschedulable && {
        let taint = Taint::new(TAINT_UNSCHEDULABLE, TaintEffect::NoSchedule);
        !tolerations.iter().any(|one| one.tolerates(&taint))
    } {
        Rejection::UNSCHEDULABLE
    } else if find_untolerated_taint(&node.taints, tolerations, is_hard).is_some() {
        Rejection::TAINT
    } else if !pod.affinity_matches(&object.meta.name, &object.meta.labels) {
        Rejection::AFFINITY
    } else {
        return Rejection::default();
    };
    reason.and(Rejection::UNRESOLVABLE)
}

/// All reasons against the node, where `nominated` is what pods that preempted for a place on it ask for.
pub(super) fn filter(pod: &Pod, info: &NodeInfo, nominated: Resources) -> Rejection {
    let rejection = filter_node(pod, info);
    if !rejection.is_none() {
        return rejection;
    }
    if info.has_port_conflict(pod) {
        return Rejection::PORTS;
    }
    fits(pod, info, nominated)
}

/// Upstream: `noderesources.fitsRequest`.
fn fits(pod: &Pod, info: &NodeInfo, nominated: Resources) -> Rejection {
    let Some((_, node)) = info.node() else { return Rejection::NOT_NAMED };
    let mut rejection = Rejection::default();
    let num_pods = i64::try_from(info.pods.len()).unwrap_or(i64::MAX);
    if num_pods >= node.status.pods_max {
        rejection = rejection.and(Rejection::PODS);
    }
    let wanted = pod.spec.requests();
    let taken = info.requested.plus(nominated);
    let allocatable = node.status.allocatable;
    for (wanted, taken, allocatable, reason) in [
        (wanted.milli_cpu, taken.milli_cpu, allocatable.milli_cpu, Rejection::CPU),
        (wanted.memory, taken.memory, allocatable.memory, Rejection::MEMORY),
        (
            wanted.ephemeral_storage,
            taken.ephemeral_storage,
            allocatable.ephemeral_storage,
            Rejection::STORAGE,
        ),
    ] {
        if wanted > 0 && wanted > allocatable.saturating_sub(taken) {
            rejection = rejection.and(reason);
            if wanted > allocatable {
                rejection = rejection.and(Rejection::UNRESOLVABLE);
            }
        }
    }
    rejection
}

pub(super) fn is_hard(effect: TaintEffect) -> bool {
    effect != TaintEffect::PreferNoSchedule
}
