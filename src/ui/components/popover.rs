//! A button with a small panel behind it. Escape, a click elsewhere or leaving it closes the panel.

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, Node};
use yew::prelude::*;

use crate::ui::components::icon::icon;
use crate::ui::interop::dom;

/// Props of [`Popover`].
#[derive(Clone, PartialEq, Properties)]
pub struct PopoverProps {
    /// Classes of the whole.
    #[prop_or_default]
    pub class: Classes,
    /// Classes of the button.
    #[prop_or_else(|| classes!("button", "popover-face"))]
    pub face_class: Classes,
    /// What the panel is, for screen readers and as a tip.
    pub label: AttrValue,
    /// What stands on the button.
    pub face: Html,
    /// What is in the panel, drawn while it is open. It is handed a way to close it.
    pub panel: Callback<Callback<()>, Html>,
}

/// The button and its panel.
#[component]
pub fn Popover(props: &PopoverProps) -> Html {
    let open = use_state_eq(|| false);
    let panel = use_node_ref();
    let button = use_node_ref();
    let whole = use_node_ref();
    use_close_elsewhere(&open, &whole);
    use_effect_with(*open, {
        let (panel, button) = (panel.clone(), button.clone());
        move |open| {
            if *open {
                dom::lift(&panel, &button);
                focus_first(&panel);
            }
        }
    });
    let on_toggle = {
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    };
    let on_leave = {
        let open = open.clone();
        move |event: FocusEvent| {
            if !stays_inside(&event) {
                open.set(false);
            }
        }
    };
    let close = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |()| {
            open.set(false);
            dom::focus(&button);
        })
    };
    let on_key = {
        let (open, close) = (open.clone(), close.clone());
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                event.stop_propagation();
                close.emit(());
            }
        }
    };
    html! {
        <div class={classes!("popover", props.class.clone())} onfocusout={on_leave} ref={whole} onkeydown={on_key}>
            <button type="button" ref={button} class={props.face_class.clone()} aria-expanded={open.to_string()}
                aria-haspopup="dialog" aria-label={props.label.clone()} title={props.label.clone()} onclick={on_toggle}>
                {props.face.clone()}{icon("chevron")}
            </button>
            if *open {
                <div class="popover-panel" popover="manual" role="dialog" aria-label={props.label.clone()} ref={panel} tabindex="-1">
                    {props.panel.emit(close)}
                </div>
            }
        </div>
    }
}

/// Closes what is open when a pointer goes down outside of the whole.
#[hook]
fn use_close_elsewhere(open: &UseStateHandle<bool>, whole: &NodeRef) {
    let (whole, open) = (whole.clone(), open.clone());
    use_effect_with(*open, move |&is_open| {
        let outside = is_open.then(|| {
            dom::listen(&dom::document(), "pointerdown", move |event| {
                let to = event.target().and_then(|to| to.dyn_into::<Node>().ok());
                let inside = whole.cast::<Node>().is_some_and(|whole| whole.contains(to.as_ref()));
                if !inside {
                    open.set(false);
                }
            })
        });
        move || drop(outside)
    });
}

fn focus_first(panel: &NodeRef) {
    let Some(panel) = panel.cast::<Element>() else { return };
    let first = panel.query_selector("button, input, select, textarea").ok().flatten().unwrap_or(panel);
    if let Ok(first) = first.dyn_into::<HtmlElement>() {
        let _ = first.focus();
    }
}

/// Whether the focus goes on to something inside, or nowhere, as when what had it has gone.
fn stays_inside(event: &FocusEvent) -> bool {
    let Some(to) = event.related_target().and_then(|to| to.dyn_into::<Node>().ok()) else { return true };
    event
        .current_target()
        .and_then(|whole| whole.dyn_into::<Node>().ok())
        .is_some_and(|whole| whole.contains(Some(&to)))
}
