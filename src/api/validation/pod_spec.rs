//! The spec of a pod, alone or in a template.
//!
//! Upstream: `ValidatePodSpec` and the small rules it calls itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::affinity::affinity;
use super::claims::pod_claims;
use super::containers::{containers, ephemeral_containers, init_containers};
use super::env::file_key_volumes;
use super::labels::{label_map, label_name};
use super::os::{host_process, operating_system};
use super::resources::{overhead, pod_resources};
use super::security::pod_security_context;
use super::spread::spread_constraints;
use super::tolerations::tolerations;
use super::volumes::volumes;
use crate::api::fields::{Fields, as_text};
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::addresses;
use crate::apimachinery::validation::labels::label_key;
use crate::apimachinery::validation::names::{
    dns1123_label, dns1123_subdomain, dns1123_subdomain_with_underscore,
};

/// What the spec belongs to.
pub(super) enum Resource<'a> {
    /// A pod with this metadata.
    Pod(&'a Value),
    /// A template.
    Template,
}

/// What the rules of containers need to know of their pod.
pub(super) struct PodContext<'a> {
    /// The pod's spec.
    pub(super) spec: &'a Value,
    /// The volumes that are fine, by name.
    pub(super) volumes: BTreeMap<&'a str, &'a Value>,
    /// The names of the pod's resource claims.
    pub(super) claims: BTreeSet<&'a str>,
}

/// Calls `visit` for every container: init, regular, ephemeral.
pub(super) fn each_container<'a>(spec: &'a Value, path: &Path, mut visit: impl FnMut(&'a Value, &Path)) {
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        let list_path = path.child(list);
        for (i, container) in spec.items(list).iter().enumerate() {
            visit(container, &list_path.index(i));
        }
    }
}

/// A pod's spec.
pub(super) fn pod_spec(errors: &mut FieldErrorList, path: &Path, spec: &Value, resource: &Resource) {
    if !spec.has("terminationGracePeriodSeconds") {
        errors.required(&path.child("terminationGracePeriodSeconds"), "");
    }
    let volumes = volumes(errors, &path.child("volumes"), spec, resource);
    let claims = spec.items("resourceClaims").iter().map(|claim| claim.text("name"));
    let context = PodContext { spec, volumes, claims: claims.filter(|name| !name.is_empty()).collect() };
    pod_claims(errors, &path.child("resourceClaims"), spec, resource);
    containers(errors, path, &context);
    init_containers(errors, path, &context);
    ephemeral_containers(errors, path, &context);
    pod_resources(errors, path, &context);
    host_network_ports(errors, path, spec, resource);
    one_of(
        errors,
        &path.child("restartPolicy"),
        spec.text("restartPolicy"),
        &["Always", "OnFailure", "Never"],
    );
    let dns_policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    one_of(errors, &path.child("dnsPolicy"), spec.text("dnsPolicy"), &dns_policies);
    label_map(errors, path, spec, "nodeSelector");
    pod_security_context(errors, path, spec);
    affinity(errors, &path.child("affinity"), spec.at("affinity"));
    dns_config(errors, &path.child("dnsConfig"), spec);
    gates(errors, path, spec);
    spread_constraints(errors, &path.child("topologySpreadConstraints"), spec);
    host_process(errors, path, spec);
    host_users(errors, path, spec);
    hostname_override(errors, &path.child("hostnameOverride"), spec);
    names_and_numbers(errors, path, spec);
    overhead(errors, &path.child("overhead"), &context);
    operating_system(errors, path, spec);
    file_key_volumes(errors, path, spec);
}

/// A text of a few allowed ones, in upstream's order; empty is missing.
pub(super) fn one_of(errors: &mut FieldErrorList, path: &Path, value: &str, allowed: &[&str]) {
    if value.is_empty() {
        errors.required(path, "");
    } else if !allowed.contains(&value) {
        errors.not_supported(path, BadValue::Named(value), allowed);
    }
}

/// A named text behind a pointer.
pub(super) fn maybe_one_of(errors: &mut FieldErrorList, path: &Path, value: Option<&str>, allowed: &[&str]) {
    if let Some(value) = value.filter(|value| !allowed.contains(value)) {
        errors.not_supported(path, BadValue::Named(value), allowed);
    }
}

/// The plain fields, in upstream's order.
fn names_and_numbers(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    for name in ["serviceAccountName", "nodeName"] {
        optional_name(errors, path, spec, name, dns1123_subdomain);
    }
    if let Some(seconds) = spec.maybe_int("activeDeadlineSeconds")
        && !(1..=i64::from(i32::MAX)).contains(&seconds)
    {
        let detail = "must be between 1 and 2147483647, inclusive";
        errors.invalid(&path.child("activeDeadlineSeconds"), seconds, detail);
    }
    for name in ["hostname", "subdomain"] {
        optional_name(errors, path, spec, name, dns1123_label);
    }
    tolerations(errors, &path.child("tolerations"), spec.items("tolerations"));
    host_aliases(errors, &path.child("hostAliases"), spec);
    optional_name(errors, path, spec, "priorityClassName", dns1123_subdomain);
    if let Some(class) = spec.maybe_text("runtimeClassName") {
        errors.invalid_each(&path.child("runtimeClassName"), class, &dns1123_subdomain(class));
    }
    if let Some(policy) = spec.maybe_text("preemptionPolicy") {
        one_of(errors, &path.child("preemptionPolicy"), policy, &["PreemptLowerPriority", "Never"]);
    }
}

fn optional_name(
    errors: &mut FieldErrorList,
    path: &Path,
    spec: &Value,
    name: &str,
    rule: fn(&str) -> Vec<&'static str>,
) {
    let value = spec.text(name);
    if !value.is_empty() {
        errors.invalid_each(&path.child(name), value, &rule(value));
    }
}

/// With the host's network a container listens on the host, so the two ports must be one.
fn host_network_ports(errors: &mut FieldErrorList, path: &Path, spec: &Value, resource: &Resource) {
    if !spec.flag("hostNetwork") {
        return;
    }
    let list = path.child("containers");
    for (i, container) in spec.items("containers").iter().enumerate() {
        let container_path = list.index(i);
        let ports = container_path.child("ports");
        for (j, port) in container.items("ports").iter().enumerate() {
            let host_port = port.int("hostPort");
            let must_match = host_port != 0 || matches!(resource, Resource::Pod(_));
            if must_match && host_port != port.int("containerPort") {
                let detail = "must match `containerPort` when `hostNetwork` is true";
                errors.invalid(&ports.index(j).child("hostPort"), host_port, detail);
            }
        }
    }
}

fn gates(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    let readiness = path.child("readinessGates");
    for (i, gate) in spec.items("readinessGates").iter().enumerate() {
        label_name(errors, &readiness.index(i).child("conditionType"), gate.text("conditionType"));
    }
    let scheduling = path.child("schedulingGates");
    let mut seen = BTreeSet::new();
    for (i, gate) in spec.items("schedulingGates").iter().enumerate() {
        let name = gate.text("name");
        let path = scheduling.index(i);
        errors.invalid_each(&path, name, &label_key(name));
        if !seen.insert(name) {
            errors.duplicate(&path, name);
        }
    }
}

fn dns_config(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    let config = spec.at("dnsConfig");
    let servers = config.items("nameservers");
    let servers_path = path.child("nameservers");
    if spec.text("dnsPolicy") == "None" {
        if config.is_null() {
            return errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
        }
        if servers.is_empty() {
            let detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
            return errors.required(&servers_path, detail);
        }
    }
    if servers.len() > 3 {
        errors.invalid(&servers_path, config.at("nameservers"), "must not have more than 3 nameservers");
    }
    for (i, server) in servers.iter().enumerate() {
        let server = as_text(server);
        errors.invalid_each(&servers_path.index(i), server, &addresses::ip(server));
    }
    dns_searches(errors, &path.child("searches"), config);
    let options = path.child("options");
    for (i, option) in config.items("options").iter().enumerate() {
        if option.text("name").is_empty() {
            errors.required(&options.index(i), "must not be empty");
        }
    }
}

fn dns_searches(errors: &mut FieldErrorList, path: &Path, config: &Value) {
    let num_searches = config.items("searches").len();
    if num_searches > 32 {
        errors.invalid(path, config.at("searches"), "must not have more than 32 search paths");
    }
    let num_chars = config.texts("searches").map(str::len).sum::<usize>() + num_searches.saturating_sub(1);
    if num_chars > 2048 {
        let detail = "must not have more than 2048 characters (including spaces) in the search list";
        errors.invalid(path, config.at("searches"), detail);
    }
    for (i, search) in config.texts("searches").enumerate() {
        if search != "." {
            let search = search.strip_suffix('.').unwrap_or(search);
            errors.invalid_each(&path.index(i), search, &dns1123_subdomain_with_underscore(search));
        }
    }
}

fn host_aliases(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    for (i, alias) in spec.items("hostAliases").iter().enumerate() {
        let path = path.index(i);
        let address = alias.text("ip");
        errors.invalid_each(&path.child("ip"), address, &addresses::ip(address));
        let names = path.child("hostnames");
        for (j, name) in alias.texts("hostnames").enumerate() {
            errors.invalid_each(&names.index(j), name, &dns1123_subdomain(name));
        }
    }
}

/// A user namespace of its own does not go with the host's other namespaces.
fn host_users(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    if spec.maybe_flag("hostUsers") != Some(false) {
        return;
    }
    const DETAIL: &str = "when `hostUsers` is false";
    for (name, shown) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")] {
        if spec.flag(name) {
            errors.forbidden(&path.child(shown), DETAIL);
        }
    }
    each_container(spec, path, |container, path| {
        if !container.items("volumeDevices").is_empty() {
            errors.forbidden(&path.child("volumeDevices"), DETAIL);
        }
    });
}

fn hostname_override(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    let Some(name) = spec.maybe_text("hostnameOverride") else { return };
    if spec.flag("setHostnameAsFQDN") {
        errors.forbidden(path, "may not be specified when setHostnameAsFQDN is true");
    }
    if spec.flag("hostNetwork") {
        errors.forbidden(path, "may not be specified when hostNetwork is true");
    }
    if name.len() > 64 {
        errors.too_long(path, 64);
    }
    errors.invalid_each(path, name, &dns1123_subdomain(name));
}
