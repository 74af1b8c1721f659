//! Takes a WebAssembly file apart into what the page needs to come alive and what it may fetch a moment later.
//!
//! Invariants: both parts share memory, tables and globals, so a function behaves the same in either; a function of the
//! second part that is called before it is there fetches it, see `www/boot.js`; without the hook that does so, the file
//! stays whole.
//! Deliberately absent: constants stay in the first part, since nothing tells which function reads which.
//!
//! The second part is what [`later::Modules`] lets wait and what can only be reached through it. In the first part each
//! function of it that is called from there is a *stub*: it makes sure that the second part is there and calls it through a
//! slot of the table. In the second part every function of the first is an import.

mod first;
mod graph;
mod later;
mod parts;

mod rest;

pub use parts::{Names, split};
