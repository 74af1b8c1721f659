//! The objects that a person made, without what the server added to them.

use serde_json::{Map, Value};

use crate::api::kind::Kind;
use crate::api::well_known::LAST_APPLIED;
use crate::playground::session::session::Session;

/// The kinds that a manifest may hold, in the order in which they can be applied.
const KINDS: [Kind; 12] = [
    Kind::Namespace,
    Kind::PriorityClass,
    Kind::ServiceAccount,
    Kind::ConfigMap,
    Kind::Secret,
    Kind::ClusterRole,
    Kind::ClusterRoleBinding,
    Kind::Role,
    Kind::RoleBinding,
    Kind::Service,
    Kind::DaemonSet,
    Kind::Pod,
];

/// What the server writes into an object's metadata.
const SERVERS_OWN: [&str; 8] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// Labels that a kubelet gives its node.
const KUBELETS_OWN: [&str; 5] = [
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/os",
    "kubernetes.io/arch",
    "kubernetes.io/hostname",
    "kubernetes.io/os",
];

/// Everything but the nodes.
pub(super) fn manifests(session: &Session) -> Vec<Value> {
    let api = session.cluster().api();
    let objects = KINDS.iter().flat_map(|kind| api.table(*kind).iter());
    objects.map(|object| object.to_value()).filter(|value| !comes_by_itself(value)).map(cleaned).collect()
}

/// The nodes, in the order of their names.
pub(super) fn nodes(session: &Session) -> Vec<Value> {
    session.cluster().api().table(Kind::Node).iter().map(|node| cleaned(node.to_value())).collect()
}

/// Whether some controller, kubelet or the server makes this object.
pub(super) fn comes_by_itself(value: &Value) -> bool {
    let meta = &value["metadata"];
    let text = |key: &str| meta[key].as_str().unwrap_or_default();
    let (name, namespace) = (text("name"), text("namespace"));
    let is_system = |name: &str| name.starts_with("kube-") || name.starts_with("system");
    let owners = meta["ownerReferences"].as_array().map(Vec::as_slice).unwrap_or_default();
    owners.iter().any(|owner| owner["controller"] == Value::Bool(true))
        || is_system(namespace)
        || match value["kind"].as_str().unwrap_or_default() {
            "ControllerRevision" | "Event" | "Lease" => true,
            "Namespace" => name == "default" || is_system(name),
            "ServiceAccount" => name == "default",
            "ConfigMap" => name == "kube-root-ca.crt",
            "Service" => name == "kubernetes",
            "PriorityClass" | "ClusterRole" | "ClusterRoleBinding" => is_system(name),
            _ => false,
        }
}

/// The object as a person would write it.
pub(super) fn cleaned(mut value: Value) -> Value {
    let Some(object) = value.as_object_mut() else { return value };
    object.remove("status");
    let is_node = object.get("kind").is_some_and(|kind| kind == "Node");
    if let Some(Value::Object(meta)) = object.get_mut("metadata") {
        SERVERS_OWN.iter().for_each(|key| drop(meta.remove(*key)));
        thin_out(meta, "annotations", |key| key == LAST_APPLIED || is_servers_annotation(key));
        thin_out(meta, "labels", |key| is_node && KUBELETS_OWN.contains(&key));
    }
    if is_node && let Some(Value::Object(spec)) = object.get_mut("spec") {
        spec.retain(|key, _| key == "taints" || key == "unschedulable");
        if let Some(Value::Array(taints)) = spec.get_mut("taints") {
            taints.retain(|taint| !is_automatic(taint));
        }
        spec.retain(|_, part| part.as_array().is_none_or(|taints| !taints.is_empty()));
        if spec.is_empty() {
            object.remove("spec");
        }
    }
    value
}

fn is_servers_annotation(key: &str) -> bool {
    ["deprecated.daemonset.template", "node.alpha.kubernetes.io/", "volumes.kubernetes.io/"]
        .iter()
        .any(|prefix| key.starts_with(prefix))
}

/// A taint that the node's condition puts there.
fn is_automatic(taint: &Value) -> bool {
    taint["key"].as_str().is_some_and(|key| key.starts_with("node.kubernetes.io/"))
}

fn thin_out(meta: &mut Map<String, Value>, part: &str, goes: impl Fn(&str) -> bool) {
    let Some(Value::Object(map)) = meta.get_mut(part) else { return };
    map.retain(|key, _| !goes(key));
    if map.is_empty() {
        meta.remove(part);
    }
}

/// `key=value:Effect` for each of a node's taints.
pub(super) fn taints(node: &Value) -> Vec<String> {
    let taints = node["spec"]["taints"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |taint: &Value, key: &str| taint[key].as_str().unwrap_or_default().to_owned();
    let taints = taints.iter().map(|taint| {
        let (key, value, effect) = (text(taint, "key"), text(taint, "value"), text(taint, "effect"));
        let equals = if value.is_empty() { "" } else { "=" };
        [&key, equals, &value, ":", &effect].concat()
    });
    taints.collect()
}

/// Keys and texts of a node's labels.
pub(super) fn labels(node: &Value) -> Vec<(&str, &str)> {
    let labels = node["metadata"]["labels"].as_object();
    labels.into_iter().flatten().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect()
}

/// The object's name, perhaps empty.
pub(super) fn name(value: &Value) -> &str {
    value["metadata"]["name"].as_str().unwrap_or_default()
}
