//! What is kept about each DaemonSet: its revisions, and every node's standing with sums over them.
//!
//! Invariants: a slot that is not dirty has the standing that a fresh look would give; `holds` and `outdated` follow
//! from the standings. A DaemonSet that is gone stays, unseen, until its last pod is gone, so that its pods keep their
//! colours.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::daemon_set::{DaemonSet, UpdateStrategy};
use crate::api::object::Object;
use crate::api::pod_spec::{PodSpec, PodTemplateSpec};
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::controller::daemon::template::{daemon_pod_spec, template_generation_text};
use crate::controller::daemon::verdict::Terms;
use crate::playground::view::build::hold::Reason;
use crate::playground::view::build::places::Place;
use crate::playground::view::build::pod::StageOf;
use crate::playground::view::build::revisions::Revisions;
use crate::playground::view::build::standing::{Rules, Standing, Takes, standing};
use crate::playground::view::cluster::RevisionMark;
use crate::playground::view::daemon_set::{DaemonSetView, Phase};

/// How fast an update goes.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    pub hash: Rc<str>,
    pub since: Time,
    /// How many nodes were done then.
    pub num_done: i64,
}

/// What is kept about one DaemonSet.
#[derive(Clone, Debug)]
pub(super) struct DaemonSetPart {
    pub object: Rc<Object>,
    pub is_gone: bool,
    pub revisions: Revisions,
    pub num_pods: BTreeMap<Rc<str>, u32>,
    /// Slots that are not done, the stuck ones first.
    pub holds: BTreeSet<(Reason, u32)>,
    /// How many slots take a part of maxUnavailable, and of maxSurge.
    pub num_taken: (i64, i64),
    /// Slots whose pod is of an old revision and is not on its way out.
    pub outdated: BTreeSet<u32>,
    pub pace: Pace,
    /// Counts up with each change of what the nodes' explanations depend on.
    pub touched: u64,
    pub view: Option<Rc<DaemonSetView>>,
    pub is_dirty: bool,
    /// When words in the view change by themselves.
    pub look_again: Option<Time>,
    standings: Vec<Standing>,
    template: Rc<PodTemplateSpec>,
    spec: Rc<PodSpec>,
    terms: Terms,
    terms_are_stale: bool,
}

impl DaemonSetPart {
    fn new(object: &Rc<Object>, daemon_set: &DaemonSet) -> DaemonSetPart {
        let template = daemon_set.spec.template.clone();
        DaemonSetPart {
            object: object.clone(),
            is_gone: false,
            revisions: Revisions::default(),
            num_pods: BTreeMap::new(),
            holds: BTreeSet::new(),
            num_taken: (0, 0),
            outdated: BTreeSet::new(),
            pace: Pace::default(),
            touched: 0,
            view: None,
            is_dirty: true,
            look_again: None,
            standings: Vec::new(),
            spec: Rc::new(daemon_pod_spec(&template.spec)),
            template,
            terms: Terms {
                hash: "".into(),
                generation: "".into(),
                min_ready_seconds: 0,
                allows_surge: false,
            },
            terms_are_stale: true,
        }
    }

    /// The DaemonSet.
    pub fn body(&self) -> &DaemonSet {
        self.object.as_daemon_set().expect("parts are made of DaemonSets")
    }

    /// The spec of its pods, with the tolerations that they get.
    pub fn pod_spec(&self) -> &Rc<PodSpec> {
        &self.spec
    }

    /// What its pods are judged by.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// A node's standing; none where it never mattered.
    pub fn standing(&self, slot: u32) -> Option<&Standing> {
        self.standings.get(slot as usize)
    }

    /// How many desired nodes have an available pod of the current revision.
    pub fn num_done(&self) -> i64 {
        let not_done = self.outdated.len() + self.holds.len();
        self.body().status.desired_number_scheduled - i64::try_from(not_done).unwrap_or(i64::MAX)
    }

    /// How a pod of this DaemonSet shows its revision.
    pub fn mark(&self, pod: &Object) -> Option<RevisionMark> {
        self.revisions.marks.get(&**pod.meta.labels.get(CONTROLLER_REVISION_HASH)?).copied()
    }

    /// Brings terms and marks up to date; says whether every node must be looked at again.
    fn refresh_terms(&mut self) -> bool {
        if !std::mem::take(&mut self.terms_are_stale) || self.is_gone {
            return false;
        }
        let template = self.body().spec.template.clone();
        let marks_changed = self.revisions.refresh_marks(&template.value);
        let hash = self.revisions.current(&template.value).map(|one| one.hash.clone()).unwrap_or_default();
        let terms = Terms {
            hash,
            generation: template_generation_text(&self.object),
            min_ready_seconds: self.body().spec.min_ready_seconds,
            allows_surge: allows_surge(self.body()),
        };
        let template_changed = !Rc::ptr_eq(&template, &self.template);
        if template_changed {
            self.spec = Rc::new(daemon_pod_spec(&template.spec));
            self.template = template;
        }
        let terms_changed = terms != self.terms;
        self.terms = terms;
        self.is_dirty = true;
        marks_changed || template_changed || terms_changed
    }

    /// Takes a fresh standing of a slot; says when it changes by itself.
    pub fn judge(&mut self, slot: u32, place: &Place, stage_of: StageOf<'_>, now: Time) -> Option<Time> {
        if self.is_gone {
            return None;
        }
        let rules = Rules { uid: self.object.meta.uid, spec: &self.spec, terms: &self.terms };
        let (fresh, look_again) = standing(place, rules, stage_of, now);
        let index = slot as usize;
        if self.standings.len() <= index {
            self.standings.resize(index + 1, Standing::default());
        }
        if self.standings[index] == fresh {
            return look_again;
        }
        let old = std::mem::replace(&mut self.standings[index], fresh.clone());
        self.count(&old, slot, -1);
        self.count(&fresh, slot, 1);
        self.is_dirty = true;
        look_again
    }

    fn count(&mut self, standing: &Standing, slot: u32, sign: i64) {
        let is_there = sign > 0;
        match standing.takes {
            Takes::Nothing => {}
            Takes::Unavailable => self.num_taken.0 += sign,
            Takes::Surge => self.num_taken.1 += sign,
        }
        if let Some(hold) = &standing.hold {
            let key = (hold.reason.clone(), slot);
            _ = if is_there { self.holds.insert(key) } else { self.holds.remove(&key) };
        }
        if standing.outdated.is_some() {
            _ = if is_there { self.outdated.insert(slot) } else { self.outdated.remove(&slot) };
        }
    }
}

/// All DaemonSets, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct DaemonSets {
    pub list: Vec<DaemonSetPart>,
    /// One came or went.
    pub list_changed: bool,
    num_touches: u64,
}

impl DaemonSets {
    /// The DaemonSet of that identity.
    pub fn find(&self, uid: Uid) -> Option<&DaemonSetPart> {
        self.list.iter().find(|part| part.object.meta.uid == uid)
    }

    fn find_mut(&mut self, uid: Uid) -> Option<&mut DaemonSetPart> {
        self.list.iter_mut().find(|part| part.object.meta.uid == uid)
    }

    /// Those that are there, oldest first.
    pub fn there(&self) -> impl Iterator<Item = &DaemonSetPart> {
        self.list.iter().filter(|part| !part.is_gone)
    }

    /// Takes in a DaemonSet that is new or changed.
    pub fn put(&mut self, object: &Rc<Object>) {
        let Some(daemon_set) = object.as_daemon_set() else { return };
        self.num_touches += 1;
        let touched = self.num_touches;
        let Some(part) = self.find_mut(object.meta.uid) else {
            let part = DaemonSetPart { touched, ..DaemonSetPart::new(object, daemon_set) };
            self.list.push(part);
            self.list_changed = true;
            return;
        };
        if !Rc::ptr_eq(&part.body().spec, &daemon_set.spec) {
            part.touched = touched;
            part.terms_are_stale = true;
        }
        part.object = object.clone();
        part.is_dirty = true;
    }

    /// Takes out a DaemonSet that is gone.
    pub fn remove(&mut self, object: &Object) {
        if let Some(part) = self.find_mut(object.meta.uid) {
            part.refresh_terms();
            part.is_gone = true;
            self.list_changed = true;
        }
        self.forget_gone();
    }

    fn forget_gone(&mut self) {
        self.list.retain(|part| !part.is_gone || !part.num_pods.is_empty());
    }

    /// Takes in a revision that is new or changed, or `is_gone`.
    pub fn put_revision(&mut self, object: &Rc<Object>, is_gone: bool) {
        let owner = object.meta.controller().map(|owner| owner.uid);
        let Some(part) = owner.and_then(|uid| self.find_mut(uid)) else { return };
        if part.is_gone {
            return;
        }
        if is_gone {
            part.revisions.remove(object);
        } else {
            part.revisions.put(object);
        }
        part.terms_are_stale = true;
    }

    /// Counts a pod as it was out and as it is in.
    pub fn count_pod(&mut self, old: Option<&Object>, new: Option<&Object>) {
        let hash = |pod: &Object| pod.meta.labels.get(CONTROLLER_REVISION_HASH).cloned().unwrap_or_default();
        let owner = |pod: &Object| pod.meta.controller().map(|owner| owner.uid);
        let (old_key, new_key) = (
            old.and_then(|pod| Some((owner(pod)?, hash(pod)))),
            new.and_then(|pod| Some((owner(pod)?, hash(pod)))),
        );
        if old_key == new_key {
            return;
        }
        if let Some((uid, hash)) = new_key
            && let Some(part) = self.find_mut(uid)
        {
            *part.num_pods.entry(hash).or_default() += 1;
            part.is_dirty = true;
        }
        if let Some((uid, hash)) = old_key
            && let Some(part) = self.find_mut(uid)
        {
            let count = part.num_pods.entry(hash.clone()).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                part.num_pods.remove(&hash);
            }
            part.is_dirty = true;
            if part.is_gone {
                self.forget_gone();
            }
        }
    }

    /// Nodes changed: a DaemonSet without any says which of them could be its first.
    pub fn nodes_changed(&mut self) {
        let is_empty = |part: &&mut DaemonSetPart| {
            part.view.as_ref().is_some_and(|view| view.rollout.phase == Phase::Empty)
        };
        self.list.iter_mut().filter(is_empty).for_each(|part| part.is_dirty = true);
    }

    /// Brings what follows from specs and revisions up to date; says whether every node must be looked at again.
    pub fn refresh_terms(&mut self) -> bool {
        self.list.iter_mut().fold(false, |changed, part| part.refresh_terms() | changed)
    }
}

/// Upstream: `util.AllowsSurge`.
fn allows_surge(daemon_set: &DaemonSet) -> bool {
    match daemon_set.spec.update_strategy {
        UpdateStrategy::OnDelete => false,
        UpdateStrategy::RollingUpdate { max_surge, .. } => max_surge.scaled_up(1) > 0,
    }
}
