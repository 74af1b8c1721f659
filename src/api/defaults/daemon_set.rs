//! Defaults of a DaemonSet and its template.

use serde_json::{Value, json};

use super::edit::{default_pointer, default_text, nested, object, pointer};
use super::pod_spec::pod_spec;
use crate::api::fields::Fields;

/// Fills a DaemonSet in.
pub fn daemon_set(value: &mut Value) {
    let spec = nested(value, "spec");
    let strategy = nested(spec, "updateStrategy");
    default_text(strategy, "type", "RollingUpdate");
    if strategy.text("type") == "RollingUpdate" {
        default_pointer(strategy, "rollingUpdate", json!({}));
        let rolling = nested(strategy, "rollingUpdate");
        default_pointer(rolling, "maxUnavailable", 1);
        default_pointer(rolling, "maxSurge", 0);
    }
    default_pointer(spec, "revisionHistoryLimit", 10);
    pod_template(nested(spec, "template"));
}

/// Fills a pod template in.
pub fn pod_template(template: &mut Value) {
    pod_spec(nested(template, "spec"));
    drop_init_container_annotations(template);
}

/// Annotations that held init containers before there was a field for them; a round trip loses them.
pub(super) fn drop_init_container_annotations(value: &mut Value) {
    let Some(metadata) = pointer(value, "metadata") else { return };
    let Some(annotations) = pointer(metadata, "annotations").and_then(Value::as_object_mut) else { return };
    let before = annotations.len();
    for version in ["alpha", "beta"] {
        annotations.remove(&format!("pod.{version}.kubernetes.io/init-containers"));
        annotations.remove(&format!("pod.{version}.kubernetes.io/init-container-statuses"));
    }
    if annotations.is_empty() && before > 0 {
        object(metadata).remove("annotations");
    }
}
