//! What people do to machines, images and containers: nobody's request, and refused by nobody.
//!
//! Setting a fault anew or lifting one that is not there changes nothing. What a fault does is told where it matters:
//! `restarts`, `probes`, `termination`, `nodes`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::client::component::Context;
use crate::kubelet::faults::{Pressure, ProbeKind, Slowness, Target};
use crate::kubelet::kubelets::Kubelets;
use crate::kubelet::worker::PodWorker;

impl Kubelets {
    /// Pulls of this image fail from now on.
    pub fn break_image(&mut self, image: &str) {
        self.machine.faults.broken_images.insert(image.into());
    }

    /// Pulls of this image take so much longer, from the next one on.
    pub fn slow_image(&mut self, image: &str, slowness: Slowness) {
        self.machine.faults.slow_images.insert(image.into(), slowness);
    }

    /// Pulls of this image succeed again and take their usual time, from the next one on. Says whether they did not.
    pub fn mend_image(&mut self, image: &str) -> bool {
        let faults = &mut self.machine.faults;
        let was_broken = faults.broken_images.remove(image);
        faults.slow_images.remove(image).is_some() || was_broken
    }

    /// A probe fails from now on.
    pub fn fail_probe(&mut self, now: Time, kind: ProbeKind, target: Target) {
        let failing = &mut self.machine.faults.failing_probes[kind as usize];
        if failing.insert(target.clone(), 0).is_none() {
            self.probe_again(now, kind, &target);
        }
    }

    /// A probe succeeds again. Says whether it did not.
    pub fn mend_probe(&mut self, now: Time, kind: ProbeKind, target: &Target) -> bool {
        let was_failing = self.machine.faults.failing_probes[kind as usize].remove(target).is_some();
        if was_failing {
            self.probe_again(now, kind, target);
        }
        was_failing
    }

    fn probe_again(&mut self, now: Time, kind: ProbeKind, target: &Target) {
        for uid in self.concerned(target) {
            let Some(worker) = self.workers.value_mut(uid) else { continue };
            self.machine.probe_again(Rc::make_mut(worker), kind, target, now);
        }
    }

    /// Containers end with this code soon after each start from now on.
    pub fn crash_always(&mut self, now: Time, target: Target, code: i32) {
        if self.machine.faults.crashing.insert(target.clone(), code).is_some() {
            return;
        }
        for uid in self.concerned(&target) {
            let Some(worker) = self.workers.value_mut(uid).map(Rc::make_mut) else { continue };
            for index in worker.indices() {
                let runs = worker.containers[usize::from(index)].running_since().is_some();
                if runs && target.concerns(&worker.object, worker.spec(index)) {
                    self.machine.schedule_crash(worker, index, now);
                }
            }
        }
    }

    fn concerned(&self, target: &Target) -> Vec<Uid> {
        let workers = self.workers.sorted().into_iter();
        workers.filter(|(_, worker)| is_concerned(worker, target)).map(|(uid, _)| *uid).collect()
    }

    /// Containers run on once they are started again. Says whether they did not.
    pub fn crash_no_more(&mut self, target: &Target) -> bool {
        self.machine.faults.crashing.remove(target).is_some()
    }

    /// Containers do not listen to SIGTERM, and are killed when their grace is over.
    pub fn ignore_sigterm(&mut self, target: Target) {
        self.machine.faults.deaf.insert(target, 0);
    }

    /// Containers listen to SIGTERM again. Says whether they did not.
    pub fn heed_sigterm(&mut self, target: &Target) -> bool {
        self.machine.faults.deaf.remove(target).is_some()
    }

    /// A container of the pod ends with this code, once: the named one, or the first that runs.
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
        let worker = Rc::make_mut(self.workers.value_mut(worker).expect("worker_of finds what is there"));
        let runs = |index: &u8| {
            let one = &worker.containers[usize::from(*index)];
            one.running_since().is_some() && container.is_none_or(|name| *one.status.name == *name)
        };
        // A sidecar is not what people mean by the pod's container.
        let main_first = worker.indices().skip(worker.num_init()).chain(worker.indices());
        let index = main_first
            .into_iter()
            .find(runs)
            .ok_or_else(|| ApiError::not_found("containers", container.unwrap_or_default()))?;
        self.machine.exit(worker, index, code, context);
        Ok(())
    }

    /// The node's kubelet evicts the pod for want of memory.
    ///
    /// Errors: NotFound where no kubelet has such a pod.
    pub fn evict(&mut self, context: &mut Context<'_>, namespace: &str, name: &str) -> Result<(), ApiError> {
        let worker = self.worker_of(context, namespace, name)?;
        let worker = Rc::make_mut(self.workers.value_mut(worker).expect("worker_of finds what is there"));
        self.machine.evict(worker, Pressure::Memory, context);
        Ok(())
    }

    /// A pod that runs on a node that is heard of.
    fn worker_of(&self, context: &Context<'_>, namespace: &str, name: &str) -> Result<Uid, ApiError> {
        let uid = context.api.get(Kind::Pod, namespace, name)?.meta.uid;
        let is_heard_of = |worker: &&Rc<PodWorker>| self.machine.faults.outage(&worker.node).is_none();
        let found = self.workers.value(uid).filter(|worker| !worker.is_ending()).filter(is_heard_of);
        found.map(|_| uid).ok_or_else(|| ApiError::not_found("pods", name))
    }
}

fn is_concerned(worker: &PodWorker, target: &Target) -> bool {
    worker.indices().any(|index| target.concerns(&worker.object, worker.spec(index)))
}
