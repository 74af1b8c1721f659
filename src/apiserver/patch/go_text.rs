//! JSON values the way Go's `fmt` prints them; they show up in error messages.
//!
//! Upstream: Go's `fmt`, verbs `%v` and `%s`.

use crate::apimachinery::go_value::{is_float, sprint};
use serde_json::Value;

/// The Go type of a decoded value; for none, what `%s` makes of it.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "%!s(<nil>)",
        Value::Bool(_) => "bool",
        Value::Number(number) if is_float(number) => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

/// `%s`, which complains about what is no text.
pub fn verb_s(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "%!s(<nil>)".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("%!s({}={})", type_name(value), sprint(value)),
        Value::Array(_) | Value::Object(_) => sprint(value),
    }
}
