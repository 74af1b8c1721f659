//! Tolerations of pods and taints of nodes.
//!
//! Upstream: `ValidateTolerations`, `validateNodeTaints`, `validateTaintEffect`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::labels::label_name;
use super::render;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::labels::label_value;

const EFFECTS: &[&str] = &["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// The tolerations of a pod.
pub(super) fn tolerations(errors: &mut FieldErrorList, list: &Path, tolerations: &[Value]) {
    for (i, toleration) in tolerations.iter().enumerate() {
        let path = list.index(i);
        let (key, operator) = (toleration.text("key"), toleration.text("operator"));
        let (value, effect) = (toleration.text("value"), toleration.text("effect"));
        let operator_path = path.child("operator");
        if !key.is_empty() {
            label_name(errors, &path.child("key"), key);
        } else if operator != "Exists" {
            let detail =
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";
            errors.invalid(&operator_path, BadValue::Named(operator), detail);
        }
        if toleration.has("tolerationSeconds") && effect != "NoExecute" {
            let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
            errors.invalid(&path.child("effect"), BadValue::Named(effect), detail);
        }
        match operator {
            "" | "Equal" => {
                let broken = label_value(value);
                if !broken.is_empty() {
                    errors.invalid(&operator_path, value, broken.join(";"));
                }
            }
            "Exists" => {
                if !value.is_empty() {
                    errors.invalid(&operator_path, value, "value must be empty when `operator` is 'Exists'");
                }
            }
            // The feature behind Lt and Gt is off, and yet they are listed.
            "Lt" | "Gt" => {
                let supported = ["Equal", "Exists", "Lt", "Gt"];
                errors.not_supported(&operator_path, BadValue::Named(operator), &supported);
            }
            _ => errors.not_supported(&operator_path, BadValue::Named(operator), &["Equal", "Exists"]),
        }
        if !effect.is_empty() && !EFFECTS.contains(&effect) {
            errors.not_supported(&path.child("effect"), BadValue::Named(effect), EFFECTS);
        }
    }
}

/// The taints of a node.
pub(super) fn taints(errors: &mut FieldErrorList, list: &Path, taints: &[Value]) {
    let mut seen = BTreeSet::new();
    for (i, taint) in taints.iter().enumerate() {
        let path = list.index(i);
        let (key, value, effect) = (taint.text("key"), taint.text("value"), taint.text("effect"));
        label_name(errors, &path.child("key"), key);
        let broken = label_value(value);
        if !broken.is_empty() {
            errors.invalid(&path.child("value"), value, broken.join(";"));
        }
        if effect.is_empty() {
            errors.required(&path.child("effect"), "");
        } else if !EFFECTS.contains(&effect) {
            errors.not_supported(&path.child("effect"), BadValue::Named(effect), EFFECTS);
        }
        if !seen.insert((effect, key)) {
            let detail = "taints must be unique by key and effect pair";
            errors.duplicate_because(&path, render::internal(taint, "Taint"), detail);
        }
    }
}
