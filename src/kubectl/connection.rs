//! How a command line reaches the server: by which context, cluster and user, and what is said where there is no way.
//!
//! There is one server. Whoever is led to another finds nobody there.
//!
//! Upstream: `k8s.io/client-go/tools/clientcmd` (`DirectClientConfig`, `ConfirmUsable`),
//! `k8s.io/kubectl/pkg/cmd/util/helpers.go` (`StandardErrorMessage`).

use serde_json::Value;

use crate::api::fields::Fields as _;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Env};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::parse_duration;
use crate::kubectl::kubeconfig::{Kubeconfig, SERVER};

/// Commands that need no server and do not ask for one.
const WITHOUT_SERVER: &[&str] =
    &["completion", "config", "help", "kubectl", "kuberc", "kustomize", "options", "plugin"];
/// Commands that ask for their namespace before they ask for a connection, and so find mistakes in another way.
const NAMESPACE_FIRST: &[&str] = &[
    "annotate",
    "attach",
    "cp",
    "debug",
    "delete",
    "describe",
    "edit",
    "events",
    "get",
    "label",
    "logs",
    "patch",
    "port-forward",
    "rollout",
    "scale",
    "set",
    "taint",
    "top",
];

/// The namespace that a command line works in where it names none.
///
/// Errors: its context, cluster or user are not there, or lead to another server.
pub fn namespace(call: &Call, env: &Env<'_>) -> Result<String, Failure> {
    let command = call.path.get(1).map_or("kubectl", |command| command.name);
    let config = Kubeconfig::of(call, env.files);
    let is_local = WITHOUT_SERVER.contains(&command) || (command == "version" && call.is_on("client"));
    if !is_local {
        check_flags(call, env)?;
        let asks_namespace_first = NAMESPACE_FIRST.contains(&command)
            && call.text("namespace").is_empty()
            && call.text("raw").is_empty();
        check_server(call, &config, asks_namespace_first)?;
    }
    let mut config = config;
    if !call.text("context").is_empty() {
        config.value["current-context"] = call.text("context").into();
    }
    Ok(config.namespace())
}

/// Upstream: `ClientConfigLoadingRules.Load`, `ParseTimeout`.
fn check_flags(call: &Call, env: &Env<'_>) -> Result<(), Failure> {
    let path = call.text("kubeconfig");
    if !path.is_empty() && env.files.read(path).is_none() {
        return Err(Failure::Message(format!("stat {path}: no such file or directory")));
    }
    let timeout = call.text("request-timeout");
    let is_seconds = timeout.bytes().all(|byte| byte.is_ascii_digit());
    if is_seconds || parse_duration(timeout).is_ok() {
        return Ok(());
    }
    Err("Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a \
         corresponding time unit (e.g. 1s | 2m | 3h)"
        .into())
}

fn check_server(call: &Call, config: &Kubeconfig, asks_namespace_first: bool) -> Result<(), Failure> {
    let given = call.text("context");
    let name = if given.is_empty() { config.current() } else { given };
    let context = config.entry("contexts", name).map(|entry| entry.at("context"));
    if context.is_none() && !name.is_empty() {
        return Err(if asks_namespace_first || given.is_empty() {
            Failure::Plain(format!(
                "Error in configuration: context was not found for specified context: {name}"
            ))
        } else {
            Failure::Message(format!("context {} does not exist", go_quote(name)))
        });
    }
    let entry = |list: &str, field: &str| {
        // `set subject --user` names somebody else.
        let is_own = call.command().flags.iter().any(|table| table.iter().any(|flag| flag.name == field));
        let given = if is_own { "" } else { call.text(field) };
        let name = if given.is_empty() { context.unwrap_or(&Value::Null).text(field) } else { given };
        (given, config.entry(list, name).map(|entry| entry.at(field)))
    };
    let (cluster_given, cluster) = entry("clusters", "cluster");
    if !cluster_given.is_empty() && cluster.is_none() {
        let name = go_quote(cluster_given);
        return Err(Failure::Message(if asks_namespace_first {
            format!("no server found for cluster {name}")
        } else {
            format!("cluster {name} does not exist")
        }));
    }
    let (user_given, user) = entry("users", "user");
    if !user_given.is_empty() && user.is_none() {
        return Err(Failure::Message(format!("auth info {} does not exist", go_quote(user_given))));
    }
    let server = match call.text("server") {
        "" => cluster.unwrap_or(&Value::Null).text("server"),
        given => given,
    };
    if server.trim_end_matches('/') != SERVER {
        return Err(nobody_at(server));
    }
    let names_user = ["token", "username", "client-certificate"].iter().any(|flag| call.is_set(flag));
    if user.is_none() && !names_user {
        // It asks the terminal, where nobody answers.
        return Err(Failure::Plain("Please enter Username: error: EOF".to_owned()));
    }
    Ok(())
}

/// Another server than ours: names are not known and addresses are silent, but on this machine nothing listens.
fn nobody_at(server: &str) -> Failure {
    let (scheme, rest) = server.split_once("://").unwrap_or(("http", server));
    let address = match rest.split('/').next().unwrap_or_default() {
        "" => "localhost:8080",
        address => address,
    };
    let host = address.split(':').next().unwrap_or_default();
    Failure::Plain(if matches!(host, "localhost" | "127.0.0.1") {
        format!(
            "The connection to the server {address} was refused - did you specify the right host or port?"
        )
    } else if host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        let port = if scheme == "https" { 443 } else { 80 };
        let whole = if address.contains(':') { address.to_owned() } else { format!("{address}:{port}") };
        format!("Unable to connect to the server: dial tcp {whole}: i/o timeout")
    } else {
        format!("Unable to connect to the server: dial tcp: lookup {host} on 127.0.0.53:53: no such host")
    })
}
