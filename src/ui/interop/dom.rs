//! The few things asked of the browser's document.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement, HtmlInputElement, Window};
use yew::NodeRef;

/// The window.
pub fn window() -> Window {
    web_sys::window().expect("invariant: the page runs in a window")
}

/// The document.
pub fn document() -> Document {
    window().document().expect("invariant: a window has a document")
}

/// Milliseconds of wall time, for measuring only.
pub fn wall_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Moves the focus there, if it can be focused.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // An element that has just gone cannot be focused, and nothing is lost.
        let _ = element.focus();
    }
}

/// Puts a text into an input, moves the focus there and selects the text.
pub fn begin_input(node: &NodeRef, text: &str) {
    if let Some(input) = node.cast::<HtmlInputElement>() {
        input.set_value(text);
        let _ = input.focus();
        input.select();
    }
}

/// Whether a media query holds.
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// The person asked for less movement.
pub fn reduced_motion() -> bool {
    media("(prefers-reduced-motion: reduce)")
}

/// The page is laid out for a phone. The number stands in `layout.css` too.
pub fn is_phone() -> bool {
    media("(max-width: 860px)")
}

/// Sets `data-theme` on the root element; `None` leaves it to the system.
pub fn set_theme(theme: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
}

/// Reads a setting. Storage may be forbidden; then there is none.
pub fn load_setting(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Keeps a setting if storage is allowed.
pub fn save_setting(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// The value of the input that an event came from.
pub fn input_value(event: &web_sys::Event) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        .map_or_else(String::new, |input| input.value())
}

/// The text that a paste event carries, read without a type of its own for the clipboard.
pub fn pasted_text(event: &web_sys::Event) -> Option<String> {
    let data = js_sys::Reflect::get(event, &JsValue::from_str("clipboardData")).ok()?;
    let get: js_sys::Function =
        js_sys::Reflect::get(&data, &JsValue::from_str("getData")).ok()?.dyn_into().ok()?;
    get.call1(&data, &JsValue::from_str("text")).ok()?.as_string()
}

/// Whether some text outside of inputs is selected, which Ctrl-C should then copy.
pub fn has_selection() -> bool {
    let get = js_sys::Reflect::get(&window(), &JsValue::from_str("getSelection"));
    let Some(get) = get.ok().and_then(|get| get.dyn_into::<js_sys::Function>().ok()) else { return false };
    get.call0(&window())
        .map(|selection| js_sys::Object::from(selection).to_string().length() > 0)
        .unwrap_or(false)
}

/// Scrolls as little as needed to have an element in sight.
pub fn scroll_to(element: &web_sys::Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
