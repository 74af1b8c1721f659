//! A future: what is given when, how far it has run, and which future it was cut from.

use std::rc::Rc;

use crate::apimachinery::time::Time;
use crate::playground::history::history::{FutureId, Position};
use crate::playground::history::marks::Marks;
use crate::playground::session::session::Given;

/// A future.
#[derive(Clone, Debug)]
pub(super) struct Future {
    pub id: FutureId,
    pub name: Option<Rc<str>>,
    pub given: Vec<Rc<Given>>,
    /// How far it has run.
    pub end: Time,
    /// Where it left another future; the first command of its own is the one after `from.num_given`.
    pub from: Option<Position>,
    /// An undo made it and nothing was done in it since.
    pub is_draft: bool,
    pub marks: Marks,
}

impl Future {
    /// Another future that is the same up to a moment and ends there.
    pub fn branch(&self, id: FutureId, at: Time, num_given: usize) -> Future {
        Future {
            id,
            name: None,
            given: self.given.get(..num_given).unwrap_or(&self.given).to_vec(),
            end: at,
            from: None,
            is_draft: false,
            marks: self.marks.up_to(at),
        }
    }

    /// Whether a session at `at`, with `num_given` commands of which `last` is the last, stands in this future.
    pub fn passes(&self, at: Time, num_given: usize, last: Option<&Rc<Given>>) -> bool {
        let is_known = match (num_given.checked_sub(1), last) {
            (None, _) => true,
            (Some(index), Some(last)) => self.given.get(index).is_some_and(|given| Rc::ptr_eq(given, last)),
            (Some(_), None) => false,
        };
        is_known && self.given.get(num_given).is_none_or(|next| next.at >= at)
    }

    /// How many commands are given up to a moment, those at the moment included.
    pub fn num_given_at(&self, at: Time) -> usize {
        self.given.partition_point(|given| given.at <= at)
    }
}
