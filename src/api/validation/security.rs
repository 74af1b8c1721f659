//! Security contexts of pods and containers.
//!
//! Privileged containers are allowed, as on every cluster that runs its own network.
//!
//! Upstream: `validatePodSpecSecurityContext`, `ValidateSecurityContext`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::os::windows_options;
use super::paths::local_descending_path;
use super::pod_spec::maybe_one_of;
use super::render;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::texts::is_sysctl_name;

const ID_RANGE: &str = "must be between 0 and 2147483647, inclusive";
const PROFILE_TYPES: &[&str] = &["Localhost", "RuntimeDefault", "Unconfined"];

fn user_or_group(errors: &mut FieldErrorList, path: &Path, id: Option<i64>) {
    if let Some(id) = id.filter(|id| !(0..=i64::from(i32::MAX)).contains(id)) {
        errors.invalid(path, id, ID_RANGE);
    }
}

/// The security context of a pod, with the host's namespaces it shares.
pub(super) fn pod_security_context(errors: &mut FieldErrorList, path: &Path, spec: &Value) {
    let Some(context) = spec.set("securityContext") else { return };
    let path = path.child("securityContext");
    for name in ["fsGroup", "runAsUser", "runAsGroup"] {
        user_or_group(errors, &path.child(name), context.maybe_int(name));
    }
    let groups = path.child("supplementalGroups");
    for (i, group) in context.items("supplementalGroups").iter().enumerate() {
        user_or_group(errors, &groups.index(i), group.as_i64());
    }
    if spec.flag("hostPID") && spec.flag("shareProcessNamespace") {
        let detail = "ShareProcessNamespace and HostPID cannot both be enabled";
        errors.invalid(&path.child("shareProcessNamespace"), true, detail);
    }
    sysctls(errors, &path.child("sysctls"), context, spec);
    let policy = context.maybe_text("fsGroupChangePolicy");
    maybe_one_of(errors, &path.child("fsGroupChangePolicy"), policy, &["Always", "OnRootMismatch"]);
    seccomp(errors, &path.child("seccompProfile"), context.at("seccompProfile"));
    windows_options(errors, &path.child("windowsOptions"), context.at("windowsOptions"));
    app_armor(errors, &path.child("appArmorProfile"), context.at("appArmorProfile"));
    let policy = context.maybe_text("supplementalGroupsPolicy");
    maybe_one_of(errors, &path.child("supplementalGroupsPolicy"), policy, &["Merge", "Strict"]);
    let policy = context.maybe_text("seLinuxChangePolicy");
    maybe_one_of(errors, &path.child("seLinuxChangePolicy"), policy, &["Recursive"]);
}

fn sysctls(errors: &mut FieldErrorList, list: &Path, context: &Value, spec: &Value) {
    let mut names = BTreeSet::new();
    for (i, sysctl) in context.items("sysctls").iter().enumerate() {
        let path = list.index(i);
        let path = path.child("name");
        let name = sysctl.text("name");
        if name.is_empty() {
            errors.required(&path, "");
        } else if !is_sysctl_name(name) {
            let detail = "must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
            errors.invalid(&path, name, detail);
        } else if names.contains(name) {
            errors.duplicate(&path, name);
        }
        match kernel_namespace(name) {
            Some("net") if spec.flag("hostNetwork") => {
                errors.invalid(&path, name, "may not be specified when 'hostNetwork' is true");
            }
            Some("ipc") if spec.flag("hostIPC") => {
                errors.invalid(&path, name, "may not be specified when 'hostIPC' is true");
            }
            _ => {}
        }
        names.insert(name);
    }
}

/// Which namespace of the kernel keeps the parameter, if one of those a pod can share.
///
/// Upstream: `k8s.io/component-helpers/node/util/sysctl`.
fn kernel_namespace(sysctl: &str) -> Option<&'static str> {
    const IPC: &[&str] =
        &["sem", "shmall", "shmmax", "shmmni", "shm_rmid_forced", "shm", "msgmax", "msgmnb", "msgmni", "msg"];
    // With a slash as its first separator a name has the two kinds of separators exchanged.
    let separator = sysctl.find(['.', '/']).and_then(|at| sysctl.as_bytes().get(at).copied());
    let swapped: String = sysctl
        .chars()
        .map(|c| {
            if c == '/' {
                '.'
            } else if c == '.' {
                '/'
            } else {
                c
            }
        })
        .collect();
    let name = if separator == Some(b'/') { swapped.as_str() } else { sysctl };
    let name = name.split('*').next().unwrap_or_default();
    if name.starts_with("net.") {
        Some("net")
    } else if name.starts_with("fs.mqueue.")
        || name.strip_prefix("kernel.").is_some_and(|rest| IPC.contains(&rest))
    {
        Some("ipc")
    } else {
        None
    }
}

/// The security context of a container.
pub(super) fn security_context(errors: &mut FieldErrorList, path: &Path, container: &Value, spec: &Value) {
    let Some(context) = container.set("securityContext") else { return };
    for name in ["runAsUser", "runAsGroup"] {
        user_or_group(errors, &path.child(name), context.maybe_int(name));
    }
    let proc_mount = context.maybe_text("procMount");
    let proc_path = path.child("procMount");
    maybe_one_of(errors, &proc_path, proc_mount, &["Default", "Unmasked"]);
    if proc_mount == Some("Unmasked") && spec.maybe_flag("hostUsers") != Some(false) {
        let detail = "`hostUsers` must be false to use `Unmasked`";
        errors.invalid(&proc_path, BadValue::Named("Unmasked"), detail);
    }
    seccomp(errors, &path.child("seccompProfile"), context.at("seccompProfile"));
    if context.maybe_flag("allowPrivilegeEscalation") == Some(false) {
        let shown = || render::internal(context, "SecurityContext");
        if context.flag("privileged") {
            let detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
            errors.invalid(path, shown(), detail);
        }
        let added = context.at("capabilities").texts("add");
        for _ in added.filter(|capability| *capability == "CAP_SYS_ADMIN") {
            let detail =
                "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
            errors.invalid(path, shown(), detail);
        }
    }
    windows_options(errors, &path.child("windowsOptions"), context.at("windowsOptions"));
    app_armor(errors, &path.child("appArmorProfile"), context.at("appArmorProfile"));
}

fn seccomp(errors: &mut FieldErrorList, path: &Path, profile: &Value) {
    if profile.is_null() {
        return;
    }
    let (kind, file) = (profile.text("type"), profile.maybe_text("localhostProfile"));
    if kind.is_empty() {
        errors.required(&path.child("type"), "type is required when seccompProfile is set");
    } else {
        maybe_one_of(errors, &path.child("type"), Some(kind), PROFILE_TYPES);
    }
    let file_path = path.child("localhostProfile");
    match (kind, file) {
        ("Localhost", Some(file)) => local_descending_path(errors, &file_path, file),
        ("Localhost", None) => errors.required(&file_path, "must be set when seccomp type is Localhost"),
        (_, Some(_)) => {
            let shown = render::internal(profile, "SeccompProfile");
            errors.invalid(&file_path, shown, "can only be set when seccomp type is Localhost");
        }
        _ => {}
    }
}

fn app_armor(errors: &mut FieldErrorList, path: &Path, profile: &Value) {
    const FILE_BYTES_MAX: u32 = 4095;
    if profile.is_null() {
        return;
    }
    let file_path = path.child("localhostProfile");
    match (profile.text("type"), profile.maybe_text("localhostProfile")) {
        ("Localhost", file) => {
            let file = file.unwrap_or_default();
            if file.trim() != file {
                errors.invalid(&file_path, file, "must not be padded with whitespace");
            } else if file.is_empty() {
                errors.required(&file_path, "must be set when AppArmor type is Localhost");
            }
            if file.len() > FILE_BYTES_MAX as usize {
                errors.too_long(&file_path, FILE_BYTES_MAX);
            }
        }
        ("RuntimeDefault" | "Unconfined", Some(file)) => {
            let detail = "can only be set when AppArmor type is Localhost";
            errors.invalid(&file_path, BadValue::Named(file), detail);
        }
        ("RuntimeDefault" | "Unconfined", None) => {}
        ("", _) => errors.required(&path.child("type"), "type is required when appArmorProfile is set"),
        (other, _) => errors.not_supported(&path.child("type"), BadValue::Named(other), PROFILE_TYPES),
    }
}
