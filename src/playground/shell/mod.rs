//! A small shell.

pub mod regex;
pub mod sed;

/// TODO
pub fn is_incomplete(text: &str) -> bool {
    text.contains("<<EOF") && !text.ends_with("\nEOF")
}
