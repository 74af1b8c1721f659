//! The DaemonSet's status: the totals of the verdicts, written where they changed.
//!
//! Upstream: `updateDaemonSetStatus`, `storeDaemonSetStatus`.

use std::rc::Rc;

use crate::api::daemon_set::{DaemonSet, DaemonSetStatus};
use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::apimachinery::errors::ApiError;
use crate::client::component::Context;
use crate::controller::daemon::controller::{DaemonSetsController, key_of};

/// How often a status is written again after a failure.
const STATUS_UPDATE_RETRIES: u32 = 1;

impl DaemonSetsController {
    /// Writes the status if it changed. `is_processed` says whether this generation was acted upon.
    ///
    /// Errors: a failed request, after one retry.
    pub(super) fn update_daemon_set_status(
        &mut self,
        object: &Rc<Object>,
        daemon_set: &DaemonSet,
        is_processed: bool,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let Some(entry) = self.entries.get_mut(&object.meta.uid) else { return Ok(()) };
        let totals = entry.state.totals();
        let old = daemon_set.status;
        let counted = DaemonSetStatus {
            current_number_scheduled: totals.current,
            number_misscheduled: totals.misscheduled,
            desired_number_scheduled: totals.desired,
            number_ready: totals.ready,
            updated_number_scheduled: totals.updated,
            number_available: totals.available,
            number_unavailable: totals.desired - totals.available,
            ..old
        };
        if counted != old || old.observed_generation < object.meta.generation {
            let generation = if is_processed { object.meta.generation } else { old.observed_generation };
            let status = DaemonSetStatus { observed_generation: generation, ..counted };
            let written = store_status(object, status, context)?;
            entry.wrote_at.daemon_sets = written.meta.resource_version;
        }
        if let Ok(seconds @ 1..) = u64::try_from(daemon_set.spec.min_ready_seconds)
            && totals.ready != totals.available
        {
            self.queue.add_at(context.now.plus(seconds * 1000), key_of(&object.meta));
        }
        Ok(())
    }
}

fn store_status(
    object: &Object,
    status: DaemonSetStatus,
    context: &mut Context<'_>,
) -> Result<Rc<Object>, ApiError> {
    let mut to_update = object.clone();
    for _ in 0..STATUS_UPDATE_RETRIES {
        set_status(&mut to_update, status);
        match context.api.update_status(to_update) {
            Ok(written) => return Ok(written),
            Err(_) => {
                let fresh = context.api.get(Kind::DaemonSet, &object.meta.namespace, &object.meta.name)?;
                to_update = (*fresh).clone();
            }
        }
    }
    set_status(&mut to_update, status);
    context.api.update_status(to_update)
}

fn set_status(object: &mut Object, status: DaemonSetStatus) {
    if let Body::DaemonSet(daemon_set) = &mut object.body {
        let collision_count = daemon_set.status.collision_count;
        daemon_set.status = DaemonSetStatus { collision_count, ..status };
    }
}
