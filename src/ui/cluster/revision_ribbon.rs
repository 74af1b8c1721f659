//! The revisions of a DaemonSet as a ribbon: the newest stands last, and undo moves one there. Any two are compared.

use std::rc::Rc;

use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use crate::playground::view::daemon_set::{DaemonSetView, RevisionView};
use crate::playground::view::subject::Subject;
use crate::ui::cluster::pod_chip::COLOURS;
use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::explain::diff_text::diff_text;
use crate::ui::hooks::lens::use_lens;
use crate::ui::text::cluster;

/// Props of [`RevisionRibbon`].
#[derive(Clone, PartialEq, Properties)]
pub struct RevisionRibbonProps {
    /// The DaemonSet.
    pub daemon_set: Rc<DaemonSetView>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// The hashes of the two revisions that are compared: the older side, and the one that was opened.
type Pair = (String, String);

/// One card a revision. Opening one compares it with the one before it, or with any other.
#[component]
pub fn RevisionRibbon(props: &RevisionRibbonProps) -> Html {
    let open = use_state_eq(|| None::<Pair>);
    let revisions = &props.daemon_set.revisions;
    let set = Callback::from({
        let open = open.clone();
        move |pair: Option<Pair>| open.set(pair)
    });
    let ribbon = use_node_ref();
    use_effect_with(revisions.last().map(|revision| revision.hash.clone()), {
        let ribbon = ribbon.clone();
        // The newest one is in sight.
        move |_| {
            if let Some(ribbon) = ribbon.cast::<Element>() {
                ribbon.set_scroll_left(ribbon.scroll_width());
            }
        }
    });
    let there = |hash: &str| revisions.iter().any(|revision| revision.hash == hash);
    let pair = open.as_ref().filter(|(old, new)| there(old) && there(new));
    html! {
        <div class="revisions">
            <ol class="ribbon" aria-label={cluster::REVISIONS} ref={ribbon}>
                {for revisions.iter().enumerate().map(|(index, revision)| {
                    let is_open = pair.is_some_and(|(_, new)| *new == revision.hash);
                    let before = revisions.get(index.saturating_sub(1)).unwrap_or(revision);
                    let next = if is_open { None } else { Some((before.hash.clone(), revision.hash.clone())) };
                    card(props, revision, is_open, set.reform(move |_| next.clone()))
                })}
            </ol>
            if let Some(pair) = pair {
                <Comparison daemon_set={props.daemon_set.clone()} pair={pair.clone()} on_pair={set.clone()}
                    on_issue={props.on_issue.clone()} />
            }
        </div>
    }
}

fn card(
    props: &RevisionRibbonProps,
    revision: &RevisionView,
    is_open: bool,
    on_open: Callback<MouseEvent>,
) -> Html {
    let ds = &props.daemon_set;
    let key = Subject::revision(&ds.namespace, &ds.name, &revision.hash).key();
    let class = classes!(
        "revision",
        format!("rev-{}", revision.colour % COLOURS),
        revision.current.then_some("revision-current"),
        is_open.then_some("revision-open"),
    );
    html! {
        <li key={revision.hash.clone()} {class} aria-current={revision.current.then_some("true")} data-subject={key.clone()}>
            <button type="button" class="revision-face" aria-expanded={is_open.to_string()} onclick={on_open}
                data-point={key} title={cluster::COMPARE_REVISION}>
                <span class="rev-tag"><span class="visually-hidden">{cluster::REVISION}</span>{revision.number}</span>
                <code>{&revision.hash}</code>
                if !revision.change.is_empty() { <span class="revision-change">{&revision.change}</span> }
                <span class="revision-pods">{pods(revision.num_pods)}</span>
            </button>
            if !revision.current { {undo(props, revision, cluster::UNDO_TO)} }
        </li>
    }
}

fn undo(props: &RevisionRibbonProps, revision: &RevisionView, words: &'static str) -> Html {
    let ds = &props.daemon_set;
    let namespace = match ds.namespace.as_str() {
        "default" => String::new(),
        namespace => [" -n ", namespace].concat(),
    };
    let line = format!("kubectl rollout undo ds {} --to-revision={}{namespace}", ds.name, revision.number);
    html! {
        <button type="button" class="link" title={line.clone()} onclick={props.on_issue.reform(move |_| line.clone())}>
            {icon("undo")}{words}<span class="visually-hidden">{cluster::of_revision(revision.number)}</span>
        </button>
    }
}

fn pods(count: u32) -> String {
    cluster::num_pods(count)
}

/// Props of [`Comparison`].
#[derive(Clone, PartialEq, Properties)]
struct ComparisonProps {
    daemon_set: Rc<DaemonSetView>,
    pair: Pair,
    on_pair: Callback<Option<Pair>>,
    on_issue: Callback<String>,
}

/// The templates of two revisions, line by line.
#[component]
fn Comparison(props: &ComparisonProps) -> Html {
    let lens = use_lens();
    let (old, new) = &props.pair;
    let diff = use_memo((props.daemon_set.uid.clone(), props.pair.clone()), |(uid, (old, new))| {
        lens.revision_diff(uid, old, new).unwrap_or_default()
    });
    let revisions = &props.daemon_set.revisions;
    let opened = revisions.iter().find(|revision| revision.hash == *new);
    let choose_old = {
        let new = new.clone();
        props.on_pair.reform(move |hash: String| Some((hash, new.clone())))
    };
    let choose_new = {
        let old = old.clone();
        props.on_pair.reform(move |hash: String| Some((old.clone(), hash)))
    };
    html! {
        <section class="comparison" aria-label={cluster::COMPARISON}>
            <header class="comparison-head">
                {chooser(cluster::FROM, revisions, old, choose_old)}
                <span aria-hidden="true">{"→"}</span>
                {chooser(cluster::TO, revisions, new, choose_new)}
                <span class="comparison-cause">
                    if let Some(cause) = opened.and_then(|revision| revision.cause.as_ref()) { <code>{cause}</code> }
                    else { {cluster::NO_CAUSE} }
                </span>
                <IconButton icon="close" label={cluster::CLOSE_COMPARISON} class="quiet" on_press={props.on_pair.reform(|()| None)} />
            </header>
            if diff.is_empty() {
                <p class="dim">{if old == new { cluster::FIRST_REVISION } else { cluster::SAME_TEMPLATES }}</p>
            } else {
                {diff_text(&diff)}
            }
        </section>
    }
}

fn chooser(
    name: &'static str,
    revisions: &[RevisionView],
    chosen: &str,
    on_choose: Callback<String>,
) -> Html {
    let on_change = on_choose.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        select.value()
    });
    html! {
        <label class="chooser">{name}
            <select aria-label={cluster::side_revision(name)} onchange={on_change}>
                {for revisions.iter().map(|revision| html! {
                    <option key={revision.hash.clone()} value={revision.hash.clone()} selected={revision.hash == chosen}>
                        {format!("{} · {}", revision.number, revision.hash)}
                    </option>
                })}
            </select>
        </label>
    }
}
