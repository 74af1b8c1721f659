//! Labels of a node, to change in place. Each change is the kubectl line that would make it.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::cluster::LabelView;
use crate::ui::cluster::chip_input::ChipInput;
use crate::ui::components::icon::icon;
use crate::ui::components::prose::short_key;
use crate::ui::explain::previewed_button::PreviewedButton;
use crate::ui::interop::dom;
use crate::ui::text::cluster;

/// Props of [`LabelChips`].
#[derive(Clone, PartialEq, Properties)]
pub struct LabelChipsProps {
    /// The node's name.
    pub node: AttrValue,
    /// Its labels.
    pub labels: Rc<[LabelView]>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

#[derive(Clone, PartialEq)]
enum Editing {
    Nothing,
    Adding,
    Changing(String),
}

/// More labels than these are folded away, so that a card stays a card.
const CHIPS_MAX: usize = 6;

/// The chips with a place to add one.
#[component]
pub fn LabelChips(props: &LabelChipsProps) -> Html {
    let editing = use_state_eq(|| Editing::Nothing);
    let all = use_state_eq(|| false);
    let add = use_node_ref();
    let set = {
        let editing = editing.clone();
        Callback::from(move |next: Editing| editing.set(next))
    };
    use_focus_back(&editing, &add);
    let num_built_in = props.labels.iter().filter(|label| label.built_in && !label.hit).count();
    let own = props.labels.iter().filter(|label| label.hit || !label.built_in);
    let shown: Vec<&LabelView> = match *all {
        true => props.labels.iter().collect(),
        false => own.take(CHIPS_MAX).collect(),
    };
    let num_folded = props.labels.len() - shown.len();
    let toggle = {
        let all = all.clone();
        move |_| all.set(!*all)
    };
    html! {
        <ul class="chips" aria-label={cluster::labels_of(&props.node)}>
            {for shown.iter().map(|label| {
                let changing = *editing == Editing::Changing(label.key.clone());
                chip(props, label, changing, &set)
            })}
            <li>
                if *editing == Editing::Adding {
                    <LabelInput node={props.node.clone()} initial="" key_before={None::<String>} labels={props.labels.clone()}
                        on_issue={props.on_issue.clone()} on_close={set.reform(|()| Editing::Nothing)} />
                } else {
                    <button type="button" class="chip chip-add" title={cluster::ADD_LABEL} ref={add}
                        aria-label={cluster::add_label_to(&props.node)}
                        onclick={set.reform(|_| Editing::Adding)}>
                        {icon("plus")}
                        if num_built_in == props.labels.len() { {cluster::LABEL} }
                    </button>
                }
            </li>
            if *all || num_folded > 0 {
                <li><button type="button" class="chip chip-more" aria-expanded={all.to_string()} onclick={toggle}
                    title={cluster::MORE_LABELS}>
                    {if *all { cluster::FEWER.to_string() } else { format!("+{num_folded}") }}
                    <span class="visually-hidden">{cluster::OF_LABELS}</span>
                </button></li>
            }
        </ul>
    }
}

/// Where a label was written by keyboard, the focus returns to the row of chips.
#[hook]
fn use_focus_back(editing: &Editing, add: &NodeRef) {
    let was = use_mut_ref(|| false);
    let is = *editing != Editing::Nothing;
    use_effect_with((is, add.clone()), move |(is, add)| {
        let before = was.replace(*is);
        let nowhere = dom::document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if before && !is && nowhere {
            dom::focus(add);
        }
    });
}

fn chip(props: &LabelChipsProps, label: &LabelView, changing: bool, set: &Callback<Editing>) -> Html {
    let text = text_of(label);
    if changing {
        return html! {
            <li key={label.key.clone()}><LabelInput node={props.node.clone()} initial={text}
                key_before={Some(label.key.clone())} labels={props.labels.clone()} on_issue={props.on_issue.clone()}
                on_close={set.reform(|()| Editing::Nothing)} /></li>
        };
    }
    let key = label.key.clone();
    let on_edit = set.reform(move |_: MouseEvent| Editing::Changing(key.clone()));
    let remove = format!("kubectl label node {} {}-", props.node, label.key);
    html! {
        <li key={label.key.clone()} class={classes!("chip", label.hit.then_some("chip-hit"))} data-label={text.clone()}>
            <button type="button" class="chip-text" title={cluster::change_label(&text)} onclick={on_edit}>
                if label.hit { <span class="visually-hidden">{cluster::HIT}</span> }
                <span class="chip-key">{short_key(&label.key)}</span>
                if !label.value.is_empty() { <span class="chip-value">{"="}{&label.value}</span> }
            </button>
            if !label.built_in {
                <PreviewedButton class="chip-x" label={cluster::remove_label(&label.key)} line={remove}
                    on_issue={props.on_issue.clone()}>{icon("close")}</PreviewedButton>
            }
        </li>
    }
}

fn text_of(label: &LabelView) -> String {
    [label.key.as_str(), "=", label.value.as_str()].concat()
}

/// Props of [`LabelInput`].
#[derive(Clone, PartialEq, Properties)]
struct LabelInputProps {
    node: AttrValue,
    initial: AttrValue,
    /// The label that is being changed; a new one when there is none.
    key_before: Option<String>,
    /// The labels that are there.
    labels: Rc<[LabelView]>,
    on_issue: Callback<String>,
    on_close: Callback<()>,
}

#[component]
fn LabelInput(props: &LabelInputProps) -> Html {
    let on_text = {
        let props = props.clone();
        move |text: String| {
            let line = label_line(&props, &text);
            line.into_iter().for_each(|line| props.on_issue.emit(line));
        }
    };
    let line = {
        let props = props.clone();
        Callback::from(move |text: String| label_line(&props, &text))
    };
    html! {
        <ChipInput initial={props.initial.clone()} placeholder={cluster::KEY_VALUE} size="18" {on_text} {line}
            name={cluster::write_label(&props.node)} on_close={props.on_close.clone()} />
    }
}

/// The line that turns one label into what was typed; none when nothing changes. What is not well formed goes to
/// kubectl as it stands, which says why.
fn label_line(props: &LabelInputProps, text: &str) -> Option<String> {
    let (node, initial, text) = (&props.node, &*props.initial, text.trim());
    let key_before = props.key_before.as_deref();
    if text == initial.trim_end_matches('=') || text == initial {
        return None;
    }
    if text.is_empty() {
        return key_before.map(|key| format!("kubectl label node {node} {key}-"));
    }
    let written =
        if text.contains('=') || text.ends_with('-') { text.to_string() } else { format!("{text}=") };
    let key = written.split('=').next().unwrap_or_default();
    let is_taken = props.labels.iter().any(|label| label.key == key);
    let flag = if is_taken { " --overwrite" } else { "" };
    Some(match key_before {
        Some(before) if before != key => format!("kubectl label node {node} {before}- {written}{flag}"),
        _ => format!("kubectl label node {node} {written}{flag}"),
    })
}
