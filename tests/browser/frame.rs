//! The frame: sizes of the panes, scale of the picture, the theme; and that all of it is remembered.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::person::Page;

/// The document's root, which carries the sizes and the theme.
fn root() -> HtmlElement {
    let document = web_sys::window().expect("a window").document().expect("a document");
    document.document_element().expect("a root").unchecked_into()
}

/// A size as the page sets it; empty while nobody has changed it.
fn length(name: &str) -> String {
    root().style().get_property_value(name).expect("it can be read")
}

const SIDE: &str = ".splitter-side";
const TERMINAL: &str = ".splitter-terminal";

#[wasm_bindgen_test]
async fn panes_are_sized_and_folded_by_keys_and_stay_so() {
    let page = Page::open_paused().await;
    assert_eq!((length("--side-width"), length("--terminal-height")), (String::new(), String::new()));
    page.point_into(SIDE).await;
    page.key(SIDE, "Home").await;
    assert_eq!(length("--side-width"), "160px");
    page.key(TERMINAL, "End").await;
    let height = length("--terminal-height");
    assert!(height.ends_with("px") && height != "160px", "{height}");
    page.key(TERMINAL, "Enter").await;
    assert!(page.has(".page.terminal-folded"));
    let page = page.reload().await;
    assert_eq!((length("--side-width"), length("--terminal-height")), ("160px".to_owned(), height));
    assert!(page.has(".page.terminal-folded"));
    page.key(TERMINAL, "Enter").await;
    assert!(!page.has(".page.terminal-folded"));
    page.key(SIDE, "Enter").await;
    assert!(page.has(".page.side-folded"));
}

#[wasm_bindgen_test]
async fn a_line_between_panes_is_dragged_and_a_double_click_puts_it_back() {
    let page = Page::open_paused().await;
    page.drag_on(SIDE, &[0.0, 1.0]).await;
    assert!(length("--side-width").ends_with("px"));
    page.double_click(SIDE).await;
    assert_eq!(length("--side-width"), "");
}

#[wasm_bindgen_test]
async fn the_scale_of_the_picture_is_remembered() {
    let page = Page::open_paused().await;
    page.press("Larger nodes").await;
    page.press("Larger nodes").await;
    assert!(page.has(".page.scale-4"));
    let page = page.reload().await;
    assert!(page.has(".page.scale-4"));
    page.press("Smaller nodes").await;
    assert!(page.has(".page.scale-3"));
}

#[wasm_bindgen_test]
async fn the_theme_that_was_chosen_is_there_on_the_next_visit() {
    let page = Page::open_paused().await;
    let theme = || root().get_attribute("data-theme");
    assert_eq!(theme(), None, "the system's at first");
    let (other, name) = match page.has_button("Dark theme") {
        true => ("Dark theme", "dark"),
        false => ("Light theme", "light"),
    };
    page.press(other).await;
    assert_eq!(theme().as_deref(), Some(name));
    let page = page.reload().await;
    assert_eq!(theme().as_deref(), Some(name));
    assert!(!page.has_button(other));
}
