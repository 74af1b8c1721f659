//! Topology spread constraints.
//!
//! Upstream: `validateTopologySpreadConstraints`.

use serde_json::Value;

use super::affinity::match_label_keys;
use super::labels::label_selector;
use super::pod_spec::maybe_one_of;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};

const NOT_POSITIVE: &str = "must be greater than zero";

/// The constraints of a pod.
pub(super) fn spread_constraints(errors: &mut FieldErrorList, list: &Path, spec: &Value) {
    let constraints = spec.items("topologySpreadConstraints");
    for (i, constraint) in constraints.iter().enumerate() {
        let path = list.index(i);
        let skew = constraint.int("maxSkew");
        if skew <= 0 {
            errors.invalid(&path.child("maxSkew"), skew, NOT_POSITIVE);
        }
        let key = constraint.text("topologyKey");
        if key.is_empty() {
            errors.required(&path.child("topologyKey"), "can not be empty");
        }
        let action = constraint.text("whenUnsatisfiable");
        let actions = ["DoNotSchedule", "ScheduleAnyway"];
        maybe_one_of(errors, &path.child("whenUnsatisfiable"), Some(action), &actions);
        let is_same =
            |other: &Value| other.text("topologyKey") == key && other.text("whenUnsatisfiable") == action;
        if constraints.iter().skip(i + 1).any(is_same) {
            let path = path.child("{topologyKey, whenUnsatisfiable}");
            errors.duplicate(&path, format!("{{{key}, {action}}}").as_str());
        }
        if let Some(domains) = constraint.maybe_int("minDomains") {
            min_domains(errors, &path.child("minDomains"), domains, action);
        }
        for name in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
            maybe_one_of(errors, &path.child(name), constraint.maybe_text(name), &["Honor", "Ignore"]);
        }
        match_label_keys(errors, &path, constraint);
        label_selector(errors, &path.child("labelSelector"), constraint.at("labelSelector"));
    }
}

fn min_domains(errors: &mut FieldErrorList, path: &Path, domains: i64, action: &str) {
    if domains <= 0 {
        errors.invalid(path, domains, NOT_POSITIVE);
    }
    if action != "DoNotSchedule" {
        let detail = format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        errors.invalid(path, domains, detail);
    }
}
