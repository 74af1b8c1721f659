//! JSON merge patches: applied, and computed for kinds without a schema.
//!
//! Upstream: `gopkg.in/evanphx/json-patch.v4`, `merge.go`; `jsonmergepatch`, `CreateThreeWayJSONMergePatch`.

use super::error::PatchError;
use serde_json::{Map, Value};

/// `original` with the RFC 7386 patch applied. The result still has to be decoded.
pub fn json_merge(original: &Value, patch: &Value) -> Result<Value, PatchError> {
    match patch {
        Value::Object(_) => {
            let mut result = original.clone();
            merge(&mut result, patch.clone());
            Ok(result)
        }
        Value::Null => Err(PatchError::bad_request("Invalid JSON Patch")),
        other => {
            let what = describe(other);
            Err(PatchError::bad_request(format!(
                "error decoding patch: json: cannot unmarshal {what} into Go value of type map[string]interface {{}}"
            )))
        }
    }
}

/// The merge patch from `original` to `modified`.
pub fn create_json_merge(original: &Value, modified: &Value) -> Value {
    let empty = Map::new();
    let original = original.as_object().unwrap_or(&empty);
    Value::Object(diff(original, modified.as_object().unwrap_or(&empty)))
}

/// The patch that brings `current` to `modified`, deleting only what `original` had applied before.
pub fn create_three_way_json_merge(original: &Value, modified: &Value, current: &Value) -> Value {
    let changes = create_json_merge(current, modified);
    let changes = filter(changes.as_object().unwrap_or(&Map::new()), Keep::Values);
    let deletions = create_json_merge(original, modified);
    let mut patch = Value::Object(filter(deletions.as_object().unwrap_or(&Map::new()), Keep::Nulls));
    merge(&mut patch, Value::Object(changes));
    patch
}

/// What Go calls the value when it cannot be unmarshalled.
pub(super) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn merge(current: &mut Value, patch: Value) {
    let (Value::Object(current), Value::Object(patch)) = (&mut *current, &patch) else {
        let replaced_object = current.is_object();
        *current = patch;
        // Nulls inside survive when a list or scalar takes the place of an object.
        if !replaced_object {
            prune_nulls(current);
        }
        return;
    };
    for (key, value) in patch.clone() {
        if value.is_null() {
            current.remove(&key);
            continue;
        }
        match current.get_mut(&key).filter(|current| !current.is_null()) {
            Some(current) => merge(current, value),
            None => {
                let mut value = value;
                prune_nulls(&mut value);
                current.insert(key, value);
            }
        }
    }
}

fn prune_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(prune_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(prune_nulls),
        _ => {}
    }
}

fn diff(original: &Map<String, Value>, modified: &Map<String, Value>) -> Map<String, Value> {
    let mut patch = Map::new();
    for (key, new) in modified {
        match (original.get(key), new) {
            (Some(Value::Object(old)), Value::Object(new)) => {
                let inner = diff(old, new);
                if !inner.is_empty() {
                    patch.insert(key.clone(), Value::Object(inner));
                }
            }
            (Some(old), new) if old == new => {}
            _ => {
                patch.insert(key.clone(), new.clone());
            }
        }
    }
    for key in original.keys().filter(|key| !modified.contains_key(*key)) {
        patch.insert(key.clone(), Value::Null);
    }
    patch
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Nulls,
    Values,
}

fn filter(patch: &Map<String, Value>, keep: Keep) -> Map<String, Value> {
    let mut kept = Map::new();
    for (key, value) in patch {
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                let inner = filter(inner, keep);
                if !inner.is_empty() {
                    kept.insert(key.clone(), Value::Object(inner));
                }
            }
            value if value.is_null() == (keep == Keep::Nulls) => {
                kept.insert(key.clone(), value.clone());
            }
            _ => {}
        }
    }
    kept
}
