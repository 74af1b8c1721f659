//! The page of a pod.
//!
//! Upstream: `describePod`.

use serde_json::Value;

use crate::api::fields::Fields;
use crate::apimachinery::time::Time;
use crate::kubectl::describe::containers::{Containers, describe_containers, describe_resources};
use crate::kubectl::describe::events::age;
use crate::kubectl::describe::pod_template::{describe_scheduling_group, describe_spread};
use crate::kubectl::describe::text;
use crate::kubectl::describe::volumes::describe_volumes;
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// Writes the page of a pod in JSON, but for the events.
pub fn write(w: &mut PrefixWriter, pod: &Value, now: Time) {
    let (spec, status) = (pod.at("spec"), pod.at("status"));
    head(w, pod, spec, status);
    fate(w, pod, spec, status, now);
    if spec.has("resources") {
        w.line(0, "Resources:");
        describe_resources(w, spec.at("resources"), 1);
    }
    for (label, field, statuses) in [
        ("Init Containers", "initContainers", "initContainerStatuses"),
        ("Containers", "containers", "containerStatuses"),
        ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"),
    ] {
        let containers = spec.items(field);
        if field == "containers" || !containers.is_empty() {
            let statuses = status.items(statuses);
            describe_containers(w, &Containers { label, containers, statuses, indent: "", pod: Some(pod) });
        }
    }
    conditions(w, spec, status);
    describe_volumes(w, spec.items("volumes"), "");
    w.field(0, "QoS Class:", status.text("qosClass"));
    text::labels(w, "Node-Selectors", spec, "nodeSelector");
    text::tolerations(w, "Tolerations", spec);
    describe_spread(w, spec, "");
    describe_scheduling_group(w, spec, "");
}

fn head(w: &mut PrefixWriter, pod: &Value, spec: &Value, status: &Value) {
    let metadata = pod.at("metadata");
    w.field(0, "Name:", metadata.text("name"));
    w.field(0, "Namespace:", metadata.text("namespace"));
    if let Some(priority) = spec.maybe_int("priority") {
        w.field(0, "Priority:", &priority.to_string());
    }
    for (label, field) in [
        ("Priority Class Name:", "priorityClassName"),
        ("Runtime Class Name:", "runtimeClassName"),
        ("Service Account:", "serviceAccountName"),
    ] {
        if !spec.text(field).is_empty() {
            w.field(0, label, spec.text(field));
        }
    }
    let node = match spec.text("nodeName") {
        "" => "<none>".to_owned(),
        node => format!("{node}/{}", status.text("hostIP")),
    };
    w.field(0, "Node:", &node);
    if let Some(time) = Time::parse_rfc3339(status.text("startTime")) {
        w.field(0, "Start Time:", &time.rfc1123z());
    }
    text::labels(w, "Labels", metadata, "labels");
    text::annotations(w, "Annotations", metadata);
}

fn fate(w: &mut PrefixWriter, pod: &Value, spec: &Value, status: &Value, now: Time) {
    let metadata = pod.at("metadata");
    let has_ended = matches!(status.text("phase"), "Failed" | "Succeeded");
    match Time::parse_rfc3339(metadata.text("deletionTimestamp")).filter(|_| !has_ended) {
        Some(time) => {
            w.field(0, "Status:", &format!("Terminating (lasts {})", age(time, now)));
            let grace = metadata.int("deletionGracePeriodSeconds");
            w.field(0, "Termination Grace Period:", &format!("{grace}s"));
        }
        None => w.field(0, "Status:", status.text("phase")),
    }
    for (label, field) in [("Reason:", "reason"), ("Message:", "message")] {
        if !status.text(field).is_empty() {
            w.field(0, label, status.text(field));
        }
    }
    if let Some(profile) = spec.at("securityContext").set("seccompProfile") {
        w.field(0, "SeccompProfile:", profile.text("type"));
        if profile.text("type") == "Localhost" {
            w.field(0, "LocalhostProfile:", profile.text("localhostProfile"));
        }
    }
    w.field(0, "IP:", status.text("podIP"));
    let addresses = status.items("podIPs");
    w.line(0, if addresses.is_empty() { "IPs:\t<none>" } else { "IPs:" });
    for address in addresses {
        w.field(1, "IP:", address.text("ip"));
    }
    if let Some(owner) = metadata.items("ownerReferences").iter().find(|owner| owner.flag("controller")) {
        w.field(0, "Controlled By:", &format!("{}/{}", owner.text("kind"), owner.text("name")));
    }
    if !status.text("nominatedNodeName").is_empty() {
        w.field(0, "NominatedNodeName:", status.text("nominatedNodeName"));
    }
}

fn conditions(w: &mut PrefixWriter, spec: &Value, status: &Value) {
    let (gates, conditions) = (spec.items("readinessGates"), status.items("conditions"));
    if !gates.is_empty() {
        w.line(0, "Readiness Gates:\n  Type\tStatus");
    }
    for gate in gates {
        let kind = gate.text("conditionType");
        let found = conditions.iter().find(|condition| condition.text("type") == kind);
        let status = found.map_or("<none>", |condition| condition.text("status"));
        w.line(1, &format!("{kind} \t{status} "));
    }
    if !conditions.is_empty() {
        w.line(0, "Conditions:\n  Type\tStatus");
    }
    for condition in conditions {
        w.line(1, &format!("{} \t{} ", condition.text("type"), condition.text("status")));
    }
}
