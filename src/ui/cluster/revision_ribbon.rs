//! The revisions of a DaemonSet as a ribbon: the newest stands last, and undo moves one there.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::daemon_set::{DaemonSetView, RevisionView};
use crate::ui::cluster::pod_chip::COLOURS;
use crate::ui::components::icon::icon;

/// Props of [`RevisionRibbon`].
#[derive(Clone, PartialEq, Properties)]
pub struct RevisionRibbonProps {
    /// The DaemonSet.
    pub daemon_set: Rc<DaemonSetView>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// One card a revision. Choosing one shows what it changed.
#[component]
pub fn RevisionRibbon(props: &RevisionRibbonProps) -> Html {
    let open = use_state_eq(|| None::<i64>);
    let revisions = &props.daemon_set.revisions;
    let chosen = revisions.iter().find(|revision| Some(revision.number) == *open);
    html! {
        <div class="revisions">
            <ol class="ribbon" aria-label="Revisions">
                {for revisions.iter().map(|revision| {
                    let is_open = Some(revision.number) == *open;
                    let next = if is_open { None } else { Some(revision.number) };
                    let open = open.clone();
                    card(props, revision, is_open, Callback::from(move |_: MouseEvent| open.set(next)))
                })}
            </ol>
            if let Some(revision) = chosen { {detail(revision)} }
        </div>
    }
}

fn card(
    props: &RevisionRibbonProps,
    revision: &RevisionView,
    is_open: bool,
    on_open: Callback<MouseEvent>,
) -> Html {
    let undo = format!("kubectl rollout undo ds {} --to-revision={}", props.daemon_set.name, revision.number);
    let class = classes!(
        "revision",
        format!("rev-{}", revision.colour % COLOURS),
        revision.current.then_some("revision-current")
    );
    html! {
        <li key={revision.hash.clone()} class={class} aria-current={revision.current.then_some("true")}>
            <button type="button" class="revision-face" aria-expanded={is_open.to_string()} onclick={on_open}
                title="Show what this revision changed">
                <span class="rev-tag"><span class="visually-hidden">{"revision "}</span>{revision.number}</span>
                <code>{&revision.hash}</code>
                if !revision.change.is_empty() { <span class="revision-change">{&revision.change}</span> }
                <span class="revision-pods">{pods(revision.num_pods)}</span>
            </button>
            if !revision.current {
                <button type="button" class="link" onclick={props.on_issue.reform(move |_| undo.clone())}>
                    {icon("undo")}{"undo to this"}
                    <span class="visually-hidden">{format!(" revision {}", revision.number)}</span>
                </button>
            }
        </li>
    }
}

fn pods(count: u32) -> String {
    match count {
        1 => "1 pod".to_string(),
        count => format!("{count} pods"),
    }
}

fn detail(revision: &RevisionView) -> Html {
    html! {
        <div class="revision-detail">
            <p>
                {format!("Revision {}: ", revision.number)}
                if let Some(cause) = &revision.cause { <code>{cause}</code> } else { {"no change cause was recorded"} }
            </p>
            if revision.diff.is_empty() {
                <p>{"The first template, or one equal to that before it."}</p>
            }
            <ul>
                {for revision.diff.iter().map(|line| {
                    let class = if line.starts_with('-') { "diff-less" } else { "diff-more" };
                    html! { <li class={class}>{line}</li> }
                })}
            </ul>
        </div>
    }
}
