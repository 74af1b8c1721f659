//! Paths inside volumes and on nodes.

use crate::apimachinery::field_error::{FieldErrorList, Path};

/// A path below some folder: not absolute, never upwards.
pub(super) fn local_descending_path(errors: &mut FieldErrorList, path: &Path, value: &str) {
    if value.starts_with('/') {
        errors.invalid(path, value, "must be a relative path");
    }
    no_backsteps(errors, path, value);
}

/// A path that nowhere goes upwards.
pub(super) fn no_backsteps(errors: &mut FieldErrorList, path: &Path, value: &str) {
    if has_backsteps(value) {
        errors.invalid(path, value, "must not contain '..'");
    }
}

/// Whether a path goes upwards somewhere.
pub(super) fn has_backsteps(value: &str) -> bool {
    value.split('/').any(|part| part == "..")
}

/// A path below a volume, whose names beginning with two dots are the kubelet's own.
pub(super) fn local_non_reserved_path(errors: &mut FieldErrorList, path: &Path, value: &str) {
    local_descending_path(errors, path, value);
    if value.starts_with("..") && !value.starts_with("../") {
        errors.invalid(path, value, "must not start with '..'");
    }
}
