//! Zones, and how fast nodes of one may be tainted `NoExecute`: evicting everybody because half the network is down
//! would do harm.
//!
//! Invariant: a zone counts its nodes by whether they are ready; one taint every ten seconds, fewer or none where most
//! nodes of the zone are down.
//! Upstream: `node_lifecycle_controller.go` (`ComputeZoneState`, `setLimiterInZone`), `scheduler/rate_limited_queue.go`.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::apimachinery::labels::StringMap;
use crate::apimachinery::time::Time;

/// Milliseconds between two taints in a zone that is well (`--node-eviction-rate=0.1`).
const TAINT_INTERVAL_MS: u64 = 10_000;
/// The same where most of a large zone is down (`--secondary-node-eviction-rate=0.01`).
const SLOW_TAINT_INTERVAL_MS: u64 = 100_000;
/// How many nodes make a zone large (`--large-cluster-size-threshold`).
const LARGE_ZONE_NODES: u64 = 50;
/// Percent of nodes down that make a zone one that is partly down (`--unhealthy-zone-threshold`).
const UNHEALTHY_PERCENT: u64 = 55;
/// How often nodes are taken from the queue, in milliseconds.
pub(super) const PASS_PERIOD_MS: u64 = 100;

/// A zone.
#[derive(Clone, Debug, Default)]
pub(super) struct Zone {
    pub ready: u64,
    pub not_ready: u64,
    /// Nodes that are to be tainted, in the order in which they failed.
    queue: VecDeque<Rc<str>>,
    /// When the next taint is allowed.
    allowed_at: Time,
    /// For when a pass is planned.
    pub pass_at: Option<Time>,
}

impl Zone {
    /// Milliseconds between two taints; `None` where there are none at all.
    fn interval(&self) -> Option<u64> {
        let all = self.ready + self.not_ready;
        let is_partly_down =
            self.ready > 0 && self.not_ready > 2 && self.not_ready * 100 >= all * UNHEALTHY_PERCENT;
        match (is_partly_down, all > LARGE_ZONE_NODES) {
            (false, _) => Some(TAINT_INTERVAL_MS),
            (true, true) => Some(SLOW_TAINT_INTERVAL_MS),
            (true, false) => None,
        }
    }

    /// Puts a node in the queue, once.
    pub fn add(&mut self, name: &Rc<str>) {
        if !self.queue.contains(name) {
            self.queue.push_back(name.clone());
        }
    }

    /// Takes a node out of the queue.
    pub fn remove(&mut self, name: &str) {
        self.queue.retain(|queued| **queued != *name);
    }

    /// Empties the queue.
    pub fn clear(&mut self) {
        self.queue.clear();
    }

    /// When the next node may be tainted; `None` where none waits or none may be.
    pub fn next_pass(&self, now: Time) -> Option<Time> {
        if self.queue.is_empty() {
            return None;
        }
        self.interval().map(|_| now.plus(PASS_PERIOD_MS).max(self.allowed_at))
    }

    /// The node to be tainted now.
    pub fn take(&mut self, now: Time) -> Option<Rc<str>> {
        let interval = self.interval().filter(|_| self.allowed_at <= now)?;
        let name = self.queue.pop_front()?;
        self.allowed_at = now.plus(interval);
        Some(name)
    }
}

/// The zone that a node's labels put it in.
///
/// Upstream: `k8s.io/component-helpers/node/topology`, `GetZoneKey`.
pub(super) fn zone_key(labels: &StringMap) -> Rc<str> {
    let label = |key: &str| labels.get(key).map(|value| &**value).unwrap_or_default();
    match (label("topology.kubernetes.io/region"), label("topology.kubernetes.io/zone")) {
        ("", "") => "".into(),
        (region, zone) => format!("{region}:\0:{zone}").into(),
    }
}
