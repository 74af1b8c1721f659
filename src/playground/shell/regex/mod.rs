//! Regular expressions as grep and sed take them, basic and extended, with the GNU additions people use.
//!
//! Literals, `.`, `*`, `+`, `?`, `{m,n}`, `[…]` with classes, `^`, `$`, groups, `|`, back-references, `\b`, `\<`, `\>`,
//! `\w`, `\s`, `\d` and their opposites. [`Regex::find`] gives the leftmost match, greedy, the first alternative that
//! leads to a match.
//!
//! Invariants: bounded time; a pattern that would need more than `STEPS_MAX` steps on a line does not match there.
//! Differs: POSIX wants the longest of all alternatives; here, as in most languages, the first that works wins.
//! Deliberately absent: look-around, lazy repetition, collation.

mod matcher;
mod parse;

pub use matcher::Match;
pub use parse::{Regex, Syntax};
