//! What components decided and did, in order, for whoever wants to see causes.
//!
//! Invariant: the trace is bounded; the oldest entries go first. It is told to, never read by, the cluster.

use std::collections::VecDeque;

use crate::api::event::ObjectReference;
use crate::apimachinery::time::Time;

/// How many entries are kept.
pub const TRACE_ENTRIES_MAX: usize = 4096;

/// One thing a component decided or did.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceEntry {
    /// When.
    pub at: Time,
    /// Which component.
    pub component: &'static str,
    /// What, in a word or two: `create pod`.
    pub action: &'static str,
    /// With which object.
    pub object: ObjectReference,
}

/// The latest entries.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    entries: VecDeque<TraceEntry>,
    told: u64,
}

impl Trace {
    /// Adds an entry.
    pub fn tell(&mut self, entry: TraceEntry) {
        if self.entries.len() == TRACE_ENTRIES_MAX {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
        self.told += 1;
    }

    /// The entries kept, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &TraceEntry> {
        self.entries.iter()
    }

    /// How many entries were ever told.
    pub fn told(&self) -> u64 {
        self.told
    }
}
