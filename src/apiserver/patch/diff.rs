//! Computes the strategic merge patch that leads from one object to another.
//!
//! Upstream: `strategicpatch`, `diffMaps`.

use super::diff_lists::{ListPatch, diff_lists};
use super::error::PatchError;
use super::lookup::{lookup_slice, lookup_struct};
use super::order::{DELETE_FROM_PRIMITIVE_LIST, DIRECTIVE, RETAIN_KEYS, SET_ELEMENT_ORDER, sort_scalars};
use crate::api::schema::Type;
use serde_json::{Map, Value};

/// Which differences go into the patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differences {
    /// All of them.
    All,
    /// What was changed or added.
    ChangesAndAdditions,
    /// What was taken away.
    Deletions,
}

impl Differences {
    /// Whether changes and additions are wanted.
    pub fn has_changes(self) -> bool {
        self != Self::Deletions
    }

    /// Whether deletions are wanted.
    pub fn has_deletions(self) -> bool {
        self != Self::ChangesAndAdditions
    }
}

/// What is wanted of a difference, inside one object.
#[derive(Clone, Copy)]
pub struct DiffOptions {
    /// Which differences count.
    pub differences: Differences,
    /// Whether the patch names the keys that stay.
    pub retain_keys: bool,
}

/// The patch from `original` to `modified`.
pub fn diff_maps(
    original: &Map<String, Value>,
    modified: &Map<String, Value>,
    ty: &'static Type,
    options: DiffOptions,
) -> Result<Map<String, Value>, PatchError> {
    let mut patch = Map::new();
    for (key, new) in modified {
        diff_entry(key, original.get(key), new, ty, options, &mut patch)?;
    }
    if options.differences.has_deletions() {
        for key in original.keys().filter(|key| !modified.contains_key(*key)) {
            patch.insert(key.clone(), Value::Null);
        }
    }
    if options.retain_keys {
        let present = modified.iter().filter(|(_, value)| !value.is_null());
        let mut retained: Vec<Value> = present.map(|(key, _)| Value::from(key.as_str())).collect();
        let clears = original.iter().any(|(key, value)| !value.is_null() && !modified.contains_key(key));
        if !retained.is_empty() && (!patch.is_empty() || clears) {
            sort_scalars(&mut retained);
            patch.insert(RETAIN_KEYS.to_owned(), Value::Array(retained));
        }
    }
    Ok(patch)
}

fn diff_entry(
    key: &str,
    old: Option<&Value>,
    new: &Value,
    ty: &'static Type,
    options: DiffOptions,
    patch: &mut Map<String, Value>,
) -> Result<(), PatchError> {
    let has_changes = options.differences.has_changes();
    if key == DIRECTIVE && old.is_some() {
        if !old.is_some_and(Value::is_string) || !new.is_string() {
            return Err(PatchError::plain(format!("invalid value for special key: {DIRECTIVE}")));
        }
        if old != Some(new) {
            patch.insert(key.to_owned(), new.clone());
        }
        return Ok(());
    }
    match (old, new) {
        (Some(Value::Object(old)), Value::Object(new)) => diff_objects(key, old, new, ty, options, patch)?,
        (Some(Value::Array(old)), Value::Array(new)) => diff_arrays(key, old, new, ty, options, patch)?,
        _ if has_changes && old != Some(new) => {
            patch.insert(key.to_owned(), new.clone());
        }
        _ => {}
    }
    Ok(())
}

fn diff_objects(
    key: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    ty: &'static Type,
    options: DiffOptions,
    patch: &mut Map<String, Value>,
) -> Result<(), PatchError> {
    let meta = match lookup_struct(ty, key) {
        Ok(meta) => meta,
        // A field that nobody knows does no harm while it stays as it is.
        Err(_) if old == new => return Ok(()),
        Err(error) => return Err(error),
    };
    let options = DiffOptions { retain_keys: meta.retain_keys, ..options };
    let inner = diff_maps(old, new, meta.ty, options)?;
    if !inner.is_empty() {
        patch.insert(key.to_owned(), Value::Object(inner));
    }
    Ok(())
}

fn diff_arrays(
    key: &str,
    old: &[Value],
    new: &[Value],
    ty: &'static Type,
    options: DiffOptions,
    patch: &mut Map<String, Value>,
) -> Result<(), PatchError> {
    let meta = match lookup_slice(ty, key) {
        Ok(meta) => meta,
        Err(_) if old == new => return Ok(()),
        Err(error) => return Err(error),
    };
    if !meta.merges {
        if options.differences.has_changes() && old != new {
            patch.insert(key.to_owned(), Value::Array(new.to_vec()));
        }
        return Ok(());
    }
    let options = DiffOptions { retain_keys: meta.retain_keys, ..options };
    let ListPatch { changes, deletions, order } = diff_lists(old, new, &meta, options)?;
    for (key, list) in [
        (key.to_owned(), changes),
        (format!("{DELETE_FROM_PRIMITIVE_LIST}/{key}"), deletions),
        (format!("{SET_ELEMENT_ORDER}/{key}"), order),
    ] {
        if !list.is_empty() {
            patch.insert(key, Value::Array(list));
        }
    }
    Ok(())
}
