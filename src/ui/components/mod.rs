//! Small parts that every pane uses.

pub mod button;
pub mod icon;
pub mod live_region;
pub mod prose;
