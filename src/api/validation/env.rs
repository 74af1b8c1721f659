//! Environment variables and what fills them.
//!
//! Upstream: `ValidateEnv`, `ValidateEnvFrom` and the selectors of fields, resources, keys and files.

use serde_json::Value;

use super::paths::no_backsteps;
use super::pod_spec::each_container;
use super::quantities::amount;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::validation::labels::label_key;
use crate::apimachinery::validation::names::{dns1123_label, dns1123_subdomain, mask_trailing_dash};
use crate::apimachinery::validation::texts::{config_map_key, relaxed_env_var_name};

/// Fields of a pod a variable can hold, as an error lists them.
const ENV_FIELDS: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// Fields of a pod a file can hold.
pub(super) const VOLUME_FIELDS: &[&str] =
    &["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

/// Fields that exist, whether or not they can be held here.
const KNOWN_FIELDS: &[&str] =
    &["metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase"];

const RESOURCE_FIELDS: &[&str] = &[
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

const BINARY_AND_DECIMAL: &str = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";

/// The variables of a container.
pub(super) fn env(errors: &mut FieldErrorList, list: &Path, container: &Value) {
    for (i, variable) in container.items("env").iter().enumerate() {
        let path = list.index(i);
        let name = variable.text("name");
        if name.is_empty() {
            errors.required(&path.child("name"), "");
        } else {
            errors.invalid_each(&path.child("name"), name, &relaxed_env_var_name(name));
        }
        if let Some(source) = variable.set("valueFrom") {
            value_from(errors, &path.child("valueFrom"), source, variable.text("value"));
        }
    }
}

fn value_from(errors: &mut FieldErrorList, path: &Path, source: &Value, value: &str) {
    let mut num_sources = 0;
    if let Some(field) = source.set("fieldRef") {
        num_sources += 1;
        field_ref(errors, &path.child("fieldRef"), field, ENV_FIELDS);
    }
    if let Some(resource) = source.set("resourceFieldRef") {
        num_sources += 1;
        resource_field_ref(errors, &path.child("resourceFieldRef"), resource, Holder::Variable);
    }
    for kind in ["configMapKeyRef", "secretKeyRef"] {
        if let Some(reference) = source.set(kind) {
            num_sources += 1;
            key_ref(errors, &path.child(kind), reference);
        }
    }
    if let Some(file) = source.set("fileKeyRef") {
        num_sources += 1;
        file_key_ref(errors, &path.child("fileKeyRef"), file);
    }
    if num_sources == 0 {
        let detail = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
        errors.invalid(path, "", detail);
    } else if !value.is_empty() {
        errors.invalid(path, "", "may not be specified when `value` is not empty");
    } else if num_sources > 1 {
        errors.invalid(path, "", "may not have more than one field specified at a time");
    }
}

/// A field of the pod; `allowed` are those that can be held here, sorted.
pub(super) fn field_ref(errors: &mut FieldErrorList, path: &Path, reference: &Value, allowed: &[&str]) {
    let (version, field) = (reference.text("apiVersion"), reference.text("fieldPath"));
    for (name, text) in [("apiVersion", version), ("fieldPath", field)] {
        if text.is_empty() {
            return errors.required(&path.child(name), "");
        }
    }
    let subscripted = subscript(field);
    let problem = if version != "v1" {
        Some(format!("unsupported pod version: {version}"))
    } else if let Some((map, _)) = subscripted {
        let has_keys = matches!(map, "metadata.annotations" | "metadata.labels");
        (!has_keys).then(|| format!("field label does not support subscript: {field}"))
    } else {
        let is_known = KNOWN_FIELDS.contains(&field) || ENV_FIELDS.contains(&field) || field == "spec.host";
        (!is_known).then(|| format!("field label not supported: {field}"))
    };
    if let Some(problem) = problem {
        return errors.invalid(
            &path.child("fieldPath"),
            field,
            format!("error converting fieldPath: {problem}"),
        );
    }
    match subscripted {
        Some(("metadata.annotations", key)) => {
            let key = key.to_lowercase();
            errors.invalid_each(path, &key, &label_key(&key));
        }
        Some((_, key)) => errors.invalid_each(path, key, &label_key(key)),
        None => {
            let field = if field == "spec.host" { "spec.nodeName" } else { field };
            if !allowed.contains(&field) {
                errors.not_supported(&path.child("fieldPath"), field, allowed);
            }
        }
    }
}

/// `metadata.labels['app']` in its two parts.
fn subscript(field: &str) -> Option<(&str, &str)> {
    field.strip_suffix("']")?.split_once("['").filter(|(map, _)| !map.is_empty())
}

/// What holds the amount of a resource.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// A variable, which may mean its own container.
    Variable,
    /// A file, which belongs to the pod and must name one.
    File,
}

/// A resource of a container.
pub(super) fn resource_field_ref(
    errors: &mut FieldErrorList,
    path: &Path,
    reference: &Value,
    holder: Holder,
) {
    let resource = reference.text("resource");
    let is_huge = resource.starts_with("requests.hugepages-") || resource.starts_with("limits.hugepages-");
    if holder == Holder::File && reference.text("containerName").is_empty() {
        errors.required(&path.child("containerName"), "");
    } else if resource.is_empty() {
        errors.required(&path.child("resource"), "");
    } else if !RESOURCE_FIELDS.contains(&resource) && !is_huge {
        errors.not_supported(&path.child("resource"), resource, RESOURCE_FIELDS);
    }
    let Some(divisor) = amount(reference.at("divisor")).filter(|divisor| !divisor.is_zero()) else { return };
    let text = divisor.to_string();
    let (what, values) = match resource {
        "limits.cpu" | "requests.cpu" => ("cpu", "1m and 1"),
        "limits.memory" | "requests.memory" => ("memory", BINARY_AND_DECIMAL),
        "limits.ephemeral-storage" | "requests.ephemeral-storage" => {
            ("local ephemeral storage", BINARY_AND_DECIMAL)
        }
        _ if is_huge => ("hugepages", BINARY_AND_DECIMAL),
        _ => return,
    };
    let mut allowed = values.split(", ").flat_map(|part| part.split(" and "));
    if !allowed.any(|one| one == text) {
        let detail = format!("only divisor's values {values} are supported with the {what} resource");
        errors.invalid(&path.child("divisor"), resource, detail);
    }
}

fn key_ref(errors: &mut FieldErrorList, path: &Path, reference: &Value) {
    let (name, key) = (reference.text("name"), reference.text("key"));
    errors.invalid_each(&path.child("name"), name, &dns1123_subdomain(name));
    if key.is_empty() {
        errors.required(&path.child("key"), "");
    } else {
        errors.invalid_each(&path.child("key"), key, &config_map_key(key));
    }
}

fn file_key_ref(errors: &mut FieldErrorList, path: &Path, reference: &Value) {
    let (key, volume, file) = (reference.text("key"), reference.text("volumeName"), reference.text("path"));
    for (name, text) in [("key", key), ("volumeName", volume), ("path", file)] {
        let path = path.child(name);
        match name {
            _ if text.is_empty() => errors.required(&path, ""),
            "key" => errors.invalid_each(&path, text, &relaxed_env_var_name(text)),
            "volumeName" => errors.invalid_each(&path, text, &dns1123_label(text)),
            _ => no_backsteps(errors, &path, text),
        }
    }
}

/// Maps that fill variables as a whole.
pub(super) fn env_from(errors: &mut FieldErrorList, list: &Path, container: &Value) {
    for (i, source) in container.items("envFrom").iter().enumerate() {
        let path = list.index(i);
        let prefix = source.text("prefix");
        if !prefix.is_empty() {
            errors.invalid_each(&path.child("prefix"), prefix, &relaxed_env_var_name(prefix));
        }
        let mut num_sources = 0;
        for kind in ["configMapRef", "secretRef"] {
            let Some(reference) = source.set(kind) else { continue };
            num_sources += 1;
            let path = path.child(kind);
            let name = reference.text("name");
            if name.is_empty() {
                errors.required(&path.child("name"), "");
            } else {
                // Upstream takes the name for a prefix here, and so a dash at its end passes.
                errors.invalid_each(&path.child("name"), name, &dns1123_subdomain(&mask_trailing_dash(name)));
            }
        }
        match num_sources {
            0 => errors.invalid(list, "", "must specify one of: `configMapRef` or `secretRef`"),
            1 => {}
            _ => errors.invalid(list, "", "may not have more than one field specified at a time"),
        }
    }
}

/// Files that fill variables lie on volumes that live and die with the pod.
pub(super) fn file_key_volumes(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    each_container(spec, path, |container, path| {
        let list = path.child("env");
        for (i, variable) in container.items("env").iter().enumerate() {
            let Some(file) = variable.at("valueFrom").set("fileKeyRef") else { continue };
            let name = file.text("volumeName");
            let path = list.index(i);
            let path = path.child("valueFrom.fileKeyRef.volumeName");
            match spec.items("volumes").iter().rev().find(|volume| volume.text("name") == name) {
                None => errors.not_found(&path, name, ""),
                Some(volume) if !volume.has("emptyDir") => {
                    errors.invalid(&path, name, "referenced volume must be of type emptyDir");
                }
                Some(_) => {}
            }
        }
    });
}
