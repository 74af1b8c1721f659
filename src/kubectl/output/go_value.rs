//! Values as Go's `fmt` and `strconv` print and read them; templates and columns show them to the person.
//!
//! Invariants: maps print sorted by key, as Go prints them; integers stay integers.
//!
//! Deliberately absent: Go types that JSON does not have.
//!
//! Upstream: Go `fmt` (`%v`, `%#v`, `%#U`), `strconv` (`UnquoteChar`, `FormatFloat`).

use crate::apimachinery::go_value::write_plain;
pub use crate::apimachinery::go_value::{display, is_float, number_text, sprint};
use crate::apimachinery::quote::go_quote;
use serde_json::Value;

/// What `%#v` prints: the value as Go source text.
pub fn go_syntax(value: &Value) -> String {
    let mut out = String::new();
    write_syntax(value, &mut out);
    out
}

fn write_syntax(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("interface {}(nil)"),
        Value::String(text) => out.push_str(&go_quote(text)),
        Value::Array(items) => {
            out.push_str("[]interface {}{");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_syntax(item, out);
            }
            out.push('}');
        }
        Value::Object(fields) => {
            out.push_str("map[string]interface {}{");
            for (index, (key, item)) in fields.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                out.push_str(&go_quote(key));
                out.push(':');
                write_syntax(item, out);
            }
            out.push('}');
        }
        scalar => write_plain(scalar, out),
    }
}

/// The Go type that `encoding/json` and kubectl give this value.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(number) if is_float(number) => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

/// A character as `%#U` prints it.
pub fn code_point(c: char) -> String {
    let mut out = format!("U+{:04X}", u32::from(c));
    // Quoting keeps exactly the characters that can be seen.
    if go_quote(c.encode_utf8(&mut [0; 4])).contains(c) {
        out.push_str(" '");
        out.push(c);
        out.push('\'');
    }
    out
}

/// Reads the text between two quotes; `None` is Go's `invalid syntax`.
///
/// Bytes written as `\x` or octal escapes that make no character come out as U+FFFD.
pub fn unquote_inner(inner: &str, quote: char) -> Option<String> {
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        if c == quote || c == '\n' {
            return None;
        }
        if c != '\\' {
            push_char(c, &mut bytes);
            continue;
        }
        match rest.next()? {
            'x' => bytes.push(u8::try_from(digits(&mut rest, 2, 16, 0)?).ok()?),
            'u' => push_char(char::from_u32(digits(&mut rest, 4, 16, 0)?)?, &mut bytes),
            'U' => push_char(char::from_u32(digits(&mut rest, 8, 16, 0)?)?, &mut bytes),
            octal @ '0'..='7' => {
                let first = octal.to_digit(8)?;
                bytes.push(u8::try_from(digits(&mut rest, 2, 8, first)?).ok()?);
            }
            escaped => bytes.push(short_escape(escaped, quote)?),
        }
    }
    Some(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(broken) => String::from_utf8_lossy(broken.as_bytes()).into_owned(),
    })
}

fn short_escape(c: char, quote: char) -> Option<u8> {
    Some(match c {
        'a' => 7,
        'b' => 8,
        'f' => 0xc,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 0xb,
        '\\' => b'\\',
        '\'' | '"' if c == quote => u8::try_from(c).ok()?,
        _ => return None,
    })
}

fn push_char(c: char, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn digits(rest: &mut std::str::Chars<'_>, count: u32, radix: u32, first: u32) -> Option<u32> {
    let mut value = first;
    for _ in 0..count {
        value = value.checked_mul(radix)?.checked_add(rest.next()?.to_digit(radix)?)?;
    }
    Some(value)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn values_print_as_go_prints_them() {
        let value: Value = serde_json::from_str(
            r#"{"b":[null,true,"x\u0000<"],"a":1.5,"c":1e21,"d":0.00001,"e":{},"f":[],"g":-3}"#,
        )
        .unwrap();
        expect!["map[a:1.5 b:[<nil> true x\0<] c:1e+21 d:1e-05 e:map[] f:[] g:-3]"]
            .assert_eq(&sprint(&value));
        expect![[r#"map[string]interface {}{"a":1.5, "b":[]interface {}{interface {}(nil), true, "x\x00<"}, "c":1e+21, "d":1e-05, "e":map[string]interface {}{}, "f":[]interface {}{}, "g":-3}"#]]
            .assert_eq(&go_syntax(&value));
    }

    #[test]
    fn code_points_show_what_can_be_seen() {
        expect!["U+00E9 'é' U+0001 U+00A0 U+0022 '\"'"]
            .assert_eq(&['é', '\u{1}', '\u{a0}', '"'].map(code_point).join(" "));
    }

    #[test]
    fn unquoting_knows_gos_escapes_and_refuses_others() {
        let read = |text| unquote_inner(text, '"').unwrap_or_else(|| "invalid syntax".into());
        let texts = [
            r"a\n\x41\u00e9\101\\",
            r"\xc3\xa9",
            r"\xff",
            r#"\""#,
            r"\'",
            r"\q",
            r"\x4",
            r"\400",
            "a\"b",
            r"\",
        ];
        expect![[r#"["a\nAéA\\", "é", "�", "\"", "invalid syntax", "invalid syntax", "invalid syntax", "invalid syntax", "invalid syntax", "invalid syntax"]"#]]
        .assert_eq(&format!("{:?}", texts.map(read)));
    }
}
