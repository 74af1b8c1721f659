//! The commands, one a file.

pub mod about;
pub mod absent;
pub mod annotate;
pub mod apply;
pub mod auth;
pub mod config;
pub mod create;
pub mod delete;
pub mod describe;
pub mod diff;
pub mod edit;
pub mod events;
pub mod explain;
pub mod get;
pub mod label;
mod metadata;
pub mod nodes;
pub mod patch;
pub mod replace;
pub mod rollout;
pub mod run;
pub mod scale;
pub mod set;
pub mod wait;
