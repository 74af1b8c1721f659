//! The theme, applied to the document and kept for the next visit.

use yew::prelude::*;

use crate::ui::interop::dom;
use crate::ui::state::Theme;

const KEY: &str = "theme";

/// The theme that was kept, or the system's.
pub fn stored_theme() -> Theme {
    match dom::load_setting(KEY).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Whether the theme comes out dark.
pub fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::System => dom::media("(prefers-color-scheme: dark)"),
    }
}

/// Applies the theme whenever it changes. One that the address asked for is not kept.
#[hook]
pub fn use_theme(theme: Theme, asked: Option<Theme>) {
    use_effect_with(theme, move |theme| {
        let name = match theme {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        };
        dom::set_theme(name);
        if let Some(name) = name.filter(|_| asked != Some(*theme)) {
            dom::save_setting(KEY, name);
        }
    });
}
