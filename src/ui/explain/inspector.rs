//! An object, opened: why it is where it is, what owns it and what it owns, its events, its describe page, its YAML.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::playground::view::explain::InspectView;
use crate::playground::view::page::View;
use crate::playground::view::subject::{ObjectName, Subject};
use crate::ui::cluster::pod_actions::PodActions;
use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::explain::why_list::WhyList;
use crate::ui::hooks::lens::use_lens;
use crate::ui::interop::dom;
use crate::ui::selection::{InspectTab, SelectionAction};
use crate::ui::text::explain;

/// Props of [`Inspector`].
#[derive(Clone, PartialEq, Properties)]
pub struct InspectorProps {
    /// The object.
    pub name: ObjectName,
    /// What is shown; the object is opened anew whenever it changes.
    pub view: Rc<View>,
    /// The side that is shown.
    pub tab: InspectTab,
    /// Issues a command line.
    pub on_issue: Callback<String>,
    /// Selects, points, opens.
    pub on_act: Callback<SelectionAction>,
}

const TABS: [(InspectTab, &str); 3] = [
    (InspectTab::Overview, explain::OVERVIEW),
    (InspectTab::Describe, explain::DESCRIBE),
    (InspectTab::Yaml, "YAML"),
];

/// How many objects it lists before it only counts them.
const LISTED_MAX: usize = 12;

/// The inspector.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let lens = use_lens();
    let panel = use_node_ref();
    use_focus_kept(&panel);
    let opened = use_memo((props.name.clone(), props.view.clone()), |(name, _)| lens.inspect(name));
    let close = props.on_act.reform(|()| SelectionAction::Close);
    let (kind, short) = props.name.parts();
    html! {
        <aside class="inspector" aria-label={explain::inspector(&props.name.reference)} ref={panel} tabindex="-1">
            <header class="inspector-head">
                <div class="inspector-name">
                    <span class="inspector-kind">{opened.as_ref().as_ref().map_or(kind, |opened| opened.kind)}</span>
                    <h3>{short.to_string()}</h3>
                </div>
                if let Some(opened) = &*opened {
                    if !opened.status.is_empty() { <span class="badge">{&opened.status}</span> }
                }
                <IconButton icon="close" label={explain::CLOSE_INSPECTOR} class="quiet" on_press={close} />
            </header>
            <div class="inspector-tabs" role="tablist" aria-label={explain::SIDES}>
                {for TABS.iter().map(|&(tab, name)| html! {
                    <button type="button" role="tab" aria-selected={(tab == props.tab).to_string()}
                        onclick={props.on_act.reform(move |_| SelectionAction::Tab(tab))}>{name}</button>
                })}
            </div>
            if let Some(opened) = &*opened {
                if opened.kind == "Pod" {
                    <PodActions pod={short.to_string()} namespace={props.name.namespace.to_string()} on_issue={props.on_issue.clone()} />
                }
                {body(props, opened)}
            } else {
                <div class="blank"><h3>{explain::GONE}</h3><p>{explain::GONE_HINT}</p></div>
            }
        </aside>
    }
}

/// The focus returns to where it came from.
#[hook]
fn use_focus_kept(panel: &NodeRef) {
    use_effect_with(panel.clone(), |panel| {
        let before =
            dom::document().active_element().and_then(|before| before.dyn_into::<HtmlElement>().ok());
        let panel = panel.cast::<HtmlElement>();
        move || {
            let inside = panel
                .zip(dom::document().active_element())
                .is_some_and(|(panel, active)| panel.contains(Some(&active)));
            if let Some(before) = before.filter(|_| inside) {
                let _ = before.focus();
            }
        }
    });
}

fn body(props: &InspectorProps, opened: &InspectView) -> Html {
    match props.tab {
        InspectTab::Overview => {
            html! { <Overview opened={opened.clone()} view={props.view.clone()} on_issue={props.on_issue.clone()} /> }
        }
        InspectTab::Describe => text("describe", &opened.describe, &opened.name),
        InspectTab::Yaml => text("get -o yaml", &opened.yaml, &opened.name),
    }
}

/// A text with the line that prints it.
fn text(verb: &str, text: &str, name: &ObjectName) -> Html {
    let (kind, short) = name.parts();
    let namespace = match &*name.namespace {
        "" | "default" => String::new(),
        namespace => [" -n ", namespace].concat(),
    };
    let (verb, tail) = verb.split_once(' ').unwrap_or((verb, ""));
    let line =
        ["kubectl ", verb, " ", kind, " ", short, &namespace, if tail.is_empty() { "" } else { " " }, tail]
            .concat();
    html! {
        <div class="inspector-text">
            <p class="inspector-line"><code>{line}</code></p>
            <pre tabindex="0" role="group" aria-label={verb.to_string()}>{text.to_string()}</pre>
        </div>
    }
}

/// Props of [`Overview`].
#[derive(Clone, PartialEq, Properties)]
struct OverviewProps {
    opened: InspectView,
    view: Rc<View>,
    on_issue: Callback<String>,
}

#[component]
fn Overview(props: &OverviewProps) -> Html {
    let lens = use_lens();
    let opened = &props.opened;
    let why = use_memo((opened.name.clone(), props.view.clone()), |(name, view)| match name.parts() {
        ("node", node) => lens.why(node, None),
        ("pod", pod) => {
            let found = view.nodes.iter().find_map(|node| {
                node.pods
                    .iter()
                    .find(|one| *one.name == *pod)
                    .map(|pod| (node.name.clone(), pod.daemon_set.clone()))
            });
            let Some((node, Some(owner))) = found else { return Vec::new() };
            let uid = view.daemon_sets.iter().find(|one| one.name == owner).map(|one| one.uid.clone());
            uid.map(|uid| lens.why(&node, Some(&uid))).unwrap_or_default()
        }
        _ => Vec::new(),
    });
    html! {
        <div class="inspector-body">
            {links(explain::OWNERS, &opened.owners, opened.owners.len())}
            if !why.is_empty() {
                <section><h4>{if opened.kind == "Node" { explain::WHY } else { explain::WHY_HERE }}</h4>
                    <WhyList answers={(*why).clone()} by_node={opened.kind != "Node"} on_issue={props.on_issue.clone()} />
                </section>
            }
            {links(if opened.kind == "Node" { explain::PODS } else { explain::OWNS }, &opened.dependents, opened.num_dependents as usize)}
            {events(opened)}
        </div>
    }
}

fn links(title: &str, names: &[ObjectName], count: usize) -> Html {
    if names.is_empty() {
        return Html::default();
    }
    html! {
        <section><h4>{title.to_string()}</h4>
            <ul class="object-links">
                {for names.iter().take(LISTED_MAX).map(|name| {
                    let key = Subject::Object(name.clone()).key();
                    let (kind, short) = name.parts();
                    html! { <li key={key.clone()}><button type="button" class="object-link" data-choose={key.clone()} data-point={key}>
                        <small>{kind.to_string()}</small>{short.to_string()}</button></li> }
                })}
                if count > LISTED_MAX.min(names.len()) { <li class="object-more">{explain::more(count - LISTED_MAX.min(names.len()))}</li> }
            </ul>
        </section>
    }
}

fn events(opened: &InspectView) -> Html {
    html! {
        <section><h4>{explain::EVENTS}</h4>
            if opened.events.is_empty() { <p class="dim">{explain::NO_EVENTS}</p> }
            <ul class="inspector-events">
                {for opened.events.iter().take(LISTED_MAX).map(|(name, warning, reason, message)| {
                    let key = Subject::Event(name.as_str().into()).key();
                    html! { <li key={name.clone()} class={warning.then_some("event-warning")} data-point={key}>
                        {icon(if *warning { "failed" } else { "scheduled" })}<div><b>{reason}</b><p>{message}</p></div></li> }
                })}
            </ul>
        </section>
    }
}
