//! What the controller decides, in words, for the trace. The decisions are `manage`'s and `rolling_update`'s.

use std::rc::Rc;

use crate::controller::daemon::manage::Plan;
use crate::controller::daemon::rolling_update::Budget;
use crate::controller::daemon::state::DaemonSetState;

/// How many names a sentence has; of more it has the number.
const NAMES_MAX: usize = 3;

/// What `manage` does about pods that are missing or too many; `None` where all is in its place.
pub(super) fn manage_words(plan: &Plan) -> Option<String> {
    let missing = match plan.create.len() {
        0 => None,
        1 => Some(format!("one node lacks its pod: {}", names(&plan.create))),
        count => Some(format!("{count} nodes lack their pod: {}", names(&plan.create))),
    };
    let excess = match plan.delete.len() {
        0 => None,
        1 => Some(format!("one pod has to go: {}", names(&plan.delete))),
        count => Some(format!("{count} pods have to go: {}", names(&plan.delete))),
    };
    let parts: Vec<String> = [missing, excess].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What an update does next within its budget; `None` where nothing is left to update.
pub(super) fn update_words(state: &DaemonSetState, budget: Budget, plan: &Plan) -> Option<String> {
    let totals = state.totals();
    if budget.max_surge > 0 {
        let waiting = state.surge_allowed.len() + state.surge_candidates.len();
        let used = format!("maxSurge {}, {} in use", budget.max_surge, totals.surging);
        return update_sentence(&used, waiting, &plan.create, "a second pod on", &plan.delete);
    }
    let waiting = state.replacement_allowed.len() + state.replacement_candidates.len();
    let used = format!("maxUnavailable {}, {} unavailable", budget.max_unavailable, totals.unavailable);
    update_sentence(&used, waiting, &[], "", &plan.delete)
}

fn update_sentence(
    used: &str,
    waiting: usize,
    create: &[Rc<str>],
    creates: &str,
    delete: &[Rc<str>],
) -> Option<String> {
    let mut parts = Vec::new();
    if !delete.is_empty() {
        parts.push(format!(
            "old {} may go: {}",
            if delete.len() == 1 { "pod" } else { "pods" },
            names(delete)
        ));
    }
    if !create.is_empty() {
        parts.push(format!("{creates} {}", names(create)));
    }
    if parts.is_empty() && waiting > 0 {
        parts.push(format!("{waiting} old {} to wait", if waiting == 1 { "pod has" } else { "pods have" }));
    }
    (!parts.is_empty()).then(|| format!("{used}: {}", parts.join("; ")))
}

fn names(list: &[Rc<str>]) -> String {
    let mut text = String::new();
    for name in list.iter().take(NAMES_MAX) {
        text = [text.as_str(), if text.is_empty() { "`" } else { ", `" }, name, "`"].concat();
    }
    match list.len().saturating_sub(NAMES_MAX) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(create: &[&str], delete: &[&str]) -> Plan {
        let list = |names: &[&str]| names.iter().map(|name| Rc::from(*name)).collect();
        Plan { create: list(create), delete: list(delete) }
    }

    #[test]
    fn a_plan_is_told_with_names_as_long_as_there_are_few() {
        assert_eq!(manage_words(&plan(&[], &[])), None);
        assert_eq!(manage_words(&plan(&["n1"], &[])).as_deref(), Some("one node lacks its pod: `n1`"));
        assert_eq!(
            manage_words(&plan(&["a", "b", "c", "d", "e"], &["x"])).as_deref(),
            Some("5 nodes lack their pod: `a`, `b`, `c` and 2 more; one pod has to go: `x`")
        );
    }

    #[test]
    fn an_update_is_told_with_its_budget() {
        let mut state = DaemonSetState::default();
        let budget = Budget { max_surge: 0, max_unavailable: 1 };
        assert_eq!(update_words(&state, budget, &plan(&[], &[])), None);
        assert_eq!(
            update_words(&state, budget, &plan(&[], &["old"])).as_deref(),
            Some("maxUnavailable 1, 0 unavailable: old pod may go: `old`")
        );
        state.replacement_candidates.insert((1, 1));
        assert_eq!(
            update_words(&state, budget, &plan(&[], &[])).as_deref(),
            Some("maxUnavailable 1, 0 unavailable: 1 old pod has to wait")
        );
        let budget = Budget { max_surge: 2, max_unavailable: 0 };
        assert_eq!(
            update_words(&state, budget, &plan(&["n1", "n2"], &["old"])).as_deref(),
            Some("maxSurge 2, 0 in use: old pod may go: `old`; a second pod on `n1`, `n2`")
        );
    }
}
