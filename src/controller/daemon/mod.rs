//! The DaemonSet controller: one pod of the template on every node that should run it.
//!
//! A sync decides what the cluster needs and then acts; it decides on what the informers know. Upstream walks all
//! nodes and pods in every sync. Here each node's part in the decision (its [`verdict`]) is kept and taken anew only
//! where something about the node, its pods or the clock changed; sums and sets over the parts are kept up to date.
//! A sync therefore costs what has changed, and decides exactly what a full walk would.
//!
//! Absent: metrics, the namespace node selectors of OpenShift.
//! Upstream: `pkg/controller/daemon`.

pub mod backoff;
pub mod claim;
pub mod controller;
pub mod handlers;
pub mod history;
pub mod manage;
pub mod placement;
pub mod rolling_update;
pub mod state;
pub mod status;
pub mod sync;
pub mod template;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
pub mod verdict;
mod words;
