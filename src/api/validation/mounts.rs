//! Where a container sees the volumes of its pod.
//!
//! Upstream: `ValidateVolumeMounts`, `ValidateVolumeDevices`. Some of their errors name the list instead of its item;
//! kept.

use std::collections::BTreeSet;

use serde_json::Value;

use super::paths::{has_backsteps, local_descending_path};
use super::pod_spec::{PodContext, maybe_one_of};
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};

/// The mounts of a container.
pub(super) fn volume_mounts(
    errors: &mut FieldErrorList,
    list: &Path,
    container: &Value,
    context: &PodContext,
) {
    let devices = container.items("volumeDevices");
    let mut mount_paths = BTreeSet::new();
    for (i, mount) in container.items("volumeMounts").iter().enumerate() {
        let path = list.index(i);
        let (name_path, at_path) = (path.child("name"), path.child("mountPath"));
        let (name, at) = (mount.text("name"), mount.text("mountPath"));
        if name.is_empty() {
            errors.required(&name_path, "");
        }
        if !context.volumes.contains_key(name) {
            errors.not_found(&name_path, name, "");
        }
        if at.is_empty() {
            errors.required(&at_path, "");
        }
        if !mount_paths.insert(at) {
            errors.invalid(&at_path, at, "must be unique");
        }
        if devices.iter().any(|device| device.text("name") == name) {
            errors.invalid(&name_path, name, "must not already exist in volumeDevices");
        }
        if devices.iter().any(|device| device.text("devicePath") == at) {
            errors.invalid(&at_path, at, "must not already exist as a path in volumeDevices");
        }
        sub_paths(errors, list, &path, mount);
        propagation(errors, &list.child("mountPropagation"), mount, container);
        recursive_read_only(errors, &list.child("recursiveReadOnly"), mount);
    }
}

fn sub_paths(errors: &mut FieldErrorList, list: &Path, path: &Path, mount: &Value) {
    let (plain, expression) = (mount.text("subPath"), mount.text("subPathExpr"));
    if !plain.is_empty() {
        local_descending_path(errors, &list.child("subPath"), plain);
    }
    if expression.is_empty() {
        return;
    }
    if !plain.is_empty() {
        let detail = "subPathExpr and subPath are mutually exclusive";
        errors.invalid(&path.child("subPathExpr"), expression, detail);
    }
    local_descending_path(errors, &list.child("subPathExpr"), expression);
}

fn propagation(errors: &mut FieldErrorList, path: &Path, mount: &Value, container: &Value) {
    let mode = mount.maybe_text("mountPropagation");
    maybe_one_of(errors, path, mode, &["Bidirectional", "HostToContainer", "None"]);
    if mode == Some("Bidirectional") && !container.at("securityContext").flag("privileged") {
        let detail = "Bidirectional mount propagation is available only to privileged containers";
        errors.forbidden(path, detail);
    }
}

fn recursive_read_only(errors: &mut FieldErrorList, path: &Path, mount: &Value) {
    match mount.maybe_text("recursiveReadOnly") {
        None | Some("Disabled") => {}
        Some("Enabled" | "IfPossible") => {
            if !mount.flag("readOnly") {
                errors.forbidden(path, "may only be specified when readOnly is true");
            }
            if mount.maybe_text("mountPropagation").is_some_and(|mode| mode != "None") {
                let detail = "may only be specified when mountPropagation is None or not specified";
                errors.forbidden(path, detail);
            }
        }
        Some(other) => {
            errors.not_supported(path, BadValue::Named(other), &["Disabled", "Enabled", "IfPossible"]);
        }
    }
}

/// The volumes a container sees as raw devices.
pub(super) fn volume_devices(
    errors: &mut FieldErrorList,
    list: &Path,
    container: &Value,
    context: &PodContext,
) {
    let mounts = container.items("volumeMounts");
    let (mut names, mut device_paths) = (BTreeSet::new(), BTreeSet::new());
    for (i, device) in container.items("volumeDevices").iter().enumerate() {
        let path = list.index(i);
        let (name_path, at_path) = (path.child("name"), path.child("devicePath"));
        let (name, at) = (device.text("name"), device.text("devicePath"));
        if name.is_empty() {
            errors.required(&name_path, "");
        }
        if names.contains(name) {
            errors.invalid(&name_path, name, "must be unique");
        }
        match context.volumes.get(name) {
            Some(volume) if !volume.has("persistentVolumeClaim") && !volume.has("ephemeral") => {
                let detail =
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
                errors.invalid(&name_path, name, detail);
            }
            Some(_) => {}
            None => errors.not_found(&name_path, name, ""),
        }
        if at.is_empty() {
            errors.required(&at_path, "");
        }
        if device_paths.contains(at) {
            errors.invalid(&at_path, at, "must be unique");
        }
        if has_backsteps(at) {
            errors.invalid(&at_path, at, "can not contain backsteps ('..')");
        } else {
            device_paths.insert(at);
        }
        if mounts.iter().any(|mount| mount.text("name") == name) {
            errors.invalid(&name_path, name, "must not already exist in volumeMounts");
        }
        if mounts.iter().any(|mount| mount.text("mountPath") == at) {
            errors.invalid(&at_path, at, "must not already exist as a path in volumeMounts");
        }
        if !name.is_empty() {
            names.insert(name);
        }
    }
}
