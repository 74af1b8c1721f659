//! Clones of the session at moments that were passed.
//!
//! Distances are measured in effort, which is what it takes to run from one to the other, not in time: an idle hour is
//! nearer than a busy second. Beyond the bound the one goes whose gap is smallest for its distance, so that they get
//! sparser by equal factors the farther away they are.

use crate::playground::history::future::Future;
use crate::playground::session::session::Session;

/// Least effort between two checkpoints: occurrences that a browser runs in a few hundredths of a second.
const SPACING: u64 = 12_000;
/// A clone costs as much as so many occurrences for each object of the cluster; spacing keeps it a small part of the whole.
const SPACING_PER_OBJECT: u64 = 6;
/// How many objects all checkpoints together may have, as if none were shared.
const OBJECTS_MAX: u64 = 300_000;
/// How many there are at most, and how many whatever their size.
const CHECKPOINTS: (usize, usize) = (64, 5);
/// The effort of a command.
const EFFORT_PER_COMMAND: u64 = 500;

/// What it took to come to a session's moment.
pub(super) fn effort(session: &Session) -> u64 {
    session.cluster().occurrences() + EFFORT_PER_COMMAND * session.given().len() as u64
}

/// How far apart checkpoints of a session of this size are.
pub(super) fn spacing(session: &Session) -> u64 {
    SPACING.max(SPACING_PER_OBJECT * weight(session))
}

fn weight(session: &Session) -> u64 {
    session.cluster().num_objects()
}

/// The checkpoints of all futures.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkpoints {
    list: Vec<Session>,
}

impl Checkpoints {
    /// Keeps a session. The one at the very start is never given up.
    pub fn keep(&mut self, session: Session, future: &Future) {
        let here = effort(&session);
        let is_last = session.now() == future.end;
        let reach = if is_last { 1 } else { spacing(&session) / 8 };
        let is_near = |one: &Session| effort(one).abs_diff(here) < reach && one.now() <= session.now();
        if self.list.iter().any(|one| is_near(one) && is_on(one, future)) {
            return;
        }
        self.list.push(session);
        while self.are_too_many() {
            let dropped = self.most_dispensable(here, future);
            self.list.remove(dropped);
        }
    }

    fn are_too_many(&self) -> bool {
        let objects: u64 = self.list.iter().map(weight).sum();
        let (most, least) = CHECKPOINTS;
        self.list.len() > most || (objects > OBJECTS_MAX && self.list.len() > least)
    }

    /// The index of the one that is missed least by whoever is in a future at that effort.
    fn most_dispensable(&self, here: u64, future: &Future) -> usize {
        let mut on: Vec<(u64, usize)> = Vec::new();
        let mut elsewhere = None;
        for (index, session) in self.list.iter().enumerate().skip(1) {
            if is_on(session, future) {
                on.push((effort(session), index));
            } else {
                elsewhere = elsewhere.or(Some(index));
            }
        }
        let num_elsewhere = self.list.len() - on.len() - 1;
        if let Some(index) = elsewhere.filter(|_| num_elsewhere > self.list.len() / 3 || on.len() < 3) {
            return index;
        }
        on.sort_unstable();
        let cost = |position: usize| {
            let at = |position: usize| on.get(position).map_or(0, |(effort, _)| *effort);
            let before = position.checked_sub(1).map_or(0, at);
            let after = if position + 1 < on.len() { at(position + 1) } else { at(position) };
            let distance = at(position).abs_diff(here).max(1);
            u128::from(after - before) * 1_000_000 / u128::from(distance)
        };
        // The farthest one is where the future has come to; giving it up would make the way back long.
        let inner = 0..on.len().saturating_sub(1);
        let least = inner.min_by_key(|position| cost(*position)).and_then(|position| on.get(position));
        least.map_or(self.list.len() - 1, |(_, index)| *index)
    }

    /// The latest one in a future that is not beyond a moment and a number of commands.
    pub fn nearest(&self, future: &Future, is_before: impl Fn(&Session) -> bool) -> Option<&Session> {
        let there = self.list.iter().filter(|session| is_on(session, future) && is_before(session));
        there.max_by_key(|session| (session.now(), session.given().len()))
    }

    /// How many there are.
    #[cfg(all(test, not(target_arch = "wasm32")))]
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

/// Whether a session stands in a future.
pub(super) fn is_on(session: &Session, future: &Future) -> bool {
    future.passes(session.now(), session.given().len(), session.given().last())
}
