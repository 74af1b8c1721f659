//! A DaemonSet in one panel: how it stands, its counters, revisions and budget.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::daemon_set::{Counters, DaemonSetView, Phase};
use crate::ui::cluster::budget_ledger::BudgetLedger;
use crate::ui::cluster::revision_ribbon::RevisionRibbon;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::prose;

/// Props of [`DaemonSetHeader`].
#[derive(Clone, PartialEq, Properties)]
pub struct DaemonSetHeaderProps {
    /// The DaemonSet.
    pub daemon_set: Rc<DaemonSetView>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// The panel above the nodes.
#[component]
pub fn DaemonSetHeader(props: &DaemonSetHeaderProps) -> Html {
    let ds = &*props.daemon_set;
    let (shape, tone) = phase(ds.rollout.phase);
    html! {
        <section class="ds" aria-label={format!("DaemonSet {}", ds.name)}>
            <div class="ds-title">
                <h2>{&*ds.name}</h2>
                if !ds.node_selector.is_empty() {
                    <span class="chip chip-hit chip-static" title="Its node selector">{&ds.node_selector}</span>
                }
                <p class="ds-rollout">
                    <span class={classes!("badge", ["badge-", tone].concat())}>
                        {icon(shape)}{&ds.rollout.headline}
                    </span>
                    <span class="ds-detail">{prose(&ds.rollout.detail)}</span>
                    if let Some(fix) = &ds.rollout.fix {
                        <button type="button" class="link" title={fix.command.clone()}
                            onclick={let line = fix.command.clone(); props.on_issue.reform(move |_| line.clone())}>
                            {&fix.label}
                        </button>
                    }
                </p>
            </div>
            {counters(ds.counters)}
            <RevisionRibbon daemon_set={props.daemon_set.clone()} on_issue={props.on_issue.clone()} />
            <BudgetLedger budget={ds.budget.clone()} />
        </section>
    }
}

fn phase(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::Empty => ("unknown", "quiet"),
        Phase::Complete => ("ok", "ok"),
        Phase::Progressing => ("starting", "accent"),
        Phase::Waiting => ("pending", "warn"),
        Phase::Stuck => ("failed", "bad"),
        Phase::Deleting => ("terminating", "warn"),
    }
}

fn counters(counters: Counters) -> Html {
    let rows = [
        ("desired", "counter-desired", counters.desired),
        ("current", "counter-current", counters.current),
        ("ready", "counter-ready", counters.ready),
        ("up to date", "counter-up-to-date", counters.up_to_date),
        ("available", "counter-available", counters.available),
    ];
    html! {
        <dl class="counters">
            {for rows.into_iter().map(|(name, class, value)| html! {
                <div class={classes!(class, (value < counters.desired).then_some("counter-short"))}>
                    <dt>{name}</dt><dd>{value}</dd>
                </div>
            })}
            if counters.misscheduled > 0 {
                <div class="counter-short"><dt>{"misscheduled"}</dt><dd>{counters.misscheduled}</dd></div>
            }
        </dl>
    }
}
