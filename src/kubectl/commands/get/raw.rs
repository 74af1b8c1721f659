//! `kubectl get --raw`: what the server answers to a path, as it sends it.
//!
//! Differs: of the server's other documents only its health and version are there; lists that nothing is kept of are
//! empty.
//!
//! Upstream: `k8s.io/kubectl/pkg/rawhttp/raw.go`, `k8s.io/apiserver/pkg/endpoints`.

use serde_json::{Value, json};

use crate::api::node::KUBELET_VERSION;
use crate::api::schema::{go_json, go_json_untyped, root};
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::quote::go_quote;
use crate::apiserver::server::ApiServer;
use crate::kubectl::builder::query::list;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::resources::Mapping;

/// Carries out `--raw`.
pub(super) fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let path = call.text("raw");
    if !call.args().is_empty() {
        return Err("arguments may not be passed when --raw is specified".into());
    }
    if call.is_on("watch") || call.is_on("watch-only") || !call.text("selector").is_empty() {
        return Err(
            "--raw may not be specified with other flags that filter the server request or alter the output"
                .into(),
        );
    }
    if !call.text("output").is_empty() {
        return Err("--raw and --output are mutually exclusive".into());
    }
    if !path.starts_with('/') {
        let path = go_quote(path);
        return Err(Failure::Message(format!(
            "--raw must be a valid URL path: parse {path}: invalid URI for request"
        )));
    }
    let text = answer(path, context.env.api)?;
    context.out.out(&text);
    Ok(())
}

fn answer(path: &str, api: &ApiServer) -> Result<String, Failure> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (api_version, rest) = match &parts[..] {
        ["healthz" | "livez" | "readyz"] => return Ok("ok".to_owned()),
        ["version"] => return Ok(version()),
        ["api", version, rest @ ..] if !rest.is_empty() => ((*version).to_owned(), rest),
        ["apis", group, version, rest @ ..] if !rest.is_empty() => (format!("{group}/{version}"), rest),
        ["api" | "apis" | "openapi" | "metrics" | "logs", ..] => {
            return Err(Failure::Message(format!(
                "raw requests of {path} are not simulated by this playground"
            )));
        }
        _ => return Err(nowhere()),
    };
    let (namespace, plural, name) = match rest {
        ["namespaces", namespace, plural] if *plural != "status" => (*namespace, *plural, None),
        ["namespaces", namespace, plural, name] | ["namespaces", namespace, plural, name, "status"] => {
            (*namespace, *plural, Some(*name))
        }
        [plural] => ("", *plural, None),
        [plural, name] | [plural, name, "status"] => ("", *plural, Some(*name)),
        _ => return Err(nowhere()),
    };
    let found =
        Mapping::all().into_iter().find(|one| one.plural() == plural && one.api_version() == api_version);
    let mapping =
        found.filter(|one| namespace.is_empty() != one.namespaced() || name.is_none()).ok_or_else(nowhere)?;
    match name {
        Some(name) => {
            let Some(kind) = mapping.kind() else {
                return Err(ApiError::not_found(&mapping.qualified_plural(), name).into());
            };
            let object = api.get(kind, namespace, name)?;
            Ok(text(&object.to_value(), mapping.kind_name()))
        }
        None => list_text(mapping, namespace, query, api),
    }
}

fn list_text(mapping: Mapping, namespace: &str, query: &str, api: &ApiServer) -> Result<String, Failure> {
    let parameter = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| decoded(value)).unwrap_or_default()
    };
    let objects = list(mapping, namespace, &parameter("labelSelector"), &parameter("fieldSelector"), api)?;
    let without_type = objects.iter().map(|object| {
        let mut value = object.to_value();
        if let Some(fields) = value.as_object_mut() {
            fields.remove("kind");
            fields.remove("apiVersion");
        }
        value
    });
    let kind = format!("{}List", mapping.kind_name());
    let items: Vec<Value> = without_type.collect();
    let revision = api.revision().to_string();
    let value = json!({
        "apiVersion": mapping.api_version(), "items": items, "kind": kind, "metadata": {"resourceVersion": revision},
    });
    Ok(text(&value, &kind))
}

/// The server writes fields in the order in which the types declare them.
fn text(value: &Value, kind: &str) -> String {
    let text = match root(kind) {
        Some(ty) => go_json(value, ty),
        None => go_json_untyped(value),
    };
    text + "\n"
}

fn version() -> String {
    let fields = [
        ("major", "1"),
        ("minor", "36"),
        ("gitVersion", KUBELET_VERSION),
        ("gitTreeState", "clean"),
        ("compiler", "gc"),
        ("platform", "linux/amd64"),
    ];
    let lines = fields.map(|(key, value)| format!("  {}: {}", go_quote(key), go_quote(value)));
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// `%3D` and `+` in the query of a path.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        rest = after;
        match (byte, hex.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(code)) => {
                bytes.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn nowhere() -> Failure {
    ApiError::new(Reason::NotFound, "the server could not find the requested resource").into()
}
