//! The component: all kubelets of the cluster.
//!
//! One component stands for all of them, since they share nothing but the rules. Each node has its own pods, images
//! and addresses; a fault concerns one node, pod or image.
//! Invariant: what happens to one pod costs O(log n) in the number of pods and nodes.
//! Upstream: `pkg/kubelet`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::pod::Pod;
use crate::apimachinery::agenda::Agenda;
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::recorder::Recorder;
use crate::kubelet::admission::Admission;
use crate::kubelet::config::Profile;
use crate::kubelet::faults::{Faults, Outage};
use crate::kubelet::image_store::ImageStore;
use crate::kubelet::machine::{Machine, PodTimer, Timer};
use crate::kubelet::words::Words;
use crate::kubelet::worker::{Failure, PodWorker, Stage, StageView, Step, Want};

/// All kubelets.
#[derive(Clone, Debug)]
pub struct Kubelets {
    pub(super) workers: Index<(Uid, Rc<PodWorker>)>,
    pub(super) machine: Machine,
}

impl Kubelets {
    /// No node has joined yet; `rng` draws how long things take.
    pub fn new(rng: Rng, profile: Profile) -> Kubelets {
        let machine = Machine {
            profile,
            rng,
            words: Words::default(),
            images: ImageStore::default(),
            faults: Faults::default(),
            lingering: BTreeMap::new(),
            recorder: Recorder::new("kubelet"),
            nodes: Index::default(),
            agenda: Agenda::default(),
            joined: 0,
        };
        Kubelets { workers: Index::default(), machine }
    }

    /// How they behave.
    pub fn profile(&self) -> Profile {
        self.machine.profile
    }

    /// How they behave from now on.
    pub fn set_profile(&mut self, profile: Profile) {
        self.machine.profile = profile;
    }

    /// The faults in force.
    pub fn faults(&self) -> &Faults {
        &self.machine.faults
    }

    /// Whether a machine of that name is there.
    pub fn has_machine(&self, name: &str) -> bool {
        self.machine.nodes.contains(name) && self.faults().outage(name) != Some(Outage::Removed)
    }

    /// The machines that are there, by name.
    pub fn machines(&self) -> impl Iterator<Item = &Rc<str>> {
        let names = self.machine.nodes.sorted().into_iter().map(|(name, _)| name);
        names.filter(|name| self.faults().outage(name) != Some(Outage::Removed))
    }

    /// At which stage a pod is; `None` where no kubelet has it.
    pub fn stage_of(&self, uid: Uid) -> Option<StageView> {
        let worker = self.workers.value(uid)?;
        let until = (worker.until != Time::NEVER).then_some(worker.until);
        let (stage, container) = match worker.step {
            Step::Accepting => (Stage::Accepting, None),
            Step::Sandbox => (Stage::Sandbox, None),
            Step::Pulling(index) => (Stage::Pulling, Some(index)),
            Step::Starting(index) => (Stage::Starting, Some(index)),
            Step::Initializing(index) => (Stage::Initializing, Some(index)),
            Step::Stopping => (Stage::Stopping, None),
            Step::Removing => (Stage::Removing, None),
            Step::Ended => (Stage::Ended, None),
            Step::Idle => return Some(idle_view(worker)),
        };
        let container = container.map(|index| worker.spec(index).name.clone()).unwrap_or_default();
        Some(StageView { stage, container, from: worker.from, until })
    }

    fn observe_pod(&mut self, event: &WatchEvent, pod: &Pod, context: &mut Context<'_>) {
        let now = context.now;
        let uid = event.object.meta.uid;
        let is_new = !self.workers.contains(uid);
        if is_new {
            let Some(node) = self.machine.nodes.value_mut(&pod.node_name) else { return };
            if pod.is_terminal() && !event.object.meta.is_terminating() {
                return;
            }
            Rc::make_mut(node).pods.insert(uid);
            let worker = PodWorker::new(&event.object, pod, &self.machine.words, now);
            self.workers.put((uid, Rc::new(worker)));
        }
        let Some(worker) = self.workers.value_mut(uid) else { return };
        let worker = Rc::make_mut(worker);
        let old = std::mem::replace(&mut worker.object, event.object.clone());
        if self.machine.faults.outage(&worker.node).is_some() {
            return;
        }
        let (old, new) = (&old.meta, &worker.object.meta);
        if new.is_terminating() {
            let is_told = !is_new
                && old.is_terminating()
                && old.deletion_grace_period_seconds == new.deletion_grace_period_seconds;
            if !is_told {
                self.machine.begin_stop(worker, context);
            }
        } else if is_new {
            self.begin(uid, context);
        }
    }

    /// A kubelet decides at once on a pod that was bound to its node; it tells so in a moment.
    pub(super) fn begin(&mut self, uid: Uid, context: &mut Context<'_>) {
        let failure = self.admit(uid, context);
        let Some(worker) = self.workers.value_mut(uid) else { return };
        let worker = Rc::make_mut(worker);
        worker.failure = failure.map(Rc::new);
        let span = self.machine.timing().accept;
        self.machine.enter(worker, context.now, Step::Accepting, span);
    }

    /// Makes room for a pod where that is called for. Says why its kubelet does not take it.
    pub(super) fn admit(&mut self, uid: Uid, context: &mut Context<'_>) -> Option<Failure> {
        match self.admission_of(uid, context) {
            Admission::Rejected(failure) => Some(failure),
            Admission::Taken(others) => {
                for other in others {
                    self.preempt(other, context);
                }
                None
            }
        }
    }

    fn forget_pod(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        let Some((_, worker)) = self.workers.remove(event.object.meta.uid) else { return };
        if let Some(node) = self.machine.nodes.value_mut(&worker.node) {
            Rc::make_mut(node).pods.remove(&event.object.meta.uid);
        }
        self.machine.faults.forget_pod(&event.object);
        let is_silent = self.machine.faults.outage(&worker.node).is_some();
        if worker.is_ending() || is_silent {
            return;
        }
        // Taken away by force: its containers are stopped after the fact.
        for index in worker.indices() {
            let container = &worker.containers[usize::from(index)];
            if container.running_since().is_none() {
                continue;
            }
            let name = container.status.name.clone();
            self.machine
                .tell(&worker, Some(index), context, "Killing", || format!("Stopping container {name}"));
        }
    }

    fn go_off(&mut self, uid: Uid, timer: PodTimer, context: &mut Context<'_>) {
        let Some(worker) = self.workers.value_mut(uid) else { return };
        let machine = &mut self.machine;
        if machine.faults.outage(&worker.node).is_some() {
            return;
        }
        let container = |index: u8| worker.containers.get(usize::from(index));
        let is_late = match timer {
            PodTimer::Step(turn) => worker.turn != turn,
            PodTimer::Exit(index, run, _) | PodTimer::Kill(index, run, _) => {
                worker.is_ending() || container(index).is_none_or(|one| one.run != run)
            }
            PodTimer::Notice(index, wait) | PodTimer::Retry(index, wait) => {
                worker.is_ending() || container(index).is_none_or(|one| one.waits != wait)
            }
            PodTimer::Probe(index, turn, kind) => {
                container(index).is_none_or(|one| one.looks[kind as usize].turn != turn)
            }
        };
        if is_late {
            return;
        }
        let worker = Rc::make_mut(worker);
        match timer {
            PodTimer::Step(_) => machine.step(worker, context),
            PodTimer::Exit(index, _, code) => machine.exit(worker, index, code, context),
            PodTimer::Kill(index, _, code) => machine.kill(worker, index, code, context),
            PodTimer::Notice(index, _) => machine.notice(worker, index, context),
            PodTimer::Retry(index, _) => machine.retry(worker, index, context),
            PodTimer::Probe(index, _, kind) => machine.probe(worker, index, kind, context),
        }
    }
}

impl Component for Kubelets {
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Pod]
    }

    fn observe(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        let Some(pod) = event.object.as_pod() else { return };
        match event.event_type {
            WatchEventType::Deleted => self.forget_pod(event, context),
            _ if pod.node_name.is_empty() => {}
            _ => self.observe_pod(event, pod, context),
        }
    }

    fn next_due(&self) -> Option<Time> {
        self.machine.agenda.next_due()
    }

    fn work(&mut self, context: &mut Context<'_>) {
        while let Some(timer) = self.machine.agenda.pop_due(context.now) {
            match timer {
                Timer::Pod(uid, timer) => self.go_off(uid, timer, context),
                Timer::Boot(name, boots) => self.boot(&name, boots, context),
                Timer::Evict(name, watches) => self.relieve_by_eviction(&name, watches, context),
                Timer::Relieved(name, pressure) => self.machine.end_pressure(&name, pressure, context),
            }
        }
    }
}

fn idle_view(worker: &PodWorker) -> StageView {
    if let Some(container) = worker.containers.iter().find(|one| one.want == Want::Wait) {
        let (from, until) = container.back_off;
        let name = container.status.name.clone();
        return StageView { stage: Stage::BackOff, container: name, from, until: Some(until) };
    }
    let counted = worker.indices().filter(|index| !worker.is_plain_init(*index));
    let mut unready = counted.filter(|index| !worker.containers[usize::from(*index)].status.ready);
    let container = unready.next().map(|index| worker.spec(index).name.clone());
    let stage = if container.is_some() { Stage::Probing } else { Stage::Running };
    StageView { stage, container: container.unwrap_or_default(), from: worker.from, until: None }
}
