//! Preemption: pods of lower priority that must go so that a pod finds a place.
//!
//! Differs: every node that could help is looked at, in the order of their names, where upstream takes a random tenth.
//! Absent: disruption budgets.
//! Upstream: `pkg/scheduler/framework/plugins/defaultpreemption`, `pkg/scheduler/framework/preemption`.

use std::cmp::Reverse;
use std::rc::Rc;

use crate::api::object::Object;
use crate::api::pod::Pod;
use crate::api::pod_spec::Resources;
use crate::apimachinery::time::Time;
use crate::scheduler::filter::{Rejection, filter};
use crate::scheduler::fit_error::FitError;
use crate::scheduler::node_info::{AssignedPods, NodeInfo};

/// What became of an attempt to make room.
#[derive(Clone, Debug)]
pub(super) enum Preemption {
    /// These pods go, for a place on this node.
    Victims(Rc<str>, Vec<Rc<Object>>),
    /// There is nobody to push out, as the sentence says.
    Unhelpful(String),
    /// The pod waits for earlier victims, or may not push anyone out; its nomination stays.
    NotEligible(&'static str),
}

/// The pods that make room for a pod on one node.
struct Candidate {
    node: Rc<str>,
    victims: Vec<Rc<Object>>,
}

/// Looks for victims among `rejected`, the nodes that were looked at and did not take the pod.
pub(super) fn preempt<'a>(
    pod: &Pod,
    pods: &AssignedPods,
    num_all_nodes: u64,
    rejected: impl Iterator<Item = (&'a NodeInfo, Rejection, Resources)>,
) -> Preemption {
    if &*pod.spec.preemption_policy == "Never" {
        return Preemption::NotEligible("not eligible due to preemptionPolicy=Never.");
    }
    let mut fit_error = FitError::of(num_all_nodes);
    let mut candidates = Vec::new();
    for (info, rejection, nominated) in rejected {
        if !rejection.is_resolvable() {
            continue;
        }
        match select_victims(pod, pods, info, nominated) {
            Ok(candidate) => candidates.push(candidate),
            Err(None) => fit_error.count_text("No preemption victims found for incoming pod"),
            Err(Some(rejection)) => fit_error.count(rejection),
        }
    }
    match candidates.into_iter().min_by_key(rank) {
        Some(best) => Preemption::Victims(best.node, best.victims),
        None => {
            fit_error.count_others("Preemption is not helpful for scheduling");
            Preemption::Unhelpful(fit_error.message())
        }
    }
}

/// Whether earlier victims are still on their way out of the node nominated for the pod.
///
/// Upstream: `DefaultPreemption.PodEligibleToPreemptOthers`.
pub(super) fn waits_for_victims(pod: &Pod, pods: &AssignedPods, nominated: &NodeInfo) -> bool {
    on_node(pods, nominated).any(|object| {
        object.meta.is_terminating()
            && object.as_pod().is_some_and(|other| {
                priority(other) < priority(pod)
                    && other.status.condition("DisruptionTarget").is_some_and(|condition| {
                        condition.is_true() && &*condition.reason == "PreemptionByScheduler"
                    })
            })
    })
}

/// The fewest and least important pods that must go; otherwise what still stands against the node.
///
/// Upstream: `DefaultPreemption.SelectVictimsOnNode`.
fn select_victims(
    pod: &Pod,
    pods: &AssignedPods,
    info: &NodeInfo,
    nominated: Resources,
) -> Result<Candidate, Option<Rejection>> {
    let lower = |object: &&Rc<Object>| object.as_pod().is_some_and(|other| priority(other) < priority(pod));
    let mut potential: Vec<Rc<Object>> = on_node(pods, info).filter(lower).cloned().collect();
    if potential.is_empty() {
        return Err(None);
    }
    let mut info = info.clone();
    for (object, other) in potential.iter().filter_map(|object| Some((object, object.as_pod()?))) {
        info.remove(object.meta.uid, other);
    }
    let rejection = filter(pod, &info, nominated);
    if !rejection.is_none() {
        return Err(Some(rejection));
    }
    // The most important ones get their place back first.
    potential.sort_by_key(|object| importance(object));
    let mut victims = Vec::new();
    for object in potential {
        let Some(other) = object.as_pod() else { continue };
        info.add(object.meta.uid, other);
        if !filter(pod, &info, nominated).is_none() {
            info.remove(object.meta.uid, other);
            victims.push(object);
        }
    }
    let node = info.object.as_ref().map(|object| object.meta.name.clone()).unwrap_or_default();
    Ok(Candidate { node, victims })
}

fn on_node<'a>(pods: &'a AssignedPods, info: &'a NodeInfo) -> impl Iterator<Item = &'a Rc<Object>> {
    info.pods.iter().filter_map(|uid| pods.value(*uid)).map(|assigned| &assigned.object)
}

/// What makes a candidate the lesser evil: less important victims, fewer of them, younger ones.
///
/// Upstream: `pickOneNodeForPreemption`.
fn rank(candidate: &Candidate) -> (i64, i64, u64, Reverse<Time>) {
    const OFFSET: i64 = 1 << 31;
    let priorities = || candidate.victims.iter().map(|object| object.as_pod().map_or(0, priority));
    let highest = priorities().max().unwrap_or(i64::MIN);
    let sum = priorities().map(|priority| priority + OFFSET).sum();
    let important = candidate.victims.iter().filter(|object| object.as_pod().map_or(0, priority) == highest);
    let earliest = important.map(|object| start_time(object)).min().unwrap_or(Time::NEVER);
    (highest, sum, candidate.victims.len() as u64, Reverse(earliest))
}

/// Upstream: `util.MoreImportantPod`.
fn importance(object: &Object) -> (Reverse<i64>, Time) {
    (Reverse(object.as_pod().map_or(0, priority)), start_time(object))
}

fn start_time(object: &Object) -> Time {
    object.as_pod().and_then(|pod| pod.status.start_time).unwrap_or(Time::NEVER)
}

/// The pod's priority; pods without one have none to boast of.
pub(super) fn priority(pod: &Pod) -> i64 {
    pod.spec.priority.unwrap_or_default()
}
