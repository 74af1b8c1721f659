//! Deletion: grace, finalizers, propagation.
//!
//! Upstream: `k8s.io/apiserver/pkg/registry/rest/delete.go`, `registry/generic/registry/store.go`, `pkg/registry/core/pod/strategy.go`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, EVICTED_BY_REQUEST};
use crate::api::well_known::{FINALIZER_FOREGROUND, FINALIZER_ORPHAN};
use crate::apimachinery::errors::ApiError;
use crate::apiserver::options::{DeleteOptions, Propagation};
use crate::apiserver::server::ApiServer;

/// What a deletion answers.
#[derive(Clone, Debug)]
pub struct Deleted {
    /// The object's last or next state.
    pub object: Rc<Object>,
    /// Whether it is gone already.
    pub is_gone: bool,
}

impl ApiServer {
    /// Deletes an object, at once or in the time it is given.
    ///
    /// Errors: NotFound; Conflict where a precondition does not hold; Forbidden for namespaces that must stay.
    pub fn delete(
        &mut self,
        kind: Kind,
        namespace: &str,
        name: &str,
        options: &DeleteOptions,
    ) -> Result<Deleted, ApiError> {
        let current = self.get(kind, namespace, name)?;
        check_preconditions(&current, options)?;
        if kind == Kind::Namespace && matches!(name, "default" | "kube-system" | "kube-public") {
            return Err(ApiError::forbidden("namespaces", name, "this namespace may not be deleted"));
        }
        let mut object = (*current).clone();
        apply_propagation(&mut object, options.propagation);
        let grace = grace_period_seconds(&object, options);
        let waits = grace > 0 || !object.meta.finalizers.is_empty() || kind == Kind::Namespace;
        if options.dry_run {
            return Ok(Deleted { object: current, is_gone: !waits });
        }
        if !waits {
            return Ok(Deleted { object: self.commit_removal(object), is_gone: true });
        }
        self.mark_deleted(&mut object, grace);
        if let Body::Namespace { terminating } = &mut object.body {
            *terminating = true;
        }
        let object = self.commit_update(object, &current);
        Ok(Deleted { object, is_gone: false })
    }

    /// Evicts a pod: it is told why, then it is deleted.
    ///
    /// Errors: those of a deletion.
    /// Upstream: `addConditionAndDeletePod` in `pkg/registry/core/pod/storage/eviction.go`. Absent: disruption budgets.
    pub fn evict(
        &mut self,
        namespace: &str,
        name: &str,
        options: &DeleteOptions,
    ) -> Result<Deleted, ApiError> {
        let mut object = (*self.get(Kind::Pod, namespace, name)?).clone();
        if let Body::Pod(pod) = &mut object.body
            && !options.dry_run
        {
            Rc::make_mut(&mut pod.status).set_condition(Condition {
                reason: EVICTED_BY_REQUEST.into(),
                message: "Eviction API: evicting".into(),
                ..Condition::new("DisruptionTarget", true, self.now.whole_second())
            });
            self.update_status(object)?;
        }
        self.delete(Kind::Pod, namespace, name, options)
    }

    /// Ends a namespace that is being deleted and has been emptied.
    ///
    /// Errors: NotFound; Conflict where it is not being deleted.
    /// Upstream: the `finalize` subresource of namespaces.
    pub fn finalize_namespace(&mut self, name: &str) -> Result<(), ApiError> {
        let namespace = self.get(Kind::Namespace, "", name)?;
        if !namespace.meta.is_terminating() {
            return Err(ApiError::conflict("namespaces", name, "the namespace is not being deleted"));
        }
        self.commit_removal((*namespace).clone());
        Ok(())
    }

    /// Sets or shortens the time an object is given; a longer time than it has changes nothing.
    fn mark_deleted(&self, object: &mut Object, grace: i64) {
        let millis = u64::try_from(grace).unwrap_or_default().saturating_mul(1000);
        let until = self.now.plus(millis).whole_second();
        let is_first = object.meta.deletion_timestamp.is_none();
        if is_first && object.meta.generation > 0 {
            object.meta.generation += 1;
        }
        let is_shorter = object.meta.deletion_grace_period_seconds.is_some_and(|given| grace < given);
        if is_first || is_shorter {
            object.meta.deletion_timestamp = Some(until);
            object.meta.deletion_grace_period_seconds = Some(grace);
        }
    }
}

fn check_preconditions(current: &Object, options: &DeleteOptions) -> Result<(), ApiError> {
    let conflict = |detail: String| {
        Err(ApiError::conflict(&current.kind().resource().qualified_plural(), &current.meta.name, &detail))
    };
    match (options.uid, options.resource_version) {
        (Some(uid), _) if uid != current.meta.uid => conflict(format!(
            "Precondition failed: UID in precondition: {uid}, UID in object meta: {}",
            current.meta.uid
        )),
        (_, Some(version)) if version != current.meta.resource_version => conflict(format!(
            "Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {}",
            current.meta.resource_version
        )),
        _ => Ok(()),
    }
}

/// Foreground and orphaning deletion are finalizers that the garbage collector takes away.
fn apply_propagation(object: &mut Object, propagation: Option<Propagation>) {
    let Some(propagation) = propagation else { return };
    let wanted = match propagation {
        Propagation::Background => None,
        Propagation::Foreground => Some(FINALIZER_FOREGROUND),
        Propagation::Orphan => Some(FINALIZER_ORPHAN),
    };
    let others = object
        .meta
        .finalizers
        .iter()
        .filter(|name| !matches!(&***name, FINALIZER_FOREGROUND | FINALIZER_ORPHAN));
    object.meta.finalizers = others.cloned().chain(wanted.map(Rc::from)).collect();
}

/// Upstream: `podStrategy.CheckGracefulDelete`.
fn grace_period_seconds(object: &Object, options: &DeleteOptions) -> i64 {
    let Body::Pod(pod) = &object.body else { return 0 };
    let asked = options.grace_period_seconds.unwrap_or(pod.spec.termination_grace_period_seconds).max(0);
    if pod.node_name.is_empty() || pod.is_terminal() { 0 } else { asked }
}
