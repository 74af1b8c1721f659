//! `kubectl config view`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/config/view.go`, `k8s.io/client-go/tools/clientcmd/api/helpers.go`.

use serde_json::Value;

use crate::api::fields::Fields as _;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::kubeconfig::Kubeconfig;
use crate::kubectl::printers::object::Format;
use crate::kubectl::task::Progress;

pub(super) fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err(call.usage_error(&format!("unexpected arguments: [{}]", call.args().join(" "))));
    }
    let mut format = Format::required(call, context)?;
    if !call.is_on("merge") && call.text("kubeconfig").is_empty() {
        return Err("if merge==false a precise file must be specified".into());
    }
    let mut config = Kubeconfig::of(call, context.env.files);
    if call.is_on("minify") {
        minify(call, &mut config)?;
    }
    let mut value = config.printed();
    if !call.is_on("flatten") && !call.is_on("raw") {
        hide_secrets(&mut value);
    }
    if matches!(format, Format::Operation) {
        format = Format::Yaml(false);
    }
    format.print(&value, "", context.out)?;
    Ok(Progress::Ended)
}

/// Keeps the context in use, its cluster and its user.
///
/// Errors: one of them is not there.
fn minify(call: &Call, config: &mut Kubeconfig) -> Result<(), Failure> {
    if !call.text("context").is_empty() {
        config.value["current-context"] = call.text("context").into();
    }
    let current = config.current().to_owned();
    if current.is_empty() {
        return Err("current-context must exist in order to minify".into());
    }
    let Some(entry) = config.entry("contexts", &current) else {
        return Err(Failure::Message(format!("cannot locate context {current}")));
    };
    let (cluster, user) =
        (entry.at("context").text("cluster").to_owned(), entry.at("context").text("user").to_owned());
    for (list, what, used) in
        [("contexts", "context", current), ("clusters", "cluster", cluster), ("users", "user", user)]
    {
        if !used.is_empty() && config.entry(list, &used).is_none() {
            return Err(Failure::Message(format!("cannot locate {what} {used}")));
        }
        if let Some(entries) = config.value.get_mut(list).and_then(Value::as_array_mut) {
            entries.retain(|entry| entry.text("name") == used);
        }
    }
    Ok(())
}

fn hide_secrets(value: &mut Value) {
    const DATA: [(&str, &str, &str); 5] = [
        ("clusters", "certificate-authority-data", "DATA+OMITTED"),
        ("users", "client-certificate-data", "DATA+OMITTED"),
        ("users", "client-key-data", "DATA+OMITTED"),
        ("users", "password", "REDACTED"),
        ("users", "token", "REDACTED"),
    ];
    for (list, field, instead) in DATA {
        for entry in value.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let inner = entry.get_mut(list.trim_end_matches('s')).and_then(|inner| inner.get_mut(field));
            if let Some(secret) = inner {
                *secret = instead.into();
            }
        }
    }
}
