//! Clusters and users: `config set-cluster`, `set-credentials`, `get-…`, `delete-…`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/config/{set_cluster,set_credentials,get_*,delete_*}.go`.

use serde_json::{Map, Value, json};

use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::commands::config::contexts::unexpected;
use crate::kubectl::common::pairs;
use crate::kubectl::errors::Failure;
use crate::kubectl::files::Files;
use crate::kubectl::help;
use crate::kubectl::kubeconfig::Kubeconfig;
use crate::kubectl::output::base64;
use crate::kubectl::task::Progress;

pub(super) fn get_names(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let list = call.command().name.trim_start_matches("get-");
    let names = Kubeconfig::of(call, context.env.files).names(list);
    let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
    context.out.out(&format!("NAME\n{lines}"));
    Ok(Progress::Ended)
}

pub(super) fn delete_cluster(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else {
        context.out.out(&help::text(&call.path));
        return Ok(Progress::Ended);
    };
    delete("cluster", name, call, context)
}

pub(super) fn delete_user(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else { return Err(call.usage_error("user to delete is required")) };
    delete("user", name, call, context)
}

fn delete(what: &str, name: &str, call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let mut config = Kubeconfig::of(call, context.env.files);
    let list = format!("{what}s");
    if config.entry(&list, name).is_none() {
        return Err(Failure::Message(format!("cannot delete {what} {name}, not in {}", config.path)));
    }
    config.remove(&list, name);
    config.save(context.env.files);
    context.out.out(&format!("deleted {what} {name} from {}\n", config.path));
    Ok(Progress::Ended)
}

pub(super) fn set_cluster(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else { return Err(unexpected(call, context)) };
    if name.is_empty() {
        return Err("you must specify a non-empty cluster name".into());
    }
    let authority = call.text("certificate-authority");
    if call.is_on("insecure-skip-tls-verify") && !authority.is_empty() {
        return Err("you cannot specify a certificate authority and insecure mode at the same time".into());
    }
    let files = &mut *context.env.files;
    if call.is_on("embed-certs") {
        if authority.is_empty() {
            return Err("you must specify a --certificate-authority to embed".into());
        }
        stat("certificate-authority", authority, files)?;
    }
    let mut config = Kubeconfig::of(call, files);
    let fields = config.fields_mut("clusters", name);
    if call.is_set("server") {
        fields.insert("server".to_owned(), call.text("server").into());
        fields.remove("tls-server-name");
    }
    copy(call, &["tls-server-name"], fields);
    if call.is_set("insecure-skip-tls-verify") {
        let is_on = call.is_on("insecure-skip-tls-verify");
        fields.insert("insecure-skip-tls-verify".to_owned(), is_on.into());
        if is_on {
            fields.remove("certificate-authority");
            fields.remove("certificate-authority-data");
        }
    }
    if call.is_set("certificate-authority") {
        file(call, "certificate-authority", fields, files);
        if !authority.is_empty() {
            fields.remove("insecure-skip-tls-verify");
        }
    }
    copy(call, &["proxy-url"], fields);
    config.save(files);
    context.out.out(&format!("Cluster {} set.\n", go_quote(name)));
    Ok(Progress::Ended)
}

pub(super) fn set_credentials(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let [name] = call.args() else {
        context.out.out(&help::text(&call.path));
        return Err(Failure::Message(format!("unexpected args: [{}]", call.args().join(" "))));
    };
    if name.is_empty() {
        return Err("you must specify a non-empty user name".into());
    }
    let has_token = !call.text("token").is_empty();
    let is_basic = !call.text("username").is_empty() || !call.text("password").is_empty();
    if has_token && is_basic {
        return Err("you cannot specify more than one authentication method at the same time: --token, \
                    --username/--password"
            .into());
    }
    let files = &mut *context.env.files;
    if call.is_on("embed-certs") {
        let given = ["client-certificate", "client-key"].map(|flag| (flag, call.text(flag)));
        if given.iter().all(|(_, path)| path.is_empty()) {
            return Err("you must specify a --client-certificate or --client-key to embed".into());
        }
        for (flag, path) in given.into_iter().filter(|(_, path)| !path.is_empty()) {
            stat(flag, path, files)?;
        }
    }
    if !matches!(call.text("exec-interactive-mode"), "IfAvailable" | "Never" | "Always")
        && call.is_set("exec-interactive-mode")
    {
        return Err("invalid interactive mode type, can be only IfAvailable, Never, Always".into());
    }
    let mut config = Kubeconfig::of(call, files);
    let fields = config.fields_mut("users", name);
    for flag in ["client-certificate", "client-key"].into_iter().filter(|flag| call.is_set(flag)) {
        file(call, flag, fields, files);
    }
    copy(call, &["token", "username", "password"], fields);
    set_provider(call, fields)?;
    set_exec(call, fields)?;
    if has_token {
        fields.remove("username");
        fields.remove("password");
    } else if is_basic {
        fields.remove("token");
    }
    config.save(files);
    context.out.out(&format!("User {} set.\n", go_quote(name)));
    Ok(Progress::Ended)
}

/// Takes over flags as they are.
fn copy(call: &Call, flags: &[&str], fields: &mut Map<String, Value>) {
    for flag in flags.iter().filter(|flag| call.is_set(flag)) {
        fields.insert((*flag).to_owned(), call.text(flag).into());
    }
}

/// Takes over a flag that names a file: its place, or with `--embed-certs` what is in it.
fn file(call: &Call, flag: &str, fields: &mut Map<String, Value>, files: &dyn Files) {
    let (path, data) = (call.text(flag), format!("{flag}-data"));
    if call.is_on("embed-certs") {
        let text = files.read(path).unwrap_or_default();
        fields.insert(data, base64::encode(text.as_bytes()).into());
        fields.remove(flag);
    } else {
        fields.insert(flag.to_owned(), files.absolute(path).into());
        fields.remove(&data);
    }
}

fn stat(flag: &str, path: &str, files: &dyn Files) -> Result<(), Failure> {
    if files.read(path).is_some() {
        return Ok(());
    }
    let why = format!("stat {path}: no such file or directory");
    Err(Failure::Message(format!("could not stat {flag} file {path}: {why}")))
}

fn set_provider(call: &Call, fields: &mut Map<String, Value>) -> Result<(), Failure> {
    let (set, remove) = pairs(&call.list("auth-provider-arg"), "auth-provider-arg")?;
    let name = call.text("auth-provider");
    let old = fields.get("auth-provider").and_then(|provider| provider["name"].as_str());
    if call.is_set("auth-provider") && old != Some(name) {
        fields.insert("auth-provider".to_owned(), json!({"name": name, "config": {}}));
    }
    let provider = fields.get_mut("auth-provider").and_then(|provider| provider["config"].as_object_mut());
    if let Some(provider) = provider {
        remove.iter().for_each(|key| _ = provider.remove(key));
        provider.extend(set.into_iter().map(|(key, value)| (key, value.into())));
    }
    Ok(())
}

fn set_exec(call: &Call, fields: &mut Map<String, Value>) -> Result<(), Failure> {
    let (set, remove) = pairs(&call.list("exec-env"), "exec-env")?;
    if call.is_set("exec-command") {
        let exec = fields
            .entry("exec")
            .or_insert_with(|| json!({"args": null, "env": null, "provideClusterInfo": false}));
        exec["command"] = call.text("exec-command").into();
        exec["args"] = Value::Null;
    }
    let Some(exec) = fields.get_mut("exec").filter(|exec| exec.is_object()) else { return Ok(()) };
    for (flag, field) in [("exec-api-version", "apiVersion"), ("exec-interactive-mode", "interactiveMode")] {
        if call.is_set(flag) {
            exec[field] = call.text(flag).into();
        }
    }
    if call.is_set("exec-arg") {
        exec["args"] = call.list("exec-arg").into();
    }
    if call.is_set("exec-provide-cluster-info") {
        exec["provideClusterInfo"] = call.is_on("exec-provide-cluster-info").into();
    }
    if !set.is_empty() || !remove.is_empty() {
        let mut env = exec["env"].as_array().cloned().unwrap_or_default();
        env.retain(|one| !remove.iter().any(|name| one["name"] == name.as_str()));
        for (name, value) in set {
            match env.iter_mut().find(|one| one["name"] == name.as_str()) {
                Some(one) => one["value"] = value.into(),
                None => env.push(json!({"name": name, "value": value})),
            }
        }
        exec["env"] = env.into();
    }
    Ok(())
}
