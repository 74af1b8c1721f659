//! `kubectl rollout`: what revisions there were, how far the newest one is, and ways back and again.
//!
//! Deliberately absent: Deployments and StatefulSets, which this cluster does not run.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/rollout`, `pkg/polymorphichelpers`.

pub mod family;
pub mod history;
pub mod restart;
pub mod revisions;
pub mod status;
pub mod undo;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
