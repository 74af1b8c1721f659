//! The sentence on a DaemonSet's rollout: finished, under way, waiting for the person, or stuck and why.

use crate::api::daemon_set::{DaemonSetStatus, UpdateStrategy};
use crate::apimachinery::time::Time;
use crate::playground::view::build::budget::budget_of;
use crate::playground::view::build::daemon_sets::DaemonSetPart;
use crate::playground::view::build::fixes::{Trouble, namespace_flag};
use crate::playground::view::build::header::Moment;
use crate::playground::view::build::hold::Reason;
use crate::playground::view::build::places::Places;
use crate::playground::view::build::why_not::why_not;
use crate::playground::view::cluster::Fix;
use crate::playground::view::daemon_set::{Phase, RolloutView};

/// How many nodes are asked for a way to make one match.
const CANDIDATES_MAX: usize = 64;

/// The sentence.
pub(super) fn rollout_view(part: &DaemonSetPart, places: &Places, moment: Moment<'_>) -> RolloutView {
    let desired = part.body().status.desired_number_scheduled;
    let number = |number: i64| i32::try_from(number.max(0)).unwrap_or(i32::MAX);
    let view = state(part, places, moment);
    let num_done = if view.phase == Phase::Complete { desired } else { part.num_done() };
    RolloutView { done: (number(num_done), number(desired)), ..view }
}

fn state(part: &DaemonSetPart, places: &Places, moment: Moment<'_>) -> RolloutView {
    let status = part.body().status;
    if part.object.meta.is_terminating() {
        let pods = part.num_pods.values().sum::<u32>();
        return plain(
            Phase::Deleting,
            "Being deleted",
            match pods {
                0 => "its pods are gone".to_owned(),
                1 => "waits for its last pod to end".to_owned(),
                pods => format!("waits for {pods} pods to end"),
            },
        );
    }
    if status.observed_generation < part.object.meta.generation {
        let detail = "the controller has not acted on it yet".to_owned();
        return plain(Phase::Progressing, "Changed", detail);
    }
    let desired = status.desired_number_scheduled;
    if desired == 0 {
        return empty(part, places);
    }
    let is_on_delete = part.body().spec.update_strategy == UpdateStrategy::OnDelete;
    if is_on_delete && status.updated_number_scheduled < desired {
        return on_delete(part, status);
    }
    if is_complete(status) {
        return complete(status);
    }
    let is_moving = part.holds.iter().next_back().is_some_and(|(reason, _)| !reason.is_stuck());
    let budget = budget_of(part);
    let (allowed, taken) = match part.body().spec.update_strategy {
        UpdateStrategy::RollingUpdate { .. } if budget.max_surge > 0 => (budget.max_surge, part.num_taken.1),
        _ => (budget.max_unavailable, part.num_taken.0),
    };
    let may_go_on = !is_on_delete && !part.outdated.is_empty() && taken < allowed;
    match part.holds.first() {
        Some((reason, slot)) if reason.is_stuck() && !is_moving && !may_go_on => {
            stuck(part, places, reason, *slot, moment)
        }
        _ => progressing(part, places, status, moment),
    }
}

/// Whether every node that should has an available pod of the newest revision, and none is missing.
pub(super) fn is_complete(status: DaemonSetStatus) -> bool {
    let desired = status.desired_number_scheduled;
    status.updated_number_scheduled >= desired
        && status.number_available >= desired
        && status.current_number_scheduled >= desired
}

fn plain(phase: Phase, headline: &str, detail: String) -> RolloutView {
    RolloutView { phase, headline: headline.to_owned(), detail, done: (0, 0), fixes: Vec::new() }
}

fn complete(status: DaemonSetStatus) -> RolloutView {
    let mut detail = match status.desired_number_scheduled {
        1 => "its pod is up to date and available".to_owned(),
        desired => format!("all {desired} pods are up to date and available"),
    };
    match status.number_misscheduled {
        0 => {}
        1 => detail.push_str("; 1 more is on a node that does not count"),
        number => detail.push_str(&format!("; {number} more are on nodes that do not count")),
    }
    plain(Phase::Complete, "Complete", detail)
}

fn empty(part: &DaemonSetPart, places: &Places) -> RolloutView {
    let spec = part.pod_spec();
    if places.order().is_empty() {
        return plain(Phase::Empty, "No node", "the cluster has no node yet".to_owned());
    }
    let pairs: Vec<String> =
        spec.node_selector.iter().map(|(key, value)| ["`", key, "=", value, "`"].concat()).collect();
    let noun = if pairs.len() == 1 { "label " } else { "labels " };
    let has_labels = |slot: &u32| {
        let node = places.get(*slot).node.as_deref();
        node.is_some_and(|node| spec.node_selector.is_subset_of(&node.meta.labels))
    };
    let detail = if pairs.is_empty() {
        "no node fits its affinity and tolerations".to_owned()
    } else if places.order().iter().any(has_labels) {
        ["no node with the ", noun, &pairs.join(" and "), " fits its affinity and tolerations"].concat()
    } else {
        ["no node has the ", noun, &pairs.join(" and ")].concat()
    };
    let fixes = places.order().iter().take(CANDIDATES_MAX).filter_map(|slot| {
        let node = places.get(*slot).node.as_deref()?;
        let fix = why_not(spec, &node.meta.name, &node.meta.labels, node.as_node()?, false)?.fix?;
        Some(Fix { label: [&fix.label, " on ", &node.meta.name].concat(), command: fix.command })
    });
    RolloutView { fixes: fixes.take(1).collect(), ..plain(Phase::Empty, "No node matches", detail) }
}

fn on_delete(part: &DaemonSetPart, status: DaemonSetStatus) -> RolloutView {
    let (updated, desired) = (status.updated_number_scheduled, status.desired_number_scheduled);
    let pod = part.outdated.first().and_then(|slot| part.standing(*slot)?.outdated.clone());
    let detail = format!("{updated} of {desired} updated; a pod is replaced when you delete it");
    let fix = pod.map(|pod| Fix {
        label: ["Delete ", &pod].concat(),
        command: ["kubectl delete pod ", &pod, &namespace_flag(part)].concat(),
    });
    RolloutView {
        fixes: fix.into_iter().collect(),
        ..plain(Phase::Waiting, "OnDelete waits for you", detail)
    }
}

fn progressing(
    part: &DaemonSetPart,
    places: &Places,
    status: DaemonSetStatus,
    moment: Moment<'_>,
) -> RolloutView {
    let desired = status.desired_number_scheduled;
    let updated = status.updated_number_scheduled;
    let is_rolling = updated < desired && part.revisions.list.len() > 1;
    let mut detail = if is_rolling {
        format!("{updated} of {desired} updated")
    } else {
        format!("{} of {desired} available", status.number_available)
    };
    if let Some(eta) = time_left(part, moment.now).filter(|_| is_rolling) {
        detail.push_str(", about ");
        detail.push_str(&eta);
        detail.push_str(" to go");
    }
    let headline = if is_rolling { "Rolling out" } else { "Starting" };
    let Some((reason, slot)) = part.holds.first() else { return plain(Phase::Progressing, headline, detail) };
    let name = &places.get(*slot).name;
    match reason {
        reason if reason.is_stuck() => {
            detail.push_str(&["; `", name, "` is held up: ", &reason.words(moment.now)].concat());
        }
        // The first hold is the gravest, so everybody else waits for the same.
        Reason::MinReady(until) => {
            let seconds = until.since(moment.now).div_ceil(1000);
            detail.push_str(&format!("; `{name}` must stay ready for {seconds} s more (`minReadySeconds`)"));
        }
        _ => return plain(Phase::Progressing, headline, detail),
    }
    let fixes = trouble(part, places, reason, *slot, |trouble| trouble.fixes(moment.faults));
    RolloutView { fixes, ..plain(Phase::Progressing, headline, detail) }
}

fn trouble<R>(
    part: &DaemonSetPart,
    places: &Places,
    reason: &Reason,
    slot: u32,
    ask: impl FnOnce(Trouble<'_>) -> R,
) -> R {
    let hold = part.standing(slot).and_then(|standing| standing.hold.as_ref());
    let pod = hold.and_then(|hold| hold.pod.clone()).unwrap_or_default();
    ask(Trouble { part, place: places.get(slot), reason, pod: &pod })
}

/// The time that is left at the pace so far; none before the first node is done.
fn time_left(part: &DaemonSetPart, now: Time) -> Option<String> {
    let done = u64::try_from(part.num_done() - part.pace.num_done).ok().filter(|done| *done > 0)?;
    let left = u64::try_from(part.body().status.desired_number_scheduled - part.num_done()).ok()?;
    let seconds = (now.since(part.pace.since) * left / done).div_ceil(1000);
    Some(match seconds {
        0..=20 => format!("{} s", seconds.max(1)),
        21..=119 => format!("{} s", seconds.div_ceil(5) * 5),
        _ => format!("{} min", seconds.div_ceil(60)),
    })
}

fn stuck(
    part: &DaemonSetPart,
    places: &Places,
    reason: &Reason,
    slot: u32,
    moment: Moment<'_>,
) -> RolloutView {
    let node = &places.get(slot).name;
    let (sentence, fixes) = trouble(part, places, reason, slot, |trouble| {
        let pod = trouble.pod;
        let sentence = match reason {
            Reason::CannotEnd => ["`", pod, "` cannot end: its node `", node, "` does not answer"].concat(),
            Reason::NodeNotReady => ["`", node, "` is not ready, and its pod counts as unavailable"].concat(),
            Reason::NoImage(image) => ["`", node, "` cannot pull the image `", image, "`"].concat(),
            Reason::Crashing => ["`", pod, "` on `", node, "` crashes again and again"].concat(),
            Reason::CannotStart(word) => ["`", pod, "` on `", node, "` cannot start: ", word].concat(),
            Reason::NoRoom(why) => ["`", pod, "` cannot be scheduled on `", node, "`: ", why].concat(),
            _ => ["`", pod, "` on `", node, "` runs, and its probe does not find it ready"].concat(),
        };
        (sentence, trouble.fixes(moment.faults))
    });
    let mut detail = ["because ", &sentence].concat();
    match part.holds.len() - 1 {
        0 => {}
        1 => detail.push_str(", and 1 more node is held up"),
        others => detail.push_str(&format!(", and {others} more nodes are held up")),
    }
    RolloutView { fixes, ..plain(Phase::Stuck, "Stuck", detail) }
}
