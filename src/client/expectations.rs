//! Expectations: how many creations and deletions a controller has asked for and not yet seen.
//!
//! A sync that runs on a cache that does not know of the controller's own last writes would do them again.
//! Upstream: `pkg/controller/controller_utils.go`, `ControllerExpectations`.

use std::collections::BTreeMap;

use crate::apimachinery::time::Time;

/// After how many milliseconds an expectation is given up.
pub const EXPECTATIONS_TIMEOUT_MS: u64 = 5 * 60 * 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Expectation {
    creations: i64,
    deletions: i64,
    since: Time,
}

/// Expectations by the key of the object whose dependents are expected.
#[derive(Clone, Debug)]
pub struct Expectations<K> {
    open: BTreeMap<K, Expectation>,
}

impl<K: Ord> Default for Expectations<K> {
    fn default() -> Expectations<K> {
        Expectations { open: BTreeMap::new() }
    }
}

impl<K: Ord> Expectations<K> {
    /// Whether all that was asked for has been seen, or was given up.
    pub fn satisfied(&self, key: &K, now: Time) -> bool {
        self.open.get(key).is_none_or(|expectation| {
            let fulfilled = expectation.creations <= 0 && expectation.deletions <= 0;
            fulfilled || now.since(expectation.since) > EXPECTATIONS_TIMEOUT_MS
        })
    }

    /// Expects so many creations and deletions from now on, in place of what was expected.
    pub fn set(&mut self, key: K, now: Time, creations: i64, deletions: i64) {
        self.open.insert(key, Expectation { creations, deletions, since: now });
    }

    /// A creation was seen, or failed.
    pub fn creation_observed(&mut self, key: &K) {
        self.lower(key, 1, 0);
    }

    /// A deletion was seen, or failed.
    pub fn deletion_observed(&mut self, key: &K) {
        self.lower(key, 0, 1);
    }

    /// So many creations and deletions will not come.
    pub fn lower(&mut self, key: &K, creations: i64, deletions: i64) {
        if let Some(expectation) = self.open.get_mut(key) {
            expectation.creations -= creations;
            expectation.deletions -= deletions;
        }
    }

    /// Expects nothing any more.
    pub fn delete(&mut self, key: &K) {
        self.open.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_end_when_seen_or_given_up() {
        let mut expectations = Expectations::default();
        assert!(expectations.satisfied(&"ds", Time(0)));
        expectations.set("ds", Time(0), 2, 1);
        expectations.creation_observed(&"ds");
        expectations.deletion_observed(&"ds");
        assert!(!expectations.satisfied(&"ds", Time(1)));
        expectations.creation_observed(&"ds");
        assert!(expectations.satisfied(&"ds", Time(1)));
        expectations.set("ds", Time(1), 1, 0);
        assert!(!expectations.satisfied(&"ds", Time(1 + EXPECTATIONS_TIMEOUT_MS)));
        assert!(expectations.satisfied(&"ds", Time(2 + EXPECTATIONS_TIMEOUT_MS)));
    }
}
