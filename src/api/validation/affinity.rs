//! Node affinity, pod affinity and anti-affinity.
//!
//! Upstream: `validateAffinity` and below.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::labels::{label_name, label_selector, label_values, needs_no_values, needs_values};
use crate::api::fields::{Fields, as_text};
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::names::{dns1123_label, dns1123_subdomain};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
const WEIGHT_RANGE: &str = "must be in the range 1-100";
const NO_OPERATOR: &str = "not a valid selector operator";

/// Whether wrong label values matter: in preferences they never did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Values {
    Checked,
    Any,
}

/// The affinity of a pod.
pub(super) fn affinity(errors: &mut FieldErrorList, path: &Path, affinity: &Value) {
    if let Some(node) = affinity.set("nodeAffinity") {
        node_affinity(errors, &path.child("nodeAffinity"), node);
    }
    for name in ["podAffinity", "podAntiAffinity"] {
        if let Some(pods) = affinity.set(name) {
            pod_affinity(errors, &path.child(name), pods);
        }
    }
}

fn node_affinity(errors: &mut FieldErrorList, path: &Path, affinity: &Value) {
    if let Some(selector) = affinity.set(REQUIRED) {
        let path = path.child(REQUIRED);
        let list = path.child("nodeSelectorTerms");
        if selector.items("nodeSelectorTerms").is_empty() {
            errors.required(&list, "must have at least one node selector term");
        }
        for (i, term) in selector.items("nodeSelectorTerms").iter().enumerate() {
            node_term(errors, &list.index(i), term, Values::Checked);
        }
    }
    let list = path.child(PREFERRED);
    for (i, term) in affinity.items(PREFERRED).iter().enumerate() {
        let path = list.index(i);
        weight(errors, &path, term);
        node_term(errors, &path.child("preference"), term.at("preference"), Values::Any);
    }
}

fn weight(errors: &mut FieldErrorList, path: &Path, term: &Value) {
    let weight = term.int("weight");
    if !(1..=100).contains(&weight) {
        errors.invalid(&path.child("weight"), weight, WEIGHT_RANGE);
    }
}

fn node_term(errors: &mut FieldErrorList, path: &Path, term: &Value, check: Values) {
    let list = path.child("matchExpressions");
    for (i, requirement) in term.items("matchExpressions").iter().enumerate() {
        node_requirement(errors, &list.index(i), requirement, check);
    }
    let list = path.child("matchFields");
    for (i, requirement) in term.items("matchFields").iter().enumerate() {
        node_field(errors, &list.index(i), requirement);
    }
}

fn node_requirement(errors: &mut FieldErrorList, path: &Path, requirement: &Value, check: Values) {
    let values = requirement.items("values");
    let values_path = path.child("values");
    match requirement.text("operator") {
        "In" | "NotIn" => needs_values(errors, &values_path, values),
        "Exists" | "DoesNotExist" => needs_no_values(errors, &values_path, values),
        "Gt" | "Lt" => {
            if values.len() != 1 {
                let detail = "must be specified single value when `operator` is 'Lt' or 'Gt'";
                errors.required(&values_path, detail);
            }
        }
        other => errors.invalid(&path.child("operator"), BadValue::Named(other), NO_OPERATOR),
    }
    label_name(errors, &path.child("key"), requirement.text("key"));
    if check == Values::Checked {
        label_values(errors, &values_path, values);
    }
}

/// The one field there is: `metadata.name`.
fn node_field(errors: &mut FieldErrorList, path: &Path, requirement: &Value) {
    let values = requirement.items("values");
    let values_path = path.child("values");
    match requirement.text("operator") {
        "In" | "NotIn" => {
            if values.len() != 1 {
                let detail =
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
                errors.required(&values_path, detail);
            }
        }
        other => errors.invalid(&path.child("operator"), BadValue::Named(other), NO_OPERATOR),
    }
    let key = requirement.text("key");
    if key != "metadata.name" {
        return errors.invalid(&path.child("key"), key, "not a valid field selector key");
    }
    for (i, value) in values.iter().enumerate() {
        let value = as_text(value);
        errors.invalid_each(&values_path.index(i), value, &dns1123_subdomain(value));
    }
}

fn pod_affinity(errors: &mut FieldErrorList, path: &Path, affinity: &Value) {
    let list = path.child(REQUIRED);
    for (i, term) in affinity.items(REQUIRED).iter().enumerate() {
        pod_term(errors, &list.index(i), term);
    }
    let list = path.child(PREFERRED);
    for (i, term) in affinity.items(PREFERRED).iter().enumerate() {
        let path = list.index(i);
        weight(errors, &path, term);
        pod_term(errors, &path.child("podAffinityTerm"), term.at("podAffinityTerm"));
    }
}

fn pod_term(errors: &mut FieldErrorList, path: &Path, term: &Value) {
    for name in ["labelSelector", "namespaceSelector"] {
        label_selector(errors, &path.child(name), term.at(name));
    }
    for name in term.texts("namespaces") {
        errors.invalid_each(&path.child("namespace"), name, &dns1123_label(name));
    }
    match_label_keys(errors, path, term);
    let key = term.text("topologyKey");
    if key.is_empty() {
        errors.required(&path.child("topologyKey"), "can not be empty");
    }
    label_name(errors, &path.child("topologyKey"), key);
}

/// Keys whose values are taken from the incoming pod. A key cannot stand both here and in the selector; where upstream
/// adds the taken values to the selector first, ours has not, and a key that stands in both shows as one occurrence.
pub(super) fn match_label_keys(errors: &mut FieldErrorList, path: &Path, term: &Value) {
    let selector = term.at("labelSelector");
    for name in ["matchLabelKeys", "mismatchLabelKeys"] {
        let list = path.child(name);
        if selector.is_null() && !term.items(name).is_empty() {
            errors.forbidden(&list, "must not be specified when labelSelector is not set");
            continue;
        }
        for (i, key) in term.texts(name).enumerate() {
            label_name(errors, &list.index(i), key);
        }
    }
    let positions: BTreeMap<&str, usize> =
        term.texts("matchLabelKeys").enumerate().map(|(i, key)| (key, i)).collect();
    let mut seen: BTreeSet<&str> = selector.pairs("matchLabels").map(|(key, _)| key).collect();
    for requirement in selector.items("matchExpressions") {
        let key = requirement.text("key");
        if let Some(i) = positions.get(key).filter(|_| seen.contains(key)) {
            errors.invalid(&path.index(*i), key, "exists in both matchLabelKeys and labelSelector");
        }
        seen.insert(key);
    }
    let mismatched: BTreeSet<&str> = term.texts("mismatchLabelKeys").collect();
    let list = path.child("matchLabelKeys");
    for (i, key) in term.texts("matchLabelKeys").enumerate() {
        if mismatched.contains(key) {
            errors.invalid(&list.index(i), key, "exists in both matchLabelKeys and mismatchLabelKeys");
        }
    }
}
