//! The frame around the panes.

pub mod compare_pane;
pub mod cut_note;
pub mod embed_head;
pub mod futures_menu;
pub mod header;
pub mod help;
pub mod notes;
pub mod past;
pub mod session_menu;
pub mod share_sheet;
pub mod splitter;
pub mod time_bar;
pub mod toast;
pub mod track;
pub mod undo_buttons;
