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

/// One card a revision.
#[component]
pub fn RevisionRibbon(props: &RevisionRibbonProps) -> Html {
    html! {
        <ol class="ribbon" aria-label="Revisions">
            {for props.daemon_set.revisions.iter().map(|revision| card(props, revision))}
        </ol>
    }
}

fn card(props: &RevisionRibbonProps, revision: &RevisionView) -> Html {
    let undo = format!("kubectl rollout undo ds {} --to-revision={}", props.daemon_set.name, revision.number);
    let class = classes!(
        "revision",
        format!("rev-{}", revision.colour % COLOURS),
        revision.current.then_some("revision-current")
    );
    html! {
        <li key={revision.hash.clone()} class={class} aria-current={revision.current.then_some("true")}
            title={tip(revision)}>
            <span class="rev-tag"><span class="visually-hidden">{"revision "}</span>{revision.number}</span>
            <code>{&revision.hash}</code>
            if !revision.change.is_empty() { <span class="revision-change">{&revision.change}</span> }
            <span class="revision-pods">{pods(revision.num_pods)}</span>
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

fn tip(revision: &RevisionView) -> String {
    let mut lines =
        vec![revision.cause.clone().unwrap_or_else(|| "No change cause was recorded".to_string())];
    lines.extend(revision.diff.iter().cloned());
    lines.join("\n")
}
