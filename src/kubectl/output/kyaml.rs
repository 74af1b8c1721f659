//! `-o kyaml`: YAML that says what everything is, between JSON and YAML.
//!
//! Strings are always quoted, keys only where they could be taken for something else; brackets of lists of maps stand
//! together; long texts are folded at their line ends.
//!
//! Deliberately absent: comments, the compact form.
//!
//! Upstream: `sigs.k8s.io/yaml/kyaml`.

use serde_json::Value;

use crate::kubectl::output::go_value::number_text;

/// A document with its separator and a last line feed.
pub fn print(value: &Value) -> String {
    let mut out = String::from("---\n");
    write_value(value, 0, &mut out);
    out.push('\n');
    out
}

fn write_value(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number_text(number)),
        Value::String(text) => write_text(text, indent + 1, out),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Array(items) => write_list(items, indent, out),
        Value::Object(fields) if fields.is_empty() => out.push_str("{}"),
        Value::Object(fields) => {
            out.push_str("{\n");
            for (key, item) in fields {
                pad(indent + 1, out);
                if needs_quotes(key) {
                    write_quoted(key, out);
                } else {
                    out.push_str(key);
                }
                out.push_str(": ");
                write_value(item, indent + 1, out);
                out.push_str(",\n");
            }
            pad(indent, out);
            out.push('}');
        }
    }
}

fn write_list(items: &[Value], indent: usize, out: &mut String) {
    let cuddles = items.iter().all(|item| item.is_array() || item.is_object());
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if cuddles {
            out.push_str(if index == 0 { "" } else { ", " });
            write_value(item, indent, out);
        } else {
            out.push_str(if index == 0 { "\n" } else { "" });
            pad(indent + 1, out);
            write_value(item, indent + 1, out);
            out.push_str(",\n");
        }
    }
    if !cuddles {
        pad(indent, out);
    }
    out.push(']');
}

/// A text of several lines begins on a line of its own and ends each line with its escape and a fold.
fn write_text(text: &str, indent: usize, out: &mut String) {
    if !text.contains('\n') {
        write_quoted(text, out);
        return;
    }
    out.push_str("\"\\\n");
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        if is_last && line.is_empty() {
            break;
        }
        pad(indent, out);
        // A blank at the start of a line would be lost to folding, so it is escaped; other lines keep step with it.
        match line.chars().next() {
            Some(first) if first.is_whitespace() => out.push('\\'),
            _ => out.push(' '),
        }
        for character in line.chars() {
            escape(character, out);
        }
        out.push_str(if is_last { "\\\n" } else { "\\n\\\n" });
    }
    pad(indent, out);
    out.push('"');
}

fn write_quoted(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        escape(character, out);
    }
    out.push('"');
}

fn escape(character: char, out: &mut String) {
    match character {
        '\t' => out.push('\t'),
        '"' | '\\' => {
            out.push('\\');
            out.push(character);
        }
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\u{b}' => out.push_str("\\v"),
        '\0' => out.push_str("\\0"),
        '\u{1b}' => out.push_str("\\e"),
        '\u{85}' => out.push_str("\\N"),
        '\u{a0}' => out.push_str("\\_"),
        '\u{2028}' => out.push_str("\\L"),
        '\u{2029}' => out.push_str("\\P"),
        control if control < ' ' || control == '\u{7f}' => {
            out.push_str(&format!("\\x{:02x}", u32::from(control)));
        }
        other => out.push(other),
    }
}

fn pad(indent: usize, out: &mut String) {
    for _ in 0..indent {
        out.push_str("  ");
    }
}

fn needs_quotes(key: &str) -> bool {
    let characters: Vec<char> = key.chars().collect();
    let is_plain = characters.iter().enumerate().all(|(index, character)| {
        let is_inside = index > 0 && index + 1 < characters.len();
        character.is_alphanumeric() || *character == '_' || (is_inside && "-./".contains(*character))
    });
    key.is_empty() || !is_plain || is_ambiguous(key)
}

/// Whether some YAML reader could take the bare key for something else than text.
fn is_ambiguous(key: &str) -> bool {
    const WORDS: [&str; 12] = ["null", "true", "t", "y", "yes", "on", "false", "f", "n", "no", "off", "nan"];
    let digits = key.replace('_', "");
    let is_based =
        ["0x", "0X", "0b", "0B", "0o", "0O"].iter().zip([16, 16, 2, 2, 8, 8]).any(|(prefix, base)| {
            digits.strip_prefix(prefix).is_some_and(|rest| i64::from_str_radix(rest, base).is_ok())
        });
    WORDS.contains(&key.to_lowercase().as_str()) || is_based || digits.parse::<f64>().is_ok() || is_date(key)
}

fn is_date(key: &str) -> bool {
    let parts: Vec<&str> = key.split('-').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_number) && parts.first().is_some_and(|year| year.len() == 4)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    #[test]
    fn everything_says_what_it_is() {
        let value = json!({
            "kind": "Pod", "yes": true, "7": 1.5, "a/b.c": "x\ty", "-a": null, "empty": {}, "none": [],
            "lines": "one\n  two\n\nthree", "ended": "a \"b\"\n",
            "words": ["a", 1], "maps": [{"name": "a"}, {"name": "b"}],
        });
        expect![[r#"
            ---
            {
              "-a": null,
              "7": 1.5,
              a/b.c: "x	y",
              empty: {},
              ended: "\
                 a \"b\"\n\
                ",
              kind: "Pod",
              lines: "\
                 one\n\
                \  two\n\
                 \n\
                 three\
                ",
              maps: [{
                name: "a",
              }, {
                name: "b",
              }],
              none: [],
              words: [
                "a",
                1,
              ],
              "yes": true,
            }
        "#]]
        .assert_eq(&print(&value));
    }
}
