//! A button that puts a text on the clipboard and says so.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::ui::components::icon::icon;
use crate::ui::interop::link;
use crate::ui::text::share;

/// How long it says so.
const SAYS_MS: u32 = 2_000;

/// Props of [`CopyButton`].
#[derive(Clone, PartialEq, Properties)]
pub struct CopyButtonProps {
    /// What is copied.
    pub text: AttrValue,
    /// It is the main thing to do here.
    #[prop_or_default]
    pub class: Classes,
    /// What is copied, for screen readers.
    pub what: AttrValue,
}

/// The button.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let word = use_state_eq(|| share::COPY);
    let on_click = {
        let (text, word) = (props.text.clone(), word.clone());
        move |_: MouseEvent| {
            let (text, word) = (text.clone(), word.clone());
            spawn_local(async move {
                let copied = link::copy(&text).await;
                word.set(if copied { share::COPIED } else { share::SELECT_AND_COPY });
                Timeout::new(SAYS_MS, move || word.set(share::COPY)).forget();
            });
        }
    };
    html! {
        <button type="button" class={classes!("button", "copy", props.class.clone())} onclick={on_click}>
            {icon(if *word == share::COPIED { "check" } else { "copy" })}
            <span aria-live="polite">{*word}</span>
            <span class="visually-hidden">{" "}{props.what.clone()}</span>
        </button>
    }
}
