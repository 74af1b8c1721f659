//! L2: requests, strategies, store, watch and patch.
//!
//! A write is one call that happens at once: admission, strategy, validation, optimistic concurrency, store. What
//! follows from it travels through watches, which the simulation delivers late.

pub mod admission;
pub mod apply;
pub mod deletion;
pub mod managed;
pub mod options;
pub mod patch;
pub mod requests;
pub mod server;
mod status;
pub mod store;
pub mod strategy;
pub mod watch;
