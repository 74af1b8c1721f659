//! Controller revisions.
//!
//! Upstream: `ValidateControllerRevisionCreate`, `ValidateControllerRevisionUpdate`.

use serde_json::Value;

use super::object_meta::{IMMUTABLE, Scope, nonnegative, object_meta, object_meta_update};
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::validation::names::dns1123_subdomain;

/// A revision about to be created.
pub fn controller_revision_create(revision: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta(&mut errors, revision, Scope::Namespaced, dns1123_subdomain);
    nonnegative(&mut errors, &Path::root("revision"), revision.int("revision"));
    match revision.at("data") {
        Value::Null => errors.required(&Path::root("data"), "data is mandatory"),
        Value::Object(_) => {}
        _ => errors.required(&Path::root("data"), "data must be a valid JSON object"),
    }
    errors
}

/// A revision about to be replaced by `new`.
pub fn controller_revision_update(new: &Value, old: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta_update(&mut errors, new, old, Scope::Namespaced, dns1123_subdomain);
    nonnegative(&mut errors, &Path::root("revision"), new.int("revision"));
    if new.at("data") != old.at("data") {
        errors.invalid(&Path::root("data"), BadValue::from(new.at("data")), IMMUTABLE);
    }
    errors
}
