//! The terminal.

/// Where a line comes from.
pub const FROM_CONTROL: &str = "Issued by a control on the page";

/// The same in short.
pub const FROM_PICTURE: &str = "from the picture";

/// Lights up what a line changed.
pub const LIGHT: &str = "Light up what it touched";

/// Its name.
pub const TERMINAL: &str = "Terminal";

/// What was printed, for screen readers.
pub const OUTPUT: &str = "Output";

/// The first line, up to a button of the guide.
pub const WELCOME: &str = "kubectl is ready. Type a command, or press ";

/// That button.
pub const TYPE_IT: &str = "type it";

/// After it, up to a command.
pub const WELCOME_GUIDE: &str = " in the guide. ";

/// After that.
pub const WELCOME_HELP: &str = " lists what this shell knows.";

/// What Tab does.
pub const COMPLETES: &str = " completes ";

/// What the arrow does.
pub const GOES_BACK: &str = " goes back ";

/// What Ctrl-C does.
pub const STOPS: &str = " stops";

/// Ends what runs.
pub const STOP: &str = "Stop";

/// Clears it.
pub const CLEAR: &str = "Clear the terminal";

/// Before what is searched for.
pub const SEARCH: &str = "search ";

/// The input, for screen readers.
pub const COMMAND: &str = "Command";

/// A line has not ended.
pub const RUNNING: &str = "running; Ctrl-C stops it";

/// Runs the line.
pub const RUN: &str = "Run";

/// The same with its key.
pub const RUN_HINT: &str = "Run (Enter)";

/// What Tab offers.
pub const COMPLETIONS: &str = "Completions";

/// Nothing is found yet.
pub const SEARCH_HINT: &str = "type a part of an earlier command";
