//! Words that thousands of statuses share: made once, cloned by counting.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::pod_spec::PodSpec;
use crate::apimachinery::labels::StringMap;

/// A condition's status, reason and message.
pub(super) type ConditionWords = (&'static str, Rc<str>, Rc<str>);

type Plain = (&'static str, &'static str, &'static str);

/// Upstream: `pkg/kubelet/nodestatus/setters.go`; the last row is a cloud's route controller's.
const NODE_CONDITIONS: [(&str, Plain, Plain); 5] = [
    (
        "MemoryPressure",
        ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available"),
    ),
    (
        "DiskPressure",
        ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("True", "KubeletHasDiskPressure", "kubelet has disk pressure"),
    ),
    (
        "PIDPressure",
        ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("True", "KubeletHasInsufficientPID", "kubelet has insufficient PID available"),
    ),
    (
        "Ready",
        ("True", "KubeletReady", "kubelet is posting ready status"),
        ("False", "KubeletNotReady", "container runtime is down"),
    ),
    (
        "NetworkUnavailable",
        ("False", "RouteCreated", "RouteController created a route"),
        ("True", "NoRouteCreated", "RouteController failed to create a route"),
    ),
];

/// The shared words.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub empty: Rc<str>,
    pub container_creating: Rc<str>,
    pub pod_initializing: Rc<str>,
    pub containers_not_ready: Rc<str>,
    pub completed: Rc<str>,
    pub error: Rc<str>,
    /// The address that the fake runtime gives every pod.
    pub fake_pod_ip: Rc<str>,
    /// A node's conditions: kind, how it is while all is well, how it is while not.
    pub node_conditions: [(&'static str, ConditionWords, ConditionWords); 5],
    /// The annotations of every node.
    pub node_annotations: StringMap,
    /// The annotations of every node with a hollow kubelet, which attaches nothing.
    pub hollow_annotations: StringMap,
    /// Where events say that a container is, by whether it is an init container and by its name.
    places: BTreeMap<(bool, Rc<str>), Rc<str>>,
    /// The sentence on unready containers last made, and whose: siblings have the same.
    unready: Option<(Rc<PodSpec>, Rc<str>)>,
}

impl Default for Words {
    fn default() -> Words {
        Words {
            empty: "".into(),
            container_creating: "ContainerCreating".into(),
            pod_initializing: "PodInitializing".into(),
            containers_not_ready: "ContainersNotReady".into(),
            completed: "Completed".into(),
            error: "Error".into(),
            fake_pod_ip: "192.168.192.168".into(),
            node_conditions: NODE_CONDITIONS.map(|(kind, well, bad)| {
                let [well, bad] =
                    [well, bad].map(|(status, reason, message)| (status, reason.into(), message.into()));
                (kind, well, bad)
            }),
            node_annotations: [
                ("node.alpha.kubernetes.io/ttl", "0"),
                ("volumes.kubernetes.io/controller-managed-attach-detach", "true"),
            ]
            .into_iter()
            .collect(),
            hollow_annotations: [("node.alpha.kubernetes.io/ttl", "0")].into_iter().collect(),
            places: BTreeMap::new(),
            unready: None,
        }
    }
}

impl Words {
    /// `spec.containers{nginx}`.
    pub fn place(&mut self, is_init: bool, container: &Rc<str>) -> Rc<str> {
        let place = || {
            let list = if is_init { "initContainers" } else { "containers" };
            format!("spec.{list}{{{container}}}").into()
        };
        self.places.entry((is_init, container.clone())).or_insert_with(place).clone()
    }

    /// `containers with unready status: [a b]` for all containers of a spec.
    pub fn all_unready(&mut self, spec: &Rc<PodSpec>) -> Rc<str> {
        if let Some((known, text)) = &self.unready
            && Rc::ptr_eq(known, spec)
        {
            return text.clone();
        }
        let sidecars = spec.init_containers.iter().filter(|container| container.is_sidecar);
        let names: Vec<&str> = sidecars.chain(&spec.containers).map(|container| &*container.name).collect();
        let text: Rc<str> = format!("containers with unready status: [{}]", names.join(" ")).into();
        self.unready = Some((spec.clone(), text.clone()));
        text
    }
}
