//! `kubectl set`: single features of objects.
//!
//! `family` holds the commands' tables, `update` what they share: find objects, change their pod specs, send the
//! differences.
//!
//! Deliberately absent: `set subject`, `set env --resolve`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/set`.

pub mod env;
pub mod family;
pub mod image;
pub mod resources;
pub mod selector;
pub mod service_account;
pub mod update;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
