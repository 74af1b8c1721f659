//! What the controller keeps about one DaemonSet: the verdict of every node, and sums and sets over them.
//!
//! Invariants: a node that is not marked dirty has the verdict that a fresh look would give; the totals are the sum of
//! the verdicts. Nodes stand in the order of `rank`, drawn once per node: upstream walks a Go map, so nobody may rely
//! on which node an update takes first.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::object::Object;
use crate::api::pod_spec::PodTemplateSpec;
use crate::apimachinery::agenda::Agenda;
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::OwnerReference;
use crate::apimachinery::time::Time;
use crate::controller::daemon::placement::{Placement, node_should_run_daemon_pod};
use crate::controller::daemon::template::DaemonPodTemplate;
use crate::controller::daemon::verdict::{Replacement, Surge, Terms, Verdict, verdict};

/// A node's place among the nodes: a number drawn by chance, then its slot.
pub type Place = (u32, u32);

/// The sums of the verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Nodes that should run a pod.
    pub desired: i64,
    /// Of these, nodes that have one.
    pub current: i64,
    /// Nodes that should not, and have one.
    pub misscheduled: i64,
    /// Desired nodes with a ready pod.
    pub ready: i64,
    /// Desired nodes with an available pod.
    pub available: i64,
    /// Desired nodes with a pod of the current revision.
    pub updated: i64,
    /// Nodes that count as unavailable in an update without surge.
    pub unavailable: i64,
    /// Surges in flight.
    pub surging: i64,
    /// Nodes whose older pod is available, in an update with surge.
    pub surge_available: i64,
    /// Nodes with an old pod that nobody knows.
    pub unknown: i64,
}

#[derive(Clone, Debug)]
struct NodePart {
    rank: u32,
    name: Rc<str>,
    pods: Vec<Rc<Object>>,
    verdict: Verdict,
    dirty: bool,
    /// Whether a pod belongs on the node, which is `None` where it is not known; a look at it tells again.
    placement: Option<Option<Placement>>,
}

/// What the controller keeps about one DaemonSet.
#[derive(Clone, Debug, Default)]
pub struct DaemonSetState {
    parts: Vec<Rc<NodePart>>,
    slots: Index<(Rc<str>, u32)>,
    dirty: Vec<u32>,
    changes: Agenda<u32>,
    terms: Option<Terms>,
    template: Option<(Rc<PodTemplateSpec>, DaemonPodTemplate)>,
    totals: Totals,
    identity_of_pods: Option<(Rc<[OwnerReference]>, Rc<str>)>,
    /// Nodes that need a pod.
    pub needs_pod: BTreeSet<Place>,
    /// Nodes with excess pods.
    pub excess: BTreeSet<Place>,
    /// Nodes with ended pods.
    pub ended: BTreeSet<Place>,
    /// Nodes whose old pod may be replaced whatever the budget.
    pub replacement_allowed: BTreeSet<Place>,
    /// Nodes whose old pod may be replaced within the budget.
    pub replacement_candidates: BTreeSet<Place>,
    /// Nodes whose old pod can go in an update with surge.
    pub surge_delete_old: BTreeSet<Place>,
    /// Nodes whose old pod has no business there, in an update with surge.
    pub surge_should_not_run: BTreeSet<Place>,
    /// Nodes that get their new pod whatever the surge budget.
    pub surge_allowed: BTreeSet<Place>,
    /// Nodes that get their new pod within the surge budget.
    pub surge_candidates: BTreeSet<Place>,
    /// How many pods carry each revision hash.
    pub live_hashes: BTreeMap<Rc<str>, u64>,
}

impl DaemonSetState {
    /// The totals over all nodes, as of the last refresh.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// The template of new pods, as of the last refresh.
    pub fn template(&self) -> Option<&DaemonPodTemplate> {
        self.template.as_ref().map(|(_, template)| template)
    }

    /// The owner's reference and the prefix of names that each new pod carries, one for all.
    pub fn identity_of_pods(&mut self, daemon_set: &Object) -> (Rc<[OwnerReference]>, Rc<str>) {
        let identity =
            || (Rc::from([daemon_set.controller_reference()]), format!("{}-", daemon_set.meta.name).into());
        self.identity_of_pods.get_or_insert_with(identity).clone()
    }

    /// The name of the node at a place.
    pub fn node_name(&self, place: Place) -> &Rc<str> {
        &self.part(place).name
    }

    /// The verdict of the node at a place.
    pub fn verdict(&self, place: Place) -> &Verdict {
        &self.part(place).verdict
    }

    /// The pods at a node, ended ones too.
    pub fn pods(&self, node_name: &str) -> &[Rc<Object>] {
        self.slots.value(node_name).map(|slot| &self.parts[*slot as usize].pods[..]).unwrap_or_default()
    }

    /// Every pod of the DaemonSet.
    pub fn all_pods(&self) -> impl Iterator<Item = &Rc<Object>> {
        self.parts.iter().flat_map(|part| &part.pods)
    }

    fn part(&self, place: Place) -> &NodePart {
        &self.parts[place.1 as usize]
    }

    /// Marks a node that changed for a fresh look. `rank` orders a node that is new here.
    pub fn mark_dirty(&mut self, node_name: &Rc<str>, rank: u32) {
        let slot = self.slot(node_name, rank);
        self.part_mut(slot).placement = None;
        self.mark_slot(slot);
    }

    fn part_mut(&mut self, slot: u32) -> &mut NodePart {
        Rc::make_mut(&mut self.parts[slot as usize])
    }

    fn mark_slot(&mut self, slot: u32) {
        let part = self.part_mut(slot);
        if !part.dirty {
            part.dirty = true;
            self.dirty.push(slot);
        }
    }

    fn slot(&mut self, node_name: &Rc<str>, rank: u32) -> u32 {
        if let Some(slot) = self.slots.value(node_name) {
            return *slot;
        }
        let slot = u32::try_from(self.parts.len()).expect("there are far fewer than 2^32 nodes");
        self.slots.put((node_name.clone(), slot));
        let (name, pods, verdict) = (node_name.clone(), Vec::new(), Verdict::default());
        self.parts.push(Rc::new(NodePart { rank, name, pods, verdict, dirty: false, placement: None }));
        slot
    }

    /// Takes in a pod that is new or changed.
    pub fn put_pod(&mut self, node_name: &Rc<str>, rank: u32, pod: Rc<Object>, hash: Option<&Rc<str>>) {
        let slot = self.slot(node_name, rank);
        let pods = &mut self.part_mut(slot).pods;
        match pods.iter_mut().find(|one| one.meta.name == pod.meta.name) {
            Some(old) => *old = pod,
            None => {
                pods.push(pod);
                if let Some(hash) = hash {
                    *self.live_hashes.entry(hash.clone()).or_default() += 1;
                }
            }
        }
        self.mark_slot(slot);
    }

    /// Takes out a pod that is gone.
    pub fn remove_pod(&mut self, node_name: &str, pod_name: &str, hash: Option<&Rc<str>>) {
        let Some(&slot) = self.slots.value(node_name) else { return };
        let pods = &mut self.part_mut(slot).pods;
        let Some(index) = pods.iter().position(|one| *one.meta.name == *pod_name) else { return };
        pods.remove(index);
        if let Some(count) = hash.and_then(|hash| self.live_hashes.get_mut(hash)) {
            *count -= 1;
        }
        if let Some(hash) = hash.filter(|hash| self.live_hashes.get(&***hash) == Some(&0)) {
            self.live_hashes.remove(hash);
        }
        self.mark_slot(slot);
    }

    /// Takes fresh verdicts where something changed; everywhere when the terms or the template did. `node` finds a
    /// node by name.
    pub fn refresh<'a>(
        &mut self,
        terms: Terms,
        source: &Rc<PodTemplateSpec>,
        template: impl FnOnce() -> DaemonPodTemplate,
        now: Time,
        node: impl Fn(&str) -> Option<&'a Rc<Object>>,
    ) {
        while let Some(slot) = self.changes.pop_due(now) {
            self.mark_slot(slot);
        }
        let has_template = self.template.as_ref().is_some_and(|(known, _)| Rc::ptr_eq(known, source));
        if !has_template || self.terms.as_ref() != Some(&terms) {
            self.template = Some((source.clone(), template()));
            self.terms = Some(terms);
            for slot in 0..self.parts.len() as u32 {
                self.part_mut(slot).placement = None;
                self.mark_slot(slot);
            }
        }
        if self.dirty.is_empty() {
            return;
        }
        let (Some(terms), Some((_, template))) = (self.terms.clone(), self.template.clone()) else { return };
        for slot in std::mem::take(&mut self.dirty) {
            let part = self.part_mut(slot);
            let look = || node(&part.name).map(|node| placement(&template, node));
            let placement = *part.placement.get_or_insert_with(look);
            self.judge(slot, placement, &terms, now);
        }
    }

    fn judge(&mut self, slot: u32, placement: Option<Placement>, terms: &Terms, now: Time) {
        let part = Rc::make_mut(&mut self.parts[slot as usize]);
        part.dirty = false;
        let fresh = verdict(placement, &part.pods, terms, now);
        if let Some(at) = fresh.next_change.filter(|at| part.verdict.next_change != Some(*at)) {
            self.changes.add(at, slot);
        }
        if part.verdict == fresh {
            return;
        }
        let place = (part.rank, slot);
        let old = std::mem::replace(&mut part.verdict, fresh.clone());
        add(&mut self.totals, &old, -1);
        add(&mut self.totals, &fresh, 1);
        self.move_between_sets(place, &old, &fresh);
    }

    fn move_between_sets(&mut self, place: Place, old: &Verdict, new: &Verdict) {
        fn set(set: &mut BTreeSet<Place>, place: Place, was: bool, is: bool) {
            match (was, is) {
                (true, false) => _ = set.remove(&place),
                (false, true) => _ = set.insert(place),
                _ => {}
            }
        }
        let each = |sets: &mut BTreeSet<Place>, holds: fn(&Verdict) -> bool| {
            set(sets, place, holds(old), holds(new));
        };
        each(&mut self.needs_pod, |v| v.needs_pod);
        each(&mut self.excess, |v| !v.excess.is_empty());
        each(&mut self.ended, |v| !v.ended.is_empty());
        each(&mut self.replacement_allowed, |v| matches!(v.replacement, Replacement::Allowed(_)));
        each(&mut self.replacement_candidates, |v| matches!(v.replacement, Replacement::Candidate(_)));
        each(&mut self.surge_delete_old, |v| matches!(v.surge, Surge::DeleteOld(_)));
        each(&mut self.surge_should_not_run, |v| matches!(v.surge, Surge::ShouldNotRun(_)));
        each(&mut self.surge_allowed, |v| matches!(v.surge, Surge::Allowed));
        each(&mut self.surge_candidates, |v| matches!(v.surge, Surge::Candidate));
    }
}

fn placement(template: &DaemonPodTemplate, node: &Object) -> Placement {
    let body = node.as_node().expect("the table of nodes holds nodes");
    node_should_run_daemon_pod(&template.spec, &node.meta.name, &node.meta.labels, body)
}

fn add(totals: &mut Totals, verdict: &Verdict, sign: i64) {
    let add = |total: &mut i64, holds: bool| *total += sign * i64::from(holds);
    add(&mut totals.desired, verdict.desired);
    add(&mut totals.current, verdict.current);
    add(&mut totals.misscheduled, verdict.misscheduled);
    add(&mut totals.ready, verdict.ready);
    add(&mut totals.available, verdict.available);
    add(&mut totals.updated, verdict.updated);
    add(
        &mut totals.unavailable,
        matches!(verdict.replacement, Replacement::Unavailable | Replacement::Allowed(_)),
    );
    add(&mut totals.surging, verdict.surge == Surge::InFlight);
    add(&mut totals.surge_available, verdict.surge_available);
    add(&mut totals.unknown, verdict.surge == Surge::NodeUnknown);
}
