//! A work queue: keys that need a look, each at most once, with delays and back-off.
//!
//! Invariants: a key waits at most once; a failing key comes back after 5 ms, 10 ms, 20 ms … up to 1000 s, until it is
//! forgotten, and never twice for one back-off; one worker takes one key at a time and is busy for `BUSY_MS` after each.
//! Differs: of the moments that were asked for a key all are kept, where upstream keeps the earliest and forgets the
//! later ones. A DaemonSet with `minReadySeconds` can then be looked at seconds late, by chance.
//! Upstream: `k8s.io/client-go/util/workqueue`, `DefaultTypedControllerRateLimiter`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::apimachinery::agenda::Agenda;
use crate::apimachinery::time::Time;

/// The first back-off of a failing key, in milliseconds.
const BACKOFF_BASE_MS: u64 = 5;
/// The longest back-off, in milliseconds.
const BACKOFF_MAX_MS: u64 = 1_000_000;
/// For how many milliseconds a worker is busy with a key. What arrives meanwhile is seen together by the next sync.
pub const BUSY_MS: u64 = 3;

/// A work queue of keys.
#[derive(Clone, Debug)]
pub struct WorkQueue<K> {
    ready: VecDeque<K>,
    waiting: BTreeSet<K>,
    delayed: Agenda<K>,
    failures: BTreeMap<K, u32>,
    /// When the back-offs end that have not ended yet.
    backing_off: BTreeMap<K, Time>,
    busy_ms: u64,
    busy_until: Time,
}

impl<K: Clone + Ord> Default for WorkQueue<K> {
    fn default() -> WorkQueue<K> {
        WorkQueue::with_busy_ms(BUSY_MS)
    }
}

impl<K: Clone + Ord> WorkQueue<K> {
    /// A queue whose worker is busy for so many milliseconds with each key.
    pub fn with_busy_ms(busy_ms: u64) -> WorkQueue<K> {
        WorkQueue {
            ready: VecDeque::new(),
            waiting: BTreeSet::new(),
            delayed: Agenda::default(),
            failures: BTreeMap::new(),
            backing_off: BTreeMap::new(),
            busy_ms,
            busy_until: Time::ZERO,
        }
    }

    /// Adds a key; one that waits already stays where it is.
    pub fn add(&mut self, key: K) {
        if self.waiting.insert(key.clone()) {
            self.ready.push_back(key);
        }
    }

    /// Adds a key at a later moment.
    pub fn add_at(&mut self, due: Time, key: K) {
        self.delayed.add(due, key);
    }

    /// Adds a key after its back-off, which doubles each time. A back-off that has not ended stands: whatever made the
    /// key fail once more meanwhile, it comes back once.
    pub fn add_rate_limited(&mut self, now: Time, key: K) {
        let failures = self.failures.entry(key.clone()).or_default();
        let delay = BACKOFF_BASE_MS.checked_shl(*failures).unwrap_or(BACKOFF_MAX_MS).min(BACKOFF_MAX_MS);
        *failures = failures.saturating_add(1).min(32);
        let due = now.plus(delay);
        if self.backing_off.get(&key).is_some_and(|ends| *ends > now && *ends <= due) {
            return;
        }
        self.backing_off.insert(key.clone(), due);
        self.delayed.add(due, key);
    }

    /// How often the key has failed in a row.
    pub fn num_requeues(&self, key: &K) -> u32 {
        self.failures.get(key).copied().unwrap_or_default()
    }

    /// Starts the key's back-off anew.
    pub fn forget(&mut self, key: &K) {
        self.failures.remove(key);
    }

    /// When the worker has something to take.
    pub fn next_due(&self) -> Option<Time> {
        let due = if self.ready.is_empty() { self.delayed.next_due()? } else { Time::ZERO };
        Some(due.max(self.busy_until))
    }

    /// Takes the next key; the worker is then busy with it for a while.
    pub fn take(&mut self, now: Time) -> Option<K> {
        while let Some(key) = self.delayed.pop_due(now) {
            if self.backing_off.get(&key).is_some_and(|ends| *ends <= now) {
                self.backing_off.remove(&key);
            }
            self.add(key);
        }
        if now < self.busy_until {
            return None;
        }
        let key = self.ready.pop_front()?;
        self.waiting.remove(&key);
        self.busy_until = now.plus(self.busy_ms);
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_waits_at_most_once() {
        let mut queue = WorkQueue::default();
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assert_eq!(queue.take(Time(0)), Some("a"));
        assert_eq!(queue.take(Time(1)), None, "the worker is busy");
        assert_eq!(queue.next_due(), Some(Time(BUSY_MS)));
        assert_eq!(queue.take(Time(BUSY_MS)), Some("b"));
        assert_eq!(queue.next_due(), None);
    }

    #[test]
    fn a_failing_key_backs_off_until_it_is_forgotten() {
        let mut queue = WorkQueue::default();
        let mut delays = Vec::new();
        let mut now = Time(1000);
        for _ in 0..4 {
            queue.add_rate_limited(now, "a");
            let due = queue.next_due().unwrap();
            delays.push(due.since(now));
            now = due;
            assert_eq!(queue.take(now), Some("a"));
        }
        assert_eq!(delays, [5, 10, 20, 40]);
        assert_eq!(queue.num_requeues(&"a"), 4);
        queue.forget(&"a");
        queue.add_rate_limited(now, "a");
        assert_eq!(queue.next_due(), Some(now.plus(5)));
    }

    #[test]
    fn a_key_that_fails_again_while_it_backs_off_comes_back_once() {
        let mut queue = WorkQueue::default();
        queue.add_rate_limited(Time(0), "a");
        queue.add("a");
        assert_eq!(queue.take(Time(1)), Some("a"));
        queue.add_rate_limited(Time(1), "a");
        assert_eq!(queue.next_due(), Some(Time(5)));
        assert_eq!(queue.take(Time(5)), Some("a"));
        assert_eq!(queue.next_due(), None);
        queue.add_rate_limited(Time(8), "a");
        assert_eq!(queue.next_due(), Some(Time(28)), "both failures count");
    }
}
