//! The namespace controller: empties a namespace that is being deleted, pods first, and then ends it.
//!
//! Upstream: `pkg/controller/namespace`.

pub mod controller;
