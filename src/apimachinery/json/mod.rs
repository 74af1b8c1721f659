//! JSON as Go reads and prints it.
//!
//! Reading: [`parse()`] for a text, [`StreamReader`] for values one after another, both with Go's error words and with the
//! places of keys and values. Printing: [`print_compact`], [`print_indented`], and numbers as Go formats them.
//!
//! Invariants: reading is total and bounded (nesting by [`DEPTH_MAX`](super::yaml::DEPTH_MAX)); numbers become 64-bit
//! signed integers where they can, else floats.
//! Upstream: Go's `encoding/json`, `strconv`; sigs.k8s.io/json.

mod number;
mod parse;
mod print;

pub use number::{float_text, float_text_general};
pub use parse::{DuplicateField, JsonError, Parsed, StreamReader, parse};
pub use print::{print_compact, print_indented};
