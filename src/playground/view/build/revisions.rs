//! The revisions of a DaemonSet: which is the present one, which colour each has, how they differ.
//!
//! Invariants: a colour stays with its hash as long as a revision of that hash is there, also when undo renumbers it;
//! two revisions that are there have different colours as long as there are colours enough.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use crate::api::object::Object;
use crate::api::well_known::{CHANGE_CAUSE, CONTROLLER_REVISION_HASH};
use crate::playground::view::build::template_diff::{TemplateDiff, template_diff};
use crate::playground::view::cluster::RevisionMark;

/// How many colours there are.
pub const COLOURS: u8 = 6;

/// A revision.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    pub object: Rc<Object>,
    pub hash: Rc<str>,
    pub number: i64,
    pub cause: Option<Rc<str>>,
    /// Against the revision before it; empty for the first.
    pub diff: Rc<TemplateDiff>,
}

/// All revisions of a DaemonSet, lowest number first.
#[derive(Clone, Debug, Default)]
pub(super) struct Revisions {
    pub list: Vec<Revision>,
    colours: BTreeMap<Rc<str>, u8>,
    last_colour: Option<u8>,
    /// How each hash shows on its pods.
    pub marks: BTreeMap<Rc<str>, RevisionMark>,
}

impl Revisions {
    /// Takes in a revision that is new or changed.
    pub fn put(&mut self, object: &Rc<Object>) {
        self.remove(object);
        let number = object.as_controller_revision().map_or(0, |revision| revision.revision);
        let revision = Revision {
            object: object.clone(),
            hash: object.meta.labels.get(CONTROLLER_REVISION_HASH).cloned().unwrap_or_default(),
            number,
            cause: object.meta.annotations.get(CHANGE_CAUSE).cloned(),
            diff: Rc::default(),
        };
        let at = self.list.partition_point(|one| one.number <= number);
        self.list.insert(at, revision);
        self.compare_neighbours();
    }

    /// Takes out a revision that is gone.
    pub fn remove(&mut self, object: &Object) {
        self.list.retain(|one| one.object.meta.uid != object.meta.uid);
        self.compare_neighbours();
    }

    fn compare_neighbours(&mut self) {
        let mut before: Option<Rc<Object>> = None;
        for revision in &mut self.list {
            revision.diff = Rc::default();
            if let (Some(old), Some(new)) =
                (before.as_deref().and_then(template_of), template_of(&revision.object))
            {
                revision.diff = Rc::new(template_diff(old, new));
            }
            before = Some(revision.object.clone());
        }
    }

    /// The revision of this template, if the controller has made it.
    pub fn current(&self, template: &Value) -> Option<&Revision> {
        self.list.iter().rev().find(|one| template_of(&one.object).is_some_and(|old| is_same(old, template)))
    }

    /// Brings the marks up to date; says whether one of them changed. A hash whose revision is gone keeps its mark for
    /// the pods that still carry it.
    pub fn refresh_marks(&mut self, template: &Value) -> bool {
        let current = self.current(template).map(|one| one.hash.clone());
        let fresh: Vec<(Rc<str>, i64)> = self.list.iter().map(|one| (one.hash.clone(), one.number)).collect();
        let mut changed = false;
        for (hash, number) in fresh {
            let colour = self.colour(&hash);
            let mark = RevisionMark { number, colour, current: Some(&hash) == current.as_ref() };
            changed |= self.marks.insert(hash, mark) != Some(mark);
        }
        changed
    }

    /// The colour of a hash: the one it has, or the next that no revision has.
    fn colour(&mut self, hash: &Rc<str>) -> u8 {
        let is_there = |one: &str| self.list.iter().any(|revision| *revision.hash == *one);
        let mut taken = [false; COLOURS as usize];
        for (other, colour) in &self.colours {
            taken[usize::from(*colour)] |= other != hash && is_there(other);
        }
        if let Some(colour) = self.colours.get(hash).filter(|colour| !taken[usize::from(**colour)]) {
            return *colour;
        }
        let first = self.last_colour.map_or(0, |last| last + 1);
        let free =
            (first..first + COLOURS).map(|colour| colour % COLOURS).find(|one| !taken[usize::from(*one)]);
        let colour = free.unwrap_or(first % COLOURS);
        self.colours.insert(hash.clone(), colour);
        self.last_colour = Some(colour);
        colour
    }
}

/// The template that a revision brings back.
pub(super) fn template_of(object: &Object) -> Option<&Value> {
    object.as_controller_revision()?.data.pointer("/spec/template")
}

/// Whether a revision's template is this one; it has one key more, which says how it is put back.
fn is_same(revision: &Value, template: &Value) -> bool {
    let (Some(revision), Some(template)) = (revision.as_object(), template.as_object()) else { return false };
    let mut rest = revision.iter().filter(|(key, _)| *key != "$patch");
    template.iter().all(|one| rest.next() == Some(one)) && rest.next().is_none()
}
