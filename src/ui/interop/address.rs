//! What the page's address asks for: `?embed&lesson=…&theme=…&start=…&load=…`.
//!
//! `load` belongs to `www/boot.js`: without `load=now` an embedded page waits for a click before it loads anything.

use web_sys::UrlSearchParams;

use crate::playground::guide::course::OFFERED;
use crate::playground::starts::Start;
use crate::ui::interop::dom;
use crate::ui::state::Theme;

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Address {
    /// The page stands inside another one.
    pub embed: bool,
    /// The lesson by its file's name; an embedded page without one shows the cluster alone.
    pub lesson: Option<String>,
    /// The theme, which is not kept.
    pub theme: Option<Theme>,
    /// The starting point.
    pub start: Option<Start>,
    /// What it asks for that there is not.
    pub unknown: Option<String>,
}

/// Reads the address.
pub fn read() -> Address {
    let search = dom::window().location().search().unwrap_or_default();
    let Ok(given) = UrlSearchParams::new_with_str(&search) else { return Address::default() };
    let mut address = Address { embed: given.has("embed"), ..Address::default() };
    let mut unknown = |what: &str, value: &str| address.unknown = Some(format!("{what} {value:?}"));
    address.theme = match given.get("theme").as_deref() {
        None | Some("") => None,
        Some("light") => Some(Theme::Light),
        Some("dark") => Some(Theme::Dark),
        Some("system") => Some(Theme::System),
        Some(other) => {
            unknown("theme", other);
            None
        }
    };
    address.start = given.get("start").filter(|name| !name.is_empty()).and_then(|name| {
        let start = Start::OFFERED.into_iter().find(|start| start.name() == name);
        if start.is_none() {
            unknown("starting point", &name);
        }
        start
    });
    address.lesson = given.get("lesson").filter(|name| {
        let is_known = OFFERED.iter().any(|offered| offered.name == name);
        if !is_known {
            unknown("lesson", name);
        }
        is_known
    });
    address
}

/// The fragment without its `#`.
pub fn fragment() -> String {
    let hash = dom::window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// The page's own address without what it was asked for.
pub fn base() -> String {
    let href = dom::window().location().href().unwrap_or_default();
    href.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Forgets the fragment: what it asked for is done, and a reload must not do it again.
pub fn forget_fragment() {
    let href = dom::window().location().href().unwrap_or_default();
    replace(href.split('#').next().unwrap_or_default());
}

/// Forgets the starting point and the lesson that a page of its own was asked to begin with.
pub fn forget_start() {
    let address = read();
    if !address.embed && (address.start.is_some() || address.lesson.is_some()) {
        let hash = dom::window().location().hash().unwrap_or_default();
        replace(&[base(), hash].concat());
    }
}

fn replace(href: &str) {
    if let Ok(history) = dom::window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(href));
    }
}
