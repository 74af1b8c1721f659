//! The scheduler's queue: pods to be scheduled now, pods that back off, and pods that wait for the cluster to change.
//!
//! Invariants: a pod is in one place; a higher priority goes first, then who came first. A pod that fits
//! nowhere waits until something happens that its rejection depends on, or for five minutes.
//! Differs: where many pods wait, one that names its node is woken by the ends of pods on that node alone, so that
//! nothing walks all waiting pods.
//! Upstream: `pkg/scheduler/backend/queue/scheduling_queue.go`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::object::Object;
use crate::apimachinery::agenda::Agenda;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::scheduler::filter::Rejection;

/// The first back-off of a pod that fits nowhere, in milliseconds.
const BACKOFF_BASE_MS: u64 = 1000;
/// The longest back-off, in milliseconds.
const BACKOFF_MAX_MS: u64 = 10_000;
/// How many waiting pods the end of any pod is told.
const TOLD_MAX: usize = 100;
/// For how many milliseconds a pod waits for a change at most.
const UNSCHEDULABLE_MAX_MS: u64 = 300_000;

/// A pod that has no node yet.
#[derive(Clone, Debug)]
pub(super) struct QueuedPod {
    /// The pod, as last seen.
    pub object: Rc<Object>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why no node took it.
    pub rejection: Rejection,
    failed_at: Time,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Active(i64, u64),
    Backoff(u64),
    Unschedulable(u64),
    /// The component works on it.
    Taken,
}

/// The queue.
#[derive(Clone, Debug, Default)]
pub(super) struct SchedulingQueue {
    pods: BTreeMap<Uid, QueuedPod>,
    active: BTreeSet<(Reverse<i64>, u64, Uid)>,
    /// Back-offs and the five minutes' wait, each with the ticket its pod must still hold.
    timers: Agenda<(Uid, u64)>,
    waiting_for_node: BTreeMap<Rc<str>, BTreeSet<Uid>>,
    waiting: BTreeSet<Uid>,
    tickets: u64,
}

impl SchedulingQueue {
    /// Adds a pod that is new, or a newer state of one that waits.
    pub fn add(&mut self, now: Time, object: &Rc<Object>) {
        if let Some(queued) = self.pods.get_mut(&object.meta.uid) {
            let is_changed = match (queued.object.as_pod(), object.as_pod()) {
                (Some(old), Some(new)) => {
                    !Rc::ptr_eq(&old.spec, &new.spec) || queued.object.meta.labels != object.meta.labels
                }
                _ => false,
            };
            queued.object = object.clone();
            if is_changed && matches!(queued.place, Place::Unschedulable(_)) {
                self.wake(now, object.meta.uid);
            }
            return;
        }
        let queued = QueuedPod {
            object: object.clone(),
            attempts: 0,
            rejection: Rejection::default(),
            failed_at: now,
            place: Place::Taken,
        };
        self.pods.insert(object.meta.uid, queued);
        self.activate(object.meta.uid);
    }

    /// Takes a pod out, wherever it is.
    pub fn remove(&mut self, uid: Uid) -> Option<Rc<Object>> {
        let queued = self.pods.remove(&uid)?;
        match queued.place {
            Place::Active(priority, ticket) => _ = self.active.remove(&(Reverse(priority), ticket, uid)),
            Place::Unschedulable(_) => self.leave_waiting(&queued),
            Place::Backoff(_) | Place::Taken => {}
        }
        Some(queued.object)
    }

    /// When a pod can be taken.
    pub fn next_due(&self) -> Option<Time> {
        if self.active.is_empty() { self.timers.next_due() } else { Some(Time::ZERO) }
    }

    /// Takes the next pod. It stays in the queue's care until it is removed or said to fit nowhere.
    pub fn take(&mut self, now: Time) -> Option<QueuedPod> {
        while let Some((uid, ticket)) = self.timers.pop_due(now) {
            match self.pods.get(&uid).map(|queued| queued.place) {
                Some(Place::Backoff(held)) if held == ticket => self.activate(uid),
                Some(Place::Unschedulable(held)) if held == ticket => self.wake(now, uid),
                _ => {}
            }
        }
        let (_, _, uid) = self.active.pop_first()?;
        let queued = self.pods.get_mut(&uid)?;
        queued.place = Place::Taken;
        queued.attempts += 1;
        Some(queued.clone())
    }

    /// Lets a pod that no node took wait for a change.
    pub fn add_unschedulable(&mut self, now: Time, uid: Uid, rejection: Rejection) {
        let ticket = self.ticket();
        let Some(queued) = self.pods.get_mut(&uid) else { return };
        queued.rejection = rejection;
        queued.failed_at = now;
        queued.place = Place::Unschedulable(ticket);
        let target = queued.object.as_pod().and_then(|pod| pod.target_node_name());
        match target {
            Some(node) => _ = self.waiting_for_node.entry(node.clone()).or_default().insert(uid),
            None => _ = self.waiting.insert(uid),
        }
        self.timers.add(now.plus(UNSCHEDULABLE_MAX_MS), (uid, ticket));
    }

    /// The waiting pods that something on this node may help.
    pub fn waiting_on(&self, node: &str) -> Vec<Uid> {
        let of_node = self.waiting_for_node.get(node).into_iter().flatten();
        of_node.chain(&self.waiting).copied().collect()
    }

    /// All waiting pods; `None` where they are too many to be told of everything.
    pub fn waiting_anywhere(&self) -> Option<Vec<Uid>> {
        let uids = self.waiting_for_node.values().flatten().chain(&self.waiting).take(TOLD_MAX + 1);
        let uids: Vec<Uid> = uids.copied().collect();
        (uids.len() <= TOLD_MAX).then_some(uids)
    }

    /// A pod of the queue.
    pub fn get(&self, uid: Uid) -> Option<&QueuedPod> {
        self.pods.get(&uid)
    }

    /// Moves a waiting pod on: to be taken, or to sit out its back-off first.
    ///
    /// Upstream: `calculateBackoffDuration`, `moveAllToActiveOrBackoffQueue`.
    pub fn wake(&mut self, now: Time, uid: Uid) {
        let Some(queued) = self.pods.get(&uid).cloned() else { return };
        if let Place::Unschedulable(_) = queued.place {
            self.leave_waiting(&queued);
        }
        let doublings = queued.attempts.saturating_sub(1).min(16);
        let backoff = (BACKOFF_BASE_MS << doublings).min(BACKOFF_MAX_MS);
        let due = queued.failed_at.plus(backoff);
        if queued.attempts == 0 || due <= now {
            return self.activate(uid);
        }
        let ticket = self.ticket();
        if let Some(queued) = self.pods.get_mut(&uid) {
            queued.place = Place::Backoff(ticket);
            self.timers.add(due, (uid, ticket));
        }
    }

    fn activate(&mut self, uid: Uid) {
        let ticket = self.ticket();
        let Some(queued) = self.pods.get_mut(&uid) else { return };
        let priority = queued.object.as_pod().and_then(|pod| pod.spec.priority).unwrap_or_default();
        queued.place = Place::Active(priority, ticket);
        self.active.insert((Reverse(priority), ticket, uid));
    }

    fn leave_waiting(&mut self, queued: &QueuedPod) {
        let uid = queued.object.meta.uid;
        if self.waiting.remove(&uid) {
            return;
        }
        let Some(node) = queued.object.as_pod().and_then(|pod| pod.target_node_name()) else { return };
        if let Some(pods) = self.waiting_for_node.get_mut(node) {
            pods.remove(&uid);
            if pods.is_empty() {
                self.waiting_for_node.remove(node);
            }
        }
    }

    fn ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }
}
