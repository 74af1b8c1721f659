//! `kubectl apply`: objects become what files say, and what others wrote into them stays.
//!
//! `command` reads the line and goes through the objects, `client_side` and `server_side` are the two ways to apply one,
//! `last_applied` are the commands about the annotation that the client's way compares with, `prune` deletes what is in no
//! file any more.
//!
//! Deliberately absent: `--applyset`, `--openapi-patch=false`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/apply`.

pub mod client_side;
pub mod command;
pub mod last_applied;
pub mod prune;
pub mod server_side;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
