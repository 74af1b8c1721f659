//! A ControllerRevision: an unchangeable snapshot of a controller's template.
//!
//! Upstream: `k8s.io/api/apps/v1/types.go`.

use std::rc::Rc;

use serde_json::Value;

/// A ControllerRevision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControllerRevision {
    /// The patch that brings the template back: `{"spec":{"template":{"$patch":"replace",…}}}`.
    pub data: Rc<Value>,
    /// Its place in history.
    pub revision: i64,
}
