//! Whether a patch would undo what others did (`apply --overwrite=false`).
//!
//! Upstream: `strategicpatch`, `MergingMapsHaveConflicts`; `mergepatch`, `ErrConflict`.

use super::diff::{DiffOptions, Differences, diff_maps};
use super::error::PatchError;
use super::lookup::{lookup_slice, lookup_struct};
use super::order::{DIRECTIVE, RETAIN_KEYS, SET_ELEMENT_ORDER, sort_scalars};
use crate::api::schema::Type;
use crate::apimachinery::yaml;
use serde_json::{Map, Value};

/// Refuses a patch that changes what `current` changed otherwise since `original`.
pub fn refuse_conflicts(
    original: &Value,
    current: &Value,
    patch: &Value,
    ty: &'static Type,
) -> Result<(), PatchError> {
    let empty = Map::new();
    let original = original.as_object().unwrap_or(&empty);
    let options = DiffOptions { differences: Differences::All, retain_keys: false };
    let mut changed = Value::Object(diff_maps(original, current.as_object().unwrap_or(&empty), ty, options)?);
    drop_orders(&mut changed);
    if !conflict(patch, &changed, Some(ty), "")? {
        return Ok(());
    }
    Err(PatchError::plain(format!(
        "patch:\n{}\nconflicts with changes made from original to current:\n{}\n",
        yaml::print(patch),
        yaml::print(&changed)
    )))
}

/// What others changed says nothing of orders.
fn drop_orders(changed: &mut Value) {
    match changed {
        Value::Object(fields) => {
            fields.retain(|key, _| !key.starts_with(SET_ELEMENT_ORDER));
            fields.values_mut().for_each(drop_orders);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_orders),
        _ => {}
    }
}

/// `merge_key` tells elements apart; a list without one is compared as it stands.
fn conflict(
    one: &Value,
    other: &Value,
    ty: Option<&'static Type>,
    merge_key: &str,
) -> Result<bool, PatchError> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            if one.get(DIRECTIVE) != other.get(DIRECTIVE) {
                return Ok(true);
            }
            fields_conflict(one, other, ty)
        }
        (Value::Array(one), Value::Array(other)) => lists_conflict(one, other, ty, merge_key),
        (one, other) => Ok(one != other),
    }
}

fn fields_conflict(
    one: &Map<String, Value>,
    other: &Map<String, Value>,
    ty: Option<&'static Type>,
) -> Result<bool, PatchError> {
    for (key, value) in one.iter().filter(|(key, _)| !matches!(key.as_str(), DIRECTIVE | RETAIN_KEYS)) {
        let Some(theirs) = other.get(key) else { continue };
        // Orders of elements say nothing about the elements.
        let meta = match (ty, value) {
            (Some(_), _) if key.starts_with('$') => None,
            (Some(ty), Value::Array(_)) => Some(lookup_slice(ty, key)?),
            (Some(ty), Value::Object(_)) => Some(lookup_struct(ty, key)?),
            _ => None,
        };
        let merge_key = meta.filter(|meta| meta.merges).map_or("", |meta| meta.merge_key);
        if meta.is_some_and(|meta| meta.merges && meta.merge_key.is_empty() && value.is_array()) {
            continue;
        }
        if conflict(value, theirs, meta.map(|meta| meta.ty), merge_key)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn lists_conflict(
    one: &[Value],
    other: &[Value],
    ty: Option<&'static Type>,
    merge_key: &str,
) -> Result<bool, PatchError> {
    if !merge_key.is_empty() {
        for item in one {
            let twin = other.iter().find(|theirs| theirs.get(merge_key) == item.get(merge_key));
            if let Some(twin) = twin
                && conflict(item, twin, ty, "")?
            {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if one.len() != other.len() {
        return Ok(true);
    }
    let (mut one, mut other) = (one.to_vec(), other.to_vec());
    if !one.iter().chain(&other).any(Value::is_object) {
        sort_scalars(&mut one);
        sort_scalars(&mut other);
    }
    for (mine, theirs) in one.iter().zip(&other) {
        if conflict(mine, theirs, ty, "")? {
            return Ok(true);
        }
    }
    Ok(false)
}
