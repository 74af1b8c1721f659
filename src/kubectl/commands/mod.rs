//! The commands, one a file.

pub mod apply;
pub mod config;
pub mod create;
pub mod delete;
pub mod describe;
pub mod edit;
pub mod get;
pub mod label;
pub mod rollout;
