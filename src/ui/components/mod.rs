//! Small parts that every pane uses.

pub mod button;
pub mod copy_button;
pub mod icon;
pub mod live_region;
pub mod popover;
pub mod prose;
pub mod sheet;
