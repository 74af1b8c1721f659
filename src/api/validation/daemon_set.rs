//! DaemonSets.
//!
//! Upstream: `pkg/apis/apps/validation`, `ValidateDaemonSet`, `ValidateDaemonSetUpdate`, `ValidateDaemonSetSpec`.
//! Differs: the template generation lives in an annotation here as on the wire; the server counts it, so the rules about
//! it cannot be broken.

use serde_json::Value;

use super::labels::{label_selector, selects};
use super::object_meta::{IMMUTABLE, Scope, nonnegative, object_meta, object_meta_update};
use super::pod_template::pod_template;
use super::render;
use crate::api::fields::{Fields, as_text};
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::names::dns1123_subdomain;
use crate::apimachinery::validation::texts::percent;

const SPEC: Path<'static> = Path::root("spec");

/// A DaemonSet about to be created.
pub fn daemon_set_create(daemon_set: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta(&mut errors, daemon_set, Scope::Namespaced, dns1123_subdomain);
    daemon_set_spec(&mut errors, daemon_set.at("spec"));
    errors
}

/// A DaemonSet about to be replaced by `new`.
pub fn daemon_set_update(new: &Value, old: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta_update(&mut errors, new, old, Scope::Namespaced, dns1123_subdomain);
    let (new, old) = (new.at("spec"), old.at("spec"));
    if new.at("selector") != old.at("selector") {
        errors.invalid(&SPEC.child("selector"), render::label_selector(new.at("selector")), IMMUTABLE);
    }
    daemon_set_spec(&mut errors, new);
    errors
}

/// A DaemonSet whose status is about to be replaced by that of `new`.
pub fn daemon_set_status_update(new: &Value, old: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta_update(&mut errors, new, old, Scope::Namespaced, dns1123_subdomain);
    let (new, old) = (new.at("status"), old.at("status"));
    let path = Path::root("status");
    for name in [
        "currentNumberScheduled",
        "numberMisscheduled",
        "desiredNumberScheduled",
        "numberReady",
        "observedGeneration",
        "updatedNumberScheduled",
        "numberAvailable",
        "numberUnavailable",
        "collisionCount",
    ] {
        nonnegative(&mut errors, &path.child(name), new.int(name));
    }
    let (count, before) = (new.maybe_int("collisionCount"), old.maybe_int("collisionCount"));
    if before.is_some_and(|before| count.is_none_or(|count| count < before)) {
        let count = count.unwrap_or_default();
        errors.invalid(&path.child("collisionCount"), count, "cannot be decremented");
    }
    errors
}

fn daemon_set_spec(errors: &mut FieldErrorList, spec: &Value) {
    let selector = spec.at("selector");
    let selector_path = SPEC.child("selector");
    label_selector(errors, &selector_path, selector);
    let template = spec.at("template");
    let template_path = SPEC.child("template");
    let metadata = template.at("metadata");
    if selects(selector, metadata.map("labels")) == Some(false) {
        let detail = "`selector` does not match template `labels`";
        errors.invalid(&template_path.child("metadata.labels"), metadata.at("labels"), detail);
    }
    let is_empty = selector.map("matchLabels").is_empty() && selector.items("matchExpressions").is_empty();
    if !selector.is_null() && is_empty {
        let shown = render::label_selector(selector);
        errors.invalid(&selector_path, shown, "empty selector is invalid for daemonset");
    }
    pod_template(errors, &template_path, template);
    let pod_path = template_path.child("spec");
    let policy = template.at("spec").text("restartPolicy");
    if policy != "Always" {
        errors.not_supported(&pod_path.child("restartPolicy"), BadValue::Named(policy), &["Always"]);
    }
    if template.at("spec").has("activeDeadlineSeconds") {
        let path = pod_path.child("activeDeadlineSeconds");
        errors.forbidden(&path, "activeDeadlineSeconds in DaemonSet is not Supported");
    }
    nonnegative(errors, &SPEC.child("minReadySeconds"), spec.int("minReadySeconds"));
    update_strategy(errors, &SPEC.child("updateStrategy"), spec.at("updateStrategy"));
    nonnegative(errors, &SPEC.child("revisionHistoryLimit"), spec.int("revisionHistoryLimit"));
}

fn update_strategy(errors: &mut FieldErrorList, path: &Path, strategy: &Value) {
    match strategy.text("type") {
        "OnDelete" => {}
        "RollingUpdate" => match strategy.set("rollingUpdate") {
            Some(rolling) => rolling_update(errors, &path.child("rollingUpdate"), rolling),
            None => errors.required(&path.child("rollingUpdate"), ""),
        },
        _ => {
            let shown = render::internal(strategy, "DaemonSetUpdateStrategy");
            errors.not_supported(path, shown, &["RollingUpdate", "OnDelete"]);
        }
    }
}

fn rolling_update(errors: &mut FieldErrorList, path: &Path, rolling: &Value) {
    for name in ["maxUnavailable", "maxSurge"] {
        positive_int_or_percent(errors, &path.child(name), rolling.at(name));
    }
    for name in ["maxUnavailable", "maxSurge"] {
        let value = rolling.at(name);
        if percent_value(value).is_some_and(|percent| percent > 100) {
            errors.invalid(&path.child(name), value, "must not be greater than 100%");
        }
    }
    let is_set = |name: &str| {
        let value = rolling.at(name);
        percent_value(value).unwrap_or_else(|| int_value(value)) != 0
    };
    match (is_set("maxUnavailable"), is_set("maxSurge")) {
        (true, true) => {
            let detail = "may not be set when maxUnavailable is non-zero";
            errors.invalid(&path.child("maxSurge"), rolling.at("maxSurge"), detail);
        }
        (false, false) => {
            errors.required(&path.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        }
        _ => {}
    }
}

fn positive_int_or_percent(errors: &mut FieldErrorList, path: &Path, value: &Value) {
    match value {
        Value::String(text) => {
            for detail in percent(text) {
                errors.invalid(path, value, detail);
            }
        }
        _ => nonnegative(errors, path, int_value(value)),
    }
}

/// The number before `%`. Upstream's `Atoi` answers the largest number where the digits are too many.
fn percent_value(value: &Value) -> Option<i64> {
    let text = value.as_str()?;
    let digits = text.strip_suffix('%').filter(|_| percent(text).is_empty())?;
    Some(digits.parse().unwrap_or(i64::MAX))
}

/// The number of an `IntOrString`; a text that is none counts as zero.
fn int_value(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| as_text(value).parse().unwrap_or_default())
}
