//! The garbage collector: what is owned by nobody alive goes; foreground and orphaning deletion come to their end.
//!
//! It keeps a graph of owners and dependents from its informers, and asks the API server before it acts.
//! Absent: owners of kinds the cluster does not know are taken for absent, as an owner that was deleted.
//! Upstream: `pkg/controller/garbagecollector`.

pub mod collector;
pub mod graph;
#[cfg(test)]
mod tests;
