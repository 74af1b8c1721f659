//! What the controller decides, in words, for the trace. The decisions are `manage`'s and `rolling_update`'s.

use std::rc::Rc;

use crate::controller::daemon::manage::Plan;
use crate::controller::daemon::rolling_update::Budget;
use crate::controller::daemon::state::DaemonSetState;

/// How many names a sentence has; of more it has the number.
const NAMES_MAX: usize = 3;

/// What `manage` does about pods that are missing or too many; `None` where all is in its place.
pub(super) fn manage_words(plan: &Plan) -> Option<String> {
    let mut text = String::new();
    match plan.create.len() {
        0 => {}
        1 => push(&mut text, &["one node lacks its pod: "], &plan.create),
        count => push(&mut text, &[&count.to_string(), " nodes lack their pod: "], &plan.create),
    }
    match plan.delete.len() {
        0 => {}
        1 => push(&mut text, &["one pod has to go: "], &plan.delete),
        count => push(&mut text, &[&count.to_string(), " pods have to go: "], &plan.delete),
    }
    (!text.is_empty()).then_some(text)
}

/// What an update does next within its budget; `None` where nothing is left to update.
pub(super) fn update_words(state: &DaemonSetState, budget: Budget, plan: &Plan) -> Option<String> {
    let totals = state.totals();
    let surges = budget.max_surge > 0;
    let waiting = if surges {
        state.surge_allowed.len() + state.surge_candidates.len()
    } else {
        state.replacement_allowed.len() + state.replacement_candidates.len()
    };
    let mut text = String::new();
    if !plan.delete.is_empty() {
        let old = if plan.delete.len() == 1 { "old pod may go: " } else { "old pods may go: " };
        push(&mut text, &[old], &plan.delete);
    }
    if surges && !plan.create.is_empty() {
        push(&mut text, &["a second pod on "], &plan.create);
    }
    if text.is_empty() && waiting > 0 {
        let wait = if waiting == 1 { " old pod has to wait" } else { " old pods have to wait" };
        push(&mut text, &[&waiting.to_string(), wait], &[]);
    }
    if text.is_empty() {
        return None;
    }
    let (limit, max, used, word) = match surges {
        true => ("maxSurge ", budget.max_surge, totals.surging, " in use: "),
        false => ("maxUnavailable ", budget.max_unavailable, totals.unavailable, " unavailable: "),
    };
    Some([limit, &max.to_string(), ", ", &used.to_string(), word, &text].concat())
}

/// Adds a part of a sentence: words and names. Put together by hand: every sync has one.
fn push(text: &mut String, words: &[&str], names: &[Rc<str>]) {
    if !text.is_empty() {
        text.push_str("; ");
    }
    words.iter().for_each(|word| text.push_str(word));
    for (index, name) in names.iter().take(NAMES_MAX).enumerate() {
        let before = if index == 0 { "`" } else { ", `" };
        [before, name, "`"].iter().for_each(|part| text.push_str(part));
    }
    if names.len() > NAMES_MAX {
        [" and ", &(names.len() - NAMES_MAX).to_string(), " more"]
            .iter()
            .for_each(|part| text.push_str(part));
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
