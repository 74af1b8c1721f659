//! From words to arguments: braces, variables, arithmetic, blanks, file names.
//!
//! Invariants: bounded; a word becomes at most [`FIELDS_MAX`] arguments of together [`BYTES_MAX`] bytes. `$( … )` has run
//! before: here it is text already.
//! Upstream: POSIX shell command language, section 2.6, and bash's brace expansion.

mod arithmetic;
mod braces;
mod fields;
mod glob;

pub(super) use fields::{ExpandError, Expander};

/// How many arguments words may become.
const FIELDS_MAX: usize = 10_000;
/// How many bytes they may have together.
const BYTES_MAX: usize = 1 << 20;
