//! A pod's picture.

use std::rc::Rc;

use crate::api::object::Object;
use crate::api::pod::{Pod, PodPhase};
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::kubectl::printers::pod::Summary;
use crate::playground::view::cluster::{PodState, PodView, Progress, RevisionMark};

/// What a kubelet is at with a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodStage {
    /// It is about to begin.
    Accepting,
    /// It pulls an image.
    Pulling,
    /// It makes and starts containers.
    Starting,
    /// It waits for probes, or for a back-off to be over.
    Waiting,
    /// It ends the pod.
    Ending,
}

/// A stage and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageLook {
    /// The stage.
    pub kind: PodStage,
    /// Since when.
    pub from: Time,
    /// Until when, where that is settled.
    pub until: Option<Time>,
}

/// Finds the stage of a pod.
pub(super) type StageOf<'a> = &'a dyn Fn(Uid) -> Option<StageLook>;

/// The picture of a pod; `old` is an earlier one of the same pod.
pub(super) fn pod_view(
    object: &Object,
    pod: &Pod,
    revision: Option<RevisionMark>,
    stage: Option<StageLook>,
    old: Option<&Rc<PodView>>,
) -> PodView {
    let summary = Summary::of(object, pod);
    let state = pod_state(object, pod, &summary.word, stage.map(|stage| stage.kind));
    let owner = object.meta.controller().filter(|owner| &*owner.kind == "DaemonSet");
    let progress = stage.and_then(|stage| {
        let until = stage.until.filter(|until| *until > stage.from)?;
        Some(Progress { from_ms: stage.from.0, until_ms: until.0 })
    });
    PodView {
        namespace: object.meta.namespace.clone(),
        name: object.meta.name.clone(),
        uid: old.map_or_else(|| object.meta.uid.to_string().into(), |old| old.uid.clone()),
        node: pod.target_node_name().cloned(),
        daemon_set: owner.map(|owner| owner.name.clone()),
        revision,
        state,
        ready: [&summary.ready.to_string(), "/", &summary.containers.to_string()].concat(),
        restarts: u32::try_from(summary.restarts).unwrap_or_default(),
        status: summary.word,
        progress,
    }
}

fn pod_state(object: &Object, pod: &Pod, word: &str, stage: Option<PodStage>) -> PodState {
    match pod.status.phase {
        PodPhase::Succeeded => return PodState::Succeeded,
        PodPhase::Failed => return PodState::Failed,
        _ => {}
    }
    if object.meta.is_terminating() {
        return PodState::Terminating;
    }
    if pod.node_name.is_empty() {
        return PodState::Pending;
    }
    if is_in_trouble(word.strip_prefix("Init:").unwrap_or(word)) {
        return PodState::Failed;
    }
    match (stage, pod.status.phase) {
        (Some(PodStage::Pulling), _) => PodState::Pulling,
        (_, PodPhase::Running) if pod.is_ready() => PodState::Ready,
        (_, PodPhase::Running) => PodState::NotReady,
        _ if pod.status.start_time.is_none() => PodState::Scheduled,
        _ => PodState::Starting,
    }
}

/// Whether a container that waits or ended with this word fails rather than moves on.
pub(super) fn is_in_trouble(word: &str) -> bool {
    ["BackOff", "Error"].iter().any(|end| word.ends_with(end))
        || word.starts_with("Err")
        || word.starts_with("ExitCode:")
        || matches!(word, "OOMKilled" | "InvalidImageName" | "ContainerCannotRun" | "ContainerStatusUnknown")
}
