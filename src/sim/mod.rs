//! L5: the agenda, the wiring of a cluster, faults and the trace.
//!
//! A cluster is plain data that can be cloned: a synchronous machine of occurrences. An occurrence is either a
//! notification that reaches a component over its link, or a component doing what is due. Nothing else moves time.

pub mod boot;
pub mod cluster;
pub mod config;
pub mod digest;
pub mod link;
mod notes;
