//! The root of all commands, and the groups in which its help lists them.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/cmd.go`.

use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands::{apply, create, delete, get, label, rollout};
use crate::kubectl::errors::Failure;
use crate::kubectl::help;
use crate::kubectl::task::Progress;

static CREATE: Command = create::files::COMMAND;
static DELETE: Command = delete::COMMAND;
static GET: Command = get::COMMAND;
static LABEL: Command = label::COMMAND;
static HELP: Command = Command {
    name: "help",
    short: "Help about any command",
    usage: "help [command]",
    run: run_help,
    ..Command::EMPTY
};

/// The groups of the root's help.
pub static GROUPS: &[(&str, &[&Command])] = &[
    ("Basic Commands (Beginner):", &[&CREATE]),
    ("Basic Commands (Intermediate):", &[&GET, &DELETE]),
    ("Deploy Commands:", &[&rollout::family::COMMAND]),
    ("Advanced Commands:", &[&apply::command::COMMAND]),
    ("Settings Commands:", &[&LABEL]),
];

/// `kubectl`.
pub static ROOT: Command = Command {
    name: "kubectl",
    long: "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: \
           https://kubernetes.io/docs/reference/kubectl/",
    subcommands: &[
        &CREATE,
        &GET,
        &DELETE,
        &rollout::family::COMMAND,
        &apply::command::COMMAND,
        &LABEL,
        &HELP,
    ],
    run: run_root,
    ..Command::EMPTY
};

fn run_root(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    context.out.out(&help::text(&call.path));
    Ok(Progress::Ended)
}

fn run_help(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let mut path: Vec<&'static Command> = vec![&ROOT];
    for word in call.args() {
        let Some(next) = path.last().and_then(|command| command.subcommand(word)) else {
            context.out.err(&format!("Unknown help topic {:?}\n", call.args()));
            break;
        };
        path.push(next);
    }
    context.out.out(&help::text(&path));
    Ok(Progress::Ended)
}
