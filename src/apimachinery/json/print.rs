//! JSON printed as Go's `encoding/json` prints it: keys sorted, `<`, `>` and `&` escaped.
//!
//! Upstream: Go's `encoding/json` (`encode.go`, `indent.go`), k8s.io/cli-runtime/pkg/printers `json.go`.

use serde_json::Value;

use super::number::float_text;
use crate::apimachinery::quote::push_json_string;

/// A value without any blanks, as in the last-applied annotation (which ends it with a line break of its own).
pub fn print_compact(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, None, &mut out);
    out
}

/// `-o json`: four spaces a level, without the line break at the end.
pub fn print_indented(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, Some(0), &mut out);
    out
}

fn write_value(value: &Value, indent: Option<usize>, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => out.push_str(&float_text(float)),
            _ => out.push_str(&number.to_string()),
        },
        Value::String(text) => push_json_string(out, text),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Object(map) if map.is_empty() => out.push_str("{}"),
        Value::Array(items) => {
            let inner = indent.map(|level| level + 1);
            for (index, item) in items.iter().enumerate() {
                out.push(if index == 0 { '[' } else { ',' });
                write_break(inner, out);
                write_value(item, inner, out);
            }
            write_break(indent, out);
            out.push(']');
        }
        Value::Object(map) => {
            let inner = indent.map(|level| level + 1);
            for (index, (key, value)) in map.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                write_break(inner, out);
                push_json_string(out, key);
                out.push_str(if inner.is_some() { ": " } else { ":" });
                write_value(value, inner, out);
            }
            write_break(indent, out);
            out.push('}');
        }
    }
}

fn write_break(indent: Option<usize>, out: &mut String) {
    let Some(level) = indent else { return };
    out.push('\n');
    out.extend((0..level).map(|_| "    "));
}
