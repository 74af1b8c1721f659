//! The node lifecycle controller: nodes that are not heard of become Unknown, conditions become taints, and pods on
//! such nodes are told not ready.
//!
//! Read in this order: `taints`, `zones` (how fast nodes may be tainted when many are down), `controller`.
//! Upstream: `pkg/controller/nodelifecycle`.

pub mod controller;
mod taints;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod zones;
