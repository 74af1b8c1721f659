//! The small menu of a node.

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent};
use yew::prelude::*;

use crate::ui::components::button::IconButton;
use crate::ui::interop::dom;

/// Props of [`NodeMenu`].
#[derive(Clone, PartialEq, Properties)]
pub struct NodeMenuProps {
    /// The node's name.
    pub node: AttrValue,
    /// It is cordoned, so the menu offers the opposite.
    pub cordoned: bool,
    /// Issues a command line.
    pub on_issue: Callback<String>,
    /// A taint shall be written.
    pub on_taint: Callback<()>,
}

/// A button that opens the menu.
#[component]
pub fn NodeMenu(props: &NodeMenuProps) -> Html {
    let open = use_state_eq(|| false);
    let list = use_node_ref();
    use_effect_with(*open, {
        let list = list.clone();
        move |open| {
            if *open {
                focus_item(&list, 0);
            }
        }
    });
    let toggle = {
        let open = open.clone();
        Callback::from(move |()| open.set(!*open))
    };
    let close = {
        let open = open.clone();
        Callback::from(move |()| open.set(false))
    };
    let verb = if props.cordoned { "uncordon" } else { "cordon" };
    let item = |line: String| {
        let (close, on_issue) = (close.clone(), props.on_issue.clone());
        move |_: MouseEvent| {
            close.emit(());
            on_issue.emit(line.clone());
        }
    };
    let on_taint = {
        let (close, on_taint) = (close.clone(), props.on_taint.clone());
        move |_: MouseEvent| {
            close.emit(());
            on_taint.emit(());
        }
    };
    html! {
        <div class="menu" onfocusout={leave(&close)} onkeydown={menu_keys(&list, &close)}>
            <IconButton icon="more" label={format!("Actions for {}", props.node)} class="quiet" on_press={toggle}
                pressed={*open} />
            if *open {
                <div class="menu-list" role="menu" ref={list} aria-label={format!("Actions for {}", props.node)}>
                    <button type="button" role="menuitem" onclick={item(format!("kubectl {verb} {}", props.node))}>
                        {if props.cordoned { "Uncordon" } else { "Cordon" }}
                        <small>{if props.cordoned { "new pods may come again" } else { "no new pods, except a DaemonSet's" }}</small>
                    </button>
                    <button type="button" role="menuitem" onclick={on_taint}>
                        {"Add a taint…"}<small>{"keeps pods away that do not tolerate it"}</small>
                    </button>
                    <button type="button" role="menuitem" onclick={item(format!("kubectl describe node {}", props.node))}>
                        {"Describe"}<small>{"everything about it, in the terminal"}</small>
                    </button>
                </div>
            }
        </div>
    }
}

/// Closes when the focus goes elsewhere.
fn leave(close: &Callback<()>) -> Callback<FocusEvent> {
    let close = close.clone();
    Callback::from(move |event: FocusEvent| {
        let inside = event
            .current_target()
            .and_then(|menu| menu.dyn_into::<web_sys::Node>().ok())
            .zip(event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok()))
            .is_some_and(|(menu, to)| menu.contains(Some(&to)));
        if !inside {
            close.emit(());
        }
    })
}

fn menu_keys(list: &NodeRef, close: &Callback<()>) -> Callback<KeyboardEvent> {
    let (list, close) = (list.clone(), close.clone());
    Callback::from(move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Escape" => {
                if let Some(button) = list.cast::<Element>().and_then(|list| list.previous_element_sibling())
                {
                    let _ = button.unchecked_ref::<web_sys::HtmlElement>().focus();
                }
                return close.emit(());
            }
            _ => return,
        };
        event.prevent_default();
        let Some(items) = list.cast::<Element>().map(|list| list.children()) else { return };
        let active = dom::document().active_element();
        let at = (0..items.length()).find(|&index| items.item(index) == active).map_or(-1, |at| at as i32);
        focus_item(&list, (at + step).rem_euclid(items.length().max(1) as i32) as u32);
    })
}

fn focus_item(list: &NodeRef, index: u32) {
    if let Some(item) = list.cast::<Element>().and_then(|list| list.children().item(index)) {
        let _ = item.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}
