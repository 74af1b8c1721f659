//! Why a patch cannot be applied or computed.
//!
//! Upstream: `k8s.io/apimachinery/pkg/util/mergepatch`, `errors.go`; the status of each in
//! `k8s.io/apiserver/pkg/endpoints/handlers`, `interpretStrategicMergePatchError` and `applyJSPatch`.

use super::go_text::{type_name, verb_s};
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::go_value::sprint;
use serde_json::{Map, Value};
use std::fmt;

/// A patch that does not work, in upstream's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatchError {
    /// What the API server answers with.
    pub reason: Reason,
    /// What is wrong. The API server keeps it to itself when the reason is [`Reason::Invalid`].
    pub message: String,
}

impl PatchError {
    /// A patch that is not even one.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self { reason: Reason::BadRequest, message: message.into() }
    }

    /// A patch that cannot be applied to this object.
    pub(super) fn unprocessable(message: impl Into<String>) -> Self {
        Self { reason: Reason::Invalid, message: message.into() }
    }

    /// An error to which upstream gives no status of its own.
    pub(super) fn plain(message: impl Into<String>) -> Self {
        Self { reason: Reason::Unknown, message: message.into() }
    }

    /// A patch that would change what must stay.
    pub(super) fn precondition(message: impl Into<String>) -> Self {
        Self { reason: Reason::Conflict, message: message.into() }
    }

    /// A patch beyond all bounds.
    pub(super) fn too_large(message: impl Into<String>) -> Self {
        Self { reason: Reason::RequestEntityTooLarge, message: message.into() }
    }

    pub(super) fn list_of_lists() -> Self {
        Self::unprocessable("lists of lists are not supported")
    }

    pub(super) fn primitive_list() -> Self {
        Self::bad_request("invalid patch format of primitive list")
    }

    pub(super) fn retain_keys() -> Self {
        Self::bad_request("invalid patch format of retainKeys")
    }

    pub(super) fn element_order() -> Self {
        Self::bad_request("invalid patch format of setElementOrder list")
    }

    pub(super) fn no_merge_key(item: &Map<String, Value>, merge_key: &str) -> Self {
        let item = sprint(&Value::Object(item.clone()));
        Self::plain(format!("map: {item} does not contain declared merge key: {merge_key}"))
    }

    pub(super) fn expected_list(actual: &Value) -> Self {
        Self::plain(format!("expected a []interface {{}}, but received a {}", type_name(actual)))
    }

    pub(super) fn expected_map(actual: &Value) -> Self {
        Self::plain(format!("expected a map[string]interface {{}}, but received a {}", type_name(actual)))
    }

    pub(super) fn patch_type(directive: &Value, item: &Map<String, Value>) -> Self {
        let item = sprint(&Value::Object(item.clone()));
        Self::plain(format!("unknown patch type: {} in map: {item}", verb_s(directive)))
    }
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PatchError {}

impl From<PatchError> for ApiError {
    fn from(error: PatchError) -> Self {
        let message = match error.reason {
            Reason::Invalid => "the server rejected our request due to an error in our request".to_owned(),
            _ => error.message,
        };
        ApiError::new(error.reason, message)
    }
}
