//! One sync of one DaemonSet: history, pods, update, clean-up, status.
//!
//! Differs: after a pod was adopted or released the sync ends, and the next one, once the informer knows, goes on;
//! upstream goes on with the adopted pod in hand. The outcome is the same, one sync later.
//! Upstream: `syncDaemonSet`, `updateDaemonSet`.

use std::rc::Rc;

use crate::api::daemon_set::{DaemonSet, DaemonSetSpec, UpdateStrategy};
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::time::Time;
use crate::client::component::Context;
use crate::client::recorder::Telling;
use crate::controller::daemon::controller::{DaemonSetKey, DaemonSetsController, Entry, WroteAt};
use crate::controller::daemon::template::{DaemonPodTemplate, template_generation};
use crate::controller::daemon::verdict::Terms;

impl DaemonSetsController {
    /// Brings the cluster nearer to what the DaemonSet asks for.
    ///
    /// Errors: any failed request, and a cache that does not know the controller's own last writes yet; the key is then
    /// queued again with its back-off.
    pub(super) fn sync_daemon_set(
        &mut self,
        key: &DaemonSetKey,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let Some(object) = self.daemon_sets.lister().get(&key.0, &key.1).cloned() else {
            self.expectations.delete(key);
            return Ok(());
        };
        let Some(daemon_set) = object.as_daemon_set() else { return Ok(()) };
        self.ensure_ready(&object)?;
        if daemon_set.spec.selector.is_empty() {
            const SELECTS_ALL: &str =
                "This daemon set is selecting all pods. A non-empty selector is required.";
            self.tell(context, &object, true, "SelectingAll", SELECTS_ALL.into());
            return Ok(());
        }
        if object.meta.is_terminating() {
            return Ok(());
        }
        let (current, old) = self.construct_history(&object, daemon_set, context)?;
        let hash = current.meta.labels.get(CONTROLLER_REVISION_HASH).cloned().unwrap_or_default();
        self.refresh(&object, daemon_set, &hash, context.now);
        if !self.expectations.satisfied(key, context.now) {
            return self.update_daemon_set_status(&object, daemon_set, false, context);
        }
        let updated = self.update_daemon_set(key, &object, daemon_set, &old, context);
        let status = self.update_daemon_set_status(&object, daemon_set, true, context);
        updated.and(status)
    }

    /// Refuses to decide while the informers do not know the controller's own last writes.
    fn ensure_ready(&self, object: &Object) -> Result<(), ApiError> {
        let WroteAt { pods, daemon_sets } =
            self.entries.get(&object.meta.uid).map(|e| e.wrote_at).unwrap_or_default();
        let knows_pods = self.pods.last_sync_revision() >= pods;
        let knows_daemon_sets = self.daemon_sets.last_sync_revision() >= daemon_sets;
        if knows_pods && knows_daemon_sets {
            return Ok(());
        }
        Err(ApiError::new(Reason::InternalError, "the informer does not know the last writes yet"))
    }

    fn refresh(&mut self, object: &Object, daemon_set: &DaemonSet, hash: &Rc<str>, now: Time) {
        let generation = template_generation(object);
        let entry = self.entries.entry(object.meta.uid).or_default();
        let terms = Terms {
            hash: hash.clone(),
            generation: generation.map(|number| number.to_string().into()).unwrap_or_default(),
            min_ready_seconds: daemon_set.spec.min_ready_seconds,
            allows_surge: allows_surge(&daemon_set.spec),
        };
        let template = || DaemonPodTemplate::new(&daemon_set.spec.template, generation, hash);
        let nodes = self.nodes.lister();
        entry.state.refresh(terms, template, now, |name| nodes.get("", name));
    }

    /// Upstream: `updateDaemonSet`.
    fn update_daemon_set(
        &mut self,
        key: &DaemonSetKey,
        object: &Rc<Object>,
        daemon_set: &DaemonSet,
        old: &[Rc<Object>],
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        if self.claim_pods(object, daemon_set, context)? {
            return Ok(());
        }
        self.manage(key, object, context)?;
        let is_rolling = matches!(daemon_set.spec.update_strategy, UpdateStrategy::RollingUpdate { .. });
        if is_rolling && self.expectations.satisfied(key, context.now) {
            self.rolling_update(key, object, daemon_set, context)?;
        }
        self.clean_up_history(object, daemon_set, old, context)
    }

    /// Adopts matching orphans and releases pods that match no more; returns whether it did either.
    ///
    /// Upstream: `PodControllerRefManager.ClaimPods`.
    fn claim_pods(
        &mut self,
        object: &Rc<Object>,
        daemon_set: &DaemonSet,
        context: &mut Context<'_>,
    ) -> Result<bool, ApiError> {
        let selector = &daemon_set.spec.selector;
        let orphans = self.orphans.in_namespace(&object.meta.namespace);
        let wanted = |pod: &&Rc<Object>| {
            let is_over = pod.as_pod().is_some_and(|pod| pod.is_terminal());
            !pod.meta.is_terminating() && !is_over && selector.matches(&pod.meta.labels)
        };
        let adopted: Vec<Rc<Object>> = orphans.filter(wanted).cloned().collect();
        let entry = self.entries.entry(object.meta.uid).or_default();
        let released: Vec<Rc<Object>> = entry.released_pods(&daemon_set.spec);
        if adopted.is_empty() && released.is_empty() {
            return Ok(false);
        }
        if !adopted.is_empty() {
            let fresh = context.api.get(Kind::DaemonSet, &object.meta.namespace, &object.meta.name)?;
            if fresh.meta.uid != object.meta.uid || fresh.meta.is_terminating() {
                return Ok(false);
            }
        }
        for pod in adopted {
            let owners =
                pod.meta.owner_references.iter().cloned().chain([object.controller_reference()]).collect();
            self.write_owners(object, &pod, owners, context)?;
        }
        for pod in released {
            let others = pod.meta.owner_references.iter().filter(|owner| owner.uid != object.meta.uid);
            let owners = others.cloned().collect();
            self.write_owners(object, &pod, owners, context)?;
        }
        Ok(true)
    }

    fn write_owners(
        &mut self,
        object: &Object,
        pod: &Object,
        owners: Rc<[crate::apimachinery::meta::OwnerReference]>,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let mut pod = pod.clone();
        pod.meta.owner_references = owners;
        match context.api.update(pod) {
            Ok(written) => {
                let entry = self.entries.entry(object.meta.uid).or_default();
                entry.wrote_at.pods = written.meta.resource_version;
                Ok(())
            }
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Tells an event about the DaemonSet.
    pub(super) fn tell(
        &mut self,
        context: &mut Context<'_>,
        about: &Object,
        is_warning: bool,
        reason: &str,
        message: String,
    ) {
        let about = about.reference();
        self.recorder.tell(context.api, Telling { about: &about, is_warning, reason, message });
    }
}

impl Entry {
    /// The DaemonSet's pods whose labels it does not select any more. Looked for only where labels can differ: the
    /// template's pods match by validation, so only a pod whose labels were changed by hand is released.
    fn released_pods(&mut self, spec: &DaemonSetSpec) -> Vec<Rc<Object>> {
        let strays = self.state.take_relabelled();
        strays
            .into_iter()
            .filter(|pod| !pod.meta.is_terminating() && !spec.selector.matches(&pod.meta.labels))
            .collect()
    }
}

/// Upstream: `util.AllowsSurge`.
fn allows_surge(spec: &DaemonSetSpec) -> bool {
    match spec.update_strategy {
        UpdateStrategy::OnDelete => false,
        UpdateStrategy::RollingUpdate { max_surge, .. } => max_surge.scaled_up(1) > 0,
    }
}
