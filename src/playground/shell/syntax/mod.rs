//! From the text of a command line to its tree.
//!
//! Lists with `;`, `&&`, `||`; pipelines with `|` and `!`; simple commands with assignments, words and redirections;
//! `( … )`, `{ …; }`, `if`, `for`, `while`, `until`; quotes, escapes, comments, `$name`, `${name:-…}`, `$( … )`,
//! `$(( … ))`, here-documents and here-strings.
//!
//! Invariants: nesting is bounded; a text that merely goes on is told from one that is wrong, so that the terminal can ask
//! for the next line.
//! Deliberately absent: functions, `case`, arrays, job control, process substitution; a text with one of them
//! is refused with a sentence that names it.

mod here;
mod lexer;
mod parser;
mod tree;

pub(super) use parser::parse;
pub(super) use tree::{
    AndOr, Command, Compound, Connector, Here, List, Part, Pipeline, Redirect, RedirectKind, Simple, Word,
};
