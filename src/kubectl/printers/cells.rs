//! Each kind's columns and what stands in them.
//!
//! Upstream: `pkg/printers/internalversion/printers.go`.

use serde_json::Value;

use crate::api::event::Event;
use crate::api::kind::Kind;
use crate::api::node::{KUBELET_VERSION, Node};
use crate::api::object::{Body, Object};
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::selector::Selector;
use crate::apimachinery::time::{Time, human_duration};
use crate::kubectl::describe::events::field_path;
use crate::kubectl::printers::pod;
use crate::kubectl::resources::Mapping;

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its title.
    pub name: &'static str,
    /// Whether only `-o wide` shows it.
    pub wide: bool,
    /// Whether it holds the object's name.
    pub is_name: bool,
}

const fn column(name: &'static str) -> Column {
    Column { name, wide: false, is_name: false }
}

const fn wide(name: &'static str) -> Column {
    Column { name, wide: true, is_name: false }
}

const NAME: Column = Column { name: "NAME", wide: false, is_name: true };
const AGE: Column = column("AGE");

static POD: [Column; 9] = [
    NAME,
    column("READY"),
    column("STATUS"),
    column("RESTARTS"),
    AGE,
    wide("IP"),
    wide("NODE"),
    wide("NOMINATED NODE"),
    wide("READINESS GATES"),
];
static NODE: [Column; 10] = [
    NAME,
    column("STATUS"),
    column("ROLES"),
    AGE,
    column("VERSION"),
    wide("INTERNAL-IP"),
    wide("EXTERNAL-IP"),
    wide("OS-IMAGE"),
    wide("KERNEL-VERSION"),
    wide("CONTAINER-RUNTIME"),
];
static DAEMON_SET: [Column; 11] = [
    NAME,
    column("DESIRED"),
    column("CURRENT"),
    column("READY"),
    column("UP-TO-DATE"),
    column("AVAILABLE"),
    column("NODE SELECTOR"),
    AGE,
    wide("CONTAINERS"),
    wide("IMAGES"),
    wide("SELECTOR"),
];
static EVENT: [Column; 10] = [
    column("LAST SEEN"),
    column("TYPE"),
    column("REASON"),
    column("OBJECT"),
    wide("SUBOBJECT"),
    wide("SOURCE"),
    column("MESSAGE"),
    wide("FIRST SEEN"),
    wide("COUNT"),
    Column { name: "NAME", wide: true, is_name: true },
];
static CONTROLLER_REVISION: [Column; 4] = [NAME, column("CONTROLLER"), column("REVISION"), AGE];
static NAMESPACE: [Column; 3] = [NAME, column("STATUS"), AGE];
static SERVICE: [Column; 7] = [
    NAME,
    column("TYPE"),
    column("CLUSTER-IP"),
    column("EXTERNAL-IP"),
    column("PORT(S)"),
    AGE,
    wide("SELECTOR"),
];
static CONFIG_MAP: [Column; 3] = [NAME, column("DATA"), AGE];
static SECRET: [Column; 4] = [NAME, column("TYPE"), column("DATA"), AGE];
static PRIORITY_CLASS: [Column; 5] =
    [NAME, column("VALUE"), column("GLOBAL-DEFAULT"), AGE, column("PREEMPTIONPOLICY")];
static LEASE: [Column; 3] = [NAME, column("HOLDER"), AGE];
static ROLE: [Column; 2] = [NAME, column("CREATED AT")];
static ROLE_BINDING: [Column; 6] =
    [NAME, column("ROLE"), AGE, wide("USERS"), wide("GROUPS"), wide("SERVICEACCOUNTS")];
static PLAIN: [Column; 2] = [NAME, AGE];

/// The columns of a kind.
pub fn columns(mapping: Mapping) -> &'static [Column] {
    match mapping.kind() {
        Some(Kind::Pod) => &POD,
        Some(Kind::Node) => &NODE,
        Some(Kind::DaemonSet) => &DAEMON_SET,
        Some(Kind::Event) => &EVENT,
        Some(Kind::ControllerRevision) => &CONTROLLER_REVISION,
        Some(Kind::Namespace) => &NAMESPACE,
        Some(Kind::Service) => &SERVICE,
        Some(Kind::ConfigMap) => &CONFIG_MAP,
        Some(Kind::Secret) => &SECRET,
        Some(Kind::PriorityClass) => &PRIORITY_CLASS,
        Some(Kind::Lease) => &LEASE,
        Some(Kind::ClusterRole | Kind::Role) => &ROLE,
        Some(Kind::ClusterRoleBinding | Kind::RoleBinding) => &ROLE_BINDING,
        Some(Kind::ServiceAccount) | None => &PLAIN,
    }
}

/// What stands in them, wide ones too.
pub fn row(object: &Object, now: Time) -> Vec<String> {
    let name = object.meta.name.to_string();
    let age = human_duration(now.since(object.meta.creation_timestamp));
    match &object.body {
        Body::Pod(pod) => pod::row(name, age, object, pod, now),
        Body::Node(node) => node_row(name, age, object, node),
        Body::DaemonSet(daemon_set) => {
            let status = daemon_set.status;
            let spec = &daemon_set.spec.template.spec;
            let join = |part: fn(&crate::api::pod_spec::Container) -> &str| {
                spec.containers.iter().map(part).collect::<Vec<&str>>().join(",")
            };
            let node_selector = StringMap::from_value(spec.value.get("nodeSelector"));
            vec![
                name,
                status.desired_number_scheduled.to_string(),
                status.current_number_scheduled.to_string(),
                status.number_ready.to_string(),
                status.updated_number_scheduled.to_string(),
                status.number_available.to_string(),
                node_selector.format(),
                age,
                join(|container| &container.name),
                join(|container| &container.image),
                selector_text(&daemon_set.spec.selector),
            ]
        }
        Body::Event(event) => event_row(name, object, event, now),
        Body::ControllerRevision(revision) => {
            let controller = object.meta.controller().map(|owner| {
                let group = owner.api_version.rsplit_once('/').map(|(group, _)| format!(".{group}"));
                format!("{}{}/{}", owner.kind.to_lowercase(), group.unwrap_or_default(), owner.name)
            });
            let controller = controller.unwrap_or_else(|| "<none>".to_owned());
            vec![name, controller, revision.revision.to_string(), age]
        }
        Body::Namespace { terminating } => {
            let phase = if *terminating { "Terminating" } else { "Active" };
            vec![name, phase.to_owned(), age]
        }
        Body::Other(kind, rest) => other_row(*kind, name, age, object, rest),
    }
}

/// A selector as tables print it; none at all is `<none>`.
///
/// Upstream: `metav1.FormatLabelSelector`.
pub fn selector_text(selector: &Selector) -> String {
    match selector.to_string() {
        text if text.is_empty() => "<none>".to_owned(),
        text => text,
    }
}

fn node_row(name: String, age: String, object: &Object, node: &Node) -> Vec<String> {
    vec![
        name,
        node_status(node),
        roles(&object.meta.labels),
        age,
        if node.status.conditions.is_empty() { "" } else { KUBELET_VERSION }.to_owned(),
        if node.status.internal_ip.is_empty() { "<none>" } else { &node.status.internal_ip }.to_owned(),
        "<none>".to_owned(),
        node_info(object, "osImage"),
        format!("{} ({})", node_info(object, "kernelVersion"), node_info(object, "architecture")),
        node_info(object, "containerRuntimeVersion"),
    ]
}

fn node_info(object: &Object, key: &str) -> String {
    let value = object.to_value();
    let text = value.pointer(&format!("/status/nodeInfo/{key}")).and_then(Value::as_str);
    text.unwrap_or("<unknown>").to_owned()
}

/// `Ready,SchedulingDisabled`.
pub fn node_status(node: &Node) -> String {
    let ready = match node.condition("Ready") {
        Some(condition) if condition.is_true() => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    };
    if node.unschedulable { format!("{ready},SchedulingDisabled") } else { ready.to_owned() }
}

/// The roles that labels give a node: `control-plane`, or `<none>`.
///
/// Upstream: `findNodeRoles`.
pub fn roles(labels: &StringMap) -> String {
    let mut roles: Vec<&str> = labels
        .iter()
        .filter_map(|(key, value)| match key.strip_prefix("node-role.kubernetes.io/") {
            Some(role) => Some(role).filter(|role| !role.is_empty()),
            None => (&**key == "kubernetes.io/role" && !value.is_empty()).then_some(&**value),
        })
        .collect();
    roles.sort_unstable();
    roles.dedup();
    if roles.is_empty() { "<none>".to_owned() } else { roles.join(",") }
}

fn event_row(name: String, object: &Object, event: &Event, now: Time) -> Vec<String> {
    let since = |time: Time| human_duration(now.since(time));
    let about = &event.involved_object;
    let source = match (&*event.component, &*event.host) {
        (component, "") => component.to_owned(),
        (component, host) => format!("{component}, {host}"),
    };
    vec![
        since(event.last_timestamp),
        event.type_name().to_owned(),
        event.reason.to_string(),
        format!("{}/{}", about.kind.resource().kind_name.to_lowercase(), about.name),
        field_path(object, event),
        source,
        event.message.trim().to_owned(),
        since(event.first_timestamp),
        event.count.max(1).to_string(),
        name,
    ]
}

fn other_row(kind: Kind, name: String, age: String, object: &Object, rest: &Value) -> Vec<String> {
    let text = |pointer: &str| rest.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let count = |key: &str| rest.get(key).and_then(Value::as_object).map_or(0, serde_json::Map::len);
    match kind {
        Kind::Service => {
            let or_none = |text: String| if text.is_empty() { "<none>".to_owned() } else { text };
            let selector = StringMap::from_value(rest.pointer("/spec/selector"));
            vec![
                name,
                text("/spec/type"),
                or_none(text("/spec/clusterIP")),
                or_none(text("/spec/externalIPs/0")),
                or_none(ports(rest)),
                age,
                selector.format(),
            ]
        }
        Kind::ConfigMap => vec![name, (count("data") + count("binaryData")).to_string(), age],
        Kind::Secret => vec![name, text("/type"), count("data").to_string(), age],
        Kind::Lease => vec![name, text("/spec/holderIdentity"), age],
        Kind::PriorityClass => {
            let value = rest.get("value").and_then(Value::as_i64).unwrap_or_default();
            let is_default = rest.get("globalDefault").and_then(Value::as_bool).unwrap_or_default();
            vec![name, value.to_string(), is_default.to_string(), age, text("/preemptionPolicy")]
        }
        Kind::ClusterRole | Kind::Role => vec![name, object.meta.creation_timestamp.rfc3339()],
        Kind::ClusterRoleBinding | Kind::RoleBinding => {
            let subjects = |kind: &str| {
                let all = rest.get("subjects").and_then(Value::as_array).into_iter().flatten();
                let of_kind = all.filter(|one| one.get("kind").and_then(Value::as_str) == Some(kind));
                let names = of_kind.map(|one| {
                    let part = |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default();
                    match kind {
                        "ServiceAccount" => format!("{}/{}", part("namespace"), part("name")),
                        _ => part("name").to_owned(),
                    }
                });
                names.collect::<Vec<String>>().join(", ")
            };
            let role = format!("{}/{}", text("/roleRef/kind"), text("/roleRef/name"));
            vec![name, role, age, subjects("User"), subjects("Group"), subjects("ServiceAccount")]
        }
        _ => vec![name, age],
    }
}

fn ports(service: &Value) -> String {
    let ports = service.pointer("/spec/ports").and_then(Value::as_array).into_iter().flatten();
    let texts = ports.map(|port| {
        let number = |key: &str| port.get(key).and_then(Value::as_i64).unwrap_or_default();
        let protocol = port.get("protocol").and_then(Value::as_str).unwrap_or("TCP");
        match number("nodePort") {
            0 => format!("{}/{protocol}", number("port")),
            node_port => format!("{}:{node_port}/{protocol}", number("port")),
        }
    });
    texts.collect::<Vec<String>>().join(",")
}
