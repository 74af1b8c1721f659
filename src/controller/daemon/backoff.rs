//! How long a failed pod is left alone before it is deleted: a second, then twice as long each time.
//!
//! Upstream: `k8s.io/client-go/util/flowcontrol/backoff.go`, as the DaemonSet controller sets it up.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;

const INITIAL_MS: u64 = 1_000;
const MAX_MS: u64 = 15 * 60 * 1000;
/// How often what is long past is forgotten, in milliseconds.
const GARBAGE_INTERVAL_MS: u64 = 60 * 1000;

/// Whose failed pod: DaemonSet, the generation it had acted upon, node.
pub type BackoffKey = (Uid, i64, Rc<str>);

#[derive(Clone, Copy, Debug)]
struct Entry {
    backoff_ms: u64,
    last_update: Time,
}

/// The back-off of failed pods.
#[derive(Clone, Debug, Default)]
pub struct Backoff {
    entries: BTreeMap<BackoffKey, Entry>,
    collected: Time,
}

impl Backoff {
    /// How many milliseconds the current back-off is; 0 where there is none.
    pub fn get(&self, key: &BackoffKey) -> u64 {
        self.entries.get(key).map_or(0, |entry| entry.backoff_ms)
    }

    /// Whether the last failure is nearer than its back-off.
    pub fn is_in_backoff_since_update(&self, key: &BackoffKey, now: Time) -> bool {
        let Some(entry) = self.entries.get(key) else { return false };
        !has_expired(entry, now) && now.since(entry.last_update) < entry.backoff_ms
    }

    /// Counts a failure.
    pub fn next(&mut self, key: BackoffKey, now: Time) {
        self.collect_garbage(now);
        let doubled = self.entries.get(&key).filter(|entry| !has_expired(entry, now));
        let backoff_ms = doubled.map_or(INITIAL_MS, |entry| (entry.backoff_ms * 2).min(MAX_MS));
        self.entries.insert(key, Entry { backoff_ms, last_update: now });
    }

    fn collect_garbage(&mut self, now: Time) {
        if now.since(self.collected) < GARBAGE_INTERVAL_MS {
            return;
        }
        self.collected = now;
        self.entries.retain(|_, entry| !has_expired(entry, now));
    }
}

fn has_expired(entry: &Entry, now: Time) -> bool {
    now.since(entry.last_update) > 2 * MAX_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait_until_it_is_long_past() {
        let key: BackoffKey = (Uid::default(), 1, "n1".into());
        let mut backoff = Backoff::default();
        assert!(!backoff.is_in_backoff_since_update(&key, Time(0)));
        let mut now = Time(0);
        for expected in [1_000, 2_000, 4_000, 8_000] {
            backoff.next(key.clone(), now);
            assert_eq!(backoff.get(&key), expected);
            assert!(backoff.is_in_backoff_since_update(&key, now.plus(expected - 1)));
            assert!(!backoff.is_in_backoff_since_update(&key, now.plus(expected)));
            now = now.plus(expected);
        }
        for _ in 0..20 {
            backoff.next(key.clone(), now);
        }
        assert_eq!(backoff.get(&key), MAX_MS);
        backoff.next((Uid::default(), 1, "n2".into()), now.plus(2 * MAX_MS + 1));
        assert_eq!(backoff.get(&key), 0, "it is forgotten");
    }
}
