//! Probes: when a container has started, is ready, and must be started anew.
//!
//! Invariant: a probe whose verdict stands is not looked at again until a fault is set or lifted; ten thousand healthy
//! pods cost nothing.
//! Differs: a probe succeeds unless a fault says otherwise; what it would ask the container is not looked at, but for
//! the words of its failure.
//! Upstream: `pkg/kubelet/prober/{worker,prober}.go`.

use crate::api::pod_spec::{Container, Probe};
use crate::apimachinery::time::Time;
use crate::client::component::Context;
use crate::kubelet::config::Span;
use crate::kubelet::faults::{ProbeKind, Target};
use crate::kubelet::machine::{Machine, PodTimer};
use crate::kubelet::worker::{Looks, PodWorker, Step};

/// How long after the moment it may be probed a container is, in milliseconds.
const FIRST_LOOK_MS: Span = (100, 900);
/// The exit code of a container that was killed.
pub(super) const KILLED: i32 = 137;

impl Looks {
    /// Begins to count anew; timers of earlier turns are late from now on.
    fn begin(&mut self) -> u32 {
        *self = Looks { turn: self.turn + 1, ..Looks::default() };
        self.turn
    }
}

impl Machine {
    /// Begins to probe a container that has just started.
    pub fn start_probes(&mut self, worker: &mut PodWorker, index: u8, now: Time) {
        let spec = worker.spec(index);
        if spec.startup_probe.is_none() && spec.readiness_probe.is_none() && spec.liveness_probe.is_none() {
            return;
        }
        if spec.startup_probe.is_some() {
            return self.arm(worker, index, ProbeKind::Startup, now);
        }
        self.arm(worker, index, ProbeKind::Readiness, now);
        self.arm_liveness(worker, index, now);
    }

    fn arm_liveness(&mut self, worker: &mut PodWorker, index: u8, now: Time) {
        if self.faults.fails(ProbeKind::Liveness, &worker.object, worker.spec(index)) {
            self.arm(worker, index, ProbeKind::Liveness, now);
        }
    }

    /// Looks at a probe for the first time, once its initial delay is over.
    fn arm(&mut self, worker: &mut PodWorker, index: u8, kind: ProbeKind, now: Time) {
        let Some(probe) = probe_of(worker.spec(index), kind) else { return };
        let Some(since) = worker.containers[usize::from(index)].running_since() else { return };
        let first = since.plus(millis(probe.initial_delay_seconds));
        let span = match kind {
            // A look at its life comes when it is time for one; the others are asked for at once.
            ProbeKind::Liveness => (1, millis(probe.period_seconds).max(1)),
            ProbeKind::Startup | ProbeKind::Readiness => FIRST_LOOK_MS,
        };
        let look = first.since(now) + if self.is_realistic() { self.draw(span) } else { 0 };
        let turn = worker.container(index).looks(kind).begin();
        // What is due at once is still a timer: a pod's status is told after its step, not within.
        self.after(worker, now, look.max(1), PodTimer::Probe(index, turn, kind));
    }

    /// A running, ready container's kubelet is back: what is to fail or to crash does so from here on.
    pub fn look_at_faults(&mut self, worker: &mut PodWorker, index: u8, now: Time) {
        for kind in [ProbeKind::Readiness, ProbeKind::Liveness] {
            if self.faults.fails(kind, &worker.object, worker.spec(index)) {
                self.arm(worker, index, kind, now);
            }
        }
        if !worker.is_plain_init(index) {
            self.schedule_crash(worker, index, now);
        }
    }

    /// A fault on a probe was set or lifted: looks at it again.
    pub fn probe_again(&mut self, worker: &mut PodWorker, kind: ProbeKind, target: &Target, now: Time) {
        for index in worker.indices() {
            if !target.concerns(&worker.object, worker.spec(index)) {
                continue;
            }
            let Some(probe) = probe_of(worker.spec(index), kind) else { continue };
            let container = worker.container(index);
            if container.running_since().is_none()
                || (kind != ProbeKind::Startup) != has_started(container.status.started)
            {
                continue;
            }
            let turn = container.looks(kind).begin();
            let look = self.draw((1, millis(probe.period_seconds).max(1)));
            self.after(worker, now, look, PodTimer::Probe(index, turn, kind));
        }
    }

    /// Looks at a probe.
    pub fn probe(&mut self, worker: &mut PodWorker, index: u8, kind: ProbeKind, context: &mut Context<'_>) {
        let Some(probe) = probe_of(worker.spec(index), kind) else { return };
        if worker.containers[usize::from(index)].running_since().is_none() || worker.is_ending() {
            return;
        }
        let fails = self.faults.fails(kind, &worker.object, worker.spec(index));
        let looks = worker.container(index).looks(kind);
        (looks.good, looks.bad) = if fails { (0, looks.bad + 1) } else { (looks.good + 1, 0) };
        let Looks { good, bad, turn } = *looks;
        if fails {
            let sentence = failure_sentence(worker, index, kind);
            self.warn(worker, Some(index), context, "Unhealthy", || {
                format!("{} probe failed: {sentence}", kind.as_str())
            });
        }
        let is_settled = if bad >= probe.failure_threshold {
            self.probe_failed(worker, index, kind, context)
        } else {
            good >= probe.success_threshold && self.probe_succeeded(worker, index, kind, context)
        };
        if !is_settled {
            let period = millis(probe.period_seconds).max(1000);
            self.after(worker, context.now, period, PodTimer::Probe(index, turn, kind));
        }
    }

    /// Says whether the probe need not be looked at again.
    fn probe_succeeded(
        &mut self,
        worker: &mut PodWorker,
        index: u8,
        kind: ProbeKind,
        context: &mut Context<'_>,
    ) -> bool {
        let now = context.now;
        let has_readiness = worker.spec(index).readiness_probe.is_some();
        let status = &mut worker.container(index).status;
        match kind {
            ProbeKind::Liveness => return true,
            ProbeKind::Readiness => {
                if status.ready {
                    return true;
                }
                status.ready = true;
            }
            ProbeKind::Startup => {
                status.started = Some(true);
                status.ready = !has_readiness;
                self.arm(worker, index, ProbeKind::Readiness, now);
                self.arm_liveness(worker, index, now);
            }
        }
        if worker.next_to_start().is_some() && worker.step == Step::Idle {
            // A sidecar that has started lets those after it begin.
            self.start_next(worker, context);
            self.step_on(worker, context);
        } else {
            self.report(worker, context);
        }
        true
    }

    /// Says whether the probe need not be looked at again.
    fn probe_failed(
        &mut self,
        worker: &mut PodWorker,
        index: u8,
        kind: ProbeKind,
        context: &mut Context<'_>,
    ) -> bool {
        if kind == ProbeKind::Readiness {
            let status = &mut worker.container(index).status;
            if std::mem::replace(&mut status.ready, false) {
                self.report(worker, context);
            }
            return false;
        }
        let name = worker.spec(index).name.clone();
        let what = if kind == ProbeKind::Liveness { "liveness" } else { "startup" };
        self.tell(worker, Some(index), context, "Killing", || {
            format!("Container {name} failed {what} probe, will be restarted")
        });
        let (stop, code) = self.stop_time(worker, index, None);
        let run = worker.containers[usize::from(index)].run;
        self.after(worker, context.now, stop.max(1), PodTimer::Kill(index, run, code));
        true
    }

    /// How long a container takes to end when it is told to, and with which code it does. `grace` is the pod's own
    /// where none is given.
    pub fn stop_time(&mut self, worker: &PodWorker, index: u8, grace: Option<u64>) -> (u64, i32) {
        let own = worker.pod().spec.termination_grace_period_seconds;
        let grace = grace.unwrap_or_else(|| millis(own));
        let stop = self.draw(self.timing().stop);
        let is_deaf = self.faults.is_deaf(&worker.object, worker.spec(index));
        if is_deaf || stop >= grace { (grace, KILLED) } else { (stop, 0) }
    }
}

fn has_started(started: Option<bool>) -> bool {
    started != Some(false)
}

fn probe_of(spec: &Container, kind: ProbeKind) -> Option<Probe> {
    match kind {
        ProbeKind::Startup => spec.startup_probe,
        ProbeKind::Readiness => spec.readiness_probe,
        ProbeKind::Liveness => spec.liveness_probe,
    }
}

/// What the probe's failure says, by what it asks.
fn failure_sentence(worker: &PodWorker, index: u8, kind: ProbeKind) -> String {
    let field = match kind {
        ProbeKind::Startup => "startupProbe",
        ProbeKind::Readiness => "readinessProbe",
        ProbeKind::Liveness => "livenessProbe",
    };
    let probe = worker.written_spec(index).and_then(|one| one.get(field));
    let asks = |what: &str| probe.and_then(|probe| probe.get(what)).is_some();
    if asks("httpGet") {
        return "HTTP probe failed with statuscode: 503".to_owned();
    }
    if asks("tcpSocket") {
        let port = probe.and_then(|probe| probe.pointer("/tcpSocket/port")).and_then(|port| port.as_u64());
        let port = port.unwrap_or_default();
        return format!("dial tcp {}:{port}: connect: connection refused", worker.pod_ip);
    }
    if asks("grpc") {
        return "service unhealthy (responded with \"NOT_SERVING\")".to_owned();
    }
    String::new()
}

fn millis(seconds: i64) -> u64 {
    u64::try_from(seconds).unwrap_or_default().saturating_mul(1000)
}
