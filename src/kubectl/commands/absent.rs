//! Commands that exist and are not simulated; each says so in words, after what a real one would say first.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/{logs,exec,attach,portforward,proxy,cp,top,expose,…}`.

use crate::apimachinery::errors::ApiError;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::builder::manifests;
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context, Run};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::task::Progress;

const fn absent(name: &'static str, short: &'static str, usage: &'static str) -> Command {
    Command { name, short, usage, run: refuse, ..Command::EMPTY }
}

const fn command(
    name: &'static str,
    short: &'static str,
    usage: &'static str,
    flags: &'static [&'static [Flag]],
    run: Run,
) -> Command {
    Command { run, flags, ..absent(name, short, usage) }
}

/// `logs`.
pub const LOGS: Command = Command {
    flags: flags::LOGS,
    run: refuse_logs,
    ..absent(
        "logs",
        "Print the logs for a container in a pod",
        "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
    )
};
/// `exec`.
pub const EXEC: Command = command(
    "exec",
    "Execute a command in a container",
    "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
    flags::EXEC,
    refuse_exec,
);
/// `attach`.
pub const ATTACH: Command = command(
    "attach",
    "Attach to a running container",
    "attach (POD | TYPE/NAME) -c CONTAINER",
    flags::ATTACH,
    refuse_attach,
);
/// `port-forward`.
pub const PORT_FORWARD: Command = command(
    "port-forward",
    "Forward one or more local ports to a pod",
    "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
    flags::PORT_FORWARD,
    refuse_port_forward,
);
/// `debug`.
pub const DEBUG: Command = command(
    "debug",
    "Create debugging sessions for troubleshooting workloads and nodes",
    "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
    flags::DEBUG,
    refuse_debug,
);
/// `proxy`.
pub const PROXY: Command = command(
    "proxy",
    "Run a proxy to the Kubernetes API server",
    "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
    flags::PROXY,
    refuse,
);
/// `cp`.
pub const CP: Command = command(
    "cp",
    "Copy files and directories to and from containers",
    "cp <file-spec-src> <file-spec-dest>",
    flags::CP,
    refuse_cp,
);
/// `expose`.
pub const EXPOSE: Command = Command {
    run: refuse_expose,
    flags: flags::EXPOSE,
    ..absent(
        "expose",
        "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
        "expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] \
         [--name=name] [--external-ip=external-ip-of-service] [--type=type]",
    )
};
/// `certificate`.
pub const CERTIFICATE: Command = Command {
    name: "certificate",
    short: "Modify certificate resources",
    long: "Modify certificate resources.",
    usage: "certificate SUBCOMMAND",
    subcommands: &[
        &Command {
            run: refuse_certificate,
            flags: flags::CERTIFICATE,
            ..absent(
                "approve",
                "Approve a certificate signing request",
                "certificate approve (-f FILENAME | NAME)",
            )
        },
        &Command {
            run: refuse_certificate,
            flags: flags::CERTIFICATE,
            ..absent("deny", "Deny a certificate signing request", "certificate deny (-f FILENAME | NAME)")
        },
    ],
    ..Command::EMPTY
};
/// `kustomize`.
pub const KUSTOMIZE: Command = Command {
    run: refuse_kustomize,
    flags: flags::KUSTOMIZE,
    ..absent("kustomize", "Build a kustomization target from a directory or URL", "kustomize DIR [flags]")
};
/// `plugin`.
pub const PLUGIN: Command = Command {
    name: "plugin",
    short: "Provides utilities for interacting with plugins",
    usage: "plugin [flags]",
    subcommands: &[&Command {
        run: refuse_plugins,
        flags: flags::PLUGIN_LIST,
        ..absent("list", "List all visible plugin executables on a user's PATH", "plugin list [flags]")
    }],
    ..Command::EMPTY
};
/// `kuberc`.
pub const KUBERC: Command = Command {
    name: "kuberc",
    short: "Manage kuberc configuration files",
    long: "Manage user preferences (kuberc) file.\n\n The kuberc file allows you to customize your kubectl experience.",
    usage: "kuberc SUBCOMMAND",
    subcommands: &[
        &absent("view", "Display the current kuberc configuration", "kuberc view"),
        &absent(
            "set",
            "Set values in the kuberc configuration",
            "kuberc set --section (defaults|aliases) --command COMMAND",
        ),
    ],
    ..Command::EMPTY
};
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
    usage: "top [flags]",
    subcommands: &[
        &Command {
            aliases: &["nodes", "no"],
            run: refuse_top,
            flags: flags::TOP_NODE,
            ..absent("node", "Display resource (CPU/memory) usage of nodes", "top node [NAME | -l label]")
        },
        &Command {
            aliases: &["pods", "po"],
            run: refuse_top,
            flags: flags::TOP_POD,
            ..absent("pod", "Display resource (CPU/memory) usage of pods", "top pod [NAME | -l label]")
        },
    ],
    ..Command::EMPTY
};

type Answer = Result<Progress, Failure>;

fn refuse(call: &Call, _context: &mut Context<'_, '_>) -> Answer {
    Err(Failure::Message(format!("{} is not simulated by this playground", call.command_path())))
}

fn refuse_top(_call: &Call, _context: &mut Context<'_, '_>) -> Answer {
    Err("Metrics API not available".into())
}

fn refuse_plugins(_call: &Call, _context: &mut Context<'_, '_>) -> Answer {
    Err("error: unable to find any kubectl plugins in your PATH\n".into())
}

fn refuse_completion(call: &Call, _context: &mut Context<'_, '_>) -> Answer {
    match call.args() {
        [] => Err(call.usage_error("Shell not specified.")),
        [shell] if matches!(shell.as_str(), "bash" | "zsh" | "fish" | "powershell") => {
            Err("there is no shell here to complete for: press Tab in this terminal".into())
        }
        [shell] => Err(call.usage_error(&format!("Unsupported shell type {}.", go_quote(shell)))),
        _ => Err(call.usage_error("Too many arguments. Expected only the shell type.")),
    }
}

/// Looks up what a word names; without a kind it is a pod.
fn find(call: &Call, context: &Context<'_, '_>, word: &str) -> Result<(), Failure> {
    let word = if word.contains('/') { word.to_owned() } else { format!("pods/{word}") };
    let query = Query { args: vec![word], all: false, labels: String::new(), ..Query::of(call) };
    query.run(context)?.infos().1
}

fn refuse_exec(call: &Call, context: &mut Context<'_, '_>) -> Answer {
    let dashes = call.parsed.args_before_dashes;
    if dashes.is_none() && call.args().len() > 1 {
        return Err(call.usage_error(
            "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead",
        ));
    }
    let Some(target) = call.args().first().filter(|_| dashes != Some(0)) else {
        return Err("pod, type/name or --filename must be specified".into());
    };
    if dashes.is_none() || call.args().len() < 2 {
        return Err("you must specify at least one command for the container".into());
    }
    find(call, context, target)?;
    refuse(call, context)
}

fn refuse_attach(call: &Call, context: &mut Context<'_, '_>) -> Answer {
    match call.args() {
        [] => return Err("at least 1 argument is required for attach".into()),
        [target] => find(call, context, target)?,
        [kind, name] => find(call, context, &format!("{kind}/{name}"))?,
        many => {
            return Err(Failure::Message(format!(
                "expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {}: [{}]",
                many.len(),
                many.join(" ")
            )));
        }
    }
    refuse(call, context)
}

fn refuse_port_forward(call: &Call, context: &mut Context<'_, '_>) -> Answer {
    let [target, _, ..] = call.args() else {
        return Err(call.usage_error("TYPE/NAME and list of ports are required for port-forward"));
    };
    find(call, context, target)?;
    refuse(call, context)
}

fn refuse_debug(call: &Call, context: &mut Context<'_, '_>) -> Answer {
    if call.text("image").is_empty() && call.text("copy-to").is_empty() {
        return Err("you must specify --image when not using --copy-to.".into());
    }
    let Some(target) = call.args().first().filter(|_| call.parsed.args_before_dashes != Some(0)) else {
        return Err("NAME or filename is required for debug".into());
    };
    find(call, context, target)?;
    refuse(call, context)
}

fn refuse_cp(call: &Call, context: &mut Context<'_, '_>) -> Answer {
    let [from, to] = call.args() else { return Err("source and destination are required".into()) };
    let pod = |spec: &str| match spec.split_once(':') {
        Some((pod, _)) if !pod.is_empty() => Some(pod.to_owned()),
        _ => None,
    };
    match (pod(from), pod(to)) {
        (Some(_), Some(_)) => Err("one of src or dest must be a local file specification".into()),
        (None, None) => Err("one of src or dest must be a remote file specification".into()),
        (Some(_), None) | (None, Some(_)) => refuse(call, context),
    }
}

fn refuse_expose(call: &Call, context: &mut Context<'_, '_>) -> Answer {
    Query::of(call).run(context)?.visit(&mut |info: Info| {
        let kind = info.mapping.kind_name();
        if matches!(kind, "Service" | "Pod") {
            return Ok(());
        }
        let group = info.mapping.group();
        let dot = if group.is_empty() { "" } else { "." };
        Err(Failure::Message(format!("cannot expose a {kind}{dot}{group}")))
    })?;
    refuse(call, context)
}

fn refuse_certificate(call: &Call, _context: &mut Context<'_, '_>) -> Answer {
    match call.args().first() {
        None => Err("one or more CSRs must be specified as <name> or -f <filename>".into()),
        Some(name) => Err(ApiError::not_found("certificatesigningrequests.certificates.k8s.io", name).into()),
    }
}

fn refuse_kustomize(call: &Call, context: &mut Context<'_, '_>) -> Answer {
    let folder = call.args().first().map_or(".", String::as_str);
    Err(manifests::refuse_kustomize(folder, context.env.files))
}

fn refuse_logs(call: &Call, context: &mut Context<'_, '_>) -> Answer {
    const USAGE: &str = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required \
                         argument for the logs command";
    let namespace = call.namespace().0;
    match call.args() {
        [] if call.text("selector").is_empty() => return Err(call.usage_error(USAGE)),
        [] => {
            let query = Query { args: vec!["pods".to_owned()], ..Query::of(call) };
            if query.run(context)?.infos().0.is_empty() {
                context.out.err(&format!("No resources found in {namespace} namespace.\n"));
                return Ok(Progress::Ended);
            }
        }
        [_] if !call.text("selector").is_empty() => {
            return Err(call.usage_error("only a selector (-l) or a POD name is allowed"));
        }
        [target] | [target, _] => match find(call, context, target) {
            Err(failure) if failure.is_not_found() => {
                return Err(Failure::Message(format!(
                    "error from server (NotFound): {failure} in namespace {}",
                    go_quote(&namespace)
                )));
            }
            other => other?,
        },
        _ => return Err(call.usage_error(USAGE)),
    }
    Err("logs are not simulated by this playground: its containers print nothing".into())
}

mod flags;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
