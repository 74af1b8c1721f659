//! Names of field managers, and entries of `managedFields`.
//!
//! Upstream: `k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go` (`ValidateManagedFields`).

use serde_json::Value;

use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::quote::is_print;

const MANAGER_BYTES_MAX: u32 = 128;
const SUBRESOURCE_BYTES_MAX: u32 = 256;

/// The name of who writes; none is given where it is empty.
pub fn field_manager(errors: &mut FieldErrorList, path: &Path, name: &str) {
    at_most(errors, path, name, MANAGER_BYTES_MAX);
    for (at, c) in name.char_indices().filter(|(_, c)| !is_print(*c)) {
        let detail = format!("invalid character U+{:04X} (at position {at})", u32::from(c));
        errors.invalid(path, name, detail);
    }
}

/// The entries of an object's metadata, as the server encoded them: what else could be wrong, it did not take.
pub(super) fn managed_fields(errors: &mut FieldErrorList, metadata: &Path, meta: &Value) {
    let path = metadata.child("managedFields");
    for (i, entry) in meta.items("managedFields").iter().enumerate() {
        let path = path.index(i);
        field_manager(errors, &path.child("manager"), entry.text("manager"));
        at_most(errors, &path.child("subresource"), entry.text("subresource"), SUBRESOURCE_BYTES_MAX);
    }
}

fn at_most(errors: &mut FieldErrorList, path: &Path, text: &str, bytes_max: u32) {
    if text.len() as u64 > u64::from(bytes_max) {
        errors.too_long(path, bytes_max);
    }
}
