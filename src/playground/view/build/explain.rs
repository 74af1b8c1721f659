//! The builder's answers: every rule for a node, the matrix, what a counter counts, what would come of another node.
//!
//! Invariant: asked on demand only; nothing here runs because the cluster changed.

use std::rc::Rc;

use crate::api::object::Object;
use crate::api::scheduling::TaintEffect;
use crate::apimachinery::time::Time;
use crate::apimachinery::unified_diff::unified_diff;
use crate::apimachinery::yaml;
use crate::controller::daemon::placement::{Placement, node_should_run_daemon_pod};
use crate::controller::daemon::verdict::{counted_pod, verdict};
use crate::playground::view::build::builder::ViewBuilder;
use crate::playground::view::build::daemon_sets::DaemonSetPart;
use crate::playground::view::build::places::Place;
use crate::playground::view::build::revisions::template_of;
use crate::playground::view::build::rules::{Candidate, decisive, outcome, rules};
use crate::playground::view::build::why_not::why_not;
use crate::playground::view::cluster::{PodState, PodView};
use crate::playground::view::explain::{
    MatrixRow, MatrixShow, MatrixView, Outcome, PreviewView, RuleView, WhyView,
};
use crate::playground::view::subject::{Counter, Subject, Touched};

/// How many names a sentence lists.
const NAMES_MAX: usize = 4;

impl ViewBuilder {
    fn part(&self, uid: &str) -> Option<&DaemonSetPart> {
        self.daemon_sets.there().find(|part| part.object.meta.uid.to_string() == uid)
    }

    /// Why each DaemonSet has a pod on a node, or has none; of one DaemonSet where its uid is given.
    pub fn why(&self, node: &str, uid: Option<&str>) -> Vec<WhyView> {
        let Some(slot) = self.places.slot_of(node) else { return Vec::new() };
        let place = self.places.get(slot);
        let wanted = |part: &&DaemonSetPart| uid.is_none_or(|uid| part.object.meta.uid.to_string() == uid);
        self.daemon_sets.there().filter(wanted).filter_map(|part| why(part, place)).collect()
    }

    /// Rows of the matrix from `first` on. `filter` is part of a node's name, or a label `key=value` of it.
    pub fn matrix(&self, filter: &str, show: MatrixShow, first: u32, count: u32) -> MatrixView {
        let parts: Vec<&DaemonSetPart> = self.daemon_sets.there().collect();
        let heads =
            parts.iter().map(|part| (part.object.meta.uid.to_string().into(), part.object.meta.name.clone()));
        let mut view = MatrixView { heads: heads.collect(), ..MatrixView::default() };
        for slot in self.places.order() {
            let place = self.places.get(*slot);
            view.num_nodes += 1;
            if !fits(place, filter.trim()) {
                continue;
            }
            let is_wanted = show == MatrixShow::All || {
                let outcomes = parts.iter().filter_map(|part| Some(placed(part, place)?.1));
                is_shown(show, outcomes)
            };
            if is_wanted {
                if (first..first.saturating_add(count)).contains(&view.num_rows) {
                    let cells = parts.iter().map(|part| cell(part, place)).collect();
                    view.rows.push(MatrixRow { node: place.name.clone(), cells });
                }
                view.num_rows += 1;
            }
        }
        view
    }

    /// The nodes and pods that a counter counts.
    pub fn counted(&self, uid: &str, counter: Counter, now: Time) -> Touched {
        let mut touched = Touched::default();
        let Some(part) = self.part(uid) else { return touched };
        for slot in self.places.order() {
            let place = self.places.get(*slot);
            let Some((placement, _)) = placed(part, place) else { continue };
            let pods = own_pods(part, place);
            if pods.is_empty() && !placement.should_run {
                continue;
            }
            let verdict = verdict(Some(placement), &pods, part.terms(), now);
            let counts = match counter {
                Counter::Desired => verdict.desired,
                Counter::Current => verdict.current,
                Counter::Ready => verdict.ready,
                Counter::UpToDate => verdict.updated,
                Counter::Available => verdict.available,
                Counter::Misscheduled => verdict.misscheduled,
            };
            if counts {
                touched.touch(&Subject::node(&place.name));
                let counted = counted_pod(&pods).map(|pod| &pod.meta);
                counted
                    .into_iter()
                    .for_each(|meta| touched.touch(&Subject::pod(&meta.namespace, &meta.name)));
            }
        }
        touched
    }

    /// The difference between the templates of two revisions of a DaemonSet, as YAML.
    pub fn revision_diff(&self, uid: &str, old: &str, new: &str) -> Option<String> {
        let part = self.part(uid)?;
        let text = |hash: &str| {
            let revision = part.revisions.list.iter().find(|one| *one.hash == *hash)?;
            let mut template = template_of(&revision.object)?.clone();
            // How a revision is put back is no part of the template.
            template.as_object_mut()?.remove("$patch");
            Some(yaml::print(&template))
        };
        Some(unified_diff(text(old)?.trim_end(), text(new)?.trim_end()))
    }

    /// What would come of a node being this one.
    pub fn preview_node(&self, fresh: &Object) -> PreviewView {
        let nothing = || PreviewView { refused: false, sentence: "No pod would come or go".to_owned() };
        let Some(place) = self.places.slot_of(&fresh.meta.name).map(|slot| self.places.get(slot)) else {
            return nothing();
        };
        let mut changes = Changes::default();
        for part in self.daemon_sets.there().filter(|part| !part.object.meta.is_terminating()) {
            let (Some(old), Some(new)) = (placed(part, place), placement(part, fresh)) else { continue };
            let name = &part.object.meta.name;
            let pods = own_pods(part, place);
            match (old.1, outcome(new, !pods.is_empty())) {
                (Outcome::Absent | Outcome::Stays | Outcome::Leaves, Outcome::Missing) => {
                    changes.created.push(name)
                }
                (Outcome::Runs | Outcome::Stays, Outcome::Leaves) => changes.deleted.push(name),
                (Outcome::Runs, Outcome::Stays) => changes.misplaced.push(name),
                (Outcome::Missing, Outcome::Absent) => changes.given_up.push(name),
                (Outcome::Stays | Outcome::Leaves, Outcome::Runs) => changes.at_home.push(name),
                _ => {}
            }
        }
        changes.evicted = evicted(place, fresh);
        match changes.sentence() {
            sentence if sentence.is_empty() => nothing(),
            sentence => PreviewView { refused: false, sentence },
        }
    }
}

/// What a hypothetical node would change, by names of DaemonSets.
#[derive(Default)]
struct Changes<'a> {
    created: Vec<&'a Rc<str>>,
    deleted: Vec<&'a Rc<str>>,
    misplaced: Vec<&'a Rc<str>>,
    given_up: Vec<&'a Rc<str>>,
    at_home: Vec<&'a Rc<str>>,
    evicted: usize,
}

impl Changes<'_> {
    fn sentence(&self) -> String {
        let mut parts = Vec::new();
        for (names, one, many) in [
            (&self.created, "would be created", "would be created"),
            (&self.deleted, "would have to go", "would have to go"),
            (
                &self.misplaced,
                "could stay, but would count as misscheduled",
                "could stay, but would count as misscheduled",
            ),
            (&self.given_up, "would not be waited for any more", "would not be waited for any more"),
            (&self.at_home, "would be in its place again", "would be in their place again"),
        ] {
            if !names.is_empty() {
                let verb = if names.len() == 1 { one } else { many };
                parts.push([&pods(names.len()), " ", verb, ": ", &listed(names)].concat());
            }
        }
        if self.evicted > 0 {
            let noun = if self.evicted == 1 {
                "1 other pod".to_owned()
            } else {
                format!("{} other pods", self.evicted)
            };
            parts.push(noun + " would be evicted");
        }
        parts.join("; ")
    }
}

pub(super) fn pods(count: usize) -> String {
    if count == 1 { "1 pod".to_owned() } else { format!("{count} pods") }
}

fn listed(names: &[&Rc<str>]) -> String {
    let shown: Vec<String> = names.iter().take(NAMES_MAX).map(|name| ["`", name, "`"].concat()).collect();
    let more = names.len().saturating_sub(NAMES_MAX);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &tail
}

/// How many pods that no DaemonSet owns a new `NoExecute` taint would drive out.
fn evicted(place: &Place, fresh: &Object) -> usize {
    let taints = fresh.as_node().map(|node| node.taints.clone()).unwrap_or_default();
    let drives_out: Vec<_> = taints.iter().filter(|taint| taint.effect == TaintEffect::NoExecute).collect();
    let is_other = |pod: &&Object| {
        !pod.meta.is_terminating() && pod.meta.controller().is_none_or(|owner| &*owner.kind != "DaemonSet")
    };
    let others = place.pods.iter().map(|part| &*part.object).filter(is_other).filter_map(Object::as_pod);
    let leaves = |spec: &crate::api::pod_spec::PodSpec| {
        drives_out.iter().any(|taint| !spec.tolerations.iter().any(|one| one.tolerates(taint)))
    };
    others.filter(|pod| !pod.node_name.is_empty() && leaves(&pod.spec)).count()
}

fn own_pods(part: &DaemonSetPart, place: &Place) -> Vec<Rc<Object>> {
    let uid = part.object.meta.uid;
    place.pods.iter().map(|one| &one.object).filter(|pod| pod.meta.is_controlled_by(uid)).cloned().collect()
}

fn placement(part: &DaemonSetPart, node: &Object) -> Option<Placement> {
    let body = node.as_node()?;
    Some(node_should_run_daemon_pod(part.pod_spec(), &node.meta.name, &node.meta.labels, body))
}

fn placed(part: &DaemonSetPart, place: &Place) -> Option<(Placement, Outcome)> {
    let placement = placement(part, place.node.as_deref()?)?;
    let uid = part.object.meta.uid;
    let has_pod = place.pods.iter().any(|one| one.object.meta.is_controlled_by(uid));
    Some((placement, outcome(placement, has_pod)))
}

fn rules_at(part: &DaemonSetPart, node: &Object) -> Vec<RuleView> {
    let Some(body) = node.as_node() else { return Vec::new() };
    let at = Candidate { name: &node.meta.name, labels: &node.meta.labels, node: body };
    rules(part.pod_spec(), &part.body().spec.template.spec.tolerations, at)
}

fn cell(part: &DaemonSetPart, place: &Place) -> (Outcome, String) {
    let (Some(node), Some((_, outcome))) = (place.node.as_deref(), placed(part, place)) else {
        return (Outcome::Absent, String::new());
    };
    let own = |one: &&Rc<PodView>| one.daemon_set.as_ref() == Some(&part.object.meta.name);
    let words = match outcome {
        Outcome::Runs => {
            let mut pods = place.pods.iter().filter_map(|one| one.view.as_ref());
            pods.rfind(own).map(|pod| state_words(pod)).unwrap_or_default()
        }
        Outcome::Missing => "no pod yet".to_owned(),
        _ => decisive(&rules_at(part, node)),
    };
    (outcome, words)
}

fn fits(place: &Place, filter: &str) -> bool {
    let Some(node) = place.node.as_deref() else { return false };
    match filter.split_once('=') {
        Some((key, value)) => node.meta.labels.get(key.trim()).is_some_and(|one| **one == *value.trim()),
        None => place.name.contains(filter),
    }
}

fn is_shown(show: MatrixShow, mut outcomes: impl Iterator<Item = Outcome>) -> bool {
    outcomes.any(|outcome| match show {
        MatrixShow::All => true,
        MatrixShow::WithPods => outcome != Outcome::Absent,
        MatrixShow::Without => outcome == Outcome::Absent,
        MatrixShow::Amiss => matches!(outcome, Outcome::Missing | Outcome::Stays | Outcome::Leaves),
    })
}

/// In words, as far as the STATUS column has none.
fn state_words(pod: &PodView) -> String {
    match pod.state {
        PodState::Ready => "ready".to_owned(),
        PodState::Pulling => "pulling image".to_owned(),
        PodState::Starting => "starting".to_owned(),
        PodState::NotReady => "not ready".to_owned(),
        PodState::Scheduled => "scheduled".to_owned(),
        _ => pod.status.clone(),
    }
}

fn why(part: &DaemonSetPart, place: &Place) -> Option<WhyView> {
    let node = place.node.as_deref()?;
    let (_, outcome) = placed(part, place)?;
    let rules = rules_at(part, node);
    let has_pod = matches!(outcome, Outcome::Runs | Outcome::Stays | Outcome::Leaves);
    let not = why_not(part.pod_spec(), &place.name, &node.meta.labels, node.as_node()?, has_pod);
    let uid = part.object.meta.uid;
    let own = place.pods.iter().filter(|one| one.object.meta.is_controlled_by(uid));
    let pods = own.filter_map(|one| one.view.as_ref());
    Some(WhyView {
        node: place.name.clone(),
        daemon_set: part.object.meta.name.clone(),
        uid: uid.to_string().into(),
        outcome,
        sentence: sentence(outcome, not.as_ref().map(|not| not.sentence.as_str())),
        rules,
        pods: pods.map(|pod| (pod.name.clone(), state_words(pod), pod.revision)).collect(),
        fix: not.and_then(|not| not.fix),
    })
}

fn sentence(outcome: Outcome, why_not: Option<&str>) -> String {
    let why_not = why_not.unwrap_or_default();
    match outcome {
        Outcome::Runs => "Every rule lets it in, so it has a pod here".to_owned(),
        Outcome::Missing => "Every rule lets it in, so a pod is on its way".to_owned(),
        Outcome::Stays => [
            why_not,
            ". **Misscheduled**: its pod would not be put here today, yet `NoSchedule` drives nobody out, so it \
             counts as misscheduled and stays",
        ]
        .concat(),
        Outcome::Leaves | Outcome::Absent => why_not.to_owned(),
    }
}
