//! Two futures at the same time, side by side: the counters of each DaemonSet, and the nodes that are not the same.
//!
//! It follows the moment: scrubbing and playing move both.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::cluster::PodView;
use crate::playground::view::daemon_set::{Counters, DaemonSetView};
use crate::playground::view::subject::Counter;
use crate::playground::view::time::{CompareView, ComparedNode};
use crate::ui::cluster::pod_chip::{COLOURS, appearance};
use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::prose;
use crate::ui::hooks::use_session::TimeDeed;
use crate::ui::text::time;

/// Props of [`ComparePane`].
#[derive(Clone, PartialEq, Properties)]
pub struct ComparePaneProps {
    /// The two.
    pub compare: Rc<CompareView>,
    /// Does something with time.
    pub on_time: Callback<TimeDeed>,
}

/// The pane. It lies over the cluster.
#[component]
pub fn ComparePane(props: &ComparePaneProps) -> Html {
    let view = &*props.compare;
    let there = view.there;
    let close = props.on_time.reform(|()| TimeDeed::Compare(None));
    let on_key = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                close.emit(());
            }
        }
    };
    html! {
        <section class="compare" aria-label={time::COMPARISON} onkeydown={on_key}>
            <header class="compare-head">
                <h2>{time::COMPARISON_TITLE}</h2>
                <IconButton icon="close" label={time::CLOSE_COMPARISON} class="quiet" on_press={close} />
            </header>
            <div class="compare-grid compare-names">
                <span />
                <b>{&*view.name_here}<span class="badge badge-accent">{time::SHOWN}</span></b>
                <b>{&*view.name_there}
                    <button type="button" class="link" onclick={props.on_time.reform(move |_| TimeDeed::Switch(there))}>
                        {time::GO_TO_OTHER}</button></b>
            </div>
            {for view.daemon_sets.iter().map(|(here, there)| daemon_set(here.as_deref(), there.as_deref()))}
            if view.daemon_sets.is_empty() {
                <p class="compare-none">{time::NO_DS}</p>
            }
            {nodes(view)}
        </section>
    }
}

fn daemon_set(here: Option<&DaemonSetView>, there: Option<&DaemonSetView>) -> Html {
    let name = here.or(there).map(|view| view.name.clone()).unwrap_or_default();
    let counters = |view: Option<&DaemonSetView>| view.map(|view| view.counters).unwrap_or_default();
    let (a, b) = (counters(here), counters(there));
    html! {
        <div class="compare-grid compare-ds" key={name.to_string()}>
            <h3>{&*name}</h3>
            {side(here, a, b)}
            {side(there, b, a)}
        </div>
    }
}

fn side(view: Option<&DaemonSetView>, counters: Counters, others: Counters) -> Html {
    let Some(view) = view else { return html! { <p class="compare-none">{time::NOT_THERE}</p> } };
    let values = |counters: Counters| {
        let Counters { desired, current, ready, up_to_date, available, misscheduled } = counters;
        [desired, current, ready, up_to_date, available, misscheduled]
    };
    let rows = Counter::ALL.into_iter().zip(values(counters)).zip(values(others));
    let shown = rows
        .filter(|((counter, value), other)| *counter != Counter::Misscheduled || *value != 0 || *other != 0);
    html! {
        <div>
            <p class="compare-say"><b>{prose(&view.rollout.headline)}</b>{" "}{prose(&view.rollout.detail)}</p>
            <ul class="compare-counters">
                {for shown.map(|((counter, value), other)| html! {
                    <li class={(value != other).then_some("compare-differs")}><b>{value}</b>{counter.words()}</li>
                })}
            </ul>
            <ul class="compare-revisions">
                {for view.revisions.iter().filter(|revision| revision.num_pods > 0 || revision.current).map(|revision| html! {
                    <li class={format!("rev-{}", revision.colour % COLOURS)}>
                        <span class="rev-tag">{revision.number}</span><code>{&revision.hash}</code>
                        {time::with_pods(revision.num_pods)}
                    </li>
                })}
            </ul>
        </div>
    }
}

fn nodes(view: &CompareView) -> Html {
    let same = time::num_same(view.num_differing, view.num_same);
    let more = view.num_differing - view.nodes.len();
    html! {
        <>
            if !view.nodes.is_empty() {
                <h3 class="compare-title">{time::DIFFERING}</h3>
            }
            {for view.nodes.iter().map(node)}
            <p class="compare-none">
                if more > 0 { {time::more_differ(more)} }
                {same}
            </p>
        </>
    }
}

fn node(node: &ComparedNode) -> Html {
    let pods = |pods: &Option<Vec<Rc<PodView>>>| match pods {
        None => html! { <p class="compare-none">{time::NO_NODE}</p> },
        Some(pods) if pods.is_empty() => html! { <p class="compare-none">{time::NO_POD}</p> },
        Some(pods) => html! { <ul class="compare-pods">{for pods.iter().map(|one| pod(one))}</ul> },
    };
    html! {
        <div class="compare-grid compare-node" key={node.name.to_string()}>
            <b>{&*node.name}</b>{pods(&node.here)}{pods(&node.there)}
        </div>
    }
}

fn pod(pod: &PodView) -> Html {
    let (shape, _) = appearance(pod.state);
    let colour =
        pod.revision.map_or_else(|| "rev-none".to_owned(), |mark| format!("rev-{}", mark.colour % COLOURS));
    html! {
        <li class={classes!("compare-pod", ["compare-", shape].concat(), colour)} key={pod.uid.to_string()}>
            {icon(shape)}<code>{&*pod.name}</code>
            if let Some(mark) = pod.revision { <span class="rev-tag">{mark.number}</span> }
            <span>{&pod.status}</span>
        </li>
    }
}
