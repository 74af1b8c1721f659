//! Defaults of a pod, beyond those of its spec.
//!
//! Requests follow limits on pods only, never in templates, so that the template a person wrote is the one that is hashed.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::daemon_set::drop_init_container_annotations;
use super::edit::{default_pointer, items, nested, object, pointer};
use super::pod_spec::pod_spec;
use crate::api::fields::{Fields, as_text};
use crate::apimachinery::quantity::Quantity;

type Amounts = BTreeMap<String, Quantity>;

/// Fills a pod in.
pub fn pod(value: &mut Value) {
    let spec = nested(value, "spec");
    for list in ["containers", "initContainers"] {
        items(spec, list).for_each(requests_from_limits);
    }
    default_pod_resources(spec);
    default_pointer(spec, "enableServiceLinks", true);
    if spec.flag("hostNetwork") {
        for list in ["containers", "initContainers"] {
            items(spec, list).for_each(host_ports);
        }
    }
    pod_spec(spec);
    if spec.int("terminationGracePeriodSeconds") < 0 {
        object(spec).insert("terminationGracePeriodSeconds".to_owned(), 1.into());
    }
    drop_init_container_annotations(value);
}

fn requests_from_limits(container: &mut Value) {
    let Some(resources) = pointer(container, "resources") else { return };
    let limits = resources.map("limits").clone();
    if limits.is_empty() {
        return;
    }
    default_pointer(resources, "requests", json!({}));
    let requests = object(nested(resources, "requests"));
    for (name, amount) in limits {
        requests.entry(name).or_insert(amount);
    }
}

fn host_ports(container: &mut Value) {
    for port in items(container, "ports") {
        if port.int("hostPort") == 0 {
            let number = port.int("containerPort");
            if number != 0 {
                object(port).insert("hostPort".to_owned(), number.into());
            }
        }
    }
}

/// Resources of the pod as a whole, completed from its containers where a person gave a part of them.
fn default_pod_resources(spec: &mut Value) {
    if !spec.has("resources") {
        return;
    }
    let resources = spec.at("resources");
    let (mut limits, mut requests) = (resources.map("limits").clone(), resources.map("requests").clone());
    if !limits.is_empty() || !requests.is_empty() {
        for (name, amount) in aggregate(spec, "limits") {
            if name.starts_with("hugepages-") && !requests.contains_key(&name) {
                limits.entry(name).or_insert_with(|| amount.to_string().into());
            }
        }
    }
    if !limits.is_empty() {
        for (name, amount) in aggregate(spec, "requests") {
            if matches!(&*name, "cpu" | "memory") {
                requests.entry(name).or_insert_with(|| amount.to_string().into());
            }
        }
        for (name, amount) in &limits {
            if matches!(&**name, "cpu" | "memory") || name.starts_with("hugepages-") {
                requests.entry(name.clone()).or_insert_with(|| amount.clone());
            }
        }
    }
    let resources = nested(spec, "resources");
    put_unless_empty(resources, "limits", limits);
    put_unless_empty(resources, "requests", requests);
}

fn put_unless_empty(value: &mut Value, name: &str, amounts: Map<String, Value>) {
    if !amounts.is_empty() {
        object(value).insert(name.to_owned(), Value::Object(amounts));
    }
}

/// What a pod's containers need together: the sum of those that run side by side, or the largest moment of starting up.
///
/// Upstream: `k8s.io/component-helpers/resource`, `AggregateContainerRequests` and `AggregateContainerLimits`.
pub(crate) fn aggregate(spec: &Value, list: &str) -> BTreeMap<String, Quantity> {
    let mut total = Amounts::new();
    for container in spec.items("containers") {
        add(&mut total, &amounts(container, list));
    }
    let (mut sidecars, mut starting) = (Amounts::new(), Amounts::new());
    for container in spec.items("initContainers") {
        let mut moment = amounts(container, list);
        if container.text("restartPolicy") == "Always" {
            add(&mut total, &moment);
            add(&mut sidecars, &moment);
            moment.clone_from(&sidecars);
        } else {
            add(&mut moment, &sidecars);
        }
        raise(&mut starting, &moment);
    }
    raise(&mut total, &starting);
    total
}

fn amounts(container: &Value, list: &str) -> Amounts {
    let entries = container.at("resources").map(list).iter();
    entries.filter_map(|(name, text)| Some((name.clone(), Quantity::parse(as_text(text)).ok()?))).collect()
}

fn add(total: &mut Amounts, more: &Amounts) {
    for (name, amount) in more {
        match total.get_mut(name) {
            Some(sum) => sum.add(amount),
            None => _ = total.insert(name.clone(), amount.clone()),
        }
    }
}

fn raise(total: &mut Amounts, floor: &Amounts) {
    for (name, amount) in floor {
        if total.get(name).is_none_or(|old| old < amount) {
            total.insert(name.clone(), amount.clone());
        }
    }
}
