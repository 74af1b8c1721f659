//! One sync of one DaemonSet: history, pods, update, clean-up, status.
//!
//! Differs: upstream claims pods anew in each step; here they are claimed once, before the steps.
//! Upstream: `syncDaemonSet`, `updateDaemonSet`.

use std::rc::Rc;

use crate::api::daemon_set::{DaemonSet, DaemonSetSpec, UpdateStrategy};
use crate::api::object::Object;
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::time::Time;
use crate::apiserver::store::Table;
use crate::client::component::Context;
use crate::client::recorder::Telling;
use crate::controller::daemon::controller::{COMPONENT, DaemonSetKey, DaemonSetsController, WroteAt};
use crate::controller::daemon::state::DaemonSetState;
use crate::controller::daemon::template::{DaemonPodTemplate, template_generation, template_generation_text};
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
        if let Err(error) = self.ensure_ready(&object) {
            let words = "waits: its informers do not know its own last writes yet".to_owned();
            context.decided(COMPONENT, &object, words);
            return Err(error);
        }
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
        self.claim_pods(&object, context)?;
        let hash = current.meta.labels.get(CONTROLLER_REVISION_HASH).cloned().unwrap_or_default();
        let Some(entry) = self.entries.get_mut(&object.meta.uid) else { return Ok(()) };
        refresh(&mut entry.state, self.nodes.lister(), &object, &hash, context.now);
        if !self.expectations.satisfied(key, context.now) {
            let words = "waits: not all pods it created or deleted have been seen to be so".to_owned();
            context.decided(COMPONENT, &object, words);
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

    /// Upstream: `updateDaemonSet`.
    fn update_daemon_set(
        &mut self,
        key: &DaemonSetKey,
        object: &Rc<Object>,
        daemon_set: &DaemonSet,
        old: &[Rc<Object>],
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        self.manage(key, object, context)?;
        let is_rolling = matches!(daemon_set.spec.update_strategy, UpdateStrategy::RollingUpdate { .. });
        if is_rolling && self.expectations.satisfied(key, context.now) {
            self.rolling_update(key, object, daemon_set, context)?;
        }
        self.clean_up_history(object, daemon_set, old, context)
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

/// Takes fresh verdicts into `state`; `hash` is that of the current revision.
pub(super) fn refresh(state: &mut DaemonSetState, nodes: &Table, object: &Object, hash: &Rc<str>, now: Time) {
    let Some(daemon_set) = object.as_daemon_set() else { return };
    let generation = template_generation(object);
    let terms = Terms {
        hash: hash.clone(),
        generation: template_generation_text(object),
        min_ready_seconds: daemon_set.spec.min_ready_seconds,
        allows_surge: allows_surge(&daemon_set.spec),
    };
    let template = || DaemonPodTemplate::new(&daemon_set.spec.template, generation, hash);
    state.refresh(terms, &daemon_set.spec.template, template, now, |name| nodes.get("", name));
}

/// Upstream: `util.AllowsSurge`.
fn allows_surge(spec: &DaemonSetSpec) -> bool {
    match spec.update_strategy {
        UpdateStrategy::OnDelete => false,
        UpdateStrategy::RollingUpdate { max_surge, .. } => max_surge.scaled_up(1) > 0,
    }
}
