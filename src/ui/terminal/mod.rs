//! The terminal: real text in the document with an input line.

pub mod line_editor;
pub mod log;
pub mod pane;
pub mod prompt;
