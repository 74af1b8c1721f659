//! Why a node is not done yet, from its pods' states.

use std::rc::Rc;

use crate::api::object::Object;
use crate::api::pod::{ContainerState, Pod, PodPhase};
use crate::api::pod_spec::Container;
use crate::apimachinery::time::Time;
use crate::playground::view::build::pod::{PodStage, is_in_trouble};

/// Why a node is not done. Those that will not go on without a change come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// The pod is told to end, and its node does not answer.
    CannotEnd,
    /// The node is not ready.
    NodeNotReady,
    /// The image cannot be had.
    NoImage(Rc<str>),
    /// A container ends again and again.
    Crashing,
    /// A container cannot be started, in the kubelet's word.
    CannotStart(Rc<str>),
    /// The scheduler finds no room, in its words.
    NoRoom(Rc<str>),
    /// The pod runs, and has not become ready in the time its probes give it.
    NeverReady,
    /// The old pod is ending.
    Terminating,
    /// The new pod is not there yet.
    Absent,
    /// The scheduler has not bound the pod yet.
    Unscheduled,
    /// The kubelet has not begun with it, or makes its sandbox.
    Starting,
    /// An image is on its way.
    Pulling,
    /// It runs and is not ready.
    NotReady,
    /// It is ready and must stay so until then.
    MinReady(Time),
    /// It has ended, and will be replaced.
    Ended,
}

impl Reason {
    /// Whether it will not go on without a change.
    pub fn is_stuck(&self) -> bool {
        *self < Reason::Terminating
    }

    /// In a few words, for the ledger.
    pub fn words(&self, now: Time) -> String {
        let fixed = match self {
            Reason::CannotEnd => "terminating on a node that is down",
            Reason::NodeNotReady => "node not ready",
            Reason::NoImage(_) => "image cannot be pulled",
            Reason::Crashing => "crashes again and again",
            Reason::CannotStart(word) => return ["cannot start: ", word].concat(),
            Reason::NoRoom(why) => return ["cannot be scheduled: ", why].concat(),
            Reason::NeverReady => "does not become ready",
            Reason::Terminating => "terminating old pod",
            Reason::Absent => "waiting for its new pod",
            Reason::Unscheduled => "waiting for the scheduler",
            Reason::Starting => "starting",
            Reason::Pulling => "pulling image",
            Reason::NotReady => "not ready",
            Reason::MinReady(until) => {
                return format!("waiting {} s for minReadySeconds", until.since(now).div_ceil(1000));
            }
            Reason::Ended => "pod ended, waiting for its replacement",
        };
        fixed.to_owned()
    }
}

/// A reason, and the pod it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    pub reason: Reason,
    pub pod: Option<Rc<str>>,
}

/// What a pod is looked at with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub now: Time,
    pub node_is_ready: bool,
    pub min_ready_seconds: i64,
}

/// Why a pod that should be available is not, and when that changes by itself.
pub(super) fn pod_hold(
    object: &Object,
    pod: &Pod,
    stage: Option<PodStage>,
    look: Look,
) -> (Hold, Option<Time>) {
    let (reason, at) = reason(object, pod, stage, look);
    (Hold { reason, pod: Some(object.meta.name.clone()) }, at)
}

fn reason(object: &Object, pod: &Pod, stage: Option<PodStage>, look: Look) -> (Reason, Option<Time>) {
    if object.meta.is_terminating() {
        let is_lost = !look.node_is_ready && !pod.node_name.is_empty();
        return (if is_lost { Reason::CannotEnd } else { Reason::Terminating }, None);
    }
    if pod.is_terminal() {
        return (Reason::Ended, None);
    }
    if pod.node_name.is_empty() {
        let refused = pod.status.condition("PodScheduled").filter(|one| &*one.reason == "Unschedulable");
        return match refused {
            Some(condition) => (Reason::NoRoom(scheduler_words(&condition.message)), None),
            None => (Reason::Unscheduled, None),
        };
    }
    if !look.node_is_ready {
        return (Reason::NodeNotReady, None);
    }
    if let Some(trouble) = trouble(pod) {
        return (trouble, None);
    }
    if let Some(at) = pod.available_at(look.min_ready_seconds) {
        return (Reason::MinReady(at), Some(at));
    }
    if matches!(stage, Some(PodStage::Pulling)) {
        return (Reason::Pulling, None);
    }
    if pod.status.phase != PodPhase::Running {
        return (Reason::Starting, None);
    }
    match ready_by(pod) {
        Some(at) if at <= look.now => (Reason::NeverReady, None),
        at => (Reason::NotReady, at),
    }
}

/// What its containers wait for that will not come by itself.
fn trouble(pod: &Pod) -> Option<Reason> {
    let statuses = pod.status.init_container_statuses.iter().chain(&pod.status.container_statuses);
    statuses
        .filter_map(|one| {
            let word = match &one.state {
                ContainerState::Waiting { reason, .. } | ContainerState::Terminated { reason, .. } => reason,
                ContainerState::Running { .. } => return None,
            };
            if !is_in_trouble(word) {
                return None;
            }
            Some(match &**word {
                "ErrImagePull" | "ImagePullBackOff" | "ErrImageNeverPull" | "InvalidImageName" => {
                    Reason::NoImage(one.image.clone())
                }
                "CrashLoopBackOff" | "Error" | "OOMKilled" => Reason::Crashing,
                _ => Reason::CannotStart(word.clone()),
            })
        })
        .min()
}

/// By when a pod that runs would be ready if its probes went well, and a little longer.
fn ready_by(pod: &Pod) -> Option<Time> {
    const SLACK_MS: u64 = 5000;
    let started = pod.status.container_statuses.iter().filter_map(|one| match one.state {
        ContainerState::Running { started_at } if !one.ready => {
            let spec = pod.spec.containers.iter().find(|container| container.name == one.name)?;
            Some(started_at.plus(patience_ms(spec) + SLACK_MS))
        }
        _ => None,
    });
    started.max()
}

/// How long a container's probes may take to find it ready.
fn patience_ms(container: &Container) -> u64 {
    let seconds = [container.startup_probe, container.readiness_probe].into_iter().flatten().map(|probe| {
        probe.initial_delay_seconds
            + probe.period_seconds * probe.failure_threshold.max(probe.success_threshold)
    });
    u64::try_from(seconds.sum::<i64>()).unwrap_or_default().saturating_mul(1000)
}

/// Of `0/6 nodes are available: 1 Insufficient memory, 5 node(s) didn't …. preemption: …` the words about the node that
/// the pod is meant for.
fn scheduler_words(message: &str) -> Rc<str> {
    const OF_OTHER_NODES: [&str; 2] = ["didn't match Pod's node affinity", "didn't satisfy plugin"];
    let reasons = message.split_once(": ").map_or(message, |(_, rest)| rest);
    let reasons = reasons.split(". ").next().unwrap_or(reasons).trim_end_matches('.');
    let own = reasons.split(", ").filter(|reason| !OF_OTHER_NODES.iter().any(|other| reason.contains(other)));
    let own: Vec<&str> =
        own.map(|reason| reason.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')).collect();
    match &own[..] {
        [] => reasons.into(),
        own => own.join(", ").replace("node(s) ", "").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::scheduler_words;

    #[test]
    fn the_scheduler_is_quoted_about_the_pods_own_node() {
        for (message, words) in [
            (
                "0/6 nodes are available: 1 Insufficient memory, 5 node(s) didn't match Pod's node affinity/selector. preemption: 0/6 nodes are available: 1 No preemption victims found.",
                "Insufficient memory",
            ),
            (
                "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
                "didn't have free ports for the requested pod ports",
            ),
            ("no nodes available to schedule pods", "no nodes available to schedule pods"),
        ] {
            assert_eq!(&*scheduler_words(message), words);
        }
    }
}
