//! JSON printed as Go's `encoding/json` prints it: keys sorted, `<`, `>` and `&` escaped.
//!
//! Upstream: Go's `encoding/json` (`encode.go`, `indent.go`), k8s.io/cli-runtime/pkg/printers `json.go`.

use std::fmt::Write;

use serde_json::Value;

use super::number::float_text;

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
        Value::String(text) => write_string(text, out),
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
                write_string(key, out);
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

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            // HTML's characters and JavaScript's line breaks are escaped lest a page that embeds the text breaks.
            '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => write_escape('u', 4, character, out),
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// A string in Go's double quotes, as `%q` prints it.
/// Differs: which characters beyond Latin-1 count as printable follows Rust's tables instead of Go's.
pub fn go_quote(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x0b' => out.push_str("\\v"),
            '\0'..='\x1f' | '\x7f' => write_escape('x', 2, character, &mut out),
            '\u{80}'..='\u{a0}'
            | '\u{ad}'
            | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}'
            | '\u{feff}' => {
                write_escape('u', 4, character, &mut out);
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

fn write_escape(letter: char, digits: usize, character: char, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\\{letter}{:0digits$x}", u32::from(character));
}
