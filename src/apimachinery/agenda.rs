//! A queue of what is due when, in the order of time and, within one moment, of arrival.
//!
//! Invariant: the order depends on nothing but what was put in, and in which order.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::apimachinery::time::Time;

#[derive(Clone, Debug)]
struct Entry<T> {
    due: Time,
    sequence: u64,
    item: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.due, self.sequence) == (other.due, other.sequence)
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.due, self.sequence).cmp(&(other.due, other.sequence))
    }
}

/// A queue of items by the moment they are due. Putting in and taking out cost O(log n).
#[derive(Clone, Debug)]
pub struct Agenda<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
    sequence: u64,
}

impl<T> Default for Agenda<T> {
    fn default() -> Agenda<T> {
        Agenda { heap: BinaryHeap::new(), sequence: 0 }
    }
}

impl<T> Agenda<T> {
    /// Puts an item in.
    pub fn add(&mut self, due: Time, item: T) {
        self.heap.push(Reverse(Entry { due, sequence: self.sequence, item }));
        self.sequence += 1;
    }

    /// When the next item is due.
    pub fn next_due(&self) -> Option<Time> {
        self.heap.peek().map(|Reverse(entry)| entry.due)
    }

    /// Takes the next item out if it is due at `now`.
    pub fn pop_due(&mut self, now: Time) -> Option<T> {
        if self.next_due()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| entry.item)
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether no item waits.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_out_by_time_and_then_by_arrival() {
        let mut agenda = Agenda::default();
        for (due, item) in [(5, 'c'), (3, 'a'), (3, 'b'), (9, 'd')] {
            agenda.add(Time(due), item);
        }
        let mut out = Vec::new();
        while let Some(item) = agenda.pop_due(Time(5)) {
            out.push(item);
        }
        assert_eq!(out, ['a', 'b', 'c']);
        assert_eq!(agenda.next_due(), Some(Time(9)));
    }
}
