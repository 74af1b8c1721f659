//! Volumes made of parts: projected ones and files that hold fields of the pod.
//!
//! Deliberately absent: cluster trust bundles and pod certificates, whose features are off in 1.36; the fields are
//! dropped before rules run.
//!
//! Upstream: `validateProjectionSources`, `validateDownwardAPIVolumeFile`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::env::{Holder, VOLUME_FIELDS, field_ref, resource_field_ref};
use super::paths::local_non_reserved_path;
use super::volume_sources::{file_mode, key_to_path};
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};

const CONFLICT: &str = "conflicting duplicate paths";

/// A projected volume.
pub(super) fn projected(errors: &mut FieldErrorList, path: &Path, volume: &Value) {
    file_mode(errors, &path.child("defaultMode"), volume.maybe_int("defaultMode"));
    let mut taken = BTreeSet::new();
    let list = path.child("sources");
    for (i, source) in volume.items("sources").iter().enumerate() {
        let source_path = list.index(i);
        let mut num_sources = 0;
        for kind in ["secret", "configMap"] {
            let Some(part) = source.set(kind) else { continue };
            num_sources += 1;
            keys(errors, path, &source_path.child(kind), part, &mut taken);
        }
        if let Some(part) = source.set("downwardAPI") {
            num_sources += 1;
            let part_path = source_path.child("downwardAPI");
            for file in part.items("items") {
                downward_file(errors, &part_path, file);
                let file_path = file.text("path");
                if !file_path.is_empty() && !taken.insert(file_path) {
                    errors.invalid(path, file_path, CONFLICT);
                }
            }
        }
        if let Some(token) = source.set("serviceAccountToken") {
            num_sources += 1;
            service_account_token(errors, path, &source_path.child("serviceAccountToken"), token);
        }
        if num_sources > 1 {
            errors.forbidden(&source_path, "may not specify more than 1 volume type per source");
        }
    }
}

fn keys<'a>(
    errors: &mut FieldErrorList,
    volume_path: &Path,
    path: &Path,
    part: &'a Value,
    taken: &mut BTreeSet<&'a str>,
) {
    let name = part.text("name");
    if name.is_empty() {
        errors.required(&path.child("name"), "");
    }
    let list = path.child("items");
    for (i, item) in part.items("items").iter().enumerate() {
        key_to_path(errors, &list.index(i), item);
        let file_path = item.text("path");
        if !file_path.is_empty() && !taken.insert(file_path) {
            errors.invalid(volume_path, name, CONFLICT);
        }
    }
}

fn service_account_token(errors: &mut FieldErrorList, volume_path: &Path, path: &Path, token: &Value) {
    let seconds = token.int("expirationSeconds");
    let seconds_path = path.child("expirationSeconds");
    if seconds < 600 {
        errors.invalid(&seconds_path, seconds, "may not specify a duration less than 10 minutes");
    }
    if seconds > 1 << 32 {
        errors.invalid(&seconds_path, seconds, "may not specify a duration larger than 2^32 seconds");
    }
    let file_path = volume_path.child("path");
    match token.text("path") {
        "" => errors.required(&file_path, ""),
        file => local_non_reserved_path(errors, &file_path, file),
    }
}

/// The files of a downward volume; errors name the volume, not the file.
pub(super) fn downward_files(errors: &mut FieldErrorList, path: &Path, files: &[Value]) {
    for file in files {
        downward_file(errors, path, file);
    }
}

fn downward_file(errors: &mut FieldErrorList, path: &Path, file: &Value) {
    let file_path = file.text("path");
    if file_path.is_empty() {
        errors.required(&path.child("path"), "");
    }
    local_non_reserved_path(errors, &path.child("path"), file_path);
    match (file.set("fieldRef"), file.set("resourceFieldRef")) {
        (Some(field), resource) => {
            field_ref(errors, &path.child("fieldRef"), field, VOLUME_FIELDS);
            if resource.is_some() {
                let detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
                errors.invalid(path, "resource", detail);
            }
        }
        (None, Some(resource)) => {
            resource_field_ref(errors, &path.child("resourceFieldRef"), resource, Holder::File);
        }
        (None, None) => errors.required(path, "one of fieldRef and resourceFieldRef is required"),
    }
    file_mode(errors, &path.child("mode"), file.maybe_int("mode"));
}
