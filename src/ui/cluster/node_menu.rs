//! The menu of a node: where pods may go, what can befall it, and its end.

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent};
use yew::prelude::*;

use crate::ui::components::button::IconButton;
use crate::ui::interop::dom;
use crate::ui::text::controls::{self, Control};

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
    let whole = use_node_ref();
    use_effect_with(*open, {
        let (list, whole) = (list.clone(), whole.clone());
        move |open| {
            if *open {
                dom::lift(&list, &whole);
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
    let item = |(name, hint, line): Control| {
        let line = line.replace("{}", &props.node);
        let tip = line.clone();
        let (close, on_issue) = (close.clone(), props.on_issue.clone());
        let on_click = move |_: MouseEvent| {
            close.emit(());
            on_issue.emit(line.clone());
        };
        html! {
            <button type="button" role="menuitem" title={tip} onclick={on_click}>{name}<small>{hint}</small></button>
        }
    };
    let on_taint = {
        let (close, on_taint) = (close.clone(), props.on_taint.clone());
        move |_: MouseEvent| {
            close.emit(());
            on_taint.emit(());
        }
    };
    let label = controls::actions_for(&props.node);
    html! {
        <div class="menu" ref={whole} onfocusout={leave(&close)} onkeydown={menu_keys(&list, &close)}>
            <IconButton icon="more" label={label.clone()} class="quiet" on_press={toggle} pressed={*open} />
            if *open {
                <div class="menu-list" popover="manual" role="menu" ref={list} aria-label={label}>
                    <p class="menu-part" role="presentation">{controls::PLACING}</p>
                    {item(if props.cordoned { controls::UNCORDON } else { controls::CORDON })}
                    <button type="button" role="menuitem" onclick={on_taint}>
                        {controls::TAINT.0}<small>{controls::TAINT.1}</small>
                    </button>
                    {item(controls::DRAIN)}
                    <p class="menu-part" role="presentation">{controls::FAULTS}</p>
                    {for controls::NODE_FAULTS.into_iter().map(item)}
                    <p class="menu-part" role="presentation">{controls::NODE}</p>
                    {item(controls::DESCRIBE)}
                    {item(controls::REMOVE)}
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
                // The key has done its work here: what lies beneath stays as it is.
                event.prevent_default();
                return close.emit(());
            }
            _ => return,
        };
        event.prevent_default();
        let active = dom::document().active_element();
        let items = items(&list);
        let at = items.iter().position(|item| Some(item) == active.as_ref()).map_or(-1, |at| at as i32);
        focus_item(&list, (at + step).rem_euclid(items.len().max(1) as i32) as usize);
    })
}

fn items(list: &NodeRef) -> Vec<Element> {
    let found = list.cast::<Element>().and_then(|list| list.query_selector_all("[role=menuitem]").ok());
    let Some(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

fn focus_item(list: &NodeRef, index: usize) {
    if let Some(item) = items(list).get(index) {
        let _ = item.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}
