//! What changes with every frame is written into the document directly, past Yew: the clock and the progress bars.
//!
//! An element with `data-from` and `data-until` is a bar that spans these simulated milliseconds; one with `data-clock`
//! shows the running time. Both are functions of the time alone, so they are right at any moment that is sought.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::apimachinery::time::Time;
use crate::playground::history::scale::Scale;
use crate::ui::interop::dom;

/// Draws the moment `now_ms`.
pub fn paint(now_ms: u64) {
    let document = dom::document();
    if let Ok(Some(clock)) = document.query_selector("[data-clock]") {
        let text = clock_text(now_ms);
        if clock.text_content().as_deref() != Some(text.as_str()) {
            clock.set_text_content(Some(&text));
        }
    }
    let Ok(bars) = document.query_selector_all("[data-until]") else { return };
    for index in 0..bars.length() {
        if let Some(bar) = bars.get(index).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            let (from, until) = (number(&bar, "data-from"), number(&bar, "data-until"));
            let share = (now_ms as f64 - from) / (until - from).max(1.0);
            let scale = format!("scaleX({:.4})", share.clamp(0.0, 1.0));
            let _ = bar.style().set_property("transform", &scale);
        }
    }
}

/// Draws the moment and the end of its future on the time bar: `--now` and `--end`, shares of its width, and the text
/// that a screen reader says.
pub fn paint_time(scale: &Scale, now: Time, end: Time) {
    let Ok(Some(track)) = dom::document().query_selector("[data-track]") else { return };
    let Ok(track) = track.dyn_into::<HtmlElement>() else { return };
    for (name, at) in [("--now", now), ("--end", end)] {
        let _ = track.style().set_property(name, &format!("{:.5}", scale.place(at)));
    }
    let text = clock_text(now.0);
    if track.get_attribute("aria-valuetext").as_deref() != Some(text.as_str()) {
        let _ = track.set_attribute("aria-valuetext", &text);
    }
    let _ = track.set_attribute("data-now", &now.0.to_string());
    let _ = track.set_attribute("aria-valuenow", &(now.0 / 1000).to_string());
    let _ = track.set_attribute("aria-valuemax", &(end.0 / 1000).to_string());
}

fn number(element: &Element, name: &str) -> f64 {
    element.get_attribute(name).and_then(|text| text.parse().ok()).unwrap_or(0.0)
}

/// `HH:MM:SS`
pub fn clock_text(ms: u64) -> String {
    let seconds = ms / 1000;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
