//! The stream editor: what stands in for a person in recorded `kubectl edit` sessions, and `sed` at the prompt.
//!
//! Commands `s` (flags `g`, `p`, `i`, a number), `d`, `p`, `q`, `a`, `i`, `c`, `y` and `=`, after no address, a line
//! number, `$`, `/pattern/`, or two of them with a comma; `!` turns an address round. Commands are separated by line
//! breaks or semicolons.
//!
//! Invariants: wrong scripts are refused in GNU's words and with its position.
//! Deliberately absent: the hold space, labels and branches, blocks, files; these are refused by name.

mod parse;
mod run;

pub use parse::Script;
