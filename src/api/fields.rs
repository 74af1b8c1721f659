//! Reading canonical objects: a field that is not there reads as Go's zero value.
//!
//! Invariants: `null` counts as absent; a field of another type than asked for reads as absent, since decoding has
//! refused it before.

use std::sync::LazyLock;

use serde_json::{Map, Value};

static NO_ENTRIES: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// The fields of an object as Go's struct would hold them.
pub(crate) trait Fields {
    /// The field, unless it is absent or null.
    fn set(&self, name: &str) -> Option<&Value>;

    /// Whether the field is there.
    fn has(&self, name: &str) -> bool {
        self.set(name).is_some()
    }

    /// The field, or null.
    fn at(&self, name: &str) -> &Value {
        self.set(name).unwrap_or(&Value::Null)
    }

    /// A string; empty where there is none.
    fn text(&self, name: &str) -> &str {
        self.set(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A string behind a pointer.
    fn maybe_text(&self, name: &str) -> Option<&str> {
        self.set(name).and_then(Value::as_str)
    }

    /// A number; 0 where there is none.
    fn int(&self, name: &str) -> i64 {
        self.maybe_int(name).unwrap_or_default()
    }

    /// A number behind a pointer.
    fn maybe_int(&self, name: &str) -> Option<i64> {
        self.set(name).and_then(Value::as_i64)
    }

    /// A truth value; false where there is none.
    fn flag(&self, name: &str) -> bool {
        self.maybe_flag(name).unwrap_or_default()
    }

    /// A truth value behind a pointer.
    fn maybe_flag(&self, name: &str) -> Option<bool> {
        self.set(name).and_then(Value::as_bool)
    }

    /// A list.
    fn items(&self, name: &str) -> &[Value] {
        self.set(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// A map.
    fn map(&self, name: &str) -> &Map<String, Value> {
        self.set(name).and_then(Value::as_object).unwrap_or(&NO_ENTRIES)
    }

    /// The strings of a list.
    fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.items(name).iter().map(as_text)
    }

    /// The entries of a map of strings, sorted by key.
    fn pairs(&self, name: &str) -> impl Iterator<Item = (&str, &str)> {
        self.map(name).iter().map(|(key, value)| (key.as_str(), as_text(value)))
    }
}

impl Fields for Value {
    fn set(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| !value.is_null())
    }
}

/// A string; empty where it is none.
pub(crate) fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
