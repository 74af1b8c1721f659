//! ControllerRevisions: the current one is found, made or renumbered; old ones are kept as long as the limit says.
//!
//! Upstream: `constructHistory`, `snapshot`, `dedupCurHistories`, `cleanupHistory` in `update.go`.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::controller_revision::ControllerRevision;
use crate::api::daemon_set::DaemonSet;
use crate::api::hash::compute_hash;
use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod_spec::PodTemplateSpec;
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::meta::ObjectMeta;
use crate::apiserver::options::DeleteOptions;
use crate::client::component::Context;
use crate::controller::daemon::controller::{DaemonSetsController, Entry};

/// The current revision and the old ones.
pub(super) type History = (Rc<Object>, Vec<Rc<Object>>);

/// The last history constructed without a write, and for what it holds.
#[derive(Clone, Debug, Default)]
pub(super) struct HistoryCache {
    held: Option<(Rc<PodTemplateSpec>, u64, History)>,
    patch: Option<(Rc<PodTemplateSpec>, Rc<Value>)>,
}

impl HistoryCache {
    /// The patch that brings this template back; the same one for the same template.
    fn patch(&mut self, template: &Rc<PodTemplateSpec>) -> Rc<Value> {
        if let Some((held, patch)) = &self.patch
            && Rc::ptr_eq(held, template)
        {
            return patch.clone();
        }
        let mut restored = (*template.value).clone();
        restored["$patch"] = "replace".into();
        let patch = Rc::new(json!({"spec": {"template": restored}}));
        self.patch = Some((template.clone(), patch.clone()));
        patch
    }
}

fn revision_of(object: &Object) -> i64 {
    object.as_controller_revision().map_or(0, |revision| revision.revision)
}

fn holds(object: &Object, patch: &Rc<Value>) -> bool {
    object.as_controller_revision().is_some_and(|one| Rc::ptr_eq(&one.data, patch) || one.data == *patch)
}

impl DaemonSetsController {
    /// The revision of the current template and the others, in no order.
    ///
    /// Errors: a failed request; a name that another template's revision has, after the collision was counted.
    pub(super) fn construct_history(
        &mut self,
        object: &Rc<Object>,
        daemon_set: &DaemonSet,
        context: &mut Context<'_>,
    ) -> Result<History, ApiError> {
        let template = &daemon_set.spec.template;
        let epoch = self.revisions_epoch;
        let entry = self.entries.entry(object.meta.uid).or_default();
        if let Some((held, at, history)) = &entry.history.held
            && *at == epoch
            && Rc::ptr_eq(held, template)
        {
            return Ok(history.clone());
        }
        let patch = entry.history.patch(template);
        let revision_before = context.api.revision();
        let claimed = self.claim_revisions(object, context)?;
        let labelled = claimed.into_iter().map(|one| with_unique_label(one, context));
        let labelled = labelled.collect::<Result<Vec<_>, ApiError>>()?;
        let (current, old): (Vec<_>, Vec<_>) = labelled.into_iter().partition(|one| holds(one, &patch));
        let next = old.iter().map(|one| revision_of(one)).max().unwrap_or_default() + 1;
        let current = if current.is_empty() {
            self.snapshot(object, daemon_set, &patch, next, context)?
        } else {
            let kept = self.dedup_current(object, current, context)?;
            if revision_of(&kept) < next { renumbered(&kept, next, context)? } else { kept }
        };
        let history = (current, old);
        if context.api.revision() == revision_before {
            let entry = self.entries.entry(object.meta.uid).or_default();
            entry.history.held = Some((template.clone(), epoch, history.clone()));
        }
        Ok(history)
    }

    /// The hash of the revision that holds the current template, as far as the informer knows.
    pub(super) fn current_hash(
        &self,
        object: &Object,
        daemon_set: &DaemonSet,
        entry: &mut Entry,
    ) -> Option<Rc<str>> {
        let patch = entry.history.patch(&daemon_set.spec.template);
        let revisions = self.revisions.lister().in_namespace(&object.meta.namespace);
        let own = revisions.filter(|one| one.meta.is_controlled_by(object.meta.uid) && holds(one, &patch));
        let current = own.max_by_key(|one| revision_of(one))?;
        current.meta.labels.get(CONTROLLER_REVISION_HASH).cloned()
    }

    fn snapshot(
        &mut self,
        object: &Rc<Object>,
        daemon_set: &DaemonSet,
        patch: &Rc<Value>,
        revision: i64,
        context: &mut Context<'_>,
    ) -> Result<Rc<Object>, ApiError> {
        let template = &daemon_set.spec.template;
        let hash = compute_hash(&template.value, daemon_set.status.collision_count);
        let name = format!("{}-{hash}", object.meta.name);
        let meta = ObjectMeta {
            labels: template.labels.with(CONTROLLER_REVISION_HASH, &hash),
            annotations: object.meta.annotations.clone(),
            owner_references: Rc::from([object.controller_reference()]),
            ..ObjectMeta::named(&object.meta.namespace, &name)
        };
        let body = Body::ControllerRevision(ControllerRevision { data: patch.clone(), revision });
        let error = match context.api.create(Object { meta, body }) {
            Ok(created) => return Ok(created),
            Err(error) if error.is_already_exists() => error,
            Err(error) => return Err(error),
        };
        let existing = context.api.get(Kind::ControllerRevision, &object.meta.namespace, &name)?;
        if holds(&existing, patch) {
            return Ok(existing);
        }
        count_collision(object, daemon_set, context)?;
        Err(error)
    }

    /// Of several revisions with the current template the newest stays; pods of the others are given its label.
    fn dedup_current(
        &mut self,
        object: &Rc<Object>,
        current: Vec<Rc<Object>>,
        context: &mut Context<'_>,
    ) -> Result<Rc<Object>, ApiError> {
        let newest = current.iter().max_by_key(|one| revision_of(one)).cloned();
        let kept = newest.expect("the caller hands over at least one revision");
        if current.len() == 1 {
            return Ok(kept);
        }
        let hash = kept.meta.labels.get(CONTROLLER_REVISION_HASH).cloned().unwrap_or_default();
        let pods: Vec<Rc<Object>> = self
            .entries
            .get(&object.meta.uid)
            .map(|entry| entry.state.all_pods().cloned().collect())
            .unwrap_or_default();
        for pod in pods.iter().filter(|pod| pod.meta.labels.get(CONTROLLER_REVISION_HASH) != Some(&hash)) {
            let mut relabelled = (*context.api.get(Kind::Pod, &pod.meta.namespace, &pod.meta.name)?).clone();
            relabelled.meta.labels = relabelled.meta.labels.with(CONTROLLER_REVISION_HASH, &hash);
            context.api.update(relabelled)?;
        }
        for one in current.iter().filter(|one| one.meta.name != kept.meta.name) {
            delete_revision(one, context)?;
        }
        Ok(kept)
    }

    /// Deletes the oldest revisions beyond the limit, but none that a pod still carries.
    pub(super) fn clean_up_history(
        &mut self,
        object: &Rc<Object>,
        daemon_set: &DaemonSet,
        old: &[Rc<Object>],
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let kept = usize::try_from(daemon_set.spec.revision_history_limit).unwrap_or_default();
        let surplus = old.len().saturating_sub(kept);
        let Some(entry) = self.entries.get(&object.meta.uid).filter(|_| surplus > 0) else { return Ok(()) };
        let is_live = |one: &Object| {
            let hash = one.meta.labels.get(CONTROLLER_REVISION_HASH);
            hash.is_some_and(|hash| entry.state.live_hashes.contains_key(hash))
        };
        let mut oldest: Vec<&Rc<Object>> = old.iter().collect();
        oldest.sort_by_key(|one| revision_of(one));
        for one in oldest.into_iter().filter(|one| !is_live(one)).take(surplus) {
            delete_revision(one, context)?;
        }
        Ok(())
    }
}

/// A revision without the hash label gets its own name as label: it is unique, and no hash can collide with it.
fn with_unique_label(revision: Rc<Object>, context: &mut Context<'_>) -> Result<Rc<Object>, ApiError> {
    if revision.meta.labels.get(CONTROLLER_REVISION_HASH).is_some() {
        return Ok(revision);
    }
    let mut labelled = (*revision).clone();
    labelled.meta.labels = revision.meta.labels.with(CONTROLLER_REVISION_HASH, &revision.meta.name);
    context.api.update(labelled)
}

/// A template that comes back moves to the end of history.
fn renumbered(revision: &Rc<Object>, number: i64, context: &mut Context<'_>) -> Result<Rc<Object>, ApiError> {
    let mut object = (**revision).clone();
    if let Body::ControllerRevision(body) = &mut object.body {
        body.revision = number;
    }
    context.api.update(object)
}

fn delete_revision(revision: &Object, context: &mut Context<'_>) -> Result<(), ApiError> {
    let (namespace, name) = (&revision.meta.namespace, &revision.meta.name);
    context.api.delete(Kind::ControllerRevision, namespace, name, &DeleteOptions::default()).map(|_| ())
}

/// Two templates of one hash: the count makes the next hash differ.
fn count_collision(
    object: &Object,
    daemon_set: &DaemonSet,
    context: &mut Context<'_>,
) -> Result<(), ApiError> {
    let fresh = context.api.get(Kind::DaemonSet, &object.meta.namespace, &object.meta.name)?;
    let mut fresh = (*fresh).clone();
    let Body::DaemonSet(body) = &mut fresh.body else { return Ok(()) };
    if body.status.collision_count != daemon_set.status.collision_count {
        return Err(ApiError::new(
            Reason::InternalError,
            "found a stale collision count; will retry until it is updated",
        ));
    }
    body.status.collision_count = Some(body.status.collision_count.unwrap_or_default() + 1);
    context.api.update_status(fresh).map(|_| ())
}
