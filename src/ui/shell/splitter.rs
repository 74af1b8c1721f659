//! The line between two panes: dragged by a pointer, moved by the arrow keys, folded by Enter.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use crate::ui::hooks::use_layout::{LayoutAction, Pane};
use crate::ui::interop::dom;
use crate::ui::text::shell;

/// Props of [`Splitter`].
#[derive(Clone, PartialEq, Properties)]
pub struct SplitterProps {
    /// What it changes.
    pub pane: Pane,
    /// The pane is folded.
    pub folded: bool,
    /// Changes it.
    pub act: Callback<LayoutAction>,
}

/// How far a key moves it, in CSS pixels.
const KEY_STEP: i32 = 24;
/// A pane that is dragged smaller than half of this folds.
const MIN: i32 = 160;

/// What is measured, and the smallest and largest share of the window in percent.
fn measure(pane: Pane) -> (&'static str, i32) {
    match pane {
        Pane::Side => (".side", 60),
        Pane::Terminal => (".terminal", 75),
    }
}

/// The pane's present size and the largest it may have.
fn sizes(pane: Pane) -> (i32, i32) {
    let (selector, share) = measure(pane);
    let element = dom::document().query_selector(selector).ok().flatten();
    let rect = element.map(|element| element.get_bounding_client_rect());
    let (width, height) = dom::window_size();
    match pane {
        Pane::Side => (rect.map_or(0, |rect| rect.width() as i32), width * share / 100),
        Pane::Terminal => (rect.map_or(0, |rect| rect.height() as i32), height * share / 100),
    }
}

/// The line.
#[component]
pub fn Splitter(props: &SplitterProps) -> Html {
    let pane = props.pane;
    let grip = use_mut_ref(|| None::<(i32, i32)>);
    let at =
        move |event: &PointerEvent| if pane == Pane::Side { event.client_x() } else { -event.client_y() };
    let on_down = {
        let grip = grip.clone();
        move |event: PointerEvent| {
            event.prevent_default();
            *grip.borrow_mut() = Some((at(&event), sizes(pane).0));
            if let Some(line) = event.target().and_then(|line| line.dyn_into::<Element>().ok()) {
                // Without it a quick drag leaves the line behind; nothing is lost.
                let _ = line.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let on_move = {
        let (grip, act) = (grip.clone(), props.act.clone());
        let folded = props.folded;
        move |event: PointerEvent| {
            let Some((from, size)) = *grip.borrow() else { return };
            let size = (size + at(&event) - from).min(sizes(pane).1);
            match (size < MIN / 2, folded) {
                (true, false) => act.emit(LayoutAction::Fold(pane)),
                (true, true) => {}
                (false, _) => act.emit(LayoutAction::Size(pane, size.max(MIN))),
            }
        }
    };
    let on_up = move |_: PointerEvent| *grip.borrow_mut() = None;
    let on_key = {
        let act = props.act.clone();
        move |event: KeyboardEvent| {
            let (size, largest) = sizes(pane);
            let step = match (event.key().as_str(), pane) {
                ("ArrowRight", Pane::Side) | ("ArrowUp", Pane::Terminal) => KEY_STEP,
                ("ArrowLeft", Pane::Side) | ("ArrowDown", Pane::Terminal) => -KEY_STEP,
                ("Home", _) => -size,
                ("End", _) => largest,
                ("Enter", _) => {
                    event.prevent_default();
                    return act.emit(LayoutAction::Fold(pane));
                }
                _ => return,
            };
            event.prevent_default();
            act.emit(LayoutAction::Size(pane, (size + step).clamp(MIN, largest.max(MIN))));
        }
    };
    let (class, label, orientation) = match pane {
        Pane::Side => ("splitter splitter-side", shell::SIDE_WIDTH, "vertical"),
        Pane::Terminal => ("splitter splitter-terminal", shell::TERMINAL_HEIGHT, "horizontal"),
    };
    let (size, largest) = sizes(pane);
    html! {
        <div {class} role="separator" tabindex="0" aria-label={label} aria-orientation={orientation}
            aria-valuenow={size.to_string()} aria-valuemin="0" aria-valuemax={largest.max(size).to_string()}
            title={shell::SPLITTER_HINT} onpointerdown={on_down} onpointermove={on_move} onpointerup={on_up}
            onkeydown={on_key} ondblclick={props.act.reform(move |_| LayoutAction::Reset(pane))} />
    }
}
