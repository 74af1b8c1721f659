//! The terminal's log and its prompt.

use std::rc::Rc;

/// What a line ends with when a control on the page issued it: a comment to the shell, so the line stays one that a
/// person could type, in the session's text as well as on the screen.
pub const CLICK_COMMENT: &str = "# from the picture";

/// The terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerminalView {
    /// Commands with what they printed, oldest first. Shared with the session: the same list until something is printed.
    pub entries: Rc<Vec<Rc<EntryView>>>,
    /// The last command is still running (`-w`, `rollout status`, `edit`): the prompt waits and Ctrl-C ends it.
    pub running: bool,
}

/// A command and its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// Counts the session's commands; not reused after a clear.
    pub id: u64,
    /// Who gave it.
    pub origin: Origin,
    /// The line without the comment that marks a click.
    pub command: Rc<str>,
    /// What it printed, in order.
    pub blocks: Vec<BlockView>,
    /// Its exit code once it has ended.
    pub exit_code: Option<u8>,
}

/// Who gave a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Typed at the prompt.
    Typed,
    /// Issued by a control on the page.
    Click,
}

/// A run of output from one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockView {
    /// stderr rather than stdout.
    pub error: bool,
    /// The text with its line ends.
    pub text: Rc<str>,
}

/// What Tab offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Byte offset in the line from which a candidate replaces the text up to the cursor.
    pub start: usize,
    /// Candidates, sorted; the whole word each, with the blank that ends it where it is finished.
    pub candidates: Vec<String>,
}

/// The line that a control issues for this command.
pub fn click_line(command: &str) -> String {
    [command, CLICK_COMMENT].join("  ")
}

/// Splits a line of the session into who gave it and the command.
pub fn split_origin(line: &str) -> (Origin, &str) {
    match line.strip_suffix(CLICK_COMMENT) {
        Some(command) => (Origin::Click, command.trim_end()),
        None => (Origin::Typed, line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_is_told_from_typing_by_its_comment() {
        let line = click_line("kubectl label node edge-1 nodeType=edge");
        assert_eq!(line, "kubectl label node edge-1 nodeType=edge  # from the picture");
        assert_eq!(split_origin(&line), (Origin::Click, "kubectl label node edge-1 nodeType=edge"));
        assert_eq!(split_origin("kubectl get ds"), (Origin::Typed, "kubectl get ds"));
    }
}
