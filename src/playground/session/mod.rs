//! A session: a cluster, a working folder, a terminal, and everything that was done to them.
//!
//! A session is text: where it started, its seed, and the commands with their times. The same text gives the same session
//! on every machine. Everything in it is plain data, so it can be cloned at any moment.

mod explain;
mod host;
pub mod play;
pub mod replay;
#[allow(clippy::module_inception)]
pub mod session;
mod terminal_log;
pub mod text;
mod view;
