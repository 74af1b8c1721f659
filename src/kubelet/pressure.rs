//! Nodes that run short of memory, disk or process ids: what their kubelets tell, and whom they evict.
//!
//! Invariants: a kubelet evicts at most one pod every ten seconds, and only while the pressure itself lasts; it tells the
//! condition for five minutes more.
//! Differs: what is short is short whatever the pods do: evicting them helps nobody, as where something beside them takes
//! it all. What a container uses is not known; those that ask for nothing count as using more than they asked for. The
//! fake runtime's kubelets take their condition back at once.
//! Upstream: `pkg/kubelet/eviction/{eviction_manager,helpers}.go`, `pkg/kubelet/nodestatus/setters.go`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::meta::Uid;
use crate::client::component::Context;
use crate::client::recorder::Telling;
use crate::kubelet::config::Span;
use crate::kubelet::faults::Pressure;
use crate::kubelet::kubelets::Kubelets;
use crate::kubelet::machine::{Machine, Timer};
use crate::kubelet::worker::{PodWorker, Step};

/// How often a kubelet looks whether it must evict a pod, in milliseconds.
const MONITORING_MS: u64 = 10_000;
/// When it looks first, in milliseconds.
const FIRST_LOOK_MS: Span = (1000, MONITORING_MS);
/// How long it tells a condition after the pressure has ended, in milliseconds.
const TRANSITION_MS: u64 = 300_000;

/// What each pressure is short of, its threshold and what is left of it.
static SHORT_OF: [(Pressure, &str, &str, &str); 3] = [
    (Pressure::Memory, "memory", "100Mi", "84Mi"),
    (Pressure::Disk, "ephemeral-storage", "10Gi", "9437184Ki"),
    (Pressure::Pid, "pids", "1k", "720"),
];

/// What a kubelet says about a pod that it evicts.
pub(super) fn eviction_sentence(pressure: Pressure) -> String {
    let row = SHORT_OF.iter().find(|row| row.0 == pressure).unwrap_or(&SHORT_OF[0]);
    let (_, resource, threshold, left) = row;
    format!("The node was low on resource: {resource}. Threshold quantity: {threshold}, available: {left}. ")
}

impl Kubelets {
    /// The node comes under a pressure, or is relieved of it. A kubelet that is not heard of tells so when it is back.
    /// Says whether that was not so before.
    ///
    /// Errors: NotFound where no machine has that name.
    pub fn set_pressure(
        &mut self,
        context: &mut Context<'_>,
        name: &str,
        pressure: Pressure,
        is_on: bool,
    ) -> Result<bool, ApiError> {
        let machine = &mut self.machine;
        let name = machine.machine_named(name)?;
        let key = (name.clone(), pressure);
        let pressures = &mut machine.faults.pressures;
        let is_new = if is_on { pressures.insert(key.clone()) } else { pressures.remove(&key) };
        if !is_new {
            return Ok(false);
        }
        if is_on {
            machine.lingering.remove(&key);
            machine.watch_pressure(&name, context);
        } else if machine.is_realistic() && pressure != Pressure::Network {
            let ends = context.now.plus(TRANSITION_MS);
            machine.lingering.insert(key, ends);
            machine.agenda.add(ends, Timer::Relieved(name, pressure));
            return Ok(true);
        }
        if !machine.faults.is_silent(&name) {
            machine.tell_conditions(&name, context);
        }
        Ok(true)
    }

    /// The kubelet of a node under pressure evicts a pod, and looks again.
    pub(super) fn relieve_by_eviction(&mut self, name: &Rc<str>, watches: u32, context: &mut Context<'_>) {
        let machine = &mut self.machine;
        let is_late = machine.nodes.value(name).is_none_or(|node| node.watches != watches);
        if is_late || machine.faults.outage(name).is_some() {
            return;
        }
        let mut kinds = SHORT_OF.iter().filter(|row| machine.faults.has_pressure(name, row.0));
        let Some((pressure, resource, ..)) = kinds.next() else { return };
        machine.tell_of_node(
            name,
            context,
            (true, "EvictionThresholdMet", format!("Attempting to reclaim {resource}")),
        );
        if let Some(uid) = self.first_to_evict(name)
            && let Some(worker) = self.workers.value_mut(uid)
        {
            self.machine.evict(Rc::make_mut(worker), *pressure, context);
        }
        self.machine.agenda.add(context.now.plus(MONITORING_MS), Timer::Evict(name.clone(), watches));
    }

    /// Upstream: `rankMemoryPressure`.
    fn first_to_evict(&self, name: &str) -> Option<Uid> {
        let pods = self.machine.nodes.value(name)?.pods.iter();
        let candidates =
            pods.filter_map(|uid| Some((uid, self.workers.value(*uid)?))).filter(|(_, worker)| {
                !worker.is_ending() && worker.step != Step::Accepting && !worker.pod().is_critical()
            });
        let rank = |(uid, worker): &(&Uid, &Rc<PodWorker>)| {
            let pod = worker.pod();
            let asks_for_something = pod.status.qos_class != "BestEffort";
            (asks_for_something, pod.spec.priority.unwrap_or_default(), **uid)
        };
        candidates.min_by_key(rank).map(|(uid, _)| *uid)
    }
}

impl Machine {
    /// Whether a node's kubelet tells of that pressure: while it lasts, and for a while after.
    pub fn tells_pressure(&self, node: &str, pressure: Pressure) -> bool {
        self.faults.has_pressure(node, pressure)
            || !self.lingering.is_empty() && self.lingering.contains_key(&(node.into(), pressure))
    }

    /// Lets a kubelet look after the pressures on its node, where there are any.
    pub fn watch_pressure(&mut self, name: &Rc<str>, context: &Context<'_>) {
        let is_under_pressure = SHORT_OF.iter().any(|row| self.faults.has_pressure(name, row.0));
        let Some(node) = self.nodes.value_mut(name).filter(|_| is_under_pressure) else { return };
        let node = Rc::make_mut(node);
        node.watches += 1;
        let timer = Timer::Evict(name.clone(), node.watches);
        let millis = self.draw(FIRST_LOOK_MS);
        self.agenda.add(context.now.plus(millis), timer);
    }

    /// A pressure has been over for long enough.
    pub fn end_pressure(&mut self, name: &Rc<str>, pressure: Pressure, context: &mut Context<'_>) {
        let key = (name.clone(), pressure);
        if self.lingering.get(&key).is_some_and(|ends| *ends <= context.now) {
            self.lingering.remove(&key);
            if !self.faults.is_silent(name) {
                self.tell_conditions(name, context);
            }
        }
    }

    /// The pod's kubelet evicts it.
    pub fn evict(&mut self, worker: &mut PodWorker, pressure: Pressure, context: &mut Context<'_>) {
        let sentence = eviction_sentence(pressure);
        self.warn(worker, None, context, "Evicted", || sentence.clone());
        self.fail_pod(worker, ("Evicted", sentence), context);
    }

    /// Tells an event about a node.
    pub fn tell_of_node(
        &mut self,
        name: &Rc<str>,
        context: &mut Context<'_>,
        (is_warning, reason, message): (bool, &str, String),
    ) {
        if !self.is_realistic() {
            return;
        }
        let Ok(node) = context.api.get(Kind::Node, "", name) else { return };
        let about = node.reference();
        let nowhere = self.words.empty.clone();
        self.recorder.tell_from_host(
            context.api,
            name,
            &nowhere,
            Telling { about: &about, is_warning, reason, message },
        );
    }
}
