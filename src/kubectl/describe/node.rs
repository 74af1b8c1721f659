//! The page of a node: conditions, resources, the pods on it and what they ask for.
//!
//! Upstream: `describeNode`, `describeNodeResource`, `describeNodeLease`; `k8s.io/kubectl/pkg/util/resource`.

use std::rc::Rc;

use serde_json::Value;

use crate::api::fields::Fields;
use crate::api::kind::Kind;
use crate::api::node::Node;
use crate::api::object::{Body, Object};
use crate::api::scheduling::Taint;
use crate::apimachinery::quantity::Quantity;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::client::heartbeat::{NODE_LEASE_NAMESPACE, last_renewal};
use crate::kubectl::describe::events::age;
use crate::kubectl::describe::text;
use crate::kubectl::output::prefix_writer::PrefixWriter;
use crate::kubectl::printers::cells;

/// Writes the page, but for the events.
pub fn write(w: &mut PrefixWriter, object: &Object, node: &Node, api: &ApiServer, now: Time) {
    let value = object.to_value();
    w.field(0, "Name:", &object.meta.name);
    w.field(0, "Roles:", &cells::roles(&object.meta.labels));
    text::labels(w, "Labels", value.at("metadata"), "labels");
    text::annotations(w, "Annotations", value.at("metadata"));
    w.field(0, "CreationTimestamp:", &object.meta.creation_timestamp.rfc1123z());
    text::multiline(w, "Taints", taints(node));
    w.field(0, "Unschedulable:", &node.unschedulable.to_string());
    lease(w, object, api, now);
    conditions(w, node);
    w.line(0, "Addresses:");
    let status = value.at("status");
    for address in status.items("addresses") {
        w.field(1, &format!("{}:", address.text("type")), address.text("address"));
    }
    for (label, key) in [("Capacity:", "capacity"), ("Allocatable:", "allocatable")] {
        if !status.map(key).is_empty() {
            w.line(0, label);
        }
        for (name, quantity) in status.pairs(key) {
            w.field(0, &format!("  {name}:"), quantity);
        }
    }
    system_info(w, &value);
    pods(w, object, &value, api, now);
}

/// `key=value:Effect`, by effect and key.
fn taints(node: &Node) -> Vec<String> {
    let mut sorted: Vec<&Taint> = node.taints.iter().collect();
    sorted.sort_by_key(|taint| (taint.effect.as_str(), taint.key.clone()));
    sorted.into_iter().map(Taint::format).collect()
}

fn lease(w: &mut PrefixWriter, object: &Object, api: &ApiServer, now: Time) {
    let found = api.get(Kind::Lease, NODE_LEASE_NAMESPACE, &object.meta.name);
    let (lease, spec) = match found.as_deref() {
        Ok(lease @ Object { body: Body::Other(_, rest), .. }) => (lease, rest.at("spec")),
        Ok(_) => return,
        Err(error) => {
            w.field(0, "Lease:", &format!("Failed to get lease: {}", error.message));
            return;
        }
    };
    w.line(0, "Lease:");
    let or_unset = |text: String| if text.is_empty() { "<unset>".to_owned() } else { text };
    let acquired = Time::parse_rfc3339(spec.text("acquireTime")).map(Time::rfc1123z).unwrap_or_default();
    w.field(1, "HolderIdentity:", &or_unset(spec.text("holderIdentity").to_owned()));
    w.field(1, "AcquireTime:", &or_unset(acquired));
    w.field(1, "RenewTime:", &last_renewal(lease, now).rfc1123z());
}

fn conditions(w: &mut PrefixWriter, node: &Node) {
    if node.status.conditions.is_empty() {
        return;
    }
    w.line(0, "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
    w.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for one in &node.status.conditions {
        let heartbeat = one.last_heartbeat_time.unwrap_or(one.last_transition_time);
        let line = format!(
            "{} \t{} \t{} \t{} \t{} \t{}",
            one.kind,
            one.status,
            heartbeat.rfc1123z(),
            one.last_transition_time.rfc1123z(),
            one.reason,
            one.message
        );
        w.line(1, &line);
    }
}

fn system_info(w: &mut PrefixWriter, value: &Value) {
    w.line(0, "System Info:");
    for (label, key) in [
        ("Machine ID:", "machineID"),
        ("System UUID:", "systemUUID"),
        ("Boot ID:", "bootID"),
        ("Kernel Version:", "kernelVersion"),
        ("OS Image:", "osImage"),
        ("Operating System:", "operatingSystem"),
        ("Architecture:", "architecture"),
        ("Container Runtime Version:", "containerRuntimeVersion"),
        ("Kubelet Version:", "kubeletVersion"),
    ] {
        w.field(0, &format!("  {label}"), value.at("status").at("nodeInfo").text(key));
    }
    let spec = value.at("spec");
    if !spec.text("podCIDR").is_empty() {
        w.field(0, "PodCIDR:", spec.text("podCIDR"));
    }
    let ranges: Vec<&str> = spec.texts("podCIDRs").collect();
    if !ranges.is_empty() {
        w.field(0, "PodCIDRs:", &ranges.join(","));
    }
    if !spec.text("providerID").is_empty() {
        w.field(0, "ProviderID:", spec.text("providerID"));
    }
}

fn pods(w: &mut PrefixWriter, object: &Object, value: &Value, api: &ApiServer, now: Time) {
    let mut pods: Vec<Rc<Object>> = api.list(Kind::Pod, "");
    pods.retain(|one| {
        one.as_pod().is_some_and(|pod| pod.node_name == object.meta.name && !pod.is_terminal())
    });
    w.field(0, "Non-terminated Pods:", &format!("({} in total)", pods.len()));
    w.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
    w.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
    let specs: Vec<Value> = pods.iter().filter_map(|one| one.as_pod()).map(|pod| pod.spec_value()).collect();
    for (pod, spec) in pods.iter().zip(&specs) {
        let mut line = format!("{}\t{}\t", pod.meta.namespace, pod.meta.name);
        for name in ["cpu", "memory"] {
            for list in ["requests", "limits"] {
                let amount = pod_amount(spec, list, name).unwrap_or_else(zero);
                line.push_str(&format!("\t{}", with_share(&amount, name, value)));
            }
        }
        let age = age(pod.meta.creation_timestamp, now);
        w.line(1, &format!("{line}\t{age}"));
    }
    w.line(0, "Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)");
    w.line(1, "Resource\tRequests\tLimits");
    w.line(1, "--------\t--------\t------");
    for name in ["cpu", "memory", "ephemeral-storage"] {
        let total = |list: &str| {
            let amounts = specs.iter().filter_map(|spec| pod_amount(spec, list, name));
            let sum = amounts.reduce(|mut sum, amount| {
                sum.add(&amount);
                sum
            });
            with_share(&sum.unwrap_or_else(zero), name, value)
        };
        w.line(1, &format!("{name}\t{}\t{}", total("requests"), total("limits")));
    }
}

/// `100m (5%)`: an amount and how much of the node's it is.
fn with_share(amount: &Quantity, name: &str, node: &Value) -> String {
    let of = |quantity: &Quantity| if name == "cpu" { quantity.milli_value() } else { quantity.value() };
    let allocatable = node.at("status").at("allocatable").text(name);
    let whole = Quantity::parse(allocatable).map(|quantity| of(&quantity)).unwrap_or_default();
    // In floating point, as upstream computes it: 29 of 100 is 28 % there.
    let share = if whole == 0 { 0.0 } else { of(amount) as f64 / whole as f64 * 100.0 };
    format!("{amount} ({}%)", share as i64)
}

fn zero() -> Quantity {
    Quantity::new(0, crate::apimachinery::quantity::Format::DecimalSi)
}

/// What a pod asks for of a resource: its containers together with its sidecars, or its hungriest init container.
///
/// Upstream: `k8s.io/component-helpers/resource` (`PodRequests`, `PodLimits`).
fn pod_amount(spec: &Value, list: &str, name: &str) -> Option<Quantity> {
    let amount = |container: &Value| {
        let text = container.at("resources").at(list).maybe_text(name)?;
        Quantity::parse(text).ok()
    };
    let add = |sum: &mut Option<Quantity>, more: Option<Quantity>| match (sum.as_mut(), more) {
        (Some(sum), Some(more)) => sum.add(&more),
        (None, more) => *sum = more,
        (Some(_), None) => {}
    };
    let mut total = None;
    for container in spec.items("containers") {
        add(&mut total, amount(container));
    }
    let (mut sidecars, mut peak): (Option<Quantity>, Option<Quantity>) = (None, None);
    for container in spec.items("initContainers") {
        let mut here = amount(container);
        if container.text("restartPolicy") == "Always" {
            add(&mut total, here.clone());
            add(&mut sidecars, here);
            here = sidecars.clone();
        } else {
            add(&mut here, sidecars.clone());
        }
        peak = larger(peak, here);
    }
    let mut total = larger(total, peak);
    let overhead = Quantity::parse(spec.at("overhead").text(name)).ok();
    // Overhead only counts for limits that are there.
    if list == "requests" || total.is_some() {
        add(&mut total, overhead.filter(|quantity| !quantity.is_zero()));
    }
    total
}

fn larger(a: Option<Quantity>, b: Option<Quantity>) -> Option<Quantity> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let mut difference = b.clone();
            difference.sub(&a);
            Some(if difference.sign() > 0 { b } else { a })
        }
        (a, b) => a.or(b),
    }
}
