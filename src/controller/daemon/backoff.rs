//! How long a failed pod is left alone before it is deleted: a second, then twice as long each time.
//!
//! Upstream: `k8s.io/client-go/util/flowcontrol/backoff.go`, as the DaemonSet controller sets it up.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;

const INITIAL_MS: u64 = 1_000;
const MAX_MS: u64 = 15 * 60 * 1000;

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
        let doubled = self.entries.get(&key).filter(|entry| !has_expired(entry, now));
        let backoff_ms = doubled.map_or(INITIAL_MS, |entry| (entry.backoff_ms * 2).min(MAX_MS));
        self.entries.insert(key, Entry { backoff_ms, last_update: now });
    }

    /// Forgets what is long past.
    pub fn collect_garbage(&mut self, now: Time) {
        self.entries.retain(|_, entry| !has_expired(entry, now));
    }
}

fn has_expired(entry: &Entry, now: Time) -> bool {
    now.since(entry.last_update) > 2 * MAX_MS
}
