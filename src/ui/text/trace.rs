//! The trace: its filter and list. What the entries say is the playground's.

use crate::playground::trace::trace_view::TraceLook;

/// The filter's name.
pub const FILTER: &str = "Filter the trace";
/// Chooses a component.
pub const COMPONENT: &str = "Component";
/// None is chosen.
pub const ALL_COMPONENTS: &str = "All components";
/// What can be searched for.
pub const SEARCH_HINT: &str = "Pod, node, word …";
/// The search field.
pub const SEARCH: &str = "Object or word";
/// Shows or hides what components saw.
pub const SAW: &str = "Saw";
/// What that button does.
pub const SAW_HINT: &str = "Show what components saw";
/// Nothing happened yet, or nothing gets through the filter.
pub const NOTHING: &str = "Nothing to show";
/// What will be there.
pub const NOTHING_HINT: &str =
    "What controllers, the scheduler and kubelets see, decide and write is listed here as it happens.";
/// The list's name.
pub const LIST: &str = "Trace, oldest first";
/// What a click on a time does.
pub const GO_TO: &str = "Go to this moment";

/// What an entry's component did.
pub fn verb(look: TraceLook) -> &'static str {
    match look {
        TraceLook::Gave => "gave",
        TraceLook::Saw => "saw",
        TraceLook::Decided => "decided",
        TraceLook::Wrote => "wrote",
        TraceLook::Told => "told",
    }
}
