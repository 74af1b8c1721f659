//! Pod garbage collection: pods of nodes that are gone, and pods that end before they were on any node.
//!
//! Upstream: `pkg/controller/podgc`.

pub mod controller;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
