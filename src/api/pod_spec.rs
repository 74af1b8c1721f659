//! What a pod is asked to be: its spec and the template it comes from.
//!
//! Invariant: `value` is the whole of it in canonical JSON; the other fields are read from it once, and never differ.
//! Upstream: `k8s.io/api/core/v1/types.go`.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::scheduling::{NodeSelector, Toleration};
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::quantity::Quantity;

/// Compute resources a scheduler counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Thousandths of a CPU.
    pub milli_cpu: i64,
    /// Bytes.
    pub memory: i64,
    /// Bytes.
    pub ephemeral_storage: i64,
}

impl Resources {
    /// Reads a `ResourceList` in canonical JSON.
    pub fn from_value(value: Option<&Value>) -> Resources {
        let quantity = |name: &str| {
            let text = value.and_then(|list| list.get(name)).and_then(Value::as_str)?;
            Quantity::parse(text).ok()
        };
        Resources {
            milli_cpu: quantity("cpu").map(|q| q.milli_value()).unwrap_or_default(),
            memory: quantity("memory").map(|q| q.value()).unwrap_or_default(),
            ephemeral_storage: quantity("ephemeral-storage").map(|q| q.value()).unwrap_or_default(),
        }
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Resources) -> Resources {
        Resources {
            milli_cpu: self.milli_cpu.saturating_add(other.milli_cpu),
            memory: self.memory.saturating_add(other.memory),
            ephemeral_storage: self.ephemeral_storage.saturating_add(other.ephemeral_storage),
        }
    }

    /// The greater of both, resource by resource.
    #[must_use]
    pub fn max(self, other: Resources) -> Resources {
        Resources {
            milli_cpu: self.milli_cpu.max(other.milli_cpu),
            memory: self.memory.max(other.memory),
            ephemeral_storage: self.ephemeral_storage.max(other.ephemeral_storage),
        }
    }
}

/// A port of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerPort {
    /// The port inside.
    pub container_port: u16,
    /// The port on the host; 0 where there is none.
    pub host_port: u16,
    /// The address on the host; empty is every address.
    pub host_ip: Rc<str>,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: Rc<str>,
}

impl ContainerPort {
    /// Whether both cannot be had on one host.
    ///
    /// Upstream: `HostPortInfo.CheckConflict`.
    pub fn conflicts_with(&self, other: &ContainerPort) -> bool {
        let is_tcp = |port: &ContainerPort| matches!(&*port.protocol, "" | "TCP");
        let is_any = |port: &ContainerPort| matches!(&*port.host_ip, "" | "0.0.0.0");
        self.host_port == other.host_port
            && (self.protocol == other.protocol || is_tcp(self) && is_tcp(other))
            && (self.host_ip == other.host_ip || is_any(self) || is_any(other))
    }
}

/// When a probe looks, and how often it must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Seconds before the first look.
    pub initial_delay_seconds: i64,
    /// Seconds between looks.
    pub period_seconds: i64,
    /// How many good looks in a row make a success.
    pub success_threshold: i64,
    /// How many bad looks in a row make a failure.
    pub failure_threshold: i64,
}

/// A container of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// The name.
    pub name: Rc<str>,
    /// The image.
    pub image: Rc<str>,
    /// `Always`, `IfNotPresent` or `Never`.
    pub image_pull_policy: Rc<str>,
    /// The ports.
    pub ports: Vec<ContainerPort>,
    /// What it asks for.
    pub requests: Resources,
    /// The probe that says whether it started.
    pub startup_probe: Option<Probe>,
    /// The probe that says whether it is ready.
    pub readiness_probe: Option<Probe>,
    /// The probe that says whether it must be restarted.
    pub liveness_probe: Option<Probe>,
    /// Whether an init container goes on beside the others (`restartPolicy: Always`).
    pub is_sidecar: bool,
    /// Whether something runs before it is stopped.
    pub has_pre_stop: bool,
}

/// A pod's spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodSpec {
    /// The whole spec in canonical JSON.
    pub value: Rc<Value>,
    /// The containers.
    pub containers: Vec<Container>,
    /// The containers that run before.
    pub init_containers: Vec<Container>,
    /// The node it is bound to by its author; empty where the scheduler decides.
    pub node_name: Rc<str>,
    /// Labels a node must have.
    pub node_selector: StringMap,
    /// What a node must be.
    pub required_node_affinity: Option<NodeSelector>,
    /// Which taints are ignored.
    pub tolerations: Rc<[Toleration]>,
    /// Whether it uses the node's own network.
    pub host_network: bool,
    /// Seconds it is given to end.
    pub termination_grace_period_seconds: i64,
    /// Its priority, once admitted.
    pub priority: Option<i64>,
    /// Its priority class; empty where there is none.
    pub priority_class_name: Rc<str>,
    /// `Never` where it must not push others out.
    pub preemption_policy: Rc<str>,
    /// Who binds it.
    pub scheduler_name: Rc<str>,
    /// `Always`, `OnFailure` or `Never`.
    pub restart_policy: Rc<str>,
    /// `BestEffort`, `Burstable` or `Guaranteed`, as requests and limits have it.
    pub qos_class: &'static str,
}

impl PodSpec {
    /// Reads a spec in canonical JSON.
    pub fn from_value(value: Rc<Value>) -> PodSpec {
        let text = |key: &str| Rc::from(value.get(key).and_then(Value::as_str).unwrap_or_default());
        let list =
            |key: &str| value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let affinity = value.pointer("/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution");
        PodSpec {
            containers: list("containers").iter().map(container).collect(),
            init_containers: list("initContainers").iter().map(container).collect(),
            node_name: text("nodeName"),
            node_selector: StringMap::from_value(value.get("nodeSelector")),
            required_node_affinity: affinity.map(NodeSelector::from_value),
            tolerations: list("tolerations").iter().map(Toleration::from_value).collect(),
            host_network: value.get("hostNetwork").and_then(Value::as_bool).unwrap_or_default(),
            termination_grace_period_seconds: value
                .get("terminationGracePeriodSeconds")
                .and_then(Value::as_i64)
                .unwrap_or(30),
            priority: value.get("priority").and_then(Value::as_i64),
            priority_class_name: text("priorityClassName"),
            preemption_policy: text("preemptionPolicy"),
            scheduler_name: text("schedulerName"),
            restart_policy: text("restartPolicy"),
            qos_class: qos_class(&value),
            value,
        }
    }

    /// Whether a node with that name and those labels meets selector and affinity.
    ///
    /// Upstream: `nodeaffinity.GetRequiredNodeAffinity(pod).Match(node)`.
    pub fn required_affinity_matches(&self, node_name: &str, labels: &StringMap) -> bool {
        self.node_selector.is_subset_of(labels)
            && self.required_node_affinity.as_ref().is_none_or(|selector| selector.matches(node_name, labels))
    }

    /// What the pod asks of a node: its containers and sidecars together, or its hungriest init container.
    ///
    /// Upstream: `k8s.io/component-helpers/resource.PodRequests`.
    pub fn requests(&self) -> Resources {
        let mut running =
            self.containers.iter().fold(Resources::default(), |sum, one| sum.plus(one.requests));
        let (mut sidecars, mut peak) = (Resources::default(), Resources::default());
        for container in &self.init_containers {
            if container.is_sidecar {
                sidecars = sidecars.plus(container.requests);
                peak = peak.max(sidecars);
            } else {
                peak = peak.max(sidecars.plus(container.requests));
            }
        }
        running = running.plus(sidecars);
        running.max(peak).plus(Resources::from_value(self.value.get("overhead")))
    }

    /// The ports it takes on the host: protocol, address, port.
    pub fn host_ports(&self) -> impl Iterator<Item = &ContainerPort> {
        let containers =
            self.containers.iter().chain(self.init_containers.iter().filter(|one| one.is_sidecar));
        containers.flat_map(|container| &container.ports).filter(|port| port.host_port != 0)
    }
}

/// The quality-of-service class that requests and limits give a pod.
///
/// Upstream: `pkg/apis/core/v1/helper/qos`.
fn qos_class(spec: &Value) -> &'static str {
    let lists = ["initContainers", "containers"];
    let containers = lists.iter().filter_map(|key| spec.get(key).and_then(Value::as_array)).flatten();
    let (mut any, mut guaranteed) = (false, true);
    for container in containers {
        let quantity = |list: &str, name: &str| container.pointer(&format!("/resources/{list}/{name}"));
        for name in ["cpu", "memory"] {
            let (request, limit) = (quantity("requests", name), quantity("limits", name));
            any |= request.is_some() || limit.is_some();
            guaranteed &= limit.is_some() && request.is_none_or(|request| Some(request) == limit);
        }
    }
    match (any, guaranteed) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

fn container(value: &Value) -> Container {
    let text = |key: &str| Rc::from(value.get(key).and_then(Value::as_str).unwrap_or_default());
    let ports = value.get("ports").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Container {
        name: text("name"),
        image: text("image"),
        image_pull_policy: text("imagePullPolicy"),
        ports: ports.iter().map(port).collect(),
        requests: Resources::from_value(value.pointer("/resources/requests")),
        startup_probe: value.get("startupProbe").map(probe),
        readiness_probe: value.get("readinessProbe").map(probe),
        liveness_probe: value.get("livenessProbe").map(probe),
        is_sidecar: value.get("restartPolicy").and_then(Value::as_str) == Some("Always"),
        has_pre_stop: value.pointer("/lifecycle/preStop").is_some(),
    }
}

fn port(value: &Value) -> ContainerPort {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| {
        let number = value.get(key).and_then(Value::as_u64).unwrap_or_default();
        u16::try_from(number).unwrap_or_default()
    };
    ContainerPort {
        container_port: number("containerPort"),
        host_port: number("hostPort"),
        host_ip: text("hostIP").into(),
        protocol: text("protocol").into(),
    }
}

fn probe(value: &Value) -> Probe {
    let number = |key: &str, default: i64| value.get(key).and_then(Value::as_i64).unwrap_or(default);
    Probe {
        initial_delay_seconds: number("initialDelaySeconds", 0),
        period_seconds: number("periodSeconds", 10),
        success_threshold: number("successThreshold", 1),
        failure_threshold: number("failureThreshold", 3),
    }
}

/// A pod template: labels and annotations for the pods, and their spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodTemplateSpec {
    /// The whole template in canonical JSON.
    pub value: Rc<Value>,
    /// The labels of its pods.
    pub labels: StringMap,
    /// The annotations of its pods.
    pub annotations: StringMap,
    /// The finalizers of its pods.
    pub finalizers: Rc<[Rc<str>]>,
    /// The spec of its pods.
    pub spec: Rc<PodSpec>,
}

impl PodTemplateSpec {
    /// Reads a template in canonical JSON.
    pub fn from_value(value: Rc<Value>) -> PodTemplateSpec {
        let metadata = value.get("metadata");
        let finalizers = metadata.and_then(|m| m.get("finalizers")).and_then(Value::as_array);
        let spec = value.get("spec").cloned().unwrap_or_else(|| json!({}));
        PodTemplateSpec {
            labels: StringMap::from_value(metadata.and_then(|metadata| metadata.get("labels"))),
            annotations: StringMap::from_value(metadata.and_then(|metadata| metadata.get("annotations"))),
            finalizers: finalizers.into_iter().flatten().filter_map(Value::as_str).map(Rc::from).collect(),
            spec: Rc::new(PodSpec::from_value(Rc::new(spec))),
            value,
        }
    }
}
