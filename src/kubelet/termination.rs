//! A pod's end: its containers are told to stop, it is told of, it goes.
//!
//! Upstream: `pkg/kubelet/kubelet.go` (`SyncTerminatingPod`, `SyncTerminatedPod`),
//! `pkg/kubelet/kuberuntime/kuberuntime_container.go` (`killContainer`), `pkg/kubelet/eviction`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::apiserver::options::DeleteOptions;
use crate::client::component::Context;
use crate::kubelet::machine::Machine;
use crate::kubelet::probes::KILLED;
use crate::kubelet::worker::{Failure, PodWorker, Step, Want};

impl Machine {
    /// The pod was asked to end, or to end sooner.
    pub fn begin_stop(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        let now = context.now;
        let seconds = worker.object.meta.deletion_grace_period_seconds.unwrap_or_default();
        let grace = u64::try_from(seconds).unwrap_or_default() * 1000;
        match worker.step {
            Step::Removing => return,
            Step::Ended => return self.enter(worker, now, Step::Removing, (1, 1)),
            Step::Stopping => {
                let latest = worker.from.plus(grace).max(now);
                if latest < worker.until {
                    let from = worker.from;
                    self.enter_for(worker, now, Step::Stopping, latest.since(now).max(1));
                    worker.from = from;
                }
                return;
            }
            _ => {}
        }
        let mut longest = 1;
        for index in worker.indices() {
            worker.container(index).want = Want::Nothing;
            if worker.containers[usize::from(index)].running_since().is_none() {
                continue;
            }
            let name = worker.spec(index).name.clone();
            self.tell(worker, Some(index), context, "Killing", || format!("Stopping container {name}"));
            let hook = if worker.spec(index).has_pre_stop { self.draw(self.timing().pre_stop) } else { 0 };
            let (stop, _) = self.stop_time(worker, index, Some(grace.saturating_sub(hook)));
            longest = longest.max((hook + stop).min(grace));
        }
        self.enter_for(worker, now, Step::Stopping, longest);
    }

    /// The containers have ended.
    pub fn finish_stop(&mut self, worker: &mut PodWorker, context: &mut Context<'_>) {
        let now = context.now;
        let seconds = worker.object.meta.deletion_grace_period_seconds.unwrap_or_default();
        let latest = worker.from.plus(u64::try_from(seconds).unwrap_or_default() * 1000);
        let code = if worker.until >= latest { KILLED } else { 0 };
        for index in worker.indices() {
            self.terminate(worker, index, code, now);
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
