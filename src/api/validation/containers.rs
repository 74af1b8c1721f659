//! Containers: regular, init and ephemeral.
//!
//! Upstream: `validateContainers`, `validateInitContainers`, `validateEphemeralContainers`, `validateContainerCommon`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::env::{env, env_from};
use super::handlers::{lifecycle, probes};
use super::mounts::{volume_devices, volume_mounts};
use super::pod_spec::{PodContext, one_of};
use super::resources::container_resources;
use super::security::security_context;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::names::dns1123_label;
use crate::apimachinery::validation::texts::{PORT_RANGE, port_name};

/// `imagePullPolicy` of containers and `pullPolicy` of image volumes.
pub(super) const PULL_POLICIES: &[&str] = &["Always", "IfNotPresent", "Never"];

const RULES_WITHOUT_POLICY: &str = "must specify restartPolicy when restart rules are used";

/// The regular containers of a pod.
pub(super) fn containers(errors: &mut FieldErrorList, path: &Path, context: &PodContext) {
    let list = path.child("containers");
    let containers = context.spec.items("containers");
    if containers.is_empty() {
        return errors.required(&list, "");
    }
    let mut names = BTreeSet::new();
    for (i, container) in containers.iter().enumerate() {
        let path = list.index(i);
        container_common(errors, &path, container, context);
        let name = container.text("name");
        if !names.insert(name) {
            errors.duplicate(&path.child("name"), name);
        }
        lifecycle(errors, &path, container, context.spec);
        probes(errors, &path, container, context.spec);
        restart_policy(errors, &path, container);
    }
    host_port_conflicts(errors, &list, containers);
}

/// The init containers of a pod, sidecars among them.
pub(super) fn init_containers(errors: &mut FieldErrorList, path: &Path, context: &PodContext) {
    let list = path.child("initContainers");
    let regular = context.spec.items("containers").iter();
    let mut names: BTreeSet<&str> = regular.map(|container| container.text("name")).collect();
    for (i, container) in context.spec.items("initContainers").iter().enumerate() {
        let path = list.index(i);
        container_common(errors, &path, container, context);
        if container.has("restartPolicy") {
            restart_policy(errors, &path, container);
        } else if !container.items("restartPolicyRules").is_empty() {
            errors.required(&path.child("restartPolicy"), RULES_WITHOUT_POLICY);
        }
        let is_sidecar = container.text("restartPolicy") == "Always";
        let name = container.text("name");
        if names.contains(name) {
            errors.duplicate(&path.child("name"), name);
        } else if !name.is_empty() {
            names.insert(name);
        }
        // Upstream looks at each alone and so calls it the first of the list.
        host_port_conflicts(errors, &list, std::slice::from_ref(container));
        if is_sidecar {
            lifecycle(errors, &path, container, context.spec);
            probes(errors, &path, container, context.spec);
            continue;
        }
        for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
            if container.has(field) {
                let detail = "may not be set for init containers without restartPolicy=Always";
                errors.forbidden(&path.child(field), detail);
            }
        }
        let policies = path.child("resizePolicy");
        for (j, policy) in container.items("resizePolicy").iter().enumerate() {
            let restart = policy.text("restartPolicy");
            if restart == "RestartContainer" {
                let detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
                errors.invalid(&policies.index(j).child("restartPolicy"), BadValue::Named(restart), detail);
            }
        }
    }
}

/// Containers that were added to a running pod to look into it.
pub(super) fn ephemeral_containers(errors: &mut FieldErrorList, path: &Path, context: &PodContext) {
    let ephemeral = context.spec.items("ephemeralContainers");
    if ephemeral.is_empty() {
        return;
    }
    let list = path.child("ephemeralContainers");
    let others = context.spec.items("containers").iter().chain(context.spec.items("initContainers"));
    let others: BTreeSet<&str> = others.map(|container| container.text("name")).collect();
    let mut names = others.clone();
    for (i, container) in ephemeral.iter().enumerate() {
        let path = list.index(i);
        container_common(errors, &path, container, context);
        untrimmed_image(errors, &path, container);
        let name = container.text("name");
        if !names.insert(name) {
            errors.duplicate(&path.child("name"), name);
        }
        let target = container.text("targetContainerName");
        if !target.is_empty() && !others.contains(target) {
            errors.not_found(&path.child("targetContainerName"), target, "");
        }
        only_for_looking(errors, &path, container);
    }
}

/// What would make a pod depend on an ephemeral container.
fn only_for_looking(errors: &mut FieldErrorList, path: &Path, container: &Value) {
    const DETAIL: &str = "cannot be set for an Ephemeral Container";
    for field in [
        "ports",
        "resources",
        "resizePolicy",
        "restartPolicy",
        "restartPolicyRules",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "lifecycle",
    ] {
        let value = container.at(field);
        let is_empty = value.is_null()
            || value.as_object().is_some_and(|map| field == "resources" && map.is_empty())
            || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty {
            errors.forbidden(&path.child(field), DETAIL);
        }
    }
    let mounts = path.child("volumeMounts");
    for (i, mount) in container.items("volumeMounts").iter().enumerate() {
        for field in ["subPath", "subPathExpr"] {
            if !mount.text(field).is_empty() {
                errors.forbidden(&mounts.index(i).child(field), DETAIL);
            }
        }
    }
}

/// An image's name has no blanks around it; templates are exempt for history's sake.
pub(super) fn untrimmed_image(errors: &mut FieldErrorList, path: &Path, container: &Value) {
    let image = container.text("image");
    if image.trim().len() != image.len() {
        errors.invalid(&path.child("image"), image, "must not have leading or trailing whitespace");
    }
}

fn container_common(errors: &mut FieldErrorList, path: &Path, container: &Value, context: &PodContext) {
    let name = container.text("name");
    if name.is_empty() {
        errors.required(&path.child("name"), "");
    } else {
        errors.invalid_each(&path.child("name"), name, &dns1123_label(name));
    }
    if container.text("image").is_empty() {
        errors.required(&path.child("image"), "");
    }
    let policy = container.text("terminationMessagePolicy");
    let policies = ["File", "FallbackToLogsOnError"];
    one_of(errors, &path.child("terminationMessagePolicy"), policy, &policies);
    ports(errors, &path.child("ports"), container);
    env(errors, &path.child("env"), container);
    env_from(errors, &path.child("envFrom"), container);
    volume_mounts(errors, &path.child("volumeMounts"), container, context);
    volume_devices(errors, &path.child("volumeDevices"), container, context);
    one_of(errors, &path.child("imagePullPolicy"), container.text("imagePullPolicy"), PULL_POLICIES);
    container_resources(errors, &path.child("resources"), container.at("resources"), context);
    resize_policy(errors, &path.child("resizePolicy"), container, context.spec);
    security_context(errors, &path.child("securityContext"), container, context.spec);
}

fn ports(errors: &mut FieldErrorList, list: &Path, container: &Value) {
    let mut names = BTreeSet::new();
    for (i, port) in container.items("ports").iter().enumerate() {
        let path = list.index(i);
        let name = port.text("name");
        if !name.is_empty() {
            let broken = port_name(name);
            errors.invalid_each(&path.child("name"), name, &broken);
            if broken.is_empty() && !names.insert(name) {
                errors.duplicate(&path.child("name"), name);
            }
        }
        if port.int("containerPort") == 0 {
            errors.required(&path.child("containerPort"), "");
        }
        for field in ["containerPort", "hostPort"] {
            let number = port.int(field);
            if number != 0 && !(1..=65535).contains(&number) {
                errors.invalid(&path.child(field), number, PORT_RANGE);
            }
        }
        one_of(errors, &path.child("protocol"), port.text("protocol"), &["SCTP", "TCP", "UDP"]);
    }
}

/// Two containers of a pod cannot hold the same port of the node.
fn host_port_conflicts(errors: &mut FieldErrorList, list: &Path, containers: &[Value]) {
    let mut taken = BTreeSet::new();
    for (i, container) in containers.iter().enumerate() {
        let path = list.index(i);
        let ports = path.child("ports");
        for (j, port) in container.items("ports").iter().enumerate() {
            let number = port.int("hostPort");
            if number == 0 {
                continue;
            }
            let claim = format!("{}/{}/{number}", port.text("protocol"), port.text("hostIP"));
            if taken.contains(&claim) {
                errors.duplicate(&ports.index(j).child("hostPort"), claim.as_str());
            } else {
                taken.insert(claim);
            }
        }
    }
}

fn restart_policy(errors: &mut FieldErrorList, path: &Path, container: &Value) {
    let rules = container.items("restartPolicyRules");
    match container.maybe_text("restartPolicy") {
        None if rules.is_empty() => return,
        None => errors.required(&path.child("restartPolicy"), RULES_WITHOUT_POLICY),
        Some("Always" | "Never" | "OnFailure") => {}
        Some(other) => {
            let supported = ["Always", "Never", "OnFailure"];
            errors.not_supported(&path.child("restartPolicy"), BadValue::Named(other), &supported);
        }
    }
    let list = path.child("restartPolicyRules");
    if rules.len() > 20 {
        errors.too_many(&list, rules.len(), 20);
    }
    for (i, rule) in rules.iter().enumerate() {
        restart_rule(errors, &list.index(i), rule);
    }
}

fn restart_rule(errors: &mut FieldErrorList, path: &Path, rule: &Value) {
    let action = rule.text("action");
    let actions = ["Restart", "RestartAllContainers"];
    if !actions.contains(&action) {
        errors.not_supported(&path.child("action"), BadValue::Named(action), &actions);
    }
    let codes_path = path.child("exitCodes");
    let Some(codes) = rule.set("exitCodes") else {
        return errors.required(&codes_path, "must be specified");
    };
    let operator = codes.text("operator");
    if !matches!(operator, "In" | "NotIn") {
        errors.not_supported(&codes_path.child("operator"), BadValue::Named(operator), &["In", "NotIn"]);
    }
    let num_values = codes.items("values").len();
    if num_values > 255 {
        errors.too_many(&codes_path.child("values"), num_values, 255);
    }
}

fn resize_policy(errors: &mut FieldErrorList, list: &Path, container: &Value, spec: &Value) {
    let mut seen = BTreeSet::new();
    for (i, policy) in container.items("resizePolicy").iter().enumerate() {
        let (resource, restart) = (policy.text("resourceName"), policy.text("restartPolicy"));
        if !seen.insert(resource) {
            errors.duplicate(&list.index(i), BadValue::Named(resource));
        }
        one_of(errors, list, resource, &["cpu", "memory"]);
        one_of(errors, list, restart, &["NotRequired", "RestartContainer"]);
        if spec.text("restartPolicy") == "Never" && restart != "NotRequired" {
            let detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
            errors.invalid(list, BadValue::Named(restart), detail);
        }
    }
}
