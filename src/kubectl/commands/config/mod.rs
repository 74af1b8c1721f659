//! `kubectl config`: the kubeconfig, read and changed.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/config`.

pub mod family;

mod contexts;
mod entries;
mod property;
mod view;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
