//! A node.
//!
//! Upstream: `k8s.io/api/core/v1/types.go`.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::api::pod::Condition;
use crate::api::pod_spec::Resources;
use crate::api::scheduling::Taint;

/// A node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// The taints.
    pub taints: Rc<[Taint]>,
    /// Whether it is cordoned.
    pub unschedulable: bool,
    /// What else its spec says: ranges of addresses, the provider's name of the machine. `None` where nothing.
    pub rest: Option<Rc<Map<String, Value>>>,
    /// How it fares.
    pub status: Rc<NodeStatus>,
}

/// How a node fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeStatus {
    /// The conditions: pressures first, then `Ready`.
    pub conditions: Vec<Condition>,
    /// What pods may use.
    pub allocatable: Resources,
    /// How many pods it takes.
    pub pods_max: i64,
    /// Its address.
    pub internal_ip: Rc<str>,
    /// Whether its kubelet is a hollow one, over a fake runtime, as kubemark's are.
    pub is_hollow: bool,
}

impl Node {
    /// The condition of that kind.
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.status.conditions.iter().find(|condition| condition.kind == kind)
    }

    /// Whether the node's `Ready` condition holds.
    pub fn is_ready(&self) -> bool {
        self.condition("Ready").is_some_and(Condition::is_true)
    }

    /// The spec as JSON.
    pub fn spec_value(&self) -> Value {
        let mut map = self.rest.as_deref().cloned().unwrap_or_default();
        if !self.taints.is_empty() {
            map.entry("taints").or_insert_with(|| self.taints.iter().map(Taint::to_value).collect());
        }
        if self.unschedulable {
            map.insert("unschedulable".into(), true.into());
        }
        Value::Object(map)
    }

    /// The status as JSON.
    pub fn status_value(&self, name: &str) -> Value {
        let status = &self.status;
        if status.conditions.is_empty() {
            return json!({});
        }
        let mut value = json!({
            "addresses": [
                {"address": &*status.internal_ip, "type": "InternalIP"},
                {"address": name, "type": "Hostname"},
            ],
            "allocatable": self.resources_value(),
            "capacity": self.resources_value(),
            "conditions": status.conditions.iter().map(|one| one.to_value(None)).collect::<Value>(),
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "architecture": "amd64", "bootID": "", "containerRuntimeVersion": "containerd://2.2.1",
                "kernelVersion": "6.12.0", "kubeProxyVersion": "", "kubeletVersion": KUBELET_VERSION,
                "machineID": "", "operatingSystem": "linux", "osImage": "Debian GNU/Linux 13 (trixie)", "systemUUID": "",
            },
        });
        if status.is_hollow {
            let info = &mut value["nodeInfo"];
            info["containerRuntimeVersion"] = "fakeRuntime://0.1.0".into();
            info["kernelVersion"] = "3.16.0-0.bpo.4-amd64".into();
            info["osImage"] = "Debian GNU/Linux 7 (wheezy)".into();
            value["declaredFeatures"] = HOLLOW_FEATURES.into_iter().collect();
        }
        value
    }

    fn resources_value(&self) -> Value {
        let status = &self.status;
        let bytes = |bytes: i64| match bytes {
            0 => "0".to_owned(),
            bytes if status.is_hollow => format!("{}Mi", bytes >> 20),
            bytes => format!("{}Ki", bytes >> 10),
        };
        json!({
            "cpu": quantity_of_milli(status.allocatable.milli_cpu),
            "ephemeral-storage": bytes(status.allocatable.ephemeral_storage),
            "memory": bytes(status.allocatable.memory),
            "pods": status.pods_max.to_string(),
        })
    }

    /// Reads a spec in canonical JSON, with the status of the node it replaces.
    pub fn from_spec_value(spec: Option<&Value>, status: Rc<NodeStatus>) -> Node {
        let mut rest = spec.and_then(Value::as_object).cloned().unwrap_or_default();
        let unschedulable = rest.remove("unschedulable").and_then(|value| value.as_bool());
        let listed = rest.get("taints").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let taints: Rc<[Taint]> = listed.iter().filter_map(Taint::from_value).collect();
        // Taints of which one has no effect that there is stay as they are written, for validation to refuse.
        if taints.len() == listed.len() {
            rest.remove("taints");
        }
        let rest = (!rest.is_empty()).then(|| Rc::new(rest));
        Node { taints, unschedulable: unschedulable.unwrap_or_default(), rest, status }
    }
}

/// The version every node reports.
pub const KUBELET_VERSION: &str = "v1.36.2";

/// What a hollow kubelet says that it can.
const HOLLOW_FEATURES: [&str; 4] = [
    "ExtendWebSocketsToKubelet",
    "InPlacePodLevelResourcesVerticalScaling",
    "InPlacePodVerticalScalingInitContainers",
    "RestartAllContainersOnContainerExits",
];

fn quantity_of_milli(milli: i64) -> String {
    if milli % 1000 == 0 { (milli / 1000).to_string() } else { format!("{milli}m") }
}
