//! What containers and pods ask for and may use.
//!
//! Upstream: `validateResourceRequirements`, `validatePodResources`, `validatePodResourceConsistency`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::pod_spec::PodContext;
use super::quantities::{
    amount, is_extended_resource, is_native_resource, is_overcommit_allowed, resource_amount,
};
use crate::api::defaults::aggregate;
use crate::api::fields::{Fields, as_text};
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::quantity::Quantity;
use crate::apimachinery::validation::labels::label_key;
use crate::apimachinery::validation::names::dns1123_label;

const STANDARD: &[&str] = &[
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];

type NameCheck = fn(&mut FieldErrorList, &Path, &str);

/// The resources of a container.
pub(super) fn container_resources(
    errors: &mut FieldErrorList,
    path: &Path,
    value: &Value,
    context: &PodContext,
) {
    requirements(errors, path, value, container_resource_name, &context.claims);
}

/// What a pod costs beyond its containers.
pub(super) fn overhead(errors: &mut FieldErrorList, path: &Path, context: &PodContext) {
    if let Some(amounts) = context.spec.set("overhead") {
        let value = json!({ "limits": amounts });
        requirements(errors, path, &value, container_resource_name, &BTreeSet::new());
    }
}

fn requirements(
    errors: &mut FieldErrorList,
    path: &Path,
    value: &Value,
    name_check: NameCheck,
    pod_claims: &BTreeSet<&str>,
) {
    let (limits, requests) = (value.map("limits"), value.map("requests"));
    let (limits_path, requests_path) = (path.child("limits"), path.child("requests"));
    for (name, limit) in limits {
        let path = limits_path.key(name);
        name_check(errors, &path, name);
        let Some(limit) = amount(limit) else { continue };
        resource_amount(errors, &path, name, &limit);
        whole_pages(errors, &path, name, &limit);
    }
    for (name, request) in requests {
        let path = requests_path.key(name);
        name_check(errors, &path, name);
        let Some(request) = amount(request) else { continue };
        resource_amount(errors, &path, name, &request);
        let refuse = |errors: &mut FieldErrorList, detail: String| {
            errors.invalid(&requests_path, request.to_string().as_str(), detail);
        };
        match limits.get(name).and_then(amount) {
            Some(limit) if request != limit && !is_overcommit_allowed(name) => {
                refuse(errors, format!("must be equal to {name} limit of {limit}"));
            }
            Some(limit) if request > limit => {
                refuse(errors, format!("must be less than or equal to {name} limit of {limit}"));
            }
            None if !is_overcommit_allowed(name) => {
                errors.required(&limits_path, "Limit must be set for non overcommitable resources");
            }
            _ => {}
        }
        whole_pages(errors, &path, name, &request);
    }
    let mut names = limits.keys().chain(requests.keys());
    let has_pages = names.clone().any(|name| name.starts_with("hugepages-"));
    if has_pages && !names.any(|name| matches!(&**name, "cpu" | "memory")) {
        errors.forbidden(path, "HugePages require cpu or memory");
    }
    claims(errors, &path.child("claims"), value, pod_claims);
}

/// Huge pages come in whole pages of their size.
fn whole_pages(errors: &mut FieldErrorList, path: &Path, name: &str, value: &Quantity) {
    let Some(size) = name.strip_prefix("hugepages-") else { return };
    let size = Quantity::parse(size).ok().filter(|size| size.sign() > 0 && size.milli_value() % 1000 == 0);
    let is_whole = size.is_some_and(|size| size.value() > 0 && value.value() % size.value() == 0);
    if !is_whole {
        let detail = format!("{value} is not positive integer multiple of {name}");
        errors.invalid(path, value.to_string().as_str(), detail);
    }
}

fn resource_name(errors: &mut FieldErrorList, path: &Path, name: &str) -> bool {
    let broken = label_key(name);
    for detail in &broken {
        errors.invalid(path, BadValue::Named(name), *detail);
    }
    if !broken.is_empty() {
        return false;
    }
    let is_page = name.starts_with("hugepages-") || name.starts_with("requests.hugepages-");
    if !name.contains('/') && !STANDARD.contains(&name) && !is_page {
        errors.invalid(path, BadValue::Named(name), "must be a standard resource type or fully qualified");
        return false;
    }
    true
}

fn container_resource_name(errors: &mut FieldErrorList, path: &Path, name: &str) {
    resource_name(errors, path, name);
    let is_container_resource =
        matches!(name, "cpu" | "memory" | "ephemeral-storage") || name.starts_with("hugepages-");
    if !name.contains('/') {
        if !is_container_resource {
            errors.invalid(path, BadValue::Named(name), "must be a standard resource for containers");
        }
    } else if !is_native_resource(name) && !is_extended_resource(name) {
        errors.invalid(path, BadValue::Named(name), "doesn't follow extended resource name standard");
    }
}

fn pod_resource_name(errors: &mut FieldErrorList, path: &Path, name: &str) {
    let is_known = resource_name(errors, path, name);
    if is_known && !matches!(name, "cpu" | "memory") && !name.starts_with("hugepages-") {
        errors.not_supported(path, BadValue::Named(name), &["cpu", "hugepages-", "memory"]);
    }
}

/// Each claim of a container is one of its pod's, and named once.
fn claims(errors: &mut FieldErrorList, list: &Path, value: &Value, pod_claims: &BTreeSet<&str>) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (i, claim) in value.items("claims").iter().enumerate() {
        let path = list.index(i);
        let (name, request) = (claim.text("name"), claim.text("request"));
        if name.is_empty() {
            errors.required(&path, "");
            continue;
        }
        if names.contains(name) {
            errors.duplicate(&path, name);
        } else {
            let mut key = name.to_owned();
            if !request.is_empty() {
                errors.invalid_each(&path.child("request"), request, &dns1123_label(request));
                key = format!("{name}/{request}");
            }
            if names.contains(&key) {
                errors.duplicate(&path, key.as_str());
            } else if request.is_empty() {
                let of_claim = |key: &&String| key.split_once('/').is_some_and(|(claim, _)| claim == name);
                for _ in names.iter().filter(of_claim) {
                    errors.duplicate(&path, name);
                }
            }
            names.insert(key);
        }
        if !pod_claims.contains(name) {
            let mut detail = String::from("must be one of the names in pod.spec.resourceClaims");
            if pod_claims.is_empty() {
                detail.push_str(" which is empty");
            } else {
                let known: Vec<&str> = pod_claims.iter().copied().collect();
                detail.push_str(": ");
                detail.push_str(&known.join(", "));
            }
            errors.not_found(&path, name, detail);
        }
    }
}

/// The resources of a pod as a whole.
pub(super) fn pod_resources(errors: &mut FieldErrorList, path: &Path, context: &PodContext) {
    let spec = context.spec;
    let Some(resources) = spec.set("resources") else { return };
    let resources_path = path.child("resources");
    if spec.at("os").text("name") == "windows" {
        return errors.forbidden(&resources_path, "may not be set for a windows pod");
    }
    if resources.has("claims") {
        errors.forbidden(&resources_path.child("claims"), "claims may not be set for Resources at pod-level");
    }
    requirements(errors, &resources_path, resources, pod_resource_name, &context.claims);
    let requests = resources_path.child("requests");
    for (name, total) in aggregate(spec, "requests") {
        let Some(own) = amount(resources.at("requests").at(&name)).filter(|own| total > *own) else {
            continue;
        };
        let detail = format!("must be greater than or equal to aggregate container requests of {total}");
        errors.invalid(&requests.key(&name), own.to_string().as_str(), detail);
    }
    let limits = resources_path.child("limits");
    for (name, total) in aggregate(spec, "limits") {
        if !name.starts_with("hugepages-") {
            continue;
        }
        let Some(own) = amount(resources.at("limits").at(&name)).filter(|own| total > *own) else { continue };
        let detail = format!("must be greater than or equal to aggregate container limits of {total}");
        errors.invalid(&limits.key(&name), own.to_string().as_str(), detail);
    }
    let list = resources_path.child("containers");
    for (i, container) in spec.items("containers").iter().enumerate() {
        let path = list.index(i);
        for (name, limit) in container.at("resources").map("limits") {
            let pod_limit = amount(resources.at("limits").at(name));
            let Some((limit, pod_limit)) = amount(limit).zip(pod_limit).filter(|(a, b)| a > b) else {
                continue;
            };
            let detail = format!("must be less than or equal to pod limits of {pod_limit}");
            errors.invalid(&path.key(name).child("limits"), limit.to_string().as_str(), detail);
        }
    }
}

/// The amount a volume claim asks for, in words of its own.
pub(super) fn storage_request(errors: &mut FieldErrorList, path: &Path, resources: &Value) {
    let value = resources.at("requests").at("storage");
    match amount(value) {
        None => errors.required(path, ""),
        Some(amount) if amount.sign() <= 0 => {
            errors.invalid(path, as_text(value), "must be greater than zero");
        }
        Some(amount) => resource_amount(errors, path, "storage", &amount),
    }
}
