//! Labels and label selectors.
//!
//! Upstream: `k8s.io/apimachinery/pkg/apis/meta/v1/validation`.

use serde_json::{Map, Value};

use crate::api::fields::{Fields, as_text};
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::labels::{label_key, label_value};

/// A label's key.
pub(super) fn label_name(errors: &mut FieldErrorList, path: &Path, key: &str) {
    errors.invalid_each(path, key, &label_key(key));
}

/// The labels called `name` in `owner`; errors name the map, not the entry.
pub(super) fn label_map(errors: &mut FieldErrorList, path: &Path, owner: &Value, name: &str) {
    let path = path.child(name);
    for (key, value) in owner.pairs(name) {
        label_name(errors, &path, key);
        errors.invalid_each(&path, value, &label_value(value));
    }
}

/// A label selector; null is no selector and fine.
pub(super) fn label_selector(errors: &mut FieldErrorList, path: &Path, selector: &Value) {
    label_map(errors, path, selector, "matchLabels");
    let list = path.child("matchExpressions");
    for (i, requirement) in selector.items("matchExpressions").iter().enumerate() {
        label_requirement(errors, &list.index(i), requirement);
    }
}

fn label_requirement(errors: &mut FieldErrorList, path: &Path, requirement: &Value) {
    let values = requirement.items("values");
    let values_path = path.child("values");
    match requirement.text("operator") {
        "In" | "NotIn" => needs_values(errors, &values_path, values),
        "Exists" | "DoesNotExist" => needs_no_values(errors, &values_path, values),
        other => {
            errors.invalid(&path.child("operator"), BadValue::Named(other), "not a valid selector operator")
        }
    }
    label_name(errors, &path.child("key"), requirement.text("key"));
    label_values(errors, &values_path, values);
}

/// The rule of `In` and `NotIn`.
pub(super) fn needs_values(errors: &mut FieldErrorList, path: &Path, values: &[Value]) {
    if values.is_empty() {
        errors.required(path, "must be specified when `operator` is 'In' or 'NotIn'");
    }
}

/// The rule of `Exists` and `DoesNotExist`.
pub(super) fn needs_no_values(errors: &mut FieldErrorList, path: &Path, values: &[Value]) {
    if !values.is_empty() {
        errors.forbidden(path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
}

/// Each value has the form of a label value.
pub(super) fn label_values(errors: &mut FieldErrorList, path: &Path, values: &[Value]) {
    for (i, value) in values.iter().enumerate() {
        let value = as_text(value);
        errors.invalid_each(&path.index(i), value, &label_value(value));
    }
}

/// Whether a selector selects the labels; nothing where the selector cannot be understood. No selector selects nothing,
/// an empty one everything.
///
/// Upstream: `metav1.LabelSelectorAsSelector` and `Matches`.
pub(super) fn selects(selector: &Value, labels: &Map<String, Value>) -> Option<bool> {
    if selector.is_null() {
        return Some(false);
    }
    let mut matches = true;
    for (key, value) in selector.pairs("matchLabels") {
        understood(key, [value].into_iter())?;
        matches &= labels.get(key).and_then(Value::as_str) == Some(value);
    }
    for requirement in selector.items("matchExpressions") {
        let key = requirement.text("key");
        understood(key, requirement.texts("values"))?;
        let found = labels.get(key).and_then(Value::as_str);
        let listed = found.is_some_and(|found| requirement.texts("values").any(|value| value == found));
        let no_values = requirement.items("values").is_empty();
        matches &= match requirement.text("operator") {
            "In" if !no_values => listed,
            "NotIn" if !no_values => !listed,
            "Exists" if no_values => found.is_some(),
            "DoesNotExist" if no_values => found.is_none(),
            _ => return None,
        };
    }
    Some(matches)
}

fn understood<'a>(key: &str, mut values: impl Iterator<Item = &'a str>) -> Option<()> {
    (label_key(key).is_empty() && values.all(|value| label_value(value).is_empty())).then_some(())
}
