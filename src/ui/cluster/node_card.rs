//! A node as a card.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::cluster::{NodeView, Readiness};
use crate::playground::view::subject::Subject;
use crate::ui::cluster::label_chips::LabelChips;
use crate::ui::cluster::node_menu::NodeMenu;
use crate::ui::cluster::pod_list::PodList;
use crate::ui::cluster::taint_chips::TaintChips;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::prose;
use crate::ui::explain::previewed_button::PreviewedButton;
use crate::ui::text::cluster;

/// Props of [`NodeCard`].
#[derive(Clone, PartialEq, Properties)]
pub struct NodeCardProps {
    /// The node.
    pub node: Rc<NodeView>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// A node with its labels, taints and pods.
#[component]
pub fn NodeCard(props: &NodeCardProps) -> Html {
    let node = &*props.node;
    let tainting = use_state_eq(|| false);
    let set_tainting = {
        let tainting = tainting.clone();
        Callback::from(move |on: bool| tainting.set(on))
    };
    let name = AttrValue::from(node.name.clone());
    let idle = node.pods.is_empty() && node.why_not.is_some();
    let (shape, word) = readiness(node);
    let key = Subject::node(&name).key();
    html! {
        <article class={classes!("node", idle.then_some("node-idle"), (shape != "ok").then_some("node-down"))}
            data-node={name.clone()} data-subject={key.clone()} aria-label={cluster::node(&name)}>
            <header class="node-head">
                <h3><button type="button" class="name-button" data-choose={key} title={cluster::OPEN_NODE}>
                    {name.clone()}</button></h3>
                <span class={classes!("node-status", ["node-", shape].concat())} title={AttrValue::from(node.capacity.clone())}>
                    {icon(shape)}{word}
                </span>
                if node.cordoned { <span class="badge badge-warn">{icon("cordon")}{cluster::CORDONED}</span> }
                <NodeMenu node={name.clone()} cordoned={node.cordoned} on_issue={props.on_issue.clone()}
                    on_taint={set_tainting.reform(|()| true)} />
            </header>
            <LabelChips node={name.clone()} labels={node.labels.clone()} on_issue={props.on_issue.clone()} />
            <TaintChips node={name.clone()} taints={node.taints.clone()} adding={*tainting}
                on_issue={props.on_issue.clone()} on_added={set_tainting.reform(|()| false)} />
            <PodList pods={node.pods.clone()} label={cluster::pods_on(&name)} />
            {why_not(props)}
            if node.pods.is_empty() && node.why_not.is_none() {
                <p class="nothing">{cluster::NO_PODS}</p>
            }
            <p class="node-capacity">{&*node.capacity}</p>
        </article>
    }
}

fn readiness(node: &NodeView) -> (&'static str, &'static str) {
    match node.readiness {
        Readiness::Ready => ("ok", "Ready"),
        Readiness::NotReady => ("down", "NotReady"),
        Readiness::Unknown => ("unknown", "NotReady"),
    }
}

fn why_not(props: &NodeCardProps) -> Html {
    let Some(why) = &props.node.why_not else { return Html::default() };
    html! {
        <div class="why-not">
            <p>{prose(&why.sentence)}</p>
            if let Some(fix) = &why.fix {
                <PreviewedButton class="link" line={fix.command.clone()} on_issue={props.on_issue.clone()}>
                    {&fix.label}
                </PreviewedButton>
            }
        </div>
    }
}
