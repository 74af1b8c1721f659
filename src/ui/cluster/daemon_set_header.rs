//! A DaemonSet in one panel: how it stands, its counters, revisions and budget.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::cluster::Fix;
use crate::playground::view::daemon_set::{Counters, DaemonSetView, Phase, RolloutView};
use crate::playground::view::subject::{Counter, Subject};
use crate::ui::cluster::budget_ledger::BudgetLedger;
use crate::ui::cluster::daemon_set_controls::DaemonSetControls;
use crate::ui::cluster::revision_ribbon::RevisionRibbon;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::prose;
use crate::ui::text::cluster;

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
    let key = Subject::daemon_set(&ds.namespace, &ds.name).key();
    html! {
        <section class={classes!("ds", ["ds-", phase(ds.rollout.phase).1].concat())} aria-label={cluster::daemon_set(&ds.name)}
            data-subject={key.clone()}>
            <div class="ds-title">
                <h2><button type="button" class="name-button" data-choose={key.clone()} data-point={key}
                    title={cluster::OPEN_DS}>{&*ds.name}</button></h2>
                if ds.namespace != "default" { <span class="ds-namespace">{&ds.namespace}</span> }
                if !ds.node_selector.is_empty() {
                    <span class="chip chip-hit chip-static" title={cluster::SELECTOR}>{&ds.node_selector}</span>
                }
                <button type="button" class="link" data-open="matrix" title={cluster::MATRIX_HINT}>
                    {icon("grid")}{cluster::MATRIX}
                </button>
                <DaemonSetControls daemon_set={props.daemon_set.clone()} on_issue={props.on_issue.clone()} />
            </div>
            {rollout(&ds.rollout, &props.on_issue)}
            {counters(ds)}
            <RevisionRibbon daemon_set={props.daemon_set.clone()} on_issue={props.on_issue.clone()} />
            <BudgetLedger budget={ds.budget.clone()} />
        </section>
    }
}

/// The sentence on the rollout, how far it is, and what would free it.
fn rollout(rollout: &RolloutView, on_issue: &Callback<String>) -> Html {
    let (shape, tone) = phase(rollout.phase);
    let (done, of) = rollout.done;
    let is_under_way = of > 0 && matches!(rollout.phase, Phase::Progressing | Phase::Stuck | Phase::Waiting);
    html! {
        <div class="ds-rollout">
            <p class="ds-sentence">
                <span class={classes!("badge", ["badge-", tone].concat())}>{icon(shape)}{&rollout.headline}</span>
                <span class="ds-detail prose">{prose(&rollout.detail)}</span>
            </p>
            if !rollout.fixes.is_empty() {
                <span class="ds-fixes">
                    {for rollout.fixes.iter().enumerate().map(|(index, fix)| draw_fix(fix, index == 0, rollout.phase, on_issue))}
                </span>
            }
            if is_under_way {
                <progress class={classes!("ds-progress", ["tone-", tone].concat())} max={of.to_string()} value={done.to_string()}
                    aria-label={cluster::PROGRESS} />
            }
        </div>
    }
}

/// The first way out stands out where nothing goes on without one.
fn draw_fix(fix: &Fix, is_first: bool, phase: Phase, on_issue: &Callback<String>) -> Html {
    let line = fix.command.clone();
    let is_needed = is_first && matches!(phase, Phase::Stuck | Phase::Waiting | Phase::Empty);
    let class = if is_needed { classes!("button", "small", "primary") } else { classes!("button", "small") };
    html! {
        <button type="button" key={fix.command.clone()} {class} title={fix.command.clone()}
            onclick={on_issue.reform(move |_| line.clone())}>{&fix.label}</button>
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

/// Each counter lights up what it counts, for as long as it is pointed at or until it is let go of.
fn counters(ds: &DaemonSetView) -> Html {
    let Counters { desired, current, ready, up_to_date, available, misscheduled } = ds.counters;
    let rows = Counter::ALL.into_iter().zip([desired, current, ready, up_to_date, available, misscheduled]);
    let shown = rows.filter(|(counter, value)| *counter != Counter::Misscheduled || *value > 0);
    html! {
        <ul class="counters" aria-label={cluster::COUNTERS}>
            {for shown.map(|(counter, value)| {
                let key = Subject::Counter(ds.uid.as_str().into(), counter).key();
                let is_short = value < desired || counter == Counter::Misscheduled;
                html! {
                    <li key={counter.words()}>
                        <button type="button" class={classes!("counter", is_short.then_some("counter-short"))} data-subject={key.clone()}
                            data-choose={key.clone()} data-point={key} title={meaning(counter)}>
                            <b>{value}</b><span>{counter.words()}</span>
                        </button>
                    </li>
                }
            })}
        </ul>
    }
}

/// What a counter counts.
fn meaning(counter: Counter) -> &'static str {
    match counter {
        Counter::Desired => cluster::DESIRED,
        Counter::Current => cluster::CURRENT,
        Counter::Ready => cluster::READY,
        Counter::UpToDate => cluster::UP_TO_DATE,
        Counter::Available => cluster::AVAILABLE,
        Counter::Misscheduled => cluster::MISSCHEDULED,
    }
}
