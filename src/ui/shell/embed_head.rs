//! The head of an embedded page: what it is, and the way to the whole of it.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::interop::{address, dom, link};
use crate::ui::text::shell;

/// Props of [`EmbedHead`].
#[derive(Clone, PartialEq, Properties)]
pub struct EmbedHeadProps {
    /// The session's text.
    pub text: Callback<(), String>,
    /// Begins anew.
    pub on_reset: Callback<()>,
}

/// The head.
#[component]
pub fn EmbedHead(props: &EmbedHeadProps) -> Html {
    let open = {
        let text = props.text.clone();
        move |_: MouseEvent| {
            let text = text.emit(());
            spawn_local(async move {
                let fragment = link::pack(&text).await.map(|fragment| ["#", &fragment].concat());
                dom::open_tab(&[&address::base(), fragment.as_deref().unwrap_or_default()].concat());
            });
        }
    };
    html! {
        <header class="top top-embed">
            <h1 class="brand">{icon("logo")}<span>{shell::BRAND}<b>{shell::BRAND_TAIL}</b></span></h1>
            <span class="grow" />
            <IconButton icon="reset" label={shell::BEGIN_ANEW} class="quiet" on_press={props.on_reset.clone()} />
            <button type="button" class="button small" onclick={open}>{icon("open")}{shell::OPEN_IN_TAB}</button>
        </header>
    }
}
