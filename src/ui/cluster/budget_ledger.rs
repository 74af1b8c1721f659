//! Who holds the slots that the update strategy allows.

use yew::prelude::*;

use crate::playground::view::daemon_set::{BudgetView, SlotView};
use crate::playground::view::subject::Subject;
use crate::ui::components::icon::icon;

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
            <div class="ledger"><span class="ledger-name"><b>{"OnDelete"}</b></span>
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
    let about = if surge {
        "How many nodes may have a second pod while the update runs"
    } else {
        "How many nodes may be without an available pod while the update runs"
    };
    html! {
        <div class="ledger-part">
            <span class="ledger-name" title={about}>{name}{" "}<b>{written}</b></span>
            <ul class="slots" aria-label={format!("Slots of {name}")}>
                {for budget.slots.iter().enumerate().filter(|(_, slot)| slot.surge == surge).map(|(index, slot)| draw_slot(slot, index))}
            </ul>
        </div>
    }
}

/// A slot leads to the node that holds it.
fn draw_slot(slot: &SlotView, index: usize) -> Html {
    let Some(node) = &slot.node else {
        return html! { <li key={format!("free-{index}")} class="slot slot-free" title="Free: an update may take it">{"free"}</li> };
    };
    let key = Subject::node(node).key();
    let tip = slot.pod.as_ref().map(|pod| pod.to_string());
    html! {
        <li key={node.to_string()}>
            <button type="button" class={classes!("slot", "slot-held", slot.stuck.then_some("slot-stuck"))}
                data-choose={key.clone()} data-point={key} title={tip}>
                {icon(if slot.stuck { "failed" } else { "starting" })}<b>{&**node}</b><span>{&slot.reason}</span>
            </button>
        </li>
    }
}
