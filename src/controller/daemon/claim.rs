//! Claims: orphans that the selector matches are adopted, pods and revisions that it matches no more are released.
//!
//! A claim changes the owners of the object as the server has it now, so that it never fails because the informer's
//! copy is old.
//! Upstream: `pkg/controller/controller_ref_manager.go`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::client::component::Context;
use crate::controller::daemon::controller::DaemonSetsController;

impl DaemonSetsController {
    /// Claims pods. What was adopted counts from now on, before the informer tells of it.
    ///
    /// Errors: the first claim that failed; the others were made all the same.
    /// Upstream: `PodControllerRefManager.ClaimPods`.
    pub(super) fn claim_pods(
        &mut self,
        daemon_set: &Rc<Object>,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let Some(entry) = self.entries.get_mut(&daemon_set.meta.uid) else { return Ok(()) };
        let is_wanted = |pod: &Object| may_adopt(pod) && entry.selector.matches(&pod.meta.labels);
        let orphans = self.orphans.matching(&daemon_set.meta.namespace, is_wanted);
        let orphans: Vec<Rc<Object>> = orphans.into_iter().cloned().collect();
        let strays: Vec<Rc<Object>> = entry.strays.iter().cloned().collect();
        let mut failure = None;
        for stray in strays {
            match release(daemon_set, &stray, context) {
                Ok(Some(released)) => self.wrote_pod(daemon_set, &released),
                Ok(None) => {}
                Err(error) => _ = failure.get_or_insert(error),
            }
        }
        let is_wanted = if orphans.is_empty() { Ok(()) } else { check_not_deleted(daemon_set, context) };
        for orphan in orphans {
            match is_wanted.clone().and_then(|()| adopt(daemon_set, &orphan, context)) {
                Ok(Some(adopted)) => {
                    self.wrote_pod(daemon_set, &adopted);
                    self.index_pod(Some(&orphan), &adopted, false);
                }
                Ok(None) => {}
                Err(error) => _ = failure.get_or_insert(error),
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Notes a write that the next sync has to know of.
    pub(super) fn wrote_pod(&mut self, daemon_set: &Object, pod: &Object) {
        if let Some(entry) = self.entries.get_mut(&daemon_set.meta.uid) {
            entry.wrote_at.pods = entry.wrote_at.pods.max(pod.meta.resource_version);
        }
    }

    /// Claims revisions and returns those that the DaemonSet manages.
    ///
    /// Errors: the first claim that failed; the others were made all the same.
    /// Upstream: `ControllerRevisionControllerRefManager.ClaimControllerRevisions`.
    pub(super) fn claim_revisions(
        &self,
        daemon_set: &Rc<Object>,
        context: &mut Context<'_>,
    ) -> Result<Vec<Rc<Object>>, ApiError> {
        let Some(entry) = self.entries.get(&daemon_set.meta.uid) else { return Ok(Vec::new()) };
        let (mut claimed, mut failure, mut is_wanted) = (Vec::new(), None, None);
        for revision in self.revisions.lister().in_namespace(&daemon_set.meta.namespace) {
            let matches = entry.selector.matches(&revision.meta.labels);
            let result = match revision.meta.controller() {
                Some(owner) if owner.uid != daemon_set.meta.uid => Ok(None),
                Some(_) if matches => Ok(Some(revision.clone())),
                Some(_) => release(daemon_set, revision, context).map(|_| None),
                None if matches && may_adopt(revision) => is_wanted
                    .get_or_insert_with(|| check_not_deleted(daemon_set, context))
                    .clone()
                    .and_then(|()| adopt(daemon_set, revision, context)),
                None => Ok(None),
            };
            match result {
                Ok(one) => claimed.extend(one),
                Err(error) => _ = failure.get_or_insert(error),
            }
        }
        failure.map_or(Ok(claimed), Err)
    }
}

fn may_adopt(orphan: &Object) -> bool {
    !orphan.meta.is_terminating()
}

/// Nothing is adopted by a DaemonSet that is gone or on its way out, which its informer may not know yet.
///
/// Upstream: `RecheckDeletionTimestamp`.
fn check_not_deleted(daemon_set: &Object, context: &Context<'_>) -> Result<(), ApiError> {
    let fresh = context.api.get(Kind::DaemonSet, &daemon_set.meta.namespace, &daemon_set.meta.name)?;
    if fresh.meta.uid == daemon_set.meta.uid && !fresh.meta.is_terminating() {
        return Ok(());
    }
    Err(ApiError::new(Reason::InternalError, "the original DaemonSet is gone or has just been deleted"))
}

/// The object with the DaemonSet as its controller; `None` where it is gone.
///
/// Errors: Conflict where another controller was faster, or another object has the name now.
fn adopt(
    daemon_set: &Object,
    orphan: &Object,
    context: &mut Context<'_>,
) -> Result<Option<Rc<Object>>, ApiError> {
    let Some(fresh) = fresh(orphan, context)? else { return Ok(None) };
    if fresh.meta.uid != orphan.meta.uid || fresh.meta.controller().is_some() {
        let resource = orphan.kind().resource().qualified_plural();
        return Err(ApiError::conflict(&resource, &orphan.meta.name, "somebody else was faster"));
    }
    let mut adopted = (*fresh).clone();
    let owners = fresh.meta.owner_references.iter().cloned();
    adopted.meta.owner_references = owners.chain([daemon_set.controller_reference()]).collect();
    context.api.update(adopted).map(Some)
}

/// The object without the DaemonSet among its owners; `None` where it is gone or another one has its name now.
fn release(
    daemon_set: &Object,
    stray: &Object,
    context: &mut Context<'_>,
) -> Result<Option<Rc<Object>>, ApiError> {
    let Some(fresh) = fresh(stray, context)?.filter(|fresh| fresh.meta.uid == stray.meta.uid) else {
        return Ok(None);
    };
    let mut released = (*fresh).clone();
    let owners = fresh.meta.owner_references.iter();
    released.meta.owner_references =
        owners.filter(|owner| owner.uid != daemon_set.meta.uid).cloned().collect();
    context.api.update(released).map(Some)
}

fn fresh(known: &Object, context: &Context<'_>) -> Result<Option<Rc<Object>>, ApiError> {
    match context.api.get(known.kind(), &known.meta.namespace, &known.meta.name) {
        Ok(fresh) => Ok(Some(fresh)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
