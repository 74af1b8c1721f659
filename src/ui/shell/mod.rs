//! The frame around the panes.

pub mod header;
pub mod help;
pub mod time_bar;
pub mod toast;
