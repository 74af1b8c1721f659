//! Computes the patch between two lists whose elements are merged.
//!
//! Upstream: `strategicpatch`, `diffLists`, `diffListsOfMaps`, `diffListsOfScalars`.

use super::diff::{DiffOptions, Differences, diff_maps};
use super::error::PatchError;
use super::lookup::PatchMeta;
use super::order::{
    DIRECTIVE, Elements, deduplicate, element_type, merge_key_value, normalize_slice_order, sort_for_merge,
    sort_scalars,
};
use crate::apimachinery::go_value::sprint;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// What a patch says about one list.
#[derive(Default)]
pub struct ListPatch {
    /// Elements to add or to change; of objects, those to delete at the end.
    pub changes: Vec<Value>,
    /// Scalars to delete.
    pub deletions: Vec<Value>,
    /// The order of all elements.
    pub order: Vec<Value>,
}

/// The patch from `original` to `modified`.
pub fn diff_lists(
    original: &[Value],
    modified: &[Value],
    meta: &PatchMeta,
    options: DiffOptions,
) -> Result<ListPatch, PatchError> {
    if original.is_empty() {
        let added = if options.differences.has_changes() { modified } else { &[] };
        return Ok(ListPatch { changes: added.to_vec(), ..ListPatch::default() });
    }
    match element_type(&[original, modified])? {
        Elements::Maps => diff_maps_lists(original, modified, meta, options),
        Elements::Scalars => diff_scalar_lists(original, modified, meta, options.differences),
    }
}

fn diff_maps_lists(
    original: &[Value],
    modified: &[Value],
    meta: &PatchMeta,
    options: DiffOptions,
) -> Result<ListPatch, PatchError> {
    let (changes, mut deletions) = diff_elements(original, modified, meta, options)?;
    let mut changes = normalize_slice_order(changes, modified, meta.merge_key, Elements::Maps)?;
    let is_reordered = !is_order_same(original, modified, meta.merge_key)?;
    changes.append(&mut deletions);
    let is_changed = !changes.is_empty();
    let mut order = Vec::new();
    let differences = options.differences;
    if (differences.has_changes() && (is_changed || is_reordered))
        || (differences.has_deletions() && is_changed)
    {
        for item in modified {
            order.push(json!({meta.merge_key: merge_key_value(item, meta.merge_key)?}));
        }
    }
    Ok(ListPatch { changes, deletions, order })
}

/// Walks both lists in the order of their keys, like a merge sort.
fn diff_elements(
    original: &[Value],
    modified: &[Value],
    meta: &PatchMeta,
    options: DiffOptions,
) -> Result<(Vec<Value>, Vec<Value>), PatchError> {
    let original = sort_for_merge(original, meta.merge_key)?;
    let modified = sort_for_merge(modified, meta.merge_key)?;
    let (mut patch, mut deletions) = (Vec::new(), Vec::new());
    let (mut old, mut new) = (original.iter().peekable(), modified.iter().peekable());
    loop {
        let old_key = old.peek().map(|item| merge_key_value(item, meta.merge_key)).transpose()?;
        let new_key = new.peek().map(|item| merge_key_value(item, meta.merge_key)).transpose()?;
        let order = match (old_key, new_key) {
            (None, None) => return Ok((patch, deletions)),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(old_key), Some(new_key)) => sprint(old_key).cmp(&sprint(new_key)),
        };
        let old_item = if order.is_le() { old.next().and_then(Value::as_object) } else { None };
        let new_item = if order.is_ge() { new.next().and_then(Value::as_object) } else { None };
        match (old_item, new_item) {
            (Some(old_item), Some(new_item)) => {
                let mut inner = diff_maps(old_item, new_item, meta.ty, options)?;
                if !inner.is_empty() {
                    insert_key(&mut inner, meta.merge_key, new_key);
                    patch.push(Value::Object(inner));
                }
            }
            (None, Some(new_item)) if options.differences.has_changes() => {
                patch.push(Value::Object(new_item.clone()));
            }
            (Some(_), None) if options.differences.has_deletions() => {
                let mut deletion = Map::new();
                deletion.insert(DIRECTIVE.to_owned(), Value::from("delete"));
                insert_key(&mut deletion, meta.merge_key, old_key);
                deletions.push(Value::Object(deletion));
            }
            _ => {}
        }
    }
}

fn insert_key(fields: &mut Map<String, Value>, merge_key: &str, value: Option<&Value>) {
    if let Some(value) = value {
        fields.insert(merge_key.to_owned(), value.clone());
    }
}

fn is_order_same(original: &[Value], modified: &[Value], merge_key: &str) -> Result<bool, PatchError> {
    if original.len() != modified.len() {
        return Ok(false);
    }
    for (old, new) in original.iter().zip(modified) {
        if merge_key_value(old, merge_key)? != merge_key_value(new, merge_key)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn diff_scalar_lists(
    original: &[Value],
    modified: &[Value],
    meta: &PatchMeta,
    differences: Differences,
) -> Result<ListPatch, PatchError> {
    let (mut sorted_old, mut sorted_new) = (original.to_vec(), modified.to_vec());
    sort_scalars(&mut sorted_old);
    sort_scalars(&mut sorted_new);
    let (mut added, mut deletions) = (Vec::new(), Vec::new());
    let (mut old, mut new) = (sorted_old.iter().peekable(), sorted_new.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => break,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(old), Some(new)) => sprint(old).cmp(&sprint(new)),
        };
        let old_item = if order.is_le() { old.next() } else { None };
        let new_item = if order.is_ge() { new.next() } else { None };
        match (old_item, new_item) {
            (None, Some(new)) if differences.has_changes() => added.push(new.clone()),
            (Some(old), None) if differences.has_deletions() => deletions.push(old.clone()),
            _ => {}
        }
    }
    let deletions = deduplicate(deletions);
    let changes = normalize_slice_order(added, modified, meta.merge_key, Elements::Scalars)?;
    // Upstream has sorted the old list in place by now, so a list that is not sorted always gets its order named.
    let is_changed = sorted_old != modified;
    let names_order =
        (differences.has_deletions() && !deletions.is_empty()) || (differences.has_changes() && is_changed);
    let order = if names_order { modified.to_vec() } else { Vec::new() };
    Ok(ListPatch { changes, deletions, order })
}
