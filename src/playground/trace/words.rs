//! What a write changed, in words. Names are between back-ticks.

use crate::api::kind::Kind;
use crate::api::node::Node;
use crate::api::object::{Body, Object};
use crate::api::pod::{ContainerState, Pod};
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::labels::StringMap;
use crate::apiserver::watch::WatchEventType;

/// `pod `x``.
pub(super) fn naming(object: &Object) -> String {
    let kind = match object.kind() {
        Kind::ControllerRevision => "revision",
        kind => kind.resource().kind_name,
    };
    let kind = if kind == "DaemonSet" { kind.to_owned() } else { kind.to_lowercase() };
    [&kind, " `", &object.meta.name, "`"].concat()
}

/// What was done to an object, with what came of it.
pub(super) fn written(how: WatchEventType, object: &Object, before: Option<&Object>) -> String {
    match (how, before) {
        (WatchEventType::Added, _) => created(object),
        (WatchEventType::Deleted, _) => ["removed ", &naming(object)].concat(),
        (WatchEventType::Modified, None) => ["changed ", &naming(object)].concat(),
        (WatchEventType::Modified, Some(before)) => {
            let mut changes = Vec::new();
            metadata(object, before, &mut changes);
            match (&object.body, &before.body) {
                (Body::Pod(pod), Body::Pod(old)) => pod_changes(pod, old, &mut changes),
                (Body::Node(node), Body::Node(old)) => node_changes(node, old, &mut changes),
                (Body::DaemonSet(_), Body::DaemonSet(_)) => daemon_set_changes(object, before, &mut changes),
                (Body::ControllerRevision(revision), Body::ControllerRevision(old))
                    if revision.revision != old.revision =>
                {
                    changes.push(format!("is number {} now, was {}", revision.revision, old.revision));
                }
                _ => {}
            }
            if changes.is_empty() {
                changes.push("changed".to_owned());
            }
            [&naming(object), ": ", &changes.join(", ")].concat()
        }
    }
}

fn created(object: &Object) -> String {
    let mut text = ["created ", &naming(object)].concat();
    match &object.body {
        Body::Pod(pod) => {
            if let Some(node) = pod.target_node_name() {
                text += &[" for `", node, "`"].concat();
            }
            if let Some(hash) = object.meta.labels.get(CONTROLLER_REVISION_HASH) {
                text += &[", revision `", hash, "`"].concat();
            }
        }
        Body::ControllerRevision(revision) => text += &format!(", number {}", revision.revision),
        _ => {}
    }
    text
}

fn metadata(object: &Object, before: &Object, changes: &mut Vec<String>) {
    let (meta, old) = (&object.meta, &before.meta);
    if meta.is_terminating() && !old.is_terminating() {
        let grace = meta.deletion_grace_period_seconds.unwrap_or_default();
        changes.push(if grace > 0 { format!("has to go within {grace} s") } else { "has to go".to_owned() });
    } else if meta.deletion_grace_period_seconds != old.deletion_grace_period_seconds {
        changes.push("has ended and may go".to_owned());
    }
    pairs("label", &meta.labels, &old.labels, changes);
    pairs("annotation", &meta.annotations, &old.annotations, changes);
    match (meta.controller(), old.controller()) {
        (Some(owner), None) => changes.push(["adopted by `", &owner.name, "`"].concat()),
        (None, Some(owner)) => changes.push(["released by `", &owner.name, "`"].concat()),
        _ => {}
    }
    if meta.finalizers != old.finalizers {
        changes.push("finalizers changed".to_owned());
    }
}

fn pairs(what: &str, new: &StringMap, old: &StringMap, changes: &mut Vec<String>) {
    if new.ptr_eq(old) || new == old {
        return;
    }
    for (key, value) in new.iter().filter(|(key, value)| old.get(key) != Some(value)) {
        changes.push([what, " `", key, "=", value, "`"].concat());
    }
    for (key, _) in old.iter().filter(|(key, _)| new.get(key).is_none()) {
        changes.push([what, " `", key, "` taken away"].concat());
    }
}

fn pod_changes(pod: &Pod, old: &Pod, changes: &mut Vec<String>) {
    if pod.node_name != old.node_name {
        changes.push(["bound to `", &pod.node_name, "`"].concat());
    }
    let (status, before) = (&pod.status, &old.status);
    if status.phase != before.phase {
        changes.push(["is ", status.phase.as_str()].concat());
    }
    let is_ready = |pod: &Pod| pod.status.condition("Ready").is_some_and(|condition| condition.is_true());
    if is_ready(pod) != is_ready(old) {
        changes.push(if is_ready(pod) { "is ready" } else { "is not ready any more" }.to_owned());
    }
    let restarts = |pod: &Pod| pod.status.container_statuses.iter().map(|one| one.restart_count).sum::<i32>();
    if restarts(pod) > restarts(old) {
        changes.push(format!("restarted, {} in all", restarts(pod)));
    }
    for one in &status.container_statuses {
        let was = before.container_statuses.iter().find(|other| other.name == one.name);
        let reason =
            waiting(&one.state).filter(|reason| was.and_then(|was| waiting(&was.state)) != Some(reason));
        if let Some(reason) = reason {
            changes.push([&*one.name, " waits: ", reason].concat());
        }
    }
    if changes.is_empty() {
        changes.push("status brought up to date".to_owned());
    }
}

fn waiting(state: &ContainerState) -> Option<&str> {
    match state {
        ContainerState::Waiting { reason, .. } => Some(reason),
        _ => None,
    }
}

fn node_changes(node: &Node, old: &Node, changes: &mut Vec<String>) {
    if node.unschedulable != old.unschedulable {
        changes.push(if node.unschedulable { "cordoned" } else { "uncordoned" }.to_owned());
    }
    for taint in node.taints.iter().filter(|taint| !old.taints.iter().any(|one| one.matches(taint))) {
        changes.push(["taint `", &taint.format(), "`"].concat());
    }
    for taint in old.taints.iter().filter(|taint| !node.taints.iter().any(|one| one.matches(taint))) {
        changes.push(["taint `", &taint.format(), "` taken away"].concat());
    }
    if node.is_ready() != old.is_ready() {
        changes.push(if node.is_ready() { "is ready" } else { "is not ready any more" }.to_owned());
    }
    if changes.is_empty() {
        changes.push("status brought up to date".to_owned());
    }
}

fn daemon_set_changes(object: &Object, before: &Object, changes: &mut Vec<String>) {
    let (Some(new), Some(old)) = (object.as_daemon_set(), before.as_daemon_set()) else { return };
    if object.meta.generation != before.meta.generation && !object.meta.is_terminating() {
        let what = if new.spec.template == old.spec.template { "spec" } else { "template" };
        changes.push(format!("another {what}, generation {}", object.meta.generation));
    }
    let (new, old) = (new.status, old.status);
    for (what, new, old) in [
        ("desired", new.desired_number_scheduled, old.desired_number_scheduled),
        ("current", new.current_number_scheduled, old.current_number_scheduled),
        ("ready", new.number_ready, old.number_ready),
        ("up to date", new.updated_number_scheduled, old.updated_number_scheduled),
        ("available", new.number_available, old.number_available),
        ("misscheduled", new.number_misscheduled, old.number_misscheduled),
    ] {
        if new != old {
            changes.push(format!("{what} {old} → {new}"));
        }
    }
    if changes.is_empty() && new.observed_generation != old.observed_generation {
        changes.push(format!("generation {} seen", new.observed_generation));
    }
}
