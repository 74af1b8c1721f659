//! The budget ledger: each slot of the update strategy, and which node holds it.

use crate::api::daemon_set::UpdateStrategy;
use crate::apimachinery::time::Time;
use crate::controller::daemon::rolling_update::Budget;
use crate::playground::view::build::daemon_sets::DaemonSetPart;
use crate::playground::view::build::hold::Reason;
use crate::playground::view::build::places::Places;
use crate::playground::view::build::standing::Takes;
use crate::playground::view::daemon_set::{BudgetView, SlotView};

/// How many slots are listed.
const SLOTS_MAX: usize = 12;

/// What the update strategy allows.
pub(super) fn budget_of(part: &DaemonSetPart) -> Budget {
    let daemon_set = part.body();
    Budget::of(daemon_set.spec.update_strategy, daemon_set.status.desired_number_scheduled)
}

/// The ledger, and when its words change by themselves.
pub(super) fn budget_view(part: &DaemonSetPart, places: &Places, now: Time) -> (BudgetView, Option<Time>) {
    let UpdateStrategy::RollingUpdate { max_unavailable, max_surge } = part.body().spec.update_strategy
    else {
        return (BudgetView { strategy: "OnDelete".to_owned(), ..BudgetView::default() }, None);
    };
    let mut view = BudgetView {
        strategy: "RollingUpdate".to_owned(),
        max_unavailable: max_unavailable.format(),
        max_surge: max_surge.format(),
        ..BudgetView::default()
    };
    let budget = budget_of(part);
    let mut look_again = None;
    for (takes, allowed, taken) in [
        (Takes::Unavailable, budget.max_unavailable, part.num_taken.0),
        (Takes::Surge, budget.max_surge, part.num_taken.1),
    ] {
        let room = SLOTS_MAX - view.slots.len();
        let surge = takes == Takes::Surge;
        let listed = usize::try_from(taken).unwrap_or_default().min(room);
        let holders = part
            .holds
            .iter()
            .filter(|(_, slot)| part.standing(*slot).is_some_and(|standing| standing.takes == takes))
            .take(listed);
        for (reason, slot) in holders {
            if let Reason::MinReady(_) = reason {
                look_again = Some(now.whole_second().plus(1000));
            }
            let node = Some(places.get(*slot).name.clone());
            let pod = part.standing(*slot).and_then(|standing| standing.hold.as_ref()?.pod.clone());
            let stuck = reason.is_stuck();
            view.slots.push(SlotView { node, pod, reason: reason.words(now), surge, stuck });
        }
        let free = usize::try_from(allowed - taken).unwrap_or_default();
        let shown = free.min(room - listed);
        view.slots.extend((0..shown).map(|_| SlotView { surge, ..SlotView::default() }));
        let total = usize::try_from(allowed.max(taken)).unwrap_or_default();
        view.num_more += u32::try_from(total - listed - shown).unwrap_or(u32::MAX);
    }
    (view, look_again)
}
