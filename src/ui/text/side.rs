//! The panes beside the cluster, but for the guide and the trace.

/// How the editor is left by keys.
pub const LEAVE_EDITOR: &str = "Escape, then Tab leaves the editor";

/// The text differs from the file.
pub const NOT_APPLIED: &str = "Not applied yet";

/// The same for screen readers.
pub const NOT_APPLIED_SPOKEN: &str = "not applied yet";

/// Gives up what was written.
pub const REVERT: &str = "Revert";

/// What Apply runs.
pub const APPLY_HINT: &str = "kubectl apply -f (Ctrl-S)";

/// Writes the file and applies it.
pub const APPLY: &str = "Apply";

/// The choice of a file.
pub const FILE: &str = "File";

/// A kubectl edit is open.
pub const EDIT_WAITS: &str = "kubectl edit waits for you";

/// What can be done about it.
pub const EDIT_HINT: &str = "Saving applies the buffer. Closing it unchanged leaves everything as it is.";

/// Closes it unchanged.
pub const CANCEL: &str = "Cancel";

/// Saves it.
pub const SAVE: &str = "Save";

/// There is no event.
pub const NO_EVENTS: &str = "Nothing has happened yet";

/// What will be there.
pub const NO_EVENTS_HINT: &str = "Controllers, the scheduler and kubelets report here what they do. Create a DaemonSet to see them at work.";

/// The list of events.
pub const EVENTS_LIST: &str = "Events, newest first";

/// What an event does when it is pressed.
pub const LIGHT_EVENT: &str = "Light up what it speaks of";

/// The list of problems.
pub const PROBLEMS: &str = "Problems";

/// There are problems.
pub const REFUSED: &str = "The API server would refuse this";

/// The plan, for screen readers.
pub const PLAN: &str = "What applying would do";

/// Before what applying would do.
pub const APPLY_PLAN: &str = "Apply ";

/// Closes the difference.
pub const HIDE_DIFF: &str = "Hide the diff";

/// Shows the difference.
pub const DIFF: &str = "Diff";

/// Before the name of an object.
pub const LIVE: &str = "Live ";

/// Behind it.
pub const AGAINST: &str = " against what it would be";

/// A tab.
pub const GUIDE: &str = "Guide";

/// A tab.
pub const EDITOR: &str = "Editor";

/// A tab.
pub const EVENTS: &str = "Events";

/// A tab.
pub const TRACE: &str = "Trace";

/// A tab.
pub const TERMINAL: &str = "Terminal";

/// The tabs.
pub const TABS: &str = "Beside the cluster";

/// The same behind the tab's name, for screen readers.
pub const NOT_APPLIED_TAB: &str = " (not applied)";

/// Gives the cluster its room back.
pub const SHOW_CLUSTER: &str = "Show the cluster";

/// Takes all the room there is.
pub const WHOLE_HEIGHT: &str = "Use the whole height";

/// The panes beside the cluster.
pub const SIDE: &str = "Guide and editor";

/// Where a problem is.
pub fn line(number: u32) -> String {
    format!("Line {number}")
}

/// How many are not listed.
pub fn more(count: usize) -> String {
    format!("and {count} more")
}
