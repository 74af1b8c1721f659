//! Keeping and opening sessions.

use std::fmt::Display;

/// The session's name where it has none.
pub const UNNAMED: &str = "Unnamed";
/// The name of a session from a link that carries none.
pub const SHARED: &str = "shared session";
/// The name of a cluster from a file that has none.
pub const CLUSTER: &str = "cluster";
/// A new session has begun.
pub const BEGAN_ANEW: &str = "Began anew";
/// The way back to the one before.
pub const BRING_BACK: &str = "Bring it back";
/// A link whose text cannot be read.
pub const LINK_DAMAGED: &str =
    "This link holds no whole session: it was cut off or changed on its way. Your own session is untouched.";
/// A link of a later form.
pub const LINK_NEWER: &str =
    "This link was made by a newer version of the playground. Reload the page to get that.";
/// A session of a later form.
pub const SESSION_NEWER: &str =
    "This session was made by a newer version of the playground. Reload the page to get that.";
/// A text that is no session's.
pub const NO_SESSION: &str = "This is no session. Your own session is untouched.";
/// Another tab has deleted what was to be opened.
pub const GONE: &str = "This session is gone: another tab has deleted it.";
/// The browser has no room, or does not allow it.
pub const NOT_KEPT: &str = "Not saved: this browser allows no storage, or it is full";
/// A new version of the page is there.
pub const UPDATE: &str = "A new version of the playground is ready";
/// Loads it.
pub const RELOAD: &str = "Reload";
/// Puts a note away.
pub const DISMISS: &str = "Dismiss";

/// A session cannot be brought back.
pub fn cannot_open(error: impl Display) -> String {
    format!("This session cannot be opened: {error}. Your own session is untouched.")
}

/// The session that was open last cannot be brought back.
pub fn cannot_open_last(error: impl Display) -> String {
    format!("Your last session cannot be opened: {error}. It is still in the list.")
}

/// Why a file with nothing to read in it is not opened.
pub const NOTHING_IN_IT: &str = "it is empty, too long or a folder";

/// A file cannot be opened.
pub fn cannot_open_file(name: &str, error: impl Display) -> String {
    format!("{name} cannot be opened: {error}.")
}

/// Another page has written under this session's name.
pub fn has_own_place(name: &str) -> String {
    format!("Another tab goes on with this session. What you do here is kept as “{name}”.")
}

/// A session was deleted.
pub fn deleted(name: &str) -> String {
    format!("Deleted “{name}”")
}

/// The address asks for something that there is not.
pub fn unknown(what: &str) -> String {
    format!("The address asks for a {what}, which there is not.")
}
