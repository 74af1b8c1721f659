//! Buttons.

use yew::prelude::*;

use crate::ui::components::icon::icon;

/// Props of [`IconButton`].
#[derive(Clone, PartialEq, Properties)]
pub struct IconButtonProps {
    /// Name of the icon.
    pub icon: &'static str,
    /// What it does, for screen readers and as a tip.
    pub label: AttrValue,
    /// Pressed or not, where it is a toggle.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
    /// Cannot be pressed now.
    #[prop_or_default]
    pub disabled: bool,
    /// Pressed.
    pub on_press: Callback<()>,
}

/// A button that shows an icon only.
#[component]
pub fn IconButton(props: &IconButtonProps) -> Html {
    let on_press = props.on_press.clone();
    html! {
        <button type="button" class={classes!("icon-button", props.class.clone())} aria-label={props.label.clone()}
            title={props.label.clone()} aria-pressed={props.pressed.map(|on| on.to_string())}
            disabled={props.disabled} onclick={move |_| on_press.emit(())}>
            {icon(props.icon)}
        </button>
    }
}
