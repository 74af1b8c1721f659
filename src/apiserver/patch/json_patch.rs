//! JSON patches: a list of operations, each on one path.
//!
//! Invariants: all operations or none; an operation that cannot be carried out is the end.
//!
//! Upstream: `gopkg.in/evanphx/json-patch.v4`, `patch.go`; `handlers`, `applyJSPatch`.

use std::num::{IntErrorKind, ParseIntError};

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

const MISSING: &str = "missing value";

fn apply(document: &mut Value, operation: &Map<String, Value>) -> Result<(), String> {
    let text = |key: &str| operation.get(key).and_then(Value::as_str);
    let kind = text("op").unwrap_or("unknown");
    let path = || text("path").ok_or_else(|| no_path(kind));
    let from = || {
        let why = format!("{kind} operation failed to decode from: operation, missing from field: {MISSING}");
        text("from").ok_or(why)
    };
    let value = || operation.get("value").cloned().unwrap_or(Value::Null);
    match kind {
        "add" => add(document, path()?, value()),
        "remove" => remove(document, path()?),
        "replace" => replace(document, path()?, value()),
        "test" => test(document, path()?, &value()),
        "move" => relocate(document, from()?, path),
        "copy" => copy(document, from()?, path),
        _ => Err(format!("Unexpected kind: {kind}")),
    }
}

/// Half of upstream's operations say what is missing, half only that something is.
fn no_path(kind: &str) -> String {
    let why = match kind {
        "replace" | "move" | "test" => "operation missing path field: ",
        _ => "",
    };
    format!("{kind} operation failed to decode path: {why}{MISSING}")
}

fn add(document: &mut Value, path: &str, value: Value) -> Result<(), String> {
    let nowhere = || format!("add operation does not apply: doc is missing path: \"{path}\": {MISSING}");
    let container = Container::find(document, path).ok_or_else(nowhere)?;
    container.add(value).map_err(|error| format!("error in add for path: '{path}': {error}"))
}

fn remove(document: &mut Value, path: &str) -> Result<(), String> {
    let nowhere = || format!("remove operation does not apply: doc is missing path: \"{path}\": {MISSING}");
    let container = Container::find(document, path).ok_or_else(nowhere)?;
    let removed = container.remove().map_err(|error| format!("error in remove for path: '{path}': {error}"));
    removed.map(|_| ())
}

/// Upstream does not mind when an object has no such key yet.
fn replace(document: &mut Value, path: &str, value: Value) -> Result<(), String> {
    if path.is_empty() {
        if !value.is_object() && !value.is_array() {
            // Upstream wraps an error that is none.
            return Err("replace operation value must be object or array: %!w(<nil>)".to_owned());
        }
        *document = value;
        return Ok(());
    }
    let missing =
        |what: &str| format!("replace operation does not apply: doc is missing {what}: {path}: {MISSING}");
    let container = Container::find(document, path).ok_or_else(|| missing("path"))?;
    if container.get().is_err() {
        return Err(missing("key"));
    }
    container.set(value)
}

/// A key that is not there equals null.
fn test(document: &mut Value, path: &str, value: &Value) -> Result<(), String> {
    let is_equal = if path.is_empty() {
        document == value
    } else {
        let nowhere = || format!("test operation does not apply: is missing path: {path}: {MISSING}");
        let container = Container::find(document, path).ok_or_else(nowhere)?;
        let found = container.get().map_err(|error| format!("error in test for path: '{path}': {error}"))?;
        found.unwrap_or(&Value::Null) == value
    };
    if is_equal { Ok(()) } else { Err(format!("testing value {path} failed: test failed")) }
}

/// The path of an operation, which upstream reads late.
type Path<'p> = Result<&'p str, String>;

fn relocate<'p>(document: &mut Value, from: &str, path: impl Fn() -> Path<'p>) -> Result<(), String> {
    let nowhere = |what: &str, path: &str| {
        format!("move operation does not apply: doc is missing {what}: {path}: {MISSING}")
    };
    let source = Container::find(document, from).ok_or_else(|| nowhere("from path", from))?;
    let key = source.key().to_owned();
    let moved = source.remove().map_err(|error| format!("error in move for path: '{key}': {error}"))?;
    let path = path()?;
    let target = Container::find(document, path).ok_or_else(|| nowhere("destination path", path))?;
    target.add(moved).map_err(|error| format!("error in move for path: '{path}': {error}"))
}

fn copy<'p>(document: &mut Value, from: &str, path: impl Fn() -> Path<'p>) -> Result<(), String> {
    let nowhere = |what: &str, path: &str| {
        format!("copy operation does not apply: doc is missing {what}: {path}: {MISSING}")
    };
    let source = Container::find(document, from).ok_or_else(|| nowhere("from path", from))?;
    let found = source.get().map_err(|error| format!("error in copy for from: '{from}': {error}"))?;
    let copied = found.cloned().unwrap_or(Value::Null);
    let path = path()?;
    let target = Container::find(document, path).ok_or_else(|| nowhere("destination path", path))?;
    target.add(copied).map_err(|error| format!("error while adding value during copy: {error}"))
}

/// The object or list that holds what a path points to, and the last step.
enum Container<'a> {
    Object(&'a mut Map<String, Value>, String),
    Array(&'a mut Vec<Value>, String),
}

impl<'a> Container<'a> {
    fn find(document: &'a mut Value, path: &str) -> Option<Self> {
        let (_, path) = path.split_once('/')?;
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
            }?;
        }
        match current {
            Value::Object(fields) => Some(Self::Object(fields, unescape(last))),
            Value::Array(items) => Some(Self::Array(items, unescape(last))),
            _ => None,
        }
    }

    /// The last step.
    fn key(&self) -> &str {
        match self {
            Self::Object(_, key) | Self::Array(_, key) => key,
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
                let improper =
                    |error: String| format!("value was not a proper array index: '{key}': {error}");
                let index = list_index(&key).map_err(improper)?;
                let index = index_within(index, items.len() + 1)?;
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

fn element_index(key: &str, length: usize) -> Result<usize, String> {
    index_within(list_index(key)?, length)
}

/// Upstream: Go's `strconv.Atoi`.
fn list_index(key: &str) -> Result<i64, String> {
    key.parse().map_err(|error: ParseIntError| {
        let why = match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => "value out of range",
            _ => "invalid syntax",
        };
        format!("strconv.Atoi: parsing {}: {why}", go_quote(key))
    })
}

/// Below zero an index counts from the end.
fn index_within(index: i64, length: usize) -> Result<usize, String> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let at = if index < 0 { index.saturating_add(length) } else { index };
    match usize::try_from(at) {
        Ok(position) if at < length => Ok(position),
        _ => Err(format!("Unable to access invalid index: {index}: invalid index referenced")),
    }
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
