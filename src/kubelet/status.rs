//! A pod's status as its kubelet tells it.
//!
//! Invariant: conditions of others stay, and come first; a condition's time changes only with its status.
//! Upstream: `pkg/kubelet/kubelet_pods.go`, `generateAPIPodStatus`; `pkg/kubelet/status/generate.go`.

use std::rc::Rc;

use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, PodPhase, PodStatus};
use crate::apimachinery::time::Time;
use crate::kubelet::preemption;
use crate::kubelet::words::Words;
use crate::kubelet::worker::PodWorker;

/// The conditions a kubelet owns.
const OWN: [&str; 5] =
    ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

/// Why a condition is as it is.
type Why = (Rc<str>, Rc<str>);

/// The pod with the status that its worker has to tell.
pub(super) fn with_status(current: &Object, worker: &PodWorker, words: &mut Words, now: Time) -> Object {
    let mut object = current.clone();
    let generation = object.meta.generation;
    if let Body::Pod(pod) = &mut object.body {
        pod.status = Rc::new(status(&pod.status, worker, words, generation, now.whole_second()));
    }
    object
}

fn status(
    current: &PodStatus,
    worker: &PodWorker,
    words: &mut Words,
    generation: i64,
    now: Time,
) -> PodStatus {
    let (init, main) = worker.containers.split_at(worker.num_init());
    let mut container_statuses: Vec<_> = main.iter().map(|one| one.status.clone()).collect();
    if container_statuses.len() > 1 {
        container_statuses.sort_by(|a, b| a.name.cmp(&b.name));
    }
    let phase = worker.phase();
    let (reason, message) = match &worker.failure {
        Some(failure) => (failure.reason.clone(), failure.message.clone()),
        None => (current.reason.clone(), current.message.clone()),
    };
    if worker.failure.as_ref().is_some_and(|failure| failure.is_rejection) {
        // Nothing was ever known of its containers.
        let others = current.conditions.iter().filter(|one| !OWN.contains(&one.kind));
        return PodStatus {
            phase,
            reason,
            message,
            conditions: others.cloned().collect(),
            start_time: worker.start_time,
            qos_class: current.qos_class,
            observed_generation: generation,
            ..PodStatus::default()
        };
    }
    PodStatus {
        phase,
        reason,
        message,
        conditions: conditions(current, worker, phase, words, now),
        container_statuses,
        init_container_statuses: init.iter().map(|one| one.status.clone()).collect(),
        host_ip: worker.host_ip.clone(),
        pod_ip: worker.pod_ip.clone(),
        start_time: worker.start_time,
        nominated_node_name: current.nominated_node_name.clone(),
        qos_class: current.qos_class,
        observed_generation: generation,
    }
}

fn conditions(
    current: &PodStatus,
    worker: &PodWorker,
    phase: PodPhase,
    words: &mut Words,
    now: Time,
) -> Vec<Condition> {
    let others = current.conditions.iter().filter(|one| !OWN.contains(&one.kind));
    let mut conditions = Vec::with_capacity(OWN.len());
    conditions.extend(others.cloned());
    if let Some(failure) = &worker.failure
        && !conditions.iter().any(|one| one.kind == "DisruptionTarget")
    {
        conditions.push(Condition {
            reason: "TerminationByKubelet".into(),
            message: preemption::condition_message(failure),
            ..Condition::new("DisruptionTarget", true, now)
        });
    }
    let has_sandbox = !worker.pod_ip.is_empty() && !worker.is_ending();
    let ready = why_not_ready(worker, phase, words);
    let whys = [
        (!has_sandbox).then(|| (words.empty.clone(), words.empty.clone())),
        why_not_initialized(worker),
        ready.clone(),
        ready,
        None,
    ];
    for (kind, why_not) in OWN.into_iter().zip(whys) {
        let is_true = why_not.is_none();
        let old = current.condition(kind).filter(|old| old.is_true() == is_true);
        let (reason, message) = why_not.unwrap_or_else(|| why_true(kind, phase, words));
        conditions.push(Condition {
            kind,
            status: if is_true { "True" } else { "False" },
            reason,
            message,
            last_transition_time: old.map_or(now, |old| old.last_transition_time),
            last_heartbeat_time: None,
        });
    }
    conditions
}

fn why_true(kind: &str, phase: PodPhase, words: &Words) -> Why {
    let completed = kind == "Initialized" && phase == PodPhase::Succeeded;
    (if completed { "PodCompleted".into() } else { words.empty.clone() }, words.empty.clone())
}

fn why_not_initialized(worker: &PodWorker) -> Option<Why> {
    let (init, main) = worker.containers.split_at(worker.num_init());
    if init.is_empty() || main.iter().any(|one| one.run > 0) {
        return None;
    }
    let incomplete = worker.indices().zip(init).filter(|(index, one)| {
        let is_sidecar = worker.spec(*index).is_sidecar;
        if is_sidecar { one.running_since().is_none() } else { one.exit_code() != Some(0) }
    });
    let names: Vec<&str> = incomplete.map(|(_, one)| &*one.status.name).collect();
    if names.is_empty() {
        return None;
    }
    let message = format!("containers with incomplete status: [{}]", names.join(" "));
    Some(("ContainersNotInitialized".into(), message.into()))
}

fn why_not_ready(worker: &PodWorker, phase: PodPhase, words: &mut Words) -> Option<Why> {
    match phase {
        PodPhase::Succeeded => return Some(("PodCompleted".into(), words.empty.clone())),
        PodPhase::Failed => return Some(("PodFailed".into(), words.empty.clone())),
        PodPhase::Pending | PodPhase::Running => {}
    }
    let counted = || worker.indices().filter(|index| !worker.is_plain_init(*index));
    let unready =
        || counted().map(|index| &worker.containers[usize::from(index)]).filter(|one| !one.status.ready);
    let num_unready = unready().count();
    if num_unready == 0 {
        return None;
    }
    let message = if num_unready == counted().count() {
        words.all_unready(&worker.pod().spec)
    } else {
        let names: Vec<&str> = unready().map(|one| &*one.status.name).collect();
        format!("containers with unready status: [{}]", names.join(" ")).into()
    };
    Some((words.containers_not_ready.clone(), message))
}
