//! The commands about nodes: `taint`, `cordon`, `uncordon`, `drain`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/{taint,drain}`, `pkg/drain`.

pub mod cordon;
pub mod drain;
pub mod taint;
pub mod taint_words;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
