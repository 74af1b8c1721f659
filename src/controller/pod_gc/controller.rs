//! The controller. It looks around every 20 seconds, and only while something waits for it.
//!
//! Upstream: `gc_controller.go`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, PodPhase};
use crate::api::well_known::TAINT_OUT_OF_SERVICE;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::apiserver::options::DeleteOptions;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::pods_by_node::{Change, PodKey, PodsByNode};

/// Milliseconds between two looks.
const PERIOD_MS: u64 = 20_000;
/// Milliseconds for which a node must stay unknown before its pods go.
const QUARANTINE_MS: u64 = 40_000;
/// How many ended pods are kept (`--terminated-pod-gc-threshold`).
const ENDED_PODS_MAX: usize = 12_500;

/// A pod that ended, in the order in which such pods go: evicted ones, then the oldest.
///
/// Upstream: `byEvictionAndCreationTimestamp`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct EndedPod {
    is_kept_longer: bool,
    created_at: Time,
    name: Rc<str>,
    namespace: Rc<str>,
}

/// The pod garbage collector.
#[derive(Clone, Debug)]
pub struct PodGcController {
    nodes: Index<(Rc<str>, ())>,
    pods: PodsByNode,
    /// Nodes that pods are bound to and nobody knows; with the end of their quarantine once a look has found them.
    unknown_nodes: BTreeMap<Rc<str>, Option<Time>>,
    unscheduled_terminating: BTreeSet<PodKey>,
    /// Nodes that are not ready and that somebody declared lost by a taint.
    out_of_service: BTreeSet<Rc<str>>,
    ended: BTreeMap<Uid, EndedPod>,
    ended_max: usize,
    next_look: Time,
}

impl Default for PodGcController {
    fn default() -> PodGcController {
        PodGcController::with_ended_max(ENDED_PODS_MAX)
    }
}

impl PodGcController {
    /// A collector that keeps so many ended pods.
    pub(super) fn with_ended_max(ended_max: usize) -> PodGcController {
        PodGcController {
            nodes: Index::default(),
            pods: PodsByNode::default(),
            unknown_nodes: BTreeMap::new(),
            unscheduled_terminating: BTreeSet::new(),
            out_of_service: BTreeSet::new(),
            ended: BTreeMap::new(),
            ended_max,
            next_look: Time::ZERO,
        }
    }

    fn pod_changed(&mut self, event: &WatchEvent, now: Time) {
        let meta = &event.object.meta;
        self.count_ended(event, now);
        if event.object.as_pod().is_some_and(|pod| pod.node_name.is_empty()) {
            let key: PodKey = (meta.namespace.clone(), meta.name.clone());
            if meta.is_terminating() && event.event_type != WatchEventType::Deleted {
                self.unscheduled_terminating.insert(key);
                self.plan_look(now);
            } else {
                self.unscheduled_terminating.remove(&key);
            }
            return;
        }
        let node = match self.pods.observe(event) {
            Change::None => return,
            // A node that has lost a pod has become no less known.
            Change::Removed(_) if self.unknown_nodes.is_empty() => return,
            Change::Removed(pod) => pod.node,
            Change::Placed => event.object.as_pod().map(|pod| pod.node_name.clone()).unwrap_or_default(),
        };
        self.judge_node(&node);
        self.plan_look(now);
    }

    fn count_ended(&mut self, event: &WatchEvent, now: Time) {
        let meta = &event.object.meta;
        let Some(pod) = event.object.as_pod() else { return };
        if !pod.is_terminal() || event.event_type == WatchEventType::Deleted {
            self.ended.remove(&meta.uid);
            return;
        }
        let is_evicted = pod.status.phase == PodPhase::Failed && &*pod.status.reason == "Evicted";
        let ended = EndedPod {
            is_kept_longer: !is_evicted,
            created_at: meta.creation_timestamp,
            name: meta.name.clone(),
            namespace: meta.namespace.clone(),
        };
        self.ended.insert(meta.uid, ended);
        if self.ended.len() > self.ended_max {
            self.plan_look(now);
        }
    }

    fn judge_node(&mut self, name: &Rc<str>) {
        let is_unknown = !self.nodes.contains(name) && self.pods.has_pods(name);
        match is_unknown {
            true => _ = self.unknown_nodes.entry(name.clone()).or_default(),
            false => _ = self.unknown_nodes.remove(name),
        }
    }

    fn plan_look(&mut self, now: Time) {
        if self.next_look <= now {
            self.next_look = Time((now.0 / PERIOD_MS + 1) * PERIOD_MS);
        }
    }

    /// Ended pods beyond those that are kept.
    ///
    /// Upstream: `gcTerminated`.
    fn collect_ended(&self, api: &mut ApiServer) {
        let num_over = self.ended.len().saturating_sub(self.ended_max);
        if num_over == 0 {
            return;
        }
        let mut ended: Vec<&EndedPod> = self.ended.values().collect();
        ended.sort();
        for pod in ended.into_iter().take(num_over) {
            // A pod that changed meanwhile is met again at the next look.
            _ = mark_failed_and_delete(&(pod.namespace.clone(), pod.name.clone()), None, api);
        }
    }

    /// Pods on their way out whose node is out of service: no kubelet will see to them.
    ///
    /// Upstream: `gcTerminating`.
    fn collect_terminating(&self, api: &mut ApiServer) {
        for pod in self.out_of_service.iter().flat_map(|node| self.pods.on_node(node)) {
            let (namespace, name) = &pod.key;
            let is_terminating =
                api.get(Kind::Pod, namespace, name).is_ok_and(|object| object.meta.is_terminating());
            if is_terminating {
                // A pod that changed meanwhile is met again at the next look.
                _ = mark_failed_and_delete(&pod.key, None, api);
            }
        }
    }

    /// Upstream: `gcOrphaned`.
    fn collect_orphaned(&mut self, api: &mut ApiServer, now: Time) {
        let mut over = Vec::new();
        for (name, quarantine) in &mut self.unknown_nodes {
            match quarantine {
                None => *quarantine = Some(now.plus(QUARANTINE_MS)),
                Some(until) if *until <= now => over.push(name.clone()),
                Some(_) => {}
            }
        }
        for name in over {
            if api.get(Kind::Node, "", &name).is_ok() {
                continue;
            }
            for pod in self.pods.on_node(&name) {
                let condition = Condition {
                    reason: "DeletionByPodGC".into(),
                    message: "PodGC: node no longer exists".into(),
                    ..Condition::new("DisruptionTarget", true, now.whole_second())
                };
                // A pod that changed meanwhile is met again at the next look.
                _ = mark_failed_and_delete(&pod.key, Some(condition), api);
            }
        }
    }
}

/// Whether a node is lost, as somebody says by a taint: pods on it need not be waited for.
fn is_out_of_service(object: &Object) -> bool {
    object.as_node().is_some_and(|node| {
        node.taints.iter().any(|taint| *taint.key == *TAINT_OUT_OF_SERVICE) && !node.is_ready()
    })
}

fn mark_failed_and_delete(
    key: &PodKey,
    condition: Option<Condition>,
    api: &mut ApiServer,
) -> Result<(), ApiError> {
    let mut object: Object = (*api.get(Kind::Pod, &key.0, &key.1)?).clone();
    if let Body::Pod(pod) = &mut object.body
        && !pod.is_terminal()
    {
        let mut status = (*pod.status).clone();
        status.phase = PodPhase::Failed;
        if let Some(condition) = condition {
            status.set_condition(condition);
        }
        pod.status = Rc::new(status);
        api.update_status(object)?;
    }
    let options = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
    api.delete(Kind::Pod, &key.0, &key.1, &options).map(|_| ())
}

impl Component for PodGcController {
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Pod, Kind::Node]
    }

    fn observe(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        if event.object.kind() == Kind::Pod {
            self.pod_changed(event, context.now);
            return;
        }
        let name = &event.object.meta.name;
        let is_deleted = event.event_type == WatchEventType::Deleted;
        match is_deleted {
            true => _ = self.nodes.remove(name),
            false => _ = self.nodes.put((name.clone(), ())),
        }
        match is_out_of_service(&event.object) && !is_deleted {
            true => _ = self.out_of_service.insert(name.clone()),
            false => _ = self.out_of_service.remove(name),
        }
        self.judge_node(name);
        self.plan_look(context.now);
    }

    fn next_due(&self) -> Option<Time> {
        let is_waited_for = self.ended.len() > self.ended_max
            || !self.unknown_nodes.is_empty()
            || !self.unscheduled_terminating.is_empty()
            || self.out_of_service.iter().any(|node| self.pods.has_pods(node));
        is_waited_for.then_some(self.next_look)
    }

    fn work(&mut self, context: &mut Context<'_>) {
        self.collect_ended(context.api);
        self.collect_terminating(context.api);
        self.collect_orphaned(context.api, context.now);
        for key in self.unscheduled_terminating.clone() {
            _ = mark_failed_and_delete(&key, None, context.api);
        }
        self.plan_look(context.now);
    }
}
