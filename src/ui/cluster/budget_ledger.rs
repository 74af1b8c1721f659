//! Who holds the slots that the update strategy allows.

use yew::prelude::*;

use crate::playground::view::daemon_set::{BudgetView, SlotView};
use crate::playground::view::subject::Subject;
use crate::ui::components::icon::icon;
use crate::ui::text::cluster;

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
            <div class="ledger"><span class="ledger-name"><b>{&budget.strategy}</b></span>
                <span>{cluster::ON_DELETE}</span></div>
        };
    }
    html! {
        <div class="ledger" role="group" aria-label={cluster::BUDGET}>
            {part("maxUnavailable", &budget.max_unavailable, budget, false)}
            if budget.max_surge != "0" { {part("maxSurge", &budget.max_surge, budget, true)} }
            if budget.num_more > 0 { <span>{cluster::more(budget.num_more)}</span> }
        </div>
    }
}

fn part(name: &str, written: &str, budget: &BudgetView, surge: bool) -> Html {
    let about = if surge { cluster::MAX_SURGE } else { cluster::MAX_UNAVAILABLE };
    html! {
        <div class="ledger-part">
            <span class="ledger-name" title={about}>{name}{" "}<b>{written}</b></span>
            <ul class="slots" aria-label={cluster::slots_of(name)}>
                {for budget.slots.iter().enumerate().filter(|(_, slot)| slot.surge == surge).map(|(index, slot)| draw_slot(slot, index))}
            </ul>
        </div>
    }
}

/// A slot leads to the node that holds it.
fn draw_slot(slot: &SlotView, index: usize) -> Html {
    let Some(node) = &slot.node else {
        return html! { <li key={format!("free-{index}")} class="slot slot-free" title={cluster::FREE_HINT}>{cluster::FREE}</li> };
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
