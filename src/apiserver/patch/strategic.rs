//! Applies a strategic merge patch.
//!
//! Objects merge by field, lists by the schema's word: replaced, or merged by key. Directives in the patch delete,
//! replace, keep and order.
//!
//! Upstream: `strategicpatch`, `StrategicMergeMapPatch`, `mergeMap`.

use super::error::PatchError;
use super::lookup::{PatchMeta, lookup_slice, lookup_struct};
use super::order::{
    DELETE_FROM_PRIMITIVE_LIST, DIRECTIVE, Elements, RETAIN_KEYS, SET_ELEMENT_ORDER, element_type,
    normalize_element_order, partition_by_presence,
};
use super::strategic_lists::{merge_slice_handler, order_after_merge, validate_with_order};
use crate::api::schema::Type;
use crate::apimachinery::go_value::sprint;
use serde_json::{Map, Value};

/// `original` with `patch` applied; `ty` is the type of the object. The result still has to be decoded.
pub fn strategic_merge(original: &Value, patch: &Value, ty: &'static Type) -> Result<Value, PatchError> {
    let original = original.as_object().cloned().unwrap_or_default();
    let patch = match patch {
        Value::Object(patch) => patch.clone(),
        Value::Null => return Ok(Value::Object(original)),
        other => {
            let what = super::json_merge::describe(other);
            return Err(PatchError::bad_request(format!(
                "json: cannot unmarshal {what} into Go value of type map[string]interface {{}}"
            )));
        }
    };
    merge_map(original, patch, ty, Purpose::Apply).map(Value::Object)
}

/// What two things are merged for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A patch into an object: directives are carried out, nulls delete.
    Apply,
    /// A patch into a patch: directives and nulls stay.
    Combine,
}

/// Merges `patch` into `original`.
pub fn merge_map(
    mut original: Map<String, Value>,
    mut patch: Map<String, Value>,
    ty: &'static Type,
    purpose: Purpose,
) -> Result<Map<String, Value>, PatchError> {
    if let Some(directive) = patch.get(DIRECTIVE) {
        return match directive.as_str() {
            Some("replace") => {
                patch.remove(DIRECTIVE);
                Ok(patch)
            }
            Some("delete") => Ok(Map::new()),
            _ => Err(PatchError::patch_type(directive, &patch)),
        };
    }
    apply_retain_keys(&mut original, &mut patch, purpose)?;
    merge_ordered_lists(&mut original, &mut patch, ty, purpose)?;
    for (key, value) in patch {
        merge_entry(&mut original, key, value, ty, purpose)?;
    }
    Ok(original)
}

fn merge_entry(
    original: &mut Map<String, Value>,
    mut key: String,
    mut value: Value,
    ty: &'static Type,
    purpose: Purpose,
) -> Result<(), PatchError> {
    let is_delete_list = key.starts_with(DELETE_FROM_PRIMITIVE_LIST);
    if is_delete_list {
        if purpose == Purpose::Combine {
            original.insert(key, value);
            return Ok(());
        }
        key = extract_key(&key, DELETE_FROM_PRIMITIVE_LIST).ok_or_else(PatchError::primitive_list)?;
    }
    if value.is_null() {
        original.remove(&key);
        if purpose == Purpose::Apply {
            return Ok(());
        }
    }
    let merged = match (original.get_mut(&key).map(Value::take), value) {
        (Some(Value::Object(old)), Value::Object(new)) => {
            let meta = lookup_struct(ty, &key)?;
            Value::Object(merge_map(old, new, meta.ty, purpose)?)
        }
        (Some(Value::Array(old)), Value::Array(new)) => {
            let meta = lookup_slice(ty, &key)?;
            Value::Array(merge_slice_handler(old, new, &meta, is_delete_list, purpose)?)
        }
        (Some(old), _) if is_delete_list => old,
        (None, _) if is_delete_list => return Ok(()),
        (_, new) => {
            value = new;
            if purpose == Purpose::Apply {
                discard_nulls(&mut value);
            }
            match remove_directives(value) {
                Some(value) => value,
                None => {
                    original.remove(&key);
                    return Ok(());
                }
            }
        }
    };
    original.insert(key, merged);
    Ok(())
}

/// Clears what the patch does not list as kept.
fn apply_retain_keys(
    original: &mut Map<String, Value>,
    patch: &mut Map<String, Value>,
    purpose: Purpose,
) -> Result<(), PatchError> {
    let Some(retained) = patch.remove(RETAIN_KEYS) else {
        return Ok(());
    };
    if purpose == Purpose::Combine {
        if let Some(before) = original.get(RETAIN_KEYS).filter(|before| **before != retained) {
            let (before, retained) = (sprint(before), sprint(&retained));
            return Err(PatchError::plain(format!(
                "{before} and {retained} are not deep equal: this may happen when calculating the 3-way diff patch"
            )));
        }
        original.insert(RETAIN_KEYS.to_owned(), retained);
        return Ok(());
    }
    let retained = retained.as_array().ok_or_else(PatchError::retain_keys)?;
    let is_retained = |key: &str| retained.iter().any(|retained| retained.as_str() == Some(key));
    for (key, value) in patch.iter() {
        let is_directive = key.starts_with(DELETE_FROM_PRIMITIVE_LIST) || key.starts_with(SET_ELEMENT_ORDER);
        if !value.is_null() && !is_directive && !is_retained(key) {
            return Err(PatchError::retain_keys());
        }
    }
    original.retain(|key, _| is_retained(key));
    Ok(())
}

/// Merges the lists whose order the patch names, and takes them out of the patch.
fn merge_ordered_lists(
    original: &mut Map<String, Value>,
    patch: &mut Map<String, Value>,
    ty: &'static Type,
    purpose: Purpose,
) -> Result<(), PatchError> {
    let directives: Vec<String> =
        patch.keys().filter(|key| key.starts_with(SET_ELEMENT_ORDER)).cloned().collect();
    for directive in directives {
        let Some(order) = patch.remove(&directive) else {
            continue;
        };
        if purpose == Purpose::Combine {
            if original.get(&directive).is_some_and(|before| *before != order) {
                return Err(PatchError::element_order());
            }
            original.insert(directive.clone(), order.clone());
        }
        let Value::Array(order) = order else {
            return Err(PatchError::expected_list(&order));
        };
        let key = extract_key(&directive, SET_ELEMENT_ORDER).ok_or_else(PatchError::element_order)?;
        let old = list_of(original.get(&key))?;
        let new = list_of(patch.get(&key))?;
        let meta = lookup_slice(ty, &key)?;
        validate_with_order(new.as_deref().unwrap_or_default(), &order, meta.merge_key)?;
        if let Some(merged) = merge_in_order(old, new, &order, &meta, purpose)? {
            original.insert(key.clone(), Value::Array(merged));
            patch.remove(&key);
        }
    }
    Ok(())
}

fn merge_in_order(
    old: Option<Vec<Value>>,
    new: Option<Vec<Value>>,
    order: &[Value],
    meta: &PatchMeta,
    purpose: Purpose,
) -> Result<Option<Vec<Value>>, PatchError> {
    let merged = match (&old, &new) {
        (None, None) => return Ok(None),
        (Some(old), None) => old.clone(),
        (None, Some(new)) => new.iter().cloned().filter_map(remove_directives).collect(),
        (Some(old), Some(new)) => merge_slice_handler(old.clone(), new.clone(), meta, false, purpose)?,
    };
    let (patched, server_only) = partition_by_presence(&merged, order, meta.merge_key)?;
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let elements = element_type(&[&old, &new])?;
    let old_order = match elements {
        Elements::Maps if meta.merges && !meta.merge_key.is_empty() && !new.is_empty() => {
            order_after_merge(&old, &new, meta.merge_key)?
        }
        _ => old,
    };
    normalize_element_order(patched, server_only, order, &old_order, meta.merge_key, elements).map(Some)
}

fn list_of(value: Option<&Value>) -> Result<Option<Vec<Value>>, PatchError> {
    match value {
        None => Ok(None),
        Some(Value::Array(items)) => Ok(Some(items.clone())),
        Some(other) => Err(PatchError::expected_list(other)),
    }
}

/// The key behind `prefix/`.
fn extract_key(key: &str, prefix: &str) -> Option<String> {
    key.split_once('/').filter(|(start, _)| *start == prefix).map(|(_, rest)| rest.to_owned())
}

/// The value without what carries a directive; none when it carries one itself.
pub fn remove_directives(value: Value) -> Option<Value> {
    match value {
        Value::Object(fields) if fields.contains_key(DIRECTIVE) => None,
        Value::Object(fields) => {
            let kept = fields.into_iter().filter_map(|(key, value)| Some((key, remove_directives(value)?)));
            Some(Value::Object(kept.collect()))
        }
        Value::Array(items) => Some(Value::Array(items.into_iter().filter_map(remove_directives).collect())),
        scalar => Some(scalar),
    }
}

fn discard_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(discard_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(discard_nulls),
        _ => {}
    }
}
