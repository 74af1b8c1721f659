//! What components saw, decided and wrote, in order, for whoever wants to see causes.
//!
//! Writes are noted by whoever hands out the turns, from the API server's journal; what a component saw likewise, from its
//! link. Only what it decided does it tell itself.
//!
//! Invariants: the trace is bounded, the oldest entries go first; a clone shares all but the entries told since; the
//! cluster never reads it.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::api::object::Object;
use crate::apimachinery::time::Time;
use crate::apiserver::server::{ApiServer, Written};
use crate::apiserver::watch::WatchEventType;

/// How many entries share one allocation.
const CHUNK: usize = 128;
/// How many such chunks are kept.
const CHUNKS_MAX: usize = 64;

/// What a component did.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// A person gave the command in `detail`.
    Gave,
    /// A notification about the object arrived.
    Saw(WatchEventType),
    /// It came to the conclusion in `detail`.
    Decided,
    /// It wrote the object.
    Wrote {
        /// Whether it made, changed or removed it.
        how: WatchEventType,
        /// The object as it was.
        before: Option<Rc<Object>>,
    },
}

/// One thing a component did.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceEntry {
    /// When.
    pub at: Time,
    /// Which component.
    pub component: &'static str,
    /// What.
    pub deed: Deed,
    /// With which object, as it was after.
    pub object: Option<Rc<Object>>,
    /// In words, where the object does not say it.
    pub detail: Option<Rc<str>>,
}

/// The latest entries.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    chunks: VecDeque<Rc<Vec<TraceEntry>>>,
    told: u64,
}

impl Trace {
    /// Adds an entry.
    pub fn tell(&mut self, entry: TraceEntry) {
        self.told += 1;
        match self.chunks.back_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => Rc::make_mut(chunk).push(entry),
            None => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(entry);
                self.chunks.push_back(Rc::new(chunk));
            }
        }
        if self.chunks.len() > CHUNKS_MAX {
            self.chunks.pop_front();
        }
    }

    /// Notes that whatever was written since the last time was written by this component.
    pub fn note_writes(&mut self, api: &mut ApiServer, component: &'static str) {
        let at = api.now();
        api.read_journal(&mut |Written { how, object, before }| {
            let deed = Deed::Wrote { how, before };
            self.tell(TraceEntry { at, component, deed, object: Some(object), detail: None });
        });
    }

    /// How many entries were ever told; they are numbered from 0.
    pub fn told(&self) -> u64 {
        self.told
    }

    /// The number of the oldest entry that is kept.
    pub fn first(&self) -> u64 {
        let kept = self.chunks.iter().map(|chunk| chunk.len() as u64);
        self.told - kept.sum::<u64>()
    }

    /// The entry of that number, if it is kept.
    pub fn get(&self, number: u64) -> Option<&TraceEntry> {
        let offset = usize::try_from(number.checked_sub(self.first())?).ok()?;
        self.chunks.get(offset / CHUNK)?.get(offset % CHUNK)
    }

    /// Whether another trace is a clone of this one, or this one of it, with nothing told since.
    pub fn is_same(&self, other: &Trace) -> bool {
        let last = |trace: &Trace| trace.chunks.back().map(Rc::as_ptr);
        self.told == other.told && last(self) == last(other)
    }

    /// The entries kept, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &TraceEntry> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The entries kept, newest first.
    pub fn latest(&self) -> impl Iterator<Item = &TraceEntry> {
        self.entries().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64) -> TraceEntry {
        TraceEntry { at: Time(number), component: "test", deed: Deed::Gave, object: None, detail: None }
    }

    #[test]
    fn the_oldest_entries_go_and_the_others_keep_their_numbers() {
        let mut trace = Trace::default();
        let total = (CHUNK * CHUNKS_MAX) as u64 + 300;
        (0..total).for_each(|number| trace.tell(entry(number)));
        assert_eq!(trace.told(), total);
        assert_eq!(trace.first(), 3 * CHUNK as u64);
        assert_eq!(trace.get(trace.first() - 1), None);
        assert_eq!(trace.get(trace.first()), Some(&entry(trace.first())));
        assert_eq!(trace.get(total - 1), Some(&entry(total - 1)));
        assert_eq!(trace.get(total), None);
        assert_eq!(trace.latest().next(), Some(&entry(total - 1)));
    }

    #[test]
    fn a_clone_goes_its_own_way() {
        let mut trace = Trace::default();
        trace.tell(entry(1));
        let mut other = trace.clone();
        other.tell(entry(2));
        trace.tell(entry(3));
        assert_eq!((trace.get(1), other.get(1)), (Some(&entry(3)), Some(&entry(2))));
    }
}
