//! What a node and its pods mean for one DaemonSet's rollout.

use std::rc::Rc;

use crate::api::object::Object;
use crate::api::pod_spec::PodSpec;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::controller::daemon::placement::node_should_run_daemon_pod;
use crate::controller::daemon::verdict::{Replacement, Surge, Terms, verdict};
use crate::playground::view::build::hold::{Hold, Look, Reason, pod_hold};
use crate::playground::view::build::places::Place;
use crate::playground::view::build::pod::StageOf;

/// Which part of the budget a node takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Takes {
    /// None.
    #[default]
    Nothing,
    /// A slot of maxUnavailable.
    Unavailable,
    /// A slot of maxSurge.
    Surge,
}

/// A node's part in a rollout.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Standing {
    /// A pod should run there.
    pub desired: bool,
    /// Why it is not done, where something is under way or amiss. A node that only waits for its turn has none.
    pub hold: Option<Hold>,
    /// What it takes of the budget.
    pub takes: Takes,
    /// Its pod of an old revision, where one should be replaced and is not on its way out yet.
    pub outdated: Option<Rc<str>>,
}

/// What stays the same over all nodes of one DaemonSet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    pub uid: Uid,
    pub spec: &'a PodSpec,
    pub terms: &'a Terms,
}

/// Takes a node's standing, and when it changes by itself.
pub(super) fn standing(
    place: &Place,
    rules: Rules<'_>,
    stage_of: StageOf<'_>,
    now: Time,
) -> (Standing, Option<Time>) {
    let body = place.node.as_deref().and_then(|node| node.as_node().map(|body| (node, body)));
    let placement = body
        .map(|(node, body)| node_should_run_daemon_pod(rules.spec, &node.meta.name, &node.meta.labels, body));
    let own = place.pods.iter().map(|part| &part.object).filter(|pod| pod.meta.is_controlled_by(rules.uid));
    let pods: Vec<Rc<Object>> = own.cloned().collect();
    let desired = placement.is_some_and(|placement| placement.should_run);
    if pods.is_empty() && !desired {
        return (Standing::default(), None);
    }
    let verdict = verdict(placement, &pods, rules.terms, now);
    let takes = match (rules.terms.allows_surge, &verdict.replacement, &verdict.surge) {
        (true, _, Surge::InFlight) => Takes::Surge,
        (false, Replacement::Unavailable | Replacement::Allowed(_), _) => Takes::Unavailable,
        _ => Takes::Nothing,
    };
    let look = Look {
        now,
        node_is_ready: body.is_some_and(|(_, body)| body.is_ready()),
        min_ready_seconds: rules.terms.min_ready_seconds,
    };
    let is_updated = |pod: &Rc<Object>| rules.terms.is_updated(pod);
    let staying = |pod: &&Rc<Object>| !pod.meta.is_terminating();
    let new = pods.iter().filter(staying).find(|pod| is_updated(pod));
    let old = pods.iter().filter(staying).find(|pod| !is_updated(pod));
    let outdated = old.filter(|_| desired && new.is_none()).map(|pod| pod.meta.name.clone());
    let is_done = matches!(verdict.replacement, Replacement::None | Replacement::Candidate(_))
        && takes == Takes::Nothing;
    let mut look_again = verdict.next_change;
    let mut hold = None;
    if !is_done {
        let subject = new.or(old).or_else(|| pods.iter().find(|pod| pod.meta.is_terminating()));
        hold = match subject.and_then(|pod| Some((pod, pod.as_pod()?))) {
            Some((pod, body)) => {
                let (hold, at) = pod_hold(pod, body, stage_of(pod.meta.uid).map(|one| one.kind), look);
                look_again = look_again.into_iter().chain(at).filter(|at| *at > now).min();
                Some(hold)
            }
            None => Some(Hold { reason: Reason::Absent, pod: None }),
        };
    }
    (Standing { desired, hold, takes, outdated }, look_again)
}
