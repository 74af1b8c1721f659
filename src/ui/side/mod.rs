//! The panes beside the cluster: guide, editor, events, trace.

pub mod code_area;
pub mod editor_pane;
pub mod events_pane;
pub mod guide_pane;
pub mod manifest_area;
pub mod tabs;
pub mod trace_pane;
