//! Nodes that join, fall silent and come back.
//!
//! Invariant: a kubelet's sign of life is its lease; it is written when that begins, ends and begins again.
//! Differs: a node is Ready the moment it joins. A dead machine tells the time of its last renewal itself, see
//! [`heartbeat`](crate::client::heartbeat).
//! Upstream: `pkg/kubelet/kubelet_node_status.go`, `pkg/kubelet/nodestatus/setters.go`.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Map;

use crate::api::kind::Kind;
use crate::api::node::{Node, NodeStatus};
use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, ContainerState};
use crate::api::pod_spec::Resources;
use crate::api::well_known::HOSTNAME;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::meta::{ObjectMeta, Uid};
use crate::apimachinery::time::Time;
use crate::apiserver::options::DeleteOptions;
use crate::client::component::Context;
use crate::client::heartbeat::{NODE_LEASE_NAMESPACE, lease_of, resumed, silenced};
use crate::kubelet::config::{
    HOLLOW_RESOURCES, NODE_MEMORY, NODE_MILLI_CPU, NODE_STORAGE, PODS_MAX, Profile,
};
use crate::kubelet::faults::{Outage, Pressure};
use crate::kubelet::kubelets::Kubelets;
use crate::kubelet::machine::{Machine, PodTimer, Timer};
use crate::kubelet::worker::{PodWorker, Step, Want};

/// The exit code of a container whose machine went down under it.
const LOST: i32 = 255;

/// A kubelet and its machine.
#[derive(Clone, Debug)]
pub(super) struct KubeletNode {
    pub labels: StringMap,
    pub internal_ip: Rc<str>,
    pub images: BTreeSet<Rc<str>>,
    pub pods: BTreeSet<Uid>,
    index: u32,
    pod_ips: u32,
    boots: u32,
    /// Counts beginnings of a watch on pressures, so that a timer of an earlier one is known to be late.
    pub watches: u32,
}

impl KubeletNode {
    /// The next address of the node's own range; they come round.
    pub fn next_pod_ip(&mut self) -> Rc<str> {
        self.pod_ips = self.pod_ips % 253 + 1;
        let (high, low) = (self.index / 256, self.index % 256);
        format!("10.{}.{low}.{}", (244 + high) % 256, self.pod_ips + 1).into()
    }
}

impl Kubelets {
    /// A node of that name joins, with these labels beside those that every node has, and is Ready. A machine that had
    /// the name before is the same one, started anew: pods that are bound to it run on.
    ///
    /// Errors: AlreadyExists.
    pub fn join(
        &mut self,
        context: &mut Context<'_>,
        name: &str,
        labels: &StringMap,
    ) -> Result<(), ApiError> {
        let machine = &mut self.machine;
        let index = machine.joined;
        let internal_ip = match machine.profile {
            Profile::Instant => "192.0.2.2".into(),
            Profile::Realistic => format!("192.168.{}.{}", 49 + (index + 2) / 256, (index + 2) % 256).into(),
        };
        let before = machine.nodes.value(name);
        let node = KubeletNode {
            labels: node_labels(name, labels),
            internal_ip,
            images: BTreeSet::new(),
            pods: before.map(|node| node.pods.clone()).unwrap_or_default(),
            index,
            pod_ips: 0,
            boots: before.map_or(0, |node| node.boots + 1),
            watches: before.map_or(0, |node| node.watches + 1),
        };
        machine.register(name, &node, context)?;
        machine.joined += 1;
        let outage = machine.faults.outages.remove(name);
        let name: Rc<str> = name.into();
        machine.nodes.put((name.clone(), Rc::new(node.clone())));
        machine.watch_pressure(&name, context);
        if let Some(outage) = outage {
            self.resume_pods(&node, &name, outage, context);
        }
        Ok(())
    }

    /// The machine dies: its kubelet falls silent, and nothing on it runs any more.
    ///
    /// Errors: NotFound where no machine has that name.
    pub fn stop_kubelet(&mut self, context: &mut Context<'_>, name: &str) -> Result<(), ApiError> {
        self.machine.fall_silent(name, Outage::Stopped, context)
    }

    /// The node is cut from the network: its kubelet falls silent, and what runs on it runs on. A dead machine stays so.
    ///
    /// Errors: NotFound where no machine has that name.
    pub fn cut_node(&mut self, context: &mut Context<'_>, name: &str) -> Result<(), ApiError> {
        self.machine.fall_silent(name, Outage::Cut, context)
    }

    /// The node's container runtime stops: its kubelet says that it is not ready, and does nothing for its pods, which
    /// run on. Where that is so for another reason it stays so.
    ///
    /// Errors: NotFound where no machine has that name.
    pub fn break_runtime(&mut self, context: &mut Context<'_>, name: &str) -> Result<(), ApiError> {
        self.machine.fall_silent(name, Outage::RuntimeDown, context)
    }

    /// The machine is taken away for good, and its node with it, as a cloud's controller sees to. A new machine may
    /// have its name.
    ///
    /// Errors: NotFound where no machine has that name.
    pub fn remove_machine(&mut self, context: &mut Context<'_>, name: &str) -> Result<(), ApiError> {
        self.machine.fall_silent(name, Outage::Removed, context)?;
        self.machine.faults.pressures.retain(|(node, _)| **node != *name);
        self.machine.lingering.retain(|(node, _), _| **node != *name);
        // Somebody may have deleted the node before.
        _ = context.api.delete(Kind::Node, "", name, &DeleteOptions::default());
        Ok(())
    }

    /// The machine is started, or the network mended; the kubelet is back before long.
    ///
    /// Errors: NotFound where no machine has that name.
    pub fn start_kubelet(&mut self, context: &mut Context<'_>, name: &str) -> Result<(), ApiError> {
        let machine = &mut self.machine;
        let span = machine.timing().boot;
        let name = machine.machine_named(name)?;
        let Some(node) = machine.nodes.value(&name) else { return Err(no_node(&name)) };
        if machine.faults.outages.contains_key(&name) {
            let timer = Timer::Boot(name, node.boots);
            let millis = machine.draw(span);
            machine.agenda.add(context.now.plus(millis), timer);
        }
        Ok(())
    }

    /// The kubelet is back: it tells of itself, and looks after its pods.
    pub(super) fn boot(&mut self, name: &Rc<str>, boots: u32, context: &mut Context<'_>) {
        let machine = &mut self.machine;
        let Some(node) = machine.nodes.value(name).filter(|node| node.boots == boots).cloned() else {
            return;
        };
        let Some(outage) = machine.faults.outages.remove(name) else { return };
        if outage == Outage::Stopped {
            machine.tell_of_node(name, context, (false, "Starting", "Starting kubelet.".to_owned()));
        }
        machine.come_back(name, &node, context);
        machine.watch_pressure(name, context);
        self.resume_pods(&node, name, outage, context);
    }

    /// A kubelet whose machine was started anew decides once more on each of its pods, the oldest first.
    ///
    /// Upstream: `HandlePodAdditions`.
    fn resume_pods(&mut self, node: &KubeletNode, name: &Rc<str>, outage: Outage, context: &mut Context<'_>) {
        let is_new = matches!(outage, Outage::Stopped | Outage::Removed);
        let mut pods: Vec<Uid> = node.pods.iter().copied().collect();
        pods.sort_by_key(|uid| self.workers.value(*uid).map(|worker| worker.object.meta.creation_timestamp));
        if is_new {
            self.machine.with_pods(name, BTreeSet::clear);
        }
        for uid in pods {
            let Some(worker) = self.workers.value(uid) else { continue };
            let is_judged = !worker.object.meta.is_terminating() && worker.step != Step::Ended;
            let is_accepting = worker.step == Step::Accepting;
            if is_new {
                self.machine.with_pods(name, |pods| _ = pods.insert(uid));
            }
            if is_judged && is_accepting {
                self.begin(uid, context);
                continue;
            }
            let failure = if is_judged && is_new { self.admit(uid, context) } else { None };
            let Some(worker) = self.workers.value_mut(uid) else { continue };
            let worker = Rc::make_mut(worker);
            match failure {
                Some(failure) => self.machine.reject_pod(worker, &failure, context),
                None => self.machine.resume(worker, outage, context),
            }
        }
    }
}

impl Machine {
    fn with_pods(&mut self, name: &Rc<str>, change: impl FnOnce(&mut BTreeSet<Uid>)) {
        if let Some(node) = self.nodes.value_mut(name) {
            change(&mut Rc::make_mut(node).pods);
        }
    }

    fn fall_silent(&mut self, name: &str, outage: Outage, context: &mut Context<'_>) -> Result<(), ApiError> {
        let name = self.machine_named(name)?;
        let before = self.faults.outage(&name);
        match outage {
            Outage::Cut if before == Some(Outage::Stopped) => return Ok(()),
            Outage::RuntimeDown if before.is_some_and(|one| one != Outage::RuntimeDown) => return Ok(()),
            _ => {}
        }
        let was_silent = self.faults.is_silent(&name);
        if let Some(node) = self.nodes.value_mut(&name) {
            Rc::make_mut(node).boots += 1;
        }
        // A machine that dies while it is cut off stays silent since it was cut off.
        self.faults.outages.insert(name.clone(), outage);
        if outage == Outage::RuntimeDown {
            self.tell_conditions(&name, context);
        } else if !was_silent && let Ok(lease) = context.api.get(Kind::Lease, NODE_LEASE_NAMESPACE, &name) {
            _ = context.api.update(silenced(&lease, context.now));
        }
        Ok(())
    }

    /// The name of a machine that is there.
    pub fn machine_named(&self, name: &str) -> Result<Rc<str>, ApiError> {
        let found = self.nodes.get(name).map(|(name, _)| name.clone());
        found.filter(|name| self.faults.outage(name) != Some(Outage::Removed)).ok_or_else(|| no_node(name))
    }

    /// Creates the node's object and its lease.
    fn register(
        &mut self,
        name: &str,
        node: &KubeletNode,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let is_hollow = self.profile == Profile::Instant;
        let mut meta = ObjectMeta::named("", name);
        meta.labels = node.labels.clone();
        meta.annotations =
            if is_hollow { &self.words.hollow_annotations } else { &self.words.node_annotations }.clone();
        let server =
            Resources { milli_cpu: NODE_MILLI_CPU, memory: NODE_MEMORY, ephemeral_storage: NODE_STORAGE };
        let status = NodeStatus {
            conditions: self.conditions(name, &[], context.now),
            allocatable: if is_hollow { HOLLOW_RESOURCES } else { server },
            pods_max: PODS_MAX,
            internal_ip: node.internal_ip.clone(),
            is_hollow,
        };
        let provider_id = || Map::from_iter([("providerID".to_owned(), format!("kubemark://{name}").into())]);
        let rest = is_hollow.then(|| Rc::new(provider_id()));
        let body = Body::Node(Node { status: Rc::new(status), rest, ..Node::default() });
        let object = context.api.create(Object { meta, body })?;
        // Without its namespace there is no lease, and the node counts as healthy for ever.
        _ = context.api.create(lease_of(&object));
        Ok(())
    }

    fn come_back(&mut self, name: &Rc<str>, node: &KubeletNode, context: &mut Context<'_>) {
        match context.api.get(Kind::Node, "", name) {
            Ok(current) => {
                self.tell_conditions(name, context);
                match context.api.get(Kind::Lease, NODE_LEASE_NAMESPACE, name) {
                    Ok(lease) => _ = context.api.update(resumed(&lease)),
                    Err(_) => _ = context.api.create(lease_of(&current)),
                }
            }
            // Its object was deleted meanwhile: a kubelet that starts registers its node.
            Err(_) => _ = self.register(name, node, context),
        }
    }

    /// Writes the node's conditions; a node that is gone has none.
    pub fn tell_conditions(&mut self, name: &Rc<str>, context: &mut Context<'_>) {
        let Ok(current) = context.api.get(Kind::Node, "", name) else { return };
        let mut object = (*current).clone();
        let mut news = Vec::new();
        if let Body::Node(node) = &mut object.body {
            let conditions = self.conditions(name, &node.status.conditions, context.now);
            let changed = conditions
                .iter()
                .filter(|one| node.condition(one.kind).is_some_and(|old| old.status != one.status));
            news.extend(
                changed.filter_map(|one| Some(format!("Node{}", one.reason.strip_prefix("Kubelet")?))),
            );
            Rc::make_mut(&mut node.status).conditions = conditions;
        }
        _ = context.api.update_status(object);
        for word in news {
            let message = format!("Node {name} status is now: {word}");
            self.tell_of_node(name, context, (false, &word, message));
        }
    }

    /// The conditions of a node whose kubelet is heard of; those that were so before keep their time.
    fn conditions(&self, name: &str, before: &[Condition], now: Time) -> Vec<Condition> {
        let now = now.whole_second();
        let [memory, disk, pid, network] = Pressure::ALL.map(|one| self.tells_pressure(name, one));
        let rows = self.words.node_conditions.iter().filter_map(|(kind, well, bad)| {
            let is_bad = match *kind {
                "MemoryPressure" => memory,
                "DiskPressure" => disk,
                "PIDPressure" => pid,
                "NetworkUnavailable" => network,
                "Ready" => self.faults.outage(name) == Some(Outage::RuntimeDown),
                _ => false,
            };
            let (status, reason, message) = if is_bad { bad } else { well };
            // Routes are told of only once there was trouble with them.
            let is_told =
                is_bad || *kind != "NetworkUnavailable" || before.iter().any(|old| old.kind == *kind);
            is_told.then_some((*kind, *status, reason, message))
        });
        let condition = rows.map(|(kind, status, reason, message)| {
            let old = before.iter().find(|old| old.kind == kind && old.status == status);
            Condition {
                kind,
                status,
                reason: reason.clone(),
                message: message.clone(),
                last_transition_time: old.map_or(now, |old| old.last_transition_time),
                last_heartbeat_time: Some(now),
            }
        });
        condition.collect()
    }

    /// A pod on a node whose kubelet is back.
    fn resume(&mut self, worker: &mut PodWorker, outage: Outage, context: &mut Context<'_>) {
        let now = context.now;
        let is_deleted = worker.object.meta.is_terminating();
        match (outage, worker.step) {
            (_, Step::Ended) if !is_deleted => self.report(worker, context),
            (Outage::Stopped | Outage::Removed, _) if is_deleted => {
                self.lose_containers(worker, now);
                self.enter(worker, now, Step::Removing, (1, 1));
            }
            (Outage::Cut | Outage::RuntimeDown, Step::Stopping | Step::Removing) => {
                let left = worker.until.since(now).max(1);
                self.enter_for(worker, now, worker.step, left);
            }
            (_, _) if is_deleted => self.begin_stop(worker, context),
            (Outage::Stopped | Outage::Removed, _) => {
                self.lose_containers(worker, now);
                self.tell(worker, None, context, "SandboxChanged", || {
                    "Pod sandbox changed, it will be killed and re-created.".to_owned()
                });
                worker.pod_ip = self.words.empty.clone();
                self.enter(worker, now, Step::Sandbox, self.timing().sandbox);
                self.step_on(worker, context);
            }
            (Outage::Cut | Outage::RuntimeDown, _) => self.catch_up(worker, context),
        }
    }

    /// The machine went down under the pod's containers.
    fn lose_containers(&mut self, worker: &mut PodWorker, now: Time) {
        for index in worker.indices() {
            let is_plain_init = worker.is_plain_init(index);
            self.terminate(worker, index, LOST, now);
            let reason = self.words.container_creating.clone();
            let message = self.words.empty.clone();
            let container = worker.container(index);
            let is_done = matches!(container.status.state, ContainerState::Terminated { exit_code: 0, .. });
            if is_plain_init && is_done {
                continue;
            }
            if container.want == Want::Nothing && container.run > 0 {
                container.status.restart_count += 1;
                let waiting = ContainerState::Waiting { reason, message };
                container.status.last_state = Some(std::mem::replace(&mut container.status.state, waiting));
            }
            container.want = Want::Start;
        }
    }

    /// What came due while nobody could be told comes due now.
    fn catch_up(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        let now = context.now;
        for index in worker.indices() {
            let container = &worker.containers[usize::from(index)];
            if container.want == Want::Wait {
                let (wait, left) = (container.waits, container.back_off.1.since(now).max(1));
                self.after(worker, now, left, PodTimer::Retry(index, wait));
            } else if container.running_since().is_some() {
                if container.status.ready {
                    self.look_at_faults(worker, index, now);
                } else {
                    self.start_probes(worker, index, now);
                }
            }
        }
        if worker.step == Step::Idle {
            self.report(worker, context);
        } else {
            let left = worker.until.since(now).max(1);
            self.enter_for(worker, now, worker.step, left);
        }
    }
}

fn node_labels(name: &str, labels: &StringMap) -> StringMap {
    let own = [
        ("beta.kubernetes.io/arch", "amd64"),
        ("beta.kubernetes.io/os", "linux"),
        ("kubernetes.io/arch", "amd64"),
        (HOSTNAME, name),
        ("kubernetes.io/os", "linux"),
    ];
    labels.iter().map(|(key, value)| (&**key, &**value)).chain(own).collect()
}

fn no_node(name: &str) -> ApiError {
    ApiError::not_found("nodes", name)
}
