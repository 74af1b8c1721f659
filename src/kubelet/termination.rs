//! A pod's end: its containers are told to stop, it is told of, it goes.
//!
//! Upstream: `pkg/kubelet/kubelet.go` (`SyncTerminatingPod`, `SyncTerminatedPod`),
//! `pkg/kubelet/kuberuntime/kuberuntime_container.go` (`killContainer`), `pkg/kubelet/eviction`.

use std::rc::Rc;

use serde_json::Value;

use crate::api::kind::Kind;
use crate::apiserver::options::DeleteOptions;
use crate::client::component::Context;
use crate::kubelet::machine::Machine;
use crate::kubelet::probes::KILLED;
use crate::kubelet::worker::{Failure, PodWorker, Step, Want};

/// However little grace is left, a container has so many milliseconds before it is killed.
const GRACE_MS_MIN: u64 = 2000;

impl Machine {
    /// The pod was asked to end, or to end sooner.
    pub fn begin_stop(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        let now = context.now;
        let seconds = worker.object.meta.deletion_grace_period_seconds.unwrap_or_default();
        let grace = u64::try_from(seconds).unwrap_or_default().saturating_mul(1000);
        match worker.step {
            Step::Removing => return,
            Step::Ended => return self.enter(worker, now, Step::Removing, (1, 1)),
            Step::Stopping => {
                // The runtime is told anew, with the shorter time.
                let latest = now.plus(grace.max(GRACE_MS_MIN));
                if latest < worker.until {
                    let from = worker.from;
                    self.enter_for(worker, now, Step::Stopping, latest.since(now));
                    worker.from = from;
                }
                return;
            }
            _ => {}
        }
        let longest = self.tell_to_stop(worker, grace, context);
        self.enter_for(worker, now, Step::Stopping, longest);
    }

    /// Tells the containers to end; returns the milliseconds after which the last has. Sidecars wait for those that
    /// started after them, as long as there is time.
    fn tell_to_stop(&mut self, worker: &mut PodWorker, grace: u64, context: &mut Context<'_>) -> u64 {
        let (now, num_init) = (context.now, worker.num_init());
        let mut longest = 1;
        let all = worker.indices();
        let (init, main) = (all.clone().take(num_init), all.skip(num_init));
        for index in main.chain(init.rev()) {
            worker.container(index).want = Want::Nothing;
            if worker.containers[usize::from(index)].running_since().is_none() {
                continue;
            }
            let name = worker.spec(index).name.clone();
            self.tell(worker, Some(index), context, "Killing", || format!("Stopping container {name}"));
            let hook = self.pre_stop_millis(worker, index).min(grace);
            let is_main = usize::from(index) >= num_init;
            let begin = if is_main { hook } else { hook.max(longest.min(grace)) };
            let left = grace.saturating_sub(begin).max(GRACE_MS_MIN);
            let (stop, code) = self.stop_time(worker, index, Some(left));
            let end = begin.saturating_add(stop).max(1);
            worker.container(index).stop = (now.plus(end), code);
            longest = longest.max(end);
        }
        longest
    }

    /// How long the hook before a container's end takes.
    fn pre_stop_millis(&mut self, worker: &PodWorker, index: u8) -> u64 {
        if !worker.spec(index).has_pre_stop {
            return 0;
        }
        let hook = worker.written_spec(index).and_then(|spec| spec.pointer("/lifecycle/preStop"));
        match hook.and_then(sleep_seconds) {
            Some(seconds) => seconds.saturating_mul(1000),
            None => self.draw(self.timing().pre_stop),
        }
    }

    /// The containers have ended.
    pub fn finish_stop(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        let now = context.now;
        for index in worker.indices() {
            let (at, code) = worker.containers[usize::from(index)].stop;
            let (at, code) = if at <= now { (at, code) } else { (now, KILLED) };
            self.terminate(worker, index, code, at);
        }
        self.report(worker, context);
        self.enter(worker, now, Step::Removing, self.timing().remove);
    }

    /// Takes the pod's object away, as the last thing done about it.
    pub fn remove(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        let meta = &worker.object.meta;
        let options =
            DeleteOptions { grace_period_seconds: Some(0), uid: Some(meta.uid), ..DeleteOptions::default() };
        // Not found, or another pod of that name: it is gone already.
        _ = context.api.delete(Kind::Pod, &meta.namespace, &meta.name, &options);
        self.rest(worker, context.now, Step::Ended);
    }

    /// The pod fails by its kubelet's decision, at once.
    pub fn fail_pod(
        &mut self,
        worker: &mut PodWorker,
        (reason, message): (&str, String),
        context: &mut Context<'_>,
    ) {
        for index in worker.indices() {
            worker.container(index).want = Want::Nothing;
            self.terminate(worker, index, KILLED, context.now);
        }
        self.end_as(
            worker,
            Failure { reason: reason.into(), message: message.into(), is_rejection: false },
            context,
        );
    }

    /// The pod's kubelet does not take it.
    pub fn reject_pod(&mut self, worker: &mut PodWorker, failure: &Failure, context: &mut Context<'_>) {
        self.warn(worker, None, context, &failure.reason, || failure.message.to_string());
        let message = format!("Pod was rejected: {}", failure.message).into();
        self.end_as(worker, Failure { message, ..failure.clone() }, context);
    }

    fn end_as(&mut self, worker: &mut PodWorker, failure: Failure, context: &mut Context<'_>) {
        worker.failure = Some(Rc::new(failure));
        self.rest(worker, context.now, Step::Ended);
        self.report(worker, context);
    }
}

/// How many seconds a hook sleeps: by its `sleep`, or by a `sleep` in its command, as most hooks are written.
fn sleep_seconds(hook: &Value) -> Option<u64> {
    if let Some(seconds) = hook.pointer("/sleep/seconds") {
        return seconds.as_u64();
    }
    let command = hook.pointer("/exec/command")?.as_array()?;
    let mut words = command.iter().filter_map(Value::as_str).flat_map(str::split_whitespace);
    words.find(|word| word.rsplit('/').next() == Some("sleep"))?;
    words.next()?.trim_end_matches([';', '&', 's']).parse().ok()
}
