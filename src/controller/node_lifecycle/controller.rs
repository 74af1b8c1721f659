//! The controller. It looks around every five seconds, but only at nodes with which something is up.
//!
//! Invariants: a node is looked at when it is new, gone, changed or silent for too long, and never otherwise; ten
//! thousand healthy nodes cost nothing.
//! Differs: a renewal is known of at the first look after it, computed from the lease rather than seen.
//! Absent: pods bound to a node that was not ready before; labels that repeat others.
//! Upstream: `node_lifecycle_controller.go`, `pkg/controller/util/node/controller_utils.go`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::event::ObjectReference;
use crate::api::kind::Kind;
use crate::api::node::Node;
use crate::api::object::{Body, Object};
use crate::api::pod::Condition;
use crate::api::scheduling::TaintEffect;
use crate::api::well_known::{TAINT_NOT_READY, TAINT_UNREACHABLE};
use crate::apimachinery::agenda::Agenda;
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::heartbeat::{NODE_LEASE_NAMESPACE, silent_since};
use crate::client::pods_by_node::{PodKey, PodsByNode};
use crate::client::recorder::{Recorder, Telling};
use crate::controller::node_lifecycle::taints::{has_taint, no_schedule_changes, swap_taints};
use crate::controller::node_lifecycle::zones::{Zone, zone_key};

/// Milliseconds between two looks (`--node-monitor-period`).
const MONITOR_PERIOD_MS: u64 = 5000;
/// How long a node may be silent, in milliseconds (`--node-monitor-grace-period`).
const GRACE_PERIOD_MS: u64 = 50_000;
/// How long a node may take to tell of itself for the first time (`--node-startup-grace-period`).
const STARTUP_GRACE_PERIOD_MS: u64 = 60_000;
/// The conditions that become Unknown.
const CONDITIONS: [&str; 4] = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

#[derive(Clone, Debug)]
enum Due {
    /// A look at a node.
    Look(Rc<str>),
    /// A taint in a zone.
    Pass(Rc<str>),
}

#[derive(Clone, Debug)]
struct NodeState {
    object: Rc<Object>,
    zone: Rc<str>,
    /// As it was counted in its zone at the last look; `None` before the first.
    counted_ready: Option<bool>,
    /// The next look.
    look_at: Time,
    /// The node counts as heard of at this moment at least.
    heard_of: Time,
}

/// The node lifecycle controller.
#[derive(Clone, Debug)]
pub struct NodeLifecycleController {
    nodes: Index<(Rc<str>, NodeState)>,
    /// Nodes that a look has found.
    known: Index<(Rc<str>, Uid)>,
    /// The last renewals of silent kubelets.
    silent: BTreeMap<Rc<str>, Time>,
    pods: PodsByNode,
    zones: BTreeMap<Rc<str>, Zone>,
    /// Nodes that changed since their taints were looked at.
    changed: BTreeSet<Rc<str>>,
    /// Nodes found silent whose pods are to be told so.
    fallen_silent: BTreeSet<Rc<str>>,
    agenda: Agenda<Due>,
    /// Whether every node of every zone is down. Then it is rather the controller that is cut off.
    all_are_down: bool,
    recorder: Recorder,
}

impl Default for NodeLifecycleController {
    fn default() -> NodeLifecycleController {
        NodeLifecycleController {
            nodes: Index::default(),
            known: Index::default(),
            silent: BTreeMap::new(),
            pods: PodsByNode::default(),
            zones: BTreeMap::new(),
            changed: BTreeSet::new(),
            fallen_silent: BTreeSet::new(),
            agenda: Agenda::default(),
            all_are_down: false,
            recorder: Recorder::new("node-controller"),
        }
    }
}

impl Component for NodeLifecycleController {
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Node, Kind::Lease, Kind::Pod]
    }

    fn observe(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        let object = &event.object;
        let is_gone = event.event_type == WatchEventType::Deleted;
        match &object.body {
            Body::Pod(_) => _ = self.pods.observe(event),
            Body::Node(_) => self.observe_node(object, is_gone, context.now),
            Body::Other(Kind::Lease, _) if &*object.meta.namespace == NODE_LEASE_NAMESPACE => {
                self.observe_lease(object, is_gone, context.now);
            }
            _ => {}
        }
    }

    fn next_due(&self) -> Option<Time> {
        if self.changed.is_empty() { self.agenda.next_due() } else { Some(Time::ZERO) }
    }

    fn work(&mut self, context: &mut Context<'_>) {
        let now = context.now;
        while let Some(name) = self.changed.pop_first() {
            self.taint_no_schedule(&name, context.api);
            if self.fallen_silent.remove(&name) {
                self.mark_pods_not_ready(&name, context);
            }
        }
        let mut has_looked = false;
        while let Some(due) = self.agenda.pop_due(now) {
            match due {
                Due::Look(name) => {
                    self.look(&name, context);
                    has_looked = true;
                }
                Due::Pass(zone) => self.taint_no_execute(&zone, context),
            }
        }
        if has_looked {
            self.handle_disruption(context);
        }
    }
}

impl NodeLifecycleController {
    fn observe_node(&mut self, object: &Rc<Object>, is_gone: bool, now: Time) {
        let name = &object.meta.name;
        let Some(node) = object.as_node() else { return };
        if is_gone {
            if let Some((_, state)) = self.nodes.remove(name) {
                self.count(&state.zone, state.counted_ready, None);
                if let Some(zone) = self.zones.get_mut(&state.zone) {
                    zone.remove(name);
                }
            }
            self.agenda.add(next_look(now), Due::Look(name.clone()));
            return;
        }
        let Some(state) = self.nodes.value_mut(name) else {
            let zone = zone_key(&object.meta.labels);
            let state = NodeState {
                object: object.clone(),
                zone,
                counted_ready: None,
                look_at: Time::NEVER,
                heard_of: Time::ZERO,
            };
            self.nodes.put((name.clone(), state));
            self.changed.insert(name.clone());
            self.plan_look(name, now);
            return;
        };
        let old = std::mem::replace(&mut state.object, object.clone());
        let Some(old_node) = old.as_node() else { return };
        if old.meta.labels != object.meta.labels {
            let zone = zone_key(&object.meta.labels);
            if zone != state.zone {
                let (old_zone, counted) =
                    (std::mem::replace(&mut state.zone, zone), state.counted_ready.take());
                self.count(&old_zone, counted, None);
                self.plan_look(name, now);
            }
        }
        let is_healthier = ready(old_node) != ready(node);
        if is_healthier || old_node.taints != node.taints {
            self.plan_look(name, now);
        }
        let is_changed = old_node.taints != node.taints
            || old_node.unschedulable != node.unschedulable
            || old_node.status.conditions != node.status.conditions;
        if is_changed {
            self.changed.insert(name.clone());
        }
    }

    fn observe_lease(&mut self, lease: &Object, is_gone: bool, now: Time) {
        let name = &lease.meta.name;
        match silent_since(lease).filter(|_| !is_gone) {
            Some(renewal) => _ = self.silent.insert(name.clone(), renewal),
            None => _ = self.silent.remove(name),
        }
        self.plan_look(name, now);
    }

    fn plan_look(&mut self, name: &Rc<str>, now: Time) {
        self.plan_look_at(name, next_look(now));
    }

    /// An earlier look that is planned already stands.
    fn plan_look_at(&mut self, name: &Rc<str>, at: Time) {
        if let Some(state) = self.nodes.value_mut(name)
            && at < state.look_at
        {
            state.look_at = at;
            self.agenda.add(at, Due::Look(name.clone()));
        }
    }

    /// Makes the node's `NoSchedule` taints agree with its conditions.
    fn taint_no_schedule(&mut self, name: &Rc<str>, api: &mut ApiServer) {
        let Some(node) = self.nodes.value(name).and_then(|state| state.object.as_node()) else { return };
        let (add, remove) = no_schedule_changes(node);
        if !add.is_empty() || !remove.is_empty() {
            swap_taints(api, name, TaintEffect::NoSchedule, &add, &remove);
        }
    }

    /// Upstream: `monitorNodeHealth`, for one node.
    fn look(&mut self, name: &Rc<str>, context: &mut Context<'_>) {
        let now = context.now;
        let Some(state) = self.nodes.value_mut(name) else {
            if let Some((_, uid)) = self.known.remove(name) {
                self.tell_node(name, uid, "RemovingNode", "Removing Node", "from Controller", context.api);
            }
            return;
        };
        if state.look_at > now {
            return;
        }
        state.look_at = Time::NEVER;
        let uid = state.object.meta.uid;
        if !self.known.contains(name) {
            self.tell_node(name, uid, "RegisteredNode", "Registered Node", "in Controller", context.api);
        }
        self.known.put((name.clone(), uid));
        let Some(node) = self.nodes.value(name).and_then(|state| state.object.as_node()).cloned() else {
            return;
        };
        let before = ready(&node);
        let after = if self.is_silent_too_long(name, &node, now) && before != "Unknown" {
            self.become_unknown(name, context);
            "Unknown"
        } else {
            before
        };
        self.taint_by_readiness(name, &node, after, context);
        self.recount(name, after == "True");
        if before == "True" && after != "True" {
            let about = self.node_reference(name, uid);
            let message = format!("Node {name} status is now: NodeNotReady");
            let telling = Telling { about: &about, is_warning: false, reason: "NodeNotReady", message };
            self.recorder.tell(context.api, telling);
            // The taint is another worker's, and it is on the node before the first of the pods is told. A DaemonSet
            // controller that hears of the pod then knows of the taint.
            self.fallen_silent.insert(name.clone());
        }
    }

    /// Whether nothing was heard of the node for its grace period. If that is still to come, plans a look for then.
    fn is_silent_too_long(&mut self, name: &Rc<str>, node: &Node, now: Time) -> bool {
        let Some(state) = self.nodes.value(name) else { return false };
        let deadline = if node.condition("Ready").is_none() {
            next_look(state.object.meta.creation_timestamp.plus(STARTUP_GRACE_PERIOD_MS))
        } else if let Some(renewal) = self.silent.get(name) {
            // The controller has heard of a renewal at its first look after it.
            look_at_or_after(*renewal).max(state.heard_of).plus(GRACE_PERIOD_MS)
        } else {
            return false;
        };
        if deadline > now {
            self.plan_look_at(name, deadline);
        }
        deadline <= now
    }

    /// Upstream: `tryUpdateNodeHealth`.
    fn become_unknown(&mut self, name: &str, context: &mut Context<'_>) {
        let Ok(current) = context.api.get(Kind::Node, "", name) else { return };
        let mut object = (*current).clone();
        let now = context.now.whole_second();
        if let Body::Node(node) = &mut object.body {
            let status = Rc::make_mut(&mut node.status);
            for kind in CONDITIONS {
                let Some(condition) = status.conditions.iter_mut().find(|one| one.kind == kind) else {
                    status.conditions.push(Condition {
                        kind,
                        status: "Unknown",
                        reason: "NodeStatusNeverUpdated".into(),
                        message: "Kubelet never posted node status.".into(),
                        last_transition_time: now,
                        last_heartbeat_time: Some(current.meta.creation_timestamp),
                    });
                    continue;
                };
                if condition.status != "Unknown" {
                    condition.status = "Unknown";
                    condition.reason = "NodeStatusUnknown".into();
                    condition.message = "Kubelet stopped posting node status.".into();
                    condition.last_transition_time = now;
                }
            }
        }
        _ = context.api.update_status(object);
    }

    /// Upstream: `processTaintBaseEviction`.
    fn taint_by_readiness(&mut self, name: &Rc<str>, node: &Node, ready: &str, context: &mut Context<'_>) {
        let has = |key| has_taint(node, key, TaintEffect::NoExecute);
        let (add, opposite) = match ready {
            "True" => return self.mark_reachable(name, context),
            "Never" => return,
            "False" => (TAINT_NOT_READY, TAINT_UNREACHABLE),
            _ => (TAINT_UNREACHABLE, TAINT_NOT_READY),
        };
        if has(opposite) {
            swap_taints(context.api, name, TaintEffect::NoExecute, &[add], &[opposite]);
        } else if !has(add) && !self.all_are_down {
            self.zone_of(name).add(name);
            self.plan_pass(name, context.now);
        }
    }

    fn mark_reachable(&mut self, name: &Rc<str>, context: &mut Context<'_>) {
        self.zone_of(name).remove(name);
        let Some(node) = self.nodes.value(name).and_then(|state| state.object.as_node()) else { return };
        let has = |key: &&str| has_taint(node, key, TaintEffect::NoExecute);
        let remove: Vec<_> = [TAINT_UNREACHABLE, TAINT_NOT_READY].into_iter().filter(has).collect();
        if !remove.is_empty() {
            swap_taints(context.api, name, TaintEffect::NoExecute, &[], &remove);
        }
    }

    fn zone_of(&mut self, name: &str) -> &mut Zone {
        let zone = self.nodes.value(name).map(|state| state.zone.clone()).unwrap_or_default();
        self.zones.entry(zone).or_default()
    }

    fn plan_pass(&mut self, name: &str, now: Time) {
        let Some(key) = self.nodes.value(name).map(|state| state.zone.clone()) else { return };
        let zone = self.zones.entry(key.clone()).or_default();
        let Some(at) = zone.next_pass(now).filter(|_| zone.pass_at.is_none()) else { return };
        zone.pass_at = Some(at);
        self.agenda.add(at, Due::Pass(key));
    }

    /// Upstream: `doNoExecuteTaintingPass`.
    fn taint_no_execute(&mut self, key: &Rc<str>, context: &mut Context<'_>) {
        let now = context.now;
        let Some(zone) = self.zones.get_mut(key) else { return };
        zone.pass_at = None;
        let Some(name) = zone.take(now) else { return };
        let node = self.nodes.value(&name).and_then(|state| state.object.as_node());
        let swap = match node.map(ready) {
            Some("False") => Some((TAINT_NOT_READY, TAINT_UNREACHABLE)),
            Some("Unknown") => Some((TAINT_UNREACHABLE, TAINT_NOT_READY)),
            _ => None,
        };
        if let Some((add, opposite)) = swap {
            swap_taints(context.api, &name, TaintEffect::NoExecute, &[add], &[opposite]);
        }
        self.plan_pass(&name, now);
    }

    fn recount(&mut self, name: &Rc<str>, is_ready: bool) {
        let Some(state) = self.nodes.value_mut(name) else { return };
        let (zone, before) = (state.zone.clone(), state.counted_ready.replace(is_ready));
        self.count(&zone, before, Some(is_ready));
    }

    fn count(&mut self, zone: &Rc<str>, before: Option<bool>, after: Option<bool>) {
        let zone = self.zones.entry(zone.clone()).or_default();
        match before {
            Some(true) => zone.ready -= 1,
            Some(false) => zone.not_ready -= 1,
            None => {}
        }
        match after {
            Some(true) => zone.ready += 1,
            Some(false) => zone.not_ready += 1,
            None => {}
        }
    }

    /// When every node seems to be down, nobody is evicted, and taints that say so are taken back. Nodes are walked
    /// only when that begins or ends.
    ///
    /// Upstream: `handleDisruption`.
    fn handle_disruption(&mut self, context: &mut Context<'_>) {
        let is_up = self.zones.values().any(|zone| zone.ready > 0);
        let is_down = self.zones.values().any(|zone| zone.not_ready > 0) && !is_up;
        if is_down == self.all_are_down {
            return;
        }
        self.all_are_down = is_down;
        let names: Vec<Rc<str>> = self.nodes.sorted().into_iter().map(|(name, _)| name.clone()).collect();
        if is_down {
            self.zones.values_mut().for_each(Zone::clear);
            for name in &names {
                self.mark_reachable(name, context);
            }
            return;
        }
        for name in &names {
            if let Some(state) = self.nodes.value_mut(name) {
                state.heard_of = context.now;
                if state.counted_ready == Some(false) {
                    self.plan_look(name, context.now);
                }
            }
        }
    }

    /// Upstream: `MarkPodsNotReady`.
    fn mark_pods_not_ready(&mut self, name: &str, context: &mut Context<'_>) {
        let pods: Vec<PodKey> = self.pods.on_node(name).map(|pod| pod.key.clone()).collect();
        for (namespace, pod_name) in pods {
            let Ok(current) = context.api.get(Kind::Pod, &namespace, &pod_name) else { continue };
            let Some(ready) = current.as_pod().and_then(|pod| pod.status.condition("Ready")) else {
                continue;
            };
            if ready.status == "False" {
                continue;
            }
            let condition = Condition {
                status: "False",
                last_transition_time: context.now.whole_second(),
                ..ready.clone()
            };
            let mut object = (*current).clone();
            if let Body::Pod(pod) = &mut object.body {
                Rc::make_mut(&mut pod.status).set_condition(condition);
            }
            let about = current.reference();
            if context.api.update_status(object).is_ok() {
                let message = "Node is not ready".to_owned();
                let telling = Telling { about: &about, is_warning: true, reason: "NodeNotReady", message };
                self.recorder.tell(context.api, telling);
            }
        }
    }

    fn node_reference(&self, name: &Rc<str>, uid: Uid) -> ObjectReference {
        ObjectReference {
            kind: Kind::Node,
            namespace: "".into(),
            name: name.clone(),
            uid,
            resource_version: 0,
        }
    }

    fn tell_node(
        &mut self,
        name: &Rc<str>,
        uid: Uid,
        reason: &str,
        verb: &str,
        whence: &str,
        api: &mut ApiServer,
    ) {
        let about = self.node_reference(name, uid);
        let message = format!("Node {name} event: {verb} {name} {whence}");
        self.recorder.tell(api, Telling { about: &about, is_warning: false, reason, message });
    }
}

/// The status of the node's `Ready` condition; that of a node without one is unknown, and tells of no change.
fn ready(node: &Node) -> &'static str {
    node.condition("Ready").map_or("Never", |condition| condition.status)
}

/// The first look after `now`.
fn next_look(now: Time) -> Time {
    Time((now.0 / MONITOR_PERIOD_MS + 1) * MONITOR_PERIOD_MS)
}

fn look_at_or_after(time: Time) -> Time {
    Time(time.0.div_ceil(MONITOR_PERIOD_MS) * MONITOR_PERIOD_MS)
}
