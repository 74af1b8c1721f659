//! Places parts of the document: `data-left` in percent, `data-top` and `data-tall` in pixels. The page's security policy
//! allows no `style` attributes, and these are numbers that no class can hold.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::NodeRef;

const PLACES: [(&str, &str, &str); 3] =
    [("data-left", "left", "%"), ("data-top", "top", "px"), ("data-tall", "height", "px")];

/// Places whatever inside of an element, or itself, says where it wants to be. Call it after each drawing.
pub fn place(root: &NodeRef) {
    let Some(root) = root.cast::<Element>() else { return };
    for (attribute, property, unit) in PLACES {
        set(&root, attribute, property, unit);
        let Ok(parts) = root.query_selector_all(&["[", attribute, "]"].concat()) else { continue };
        for index in 0..parts.length() {
            if let Some(part) = parts.get(index).and_then(|node| node.dyn_into::<Element>().ok()) {
                set(&part, attribute, property, unit);
            }
        }
    }
}

fn set(part: &Element, attribute: &str, property: &str, unit: &str) {
    let (Some(value), Some(part)) = (part.get_attribute(attribute), part.dyn_ref::<HtmlElement>()) else {
        return;
    };
    let _ = part.style().set_property(property, &[&value, unit].concat());
}
