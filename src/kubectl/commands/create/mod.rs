//! `kubectl create`: objects from files, and small ones from the command line.

pub mod files;
pub mod small;

mod access;
mod workload;
