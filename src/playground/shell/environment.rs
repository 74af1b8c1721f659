//! What commands leave behind for the next ones.

use std::collections::BTreeMap;

/// Variables, the working folder, how the last command ended. A subshell works on a copy.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    pub variables: BTreeMap<String, String>,
    pub aliases: BTreeMap<String, String>,
    /// The working folder, as `files` writes paths; empty at home.
    pub folder: String,
    pub previous_folder: String,
    pub last_exit: i32,
    /// A jump that is under way.
    pub control: Option<Control>,
}

/// A jump out of loops or out of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    Break,
    Continue,
    Exit(i32),
}
