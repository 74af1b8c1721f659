//! Images that cannot be had, and containers that end when they should not: back-offs and restarts.
//!
//! Upstream: `pkg/kubelet/images/image_manager.go`, `pkg/kubelet/kuberuntime/kuberuntime_manager.go` (`doBackOff`).

use std::rc::Rc;

use crate::api::pod::ContainerState;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::time::Time;
use crate::client::component::Context;
use crate::kubelet::config::{Profile, RESYNC_MS, Span, backoff_ms};
use crate::kubelet::faults::Slowness;
use crate::kubelet::machine::{Machine, PodTimer};
use crate::kubelet::worker::{PodWorker, Step, Want};

/// How long a registry takes to say what an image is made of, in milliseconds.
const MANIFEST_MS: Span = (350, 800);
/// Bytes pulled in a millisecond, at least and at most.
const PULL_BYTES_PER_MS: Span = (18_000, 55_000);
/// How long a container lives that crashes, in milliseconds.
const CRASH_MS: Span = (400, 2500);

impl Machine {
    /// How many milliseconds the pull of an image takes; one that is there is only checked.
    pub fn pull_millis(&mut self, image: &Rc<str>, is_there: bool) -> u64 {
        let manifest = self.draw(MANIFEST_MS);
        let is_broken = self.faults.broken_images.contains(image);
        if is_there || is_broken {
            return manifest;
        }
        let speed = self.draw(PULL_BYTES_PER_MS);
        let usual = self.images.facts(image).bytes / speed;
        match self.faults.slow_images.get(image) {
            None => manifest + usual,
            Some(Slowness::Times(factor)) => (manifest + usual).saturating_mul(u64::from(*factor)),
            Some(Slowness::Millis(millis)) => *millis,
        }
    }

    /// A pull has failed.
    pub fn fail_pull(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        let image = worker.spec(index).image.clone();
        let full = self.images.facts(&image).full_name.clone();
        let error = format!(
            "rpc error: code = NotFound desc = failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": {full}: not found"
        );
        self.warn(worker, Some(index), context, "Failed", || {
            format!("Failed to pull image \"{image}\": {error}")
        });
        self.warn(worker, Some(index), context, "Failed", || "Error: ErrImagePull".to_owned());
        let container = worker.container(index);
        container.pull_failures += 1;
        let back_off = backoff_ms(container.pull_failures);
        self.wait(worker, index, "ErrImagePull", error, back_off, context);
    }

    /// The image is not there and must not be pulled.
    pub fn image_never_pulled(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        const REASON: &str = "ErrImageNeverPull";
        let image = worker.spec(index).image.clone();
        let message = format!("Container image \"{image}\" is not present with pull policy of Never");
        self.cannot_pull(worker, index, (REASON, REASON, message), context);
    }

    /// The image's name is none.
    pub fn image_name_is_wrong(
        &mut self,
        worker: &mut PodWorker,
        index: u8,
        complaint: &str,
        context: &mut Context<'_>,
    ) {
        let image = go_quote(&worker.spec(index).image);
        let message = format!(
            "Failed to apply default image tag {image}: couldn't parse image name {image}: {complaint}"
        );
        self.cannot_pull(worker, index, ("InspectFailed", "InvalidImageName", message), context);
    }

    /// No pull is tried; the kubelet looks again before long.
    fn cannot_pull(
        &mut self,
        worker: &mut PodWorker,
        index: u8,
        (event, reason, message): (&str, &str, String),
        context: &mut Context<'_>,
    ) {
        self.warn(worker, Some(index), context, event, || message.clone());
        self.warn(worker, Some(index), context, "Failed", || format!("Error: {reason}"));
        let again = self.draw(RESYNC_MS);
        self.wait(worker, index, reason, message, again, context);
    }

    /// Lets a container wait for so many milliseconds and turns to the next one.
    fn wait(
        &mut self,
        worker: &mut PodWorker,
        index: u8,
        reason: &str,
        message: String,
        millis: u64,
        context: &mut Context<'_>,
    ) {
        let now = context.now;
        let container = worker.container(index);
        let wait = container.begin_wait(now, now.plus(millis));
        container.status.state = ContainerState::Waiting { reason: reason.into(), message: message.into() };
        self.after(worker, now, millis, PodTimer::Retry(index, wait));
        let notice = self.draw(self.timing().notice);
        self.after(worker, now, notice, PodTimer::Notice(index, wait));
        self.start_next(worker, context);
    }

    /// The kubelet looks at a container that failed: it backs off, or is started again.
    pub fn notice(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        let container = &worker.containers[usize::from(index)];
        if container.want != Want::Wait || container.back_off.1 <= context.now {
            return;
        }
        match &container.status.state {
            ContainerState::Waiting { reason, message } => match &**reason {
                "ErrImagePull" => {
                    let message = format!("{reason}: {message}");
                    self.image_backs_off(worker, index, Some(message), context);
                }
                "ImagePullBackOff" => self.image_backs_off(worker, index, None, context),
                "CrashLoopBackOff" => self.tell_crash_back_off(worker, index, context),
                _ => return,
            },
            ContainerState::Terminated { .. } => self.crash_backs_off(worker, index, context),
            ContainerState::Running { .. } => return,
        }
        let wait = worker.containers[usize::from(index)].waits;
        let again = self.draw(RESYNC_MS);
        self.after(worker, context.now, again, PodTimer::Notice(index, wait));
    }

    fn image_backs_off(
        &mut self,
        worker: &mut PodWorker,
        index: u8,
        error: Option<String>,
        context: &mut Context<'_>,
    ) {
        const REASON: &str = "ImagePullBackOff";
        let image = worker.spec(index).image.clone();
        let back_off = format!("Back-off pulling image \"{image}\"");
        self.tell(worker, Some(index), context, "BackOff", || back_off.clone());
        self.warn(worker, Some(index), context, "Failed", || format!("Error: {REASON}"));
        if let Some(error) = error {
            let message = format!("{back_off}: {error}").into();
            worker.container(index).status.state = ContainerState::Waiting { reason: REASON.into(), message };
            self.report(worker, context);
        }
    }

    /// A container has ended with this code; whether it is started again is up to the pod's policy.
    pub fn exit(&mut self, worker: &mut PodWorker, index: u8, code: i32, context: &mut Context<'_>) {
        let now = context.now;
        if worker.containers[usize::from(index)].running_since().is_none() {
            return;
        }
        self.terminate(worker, index, code, now);
        if worker.step == Step::Initializing(index) {
            self.rest(worker, now, Step::Idle);
        }
        if self.restarts(worker, index, code) {
            let notice = self.draw(self.timing().notice);
            let container = worker.container(index);
            container.restarts_after = Some(now);
            let backs_off = container.must_wait_since(now, now);
            // The first restart comes at once; later ones wait longer each time.
            let millis =
                container.restart_back_off.filter(|_| backs_off).map_or(notice, |(millis, _)| millis);
            let wait = container.begin_wait(now, now.plus(millis));
            self.after(worker, now, millis, PodTimer::Retry(index, wait));
            if backs_off {
                self.after(worker, now, notice, PodTimer::Notice(index, wait));
            }
        }
        self.report(worker, context);
    }

    /// A container that a probe gave up has ended with this code: it is started again within the same look, unless it
    /// must wait. For that an earlier run's end counts: the look began before this one's.
    pub fn kill(&mut self, worker: &mut PodWorker, index: u8, code: i32, context: &mut Context<'_>) {
        let now = context.now;
        let container = worker.container(index);
        if container.running_since().is_none() {
            return;
        }
        let earlier = container.last_exit;
        let millis = match container.restart_back_off {
            Some((millis, _)) if earlier.is_some_and(|exit| container.must_wait_since(exit, now)) => millis,
            _ => 0,
        };
        self.terminate(worker, index, code, now);
        if !self.restarts(worker, index, code) {
            return self.report(worker, context);
        }
        let container = worker.container(index);
        let wait = container.begin_wait(now, now.plus(millis));
        container.restarts_after = if millis > 0 { Some(now) } else { earlier };
        if millis > 0 {
            self.after(worker, now, millis, PodTimer::Retry(index, wait));
            return self.notice(worker, index, context);
        }
        self.retry(worker, index, context);
    }

    fn restarts(&self, worker: &PodWorker, index: u8, code: i32) -> bool {
        worker.spec(index).is_sidecar
            || match &*worker.pod().spec.restart_policy {
                "Never" => false,
                "OnFailure" => code != 0,
                _ => code != 0 || !worker.is_plain_init(index),
            }
    }

    fn crash_backs_off(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        self.tell_crash_back_off(worker, index, context);
        let pod = pod_name(worker);
        let container = worker.container(index);
        let back_off = go_seconds(container.back_off.1.since(container.back_off.0));
        let name = &container.status.name;
        let message = format!("back-off {back_off} restarting failed container={name} pod={pod}");
        let waiting = ContainerState::Waiting { reason: "CrashLoopBackOff".into(), message: message.into() };
        container.status.last_state = Some(std::mem::replace(&mut container.status.state, waiting));
        self.report(worker, context);
    }

    fn tell_crash_back_off(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        let name = worker.spec(index).name.clone();
        let pod = pod_name(worker);
        self.warn(worker, Some(index), context, "BackOff", || {
            format!("Back-off restarting failed container {name} in pod {pod}")
        });
    }

    /// A back-off is over: the container is pulled or started again.
    pub fn retry(&mut self, worker: &mut PodWorker, index: u8, context: &mut Context<'_>) {
        let container = worker.container(index);
        if container.want != Want::Wait {
            return;
        }
        container.want = Want::Start;
        if container.run > 0 {
            container.status.restart_count += 1;
            if let ContainerState::Terminated { .. } = container.status.state {
                container.status.last_state = Some(container.status.state.clone());
            }
        }
        if worker.step == Step::Idle {
            self.start_next(worker, context);
            self.step_on(worker, context);
        }
    }

    /// Goes on through steps that take no time.
    pub fn step_on(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        if worker.until <= context.now {
            self.step(worker, context);
        }
    }

    /// Lets a container that runs end before long, where a fault says so.
    pub fn schedule_crash(&mut self, worker: &mut PodWorker, index: u8, now: Time) {
        if let Some(code) = self.faults.crashes(&worker.object, worker.spec(index)) {
            let millis = self.draw(CRASH_MS);
            let run = worker.containers[usize::from(index)].run;
            self.after(worker, now, millis, PodTimer::Exit(index, run, code));
        }
    }

    /// Whether this node's runtime is a real one.
    pub fn is_realistic(&self) -> bool {
        self.profile == Profile::Realistic
    }
}

/// `ds-example-abcde_default(0aa04cdd-…)`, as kubelets name pods.
fn pod_name(worker: &PodWorker) -> String {
    let meta = &worker.object.meta;
    format!("{}_{}({})", meta.name, meta.namespace, meta.uid)
}

/// Whole seconds as Go prints a duration: `40s`, `2m40s`.
fn go_seconds(millis: u64) -> String {
    let seconds = millis / 1000;
    if seconds < 60 { format!("{seconds}s") } else { format!("{}m{}s", seconds / 60, seconds % 60) }
}
