//! Builds what the page shows of the cluster, and keeps it up to date.
//!
//! The builder is one more client of the API server: it opens a watch and reads it when a frame is due. Everything is
//! kept by node, so that a pod's change costs a look at its node and no more. Explanations come from the DaemonSet
//! controller's own pure functions (`placement`, `verdict`), so that the picture and the controller cannot disagree;
//! what they are asked about is the store, not the controller's slightly older informers.
//!
//! Invariants: a part that did not change is handed out again as the same `Rc`; the cost of a refresh grows with what
//! changed, except that a change of the focused template's placement looks at every node once.
//!
//! Read in this order: where pods are (`places`), what a node's pods mean for a DaemonSet (`standing`, `hold`), a
//! DaemonSet with its revisions (`daemon_sets`, `revisions`, `template_diff`), the pictures (`node`, `why_not`, `pod`,
//! `header`, `budget`, `rollout`, `fixes`, `events`), the builder itself (`builder`), and what it answers when asked
//! (`rules`, `explain`, `touched`, `flights`).

pub mod budget;
pub mod builder;
pub mod daemon_sets;
pub mod events;
pub mod explain;
pub mod fixes;
pub mod flights;
pub mod header;
pub mod hold;
pub mod node;
pub mod places;
pub mod pod;
pub mod revisions;
pub mod rollout;
pub mod rules;
pub mod standing;
pub mod template_diff;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
pub mod touched;
pub mod why_not;
