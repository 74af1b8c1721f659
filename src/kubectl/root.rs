//! The root of all commands, and the groups in which its help lists them.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/cmd.go`.

use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::commands as all;
use crate::kubectl::errors::Failure;
use crate::kubectl::help;
use crate::kubectl::task::Progress;

/// The groups of the root's help, by name; what is not there yet is passed over.
pub static GROUPS: &[(&str, &[&str])] = &[
    ("Basic Commands (Beginner):", &["create", "expose", "run", "set"]),
    ("Basic Commands (Intermediate):", &["explain", "get", "edit", "delete"]),
    ("Deploy Commands:", &["rollout", "scale", "autoscale"]),
    (
        "Cluster Management Commands:",
        &["certificate", "cluster-info", "top", "cordon", "uncordon", "drain", "taint"],
    ),
    (
        "Troubleshooting and Debugging Commands:",
        &["describe", "logs", "attach", "exec", "port-forward", "proxy", "cp", "auth", "debug", "events"],
    ),
    ("Advanced Commands:", &["diff", "apply", "patch", "replace", "wait", "kustomize"]),
    ("Settings Commands:", &["label", "annotate", "completion"]),
    ("Other Commands:", &["api-resources", "api-versions", "config", "kuberc", "plugin", "version"]),
];

/// `kubectl`. Its commands stand one a line, so that branches that add some merge.
pub static ROOT: Command = Command {
    name: "kubectl",
    long: "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: \
           https://kubernetes.io/docs/reference/kubectl/",
    subcommands: &[
        &all::create::files::COMMAND,
        &all::set::family::COMMAND,
        &all::absent::EXPOSE,
        &all::run::COMMAND,
        &all::explain::COMMAND,
        &all::get::command::COMMAND,
        &all::edit::command::COMMAND,
        &all::delete::COMMAND,
        &all::rollout::family::COMMAND,
        &all::scale::SCALE,
        &all::scale::AUTOSCALE,
        &all::absent::CERTIFICATE,
        &all::about::CLUSTER_INFO,
        &all::absent::TOP,
        &all::nodes::cordon::CORDON,
        &all::nodes::cordon::UNCORDON,
        &all::nodes::drain::COMMAND,
        &all::nodes::taint::COMMAND,
        &all::describe::COMMAND,
        &all::absent::LOGS,
        &all::absent::ATTACH,
        &all::absent::EXEC,
        &all::absent::PORT_FORWARD,
        &all::absent::PROXY,
        &all::absent::CP,
        &all::auth::COMMAND,
        &all::absent::DEBUG,
        &all::events::COMMAND,
        &all::apply::command::COMMAND,
        &all::patch::COMMAND,
        &all::diff::COMMAND,
        &all::replace::COMMAND,
        &all::wait::COMMAND,
        &all::absent::KUSTOMIZE,
        &all::label::COMMAND,
        &all::annotate::COMMAND,
        &all::absent::COMPLETION,
        &all::config::family::COMMAND,
        &all::absent::PLUGIN,
        &all::about::VERSION,
        &all::about::API_VERSIONS,
        &all::about::API_RESOURCES,
        &all::about::OPTIONS,
        &all::absent::KUBERC,
        &HELP,
    ],
    run: run_root,
    ..Command::EMPTY
};

static HELP: Command = Command {
    name: "help",
    short: "Help about any command",
    usage: "help [command]",
    run: run_help,
    ..Command::EMPTY
};

fn run_root(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    context.out.out(&help::text(&call.path));
    Ok(Progress::Ended)
}

fn run_help(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let mut path: Vec<&'static Command> = vec![&ROOT];
    for word in call.args() {
        let Some(next) = path.last().and_then(|command| command.subcommand(word)) else { break };
        path.push(next);
    }
    if path.len() == 1 && !call.args().is_empty() {
        let words: Vec<String> = call.args().iter().map(|word| format!("`{word}`")).collect();
        context.out.err(&format!("Unknown help topic [{}]\n{}", words.join(" "), help::usage(&path)));
        return Ok(Progress::Ended);
    }
    context.out.out(&help::text(&path));
    Ok(Progress::Ended)
}
