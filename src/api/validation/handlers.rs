//! Probes and lifecycle hooks.
//!
//! Deliberately absent: stop signals, whose feature is off in 1.36; the field is dropped before rules run.
//!
//! Upstream: `validateProbe`, `validateLifecycle`, `validateHandler`.

use serde_json::Value;

use super::object_meta::nonnegative;
use super::pod_spec::maybe_one_of;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::texts::{PORT_RANGE, http_header_name, port_name};

/// The three probes of a container.
pub(super) fn probes(errors: &mut FieldErrorList, path: &Path, container: &Value, spec: &Value) {
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let Some(probe) = container.set(name) else { continue };
        let path = path.child(name);
        common_probe(errors, &path, probe, spec);
        let successes = probe.int("successThreshold");
        if name != "readinessProbe" {
            if successes != 1 {
                errors.invalid(&path.child("successThreshold"), successes, "must be 1");
            }
        } else if let Some(seconds) = probe.maybe_int("terminationGracePeriodSeconds") {
            let path = path.child("terminationGracePeriodSeconds");
            errors.invalid(&path, seconds, "must not be set for readinessProbes");
        }
    }
}

fn common_probe(errors: &mut FieldErrorList, path: &Path, probe: &Value, spec: &Value) {
    handler(errors, path, probe, spec, &["exec", "httpGet", "tcpSocket", "grpc"]);
    for name in
        ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"]
    {
        nonnegative(errors, &path.child(name), probe.int(name));
    }
    if let Some(seconds) = probe.maybe_int("terminationGracePeriodSeconds").filter(|seconds| *seconds <= 0) {
        errors.invalid(&path.child("terminationGracePeriodSeconds"), seconds, "must be greater than 0");
    }
}

/// What runs after a container starts and before it stops.
pub(super) fn lifecycle(errors: &mut FieldErrorList, path: &Path, container: &Value, spec: &Value) {
    let lifecycle = container.at("lifecycle");
    let path = path.child("lifecycle");
    for name in ["postStart", "preStop"] {
        if let Some(hook) = lifecycle.set(name) {
            handler(errors, &path.child(name), hook, spec, &["exec", "httpGet", "tcpSocket", "sleep"]);
        }
    }
}

/// Exactly one of the kinds.
fn handler(errors: &mut FieldErrorList, path: &Path, value: &Value, spec: &Value, kinds: &[&str]) {
    let mut num_handlers = 0;
    for kind in kinds {
        let Some(action) = value.set(kind) else { continue };
        num_handlers += 1;
        let path = path.child(kind);
        if num_handlers > 1 {
            errors.forbidden(&path, "may not specify more than 1 handler type");
            continue;
        }
        match *kind {
            "exec" if action.items("command").is_empty() => errors.required(&path.child("command"), ""),
            "exec" => {}
            "httpGet" => http_get(errors, &path, action),
            "sleep" => sleep(errors, &path, action, spec),
            _ => port(errors, &path.child("port"), action.at("port")),
        }
    }
    if num_handlers == 0 {
        errors.required(path, "must specify a handler type");
    }
}

fn http_get(errors: &mut FieldErrorList, path: &Path, action: &Value) {
    if action.text("path").is_empty() {
        errors.required(&path.child("path"), "");
    }
    port(errors, &path.child("port"), action.at("port"));
    maybe_one_of(errors, &path.child("scheme"), Some(action.text("scheme")), &["HTTP", "HTTPS"]);
    for header in action.items("httpHeaders") {
        let name = header.text("name");
        errors.invalid_each(&path.child("httpHeaders"), name, &http_header_name(name));
    }
}

/// A port by number or by name.
fn port(errors: &mut FieldErrorList, path: &Path, value: &Value) {
    match value.as_str() {
        Some(name) => errors.invalid_each(path, name, &port_name(name)),
        None => {
            let number = value.as_i64().unwrap_or_default();
            if !(1..=65535).contains(&number) {
                errors.invalid(path, number, PORT_RANGE);
            }
        }
    }
}

fn sleep(errors: &mut FieldErrorList, path: &Path, action: &Value, spec: &Value) {
    let seconds = action.int("seconds");
    let Some(grace) = spec.maybe_int("terminationGracePeriodSeconds") else { return };
    if seconds < 0 || seconds > grace {
        let detail = format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})");
        errors.invalid(path, BadValue::Int(seconds), detail);
    }
}
