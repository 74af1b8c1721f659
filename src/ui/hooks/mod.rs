//! State that outlives a drawing.

pub mod lens;
pub mod use_arrival;
pub mod use_draft_file;
pub mod use_drop;
pub mod use_keep;
pub mod use_layout;
pub mod use_progress;
pub mod use_session;
pub mod use_settled;
pub mod use_theme;
