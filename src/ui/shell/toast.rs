//! A short note with a way back.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::text::keep;

/// Props of [`Toast`].
#[derive(Clone, PartialEq, Properties)]
pub struct ToastProps {
    /// What happened.
    pub text: AttrValue,
    /// Something failed: the note is read out at once and stays until it is put away.
    #[prop_or_default]
    pub is_error: bool,
    /// The way back, if there is one.
    #[prop_or_default]
    pub action: Option<AttrValue>,
    /// Takes it.
    #[prop_or_default]
    pub on_action: Callback<()>,
    /// Puts the note away.
    pub on_close: Callback<()>,
}

/// How long a note stays.
const STAY_MS: u32 = 10_000;

/// The note.
#[component]
pub fn Toast(props: &ToastProps) -> Html {
    use_effect_with((props.text.clone(), props.is_error), {
        let on_close = props.on_close.clone();
        move |(_, is_error)| {
            let timeout = (!is_error).then(|| Timeout::new(STAY_MS, move || on_close.emit(())));
            move || drop(timeout)
        }
    });
    html! {
        <div class={classes!("toast", props.is_error.then_some("toast-error"))}
            role={if props.is_error { "alert" } else { "status" }}>
            if props.is_error { {icon("failed")} }
            <span>{props.text.clone()}</span>
            if let Some(action) = &props.action {
                <button type="button" class="link" onclick={props.on_action.reform(|_| ())}>{action.clone()}</button>
            }
            <IconButton icon="close" label={keep::DISMISS} class="quiet" on_press={props.on_close.clone()} />
        </div>
    }
}
