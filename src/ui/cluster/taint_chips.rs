//! Taints of a node.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::cluster::TaintView;
use crate::ui::cluster::chip_input::ChipInput;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::short_key;
use crate::ui::explain::previewed_button::PreviewedButton;
use crate::ui::text::cluster;

/// Props of [`TaintChips`].
#[derive(Clone, PartialEq, Properties)]
pub struct TaintChipsProps {
    /// The node's name.
    pub node: AttrValue,
    /// Its taints.
    pub taints: Rc<[TaintView]>,
    /// A new one is being written.
    pub adding: bool,
    /// Issues a command line.
    pub on_issue: Callback<String>,
    /// The new one is written or given up.
    pub on_added: Callback<()>,
}

/// The taints, and a place to write one.
#[component]
pub fn TaintChips(props: &TaintChipsProps) -> Html {
    if props.taints.is_empty() && !props.adding {
        return Html::default();
    }
    html! {
        <ul class="chips" aria-label={cluster::taints_of(&props.node)}>
            {for props.taints.iter().map(|taint| chip(props, taint))}
            if props.adding {
                <li><TaintInput node={props.node.clone()} on_issue={props.on_issue.clone()}
                    on_close={props.on_added.clone()} /></li>
            }
        </ul>
    }
}

fn chip(props: &TaintChipsProps, taint: &TaintView) -> Html {
    let text = taint_text(taint);
    let remove = format!("kubectl taint node {} {}:{}-", props.node, taint.key, taint.effect);
    let tip = if taint.tolerated { cluster::TOLERATED } else { cluster::NOT_TOLERATED };
    html! {
        <li key={text.clone()} class={classes!("chip", "chip-taint", taint.tolerated.then_some("chip-tolerated"))}>
            <span class="chip-text" title={format!("{text}: {tip}")}>
                {icon("taint")}<span class="visually-hidden">{cluster::TAINT}{tip}{": "}</span>
                {short_key(&taint.key)}{text.trim_start_matches(taint.key.as_str()).to_string()}
            </span>
            if !taint.automatic {
                <PreviewedButton class="chip-x" label={cluster::remove_taint(&taint.key)} line={remove}
                    on_issue={props.on_issue.clone()}>{icon("close")}</PreviewedButton>
            }
        </li>
    }
}

/// `key=value:Effect` as kubectl writes it.
fn taint_text(taint: &TaintView) -> String {
    let equals = if taint.value.is_empty() { "" } else { "=" };
    [&taint.key, equals, &taint.value, ":", taint.effect].concat()
}

/// Props of [`TaintInput`].
#[derive(Clone, PartialEq, Properties)]
struct TaintInputProps {
    node: AttrValue,
    on_issue: Callback<String>,
    on_close: Callback<()>,
}

#[component]
fn TaintInput(props: &TaintInputProps) -> Html {
    let line_of = {
        let node = props.node.clone();
        move |text: &str| match text.trim() {
            "" => None,
            text => Some(format!("kubectl taint node {node} {text}")),
        }
    };
    let on_text = {
        let (line_of, on_issue) = (line_of.clone(), props.on_issue.clone());
        move |text: String| line_of(&text).into_iter().for_each(|line| on_issue.emit(line))
    };
    let line = Callback::from(move |text: String| line_of(&text));
    html! {
        <ChipInput initial="dedicated=gpu:NoSchedule" size="26" {on_text} {line} on_close={props.on_close.clone()}
            name={cluster::write_taint(&props.node)} />
    }
}
