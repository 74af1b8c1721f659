//! What a request may ask for besides its object.
//!
//! Upstream: `k8s.io/apimachinery/pkg/apis/meta/v1/types.go` (`CreateOptions`, `DeleteOptions`, …).

use std::rc::Rc;

use serde_json::Value;

use crate::api::object::Object;
use crate::api::validation;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::managed_fields::{Manager, Operation};
use crate::apimachinery::meta::Uid;

/// What to do about fields that nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldValidation {
    /// Drop them in silence.
    Ignore,
    /// Drop them with a warning.
    Warn,
    /// Refuse the object.
    #[default]
    Strict,
}

/// A part of an object that has its own address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subresource {
    /// None: all but the status.
    #[default]
    Whole,
    /// The status.
    Status,
}

impl Subresource {
    /// As addresses spell it.
    pub fn name(self) -> &'static str {
        match self {
            Subresource::Whole => "",
            Subresource::Status => "status",
        }
    }
}

/// Options of a write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Do all of it but the write.
    pub dry_run: bool,
    /// What to do about unknown fields.
    pub field_validation: FieldValidation,
    /// Who owns the fields that the write sets; empty for the client's own name.
    pub field_manager: Rc<str>,
    /// Which part of the object is written.
    pub subresource: Subresource,
}

impl WriteOptions {
    /// The owner of what the write sets.
    ///
    /// Upstream: `managerOrUserAgent`.
    pub fn manager(&self, operation: Operation) -> Manager {
        let name = if self.field_manager.is_empty() { "kubectl".into() } else { self.field_manager.clone() };
        Manager { name, operation, subresource: self.subresource.name().into() }
    }
}

/// Refuses options that no request may have; `kind` names them, as `PatchOptions`.
///
/// Upstream: `k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go` (`ValidatePatchOptions`, …).
pub fn check_options(kind: &str, options: &WriteOptions) -> Result<(), ApiError> {
    let mut errors = FieldErrorList::default();
    validation::field_manager(&mut errors, &Path::root("fieldManager"), &options.field_manager);
    errors.to_api_error(&format!("{kind}.meta.k8s.io"), "").map_or(Ok(()), Err)
}

/// What a write answers.
#[derive(Clone, Debug)]
pub struct Written {
    /// The object as it is now, or would be.
    pub object: Rc<Object>,
    /// Warnings for the person, without `Warning: `.
    pub warnings: Vec<String>,
}

/// A patch and how it is meant.
#[derive(Clone, Debug)]
pub enum Patch {
    /// A strategic merge patch.
    Strategic(Value),
    /// An RFC 7386 merge patch.
    Merge(Value),
    /// An RFC 6902 patch.
    Json(Value),
}

/// What happens to the objects that a deleted object owns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Propagation {
    /// They go after it.
    #[default]
    Background,
    /// They go before it.
    Foreground,
    /// They stay, without owner.
    Orphan,
}

/// Options of a deletion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteOptions {
    /// Seconds to end in; `None` is the object's own.
    pub grace_period_seconds: Option<i64>,
    /// What happens to what it owns; `None` is the kind's default.
    pub propagation: Option<Propagation>,
    /// The identity the object must have.
    pub uid: Option<Uid>,
    /// The version the object must have.
    pub resource_version: Option<u64>,
    /// Do all of it but the write.
    pub dry_run: bool,
}
