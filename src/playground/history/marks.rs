//! What stands out along a future: revisions of DaemonSets and events.
//!
//! Invariant: bounded. What comes close together is one mark with a count.

use std::rc::Rc;

use crate::apimachinery::time::Time;
use crate::apiserver::watch::WatchEventType;
use crate::client::trace::{Deed, Trace, TraceEntry};

/// Events closer than this to the one before them are one mark, in milliseconds.
const CLOSE_MS: u64 = 700;
/// How many marks there are; beyond, every other event goes.
const MARKS_MAX: usize = 600;

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Normal events.
    Event,
    /// Warnings.
    Warning,
    /// A revision was made or took another number.
    Revision,
}

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When it begins.
    pub at: Time,
    /// What it stands for.
    pub kind: MarkKind,
    /// The reason of its first event, or the revision.
    pub text: Rc<str>,
    /// How many there were.
    pub count: u32,
}

/// The marks of a future.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    list: Rc<Vec<Mark>>,
    /// All up to this moment are in the list.
    known: Time,
}

impl Marks {
    /// The marks, by time.
    pub fn list(&self) -> &Rc<Vec<Mark>> {
        &self.list
    }

    /// Those up to a moment.
    pub fn up_to(&self, at: Time) -> Marks {
        let list = self.list.iter().filter(|mark| mark.at <= at).cloned().collect();
        Marks { list: Rc::new(list), known: self.known.min(at) }
    }

    /// Takes in what was traced since the last time; what was heard before is passed over.
    pub fn listen(&mut self, trace: &Trace, now: Time) {
        if now <= self.known {
            return;
        }
        let known = std::mem::replace(&mut self.known, now);
        let fresh = trace.latest().take_while(|entry| entry.at > known);
        let marks: Vec<Mark> = fresh.filter_map(mark_of).collect();
        for mark in marks.into_iter().rev() {
            self.add(mark);
        }
    }

    fn add(&mut self, mark: Mark) {
        let list = Rc::make_mut(&mut self.list);
        let last = list.iter_mut().rev().find(|last| last.kind == mark.kind);
        match last {
            Some(last) if last.at.plus(CLOSE_MS) > mark.at && mark.kind != MarkKind::Revision => {
                last.count += 1
            }
            _ => list.push(mark),
        }
        if list.len() > MARKS_MAX {
            let mut is_odd = false;
            list.retain(|mark| {
                is_odd ^= mark.kind == MarkKind::Event;
                mark.kind != MarkKind::Event || is_odd
            });
            // Where it is not events that are many, the oldest go.
            let excess = list.len().saturating_sub(MARKS_MAX);
            list.drain(..excess);
        }
    }
}

fn mark_of(entry: &TraceEntry) -> Option<Mark> {
    let Deed::Wrote { how, before } = &entry.deed else { return None };
    if *how == WatchEventType::Deleted {
        return None;
    }
    let object = entry.object.as_ref()?;
    if let Some(event) = object.as_event() {
        let kind = if event.is_warning { MarkKind::Warning } else { MarkKind::Event };
        return Some(Mark { at: entry.at, kind, text: event.reason.clone(), count: 1 });
    }
    let revision = object.as_controller_revision()?;
    let old = before.as_ref().and_then(|before| before.as_controller_revision());
    if old.is_some_and(|old| old.revision == revision.revision) {
        return None;
    }
    let text = format!(
        "revision {} of {}",
        revision.revision,
        object.meta.controller().map_or("", |owner| &owner.name)
    );
    Some(Mark { at: entry.at, kind: MarkKind::Revision, text: text.into(), count: 1 })
}
