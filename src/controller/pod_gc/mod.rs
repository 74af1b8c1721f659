//! Pod garbage collection: pods of nodes that are gone, pods that end before they were on any node, and pods
//! that ended where too many of them are kept.
//!
//! Upstream: `pkg/controller/podgc`.

pub mod controller;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
