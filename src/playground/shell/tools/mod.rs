//! The commands a shell has besides kubectl: small forms of the usual tools, true to their output and messages.
//!
//! *Builtins* finish at once and read no input. *Filters* take their input piece by piece, so that
//! `kubectl get pods -w | grep x` prints while it runs.
//!
//! Deliberately absent: options beyond those people use with kubectl; an unknown option is refused in the tool's words.

mod awk;
mod builtins;
mod fields;
mod file_tools;
mod filter;
mod grep;
mod help;
mod options;
mod output;
mod pieces;
mod print;
mod sort;
mod test;
mod xargs;

pub(super) use builtins::{Context, builtin};
pub(super) use filter::{Filter, Source, prepare};
pub(in crate::playground) use help::closest;
pub(super) use help::{did_you_mean, tool_names};
pub(super) use output::Output;
pub(super) use xargs::Xargs;
