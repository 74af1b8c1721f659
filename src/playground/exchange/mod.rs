//! What goes out of a session and comes into one besides its own text: manifests, the cluster as YAML, a cluster for
//! kind, a shell script.
//!
//! Invariants: what [`yaml::cluster`] writes, [`import::read`] brings back as the same nodes and manifests; reading is
//! total, whatever a file holds.
//! Deliberately absent: what others make of their own accord. A DaemonSet's pods, revisions, events, leases and what
//! every namespace has are left out both ways, for the controllers make them again.

pub mod import;
pub mod kind;
pub mod objects;
pub mod script;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
pub mod yaml;
