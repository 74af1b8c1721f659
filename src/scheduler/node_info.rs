//! What the scheduler knows of a node: the node, the pods on it, and what they take.
//!
//! Invariant: `requested` is the sum over `pods`; a pod that is only assumed to be on the node counts too.
//! Upstream: `pkg/scheduler/framework/types.go`, `NodeInfo`.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::api::node::Node;
use crate::api::object::Object;
use crate::api::pod::Pod;
use crate::api::pod_spec::{ContainerPort, Resources};
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::Uid;

/// A pod on a node, or assumed to be.
#[derive(Clone, Debug)]
pub(super) struct AssignedPod {
    pub node: Rc<str>,
    /// The pod as last seen.
    pub object: Rc<Object>,
}

/// All pods that are on nodes.
pub(super) type AssignedPods = Index<(Uid, AssignedPod)>;

/// A node with its pods.
#[derive(Clone, Debug, Default)]
pub(super) struct NodeInfo {
    /// The node; `None` while only pods on it are known.
    pub object: Option<Rc<Object>>,
    /// The pods on it, assumed ones too.
    pub pods: BTreeSet<Uid>,
    /// What they ask for together.
    pub requested: Resources,
    /// The ports of the host that they take.
    ports: Vec<(Uid, ContainerPort)>,
}

impl NodeInfo {
    /// The node, where it is known.
    pub fn node(&self) -> Option<(&Rc<Object>, &Node)> {
        let object = self.object.as_ref()?;
        Some((object, object.as_node()?))
    }

    /// Counts a pod in.
    pub fn add(&mut self, uid: Uid, pod: &Pod) {
        if self.pods.insert(uid) {
            self.requested = self.requested.plus(pod.spec.requests());
            self.ports.extend(pod.spec.host_ports().map(|port| (uid, port.clone())));
        }
    }

    /// Counts a pod out.
    pub fn remove(&mut self, uid: Uid, pod: &Pod) {
        if !self.pods.remove(&uid) {
            return;
        }
        let requests = pod.spec.requests();
        self.requested.milli_cpu -= requests.milli_cpu;
        self.requested.memory -= requests.memory;
        self.requested.ephemeral_storage -= requests.ephemeral_storage;
        self.ports.retain(|(owner, _)| *owner != uid);
    }

    /// Whether a port of the host that `pod` asks for is taken.
    pub fn has_port_conflict(&self, pod: &Pod) -> bool {
        !self.ports.is_empty()
            && pod
                .spec
                .host_ports()
                .any(|wanted| self.ports.iter().any(|(_, port)| port.conflicts_with(wanted)))
    }
}
