//! The dense map.

/// Zooms out.
pub const ZOOM_OUT: &str = "Zoom out";
/// Zooms in.
pub const ZOOM_IN: &str = "Zoom in";
/// Shows all again.
pub const FIT: &str = "Show all";

/// What the map is, for screen readers.
pub fn label(count: usize) -> String {
    format!("Map of {count} nodes: arrow keys move, Enter selects, plus and minus zoom, 0 shows all")
}

/// How many nodes what is selected touches.
pub fn lit(lit: usize, count: usize) -> String {
    format!("{lit} of {count} nodes belong to what is lit up.")
}

/// What can be done with it.
pub fn hint(count: usize) -> String {
    format!(
        "{count} nodes. Point at one to see what it is, select it to change it; Ctrl and the wheel zoom, dragging moves."
    )
}
