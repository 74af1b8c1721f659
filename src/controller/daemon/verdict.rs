//! One node's part in the decisions about one DaemonSet: what it counts for, which pods it wants gone or made.
//!
//! Pure: a verdict follows from the node's placement, its pods, the current hash and the clock.
//! Upstream: the bodies of the loops in `podsShouldBeOnNode`, `rollingUpdate` and `updateDaemonSetStatus`.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::api::object::Object;
use crate::api::pod::{Pod, PodPhase};
use crate::api::well_known::{CONTROLLER_REVISION_HASH, POD_TEMPLATE_GENERATION};
use crate::apimachinery::time::Time;
use crate::controller::daemon::placement::Placement;

/// What is the same for all nodes of one DaemonSet.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// The hash of the current revision.
    pub hash: Rc<str>,
    /// The template generation as pods carry it; empty where there is none.
    pub generation: Rc<str>,
    /// For how many seconds a pod must be ready.
    pub min_ready_seconds: i64,
    /// Whether a node may have a second pod during an update.
    pub allows_surge: bool,
}

impl Terms {
    /// Whether the pod is of the current revision.
    ///
    /// Upstream: `util.IsPodUpdated`.
    pub fn is_updated(&self, pod: &Object) -> bool {
        let has =
            |label: &str, value: &Rc<str>| !value.is_empty() && pod.meta.labels.get(label) == Some(value);
        has(CONTROLLER_REVISION_HASH, &self.hash) || has(POD_TEMPLATE_GENERATION, &self.generation)
    }
}

/// A node's part in a rolling update without surge.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Replacement {
    /// Up to date and available, or nothing to do with it.
    #[default]
    None,
    /// Counts as unavailable.
    Unavailable,
    /// Counts as unavailable, and its old pod may be replaced whatever the budget.
    Allowed(Rc<str>),
    /// Its old pod may be replaced within the budget.
    Candidate(Rc<str>),
}

/// A node's part in a rolling update with surge.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Surge {
    /// Nothing to do with it.
    #[default]
    None,
    /// Counts as a surge in flight.
    InFlight,
    /// Its old pod can go: the new one is available, or it has no business there and is not available.
    DeleteOld(Rc<str>),
    /// Its old pod has no business there, but may be needed until others are available.
    ShouldNotRun(Rc<str>),
    /// It gets its new pod whatever the budget: the old one is not available.
    Allowed,
    /// It gets its new pod within the budget.
    Candidate,
    /// It has an old pod, and nobody knows the node: the update waits.
    NodeUnknown,
}

/// One node's part in the decisions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// It should run a pod.
    pub desired: bool,
    /// It should, and has one.
    pub current: bool,
    /// It should not, and has one.
    pub misscheduled: bool,
    /// It should, and its oldest pod is ready.
    pub ready: bool,
    /// It should, and its oldest pod is available.
    pub available: bool,
    /// It should, and its oldest pod is of the current revision.
    pub updated: bool,
    /// A pod is to be created.
    pub needs_pod: bool,
    /// Pods to be deleted because they are too many or in the wrong place.
    pub excess: Vec<Rc<str>>,
    /// Pods that have ended, failed or succeeded, and are to be deleted.
    pub ended: Vec<Rc<Object>>,
    /// Its part in an update without surge.
    pub replacement: Replacement,
    /// Its part in an update with surge.
    pub surge: Surge,
    /// In an update with surge, whether its older pod is available.
    pub surge_available: bool,
    /// When the verdict changes by itself, because a pod becomes available.
    pub next_change: Option<Time>,
}

/// Takes a node's verdict. `placement` is `None` where the node is not known; `pods` are all pods of the DaemonSet
/// that are on the node or meant for it.
pub fn verdict(placement: Option<Placement>, pods: &[Rc<Object>], terms: &Terms, now: Time) -> Verdict {
    let is_over = |object: &Object| object.meta.is_terminating() && pod_of(object).is_terminal();
    let is_sorted = pods.is_sorted_by(|a, b| by_creation_timestamp_and_phase(a, b).is_le());
    let mut sorted = Vec::new();
    // Most nodes have one pod, and nothing to leave out or to sort.
    let pods = if is_sorted && !pods.iter().any(|pod| is_over(pod)) {
        pods
    } else {
        sorted.extend(pods.iter().filter(|pod| !is_over(pod)).cloned());
        sorted.sort_by(|a, b| by_creation_timestamp_and_phase(a, b));
        &sorted
    };
    let mut verdict = Verdict::default();
    if let Some(placement) = placement {
        count(&mut verdict, placement, pods, terms, now);
        should_be(&mut verdict, placement, pods, terms, now);
    } else {
        let unscheduled = pods.iter().filter(|pod| pod_of(pod).node_name.is_empty());
        verdict.excess = unscheduled.map(|pod| pod.meta.name.clone()).collect();
    }
    if placement.is_some_and(|placement| placement.should_run) || !pods.is_empty() {
        update(&mut verdict, placement, pods, terms, now);
    }
    let waits = pods.iter().filter_map(|pod| pod_of(pod).available_at(terms.min_ready_seconds));
    verdict.next_change = waits.filter(|at| *at > now).min();
    verdict
}

/// The pod by which a node is counted: its oldest one.
pub fn counted_pod(pods: &[Rc<Object>]) -> Option<&Rc<Object>> {
    let is_over = |object: &Object| object.meta.is_terminating() && pod_of(object).is_terminal();
    pods.iter().filter(|pod| !is_over(pod)).min_by(|a, b| by_creation_timestamp_and_phase(a, b))
}

fn pod_of(object: &Object) -> &Pod {
    object.as_pod().expect("only pods are indexed by their DaemonSet")
}

/// Scheduled pods first, then by age, then by name.
fn by_creation_timestamp_and_phase(a: &Object, b: &Object) -> Ordering {
    let key = |object: &Object| (pod_of(object).node_name.is_empty(), object.meta.creation_timestamp);
    key(a).cmp(&key(b)).then_with(|| a.meta.name.cmp(&b.meta.name))
}

/// Upstream: the loop of `updateDaemonSetStatus`.
fn count(verdict: &mut Verdict, placement: Placement, pods: &[Rc<Object>], terms: &Terms, now: Time) {
    let Some(oldest) = pods.first() else {
        verdict.desired = placement.should_run;
        return;
    };
    if !placement.should_run {
        verdict.misscheduled = true;
        return;
    }
    verdict.desired = true;
    verdict.current = true;
    verdict.ready = pod_of(oldest).is_ready();
    verdict.available = pod_of(oldest).is_available(terms.min_ready_seconds, now);
    verdict.updated = terms.is_updated(oldest);
}

/// Upstream: `podsShouldBeOnNode`.
fn should_be(verdict: &mut Verdict, placement: Placement, pods: &[Rc<Object>], terms: &Terms, now: Time) {
    let name = |pod: &Rc<Object>| pod.meta.name.clone();
    let staying = || pods.iter().filter(|pod| !pod.meta.is_terminating());
    if placement.should_run && pods.is_empty() {
        verdict.needs_pod = true;
    } else if placement.should_continue_running {
        let running = || staying().filter(|pod| !pod_of(pod).is_terminal());
        verdict.ended = staying().filter(|pod| pod_of(pod).is_terminal()).cloned().collect();
        match (terms.allows_surge, running().count()) {
            (true, 0) => verdict.needs_pod = placement.should_run,
            (true, 2..) => verdict.excess = surge_excess(running(), terms, now),
            (false, 2..) => verdict.excess = running().skip(1).map(name).collect(),
            _ => {}
        }
    } else {
        verdict.excess = staying().map(name).collect();
    }
}

/// Two pods may stay while the oldest new one is not available and the oldest old one is ready.
fn surge_excess<'a>(running: impl Iterator<Item = &'a Rc<Object>>, terms: &Terms, now: Time) -> Vec<Rc<str>> {
    let is_new = |pod: &Object| pod.meta.labels.get(CONTROLLER_REVISION_HASH) == Some(&terms.hash);
    let (mut new, mut old) = (None, None);
    let mut excess = Vec::new();
    for pod in running {
        let slot = if is_new(pod) { &mut new } else { &mut old };
        match slot {
            None => *slot = Some(pod),
            Some(_) => excess.push(pod.meta.name.clone()),
        }
    }
    if let (Some(new), Some(old)) = (new, old) {
        let replaced = pod_of(new).is_available(terms.min_ready_seconds, now);
        if !pod_of(old).is_ready() || replaced {
            excess.push(old.meta.name.clone());
        }
    }
    excess
}

/// Upstream: the loops of `rollingUpdate`.
fn update(
    verdict: &mut Verdict,
    placement: Option<Placement>,
    pods: &[Rc<Object>],
    terms: &Terms,
    now: Time,
) {
    let available = |pod: &Object| pod_of(pod).is_available(terms.min_ready_seconds, now);
    let Some((new, old)) = find_updated_pods_on_node(pods, terms) else {
        verdict.replacement = Replacement::Unavailable;
        verdict.surge = Surge::InFlight;
        return;
    };
    verdict.replacement = match (new, old) {
        (None, None) | (Some(_), Some(_)) => Replacement::Unavailable,
        (Some(new), None) if available(new) => Replacement::None,
        (Some(_), None) => Replacement::Unavailable,
        (None, Some(old)) if available(old) => Replacement::Candidate(old.meta.name.clone()),
        (None, Some(old)) => Replacement::Allowed(old.meta.name.clone()),
    };
    verdict.surge_available = old.or(new).is_some_and(|pod| available(pod));
    let should_run = placement.map(|placement| placement.should_run);
    verdict.surge = match (new, old) {
        (_, None) => Surge::None,
        (Some(new), Some(old)) if available(new) => Surge::DeleteOld(old.meta.name.clone()),
        (Some(_), Some(_)) => Surge::InFlight,
        (None, Some(old)) => match (should_run, available(old)) {
            (None, _) => Surge::NodeUnknown,
            (Some(false), false) => Surge::DeleteOld(old.meta.name.clone()),
            (Some(false), true) => Surge::ShouldNotRun(old.meta.name.clone()),
            (Some(true), false) => Surge::Allowed,
            (Some(true), true) => Surge::Candidate,
        },
    };
}

type NewAndOld<'a> = (Option<&'a Rc<Object>>, Option<&'a Rc<Object>>);

/// The one new and the one old pod that are not being deleted; `None` where there are more of either.
fn find_updated_pods_on_node<'a>(pods: &'a [Rc<Object>], terms: &Terms) -> Option<NewAndOld<'a>> {
    let (mut new, mut old) = (None, None);
    for pod in pods.iter().filter(|pod| !pod.meta.is_terminating()) {
        let slot = if terms.is_updated(pod) { &mut new } else { &mut old };
        if slot.replace(pod).is_some() {
            return None;
        }
    }
    Some((new, old))
}

/// Whether an ended pod failed rather than succeeded.
pub fn has_failed(object: &Object) -> bool {
    pod_of(object).status.phase == PodPhase::Failed
}
