//! The controller. Invariant: nothing but pods goes while a pod is left (`OrderedNamespaceDeletion`).
//!
//! Differs: the namespace's conditions that tell what remains are not written.
//! Upstream: `namespace_controller.go`, `deletion/namespaced_resources_deleter.go`.

use std::rc::Rc;

use crate::api::kind::{Kind, RESOURCES};
use crate::api::object::Object;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::time::Time;
use crate::apiserver::options::{DeleteOptions, Propagation};
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::work_queue::WorkQueue;

/// Milliseconds before a namespace's deletion is taken up, so that late writers are done.
const DELETION_GRACE_PERIOD_MS: u64 = 5_000;
/// Seconds that an object with a finalizer is thought to need.
const FINALIZER_ESTIMATE_SECONDS: u64 = 15;

/// The namespace controller.
#[derive(Clone, Debug)]
pub struct NamespaceController {
    queue: WorkQueue<Rc<str>>,
}

impl Default for NamespaceController {
    fn default() -> NamespaceController {
        NamespaceController { queue: WorkQueue::with_busy_ms(0) }
    }
}

impl NamespaceController {
    /// Takes the deletion of a namespace a step further; returns in how many seconds to look again, 0 when it is done.
    fn sync(&self, name: &str, api: &mut ApiServer, now: Time) -> Result<u64, ApiError> {
        let Ok(namespace) = api.get(Kind::Namespace, "", name) else { return Ok(0) };
        let Some(deleted_at) = namespace.meta.deletion_timestamp else { return Ok(0) };
        let grace = longest_grace_seconds(api, name);
        delete_all(api, Kind::Pod, name)?;
        if api.table(Kind::Pod).any_in(name, |_| true) {
            let is_overdue = now.since(deleted_at) >= grace.saturating_mul(1000);
            return Ok(if is_overdue { FINALIZER_ESTIMATE_SECONDS } else { grace });
        }
        let kinds = RESOURCES.iter().filter(|resource| resource.namespaced && resource.kind != Kind::Pod);
        let kinds: Vec<Kind> = kinds.map(|resource| resource.kind).collect();
        for kind in &kinds {
            delete_all(api, *kind, name)?;
        }
        if kinds.iter().any(|kind| api.table(*kind).any_in(name, |_| true)) {
            return Ok(FINALIZER_ESTIMATE_SECONDS);
        }
        api.finalize_namespace(name)?;
        Ok(0)
    }
}

/// Upstream: `estimateGracefulTerminationForPods`.
fn longest_grace_seconds(api: &ApiServer, namespace: &str) -> u64 {
    let seconds = |object: &Rc<Object>| {
        let pod = object.as_pod().filter(|pod| !pod.is_terminal());
        pod.map_or(0, |pod| u64::try_from(pod.spec.termination_grace_period_seconds).unwrap_or_default())
    };
    api.table(Kind::Pod).in_namespace(namespace).map(seconds).max().unwrap_or_default()
}

fn delete_all(api: &mut ApiServer, kind: Kind, namespace: &str) -> Result<(), ApiError> {
    let options = DeleteOptions { propagation: Some(Propagation::Background), ..DeleteOptions::default() };
    for object in api.list(kind, namespace) {
        if object.meta.is_terminating() {
            continue;
        }
        match api.delete(kind, namespace, &object.meta.name, &options) {
            Err(error) if !error.is_not_found() => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

impl Component for NamespaceController {
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Namespace]
    }

    fn observe(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        if event.event_type != WatchEventType::Deleted && event.object.meta.is_terminating() {
            let due = context.now.plus(DELETION_GRACE_PERIOD_MS);
            self.queue.add_at(due, event.object.meta.name.clone());
        }
    }

    fn next_due(&self) -> Option<Time> {
        self.queue.next_due()
    }

    fn work(&mut self, context: &mut Context<'_>) {
        while let Some(name) = self.queue.take(context.now) {
            match self.sync(&name, context.api, context.now) {
                Ok(0) => self.queue.forget(&name),
                Ok(seconds) => {
                    self.queue.add_at(context.now.plus((seconds / 2 + 1).saturating_mul(1000)), name)
                }
                Err(_) => self.queue.add_rate_limited(context.now, name),
            }
        }
    }
}
