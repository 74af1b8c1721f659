//! A DaemonSet's header, put together.

use crate::api::daemon_set::DaemonSetStatus;
use crate::apimachinery::time::Time;
use crate::kubelet::faults::Faults;
use crate::playground::view::build::budget::budget_view;
use crate::playground::view::build::daemon_sets::{DaemonSetPart, Pace};
use crate::playground::view::build::places::Places;
use crate::playground::view::build::revisions::Revision;
use crate::playground::view::build::rollout::{is_complete, rollout_view};
use crate::playground::view::daemon_set::{Counters, DaemonSetView, RevisionView};

/// A moment, and what is wrong on purpose at that moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'a> {
    pub now: Time,
    pub faults: &'a Faults,
}

/// The header, and when its words change by themselves.
pub(super) fn daemon_set_view(
    part: &DaemonSetPart,
    places: &Places,
    moment: Moment<'_>,
) -> (DaemonSetView, Option<Time>) {
    let meta = &part.object.meta;
    let daemon_set = part.body();
    let spec = part.pod_spec();
    let current = part.revisions.current(&daemon_set.spec.template.value).map(|one| one.hash.clone());
    let revision_view = |one: &Revision| RevisionView {
        number: one.number,
        hash: one.hash.to_string(),
        cause: one.cause.as_deref().map(str::to_owned),
        current: Some(&one.hash) == current.as_ref(),
        colour: part.revisions.marks.get(&one.hash).map_or(0, |mark| mark.colour),
        num_pods: part.num_pods.get(&one.hash).copied().unwrap_or_default(),
        change: one.diff.words.clone(),
        diff: one.diff.lines.clone(),
    };
    let (budget, look_again) = budget_view(part, places, moment.now);
    let images: Vec<&str> = spec.containers.iter().map(|container| &*container.image).collect();
    let view = DaemonSetView {
        name: meta.name.clone(),
        namespace: meta.namespace.to_string(),
        uid: meta.uid.to_string(),
        node_selector: if spec.node_selector.is_empty() {
            String::new()
        } else {
            spec.node_selector.format()
        },
        images: images.join(","),
        counters: counters(daemon_set.status),
        revisions: part.revisions.list.iter().map(revision_view).collect(),
        budget,
        rollout: rollout_view(part, places, moment),
    };
    (view, look_again)
}

fn counters(status: DaemonSetStatus) -> Counters {
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    Counters {
        desired: number(status.desired_number_scheduled),
        current: number(status.current_number_scheduled),
        ready: number(status.number_ready),
        up_to_date: number(status.updated_number_scheduled),
        available: number(status.number_available),
        misscheduled: number(status.number_misscheduled),
    }
}

/// Takes note of where an update began, so that its pace can be told.
pub(super) fn keep_pace(part: &mut DaemonSetPart, now: Time) {
    let current = part.revisions.current(&part.body().spec.template.value).map(|one| one.hash.clone());
    let (hash, num_done) = (current.unwrap_or_default(), part.num_done());
    let is_new = part.pace.hash != hash || num_done < part.pace.num_done || is_complete(part.body().status);
    if is_new {
        // While nothing is to be done, the beginning moves along; the first step of an update leaves it behind.
        part.pace = Pace { hash, since: now, num_done };
    }
}
