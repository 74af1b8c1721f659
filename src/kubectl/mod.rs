//! L6: the command line, a client like any other: it knows the cluster by requests and watches alone.
//!
//! A line becomes a [`process::Process`]: `command` finds the command and reads its flags by the tables in `flags`,
//! the command's function does the rest. Commands print into `streams::Output`, read `files::Files`, find objects through
//! `builder`, print them through `printers` and `describe`, and fail with `errors::Failure`.
//!
//! How a command is added:
//! 1. a file in `commands` with `pub const COMMAND: Command` (name, usage, one line about it, tables of flags, `run`);
//!    tables that commands share are in `common`;
//! 2. its line in `commands/mod.rs` and its place in a group of `root`;
//! 3. `run(&Call, &mut Context) -> Result<Progress, Failure>`: read flags from the call, find objects with
//!    `Query { …, ..Query::of(call) }.run(context)?`, act in `Selected::visit`, print to `context.out`;
//! 4. where it must wait: a plain struct as a variant of `task::Task`, with a `poll` that looks again;
//! 5. tests with `testing::check`, the expected text inline.
//!
//! [`complete::complete`] is what Tab offers; it reads the same tables.
//!
//! Deliberately absent: plugins, colours, kuberc.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd`, `k8s.io/cli-runtime/pkg`.

pub mod builder;
pub mod command;
pub mod commands;
pub mod common;
pub mod complete;
pub mod connection;
pub mod describe;
pub mod errors;
pub mod files;
pub mod filter;
pub mod flags;
pub mod help;
pub mod kubeconfig;
pub mod output;
pub mod printers;
pub mod process;
pub mod resources;
pub mod root;
pub mod streams;
pub mod task;
#[cfg(test)]
pub mod testing;
