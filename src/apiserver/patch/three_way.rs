//! The strategic merge patches that kubectl computes.
//!
//! `apply` takes what it changes and adds from the difference between the live object and the file, and what it
//! deletes from the difference between the last applied configuration and the file.
//!
//! Upstream: `strategicpatch`, `CreateThreeWayMergePatch`, `CreateTwoWayMergePatch`; `mergepatch`, `PreconditionFunc`.

use super::diff::{DiffOptions, Differences, diff_maps};
use super::error::PatchError;
use super::strategic::{Purpose, merge_map};
use crate::api::schema::Type;
use crate::apimachinery::go_value::sprint;
use serde_json::{Map, Value};

/// What a patch must leave alone.
#[derive(Clone, Copy, Debug)]
pub enum Precondition {
    /// A field of the object.
    KeyUnchanged(&'static str),
    /// A field of its metadata.
    MetadataKeyUnchanged(&'static str),
}

/// The patch from `original` to `modified`. What is no object counts as an empty one.
pub fn create_two_way_strategic(
    original: &Value,
    modified: &Value,
    ty: &'static Type,
    preconditions: &[Precondition],
) -> Result<Value, PatchError> {
    let patch = diff(original, modified, ty, Differences::All)?;
    check(patch, preconditions)
}

/// The patch that brings `current` to `modified`, deleting only what `original` had applied before.
pub fn create_three_way_strategic(
    original: &Value,
    modified: &Value,
    current: &Value,
    ty: &'static Type,
    preconditions: &[Precondition],
) -> Result<Value, PatchError> {
    let delta = diff(current, modified, ty, Differences::ChangesAndAdditions)?;
    let deletions = diff(original, modified, ty, Differences::Deletions)?;
    let patch = merge_map(deletions, delta, ty, Purpose::Combine)?;
    check(patch, preconditions)
}

fn diff(
    original: &Value,
    modified: &Value,
    ty: &'static Type,
    differences: Differences,
) -> Result<Map<String, Value>, PatchError> {
    let empty = Map::new();
    let original = original.as_object().unwrap_or(&empty);
    let modified = modified.as_object().unwrap_or(&empty);
    diff_maps(original, modified, ty, DiffOptions { differences, retain_keys: false })
}

fn check(patch: Map<String, Value>, preconditions: &[Precondition]) -> Result<Value, PatchError> {
    let holds = preconditions.iter().all(|precondition| match precondition {
        Precondition::KeyUnchanged(key) => !patch.contains_key(*key),
        Precondition::MetadataKeyUnchanged(key) => {
            patch.get("metadata").is_none_or(|metadata| metadata.get(key).is_none())
        }
    });
    let patch = Value::Object(patch);
    if holds {
        return Ok(patch);
    }
    Err(PatchError::precondition(format!("precondition failed for: {}", sprint(&patch))))
}
