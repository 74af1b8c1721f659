//! Lights up what a selection touches, past Yew: parts of the document carry the key of what they stand for in
//! `data-subject`, and those that are touched get `data-lit`.
//!
//! Invariant: Yew never writes `data-lit` nor `data-lighting`, so drawing anew does not put them out.

use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::playground::view::subject::{Subject, Touched};
use crate::ui::interop::dom;

/// Lights up these subjects; nothing is dimmed where there are none.
pub fn light(touched: Option<&Touched>) {
    let Ok(parts) = dom::document().query_selector_all("[data-subject]") else { return };
    for index in 0..parts.length() {
        let Some(part) = parts.get(index).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        let key = part.get_attribute("data-subject").unwrap_or_default();
        let is_lit = touched.is_some_and(|touched| touched.has(&key));
        if is_lit != part.has_attribute("data-lit") {
            let _ =
                if is_lit { part.set_attribute("data-lit", "") } else { part.remove_attribute("data-lit") };
        }
    }
    if let Ok(Some(page)) = dom::document().query_selector(".page") {
        let _ = match touched {
            Some(_) => page.set_attribute("data-lighting", ""),
            None => page.remove_attribute("data-lighting"),
        };
    }
}

/// The subject that an event is about: that of the nearest part around with this attribute.
pub fn subject_of(event: &web_sys::Event, attribute: &str) -> Option<Subject> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let part = target.closest(&["[", attribute, "]"].concat()).ok().flatten()?;
    // A control inside of it does something of its own.
    let control = target.closest("button, a, input, textarea, select").ok().flatten();
    if control.is_some_and(|control| control != part && part.contains(Some(&control))) {
        return None;
    }
    Subject::parse(&part.get_attribute(attribute)?)
}

/// Brings the part of the picture that stands for a subject into view.
pub fn bring_into_view(subject: &Subject) {
    let selector = [".cluster [data-subject=\"", &subject.key(), "\"]"].concat();
    if let Ok(Some(part)) = dom::document().query_selector(&selector) {
        dom::scroll_to(&part);
    }
}

/// Whether an event comes from within a part that a selector finds.
pub fn is_in(event: &web_sys::Event, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.and_then(|target| target.closest(selector).ok().flatten()).is_some()
}
