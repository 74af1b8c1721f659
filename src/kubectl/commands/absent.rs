//! Commands that exist and are not simulated; each says so in words, after what a real one would say first.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/{logs,exec,attach,portforward,proxy,cp,top,expose,…}`.

use crate::apimachinery::errors::ApiError;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::builder::manifests;
use crate::kubectl::builder::query::{Info, Query};
use crate::kubectl::command::{Call, Command, Context, Run};
use crate::kubectl::common::{FILENAME_FLAGS, SELECTOR_FLAG};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::task::Progress;

const fn absent(name: &'static str, short: &'static str, usage: &'static str) -> Command {
    Command { name, short, usage, any_flags: true, run: refuse, ..Command::EMPTY }
}

/// The flags with a value that come before the words of commands about pods; others may be anything.
const POD_FLAGS: &[&[Flag]] = &[&[
    Flag::text("container", "Container name.").short('c'),
    Flag::text("copy-to", "Create a copy of the target Pod with this name."),
    Flag::text("image", "Container image to use for debug container."),
    Flag::text("target", "When using an ephemeral container, target processes in this container name."),
    Flag::text("profile", "Options are general, baseline, restricted, netadmin or sysadmin."),
    Flag::text("pod-running-timeout", "How long to wait until at least one pod is running."),
    Flag::text("address", "Addresses to listen on."),
    Flag::switch("stdin", "Pass stdin to the container.").short('i'),
    Flag::switch("tty", "Stdin is a TTY.").short('t'),
    Flag::switch("quiet", "Only print output from the remote session.").short('q'),
]];

const fn on_a_pod(name: &'static str, short: &'static str, usage: &'static str, run: Run) -> Command {
    Command { run, flags: POD_FLAGS, ..absent(name, short, usage) }
}

/// `logs`.
pub const LOGS: Command = Command {
    flags: &[&[
        Flag::switch("all-containers", "Get all containers' logs in the pod(s)."),
        Flag::switch("all-pods", "Get logs from all pod(s). Sets prefix to true."),
        Flag::text("container", "Print the logs of this container").short('c'),
        Flag::switch("follow", "Specify if the logs should be streamed.").short('f'),
        Flag::switch("prefix", "Prefix each log line with the log source (pod name and container name)"),
        Flag::switch(
            "previous",
            "If true, print the logs for the previous instance of the container in a pod if it exists.",
        )
        .short('p'),
        SELECTOR_FLAG,
        Flag::new("since", ' ', Takes::Duration, "0s", "Only return logs newer than a relative duration."),
        Flag::new("tail", ' ', Takes::Number, "-1", "Lines of recent log file to display."),
        Flag::switch("timestamps", "Include timestamps on each line in the log output"),
    ]],
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
    refuse_exec,
);
/// `attach`.
pub const ATTACH: Command = on_a_pod(
    "attach",
    "Attach to a running container",
    "attach (POD | TYPE/NAME) -c CONTAINER",
    refuse_attach,
);
/// `port-forward`.
pub const PORT_FORWARD: Command = on_a_pod(
    "port-forward",
    "Forward one or more local ports to a pod",
    "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
    refuse_port_forward,
);
/// `debug`.
pub const DEBUG: Command = on_a_pod(
    "debug",
    "Create debugging sessions for troubleshooting workloads and nodes",
    "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
    refuse_debug,
);
/// `proxy`.
pub const PROXY: Command = absent("proxy", "Run a proxy to the Kubernetes API server", "proxy [--port=PORT]");
/// `cp`.
pub const CP: Command = on_a_pod(
    "cp",
    "Copy files and directories to and from containers",
    "cp <file-spec-src> <file-spec-dest>",
    refuse_cp,
);
/// `expose`.
pub const EXPOSE: Command = Command {
    run: refuse_expose,
    flags: &[
        &[
            Flag::text("name", "The name for the newly created object."),
            Flag::text("port", "The port that the service should serve on."),
            Flag::text("protocol", "The network protocol for the service to be created."),
            Flag::text("target-port", "Name or number for the port on the container."),
            Flag::text("type", "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName."),
        ],
        FILENAME_FLAGS,
    ],
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
            ..absent(
                "approve",
                "Approve a certificate signing request",
                "certificate approve (-f FILENAME | NAME)",
            )
        },
        &Command {
            run: refuse_certificate,
            ..absent("deny", "Deny a certificate signing request", "certificate deny (-f FILENAME | NAME)")
        },
    ],
    ..Command::EMPTY
};
/// `kustomize`.
pub const KUSTOMIZE: Command = Command {
    run: refuse_kustomize,
    ..absent("kustomize", "Build a kustomization target from a directory or URL", "kustomize DIR")
};
/// `plugin`.
pub const PLUGIN: Command = Command {
    name: "plugin",
    short: "Provides utilities for interacting with plugins",
    usage: "plugin [flags]",
    subcommands: &[&Command {
        run: refuse_plugins,
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
