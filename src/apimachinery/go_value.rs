//! JSON values the way Go's `fmt` prints them: in templates, in columns, in the server's error messages.
//!
//! Invariants: maps print sorted by key, as Go prints them; integers stay integers.
//!
//! Upstream: Go `fmt` (`%v`), `strconv` (`FormatFloat`).

use std::borrow::Cow;

use serde_json::{Number, Value};

use crate::apimachinery::json::float_text_general;

/// `fmt.Sprint`: what `%v` prints, `map[a:1 b:[x y]]`.
pub fn sprint(value: &Value) -> String {
    let mut out = String::new();
    write_plain(value, &mut out);
    out
}

/// What `%v` prints, without a copy for strings.
pub fn display(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(sprint(other)),
    }
}

/// What `%v` prints, behind what is there.
pub fn write_plain(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("<nil>"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&number_text(number)),
        Value::String(text) => out.push_str(text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                write_plain(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push_str("map[");
            for (index, (key, item)) in fields.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                out.push_str(key);
                out.push(':');
                write_plain(item, out);
            }
            out.push(']');
        }
    }
}

/// Whether Go holds this number as a float.
pub fn is_float(number: &Number) -> bool {
    number.is_f64()
}

/// A number as `%v` prints it.
pub fn number_text(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if is_float(number) => float_text_general(float),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_go_prints_them() {
        // Printed by Go itself.
        for (float, text) in [
            (1_000_000.0, "1e+06"),
            (123_456_789.5, "1.234567895e+08"),
            (1e20, "1e+20"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (100_000.5, "100000.5"),
        ] {
            assert_eq!(sprint(&Value::from(float)), text);
        }
    }
}
