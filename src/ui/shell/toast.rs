//! A short note with a way back.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ui::components::button::IconButton;

/// Props of [`Toast`].
#[derive(Clone, PartialEq, Properties)]
pub struct ToastProps {
    /// What happened.
    pub text: AttrValue,
    /// The way back.
    pub action: AttrValue,
    /// Takes it.
    pub on_action: Callback<()>,
    /// Puts the note away.
    pub on_close: Callback<()>,
}

/// How long a note stays.
const STAY_MS: u32 = 10_000;

/// The note.
#[component]
pub fn Toast(props: &ToastProps) -> Html {
    use_effect_with((), {
        let on_close = props.on_close.clone();
        move |()| {
            let timeout = Timeout::new(STAY_MS, move || on_close.emit(()));
            move || drop(timeout)
        }
    });
    html! {
        <div class="toast" role="status">
            <span>{props.text.clone()}</span>
            <button type="button" class="link" onclick={props.on_action.reform(|_| ())}>{props.action.clone()}</button>
            <IconButton icon="close" label="Dismiss" class="quiet" on_press={props.on_close.clone()} />
        </div>
    }
}
