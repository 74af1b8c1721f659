//! The family's own page, and what its commands share.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/rollout/rollout.go`.

use crate::kubectl::builder::query::Query;
use crate::kubectl::command::{Call, Command};
use crate::kubectl::commands::rollout::{history, restart, status, undo};
use crate::kubectl::errors::Failure;

/// The family.
pub static COMMAND: Command = Command {
    name: "rollout",
    short: "Manage the rollout of a resource",
    // This page is an error's text too, so it is the real one.
    long: "Manage the rollout of one or many resources.\n        \n Valid resource types include:\n\n  *  deployments\n  \
           *  daemonsets\n  *  statefulsets",
    examples: "  # Rollback to the previous deployment\n  kubectl rollout undo deployment/abc\n  \n  # Check the rollout \
               status of a daemonset\n  kubectl rollout status daemonset/foo\n  \n  # Restart a deployment\n  kubectl \
               rollout restart deployment/abc\n  \n  # Restart deployments with the 'app=nginx' label\n  kubectl \
               rollout restart deployment --selector=app=nginx",
    usage: "rollout SUBCOMMAND",
    subcommands: &[&HISTORY, &PAUSE, &RESTART, &RESUME, &STATUS, &UNDO],
    ..Command::EMPTY
};

static HISTORY: Command = history::COMMAND;
static PAUSE: Command = restart::PAUSE;
static RESTART: Command = restart::RESTART;
static RESUME: Command = restart::RESUME;
static STATUS: Command = status::COMMAND;
static UNDO: Command = undo::COMMAND;

/// The objects of the line; a kind alone means all of them.
///
/// Errors: where the line names nothing.
pub fn query(call: &Call) -> Result<Query, Failure> {
    if call.args().is_empty() && !call.is_set("filename") && !call.is_set("kustomize") {
        return Err("required resource not specified".into());
    }
    Ok(Query { kind_means_all: true, latest: true, ..Query::of(call) })
}
