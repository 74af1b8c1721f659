//! JSON patches: a list of operations, each on one path.
//!
//! Invariants: all operations or none; an operation that cannot be carried out is the end.
//!
//! Upstream: `gopkg.in/evanphx/json-patch.v4`, `patch.go`; `handlers`, `applyJSPatch`.

use super::error::PatchError;
use super::json_merge::describe;
use crate::apimachinery::quote::go_quote;
use serde_json::{Map, Value};

const OPERATIONS_MAX: usize = 10_000;

/// A patched object, and what was odd about the patch.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPatched {
    /// The result; it still has to be decoded.
    pub value: Value,
    /// One text for each field that operations do not have.
    pub strict_errors: Vec<String>,
}

/// `original` with the RFC 6902 patch applied.
pub fn json_patch(original: &Value, patch: &Value) -> Result<JsonPatched, PatchError> {
    let operations = match patch {
        Value::Array(operations) => operations.as_slice(),
        Value::Null => &[],
        other => {
            return Err(cannot_unmarshal(describe(other), "value of type []handlers.jsonPatchOp"));
        }
    };
    let mut strict_errors = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        check_operation(index, operation, &mut strict_errors)?;
    }
    if operations.len() > OPERATIONS_MAX {
        return Err(PatchError::too_large(format!(
            "The allowed maximum operations in a JSON patch is {OPERATIONS_MAX}, got {}",
            operations.len()
        )));
    }
    let mut value = original.clone();
    let empty = Map::new();
    for operation in operations {
        apply(&mut value, operation.as_object().unwrap_or(&empty)).map_err(PatchError::unprocessable)?;
    }
    Ok(JsonPatched { value, strict_errors })
}

/// The shape of an operation is looked at before any is carried out.
fn check_operation(
    index: usize,
    operation: &Value,
    strict_errors: &mut Vec<String>,
) -> Result<(), PatchError> {
    let fields = match operation {
        Value::Object(fields) => fields,
        Value::Null => return Ok(()),
        other => return Err(cannot_unmarshal(describe(other), "value of type handlers.jsonPatchOp")),
    };
    for (key, value) in fields {
        match key.as_str() {
            "value" => {}
            "op" | "path" | "from" if value.is_string() || value.is_null() => {}
            "op" | "path" | "from" => {
                let place = format!("struct field jsonPatchOp.{key} of type string");
                return Err(cannot_unmarshal(describe(value), &place));
            }
            _ => strict_errors
                .push(format!("json patch unknown field {}", go_quote(&format!("[{index}].{key}")))),
        }
    }
    Ok(())
}

fn cannot_unmarshal(what: &str, place: &str) -> PatchError {
    PatchError::bad_request(format!("error decoding patch: json: cannot unmarshal {what} into Go {place}"))
}

fn apply(document: &mut Value, operation: &Map<String, Value>) -> Result<(), String> {
    let text = |key: &str| operation.get(key).and_then(Value::as_str);
    let kind = text("op").unwrap_or("unknown");
    let missing = |what: &str| format!("{kind} operation failed to decode {what}: missing value");
    let source = match kind {
        "move" | "copy" => text("from").ok_or_else(|| missing("from"))?,
        _ => "",
    };
    let path = text("path").ok_or_else(|| missing("path"));
    let value = operation.get("value").cloned().unwrap_or(Value::Null);
    match kind {
        "add" => add(document, path?, value, kind),
        "remove" => remove(document, path?, kind).map(|_| ()),
        "replace" => replace(document, path?, value),
        "test" => test(document, path?, &value),
        "move" => {
            let moved = remove(document, source, kind)?;
            add(document, path?, moved, kind)
        }
        "copy" => {
            let copied = Container::find(document, source, kind)?.get()?.cloned();
            add(document, path?, copied.unwrap_or(Value::Null), kind)
        }
        _ => Err(format!("Unexpected kind: {kind}")),
    }
}

fn add(document: &mut Value, path: &str, value: Value, kind: &str) -> Result<(), String> {
    Container::find(document, path, kind)?
        .add(value)
        .map_err(|error| format!("error in {kind} for path: '{path}': {error}"))
}

fn remove(document: &mut Value, path: &str, kind: &str) -> Result<Value, String> {
    Container::find(document, path, kind)?
        .remove()
        .map_err(|error| format!("error in {kind} for path: '{path}': {error}"))
}

/// Upstream does not mind when an object has no such key yet.
fn replace(document: &mut Value, path: &str, value: Value) -> Result<(), String> {
    if path.is_empty() {
        if !value.is_object() && !value.is_array() {
            return Err("replace operation value must be object or array".to_owned());
        }
        *document = value;
        return Ok(());
    }
    let container = Container::find(document, path, "replace")?;
    if container.get().is_err() {
        return Err(format!("replace operation does not apply: doc is missing key: {path}: missing value"));
    }
    container.set(value)
}

/// Nothing equals null.
fn test(document: &mut Value, path: &str, value: &Value) -> Result<(), String> {
    let is_equal = if path.is_empty() {
        document == value
    } else {
        Container::find(document, path, "test")?.get()?.unwrap_or(&Value::Null) == value
    };
    if is_equal { Ok(()) } else { Err(format!("testing value {path} failed: test failed")) }
}

/// The object or list that holds what a path points to, and the last step.
enum Container<'a> {
    Object(&'a mut Map<String, Value>, String),
    Array(&'a mut Vec<Value>, String),
}

impl<'a> Container<'a> {
    fn find(document: &'a mut Value, path: &str, kind: &str) -> Result<Self, String> {
        let missing =
            || format!("{kind} operation does not apply: doc is missing path: \"{path}\": missing value");
        let (_, path) = path.split_once('/').ok_or_else(missing)?;
        let (parents, last) =
            path.rsplit_once('/').map_or((None, path), |(parents, last)| (Some(parents), last));
        let mut current = document;
        for step in parents.into_iter().flat_map(|parents| parents.split('/')) {
            let step = unescape(step);
            current = match current {
                Value::Object(fields) => fields.get_mut(&step),
                Value::Array(items) => {
                    element_index(&step, items.len()).ok().and_then(|index| items.get_mut(index))
                }
                _ => None,
            }
            .ok_or_else(missing)?;
        }
        match current {
            Value::Object(fields) => Ok(Self::Object(fields, unescape(last))),
            Value::Array(items) => Ok(Self::Array(items, unescape(last))),
            _ => Err(missing()),
        }
    }

    /// A key that an object lacks is no error.
    fn get(&self) -> Result<Option<&Value>, String> {
        match self {
            Self::Object(fields, key) => Ok(fields.get(key)),
            Self::Array(items, key) => Ok(items.get(element_index(key, items.len())?)),
        }
    }

    fn set(self, value: Value) -> Result<(), String> {
        match self {
            Self::Object(fields, key) => {
                fields.insert(key, value);
            }
            Self::Array(items, key) => {
                let index = element_index(&key, items.len())?;
                items[index] = value;
            }
        }
        Ok(())
    }

    fn add(self, value: Value) -> Result<(), String> {
        match self {
            Self::Object(fields, key) => {
                fields.insert(key, value);
            }
            Self::Array(items, key) if key == "-" => items.push(value),
            Self::Array(items, key) => {
                let index = element_index(&key, items.len() + 1)?;
                items.insert(index, value);
            }
        }
        Ok(())
    }

    fn remove(self) -> Result<Value, String> {
        match self {
            Self::Object(fields, key) => fields
                .remove(&key)
                .ok_or_else(|| format!("Unable to remove nonexistent key: {key}: missing value")),
            Self::Array(items, key) => {
                let index = element_index(&key, items.len())?;
                Ok(items.remove(index))
            }
        }
    }
}

/// Below zero an index counts from the end.
fn element_index(key: &str, length: usize) -> Result<usize, String> {
    let index: i64 =
        key.parse().map_err(|_| format!("strconv.Atoi: parsing {}: invalid syntax", go_quote(key)))?;
    let length = length as i64;
    let at = if index < 0 { index + length } else { index };
    match usize::try_from(at) {
        Ok(at) if (at as i64) < length => Ok(at),
        _ => Err(format!("Unable to access invalid index: {index}: invalid index referenced")),
    }
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
