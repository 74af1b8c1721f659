//! Who holds the slots that the update strategy allows.

use yew::prelude::*;

use crate::playground::view::daemon_set::{BudgetView, SlotView};

/// Props of [`BudgetLedger`].
#[derive(Clone, PartialEq, Properties)]
pub struct BudgetLedgerProps {
    /// The budget.
    pub budget: BudgetView,
}

/// The slots in a row.
#[component]
pub fn BudgetLedger(props: &BudgetLedgerProps) -> Html {
    let budget = &props.budget;
    if budget.strategy == "OnDelete" {
        return html! {
            <div class="ledger"><span class="ledger-name">{"OnDelete"}</span>
                <span>{"a pod is replaced when you delete it"}</span></div>
        };
    }
    html! {
        <div class="ledger" role="group" aria-label="Update budget">
            {part("maxUnavailable", &budget.max_unavailable, budget, false)}
            if budget.max_surge != "0" { {part("maxSurge", &budget.max_surge, budget, true)} }
            if budget.num_more > 0 { <span>{format!("and {} more", budget.num_more)}</span> }
        </div>
    }
}

fn part(name: &str, written: &str, budget: &BudgetView, surge: bool) -> Html {
    html! {
        <>
            <span class="ledger-name">{name}{" "}<b>{written}</b></span>
            {for budget.slots.iter().filter(|slot| slot.surge == surge).map(slot)}
        </>
    }
}

fn slot(slot: &SlotView) -> Html {
    match &slot.node {
        Some(node) => html! {
            <span class="slot slot-held"><b>{&**node}</b>{" "}{&slot.reason}</span>
        },
        None => html! { <span class="slot" title="Free: an update may take it">{"free"}</span> },
    }
}
