//! Which old pods go, and which nodes get a second pod, within the budget of the update strategy.
//!
//! Without surge, just enough old pods are deleted to stay under maxUnavailable; `manage` creates the new ones.
//! - A node without an available pod counts as unavailable, whoever made it so.
//! - A pod that is being deleted does not count as one, so an update goes on while nodes are down.
//! - Old pods that are not available are replaced whatever the budget.
//!
//! With surge, new pods are created beside old ones, at most maxSurge at a time; the old pod goes once the new one is
//! available.
//! Upstream: `rollingUpdate` in `update.go`.

use std::rc::Rc;

use crate::api::daemon_set::{DaemonSet, UpdateStrategy};
use crate::api::object::Object;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::client::component::Context;
use crate::controller::daemon::controller::{BURST_REPLICAS, COMPONENT, DaemonSetKey, DaemonSetsController};
use crate::controller::daemon::manage::Plan;
use crate::controller::daemon::state::{DaemonSetState, Place};
use crate::controller::daemon::verdict::{Replacement, Surge};
use crate::controller::daemon::words::update_words;

/// How many nodes an update may take at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many nodes may have a second pod.
    pub max_surge: i64,
    /// How many nodes may be without an available pod.
    pub max_unavailable: i64,
}

impl Budget {
    /// The budget of a strategy over so many desired nodes. One that allows nothing allows one to be unavailable.
    ///
    /// Upstream: `updatedDesiredNodeCounts`.
    pub fn of(strategy: UpdateStrategy, desired: i64) -> Budget {
        let UpdateStrategy::RollingUpdate { max_unavailable, max_surge } = strategy else {
            return Budget { max_surge: 0, max_unavailable: 0 };
        };
        let max_surge = max_surge.scaled_up(desired);
        let max_unavailable = max_unavailable.scaled_up(desired);
        let allows_nothing = desired > 0 && max_surge == 0 && max_unavailable == 0;
        Budget { max_surge, max_unavailable: if allows_nothing { 1 } else { max_unavailable } }
    }
}

impl DaemonSetsController {
    /// Takes the next step of an update.
    ///
    /// Errors: a failed request; with surge, a node that is gone and still has an old pod.
    pub(super) fn rolling_update(
        &mut self,
        key: &DaemonSetKey,
        object: &Rc<Object>,
        daemon_set: &DaemonSet,
        context: &mut Context<'_>,
    ) -> Result<(), ApiError> {
        let Some(entry) = self.entries.get(&object.meta.uid) else { return Ok(()) };
        let strategy = daemon_set.spec.update_strategy;
        let plan = plan_to_update(&entry.state, strategy)?;
        let budget = Budget::of(strategy, entry.state.totals().desired);
        if let Some(words) = update_words(&entry.state, budget, &plan) {
            context.decided(COMPONENT, object, words);
        }
        self.sync_nodes(key, object, plan, context)
    }
}

/// The next step of an update by that strategy.
///
/// Errors: with surge, a node that is gone and still has an old pod.
pub fn plan_to_update(state: &DaemonSetState, strategy: UpdateStrategy) -> Result<Plan, ApiError> {
    let budget = Budget::of(strategy, state.totals().desired);
    if budget.max_surge > 0 {
        return plan_with_surge(state, budget.max_surge);
    }
    Ok(plan_without_surge(state, budget.max_unavailable))
}

fn plan_without_surge(state: &DaemonSetState, max_unavailable: i64) -> Plan {
    let old_pod = |place: &Place| match &state.verdict(*place).replacement {
        Replacement::Allowed(name) | Replacement::Candidate(name) => Some(name.clone()),
        _ => None,
    };
    let remaining = at_most(max_unavailable - state.totals().unavailable);
    let allowed = state.replacement_allowed.iter().filter_map(old_pod);
    let candidates = state.replacement_candidates.iter().take(remaining).filter_map(old_pod);
    Plan { delete: allowed.chain(candidates).take(BURST_REPLICAS).collect(), create: Vec::new() }
}

fn plan_with_surge(state: &DaemonSetState, max_surge: i64) -> Result<Plan, ApiError> {
    let totals = state.totals();
    if totals.unknown > 0 {
        return Err(ApiError::new(Reason::InternalError, "couldn't get the node of an old pod"));
    }
    let old_pod = |place: &Place| match &state.verdict(*place).surge {
        Surge::DeleteOld(name) | Surge::ShouldNotRun(name) => Some(name.clone()),
        _ => None,
    };
    let replaced = state.surge_delete_old.iter().filter_map(old_pod);
    // Whoever surges expects no gap: where the nodes to run on change, pods go only as others become available.
    let deletable = at_most(totals.surge_available - totals.desired);
    let strays = state.surge_should_not_run.iter().take(deletable).filter_map(old_pod);
    let node = |place: &Place| state.node_name(*place).clone();
    let remaining = at_most(max_surge - totals.surging);
    let allowed = state.surge_allowed.iter().map(node);
    let candidates = state.surge_candidates.iter().take(remaining).map(node);
    Ok(Plan {
        delete: replaced.chain(strays).take(BURST_REPLICAS).collect(),
        create: allowed.chain(candidates).take(BURST_REPLICAS).collect(),
    })
}

fn at_most(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}
