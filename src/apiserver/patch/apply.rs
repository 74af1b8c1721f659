//! A patch request from the stored object to the canonical value of the new one.
//!
//! Differs: where the result is refused, upstream quotes the patched text with the fields of untouched parts in
//! declaration order; here all keys are sorted.
//!
//! Upstream: `k8s.io/apiserver/pkg/endpoints/handlers`, `applyPatchToCurrentObject`, `applyPatchToObject`.

use super::{json_merge, json_patch, strategic_merge};
use crate::api::schema::{Decoded, Type, decode, from_unstructured, go_json_untyped};
use crate::apimachinery::errors::{ApiError, Cause};
use crate::apimachinery::go_value::sprint;
use crate::apimachinery::quote::go_quote;
use crate::apiserver::options::{FieldValidation, Patch};
use serde_json::Value;

/// The canonical value of `current` after the patch, without new defaults, and the warnings about unknown fields.
pub fn apply_patch(
    current: &Value,
    patch: &Patch,
    ty: &'static Type,
    validation: FieldValidation,
) -> Result<(Value, Vec<String>), ApiError> {
    let (patched, mut strict_errors) = match patch {
        Patch::Strategic(patch) => (strategic_merge(current, patch, ty)?, Vec::new()),
        Patch::Merge(patch) => (json_merge(current, patch)?, Vec::new()),
        Patch::Json(patch) => {
            let patched = json_patch(current, patch)?;
            (patched.value, patched.strict_errors)
        }
    };
    let (decoded, shown) = match patch {
        Patch::Strategic(patch) => (from_unstructured(&patched, ty), sprint(patch)),
        Patch::Merge(_) | Patch::Json(_) => (decode(&patched, ty), go_json_untyped(&patched)),
    };
    // A list without entries says more than no list: that nobody owns anything any more.
    let owners = patched.pointer("/metadata/managedFields").and_then(Value::as_array);
    let has_no_owners = owners.is_some_and(Vec::is_empty);
    let Decoded { mut value, strict_errors: more } =
        decoded.map_err(|error| invalid_patch(&shown, &error.to_string()))?;
    if has_no_owners {
        value["metadata"]["managedFields"] = Value::Array(Vec::new());
    }
    strict_errors.extend(more);
    match validation {
        FieldValidation::Ignore => Ok((value, Vec::new())),
        FieldValidation::Warn => Ok((value, strict_errors)),
        FieldValidation::Strict if strict_errors.is_empty() => Ok((value, strict_errors)),
        FieldValidation::Strict => {
            let error = format!("strict decoding error: {}", strict_errors.join(", "));
            Err(invalid_patch(&shown, &error))
        }
    }
}

fn invalid_patch(shown: &str, error: &str) -> ApiError {
    let message = format!("Invalid value: {}: {error}", go_quote(shown));
    ApiError::invalid("", "", vec![Cause { field: "patch".to_owned(), message }])
}
