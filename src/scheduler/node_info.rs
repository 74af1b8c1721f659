//! What the scheduler knows of a node: the node, the pods on it, and what they take.
//!
//! Invariant: `requested` is the sum over `pods`; a pod that is only assumed to be on the node counts too.
//! Upstream: `pkg/scheduler/framework/types.go`, `NodeInfo`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::node::Node;
use crate::api::object::Object;
use crate::api::pod::Pod;
use crate::api::pod_spec::Resources;
use crate::apimachinery::meta::Uid;

/// A node with its pods.
#[derive(Clone, Debug, Default)]
pub(super) struct NodeInfo {
    /// The node; `None` while only pods on it are known.
    pub object: Option<Rc<Object>>,
    /// The pods on it, assumed ones too.
    pub pods: BTreeMap<Uid, Rc<Object>>,
    /// What they ask for together.
    pub requested: Resources,
    /// How many of them take ports of the host.
    num_with_host_ports: u32,
}

impl NodeInfo {
    /// The node, where it is known.
    pub fn node(&self) -> Option<(&Rc<Object>, &Node)> {
        let object = self.object.as_ref()?;
        Some((object, object.as_node()?))
    }

    /// Counts a pod in, or a newer state of one that is counted already.
    pub fn add(&mut self, object: Rc<Object>) {
        let Some(pod) = object.as_pod() else { return };
        let (requests, has_ports) = (pod.spec.requests(), has_host_ports(pod));
        if let Some(old) = self.pods.insert(object.meta.uid, object) {
            self.subtract(&old);
        }
        self.requested = self.requested.plus(requests);
        self.num_with_host_ports += u32::from(has_ports);
    }

    /// Counts a pod out.
    pub fn remove(&mut self, uid: Uid) -> Option<Rc<Object>> {
        let old = self.pods.remove(&uid)?;
        self.subtract(&old);
        Some(old)
    }

    fn subtract(&mut self, object: &Object) {
        let Some(pod) = object.as_pod() else { return };
        let requests = pod.spec.requests();
        self.requested.milli_cpu -= requests.milli_cpu;
        self.requested.memory -= requests.memory;
        self.requested.ephemeral_storage -= requests.ephemeral_storage;
        self.num_with_host_ports -= u32::from(has_host_ports(pod));
    }

    /// Whether a port of the host that `pod` asks for is taken.
    ///
    /// Upstream: `HostPortInfo.CheckConflict`.
    pub fn has_port_conflict(&self, pod: &Pod) -> bool {
        if self.num_with_host_ports == 0 || !has_host_ports(pod) {
            return false;
        }
        let taken =
            || self.pods.values().filter_map(|object| object.as_pod()).flat_map(|p| p.spec.host_ports());
        pod.spec.host_ports().any(|wanted| {
            taken().any(|port| {
                port.host_port == wanted.host_port
                    && protocol(&port.protocol) == protocol(&wanted.protocol)
                    && (port.host_ip == wanted.host_ip || is_any(&port.host_ip) || is_any(&wanted.host_ip))
            })
        })
    }
}

fn has_host_ports(pod: &Pod) -> bool {
    pod.spec.host_ports().next().is_some()
}

fn protocol(text: &str) -> &str {
    if text.is_empty() { "TCP" } else { text }
}

fn is_any(host_ip: &str) -> bool {
    matches!(host_ip, "" | "0.0.0.0")
}
