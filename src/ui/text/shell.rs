//! The frame around the panes: the head, the sessions' menu, the sheet of keys.

/// The button that opens the menu of sessions, for screen readers.
pub const SESSIONS: &str = "Sessions";
/// The session's name is changed.
pub const RENAME: &str = "Rename";
/// The session is deleted.
pub const DELETE: &str = "Delete";
/// A new session from the same starting point.
pub const NEW_SESSION: &str = "New session";
/// Opens files.
pub const OPEN_FILE: &str = "Open a file…";
/// What can be opened.
pub const OPEN_HINT: &str =
    "A session, a manifest, or a cluster as YAML. Dropping it on the page does the same.";
/// There is no session but the present one.
pub const NO_OTHER_SESSION: &str = "What you do is saved in this browser as it happens.";
/// The button that opens the share sheet.
pub const SHARE: &str = "Share";
/// Opens an embedded session in a tab of its own.
pub const OPEN_IN_TAB: &str = "Open in a tab";
/// Closes a sheet.
pub const CLOSE: &str = "Close";
/// While files are held over the page.
pub const DROP_HERE: &str = "Drop to open";

/// How many lines were given to a session.
pub fn num_lines(count: u32) -> String {
    match count {
        0 => "no command".to_owned(),
        1 => "1 command".to_owned(),
        _ => format!("{count} commands"),
    }
}

/// Begins anew.
pub const BEGIN_ANEW: &str = "Begin anew";

/// The line beside the guide.
pub const SIDE_WIDTH: &str = "Width of the guide and editor";
/// The line above the terminal.
pub const TERMINAL_HEIGHT: &str = "Height of the terminal";
/// How such a line is used.
pub const SPLITTER_HINT: &str = "Drag, or use the arrow keys; Enter folds, a double click resets";

/// The starting points in the menu of sessions.
pub const NEW_FROM: &str = "Begin with";

/// The lines between the panes, as a part of the page.
pub const SPLITTERS: &str = "Sizes of the panes";

/// The first part of the name.
pub const BRAND: &str = "DaemonSet ";

/// The second.
pub const BRAND_TAIL: &str = "Playground";

/// A start.
pub const ONE_NODE: &str = "1 node";

/// A start.
pub const EDGE_AND_CORE: &str = "edge and core";

/// Its size.
pub const SIX_NODES: &str = "6 nodes";

/// The size of a start.
pub const NINE_NODES: &str = "9 nodes";

/// The first link, for those who go by keys.
pub const SKIP: &str = "Skip to the terminal";

/// The choice of a start.
pub const STARTS: &str = "Starting point";

/// What the version means.
pub const VERSION_HINT: &str = "What the cluster and kubectl behave like";

/// The version.
pub const VERSION: &str = "Kubernetes 1.36";

/// Changes the theme.
pub const LIGHT_THEME: &str = "Light theme";

/// Changes the theme.
pub const DARK_THEME: &str = "Dark theme";

/// Opens the sheet of keys.
pub const HELP: &str = "Help and keys";

/// Begins anew from a start.
pub fn begin_with(nodes: &str) -> String {
    format!("Begin anew with {nodes}")
}
