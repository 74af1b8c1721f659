//! What moves a pod from stage to stage on its node, as far as all goes well.
//!
//! Invariants: a pod has one timer for its step; a timer that comes late, after the pod took another turn, does
//! nothing; on a node that is not heard of nothing moves.
//! Upstream: `pkg/kubelet/kubelet.go` (`SyncPod`), `pkg/kubelet/kuberuntime`, `pkg/kubelet/images/image_manager.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::pod::ContainerState;
use crate::apimachinery::agenda::Agenda;
use crate::apimachinery::index::Index;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::client::component::Context;
use crate::client::recorder::{Recorder, Telling};
use crate::kubelet::config::{Profile, Span, Timing};
use crate::kubelet::faults::{Faults, Pressure, ProbeKind, Slowness};
use crate::kubelet::image_name;
use crate::kubelet::image_store::{ImageStore, container_id};
use crate::kubelet::nodes::KubeletNode;
use crate::kubelet::status::with_status;
use crate::kubelet::words::Words;
use crate::kubelet::worker::{PodWorker, Step, Want};

/// What is due at some moment.
#[derive(Clone, Debug)]
pub(super) enum Timer {
    /// For a pod.
    Pod(Uid, PodTimer),
    /// A machine is back.
    Boot(Rc<str>, u32),
    /// The kubelet of a node under pressure looks whom to evict, in a turn of its watch.
    Evict(Rc<str>, u32),
    /// A pressure has been over for a while.
    Relieved(Rc<str>, Pressure),
}

/// What is due for a pod. Numbers are containers, and the turn, run or wait that the timer was meant for.
#[derive(Clone, Copy, Debug)]
pub(super) enum PodTimer {
    /// The step's time is over.
    Step(u32),
    /// The container ends with this code.
    Exit(u8, u32, i32),
    /// The container that a probe gave up has ended with this code.
    Kill(u8, u32, i32),
    /// The kubelet notices that the container failed, or looks after it again.
    Notice(u8, u32),
    /// The container's back-off is over.
    Retry(u8, u32),
    /// The container is probed, in a turn of that probe.
    Probe(u8, u32, ProbeKind),
}

/// Everything about kubelets but their pods.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub profile: Profile,
    pub rng: Rng,
    pub words: Words,
    pub images: ImageStore,
    pub faults: Faults,
    /// Pressures that have ended and are still told of, and until when.
    pub lingering: BTreeMap<(Rc<str>, Pressure), Time>,
    pub recorder: Recorder,
    pub nodes: Index<(Rc<str>, Rc<KubeletNode>)>,
    pub agenda: Agenda<Timer>,
    /// How many nodes have ever joined.
    pub joined: u32,
}

impl Machine {
    pub fn timing(&self) -> &'static Timing {
        self.profile.timing()
    }

    pub fn draw(&mut self, (low, high): Span) -> u64 {
        if low == high { low } else { self.rng.between(low, high) }
    }

    /// Lets a timer for the pod go off after so many milliseconds.
    pub fn after(&mut self, worker: &PodWorker, now: Time, millis: u64, timer: PodTimer) {
        self.agenda.add(now.plus(millis), Timer::Pod(worker.object.meta.uid, timer));
    }

    /// Brings the pod to a step that takes a time drawn from `span`.
    pub fn enter(&mut self, worker: &mut PodWorker, now: Time, step: Step, span: Span) {
        let millis = self.draw(span);
        self.enter_for(worker, now, step, millis);
    }

    /// Brings the pod to a step that takes so many milliseconds.
    pub fn enter_for(&mut self, worker: &mut PodWorker, now: Time, step: Step, millis: u64) {
        worker.step = step;
        worker.turn += 1;
        worker.from = now;
        worker.until = now.plus(millis);
        let turn = worker.turn;
        // What takes no time is done by whoever asked for it.
        if millis > 0 {
            self.after(worker, now, millis, PodTimer::Step(turn));
        }
    }

    /// Lets the pod rest until something happens to it.
    pub fn rest(&mut self, worker: &mut PodWorker, now: Time, step: Step) {
        worker.step = step;
        worker.turn += 1;
        worker.from = now;
        worker.until = Time::NEVER;
    }

    /// Does what the end of the pod's step brings, and all steps after it that take no time.
    pub fn step(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        let now = context.now;
        loop {
            match worker.step {
                Step::Accepting => self.accept(worker, context),
                Step::Sandbox => {
                    self.connect(worker);
                    self.start_next(worker, context);
                }
                Step::Pulling(index) => self.finish_pull(worker, index, context),
                Step::Starting(index) => self.finish_start(worker, index, context),
                Step::Initializing(index) => {
                    if let Some(code) = self.faults.crashes(&worker.object, worker.spec(index)) {
                        return self.exit(worker, index, code, context);
                    }
                    self.terminate(worker, index, 0, now);
                    worker.container(index).want = Want::Nothing;
                    worker.container(index).status.ready = true;
                    if worker.next_to_start().is_some() && self.profile == Profile::Realistic {
                        self.report(worker, context);
                    }
                    self.start_next(worker, context);
                }
                Step::Stopping => self.finish_stop(worker, context),
                Step::Removing => self.remove(worker, context),
                Step::Idle | Step::Ended => return,
            }
            if worker.until > now {
                return;
            }
        }
    }

    fn accept(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        worker.start_time = Some(context.now.whole_second());
        if let Some(failure) = worker.failure.clone() {
            return self.reject_pod(worker, &failure, context);
        }
        if let Some(node) = self.nodes.value(&worker.node) {
            worker.host_ip = node.internal_ip.clone();
        }
        self.report(worker, context);
        self.enter(worker, context.now, Step::Sandbox, self.timing().sandbox);
    }

    fn connect(&mut self, worker: &mut PodWorker) {
        if worker.pod().spec.host_network {
            worker.pod_ip = worker.host_ip.clone();
        } else if self.profile == Profile::Instant {
            worker.pod_ip = self.words.fake_pod_ip.clone();
        } else if let Some(node) = self.nodes.value_mut(&worker.node) {
            worker.pod_ip = Rc::make_mut(node).next_pod_ip();
        }
    }

    /// Turns to the next container that is to be started; with none left, tells how the pod fares and rests.
    pub fn start_next(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        match worker.next_to_start() {
            Some(index) => self.start_pull(worker, index, context),
            None => {
                self.rest(worker, context.now, Step::Idle);
                self.report(worker, context);
            }
        }
    }

    /// Upstream: `imageManager.EnsureImageExists`.
    fn start_pull(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        let now = context.now;
        if let Some(complaint) = image_name::complaint(&worker.spec(index).image) {
            return self.image_name_is_wrong(worker, index, &complaint, context);
        }
        if self.profile == Profile::Instant {
            let image = worker.spec(index).image.clone();
            // The fake runtime has every image, unless one is asked to be late.
            let millis = match self.faults.slow_images.get(&image) {
                Some(Slowness::Millis(millis)) => *millis,
                _ => 0,
            };
            let is_pulled = millis > 0 || self.faults.broken_images.contains(&image);
            let step = if is_pulled { Step::Pulling(index) } else { Step::Starting(index) };
            return self.enter_for(worker, now, step, millis);
        }
        let (image, policy) =
            (worker.spec(index).image.clone(), worker.spec(index).image_pull_policy.clone());
        let is_there = self.nodes.value(&worker.node).is_some_and(|node| node.images.contains(&image));
        match (&*policy, is_there) {
            ("Never", false) => self.image_never_pulled(worker, index, context),
            ("Always", _) | (_, false) => {
                self.tell(worker, Some(index), context, "Pulling", || format!("Pulling image \"{image}\""));
                let millis = self.pull_millis(&image, is_there);
                self.enter_for(worker, now, Step::Pulling(index), millis);
            }
            (_, true) => {
                self.tell(worker, Some(index), context, "Pulled", || {
                    format!(
                        "Container image \"{image}\" already present on machine and can be accessed by the pod"
                    )
                });
                self.enter(worker, now, Step::Starting(index), self.timing().start);
            }
        }
    }

    fn finish_pull(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        let image = worker.spec(index).image.clone();
        if self.faults.broken_images.contains(&image) {
            return self.fail_pull(worker, index, context);
        }
        worker.container(index).pull_failures = 0;
        let bytes = self.images.facts(&image).bytes;
        if let Some(node) = self.nodes.value_mut(&worker.node) {
            Rc::make_mut(node).images.insert(image.clone());
        }
        let took = go_duration(context.now.since(worker.from));
        self.tell(worker, Some(index), context, "Pulled", || {
            format!(
                "Successfully pulled image \"{image}\" in {took} ({took} including waiting). Image size: {bytes} bytes."
            )
        });
        self.enter(worker, context.now, Step::Starting(index), self.timing().start);
    }

    fn finish_start(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        let now = context.now;
        self.tell(worker, Some(index), context, "Created", || "Container created".to_owned());
        self.tell(worker, Some(index), context, "Started", || "Container started".to_owned());
        let image = worker.spec(index).image.clone();
        let (has_startup, has_readiness) =
            (worker.spec(index).startup_probe.is_some(), worker.spec(index).readiness_probe.is_some());
        let is_realistic = self.profile == Profile::Realistic;
        let is_plain_init = worker.is_plain_init(index);
        let restarts = worker.containers[usize::from(index)].status.restart_count;
        let id = self.container_id(worker, index, restarts);
        let facts = self.images.facts(&image);
        let container = worker.container(index);
        if let Some(exit) = container.restarts_after.take() {
            container.count_restart(exit, now);
        }
        container.run += 1;
        container.want = Want::Nothing;
        let status = &mut container.status;
        status.container_id = id;
        (status.image, status.image_id) = match is_realistic {
            true => (facts.full_name.clone(), facts.id.clone()),
            false => (facts.tagged.clone(), facts.tagged.clone()),
        };
        status.state = ContainerState::Running { started_at: now.whole_second() };
        status.started = (is_realistic || has_startup).then_some(!has_startup);
        status.ready = !is_plain_init && !has_startup && !has_readiness;
        if is_plain_init {
            return self.enter(worker, now, Step::Initializing(index), self.timing().init);
        }
        self.start_probes(worker, index, now);
        self.schedule_crash(worker, index, now);
        self.start_next(worker, context);
    }

    fn container_id(&self, worker: &PodWorker, index: u8, restarts: i32) -> Rc<str> {
        let meta = &worker.object.meta;
        let name = &worker.spec(index).name;
        match self.profile {
            Profile::Instant => {
                format!("fakeRuntime://{}_{}_{}_0_{name}_{restarts}", meta.name, meta.namespace, meta.uid)
                    .into()
            }
            Profile::Realistic => container_id(&[&meta.uid.to_string(), name, &restarts.to_string()]),
        }
    }

    /// Ends a container's run.
    pub fn terminate(&mut self, worker: &mut PodWorker, index: u8, exit_code: i32, now: Time) {
        let container = worker.container(index);
        let Some(started_at) = container.running_since() else { return };
        let reason = if exit_code == 0 { &self.words.completed } else { &self.words.error };
        container.status.state = ContainerState::Terminated {
            exit_code,
            reason: reason.clone(),
            started_at,
            finished_at: now.whole_second(),
        };
        container.last_exit = Some(now);
        container.status.ready = false;
        if container.status.started.is_some() {
            container.status.started = Some(false);
        }
    }

    /// Tells the API server how the pod fares. A pod that is gone there, or is another one, is left alone.
    pub fn report(&mut self, worker: &PodWorker, context: &mut Context<'_>) {
        let meta = &worker.object.meta;
        let Ok(current) = context.api.get(Kind::Pod, &meta.namespace, &meta.name) else { return };
        if current.meta.uid != meta.uid {
            return;
        }
        let object = with_status(&current, worker, &mut self.words, context.now);
        _ = context.api.update_status(object);
    }

    /// Tells good news about the pod or one of its containers; the fake runtime of the instant profile keeps quiet.
    pub fn tell(
        &mut self,
        worker: &PodWorker,
        container: Option<u8>,
        context: &mut Context<'_>,
        reason: &str,
        message: impl FnOnce() -> String,
    ) {
        if self.is_realistic() {
            self.tell_event(worker, container, context, (false, reason, message()));
        }
    }

    /// Tells that something is amiss with the pod or one of its containers.
    pub fn warn(
        &mut self,
        worker: &PodWorker,
        container: Option<u8>,
        context: &mut Context<'_>,
        reason: &str,
        message: impl FnOnce() -> String,
    ) {
        if self.is_realistic() {
            self.tell_event(worker, container, context, (true, reason, message()));
        }
    }

    fn tell_event(
        &mut self,
        worker: &PodWorker,
        container: Option<u8>,
        context: &mut Context<'_>,
        (is_warning, reason, message): (bool, &str, String),
    ) {
        let place = match container {
            Some(index) => self.words.place(usize::from(index) < worker.num_init(), &worker.spec(index).name),
            None => self.words.empty.clone(),
        };
        let about = worker.object.reference();
        let telling = Telling { about: &about, is_warning, reason, message };
        self.recorder.tell_from_host(context.api, &worker.node, &place, telling);
    }
}

/// A duration as Go prints it: `512ms`, `1.25s`, `1m2.5s`.
fn go_duration(millis: u64) -> String {
    if millis < 1000 {
        return format!("{millis}ms");
    }
    let (minutes, millis) = (millis / 60_000, millis % 60_000);
    let mut text = if minutes > 0 { format!("{minutes}m") } else { String::new() };
    text.push_str(&(millis / 1000).to_string());
    if !millis.is_multiple_of(1000) {
        text.push('.');
        text.push_str(format!("{:03}", millis % 1000).trim_end_matches('0'));
    }
    text.push('s');
    text
}

#[cfg(test)]
mod tests {
    use super::go_duration;

    #[test]
    fn durations_print_as_in_go() {
        for (millis, text) in
            [(512, "512ms"), (1000, "1s"), (1250, "1.25s"), (62_500, "1m2.5s"), (60_000, "1m0s")]
        {
            assert_eq!(go_duration(millis), text);
        }
    }
}
