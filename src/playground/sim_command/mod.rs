//! `sim …`: what a cluster suffers, and other things that no client of its API could do to it.
//!
//! A program of the shell like kubectl: it prints, ends with an exit code, and stands in pipes and behind `&&`. What it
//! does is done at once; what comes of it takes its time. A line with it is a line of the session like any other.
//!
//! How a command is added: a row in `table` with what it takes, a function in `nodes`, `containers` or `images`, a test
//! in `tests`. Help, completion and the errors of wrong arguments follow from the row.
//!
//! Exit codes: 0; 1 where the cluster has no such thing; 2 where the line itself is wrong.
//! Invariant: a line that is refused has changed nothing, but for what it did to the names before the refused one.

mod call;
mod complete;
mod containers;
mod help;
mod images;
mod names;
mod nodes;
mod program;
mod status;
mod table;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub(in crate::playground) use complete::complete;
pub(in crate::playground) use program::run;
