//! What goes with which operating system.
//!
//! Upstream: `validateOS`, `validateLinux`, `validateWindows`, `validateWindowsSecurityContextOptions`,
//! `validateWindowsHostProcessPod`.

use serde_json::Value;

use super::pod_spec::each_container;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::names::dns1123_subdomain;

/// Fields of a pod that a Windows pod cannot have: the spec's own with an empty prefix, in upstream's order.
const NOT_ON_WINDOWS: &[(&str, &str)] = &[
    ("securityContext", "appArmorProfile"),
    ("securityContext", "seLinuxOptions"),
    ("", "hostUsers"),
    ("", "hostPID"),
    ("", "hostIPC"),
    ("securityContext", "seccompProfile"),
    ("securityContext", "fsGroup"),
    ("securityContext", "fsGroupChangePolicy"),
    ("securityContext", "sysctls"),
    ("", "shareProcessNamespace"),
    ("securityContext", "runAsUser"),
    ("securityContext", "runAsGroup"),
    ("securityContext", "supplementalGroups"),
    ("securityContext", "supplementalGroupsPolicy"),
    ("securityContext", "seLinuxChangePolicy"),
];

/// Fields of a container's security context that a Windows pod cannot have.
const NOT_IN_WINDOWS_CONTAINERS: &[&str] = &[
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
];

/// The operating system a pod names.
pub(super) fn operating_system(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    let Some(os) = spec.set("os") else { return };
    let os_path = path.child("os");
    match os.text("name") {
        "" => errors.required(&os_path.child("name"), ""),
        "linux" => linux(errors, path, spec),
        "windows" => windows(errors, path, spec),
        other => errors.not_supported(&os_path, BadValue::Named(other), &["linux", "windows"]),
    }
}

fn linux(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    const DETAIL: &str = "windows options cannot be set for a linux pod";
    if spec.at("securityContext").has("windowsOptions") {
        errors.forbidden(&path.child("securityContext.windowsOptions"), DETAIL);
    }
    each_container(spec, path, |container, path| {
        if container.at("securityContext").has("windowsOptions") {
            errors.forbidden(&path.child("securityContext.windowsOptions"), DETAIL);
        }
    });
}

fn windows(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    const DETAIL: &str = "cannot be set for a windows pod";
    // False says nothing for the two that are no pointers.
    let is_set = |value: &Value, name: &str| match name {
        "hostPID" | "hostIPC" => value.flag(name),
        _ => value.has(name),
    };
    for (owner, name) in NOT_ON_WINDOWS {
        if owner.is_empty() && is_set(spec, name) {
            errors.forbidden(&path.child(name), DETAIL);
        } else if !owner.is_empty() && spec.at(owner).has(name) {
            errors.forbidden(&path.child(owner).child(name), DETAIL);
        }
    }
    each_container(spec, path, |container, path| {
        let path = path.child("securityContext");
        for name in NOT_IN_WINDOWS_CONTAINERS {
            if container.at("securityContext").has(name) {
                errors.forbidden(&path.child(name), DETAIL);
            }
        }
    });
}

/// Options for Windows in a security context.
pub(super) fn windows_options(errors: &mut FieldErrorList, path: &Path, options: &Value) {
    if let Some(name) = options.maybe_text("gmsaCredentialSpecName") {
        for detail in dns1123_subdomain(name) {
            errors.invalid(&path.child("gmsaCredentialSpecName"), BadValue::Named(name), detail);
        }
    }
    if let Some(text) = options.maybe_text("gmsaCredentialSpec") {
        let detail = match text.len() {
            0 => "gmsaCredentialSpec cannot be an empty string",
            65537.. => "gmsaCredentialSpec size must be under 64 KiB",
            _ => "",
        };
        if !detail.is_empty() {
            errors.invalid(&path.child("gmsaCredentialSpec"), BadValue::Named(text), detail);
        }
    }
    if let Some(name) = options.maybe_text("runAsUserName") {
        for detail in user_name(name) {
            errors.invalid(&path.child("runAsUserName"), BadValue::Named(name), detail);
        }
    }
}

/// `DOMAIN\user`, with or without a domain.
fn user_name(name: &str) -> Vec<&'static str> {
    if name.is_empty() {
        return vec!["runAsUserName cannot be an empty string"];
    }
    if name.bytes().any(|b| b.is_ascii_control()) {
        return vec!["runAsUserName cannot contain control characters"];
    }
    let (domain, user) = match name.split_once('\\') {
        Some((_, rest)) if rest.contains('\\') => {
            return vec!["runAsUserName cannot contain more than one backslash"];
        }
        Some((domain, user)) => (Some(domain), user),
        None => (None, name),
    };
    let mut broken = Vec::new();
    if domain.is_some_and(|domain| domain.len() >= 256) {
        broken.push("runAsUserName's Domain length must be under 256 characters");
    }
    if domain.is_some_and(|domain| !is_net_bios(domain) && !is_domain(domain)) {
        broken.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
    if user.is_empty() {
        broken.push("runAsUserName's User cannot be empty");
    } else if user.len() > 104 {
        broken.push("runAsUserName's User length must not be longer than 104 characters");
    }
    if !user.is_empty() && user.bytes().all(|b| matches!(b, b'.' | b' ')) {
        broken.push("runAsUserName's User cannot contain only periods or spaces");
    }
    if user.contains(['"', '/', '\\', ':', ';', '|', '=', ',', '+', '*', '?', '<', '>', '@', '[', ']']) {
        broken.push(r#"runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]"#);
    }
    broken
}

fn is_net_bios(domain: &str) -> bool {
    (1..=15).contains(&domain.chars().count())
        && !domain.starts_with('.')
        && !domain.contains(['\\', '/', ':', '*', '?', '"', '<', '>', '|'])
}

fn is_domain(domain: &str) -> bool {
    domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

/// Containers that are processes of the host: all of a pod or none, and with the host's network.
pub(super) fn host_process(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    let of = |value: &Value| value.at("securityContext").at("windowsOptions").maybe_flag("hostProcess");
    let of_pod = of(spec);
    let (mut num_containers, mut num_host_processes) = (0, 0);
    each_container(spec, path, |container, path| {
        num_containers += 1;
        let own = of(container);
        if let (Some(of_pod), Some(own)) = (of_pod, own)
            && of_pod != own
        {
            let path = path.child("securityContext.windowsOptions.hostProcess");
            let detail =
                format!("pod hostProcess value must be identical if both are specified, was {of_pod}");
            errors.invalid(&path, own, detail);
        }
        if own.or(of_pod) == Some(true) {
            num_host_processes += 1;
        }
    });
    if num_host_processes == 0 {
        return;
    }
    if num_host_processes != num_containers {
        let detail =
            "If pod contains any hostProcess containers then all containers must be HostProcess containers";
        errors.invalid(path, "", detail);
    }
    if !spec.flag("hostNetwork") {
        let detail = "hostNetwork must be true if pod contains any hostProcess containers";
        errors.invalid(&path.child("hostNetwork"), false, detail);
    }
}
