//! A button that says what would come of its line while it is pointed at.

use yew::prelude::*;

use crate::ui::explain::preview::preview;
use crate::ui::hooks::lens::use_lens;

/// Props of [`PreviewedButton`].
#[derive(Clone, PartialEq, Properties)]
pub struct PreviewedButtonProps {
    /// Classes of the button.
    pub class: Classes,
    /// What it is called, where its text does not say it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// The line that it issues: one that labels or taints a node.
    pub line: AttrValue,
    /// Issues a command line.
    pub on_issue: Callback<String>,
    /// What it shows.
    pub children: Html,
}

/// The button, with its preview below.
#[component]
pub fn PreviewedButton(props: &PreviewedButtonProps) -> Html {
    let lens = use_lens();
    let pointed = use_state_eq(|| false);
    let point = |on: bool| {
        let pointed = pointed.clone();
        move || pointed.set(on)
    };
    let (enter, leave, focus, blur) = (point(true), point(false), point(true), point(false));
    let line = props.line.to_string();
    // Asked when the pointer comes, not while it stays: what it says is about this moment.
    let view = use_memo(
        (*pointed, props.line.clone()),
        |(pointed, line)| {
            if *pointed { lens.preview(line) } else { None }
        },
    );
    html! {
        <span class="chip-edit">
            <button type="button" class={props.class.clone()} aria-label={props.label.clone()}
                onmouseenter={move |_| enter()} onmouseleave={move |_| leave()} onfocus={move |_| focus()}
                onblur={move |_| blur()} onclick={props.on_issue.reform(move |_| line.clone())}>
                {props.children.clone()}
            </button>
            if let Some(view) = &*view { {preview(view, &props.line)} }
        </span>
    }
}
