//! Sessions kept in the browser's local storage, one entry each, and which of them is open.
//!
//! Invariants: an entry is a session's text whose comment lines carry its name and when it was kept, so that a file, a
//! link and the store hold the same thing; whatever the store holds, reading it is total.
//! Where storage is forbidden the page goes on without; `put` says so.

use std::rc::Rc;

use crate::ui::hooks::use_session::SavedSession;
use crate::ui::interop::dom;
use crate::ui::text::keep;

const KEY: &str = "session.";
const CURRENT: &str = "current";
const NAME: &str = "# name: ";
const SAVED: &str = "# saved: ";
const AT: &str = "# at: ";

/// A session in the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its key.
    pub id: Rc<str>,
    /// The name that the person or the page gave it.
    pub name: Rc<str>,
    /// Where it began.
    pub start: String,
    /// How many lines were given to it.
    pub num_lines: u32,
    /// When it was kept last, in milliseconds since 1970.
    pub saved_ms: f64,
}

/// A key that no session has yet.
pub fn fresh_id() -> Rc<str> {
    let mut number = js_sys::Date::now() as u64;
    loop {
        let id = format!("{number:x}");
        if get(&id).is_none() {
            return id.into();
        }
        number += 1;
    }
}

/// The sessions, the one kept last first.
pub fn list() -> Vec<Kept> {
    let mut found: Vec<Kept> = dom::setting_keys()
        .into_iter()
        .filter_map(|key| {
            let id = key.strip_prefix(KEY)?;
            Some(describe(id, &get(id)?))
        })
        .collect();
    found.sort_by(|a, b| b.saved_ms.total_cmp(&a.saved_ms));
    found
}

fn describe(id: &str, text: &str) -> Kept {
    let value = |prefix: &str| text.lines().take(6).find_map(|line| line.strip_prefix(prefix));
    Kept {
        id: id.into(),
        name: value(NAME).unwrap_or(keep::UNNAMED).into(),
        start: value("@start ").unwrap_or_default().to_owned(),
        num_lines: shown(text).lines().filter(|line| line.starts_with("$ ")).count() as u32,
        saved_ms: value(SAVED).and_then(|text| text.parse().ok()).unwrap_or_default(),
    }
}

/// The text up to the futures that are not shown.
fn shown(text: &str) -> &str {
    let mut heads = text.match_indices("\n@future ");
    heads.nth(1).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// The name that a session's text carries.
pub fn name_in(text: &str) -> Option<&str> {
    let mut head = text.lines().take_while(|line| line.starts_with('#'));
    head.find_map(|line| line.strip_prefix(NAME)).map(str::trim).filter(|name| !name.is_empty())
}

/// The text of a session with its name and, where more is ahead of it, its moment.
pub fn named(session: &SavedSession, name: &str) -> String {
    let at = session.at_ms.map(|at| format!("{AT}{at}\n")).unwrap_or_default();
    let (first, rest) = split(&session.text);
    [first, "\n", NAME, &name.replace(['\n', '\r'], " "), "\n", &at, rest].concat()
}

/// The session that a text holds, and its moment.
pub fn saved(text: &str) -> SavedSession {
    let mut head = text.lines().take_while(|line| line.starts_with('#'));
    let at_ms = head.find_map(|line| line.strip_prefix(AT)).and_then(|at| at.trim().parse().ok());
    let (first, rest) = split(text);
    SavedSession { text: [first, "\n", rest].concat(), at_ms }
}

/// The first line, and what comes behind the lines that are ours.
fn split(text: &str) -> (&str, &str) {
    let (first, mut rest) = text.split_once('\n').unwrap_or((text, ""));
    while [NAME, SAVED, AT].iter().any(|ours| rest.starts_with(ours)) {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    (first, rest)
}

/// The text of a session.
pub fn get(id: &str) -> Option<String> {
    dom::load_setting(&[KEY, id].concat())
}

/// Keeps a session's text, which carries its name; says whether the browser could.
pub fn put(id: &str, text: &str) -> bool {
    let saved = format!("{SAVED}{}\n", js_sys::Date::now() as u64);
    let at = text.find('\n').map_or(text.len(), |at| at + 1);
    let (first, rest) = text.split_at(at);
    dom::save_setting(&[KEY, id].concat(), &[first, &saved, rest].concat())
}

/// Forgets a session.
pub fn remove(id: &str) {
    dom::remove_setting(&[KEY, id].concat());
}

/// Whether a key that another tab has written is this session's.
pub fn is_entry(key: &str, id: &str) -> bool {
    dom::own_key(key).and_then(|key| key.strip_prefix(KEY)) == Some(id)
}

/// The session that was open last: in this tab, or else in any.
pub fn current() -> Option<String> {
    dom::load_tab_setting(CURRENT).or_else(|| dom::load_setting(CURRENT))
}

/// Notes which session is open.
pub fn set_current(id: &str) {
    dom::save_tab_setting(CURRENT, id);
    dom::save_setting(CURRENT, id);
}

/// A name for a session that begins at a start, unlike those there are.
pub fn fresh_name(start: &str) -> Rc<str> {
    let taken = list();
    let stem = start.replace('-', " ");
    let is_free = |name: &str| taken.iter().all(|kept| &*kept.name != name);
    let numbered = (2..).map(|number| format!("{stem} {number}"));
    let mut names = std::iter::once(stem.clone()).chain(numbered);
    names.find(|name| is_free(name)).unwrap_or(stem).into()
}
