//! Contexts: which there are, which is in use, and the namespace that commands work in.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/config/{set,current,use,get,delete,rename}_context*.go`.

use serde_json::Value;

use crate::api::fields::Fields as _;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::help;
use crate::kubectl::kubeconfig::Kubeconfig;
use crate::kubectl::output::tabwriter::table;
use crate::kubectl::task::Progress;

pub(super) fn set_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let name = match (call.args(), call.is_on("current")) {
        ([], false) => return Err("you must specify a non-empty context name or --current".into()),
        ([_, _, ..], _) => return Err(unexpected(call, context)),
        ([_], true) => return Err("you cannot specify both a context name and --current".into()),
        ([name], false) if name.is_empty() => {
            return Err("you must specify a non-empty context name or --current".into());
        }
        ([name], false) => name.clone(),
        ([], true) => Kubeconfig::of(call, context.env.files).current().to_owned(),
    };
    let mut config = Kubeconfig::of(call, context.env.files);
    let exists = config.entry("contexts", &name).is_some();
    let fields = config.fields_mut("contexts", &name);
    for flag in ["cluster", "user", "namespace"].into_iter().filter(|flag| call.is_set(flag)) {
        fields.insert(flag.to_owned(), call.text(flag).into());
    }
    config.save(context.env.files);
    let word = if exists { "modified" } else { "created" };
    context.out.out(&format!("Context {} {word}.\n", go_quote(&name)));
    Ok(Progress::Ended)
}

/// Words that a command has no use for come after its help.
pub(super) fn unexpected(call: &Call, context: &mut Context<'_, '_>) -> Failure {
    context.out.out(&help::text(&call.path));
    Failure::Message(format!("Unexpected args: [{}]", call.args().join(" ")))
}

pub(super) fn current_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let config = Kubeconfig::of(call, context.env.files);
    if config.current().is_empty() {
        return Err("current-context is not set".into());
    }
    context.out.out(&format!("{}\n", config.current()));
    Ok(Progress::Ended)
}

pub(super) fn use_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else { return Err(unexpected(call, context)) };
    let mut config = Kubeconfig::of(call, context.env.files);
    if config.entry("contexts", name).is_none() {
        return Err(Failure::Message(format!("no context exists with the name: {}", go_quote(name))));
    }
    config.value["current-context"] = name.as_str().into();
    config.save(context.env.files);
    context.out.out(&format!("Switched to context {}.\n", go_quote(name)));
    Ok(Progress::Ended)
}

pub(super) fn get_contexts(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let output = call.text("output");
    if !matches!(output, "" | "name") {
        return Err(Failure::Message(format!(
            "--output {output} is not available in kubectl config get-contexts; resetting to default output format"
        )));
    }
    let config = Kubeconfig::of(call, context.env.files);
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

pub(super) fn delete_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else { return Err(unexpected(call, context)) };
    let mut config = Kubeconfig::of(call, context.env.files);
    if config.entry("contexts", name).is_none() {
        return Err(Failure::Message(format!("cannot delete context {name}, not in {}", config.path)));
    }
    if config.current() == name {
        context.out.err(
            "warning: this removed your active context, use \"kubectl config use-context\" to select a different \
             one\n",
        );
    }
    config.remove("contexts", name);
    config.save(context.env.files);
    context.out.out(&format!("deleted context {name} from {}\n", config.path));
    Ok(Progress::Ended)
}

pub(super) fn rename_context(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [old, new] = call.args() else { return Err(unexpected(call, context)) };
    let mut config = Kubeconfig::of(call, context.env.files);
    if config.entry("contexts", old).is_none() {
        return Err(Failure::Message(format!(
            "cannot rename the context {}, it's not in {}",
            go_quote(old),
            config.path
        )));
    }
    if config.entry("contexts", new).is_some() {
        return Err(Failure::Message(format!(
            "cannot rename the context {}, the context {} already exists in {}",
            go_quote(old),
            go_quote(new),
            config.path
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
