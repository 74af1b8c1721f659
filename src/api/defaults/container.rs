//! Defaults of a container of any of the three lists.

use serde_json::Value;

use super::edit::{default_int, default_pointer, default_text, items, pointer};
use super::image::image_tag;
use super::resources::round_up_requirements;
use crate::api::fields::Fields;

/// Fills a container in.
pub(super) fn container(value: &mut Value) {
    let policy = pull_policy(value.text("image"));
    default_text(value, "imagePullPolicy", policy);
    default_text(value, "terminationMessagePath", "/dev/termination-log");
    default_text(value, "terminationMessagePolicy", "File");
    for port in items(value, "ports") {
        default_text(port, "protocol", "TCP");
    }
    for variable in items(value, "env") {
        let Some(source) = pointer(variable, "valueFrom") else { continue };
        field_ref(source);
        if let Some(file) = pointer(source, "fileKeyRef") {
            default_pointer(file, "optional", false);
        }
    }
    round_up_requirements(value);
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(found) = pointer(value, name) {
            probe(found);
        }
    }
    if let Some(lifecycle) = pointer(value, "lifecycle") {
        for name in ["postStart", "preStop"] {
            if let Some(handler) = pointer(lifecycle, name) {
                http_get(handler);
            }
        }
    }
}

/// `Always` for images that may change under their tag.
pub(super) fn pull_policy(image: &str) -> &'static str {
    if image_tag(image) == Some("latest") { "Always" } else { "IfNotPresent" }
}

/// The version a field reference speaks of.
pub(super) fn field_ref(value: &mut Value) {
    if let Some(reference) = pointer(value, "fieldRef") {
        default_text(reference, "apiVersion", "v1");
    }
}

fn probe(value: &mut Value) {
    default_int(value, "timeoutSeconds", 1);
    default_int(value, "periodSeconds", 10);
    default_int(value, "successThreshold", 1);
    default_int(value, "failureThreshold", 3);
    http_get(value);
    if let Some(grpc) = pointer(value, "grpc") {
        default_pointer(grpc, "service", "");
    }
}

fn http_get(handler: &mut Value) {
    if let Some(action) = pointer(handler, "httpGet") {
        default_text(action, "path", "/");
        default_text(action, "scheme", "HTTP");
    }
}
