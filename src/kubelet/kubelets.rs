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
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::recorder::Recorder;
use crate::kubelet::config::Profile;
use crate::kubelet::faults::{Faults, ProbeKind, Target};
use crate::kubelet::image_store::ImageStore;
use crate::kubelet::machine::{Machine, PodTimer, Timer};
use crate::kubelet::probes::concerns;
use crate::kubelet::words::Words;
use crate::kubelet::worker::{PodWorker, Stage, StageView, Step, Want};

/// All kubelets.
#[derive(Clone, Debug)]
pub struct Kubelets {
    pub(super) workers: BTreeMap<Uid, Rc<PodWorker>>,
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
            recorder: Recorder::new("kubelet"),
            nodes: BTreeMap::new(),
            agenda: Agenda::default(),
            joined: 0,
        };
        Kubelets { workers: BTreeMap::new(), machine }
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

    /// At which stage a pod is; `None` where no kubelet has it.
    pub fn stage_of(&self, uid: Uid) -> Option<StageView> {
        let worker = self.workers.get(&uid)?;
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

    /// Pulls of this image fail from now on.
    pub fn break_image(&mut self, image: &str) {
        self.machine.faults.broken_images.insert(image.into());
    }

    /// Pulls of this image succeed again, from the next one on.
    pub fn mend_image(&mut self, image: &str) {
        self.machine.faults.broken_images.remove(image);
        self.machine.faults.slow_images.remove(image);
    }

    /// Pulls of this image take so many times longer.
    pub fn slow_image(&mut self, image: &str, factor: u32) {
        self.machine.faults.slow_images.insert(image.into(), factor);
    }

    /// A probe fails from now on.
    pub fn fail_probe(&mut self, now: Time, kind: ProbeKind, target: Target) {
        if self.machine.faults.failing_probes.insert((kind, target.clone())) {
            self.probe_again(now, kind, &target);
        }
    }

    /// A probe succeeds again.
    pub fn mend_probe(&mut self, now: Time, kind: ProbeKind, target: Target) {
        if self.machine.faults.failing_probes.remove(&(kind, target.clone())) {
            self.probe_again(now, kind, &target);
        }
    }

    fn probe_again(&mut self, now: Time, kind: ProbeKind, target: &Target) {
        for worker in self.workers.values_mut().filter(|worker| is_concerned(worker, target)) {
            self.machine.probe_again(Rc::make_mut(worker), kind, target, now);
        }
    }

    /// Containers end soon after each start from now on.
    pub fn crash_always(&mut self, now: Time, target: Target) {
        if !self.machine.faults.crashing.insert(target.clone()) {
            return;
        }
        for worker in self.workers.values_mut().filter(|worker| is_concerned(worker, &target)) {
            let worker = Rc::make_mut(worker);
            for index in worker.indices() {
                let image = worker.spec(index).image.clone();
                let runs = worker.containers[usize::from(index)].running_since().is_some();
                if runs && concerns(&target, &worker.object, &image) {
                    self.machine.schedule_crash(worker, index, now);
                }
            }
        }
    }

    /// Containers run on once they are started again.
    pub fn crash_no_more(&mut self, target: &Target) {
        self.machine.faults.crashing.remove(target);
    }

    /// Containers do not listen to SIGTERM, and are killed when their grace is over.
    pub fn ignore_sigterm(&mut self, target: Target) {
        self.machine.faults.deaf.insert(target);
    }

    /// Containers listen to SIGTERM again.
    pub fn heed_sigterm(&mut self, target: &Target) {
        self.machine.faults.deaf.remove(target);
    }

    /// A container of the pod ends with this code, once: the named one, or the first.
    ///
    /// Errors: NotFound where no kubelet has such a pod, or no such container runs in it.
    pub fn crash(
        &mut self,
        context: &mut Context<'_>,
        (namespace, name): (&str, &str),
        container: Option<&str>,
        code: i32,
    ) -> Result<(), ApiError> {
        let worker = self.worker_of(context, namespace, name)?;
        let worker = Rc::make_mut(self.workers.get_mut(&worker).expect("worker_of finds what is there"));
        let runs = |index: &u8| {
            let one = &worker.containers[usize::from(*index)];
            one.running_since().is_some() && container.is_none_or(|name| *one.status.name == *name)
        };
        let index = worker
            .indices()
            .find(runs)
            .ok_or_else(|| ApiError::not_found("containers", container.unwrap_or_default()))?;
        self.machine.exit(worker, index, code, context);
        Ok(())
    }

    /// The node's kubelet evicts the pod for want of memory.
    ///
    /// Errors: NotFound where no kubelet has such a pod.
    pub fn evict(&mut self, context: &mut Context<'_>, namespace: &str, name: &str) -> Result<(), ApiError> {
        const MESSAGE: &str =
            "The node was low on resource: memory. Threshold quantity: 100Mi, available: 84Mi. ";
        let worker = self.worker_of(context, namespace, name)?;
        let worker = Rc::make_mut(self.workers.get_mut(&worker).expect("worker_of finds what is there"));
        self.machine.warn(worker, None, context, "Evicted", || MESSAGE.to_owned());
        self.machine.fail_pod(worker, "Evicted", MESSAGE, context);
        Ok(())
    }

    fn worker_of(&self, context: &Context<'_>, namespace: &str, name: &str) -> Result<Uid, ApiError> {
        let uid = context.api.get(Kind::Pod, namespace, name)?.meta.uid;
        let found = self.workers.get(&uid).filter(|worker| !worker.is_ending());
        found.map(|_| uid).ok_or_else(|| ApiError::not_found("pods", name))
    }

    fn observe_pod(&mut self, event: &WatchEvent, pod: &Pod, context: &mut Context<'_>) {
        let now = context.now;
        let uid = event.object.meta.uid;
        let is_new = !self.workers.contains_key(&uid);
        if is_new {
            let Some(node) = self.machine.nodes.get_mut(&pod.node_name) else { return };
            if pod.is_terminal() && !event.object.meta.is_terminating() {
                return;
            }
            Rc::make_mut(node).pods.insert(uid);
            let worker = PodWorker::new(&event.object, pod, &self.machine.words, now);
            self.workers.insert(uid, Rc::new(worker));
        }
        let Some(worker) = self.workers.get_mut(&uid) else { return };
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
            let span = self.machine.timing().accept;
            self.machine.enter(worker, now, Step::Accepting, span);
        }
    }

    fn forget_pod(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        let Some(worker) = self.workers.remove(&event.object.meta.uid) else { return };
        if let Some(node) = self.machine.nodes.get_mut(&worker.node) {
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
        let Some(worker) = self.workers.get_mut(&uid) else { return };
        let machine = &mut self.machine;
        if machine.faults.outage(&worker.node).is_some() {
            return;
        }
        let container = |index: u8| worker.containers.get(usize::from(index));
        let is_late = match timer {
            PodTimer::Step(turn) => worker.turn != turn,
            PodTimer::Exit(index, run, _) => {
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
            }
        }
    }
}

fn is_concerned(worker: &PodWorker, target: &Target) -> bool {
    worker.indices().any(|index| concerns(target, &worker.object, &worker.spec(index).image))
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
