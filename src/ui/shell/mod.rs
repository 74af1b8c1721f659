//! The frame around the panes.

pub mod futures_menu;
pub mod header;
pub mod help;
pub mod past;
pub mod time_bar;
pub mod toast;
pub mod track;
