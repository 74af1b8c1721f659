//! Room for a critical pod: its kubelet ends others until their requests suffice.
//!
//! Invariants: nothing is ended where ending everything would not suffice; among pods of one quality of service those go
//! that come nearest to what is missing.
//! Upstream: `pkg/kubelet/preemption/preemption.go`.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::api::pod::Pod;
use crate::apimachinery::meta::Uid;
use crate::client::component::Context;
use crate::kubelet::kubelets::Kubelets;
use crate::kubelet::worker::{Failure, PodWorker};

const REASON: &str = "Preempting";
const MESSAGE: &str = "Preempted in order to admit critical pod";
const CONDITION_MESSAGE: &str = "Pod was preempted by Kubelet to accommodate a critical pod.";
/// What a share of a requirement is counted in, so that no float decides.
const WHOLE: u128 = 1 << 40;
/// The classes in the order in which their pods are given up.
const CLASSES: [&str; 3] = ["BestEffort", "Burstable", "Guaranteed"];

/// What a node lacks for a pod: a resource, and how much of it.
pub(super) type Requirement = (&'static str, i64);

/// A pod that may be ended.
struct Candidate {
    uid: Uid,
    requests: [Requirement; 4],
}

impl Kubelets {
    /// Whom to end so that the requirements are met; the sentence of a refusal where nothing would do.
    pub(super) fn pods_to_preempt(
        &self,
        uid: Uid,
        preemptor: &Pod,
        missing: &[Requirement],
    ) -> Result<Vec<Uid>, String> {
        let classes = CLASSES.map(|class| {
            let others = self.others_on(&preemptor.node_name, uid);
            others
                .filter(|other| {
                    other.pod().status.qos_class == class && is_preemptable(preemptor, other.pod())
                })
                .map(Candidate::of)
                .collect::<Vec<_>>()
        });
        let [best_effort, burstable, guaranteed] = &classes;
        let all = best_effort.iter().chain(burstable).chain(guaranteed);
        let never = subtract(missing, all);
        if !never.is_empty() {
            return Err(format!("no set of running pods found to reclaim resources: {}", sentence(&never)));
        }
        let from_guaranteed = nearest(guaranteed, subtract(missing, best_effort.iter().chain(burstable)));
        let ended = best_effort.iter().chain(from_guaranteed.iter().copied());
        let from_burstable = nearest(burstable, subtract(missing, ended));
        let ended = from_burstable.iter().chain(&from_guaranteed).copied();
        let from_best_effort = nearest(best_effort, subtract(missing, ended));
        let order = from_best_effort.into_iter().chain(from_burstable).chain(from_guaranteed);
        Ok(order.map(|candidate| candidate.uid).collect())
    }

    /// Ends a pod for the sake of another.
    pub(super) fn preempt(&mut self, uid: Uid, context: &mut Context<'_>) {
        let Some(worker) = self.workers.value_mut(uid) else { return };
        let worker = Rc::make_mut(worker);
        self.machine.warn(worker, None, context, REASON, || MESSAGE.to_owned());
        self.machine.fail_pod(worker, (REASON, MESSAGE.to_owned()), context);
    }
}

impl Candidate {
    fn of(worker: &PodWorker) -> Candidate {
        let requests = worker.pod().spec.requests();
        Candidate {
            uid: worker.object.meta.uid,
            requests: [
                ("pods", 1),
                ("cpu", requests.milli_cpu),
                ("memory", requests.memory),
                ("ephemeral-storage", requests.ephemeral_storage),
            ],
        }
    }

    fn request(&self, resource: &str) -> i64 {
        self.requests.iter().find(|(name, _)| *name == resource).map_or(0, |(_, amount)| *amount)
    }

    /// How far the pod's requests fall short: each requirement weighs the same, whatever its size.
    fn distance(&self, requirements: &[Requirement]) -> u128 {
        let short =
            requirements.iter().map(|(name, amount)| (amount.saturating_sub(self.request(name)), *amount));
        short
            .filter(|(remaining, _)| *remaining > 0)
            .map(|(remaining, amount)| {
                let share = u128::from(remaining.unsigned_abs()) * WHOLE / u128::from(amount.unsigned_abs());
                share * share
            })
            .sum()
    }

    /// Upstream: `smallerResourceRequest`.
    fn is_no_larger(&self, other: &Candidate) -> bool {
        let by = |resource| self.request(resource).cmp(&other.request(resource));
        by("memory").then(by("cpu")) != Ordering::Greater
    }
}

/// Upstream: `kubelettypes.Preemptable`.
fn is_preemptable(preemptor: &Pod, other: &Pod) -> bool {
    preemptor.is_critical() && !other.is_critical() || preemptor.spec.priority > other.spec.priority
}

/// What is still missing when these are gone.
fn subtract<'a>(
    requirements: &[Requirement],
    pods: impl Iterator<Item = &'a Candidate> + Clone,
) -> Vec<Requirement> {
    let left = requirements.iter().map(|(name, amount)| {
        let freed = pods.clone().fold(0_i64, |sum, pod| sum.saturating_add(pod.request(name)));
        (*name, amount.saturating_sub(freed))
    });
    left.filter(|(_, amount)| *amount > 0).collect()
}

/// The pods that meet the requirements, as few as taking the nearest each time gives.
///
/// Upstream: `getPodsToPreemptByDistance`; that it suffices was seen before.
fn nearest(pods: &[Candidate], mut requirements: Vec<Requirement>) -> Vec<&Candidate> {
    let mut left: Vec<&Candidate> = pods.iter().collect();
    let mut chosen = Vec::new();
    while !requirements.is_empty() && !left.is_empty() {
        let mut best = 0;
        for index in 1..left.len() {
            let order = left[index].distance(&requirements).cmp(&left[best].distance(&requirements));
            if order == Ordering::Less || order == Ordering::Equal && left[index].is_no_larger(left[best]) {
                best = index;
            }
        }
        let pod = left.swap_remove(best);
        requirements = subtract(&requirements, std::iter::once(pod));
        chosen.push(pod);
    }
    chosen
}

/// What the condition says of a pod that its kubelet ended.
pub(super) fn condition_message(failure: &Failure) -> Rc<str> {
    if *failure.reason == *REASON { CONDITION_MESSAGE.into() } else { failure.message.clone() }
}

/// As Go prints the list.
fn sentence(requirements: &[Requirement]) -> String {
    let rows = requirements.iter().map(|(name, amount)| format!("(res: {name}, q: {amount}), "));
    format!("[{}]", rows.collect::<String>())
}
