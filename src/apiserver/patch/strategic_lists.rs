//! Merges the lists of a strategic merge patch.
//!
//! Upstream: `strategicpatch`, `mergeSlice`, `validatePatchWithSetOrderList`.

use super::error::PatchError;
use super::lookup::{PatchMeta, go_kind};
use super::order::{
    DIRECTIVE, Elements, SET_ELEMENT_ORDER, deduplicate, element_type, extract_deleted, find_by_key,
    merge_key_value, normalize_element_order, partition_by_presence,
};
use super::strategic::{Purpose, merge_map};
use crate::apimachinery::go_value::sprint;
use serde_json::Value;

/// Replaces or merges, as the schema says. A list of what to delete is carried out whatever it says.
pub fn merge_slice_handler(
    original: Vec<Value>,
    patch: Vec<Value>,
    meta: &PatchMeta,
    is_delete_list: bool,
    purpose: Purpose,
) -> Result<Vec<Value>, PatchError> {
    if meta.merges || is_delete_list {
        return merge_slice(original, patch, meta, is_delete_list, purpose);
    }
    Ok(patch)
}

fn merge_slice(
    original: Vec<Value>,
    patch: Vec<Value>,
    meta: &PatchMeta,
    is_delete_list: bool,
    purpose: Purpose,
) -> Result<Vec<Value>, PatchError> {
    if original.is_empty() && patch.is_empty() {
        return Ok(original);
    }
    let elements = element_type(&[&original, &patch])?;
    let (merged, original, patch) = if elements == Elements::Maps {
        if meta.merge_key.is_empty() {
            let kind = go_kind(meta.ty);
            return Err(PatchError::plain(format!("cannot merge lists without merge key for {kind}")));
        }
        let (original, patch) = carry_out_directives(original, patch, meta.merge_key)?;
        (merge_maps(original.clone(), &patch, meta, purpose)?, original, patch)
    } else {
        if purpose == Purpose::Apply && is_delete_list {
            return Ok(original.into_iter().filter(|item| !patch.contains(item)).collect());
        }
        (deduplicate([original.clone(), patch.clone()].concat()), original, patch)
    };
    let (patched, server_only) = partition_by_presence(&merged, &patch, meta.merge_key)?;
    normalize_element_order(patched, server_only, &patch, &original, meta.merge_key, elements)
}

/// Carries out what elements of the patch say about the list, and takes them out of it.
fn carry_out_directives(
    mut original: Vec<Value>,
    patch: Vec<Value>,
    merge_key: &str,
) -> Result<(Vec<Value>, Vec<Value>), PatchError> {
    let mut rest = Vec::new();
    let mut replaces = false;
    for item in patch {
        let Some((fields, directive)) =
            item.as_object().and_then(|fields| Some((fields, fields.get(DIRECTIVE)?)))
        else {
            rest.push(item);
            continue;
        };
        match directive.as_str() {
            Some("delete") => {
                let value = merge_key_value(&item, merge_key)?;
                while let Some(index) = find_by_key(&original, merge_key, value)? {
                    original.remove(index);
                }
            }
            Some("replace") => replaces = true,
            Some("merge") => {
                return Err(PatchError::plain("merging lists cannot yet be specified in the patch"));
            }
            _ => return Err(PatchError::patch_type(directive, fields)),
        }
    }
    Ok(if replaces { (rest, Vec::new()) } else { (original, rest) })
}

fn merge_maps(
    mut original: Vec<Value>,
    patch: &[Value],
    meta: &PatchMeta,
    purpose: Purpose,
) -> Result<Vec<Value>, PatchError> {
    for item in patch {
        let value = merge_key_value(item, meta.merge_key)?;
        match find_by_key(&original, meta.merge_key, value)? {
            None => original.push(item.clone()),
            Some(index) => {
                let old = original[index].as_object().cloned().unwrap_or_default();
                let new = item.as_object().cloned().unwrap_or_default();
                original[index] = Value::Object(merge_map(old, new, meta.ty, purpose)?);
            }
        }
    }
    Ok(original)
}

/// The old order as upstream finds it after merging.
///
/// It deletes and appends in the array that also holds the old order, so new elements may stand where deleted ones
/// were; that decides where they end up among the elements the patch does not name.
pub fn order_after_merge(
    original: &[Value],
    patch: &[Value],
    merge_key: &str,
) -> Result<Vec<Value>, PatchError> {
    let mut array = original.to_vec();
    let mut length = array.len();
    let directive = |item: &Value| item.get(DIRECTIVE).and_then(Value::as_str).map(str::to_owned);
    for item in patch.iter().filter(|item| directive(item).as_deref() == Some("delete")) {
        let value = merge_key_value(item, merge_key)?;
        while let Some(index) = find_by_key(&array[..length], merge_key, value)? {
            let last = array[length - 1].clone();
            array.remove(index);
            array.insert(length - 1, last);
            length -= 1;
        }
    }
    if patch.iter().any(|item| directive(item).as_deref() == Some("replace")) {
        return Ok(array);
    }
    for item in patch.iter().filter(|item| directive(item).is_none()) {
        let value = merge_key_value(item, merge_key)?;
        if length < array.len() && find_by_key(&array[..length], merge_key, value)?.is_none() {
            array[length] = item.clone();
            length += 1;
        }
    }
    Ok(array)
}

/// What the patch changes must be among what it orders, in that order.
pub fn validate_with_order(patch: &[Value], order: &[Value], merge_key: &str) -> Result<(), PatchError> {
    if patch.is_empty() || order.is_empty() {
        return Ok(());
    }
    let kept = if merge_key.is_empty() { patch.to_vec() } else { extract_deleted(patch.to_vec())?.0 };
    let (mut at, mut order_at) = (0, 0);
    while let (Some(item), Some(ordered)) = (kept.get(at), order.get(order_at)) {
        if item.get(DIRECTIVE).is_some() {
            at += 1;
            continue;
        }
        let is_same = if merge_key.is_empty() {
            item == ordered
        } else {
            merge_key_value(item, merge_key)? == merge_key_value(ordered, merge_key)?
        };
        at += usize::from(is_same);
        order_at += 1;
    }
    if at >= kept.len() {
        return Ok(());
    }
    let show = |list: &[Value]| sprint(&Value::Array(list.to_vec()));
    Err(PatchError::plain(format!(
        "The order in patch list:\n{}\n doesn't match {SET_ELEMENT_ORDER} list:\n{}\n",
        show(patch),
        show(order)
    )))
}
