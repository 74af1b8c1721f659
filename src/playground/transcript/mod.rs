//! The transcript format: a script and its expected output in one text, which is test, lesson, share link and bug report
//! alike.
//!
//! - `# …` a comment. Blank lines between commands mean nothing.
//! - `@node NAME [key=value …]` a node joins and is Ready; `@nodes COUNT PREFIX [key=value …]` many at once.
//! - `@file PATH` … `@end` a file of the working folder.
//! - `@edit` … `@end` the sed script that stands in for the person at the next `kubectl edit`; `@saved` … `@end` the whole
//!   text that the person saved there; `@closed` it is closed without a change.
//! - `@wait SECONDS` time passes; `@until SECONDS COMMAND` until the command succeeds, at most so long.
//! - `@stop-kubelet NAME` a machine dies.
//! - `@profile instant|realistic` how kubelets behave from here on.
//! - `@lesson NAME` the lesson that the guide shows from here on.
//! - `@seed NUMBER`, `@start NAME` where a session began; `@interrupt` Ctrl-C at this moment.
//! - `@future ID [like=ID:COUNT] [from=ID:COUNT:SECONDS] [draft] [name=TEXT]` what follows is another future of the
//!   session; it begins with the first COUNT commands of one above. `@redo ID:COUNT:SECONDS` where an undo came from.
//! - `$ COMMAND` and what it printed. Lines that a command spans (a here-document, an open quote) begin with `> `.
//!   `[exit N]` closes a command that failed.
//!
//! Invariants: [`print()`] of what [`parse()`] gives is the same text, but for blanks at the end of setup lines.
//! Deliberately absent: running it; that is the session's.

mod line;
mod parse;
mod print;

pub use line::{Entry, FutureLine, Line, Place, TranscriptError};
pub use parse::{NODES_MAX, parse};
pub use print::{print, print_line};
