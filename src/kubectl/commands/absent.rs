//! Commands that exist and are not simulated; each says so in words, after what a real one would say first.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/{logs,exec,attach,portforward,proxy,cp,top,expose,…}`.

use crate::api::kind::Kind;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::task::Progress;

const fn absent(name: &'static str, short: &'static str, usage: &'static str) -> Command {
    Command { name, short, usage, any_flags: true, run: refuse, ..Command::EMPTY }
}

const fn on_a_pod(name: &'static str, short: &'static str, usage: &'static str) -> Command {
    Command { run: refuse_pod, ..absent(name, short, usage) }
}

/// `logs`.
pub const LOGS: Command = Command {
    run: refuse_logs,
    ..absent(
        "logs",
        "Print the logs for a container in a pod",
        "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
    )
};
/// `exec`.
pub const EXEC: Command = on_a_pod(
    "exec",
    "Execute a command in a container",
    "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
);
/// `attach`.
pub const ATTACH: Command =
    on_a_pod("attach", "Attach to a running container", "attach (POD | TYPE/NAME) -c CONTAINER");
/// `port-forward`.
pub const PORT_FORWARD: Command = on_a_pod(
    "port-forward",
    "Forward one or more local ports to a pod",
    "port-forward TYPE/NAME [LOCAL_PORT:]REMOTE_PORT",
);
/// `debug`.
pub const DEBUG: Command = on_a_pod(
    "debug",
    "Create debugging sessions for troubleshooting workloads and nodes",
    "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
);
/// `proxy`.
pub const PROXY: Command = absent("proxy", "Run a proxy to the Kubernetes API server", "proxy [--port=PORT]");
/// `cp`.
pub const CP: Command =
    absent("cp", "Copy files and directories to and from containers", "cp <file-spec-src> <file-spec-dest>");
/// `expose`.
pub const EXPOSE: Command = absent(
    "expose",
    "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
    "expose (-f FILENAME | TYPE NAME) [--port=port]",
);
/// `certificate`.
pub const CERTIFICATE: Command =
    absent("certificate", "Modify certificate resources", "certificate SUBCOMMAND");
/// `kustomize`.
pub const KUSTOMIZE: Command =
    absent("kustomize", "Build a kustomization target from a directory or URL", "kustomize DIR");
/// `plugin`.
pub const PLUGIN: Command =
    absent("plugin", "Provides utilities for interacting with plugins", "plugin [flags]");
/// `completion`.
pub const COMPLETION: Command = Command {
    run: refuse_completion,
    ..absent(
        "completion",
        "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)",
        "completion SHELL",
    )
};
/// `top`.
pub const TOP: Command = Command {
    name: "top",
    short: "Display resource (CPU/memory) usage",
    usage: "top",
    subcommands: &[
        &Command {
            aliases: &["nodes", "no"],
            run: refuse_top,
            ..absent("node", "Display resource (CPU/memory) usage of nodes", "top node [NAME | -l label]")
        },
        &Command {
            aliases: &["pods", "po"],
            run: refuse_top,
            ..absent("pod", "Display resource (CPU/memory) usage of pods", "top pod [NAME | -l label]")
        },
    ],
    ..Command::EMPTY
};

fn refuse(call: &Call, _context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    Err(Failure::Message(format!("{} is not simulated by this playground", call.command_path())))
}

fn refuse_top(_call: &Call, _context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    Err("Metrics API not available".into())
}

fn refuse_completion(_call: &Call, _context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    Err("there is no shell here to complete for: press Tab in this terminal".into())
}

/// The pod that the words name, unless it is not there.
fn check_pod(call: &Call, context: &Context<'_, '_>) -> Result<(), ApiError> {
    let Some(word) = call.args().first() else { return Ok(()) };
    let name = match word.split_once('/') {
        Some(("pod" | "pods" | "po", name)) => name,
        Some(_) => return Ok(()),
        None => word,
    };
    context.env.api.get(Kind::Pod, &call.namespace().0, name).map(|_| ())
}

fn refuse_pod(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    check_pod(call, context)?;
    refuse(call, context)
}

fn refuse_logs(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let Some(name) = call.args().first() else {
        return Err(call.usage_error(
            "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument \
             for the logs command",
        ));
    };
    if let Err(error) = check_pod(call, context) {
        let name = name.rsplit('/').next().unwrap_or_default();
        return Err(Failure::Message(format!(
            "error from server ({}): pods {} not found in namespace {}",
            error.reason.as_str(),
            go_quote(name),
            go_quote(&call.namespace().0)
        )));
    }
    Err("logs are not simulated by this playground: its containers print nothing".into())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
