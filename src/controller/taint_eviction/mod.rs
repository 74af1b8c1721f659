//! Taint eviction: pods leave a node whose `NoExecute` taints they do not tolerate, or not for longer.
//!
//! Upstream: `pkg/controller/tainteviction`.

pub mod controller;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
