//! The scale of the time bar: where a moment is drawn, and which moment is at a place.
//!
//! Idle time is pressed together: each stretch between two marks takes room as its logarithm, so that an hour of waiting
//! leaves room for the seconds in which everything happened. Within a stretch time runs evenly. The bar has room to the
//! right, and when that is used up all is drawn a step smaller, so that nothing creeps.
//!
//! For drawing only: nothing that is saved or compared between machines depends on it.

use crate::apimachinery::time::Time;

/// Stretches shorter than this are drawn nearly in proportion, in milliseconds.
const SHORT_MS: f64 = 2_000.0;
/// The room of a session that has just begun: as much as a stretch of half a minute takes.
const ROOM_MIN: f64 = 2.75;
/// How much more room there is with each step.
const ROOM_STEP: f64 = 1.3;
/// How much of the bar may be used.
const FULL: f64 = 0.94;

/// A scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Where stretches meet: milliseconds, and the room up to there.
    knots: Vec<(u64, f64)>,
    room: f64,
}

impl Scale {
    /// The scale for marks, in order, and a moment up to which there has to be room.
    pub fn new(marks: impl Iterator<Item = Time>, end: Time) -> Scale {
        let mut knots = vec![(0, 0.0)];
        let mut last = (0, 0.0);
        for mark in marks.map(|mark| mark.0).filter(|mark| *mark <= end.0) {
            if mark > last.0 {
                last = (mark, last.1 + stretch(mark - last.0));
                knots.push(last);
            }
        }
        let mut scale = Scale { knots, room: ROOM_MIN };
        while scale.is_full(end) {
            scale.room *= ROOM_STEP;
        }
        scale
    }

    /// Whether a moment has no room, with something left to the right of it.
    pub fn is_full(&self, end: Time) -> bool {
        self.room_to(end.0) > self.room * FULL
    }

    fn room_to(&self, ms: u64) -> f64 {
        let next = self.knots.partition_point(|(at, _)| *at <= ms);
        let (at, room) =
            next.checked_sub(1).and_then(|index| self.knots.get(index)).copied().unwrap_or_default();
        match self.knots.get(next) {
            Some((after, room_after)) => {
                let share = (ms - at) as f64 / (after - at).max(1) as f64;
                room + (room_after - room) * share
            }
            None => room + stretch(ms - at),
        }
    }

    /// Where a moment is, from 0 at the left to 1 at the right.
    pub fn place(&self, at: Time) -> f64 {
        (self.room_to(at.0) / self.room).clamp(0.0, 1.0)
    }

    /// The moment at a place.
    pub fn moment(&self, place: f64) -> Time {
        let room = place.clamp(0.0, 1.0) * self.room;
        let next = self.knots.partition_point(|(_, there)| *there <= room);
        let (at, before) =
            next.checked_sub(1).and_then(|index| self.knots.get(index)).copied().unwrap_or_default();
        let ms = match self.knots.get(next) {
            Some((after, room_after)) => {
                (after - at) as f64 * (room - before) / (room_after - before).max(f64::EPSILON)
            }
            None => SHORT_MS * ((room - before).exp() - 1.0),
        };
        Time(at.saturating_add(ms.round() as u64))
    }
}

fn stretch(ms: u64) -> f64 {
    (1.0 + ms as f64 / SHORT_MS).ln()
}
