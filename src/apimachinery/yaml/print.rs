//! `-o yaml`: values printed to the character as go-yaml's emitter prints them.
//!
//! Block style throughout, lists at the column of their key, lines of more than 80 columns folded at spaces, strings
//! with line breaks as literal blocks, strings that would read as something else in double quotes.
//! Invariants: what is printed reads back as the same value. Fields carry libyaml's names, whose meaning decides details
//! such as where a break may stand.
//! Deliberately absent: flow style but for `{}` and `[]`, anchors, tags, several documents.
//! Upstream: go.yaml.in/yaml/v2 `encode.go`, `emitterc.go`; sigs.k8s.io/yaml `JSONToYAML`.

use serde_json::{Map, Number, Value};

use super::resolve::{Scalar, resolve, stays_text};
use super::sort::sort_keys;
use super::style::{Style, has_line_break, is_break, is_printable};
use crate::apimachinery::json::{float_text, float_text_general};

/// Columns after which a space may become a line break.
const WIDTH: usize = 80;
/// Bytes up to which a key is written before its colon without a question mark.
const SIMPLE_KEY_BYTES: usize = 128;

/// A value as YAML, ended by a line break.
pub fn print(value: &Value) -> String {
    let mut emitter =
        Emitter { out: String::new(), column: 0, indent: None, whitespace: true, indention: true };
    emitter.node(value, Context::Root);
    emitter.write_indent();
    emitter.out
}

#[derive(Clone, Copy, PartialEq)]
enum Context {
    Root,
    Sequence,
    Mapping,
    SimpleKey,
}

struct Emitter {
    out: String,
    /// In characters.
    column: usize,
    indent: Option<usize>,
    /// The last character was a space, or nothing was written in this line.
    whitespace: bool,
    /// Only indentation and indicators like `- ` stand in this line so far.
    indention: bool,
}

impl Emitter {
    fn node(&mut self, value: &Value, context: Context) {
        match value {
            Value::Null => self.scalar("null", context, true),
            Value::Bool(flag) => self.scalar(if *flag { "true" } else { "false" }, context, true),
            Value::Number(number) => self.scalar(&number_text(number), context, true),
            Value::String(text) => self.scalar(text, context, stays_text(text)),
            Value::Array(items) if items.is_empty() => self.empty("[", "]"),
            Value::Array(items) => self.sequence(items, context),
            Value::Object(map) if map.is_empty() => self.empty("{", "}"),
            Value::Object(map) => self.mapping(map),
        }
    }

    fn empty(&mut self, open: &str, close: &str) {
        self.indicator(open, true, true, false);
        self.indicator(close, false, false, false);
    }

    fn sequence(&mut self, items: &[Value], context: Context) {
        let outer = self.indent;
        let indentless = context == Context::Mapping && !self.indention;
        self.indent = Some(outer.map_or(0, |indent| if indentless { indent } else { indent + 2 }));
        for item in items {
            self.write_indent();
            self.indicator("-", true, false, true);
            self.node(item, Context::Sequence);
        }
        self.indent = outer;
    }

    fn mapping(&mut self, map: &Map<String, Value>) {
        let outer = self.indent;
        self.indent = Some(outer.map_or(0, |indent| indent + 2));
        for (key, value) in sort_keys(map.iter().map(|(key, value)| (key.as_str(), value)).collect()) {
            self.write_indent();
            if key.len() <= SIMPLE_KEY_BYTES && !has_line_break(key) {
                self.scalar(key, Context::SimpleKey, stays_text(key));
                self.indicator(":", false, false, false);
            } else {
                self.indicator("?", true, false, true);
                self.scalar(key, Context::Mapping, stays_text(key));
                self.write_indent();
                self.indicator(":", true, false, true);
            }
            self.node(value, Context::Mapping);
        }
        self.indent = outer;
    }

    fn scalar(&mut self, text: &str, context: Context, plain: bool) {
        let outer = self.indent;
        self.indent = Some(outer.map_or(2, |indent| indent + 2));
        let key = context == Context::SimpleKey;
        match Style::choose(text, plain, key) {
            Style::Plain => self.plain(text, !key),
            Style::SingleQuoted => self.single_quoted(text, !key),
            Style::DoubleQuoted => self.double_quoted(text, !key),
            Style::Literal => self.literal(text),
        }
        self.indent = outer;
    }

    fn plain(&mut self, text: &str, allow_breaks: bool) {
        if !self.whitespace {
            self.put(' ');
        }
        let mut spaces = false;
        for (at, character) in text.char_indices() {
            if character == ' '
                && allow_breaks
                && !spaces
                && self.column > WIDTH
                && !starts_with_space(text, at + 1)
            {
                self.write_indent();
            } else {
                self.put(character);
                self.indention &= character == ' ';
            }
            spaces = character == ' ';
        }
        self.whitespace = false;
        self.indention = false;
    }

    fn single_quoted(&mut self, text: &str, allow_breaks: bool) {
        self.indicator("'", true, false, false);
        let (mut spaces, mut breaks) = (false, false);
        for (at, character) in text.char_indices() {
            if character == ' ' {
                let inside = at > 0 && at + 1 < text.len();
                if allow_breaks
                    && !spaces
                    && self.column > WIDTH
                    && inside
                    && !starts_with_space(text, at + 1)
                {
                    self.write_indent();
                } else {
                    self.put(' ');
                }
                spaces = true;
            } else if is_break(character) {
                self.put(character);
                self.column = 0;
                self.indention = true;
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                if character == '\'' {
                    self.put('\'');
                }
                self.put(character);
                self.indention = false;
                (spaces, breaks) = (false, false);
            }
        }
        self.indicator("'", false, false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn double_quoted(&mut self, text: &str, allow_breaks: bool) {
        self.indicator("\"", true, false, false);
        // go-yaml looks for a byte order mark at the beginning of the text, whichever character it is at.
        let all_escaped = text.starts_with('\u{feff}');
        let mut spaces = false;
        for (at, character) in text.char_indices() {
            if all_escaped
                || !is_printable(character)
                || is_break(character)
                || matches!(character, '"' | '\\')
            {
                self.escape(character);
                spaces = false;
            } else if character == ' ' {
                let inside = at > 0 && at + 1 < text.len();
                if allow_breaks && !spaces && self.column > WIDTH && inside {
                    self.write_indent();
                    if starts_with_space(text, at + 1) {
                        self.put('\\');
                    }
                } else {
                    self.put(' ');
                }
                spaces = true;
            } else {
                self.put(character);
                spaces = false;
            }
        }
        self.indicator("\"", false, false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn escape(&mut self, character: char) {
        const NAMED: [(char, char); 15] = [
            ('\0', '0'),
            ('\x07', 'a'),
            ('\x08', 'b'),
            ('\t', 't'),
            ('\n', 'n'),
            ('\x0b', 'v'),
            ('\x0c', 'f'),
            ('\r', 'r'),
            ('\x1b', 'e'),
            ('"', '"'),
            ('\\', '\\'),
            ('\u{85}', 'N'),
            ('\u{a0}', '_'),
            ('\u{2028}', 'L'),
            ('\u{2029}', 'P'),
        ];
        self.put('\\');
        if let Some((_, name)) = NAMED.iter().find(|(named, _)| *named == character) {
            self.put(*name);
            return;
        }
        let code = u32::from(character);
        let (letter, digits) = match code {
            0..=0xff => ('x', 2),
            0x100..=0xffff => ('u', 4),
            _ => ('U', 8),
        };
        self.put(letter);
        for digit in (0..digits).rev() {
            self.put(char::from(b"0123456789ABCDEF"[(code >> (4 * digit)) as usize & 15]));
        }
    }

    fn literal(&mut self, text: &str) {
        self.indicator("|", true, false, false);
        if text.starts_with(|first| first == ' ' || is_break(first)) {
            self.indicator("2", false, false, false);
        }
        let mut last = text.chars().rev();
        match (last.next().is_some_and(is_break), last.next()) {
            (false, _) => self.indicator("-", false, false, false),
            (true, None) => self.indicator("+", false, false, false),
            (true, Some(before)) if is_break(before) => self.indicator("+", false, false, false),
            (true, Some(_)) => {}
        }
        self.put_break();
        self.whitespace = true;
        let mut breaks = true;
        for character in text.chars() {
            if is_break(character) {
                self.put(character);
                self.column = 0;
                self.indention = true;
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                self.put(character);
                self.indention = false;
                breaks = false;
            }
        }
    }

    fn write_indent(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.put_break();
        }
        while self.column < indent {
            self.put(' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    fn indicator(&mut self, text: &str, need_whitespace: bool, is_whitespace: bool, is_indention: bool) {
        if need_whitespace && !self.whitespace {
            self.put(' ');
        }
        self.out.push_str(text);
        self.column += text.len();
        self.whitespace = is_whitespace;
        self.indention &= is_indention;
    }

    fn put(&mut self, character: char) {
        self.out.push(character);
        self.column += 1;
    }

    fn put_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
        self.indention = true;
    }
}

/// A number goes through JSON first, where a whole float loses its point and may come back as an integer.
fn number_text(number: &Number) -> String {
    let json = match number.as_f64() {
        Some(float) if number.is_f64() => float_text(float),
        _ => number.to_string(),
    };
    match resolve(&json) {
        Scalar::Int(integer) => integer.to_string(),
        Scalar::Float(float) => float_text_general(float),
        _ => json,
    }
}

fn starts_with_space(text: &str, at: usize) -> bool {
    text.as_bytes().get(at) == Some(&b' ')
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn check(value: serde_json::Value, expected: Expect) {
        let printed = super::print(&value);
        expected.assert_eq(&printed);
        let documents = crate::apimachinery::yaml::parse_documents(&printed);
        let [Ok(document)] = &documents[..] else { panic!("one document expected of:\n{printed}") };
        assert_eq!(document.value, value, "reads back as the same value");
    }

    #[test]
    fn lists_stand_at_the_column_of_their_key() {
        check(
            json!({"a": [1, {"b": [], "c": {}}, [2, [3]], null], "z": {"y": {"x": true}}}),
            expect![[r#"
                a:
                - 1
                - b: []
                  c: {}
                - - 2
                  - - 3
                - null
                z:
                  "y":
                    x: true
            "#]],
        );
    }

    #[test]
    fn keys_sort_by_the_numbers_in_them() {
        check(
            json!({"worker-10": 1, "worker-2": 2, "worker-02": 3, "Worker": 4, "a": 5, "a.b": 6, "a-b": 7, "1": 8}),
            expect![[r#"
                "1": 8
                Worker: 4
                a: 5
                a-b: 7
                a.b: 6
                worker-2: 2
                worker-02: 3
                worker-10: 1
            "#]],
        );
    }

    #[test]
    fn long_lines_fold_at_the_first_space_beyond_80_columns() {
        let cause = "kubectl create --filename=manifests/ds-example.yaml --record=true";
        check(
            json!({"metadata": {"annotations": {
                "kubernetes.io/change-cause": cause,
                "quoted": format!("{cause}: {cause} {cause}"),
                "double": format!("\t{cause}  {cause}"),
            }}}),
            expect![[r#"
                metadata:
                  annotations:
                    double: "\tkubectl create --filename=manifests/ds-example.yaml --record=true  kubectl
                      create --filename=manifests/ds-example.yaml --record=true"
                    kubernetes.io/change-cause: kubectl create --filename=manifests/ds-example.yaml
                      --record=true
                    quoted: 'kubectl create --filename=manifests/ds-example.yaml --record=true: kubectl
                      create --filename=manifests/ds-example.yaml --record=true kubectl create --filename=manifests/ds-example.yaml
                      --record=true'
            "#]],
        );
    }

    #[test]
    fn text_that_reads_as_something_else_is_quoted() {
        check(
            json!([
                "3",
                "yes",
                "n",
                "null",
                "~",
                "",
                "1e3",
                "0x1f",
                "1_000",
                ".5",
                "2026-11-24",
                "12:30",
                "1.10",
                "v1"
            ]),
            expect![[r#"
                - "3"
                - "yes"
                - "n"
                - "null"
                - "~"
                - ""
                - "1e3"
                - "0x1f"
                - "1_000"
                - ".5"
                - "2026-11-24"
                - "12:30"
                - "1.10"
                - v1
            "#]],
        );
    }

    #[test]
    fn indicators_and_edges_are_quoted() {
        check(
            json!([
                " a", "a ", "a: b", "a #b", "# a", "- a", "-a", "a:b", "*a", "&a", "!a", "%a", "@a", "{a",
                "it's", "'", "\"", "---"
            ]),
            expect![[r#"
                - ' a'
                - 'a '
                - 'a: b'
                - 'a #b'
                - '# a'
                - '- a'
                - -a
                - a:b
                - '*a'
                - '&a'
                - '!a'
                - '%a'
                - '@a'
                - '{a'
                - it's
                - ''''
                - '"'
                - '---'
            "#]],
        );
    }

    #[test]
    fn several_lines_become_a_literal_block() {
        check(
            json!({
                "a": "x\ny\n", "b": "x\ny", "c": "x\n\n", "d": " x\ny\n", "e": "\n", "f": ["x\n  y\n\nz\n"],
                "g": "x \ny\n"
            }),
            expect![[r#"
                a: |
                  x
                  y
                b: |-
                  x
                  y
                c: |+
                  x

                d: |2
                   x
                  y
                e: |2+

                f:
                - |
                  x
                    y

                  z
                g: "x \ny\n"
            "#]],
        );
    }

    #[test]
    fn unprintable_characters_are_escaped() {
        check(
            json!(["tab\there", "bell\u{7}", "😀", "é", "a\\b\t", "\r\n"]),
            expect![[r#"
            - "tab\there"
            - "bell\a"
            - "\U0001F600"
            - é
            - "a\\b\t"
            - "\r\n"
        "#]],
        );
    }

    #[test]
    fn keys_that_are_long_or_broken_get_a_question_mark() {
        check(
            json!({"a\nb": 1, "k".repeat(129): {"c": [2]}}),
            expect![[r#"
            ? |-
              a
              b
            : 1
            ? kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
            : c:
              - 2
        "#]],
        );
    }

    #[test]
    fn floats_print_as_go_prints_them() {
        check(
            json!([1.5, 1e100, 1234567.5, 0.00001, -0.25]),
            expect![[r#"
            - 1.5
            - 1e+100
            - 1.2345675e+06
            - 1e-05
            - -0.25
        "#]],
        );
        assert_eq!(
            super::print(&json!([1.0, 1e19, 1e20, -0.0])),
            "- 1\n- 10000000000000000000\n- 1e+20\n- 0\n"
        );
    }

    #[test]
    fn a_scalar_alone_is_a_document() {
        check(
            json!("x"),
            expect![[r#"
            x
        "#]],
        );
        check(
            json!({}),
            expect![[r#"
            {}
        "#]],
        );
        check(
            json!(null),
            expect![[r#"
            null
        "#]],
        );
    }
}
