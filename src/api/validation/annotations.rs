//! Annotations: their keys and size, and those that once held fields of a pod.
//!
//! Deliberately absent: tolerations in annotations, which the API server has ignored since 1.6 apart from checking them.
//!
//! Upstream: `ValidateAnnotations`, `ValidatePodSpecificAnnotations`, `validateSeccompAnnotationsAndFields`,
//! `validateAppArmorAnnotationsAndFieldsMatchOnCreate`.

use serde_json::Value;

use super::paths::local_descending_path;
use super::pod_spec::each_container;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::labels::label_key;

const TOTAL_BYTES_MAX: u32 = 256 * 1024;
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";
/// The mark of a pod that a kubelet's own file made.
pub(super) const MIRROR: &str = "kubernetes.io/config.mirror";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// The annotations of `owner`.
pub(super) fn annotation_map(errors: &mut FieldErrorList, path: &Path, owner: &Value) {
    let path = path.child("annotations");
    let mut total_bytes = 0;
    for (key, value) in owner.pairs("annotations") {
        if key.bytes().any(|b| b.is_ascii_uppercase()) || !key.is_ascii() {
            errors.invalid_each(&path, key, &label_key(&key.to_lowercase()));
        } else {
            errors.invalid_each(&path, key, &label_key(key));
        }
        total_bytes += key.len() + value.len();
    }
    if total_bytes > TOTAL_BYTES_MAX as usize {
        errors.too_long(&path, TOTAL_BYTES_MAX);
    }
}

/// Annotations that mean something to pods.
pub(super) fn pod_annotations(errors: &mut FieldErrorList, path: &Path, meta: &Value, spec: &Value) {
    let annotations = meta.at("annotations");
    let path = path.child("annotations");
    if let Some(value) = annotations.maybe_text(MIRROR)
        && spec.text("nodeName").is_empty()
    {
        let detail = "must set spec.nodeName if mirror pod annotation is set";
        errors.invalid(&path.key(MIRROR), value, detail);
    }
    if let Some(value) = annotations.maybe_text(DELETION_COST) {
        let plain = value == "0" || value.starts_with(['-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        if !plain || value.parse::<i32>().is_err() {
            errors.invalid(&path.key(DELETION_COST), value, "must be a 32bit integer");
        }
    }
    if let Some(value) = annotations.maybe_text(SECCOMP_POD) {
        seccomp_name(errors, &path.child(SECCOMP_POD), value);
    }
    for (key, value) in meta.pairs("annotations") {
        if key.starts_with(SECCOMP_CONTAINER) {
            seccomp_name(errors, &path.child(key), value);
        }
    }
    for (key, value) in meta.pairs("annotations") {
        if let Some(container) = key.strip_prefix(APP_ARMOR) {
            app_armor_name(errors, &path.key(key), spec, container, value);
        }
    }
}

fn seccomp_name(errors: &mut FieldErrorList, path: &Path, value: &str) {
    if matches!(value, "runtime/default" | "docker/default" | "unconfined") {
        return;
    }
    match value.strip_prefix("localhost/") {
        Some(file) => local_descending_path(errors, path, file),
        None => errors.invalid(path, value, "must be a valid seccomp profile"),
    }
}

fn app_armor_name(errors: &mut FieldErrorList, path: &Path, spec: &Value, container: &str, value: &str) {
    let mut found = false;
    each_container(spec, &Path::root("spec"), |one, _| found |= one.text("name") == container);
    if !found {
        errors.invalid(path, container, "container not found");
    }
    if !matches!(value, "" | "runtime/default" | "unconfined") && !value.starts_with("localhost/") {
        errors.invalid(path, value, format!("invalid AppArmor profile name: {}", go_quote(value)));
    }
}

/// Where both an annotation and its field are given, they say the same.
pub(super) fn annotations_match_fields(errors: &mut FieldErrorList, path: &Path, meta: &Value, spec: &Value) {
    let annotations = meta.at("annotations");
    if annotations.is_null() {
        return;
    }
    let pod_context = spec.at("securityContext");
    if let (Some(text), Some(profile)) =
        (annotations.maybe_text(SECCOMP_POD), pod_context.set("seccompProfile"))
    {
        let path = path.child("securityContext.seccompProfile");
        same_profile(errors, &path, "seccomp", text, profile);
    }
    each_container(spec, path, |container, path| {
        let key = format!("{SECCOMP_CONTAINER}{}", container.text("name"));
        let profile = container.at("securityContext").set("seccompProfile");
        if let (Some(text), Some(profile)) = (annotations.maybe_text(&key), profile) {
            same_profile(errors, &path.child("securityContext.seccompProfile"), "seccomp", text, profile);
        }
    });
    if spec.at("os").text("name") == "windows" {
        return;
    }
    each_container(spec, path, |container, path| {
        let key = format!("{APP_ARMOR}{}", container.text("name"));
        let own = container.at("securityContext").set("appArmorProfile");
        let profile = own.or_else(|| pod_context.set("appArmorProfile"));
        if let (Some(text), Some(profile)) = (annotations.maybe_text(&key), profile) {
            same_profile(errors, &path.child("securityContext.appArmorProfile"), "apparmor", text, profile);
        }
    });
}

fn same_profile(errors: &mut FieldErrorList, path: &Path, what: &str, annotation: &str, profile: &Value) {
    let file = annotation.strip_prefix("localhost/");
    let same_type = match profile.text("type") {
        "Unconfined" => annotation == "unconfined",
        "RuntimeDefault" => {
            annotation == "runtime/default" || (what == "seccomp" && annotation == "docker/default")
        }
        "Localhost" => file.is_some(),
        _ => true,
    };
    if !same_type {
        errors.forbidden(&path.child("type"), format!("{what} type in annotation and field must match"));
    } else if profile.text("type") == "Localhost" && profile.maybe_text("localhostProfile") != file {
        let detail = format!("{what} profile in annotation and field must match");
        errors.forbidden(&path.child("localhostProfile"), detail);
    }
}
