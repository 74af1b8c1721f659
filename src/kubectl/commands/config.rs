//! `kubectl config`: contexts, and the namespace that commands work in.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/config`.

use serde_json::{Value, json};

use crate::api::fields::Fields as _;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::PRINT_FLAGS;
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::help;
use crate::kubectl::kubeconfig::{Kubeconfig, PATH};
use crate::kubectl::output::tabwriter::table;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

/// The family.
pub const COMMAND: Command = Command {
    name: "config",
    short: "Modify kubeconfig files",
    usage: "config SUBCOMMAND",
    subcommands: &[
        &Command {
            name: "view",
            short: "Display merged kubeconfig settings or a specified kubeconfig file",
            usage: "config view [flags]",
            flags: &[VIEW_FLAGS, PRINT_FLAGS],
            run: view,
            ..Command::EMPTY
        },
        &Command {
            name: "set-context",
            short: "Set a context entry in kubeconfig",
            usage: "config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] \
                    [--namespace=namespace]",
            flags: &[&[Flag::switch("current", "Modify the current context")]],
            run: set_context,
            ..Command::EMPTY
        },
        &Command {
            name: "current-context",
            short: "Display the current-context",
            usage: "config current-context [flags]",
            run: current_context,
            ..Command::EMPTY
        },
        &Command {
            name: "use-context",
            aliases: &["use"],
            short: "Set the current-context in a kubeconfig file",
            usage: "config use-context CONTEXT_NAME",
            run: use_context,
            ..Command::EMPTY
        },
        &Command {
            name: "get-contexts",
            short: "Describe one or many contexts",
            usage: "config get-contexts [(-o|--output=)name)]",
            flags: &[LIST_FLAGS],
            run: get_contexts,
            ..Command::EMPTY
        },
        &Command {
            name: "get-clusters",
            short: "Display clusters defined in the kubeconfig",
            usage: "config get-clusters [flags]",
            run: get_names,
            ..Command::EMPTY
        },
        &Command {
            name: "get-users",
            short: "Display users defined in the kubeconfig",
            usage: "config get-users [flags]",
            run: get_names,
            ..Command::EMPTY
        },
        &Command {
            name: "delete-context",
            short: "Delete the specified context from the kubeconfig",
            usage: "config delete-context NAME",
            run: delete_context,
            ..Command::EMPTY
        },
        &Command {
            name: "rename-context",
            short: "Rename a context from the kubeconfig file",
            usage: "config rename-context CONTEXT_NAME NEW_NAME",
            run: rename_context,
            ..Command::EMPTY
        },
    ],
    ..Command::EMPTY
};

const VIEW_FLAGS: &[Flag] = &[
    Flag::switch("flatten", "Flatten the resulting kubeconfig file into self-contained output."),
    Flag::switch("merge", "Merge the full hierarchy of kubeconfig files").default("true"),
    Flag::switch("minify", "Remove all information not used by current-context from the output"),
    Flag::switch("raw", "Display raw byte data and sensitive data"),
];

const LIST_FLAGS: &[Flag] = &[
    Flag::switch("no-headers", "Do not print the header."),
    Flag::text("output", "Output format. One of: (name).").short('o'),
];

fn view(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err(call.usage_error(&format!("unexpected arguments: [{}]", call.args().join(" "))));
    }
    let mut config = Kubeconfig::load(context.env.files).value;
    if call.is_on("minify") {
        let current = config.text("current-context").to_owned();
        for list in ["contexts", "clusters", "users"] {
            let used = match list {
                "contexts" => current.clone(),
                _ => {
                    let entry = config.items("contexts").iter().find(|entry| entry.text("name") == current);
                    let field = if list == "users" { "user" } else { "cluster" };
                    entry.map(|entry| entry.at("context").text(field).to_owned()).unwrap_or_default()
                }
            };
            if let Some(entries) = config.get_mut(list).and_then(Value::as_array_mut) {
                entries.retain(|entry| entry.text("name") == used);
            }
        }
    }
    let mut format = Format::required(call, context)?;
    if matches!(format, Format::Operation) {
        format = Format::Yaml(false);
    }
    format.print(&config, "", context.out)?;
    Ok(Progress::Ended)
}

fn set_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let name = match (call.args(), call.is_on("current")) {
        ([], false) => return Err("you must specify a non-empty context name or --current".into()),
        ([_, _, ..], _) => return Err(unexpected(call, context)),
        ([_], true) => return Err("you cannot specify both a context name and --current".into()),
        ([name], false) => name.clone(),
        ([], true) => Kubeconfig::load(context.env.files).current().to_owned(),
    };
    let mut config = Kubeconfig::load(context.env.files);
    let exists = config.entry("contexts", &name).is_some();
    if !exists && let Some(entries) = config.value.get_mut("contexts").and_then(Value::as_array_mut) {
        entries.push(json!({"name": name, "context": {}}));
        entries.sort_by(|a, b| a.text("name").cmp(b.text("name")));
    }
    let entries = config.value.get_mut("contexts").and_then(Value::as_array_mut);
    if let Some(entry) = entries.into_iter().flatten().find(|entry| entry.text("name") == name) {
        for flag in ["cluster", "user", "namespace"] {
            match (call.is_set(flag), call.text(flag)) {
                (false, _) => {}
                (true, "") => _ = entry["context"].as_object_mut().map(|context| context.remove(flag)),
                (true, text) => entry["context"][flag] = text.into(),
            }
        }
    }
    config.save(context.env.files);
    let word = if exists { "modified" } else { "created" };
    context.out.out(&format!("Context {} {word}.\n", go_quote(&name)));
    Ok(Progress::Ended)
}

/// Words that a command has no use for come after its help.
fn unexpected(call: &Call, context: &mut Context<'_, '_>) -> Failure {
    context.out.out(&help::text(&call.path));
    Failure::Message(format!("Unexpected args: [{}]", call.args().join(" ")))
}

fn current_context(_call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let config = Kubeconfig::load(context.env.files);
    if config.current().is_empty() {
        return Err("current-context is not set".into());
    }
    context.out.out(&format!("{}\n", config.current()));
    Ok(Progress::Ended)
}

fn use_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else { return Err(unexpected(call, context)) };
    let mut config = Kubeconfig::load(context.env.files);
    if config.entry("contexts", name).is_none() {
        return Err(Failure::Message(format!("no context exists with the name: {}", go_quote(name))));
    }
    config.value["current-context"] = name.as_str().into();
    config.save(context.env.files);
    context.out.out(&format!("Switched to context {}.\n", go_quote(name)));
    Ok(Progress::Ended)
}

fn get_contexts(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let output = call.text("output");
    if !matches!(output, "" | "name") {
        return Err(Failure::Message(format!(
            "--output {output} is not available in kubectl config get-contexts; resetting to default output format"
        )));
    }
    let config = Kubeconfig::load(context.env.files);
    let mut failures = Vec::new();
    let mut names = config.names("contexts");
    if !call.args().is_empty() {
        let missing = call.args().iter().filter(|name| !names.contains(name));
        failures.extend(missing.map(|name| Failure::Message(format!("context {name} not found"))));
        names.retain(|name| call.args().contains(name));
    }
    let mut text = String::new();
    if output.is_empty() && !call.is_on("no-headers") {
        text.push_str("CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n");
    }
    for name in names {
        if output == "name" {
            text.push_str(&format!("{name}\n"));
            continue;
        }
        let entry = config.entry("contexts", &name).unwrap_or(&Value::Null).at("context");
        let mark = if name == config.current() { "*" } else { " " };
        let (cluster, user) = (entry.text("cluster"), entry.text("user"));
        text.push_str(&format!("{mark}\t{name}\t{cluster}\t{user}\t{}\n", entry.text("namespace")));
    }
    context.out.out(&table(&text));
    Failure::all_of(failures)?;
    Ok(Progress::Ended)
}

fn get_names(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let list = call.command().name.trim_start_matches("get-");
    let names = Kubeconfig::load(context.env.files).names(list);
    context.out.out(&format!("NAME\n{}\n", names.join("\n")));
    Ok(Progress::Ended)
}

fn delete_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else { return Err(unexpected(call, context)) };
    let mut config = Kubeconfig::load(context.env.files);
    if config.entry("contexts", name).is_none() {
        return Err(Failure::Message(format!("cannot delete context {name}, not in {PATH}")));
    }
    if config.current() == name {
        context.out.err(
            "warning: this removed your active context, use \"kubectl config use-context\" to select a different \
             one\n",
        );
    }
    if let Some(entries) = config.value.get_mut("contexts").and_then(Value::as_array_mut) {
        entries.retain(|entry| entry.text("name") != name);
    }
    config.save(context.env.files);
    context.out.out(&format!("deleted context {name} from {PATH}\n"));
    Ok(Progress::Ended)
}

fn rename_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [old, new] = call.args() else { return Err(unexpected(call, context)) };
    let mut config = Kubeconfig::load(context.env.files);
    if config.entry("contexts", old).is_none() {
        return Err(Failure::Message(format!(
            "cannot rename the context {}, it's not in {PATH}",
            go_quote(old)
        )));
    }
    if config.entry("contexts", new).is_some() {
        return Err(Failure::Message(format!(
            "cannot rename the context {}, the context {} already exists in {PATH}",
            go_quote(old),
            go_quote(new)
        )));
    }
    let entries = config.value.get_mut("contexts").and_then(Value::as_array_mut);
    for entry in entries.into_iter().flatten().filter(|entry| entry.text("name") == old) {
        entry["name"] = new.as_str().into();
    }
    if config.current() == old {
        config.value["current-context"] = new.as_str().into();
    }
    config.save(context.env.files);
    context.out.out(&format!("Context {} renamed to {}.\n", go_quote(old), go_quote(new)));
    Ok(Progress::Ended)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
