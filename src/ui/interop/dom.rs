//! The few things asked of the browser's document.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlSelectElement, Storage, Window,
};
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

/// Opens an address in a tab of its own.
pub fn open_tab(href: &str) {
    let _ = window().open_with_url_and_target_and_features(href, "_blank", "noopener");
}

/// The window's width and height in CSS pixels.
pub fn window_size() -> (i32, i32) {
    let whole =
        |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0) as i32;
    (whole(window().inner_width()), whole(window().inner_height()))
}

/// Sets a custom property of the page to a length in CSS pixels, or takes it back.
pub fn set_length(name: &str, pixels: Option<i32>) {
    let root = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
    let Some(style) = root.map(|root| root.style()) else { return };
    let _ = match pixels {
        Some(pixels) => style.set_property(name, &format!("{pixels}px")),
        None => style.remove_property(name).map(drop),
    };
}

/// Lifts a panel over everything else, where no pane cuts it off, and puts it below what opened it; or above, where
/// there is more room.
pub fn lift(panel: &NodeRef, opener: &NodeRef) {
    let (Some(panel), Some(opener)) = (panel.cast::<HtmlElement>(), opener.cast::<HtmlElement>()) else {
        return;
    };
    // Fails where it is lifted already.
    let _ = panel.show_popover();
    let at = opener.get_bounding_client_rect();
    let size = panel.get_bounding_client_rect();
    let (width, height) = window_size();
    let (width, height) = (f64::from(width), f64::from(height));
    let left = at.left().min(width - size.width() - MARGIN).max(MARGIN);
    let room_below = height - at.bottom() - 2.0 * MARGIN;
    let below = size.height() <= room_below || room_below >= at.top();
    let room = if below { room_below } else { at.top() - 2.0 * MARGIN };
    let shown = size.height().min(room);
    let top = if below { at.bottom() + MARGIN } else { at.top() - shown - MARGIN };
    for (name, value) in [("left", left), ("top", top), ("max-height", room)] {
        // A length that the browser does not take leaves the panel where it was.
        let _ = panel.style().set_property(name, &format!("{value}px"));
    }
}

/// Between a lifted panel and what is around it, in CSS pixels.
const MARGIN: f64 = 6.0;

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

/// What the page's entries in the browser's storage begin with: other pages of the same origin have theirs there too.
/// The prefix stands in `www/boot.js` as well.
const PREFIX: &str = "daemonset-playground.";

fn full_key(key: &str) -> String {
    [PREFIX, key].concat()
}

/// The key without the page's prefix, where it is one of the page's.
pub fn own_key(key: &str) -> Option<&str> {
    key.strip_prefix(PREFIX)
}

fn local_storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn tab_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Reads a setting. Storage may be forbidden; then there is none.
pub fn load_setting(key: &str) -> Option<String> {
    local_storage()?.get_item(&full_key(key)).ok().flatten()
}

/// Keeps a setting; says whether storage is allowed and has room.
pub fn save_setting(key: &str, value: &str) -> bool {
    local_storage().is_some_and(|storage| storage.set_item(&full_key(key), value).is_ok())
}

/// Forgets a setting.
pub fn remove_setting(key: &str) {
    if let Some(storage) = local_storage() {
        let _ = storage.remove_item(&full_key(key));
    }
}

/// The keys of all settings.
pub fn setting_keys() -> Vec<String> {
    let Some(storage) = local_storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    keys.filter_map(|key| own_key(&key).map(str::to_owned)).collect()
}

/// Reads a setting of this tab alone.
pub fn load_tab_setting(key: &str) -> Option<String> {
    tab_storage()?.get_item(&full_key(key)).ok().flatten()
}

/// Keeps a setting for this tab alone.
pub fn save_tab_setting(key: &str, value: &str) {
    if let Some(storage) = tab_storage() {
        let _ = storage.set_item(&full_key(key), value);
    }
}

/// A listener on something that outlives every component; it ends when it is dropped.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    heard: Closure<dyn FnMut(Event)>,
}

/// Listens to events of a kind.
pub fn listen(target: &EventTarget, kind: &'static str, mut hear: impl FnMut(&Event) + 'static) -> Listener {
    let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| hear(&event));
    let _ = target.add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
    Listener { target: target.clone(), kind, heard }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ =
            self.target.remove_event_listener_with_callback(self.kind, self.heard.as_ref().unchecked_ref());
    }
}

/// The value of the input that an event came from.
pub fn input_value(event: &web_sys::Event) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        .map_or_else(String::new, |input| input.value())
}

/// The value of the list of choices that an event came from.
pub fn select_value(event: &web_sys::Event) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok())
        .map_or_else(String::new, |select| select.value())
}

/// A moment as the person's own clock and habits write it, to the minute.
pub fn local_time(ms: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(ms));
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    date.to_locale_string("default", &options).into()
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
