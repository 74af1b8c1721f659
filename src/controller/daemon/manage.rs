//! Creates and deletes pods: what the verdicts of the nodes ask for, at most a burst at a time.
//!
//! Differs: the next sync waits until the informer knows of deletions too, where upstream leaves that to expectations
//! alone: the notification of another pod's end can meet these, and the update would then take a node too many.
//! Upstream: `manage`, `syncNodes`, `getUnscheduledPodsWithoutNode`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::Pod;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::meta::ObjectMeta;
use crate::apiserver::options::DeleteOptions;
use crate::client::component::Context;
use crate::controller::daemon::controller::{BURST_REPLICAS, COMPONENT, DaemonSetKey, DaemonSetsController};
use crate::controller::daemon::state::DaemonSetState;
use crate::controller::daemon::verdict::has_failed;
use crate::controller::daemon::words::manage_words;

/// How many creations the first batch has; each batch that succeeds doubles the next.
const SLOW_START_INITIAL_BATCH_SIZE: usize = 1;

/// What a sync does, before it is cut to a burst.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Pods to delete.
    pub delete: Vec<Rc<str>>,
    /// Nodes to create pods on.
    pub create: Vec<Rc<str>>,
}

/// One pod where one should run, none where none may stay. Pods that have ended are left to the back-off.
pub fn plan_to_manage(state: &DaemonSetState) -> Plan {
    let create = state.needs_pod.iter().map(|place| state.node_name(*place).clone());
    let delete = state.excess.iter().flat_map(|place| &state.verdict(*place).excess).cloned();
    Plan { create: create.take(BURST_REPLICAS).collect(), delete: delete.take(BURST_REPLICAS).collect() }
}

impl DaemonSetsController {
    /// One pod where one should run, none where none may stay.
    pub(super) fn manage(
        &mut self,
        key: &DaemonSetKey,
        object: &Rc<Object>,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let plan = self.plan_manage(key, object, context);
        if let Some(words) = manage_words(&plan) {
            context.decided(COMPONENT, object, words);
        }
        self.sync_nodes(key, object, plan, context)
    }

    fn plan_manage(&mut self, key: &DaemonSetKey, object: &Rc<Object>, context: &mut Context<'_>) -> Plan {
        let Some(entry) = self.entries.get(&object.meta.uid) else { return Plan::default() };
        let state = &entry.state;
        let mut plan = plan_to_manage(state);
        let ended = state.ended.iter().flat_map(|place| {
            let node = state.node_name(*place);
            state.verdict(*place).ended.iter().map(move |pod| (node.clone(), pod.clone()))
        });
        for (node, pod) in ended.collect::<Vec<_>>() {
            if self.may_delete_ended(key, object, &node, &pod, context) {
                plan.delete.push(pod.meta.name.clone());
            }
        }
        plan
    }

    /// A failed pod is left alone during its back-off: the kubelet may well refuse the next one too.
    fn may_delete_ended(
        &mut self,
        key: &DaemonSetKey,
        object: &Rc<Object>,
        node: &Rc<str>,
        pod: &Object,
        context: &mut Context<'_>,
    ) -> bool {
        let name = format!("{}/{}", pod.meta.namespace, pod.meta.name);
        if !has_failed(pod) {
            let message = format!("Found succeeded daemon pod {name} on node {node}, will try to delete it");
            self.tell(context, object, false, "SucceededDaemonPod", message);
            return true;
        }
        let observed = object.as_daemon_set().map_or(0, |daemon_set| daemon_set.status.observed_generation);
        let backoff_key = (object.meta.uid, observed, node.clone());
        if self.failed_pods_backoff.is_in_backoff_since_update(&backoff_key, context.now) {
            let delay = self.failed_pods_backoff.get(&backoff_key);
            self.queue.add_at(context.now.plus(delay), key.clone());
            return false;
        }
        self.failed_pods_backoff.next(backoff_key, context.now);
        let message = format!("Found failed daemon pod {name} on node {node}, will try to kill it");
        self.tell(context, object, true, "FailedDaemonPod", message);
        true
    }

    /// Carries a plan out. Expectations are set first, so that no sync decides before it has seen the effects.
    ///
    /// Errors: the first failure; what failed is not expected any more.
    pub(super) fn sync_nodes(
        &mut self,
        key: &DaemonSetKey,
        object: &Rc<Object>,
        mut plan: Plan,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        plan.create.truncate(BURST_REPLICAS);
        plan.delete.truncate(BURST_REPLICAS);
        let count = |list: &Vec<Rc<str>>| i64::try_from(list.len()).expect("a burst is small");
        self.expectations.set(key.clone(), context.now, count(&plan.create), count(&plan.delete));
        let created = self.create_pods(key, object, &plan.create, context);
        let deleted = self.delete_pods(key, object, &plan.delete, context);
        created.and(deleted)
    }

    /// Creates in batches that double, and stops after a batch with a failure.
    fn create_pods(
        &mut self,
        key: &DaemonSetKey,
        object: &Rc<Object>,
        nodes: &[Rc<str>],
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let mut rest = nodes;
        let mut batch_size = SLOW_START_INITIAL_BATCH_SIZE;
        while !rest.is_empty() {
            let (batch, later) = rest.split_at(batch_size.min(rest.len()));
            let mut failure = None;
            for node in batch {
                if let Err(error) = self.create_pod(object, node, context) {
                    if is_namespace_terminating(&error) {
                        continue;
                    }
                    self.expectations.creation_observed(key);
                    failure.get_or_insert(error);
                }
            }
            if let Some(error) = failure {
                let skipped = i64::try_from(later.len()).expect("a burst is small");
                self.expectations.lower(key, skipped, 0);
                return Err(error);
            }
            rest = later;
            batch_size *= 2;
        }
        Ok(())
    }

    /// Upstream: `RealPodControl.CreatePods`.
    fn create_pod(
        &mut self,
        object: &Rc<Object>,
        node: &Rc<str>,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let Some(entry) = self.entries.get_mut(&object.meta.uid) else { return Ok(()) };
        let (owner_references, generate_name) = entry.state.identity_of_pods(object);
        let Some(template) = entry.state.template() else { return Ok(()) };
        let meta = ObjectMeta {
            generate_name,
            namespace: object.meta.namespace.clone(),
            labels: template.labels.clone(),
            annotations: template.annotations.clone(),
            finalizers: template.finalizers.clone(),
            owner_references,
            ..ObjectMeta::default()
        };
        let pod = Object { meta, body: Body::Pod(Pod::new(template.spec.clone(), Some(node.clone()))) };
        match context.api.create(pod) {
            Ok(pod) => {
                entry.wrote_at.pods = pod.meta.resource_version;
                self.tell(
                    context,
                    object,
                    false,
                    "SuccessfulCreate",
                    format!("Created pod: {}", pod.meta.name),
                );
                Ok(())
            }
            Err(error) => {
                if !is_namespace_terminating(&error) {
                    self.tell(
                        context,
                        object,
                        true,
                        "FailedCreate",
                        format!("Error creating: {}", error.message),
                    );
                }
                Err(error)
            }
        }
    }

    fn delete_pods(
        &mut self,
        key: &DaemonSetKey,
        object: &Rc<Object>,
        names: &[Rc<str>],
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let mut failure = None;
        for name in names {
            match context.api.delete(Kind::Pod, &object.meta.namespace, name, &DeleteOptions::default()) {
                Ok(deleted) => {
                    self.wrote_pod(object, &deleted.object);
                    self.tell(context, object, false, "SuccessfulDelete", format!("Deleted pod: {name}"));
                }
                Err(error) => {
                    self.expectations.deletion_observed(key);
                    if !error.is_not_found() {
                        let message = format!("Error deleting: {}", error.message);
                        self.tell(context, object, true, "FailedDelete", message);
                        failure.get_or_insert(error);
                    }
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }
}

fn is_namespace_terminating(error: &ApiError) -> bool {
    error.reason == Reason::Forbidden && error.message.contains("because it is being terminated")
}
