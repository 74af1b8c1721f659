//! Objects that are fine, to be spoiled by a merge patch.

use expect_test::Expect;
use serde_json::{Value, json};

use crate::api::defaults;
use crate::api::validation::{daemon_set_create, pod_create, pod_update};
use crate::apimachinery::field_error::FieldErrorList;

/// The errors, one a line, as kubectl lists them.
pub(super) fn lines(errors: &FieldErrorList) -> String {
    errors.distinct_messages().join("\n")
}

/// A JSON merge patch, for lists as a whole.
pub(super) fn merge(value: &mut Value, patch: Value) {
    match patch {
        Value::Object(fields) => {
            if !value.is_object() {
                *value = json!({});
            }
            for (name, field) in fields {
                if field.is_null() {
                    value.as_object_mut().expect("made an object above").remove(&name);
                } else {
                    merge(&mut value[&name], field);
                }
            }
        }
        other => *value = other,
    }
}

/// A stored DaemonSet with the patch in it.
pub(super) fn daemon_set(patch: Value) -> Value {
    let mut value = json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": {"name": "ds", "namespace": "default"},
        "spec": {
            "selector": {"matchLabels": {"app": "a"}},
            "template": {
                "metadata": {"labels": {"app": "a"}},
                "spec": {"containers": [{"name": "c", "image": "nginx:1.27", "resources": {}}]},
            },
        },
    });
    merge(&mut value, patch);
    defaults::daemon_set(&mut value);
    value
}

/// A stored pod with the patch in it.
pub(super) fn pod(patch: Value) -> Value {
    let mut value = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "p", "namespace": "default", "resourceVersion": "1", "uid": "u"},
        "spec": {"containers": [{"name": "c", "image": "nginx:1.27", "resources": {}}]},
    });
    merge(&mut value, patch);
    defaults::pod(&mut value);
    value
}

/// What creating a DaemonSet with the patch answers.
pub(super) fn check_daemon_set(patch: Value, expected: Expect) {
    expected.assert_eq(&lines(&daemon_set_create(&daemon_set(patch))));
}

/// What creating a DaemonSet with the patch in its pods' spec answers.
pub(super) fn check_spec(patch: Value, expected: Expect) {
    check_daemon_set(json!({"spec": {"template": {"spec": patch}}}), expected);
}

/// What creating a DaemonSet whose one container has the patch answers.
pub(super) fn check_container(patch: Value, expected: Expect) {
    let mut container = json!({"name": "c", "image": "nginx:1.27", "resources": {}});
    merge(&mut container, patch);
    check_spec(json!({"containers": [container]}), expected);
}

/// What creating a pod with the patch answers.
pub(super) fn check_pod(patch: Value, expected: Expect) {
    expected.assert_eq(&lines(&pod_create(&pod(patch))));
}

/// What changing a pod by the patch answers.
pub(super) fn check_pod_update(before: Value, patch: Value, expected: Expect) {
    let old = pod(before);
    let mut new = old.clone();
    merge(&mut new, patch);
    expected.assert_eq(&lines(&pod_update(&new, &old)));
}
