//! A pod: what it is asked to be, where it is, and how it fares.
//!
//! Invariant: pods of one template share one [`PodSpec`]; what differs from pod to pod (the node it is pinned and
//! bound to) stands beside it and is woven in only where the pod is printed.
//! Upstream: `k8s.io/api/core/v1/types.go`, `pkg/api/v1/pod/util.go`.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::api::fields::Fields;
use crate::api::pod_granted::{put_granted_to_container, put_granted_to_pod};
use crate::api::pod_spec::PodSpec;
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::time::Time;

/// Where a pod is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PodPhase {
    /// Accepted, not all containers have started.
    #[default]
    Pending,
    /// Bound and started.
    Running,
    /// All containers ended well.
    Succeeded,
    /// All containers ended, one of them badly.
    Failed,
}

impl PodPhase {
    /// The phase as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            PodPhase::Pending => "Pending",
            PodPhase::Running => "Running",
            PodPhase::Succeeded => "Succeeded",
            PodPhase::Failed => "Failed",
        }
    }
}

/// A condition of a pod or node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// `Ready`.
    pub kind: &'static str,
    /// `True`, `False` or `Unknown`.
    pub status: &'static str,
    /// A word of why; empty where there is none.
    pub reason: Rc<str>,
    /// A sentence of why; empty where there is none.
    pub message: Rc<str>,
    /// When the status last changed.
    pub last_transition_time: Time,
    /// When a node last reported it; `None` on pods.
    pub last_heartbeat_time: Option<Time>,
}

impl Condition {
    /// A pod's condition without reason.
    pub fn new(kind: &'static str, status: bool, since: Time) -> Condition {
        Condition {
            kind,
            status: if status { "True" } else { "False" },
            reason: "".into(),
            message: "".into(),
            last_transition_time: since,
            last_heartbeat_time: None,
        }
    }

    /// Whether the status is `True`.
    pub fn is_true(&self) -> bool {
        self.status == "True"
    }

    /// The condition as JSON; a pod's carries the generation it was observed at.
    pub fn to_value(&self, observed_generation: Option<i64>) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        match (self.last_heartbeat_time, observed_generation) {
            (Some(time), _) => _ = put("lastHeartbeatTime", time.rfc3339().into()),
            (None, _) => _ = put("lastProbeTime", Value::Null),
        }
        put("lastTransitionTime", self.last_transition_time.rfc3339().into());
        if !self.message.is_empty() {
            put("message", (&*self.message).into());
        }
        if let Some(generation) = observed_generation {
            put("observedGeneration", generation.into());
        }
        if !self.reason.is_empty() {
            put("reason", (&*self.reason).into());
        }
        put("status", self.status.into());
        put("type", self.kind.into());
        Value::Object(map)
    }
}

/// What a container is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContainerState {
    /// Not started: `ContainerCreating`, `ImagePullBackOff`, `CrashLoopBackOff`.
    Waiting {
        /// The word.
        reason: Rc<str>,
        /// The sentence; empty where there is none.
        message: Rc<str>,
    },
    /// Running.
    Running {
        /// Since when.
        started_at: Time,
    },
    /// Ended.
    Terminated {
        /// The exit code.
        exit_code: i32,
        /// `Completed`, `Error`, `OOMKilled`.
        reason: Rc<str>,
        /// When it started.
        started_at: Time,
        /// When it ended.
        finished_at: Time,
    },
}

impl ContainerState {
    /// A waiting state without a sentence.
    pub fn waiting(reason: &str) -> ContainerState {
        ContainerState::Waiting { reason: reason.into(), message: "".into() }
    }

    fn to_value(&self, container_id: &str) -> Value {
        match self {
            ContainerState::Waiting { reason, message } if message.is_empty() => {
                json!({"waiting": {"reason": &**reason}})
            }
            ContainerState::Waiting { reason, message } => {
                json!({"waiting": {"message": &**message, "reason": &**reason}})
            }
            ContainerState::Running { started_at } => json!({"running": {"startedAt": started_at.rfc3339()}}),
            ContainerState::Terminated { exit_code, reason, started_at, finished_at } => {
                json!({"terminated": {
                    "containerID": container_id, "exitCode": exit_code, "finishedAt": finished_at.rfc3339(),
                    "reason": &**reason, "startedAt": started_at.rfc3339(),
                }})
            }
        }
    }
}

/// How a container fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerStatus {
    /// The container's name.
    pub name: Rc<str>,
    /// The image it runs.
    pub image: Rc<str>,
    /// The image's digest; empty before it is pulled.
    pub image_id: Rc<str>,
    /// The runtime's name for it; empty before it is created.
    pub container_id: Rc<str>,
    /// What it is doing.
    pub state: ContainerState,
    /// What it did before its last restart.
    pub last_state: Option<ContainerState>,
    /// Whether it is ready.
    pub ready: bool,
    /// Whether it has started; `None` where the runtime does not tell, as the recordings' fake one.
    pub started: Option<bool>,
    /// How often it was restarted.
    pub restart_count: i32,
}

impl ContainerStatus {
    fn to_value(&self, list: &str, spec: &Value) -> Value {
        let mut value = json!({
            "image": &*self.image, "imageID": &*self.image_id,
            "lastState": self.last_state.as_ref().map_or(json!({}), |state| state.to_value(&self.container_id)),
            "name": &*self.name, "ready": self.ready, "restartCount": self.restart_count,
            "state": self.state.to_value(&self.container_id),
        });
        if let Some(container) = spec.items(list).iter().find(|one| one.text("name") == &*self.name) {
            put_granted_to_container(&mut value, container, !self.container_id.is_empty());
        }
        if let Some(started) = self.started {
            value["started"] = started.into();
        }
        if !self.container_id.is_empty() {
            value["containerID"] = (&*self.container_id).into();
        }
        value
    }
}

/// How a pod fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodStatus {
    /// The phase.
    pub phase: PodPhase,
    /// `Evicted`, `NodeLost`; empty where there is none.
    pub reason: Rc<str>,
    /// The sentence beside it; empty where there is none.
    pub message: Rc<str>,
    /// The conditions, in the order they were added.
    pub conditions: Vec<Condition>,
    /// The containers.
    pub container_statuses: Vec<ContainerStatus>,
    /// The containers that run before.
    pub init_container_statuses: Vec<ContainerStatus>,
    /// The node's address; empty before a kubelet took the pod.
    pub host_ip: Rc<str>,
    /// The pod's address; empty before its sandbox is there.
    pub pod_ip: Rc<str>,
    /// When a kubelet took the pod.
    pub start_time: Option<Time>,
    /// The node for which preemption made room; empty where none did.
    pub nominated_node_name: Rc<str>,
    /// `BestEffort`, `Burstable` or `Guaranteed`.
    pub qos_class: &'static str,
    /// The generation a kubelet has acted upon; 0 before.
    pub observed_generation: i64,
}

/// Why a pod goes that somebody asked the server to evict.
pub const EVICTED_BY_REQUEST: &str = "EvictionByEvictionAPI";

impl PodStatus {
    /// The condition of that kind.
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.kind == kind)
    }

    /// Sets a condition; its time of transition stays where the status does not change.
    pub fn set_condition(&mut self, mut condition: Condition) {
        match self.conditions.iter_mut().find(|one| one.kind == condition.kind) {
            Some(old) => {
                if old.status == condition.status {
                    condition.last_transition_time = old.last_transition_time;
                }
                *old = condition;
            }
            None => self.conditions.push(condition),
        }
    }

    fn to_value(&self, generation: i64, spec: &Value) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        if !self.conditions.is_empty() {
            // A kubelet tells conditions as of the generation it acted upon, and who takes readiness away because of the
            // node leaves that number as it is. The eviction of a request gives none, and neither does a binding, until
            // a kubelet has taken the pod.
            let observed = match self.observed_generation {
                0 => generation.max(1),
                acted_upon => acted_upon,
            };
            let is_taken = self.observed_generation != 0;
            let of = |one: &Condition| {
                let is_of_binding = one.kind == "PodScheduled" && one.is_true() && !is_taken;
                (&*one.reason != EVICTED_BY_REQUEST && !is_of_binding).then_some(observed)
            };
            let conditions = self.conditions.iter().map(|one| one.to_value(of(one)));
            put("conditions", conditions.collect());
        }
        for (key, list, statuses) in [
            ("containerStatuses", "containers", &self.container_statuses),
            ("initContainerStatuses", "initContainers", &self.init_container_statuses),
        ] {
            if !statuses.is_empty() {
                put(key, statuses.iter().map(|one| one.to_value(list, spec)).collect());
            }
        }
        let texts = [
            ("message", &self.message),
            ("reason", &self.reason),
            ("nominatedNodeName", &self.nominated_node_name),
        ];
        for (key, text) in texts {
            if !text.is_empty() {
                put(key, (&**text).into());
            }
        }
        for (key, list, text) in [("hostIP", "hostIPs", &self.host_ip), ("podIP", "podIPs", &self.pod_ip)] {
            if !text.is_empty() {
                put(key, (&**text).into());
                put(list, json!([{"ip": &**text}]));
            }
        }
        if self.observed_generation != 0 {
            put("observedGeneration", self.observed_generation.into());
        }
        put("phase", self.phase.as_str().into());
        if !self.qos_class.is_empty() {
            put("qosClass", self.qos_class.into());
        }
        if let Some(time) = self.start_time {
            put("startTime", time.rfc3339().into());
        }
        if !self.container_statuses.is_empty() {
            put_granted_to_pod(&mut map, spec);
        }
        Value::Object(map)
    }
}

/// From this priority on a pod is one that a cluster cannot do without.
const SYSTEM_CRITICAL_PRIORITY: i64 = 2_000_000_000;

/// A pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pod {
    /// What it is asked to be, shared with its siblings.
    pub spec: Rc<PodSpec>,
    /// The one node its affinity names, as a DaemonSet pins its pods; woven into the affinity when printed.
    pub pinned_node: Option<Rc<str>>,
    /// The node it is bound to; empty before.
    pub node_name: Rc<str>,
    /// How it fares.
    pub status: Rc<PodStatus>,
}

impl Pod {
    /// A pod of that spec that nobody has bound yet.
    pub fn new(spec: Rc<PodSpec>, pinned_node: Option<Rc<str>>) -> Pod {
        let node_name = spec.node_name.clone();
        let status = PodStatus { qos_class: spec.qos_class, ..PodStatus::default() };
        Pod { spec, pinned_node, node_name, status: Rc::new(status) }
    }

    /// The node the pod is on or meant for.
    ///
    /// Upstream: `util.GetTargetNodeName`.
    pub fn target_node_name(&self) -> Option<&Rc<str>> {
        if !self.node_name.is_empty() {
            return Some(&self.node_name);
        }
        let affinity =
            || self.spec.required_node_affinity.as_ref().and_then(|selector| selector.pinned_node());
        self.pinned_node.as_ref().or_else(affinity)
    }

    /// Whether a node of that name with those labels is what the pod's selector and affinity ask for.
    pub fn affinity_matches(&self, node_name: &str, labels: &StringMap) -> bool {
        match &self.pinned_node {
            Some(pinned) => **pinned == *node_name && self.spec.node_selector.is_subset_of(labels),
            None => self.spec.required_affinity_matches(node_name, labels),
        }
    }

    /// Whether it is one that a cluster cannot do without.
    ///
    /// Upstream: `kubelettypes.IsCriticalPod`.
    pub fn is_critical(&self) -> bool {
        self.spec.priority.unwrap_or_default() >= SYSTEM_CRITICAL_PRIORITY
    }

    /// Whether the pod's `Ready` condition holds.
    pub fn is_ready(&self) -> bool {
        self.status.condition("Ready").is_some_and(Condition::is_true)
    }

    /// Whether the pod has been ready for `min_ready_seconds`.
    ///
    /// Upstream: `podutil.IsPodAvailable`.
    pub fn is_available(&self, min_ready_seconds: i64, now: Time) -> bool {
        self.available_at(min_ready_seconds).is_some_and(|at| at <= now)
    }

    /// When the pod is available if nothing happens to it; `None` while it is not ready.
    pub fn available_at(&self, min_ready_seconds: i64) -> Option<Time> {
        let ready = self.status.condition("Ready").filter(|condition| condition.is_true())?;
        let wait = u64::try_from(min_ready_seconds).unwrap_or_default() * 1000;
        Some(ready.last_transition_time.plus(wait))
    }

    /// Whether the pod has ended for good.
    pub fn is_terminal(&self) -> bool {
        matches!(self.status.phase, PodPhase::Succeeded | PodPhase::Failed)
    }

    /// The spec as JSON, with what is this pod's own woven in.
    pub fn spec_value(&self) -> Value {
        let mut value = (*self.spec.value).clone();
        if let Some(node) = &self.pinned_node {
            value["affinity"] = pinned_affinity(value.get("affinity"), node);
        }
        if !self.node_name.is_empty() {
            value["nodeName"] = (&*self.node_name).into();
        }
        value
    }

    /// The status as JSON.
    pub fn status_value(&self, generation: i64) -> Value {
        self.status.to_value(generation, &self.spec.value)
    }

    /// Reads a spec in canonical JSON; nothing is known of its status yet.
    pub fn from_spec_value(value: &Value) -> Pod {
        Pod::new(Rc::new(PodSpec::from_value(Rc::new(value.clone()))), None)
    }
}

/// The affinity with its required node terms replaced by the one that names `node`.
///
/// Upstream: `util.ReplaceDaemonSetPodNodeNameNodeAffinity`.
pub fn pinned_affinity(affinity: Option<&Value>, node: &str) -> Value {
    let mut affinity = affinity.cloned().unwrap_or_else(|| json!({}));
    affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] = json!({"nodeSelectorTerms": [
        {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    ]});
    affinity
}
