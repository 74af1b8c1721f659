//! Whether a kubelet takes a pod that was bound to its node: a scheduler that knew too little may have been wrong, and
//! whoever names the node himself is asked nothing before.
//!
//! Differs: sysctls and kernel features are not looked at.
//! Upstream: `pkg/kubelet/lifecycle/predicate.go`, `pkg/scheduler` (`AdmissionCheck`),
//! `pkg/kubelet/eviction/eviction_manager.go` (`Admit`), `pkg/kubelet/kubelet.go` (`rejectPod`).

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::node::Node;
use crate::api::object::Object;
use crate::api::pod::Pod;
use crate::api::pod_spec::Resources;
use crate::api::scheduling::{Taint, TaintEffect, find_untolerated_taint};
use crate::api::well_known::TAINT_MEMORY_PRESSURE;
use crate::apimachinery::meta::Uid;
use crate::client::component::Context;
use crate::kubelet::faults::Pressure;
use crate::kubelet::kubelets::Kubelets;
use crate::kubelet::preemption::Requirement;
use crate::kubelet::worker::{Failure, PodWorker, Step};

/// What a kubelet decides on a pod that was bound to its node.
pub(super) enum Admission {
    /// It takes the pod, and for that ends these.
    Taken(Vec<Uid>),
    /// It does not.
    Rejected(Failure),
}

impl Kubelets {
    /// Whether the pod's kubelet takes it.
    pub(super) fn admission_of(&self, uid: Uid, context: &Context<'_>) -> Admission {
        let taken = Admission::Taken(Vec::new());
        let Some(worker) = self.workers.value(uid) else { return taken };
        let pod = worker.pod();
        // A kubelet goes by the last it knew of its node; one that was deleted is as it was, as far as pods care.
        let Ok(object) = context.api.get(Kind::Node, "", &worker.node) else { return taken };
        let Some(node) = object.as_node() else { return taken };
        if let Some(rejection) = self.pressure_against(pod, &worker.node) {
            return rejected(rejection);
        }
        let missing = self.missing_room(uid, pod, node);
        if !pod.is_critical()
            && let Some(first) = missing.first()
        {
            return rejected(first.rejection());
        }
        if let Some(rejection) = unfit(pod, &object, node, self.others_on(&worker.node, uid)) {
            return rejected(rejection);
        }
        if missing.is_empty() {
            return taken;
        }
        let missing: Vec<_> = missing.iter().map(Shortage::requirement).collect();
        match self.pods_to_preempt(uid, pod, &missing) {
            Ok(pods) => Admission::Taken(pods),
            Err(error) => {
                let message = format!(
                    "Unexpected error while attempting to recover from admission failure: preemption: error finding a \
                     set of pods to preempt: {error}"
                );
                rejected(("UnexpectedAdmissionError".to_owned(), message))
            }
        }
    }

    /// Upstream: `managerImpl.Admit`.
    fn pressure_against(&self, pod: &Pod, node: &str) -> Option<Rejection> {
        let kinds = [Pressure::Memory, Pressure::Disk, Pressure::Pid];
        let kinds: Vec<&str> = kinds
            .into_iter()
            .filter(|kind| self.machine.tells_pressure(node, *kind))
            .map(Pressure::condition)
            .collect();
        if kinds.is_empty() || pod.is_critical() {
            return None;
        }
        if kinds == [Pressure::Memory.condition()] {
            let taint = Taint::new(TAINT_MEMORY_PRESSURE, TaintEffect::NoSchedule);
            let tolerates = || pod.spec.tolerations.iter().any(|one| one.tolerates(&taint));
            if pod.status.qos_class != "BestEffort" || tolerates() {
                return None;
            }
        }
        Some(("Evicted".to_owned(), format!("The node had condition: [{}]. ", kinds.join(" "))))
    }

    /// The pods that the node's kubelet has taken and that have not ended.
    pub(super) fn others_on(&self, node: &str, uid: Uid) -> impl Iterator<Item = &PodWorker> {
        let pods = self.machine.nodes.value(node).into_iter().flat_map(|node| &node.pods);
        let others = pods.filter(move |other| **other != uid).filter_map(|other| self.workers.value(*other));
        others
            .map(|worker| &**worker)
            .filter(|worker| worker.failure.is_none() && !matches!(worker.step, Step::Removing | Step::Ended))
    }

    /// Upstream: `noderesources.Fits`.
    fn missing_room(&self, uid: Uid, pod: &Pod, node: &Node) -> Vec<Shortage> {
        let (mut used, mut num_pods) = (Resources::default(), 0);
        for other in self.others_on(&pod.node_name, uid) {
            used = used.plus(other.pod().spec.requests());
            num_pods += 1;
        }
        let (wanted, allocatable) = (pod.spec.requests(), node.status.allocatable);
        let row = |name, wanted, used, capacity| Shortage { name, wanted, used, capacity };
        let rows = [
            row("pods", 1, num_pods, node.status.pods_max),
            row("cpu", wanted.milli_cpu, used.milli_cpu, allocatable.milli_cpu),
            row("memory", wanted.memory, used.memory, allocatable.memory),
            row(
                "ephemeral-storage",
                wanted.ephemeral_storage,
                used.ephemeral_storage,
                allocatable.ephemeral_storage,
            ),
        ];
        rows.into_iter().filter(|row| row.wanted > 0 && row.requirement().1 > 0).collect()
    }
}

/// A resource of which a node has too little for a pod.
struct Shortage {
    name: &'static str,
    wanted: i64,
    used: i64,
    capacity: i64,
}

impl Shortage {
    fn rejection(&self) -> Rejection {
        let Shortage { name, wanted, used, capacity } = self;
        let message = format!(
            "Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {capacity}"
        );
        (format!("OutOf{name}"), message)
    }

    /// How much must be freed.
    fn requirement(&self) -> Requirement {
        (self.name, self.wanted.saturating_sub(self.capacity.saturating_sub(self.used)))
    }
}

fn rejected((reason, message): Rejection) -> Admission {
    Admission::Rejected(Failure { reason: reason.into(), message: message.into(), is_rejection: true })
}

/// The word and the sentence.
type Rejection = (String, String);

/// What in the node itself, or in its ports, stands against a pod.
fn unfit<'a>(
    pod: &Pod,
    object: &Rc<Object>,
    node: &Node,
    others: impl Iterator<Item = &'a PodWorker>,
) -> Option<Rejection> {
    let is_no_execute = |effect: TaintEffect| effect == TaintEffect::NoExecute;
    let (predicate, reason) = if !pod.affinity_matches(&object.meta.name, &object.meta.labels) {
        ("NodeAffinity", "node(s) didn't match Pod's node affinity/selector")
    } else if takes_port_of(pod, others) {
        ("NodePorts", "node(s) didn't have free ports for the requested pod ports")
    } else if find_untolerated_taint(&node.taints, &pod.spec.tolerations, is_no_execute).is_some() {
        ("TaintToleration", "node(s) had taints that the pod didn't tolerate")
    } else {
        return None;
    };
    Some((predicate.to_owned(), format!("Predicate {predicate} failed: {reason}")))
}

fn takes_port_of<'a>(pod: &Pod, mut others: impl Iterator<Item = &'a PodWorker>) -> bool {
    pod.spec.host_ports().next().is_some()
        && others.any(|other| {
            other
                .pod()
                .spec
                .host_ports()
                .any(|port| pod.spec.host_ports().any(|one| one.conflicts_with(port)))
        })
}
