//! The component: what it sees goes into its picture of nodes and into the queue, and every millisecond it gives one
//! pod a node.
//!
//! Invariants: a pod is bound at most once; between the binding and its notification the pod counts as being on the
//! node, so that no room is given away twice.
//! Differs: nodes for ordinary pods are chosen by the share of CPU and memory that stays free and by how few pods they
//! have, where upstream adds image locality, spreading and chance.
//! Upstream: `pkg/scheduler/{scheduler,schedule_one,eventhandlers}.go`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, Pod};
use crate::api::pod_spec::Resources;
use crate::api::scheduling::{TaintEffect, find_untolerated_taint};
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::apiserver::options::DeleteOptions;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::recorder::{Recorder, Telling};
use crate::scheduler::filter::{NamedNodes, Rejection, filter, named_nodes};
use crate::scheduler::fit_error::FitError;
use crate::scheduler::hints::{end_helps, is_of_interest, node_helps};
use crate::scheduler::node_info::{AssignedPod, AssignedPods, NodeInfo};
use crate::scheduler::preemption::{Preemption, preempt, priority, waits_for_victims};
use crate::scheduler::queue::{QueuedPod, SchedulingQueue};

/// For how many milliseconds a pod occupies the scheduler.
const CYCLE_MS: u64 = 1;
/// The name pods ask for it by.
const NAME: &str = "default-scheduler";
/// How its events name the instance.
const INSTANCE: &str = "default-scheduler-control-plane";
/// How long the message of an event may be.
const MESSAGE_BYTES_MAX: usize = 1024;

/// kube-scheduler.
#[derive(Clone, Debug)]
pub struct Scheduler {
    nodes: Index<(Rc<str>, NodeInfo)>,
    num_nodes: u64,
    assigned: AssignedPods,
    queue: SchedulingQueue,
    /// Pods for which room was made on a node.
    nominated: BTreeMap<Rc<str>, BTreeMap<Uid, Rc<Object>>>,
    /// The node nominated for each such pod.
    nominations: BTreeMap<Uid, Rc<str>>,
    recorder: Recorder,
    words: Words,
    busy_until: Time,
}

/// Words of every event.
#[derive(Clone, Debug)]
struct Words {
    instance: Rc<str>,
    binding: Rc<str>,
    preempting: Rc<str>,
    scheduling: Rc<str>,
}

impl Default for Scheduler {
    fn default() -> Scheduler {
        Scheduler {
            nodes: Index::default(),
            num_nodes: 0,
            assigned: AssignedPods::default(),
            queue: SchedulingQueue::default(),
            nominated: BTreeMap::new(),
            nominations: BTreeMap::new(),
            recorder: Recorder::new(NAME),
            words: Words {
                instance: INSTANCE.into(),
                binding: "Binding".into(),
                preempting: "Preempting".into(),
                scheduling: "Scheduling".into(),
            },
            busy_until: Time::ZERO,
        }
    }
}

impl Component for Scheduler {
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Node, Kind::Pod]
    }

    fn observe(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        match &event.object.body {
            Body::Node(_) => self.observe_node(event, context.now),
            Body::Pod(pod) => self.observe_pod(event, pod, context.now),
            _ => {}
        }
    }

    fn next_due(&self) -> Option<Time> {
        Some(self.queue.next_due()?.max(self.busy_until))
    }

    fn work(&mut self, context: &mut Context<'_>) {
        if context.now < self.busy_until {
            return;
        }
        if let Some(queued) = self.queue.take(context.now) {
            self.busy_until = context.now.plus(CYCLE_MS);
            self.schedule_one(&queued, context);
        }
    }
}

/// A pod found no node: why, node by node that was looked at, and the sentence.
struct Unschedulable {
    rejected: Vec<(Rc<str>, Rejection)>,
    message: String,
}

impl Scheduler {
    fn observe_node(&mut self, event: &WatchEvent, now: Time) {
        let name = event.object.meta.name.clone();
        let (_, info) = self.nodes.get_or_insert_with(&name, || (name.clone(), NodeInfo::default()));
        let is_deleted = event.event_type == WatchEventType::Deleted;
        let old = if is_deleted { info.object.take() } else { info.object.replace(event.object.clone()) };
        self.num_nodes -= u64::from(old.is_some());
        if is_deleted {
            if info.pods.is_empty() {
                self.nodes.remove(&name);
            }
            return;
        }
        self.num_nodes += 1;
        if old.as_ref().is_none_or(|old| is_of_interest(old, &event.object)) {
            let uids = self.queue.waiting_on(&name);
            self.wake(uids, now, |pod, rejection| node_helps(pod, rejection, old.as_deref(), &event.object));
        }
    }

    /// Wakes those of the waiting pods that something `helps`.
    fn wake(&mut self, uids: Vec<Uid>, now: Time, helps: impl Fn(&Pod, Rejection) -> bool) {
        for uid in uids {
            let queued = self.queue.get(uid);
            let pod = queued.and_then(|queued| Some((queued.object.as_pod()?, queued.rejection)));
            if pod.is_some_and(|(pod, rejection)| helps(pod, rejection)) {
                self.queue.wake(now, uid);
            }
        }
    }

    fn observe_pod(&mut self, event: &WatchEvent, pod: &Pod, now: Time) {
        let uid = event.object.meta.uid;
        if event.event_type == WatchEventType::Deleted || pod.is_terminal() {
            return self.forget(&event.object, now);
        }
        if !pod.node_name.is_empty() {
            return self.assign(event.object.clone(), pod);
        }
        // A pod that counts as bound may still be told of as it was before.
        if self.assigned.contains(uid) || &*pod.spec.scheduler_name != NAME {
            return;
        }
        let is_gated = pod.spec.value.get("schedulingGates").is_some_and(|gates| !gates.is_null());
        if event.object.meta.is_terminating() || is_gated {
            self.queue.remove(uid);
            return;
        }
        self.queue.add(now, &event.object);
    }

    fn assign(&mut self, object: Rc<Object>, pod: &Pod) {
        let uid = object.meta.uid;
        // Most notifications are of a status that has changed: they cost this one look-up.
        if let Some(assigned) = self.assigned.value_mut(uid) {
            assigned.object = object;
            return;
        }
        if self.queue.remove(uid).is_some() {
            self.remove_nomination(uid);
        }
        self.assigned.put((uid, AssignedPod { node: pod.node_name.clone(), object }));
        let fresh = || (pod.node_name.clone(), NodeInfo::default());
        let (_, info) = self.nodes.get_or_insert_with(&pod.node_name, fresh);
        info.add(uid, pod);
    }

    fn forget(&mut self, object: &Object, now: Time) {
        let uid = object.meta.uid;
        if self.queue.remove(uid).is_some() {
            self.remove_nomination(uid);
        }
        let Some((_, AssignedPod { node, object })) = self.assigned.remove(uid) else { return };
        let (Some(info), Some(pod)) = (self.nodes.value_mut(&node), object.as_pod()) else { return };
        info.remove(uid, pod);
        if info.object.is_none() && info.pods.is_empty() {
            self.nodes.remove(&node);
            return;
        }
        let uids = self.queue.waiting_anywhere().unwrap_or_else(|| self.queue.waiting_on(&node));
        self.wake(uids, now, |waiting, rejection| end_helps(waiting, rejection, pod));
    }

    fn schedule_one(&mut self, queued: &QueuedPod, context: &mut Context<'_>) {
        let Some(pod) = queued.object.as_pod() else { return };
        match self.find_node(&queued.object, pod) {
            Ok(node) => self.bind(queued, &node, context),
            Err(mut unschedulable) => {
                let nomination = self.post_filter(queued, &mut unschedulable, context);
                self.handle_failure(queued, &unschedulable, nomination, context);
            }
        }
    }

    /// Upstream: `Scheduler.schedulePod`.
    fn find_node(&self, object: &Object, pod: &Pod) -> Result<Rc<str>, Unschedulable> {
        if self.num_nodes == 0 {
            let message = "no nodes available to schedule pods".to_owned();
            return Err(Unschedulable { rejected: Vec::new(), message });
        }
        let mut fit_error = FitError::of(self.num_nodes);
        let mut rejected = Vec::new();
        let mut best: Option<((i64, Reverse<u64>), &Rc<str>)> = None;
        let mut look_at = |name: &Rc<str>, info: &NodeInfo| {
            let rejection = filter(pod, info, self.nominated_on(name, object, pod));
            if rejection.is_none() {
                return true;
            }
            fit_error.count(rejection);
            rejected.push((name.clone(), rejection));
            false
        };
        match named_nodes(pod) {
            NamedNodes::Conflict => {
                let message =
                    format!("0/{} nodes are available: pod affinity terms conflict.", self.num_nodes);
                return Err(Unschedulable { rejected, message });
            }
            NamedNodes::Only(names) => {
                for name in &names {
                    let Some((name, info)) = self.nodes.get(name) else { continue };
                    if info.object.is_some() && look_at(name, info) {
                        return Ok(name.clone());
                    }
                }
                fit_error.count_others("node(s) didn't satisfy plugin(s) [NodeAffinity]");
            }
            NamedNodes::All => {
                for (name, info) in self.nodes.sorted().into_iter().filter(|(_, info)| info.object.is_some())
                {
                    if !look_at(name, info) {
                        continue;
                    }
                    let score = score(pod, info);
                    if best.is_none_or(|(highest, _)| score > highest) {
                        best = Some((score, name));
                    }
                }
            }
        }
        best.map(|(_, name)| name.clone())
            .ok_or_else(|| Unschedulable { rejected, message: fit_error.message() })
    }

    /// What pods at least as important, for which room was made on the node, will ask for there.
    fn nominated_on(&self, node: &str, object: &Object, pod: &Pod) -> Resources {
        let others = self.nominated.get(node).into_iter().flatten();
        let others =
            others.filter(|(uid, _)| **uid != object.meta.uid).filter_map(|(_, other)| other.as_pod());
        others
            .filter(|other| priority(other) >= priority(pod))
            .fold(Resources::default(), |sum, other| sum.plus(other.spec.requests()))
    }

    fn bind(&mut self, queued: &QueuedPod, node: &Rc<str>, context: &mut Context<'_>) {
        let meta = &queued.object.meta;
        // An error means that the pod is gone, going, or bound by someone else; its notification is on the way.
        let Ok(bound) = context.api.bind(&meta.namespace, &meta.name, node) else {
            self.queue.remove(meta.uid);
            return;
        };
        let Some(pod) = bound.as_pod() else { return };
        let message = format!("Successfully assigned {}/{} to {node}", meta.namespace, meta.name);
        let about = queued.object.reference();
        let telling = Telling { about: &about, is_warning: false, reason: "Scheduled", message };
        self.recorder.tell_newer(context.api, (&self.words.binding, &self.words.instance), telling);
        self.assign(bound.clone(), pod);
    }

    /// Tries to make room. What it finds is added to the sentence; `Some` is the node to nominate, empty for none.
    fn post_filter(
        &mut self,
        queued: &QueuedPod,
        unschedulable: &mut Unschedulable,
        context: &mut Context<'_>,
    ) -> Option<Rc<str>> {
        let pod = queued.object.as_pod()?;
        if self.num_nodes == 0 {
            return Some("".into());
        }
        let nominated = &pod.status.nominated_node_name;
        let waits = !nominated.is_empty()
            && self.nodes.value(nominated).is_some_and(|info| waits_for_victims(pod, &self.assigned, info));
        let outcome = if waits {
            Preemption::NotEligible("not eligible due to a terminating pod on the nominated node.")
        } else {
            let rejected = unschedulable.rejected.iter().filter_map(|(name, rejection)| {
                Some((self.nodes.value(name)?, *rejection, self.nominated_on(name, &queued.object, pod)))
            });
            preempt(pod, &self.assigned, self.num_nodes, rejected)
        };
        // No pod here has a resource claim, of which the plugin that deallocates them tells before preemption does.
        let mut add = |text: &str| {
            unschedulable.message.push_str(&format!(" no new claims to deallocate, preemption: {text}"));
        };
        match outcome {
            Preemption::Unhelpful(message) => {
                add(&message);
                Some("".into())
            }
            Preemption::NotEligible(message) => {
                add(message);
                None
            }
            Preemption::Victims(node, victims) => {
                for victim in victims.iter().filter(|victim| !victim.meta.is_terminating()) {
                    self.preempt_pod(victim, queued, &node, context);
                }
                self.add_nomination(&queued.object, &node);
                Some(node)
            }
        }
    }

    /// Upstream: `Executor.PreemptPod`.
    fn preempt_pod(&mut self, victim: &Object, queued: &QueuedPod, node: &str, context: &mut Context<'_>) {
        let (namespace, name) = (&victim.meta.namespace, &victim.meta.name);
        let Ok(current) = context.api.get(Kind::Pod, namespace, name) else { return };
        let mut object = (*current).clone();
        if let Body::Pod(pod) = &mut object.body {
            let message = format!("{NAME}: preempting to accommodate a higher priority pod");
            let status = Rc::make_mut(&mut pod.status);
            status.set_condition(Condition {
                reason: "PreemptionByScheduler".into(),
                message: message.into(),
                ..Condition::new("DisruptionTarget", true, context.now.whole_second())
            });
        }
        let options = DeleteOptions { uid: Some(victim.meta.uid), ..DeleteOptions::default() };
        let done = context.api.update_status(object).is_ok()
            && context.api.delete(Kind::Pod, namespace, name, &options).is_ok();
        if done {
            let message = format!("Preempted by pod {} on node {node}", queued.object.meta.uid);
            let about = victim.reference();
            let telling = Telling { about: &about, is_warning: false, reason: "Preempted", message };
            self.recorder.tell_newer(context.api, (&self.words.preempting, &self.words.instance), telling);
        }
    }

    /// Upstream: `Scheduler.handleSchedulingFailure`.
    fn handle_failure(
        &mut self,
        queued: &QueuedPod,
        unschedulable: &Unschedulable,
        nomination: Option<Rc<str>>,
        context: &mut Context<'_>,
    ) {
        let meta = &queued.object.meta;
        let rejections = unschedulable.rejected.iter().map(|(_, rejection)| *rejection);
        let rejection = rejections.fold(Rejection::default(), Rejection::and);
        self.queue.add_unschedulable(context.now, meta.uid, rejection);
        let about = queued.object.reference();
        let message = truncated(&unschedulable.message);
        let telling = Telling { about: &about, is_warning: true, reason: "FailedScheduling", message };
        self.recorder.tell_newer(context.api, (&self.words.scheduling, &self.words.instance), telling);
        let Ok(current) = context.api.get(Kind::Pod, &meta.namespace, &meta.name) else { return };
        let mut object = (*current).clone();
        let Body::Pod(pod) = &mut object.body else { return };
        if object.meta.uid != meta.uid || !pod.node_name.is_empty() {
            return;
        }
        let status = Rc::make_mut(&mut pod.status);
        status.set_condition(Condition {
            reason: "Unschedulable".into(),
            message: unschedulable.message.as_str().into(),
            ..Condition::new("PodScheduled", false, context.now.whole_second())
        });
        if let Some(node) = nomination {
            if node.is_empty() {
                self.remove_nomination(meta.uid);
            }
            status.nominated_node_name = node;
        }
        // A conflict or a pod that is gone: the next notification leads to another try.
        _ = context.api.update_status(object);
    }

    fn add_nomination(&mut self, object: &Rc<Object>, node: &Rc<str>) {
        let uid = object.meta.uid;
        self.remove_nomination(uid);
        self.nominations.insert(uid, node.clone());
        self.nominated.entry(node.clone()).or_default().insert(uid, object.clone());
    }

    fn remove_nomination(&mut self, uid: Uid) {
        let Some(node) = self.nominations.remove(&uid) else { return };
        if let Some(pods) = self.nominated.get_mut(&node) {
            pods.remove(&uid);
            if pods.is_empty() {
                self.nominated.remove(&node);
            }
        }
    }
}

/// How well a node suits a pod that fits: the free share of CPU and memory in percent, then few pods.
///
/// Upstream: `noderesources.leastResourceScorer`, `TaintToleration.Score`.
fn score(pod: &Pod, info: &NodeInfo) -> (i64, Reverse<u64>) {
    let Some((_, node)) = info.node() else { return (0, Reverse(0)) };
    let (allocatable, taken) = (node.status.allocatable, info.requested.plus(pod.spec.requests()));
    let share = |taken: i64, all: i64| if all > taken { (all - taken) / (all / 100).max(1) } else { 0 };
    let free = share(taken.milli_cpu, allocatable.milli_cpu) + share(taken.memory, allocatable.memory);
    let prefers_not = |effect| effect == TaintEffect::PreferNoSchedule;
    let is_shunned = find_untolerated_taint(&node.taints, &pod.spec.tolerations, prefers_not).is_some();
    (free - if is_shunned { 300 } else { 0 }, Reverse(info.pods.len() as u64))
}

fn truncated(message: &str) -> String {
    if message.len() <= MESSAGE_BYTES_MAX {
        return message.to_owned();
    }
    let mut end = MESSAGE_BYTES_MAX - 4;
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    format!("{} ...", &message[..end])
}
