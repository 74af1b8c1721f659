//! A JSON reader with Go's words for what is wrong, and the places of keys and values.
//!
//! Numbers without point and exponent are 64-bit integers where they fit, everything else is a float. The last of two
//! equal keys counts; both are in the tree.
//! Invariants: nesting is bounded by `DEPTH_MAX` and nodes by `NODES_MAX`, so recursion is safe.
//! Upstream: Go's `encoding/json` (`scanner.go`, `stream.go`), sigs.k8s.io/json (`UnmarshalCaseSensitivePreserveInts`).

use serde_json::{Map, Number, Value};

use crate::apimachinery::quote::go_quote;
use crate::apimachinery::yaml::{DEPTH_MAX, NODES_MAX, Node, NodeId, NodeKind, Span, Tree};

/// What a text holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The value.
    pub value: Value,
    /// Its places.
    pub tree: Tree,
}

impl Parsed {
    /// Keys given twice, as the strict decoder reports them: `duplicate field "metadata.labels.a"`.
    pub fn duplicate_fields(&self) -> Vec<DuplicateField> {
        let mut duplicates = Vec::new();
        collect_duplicates(&self.tree, 0, "", &mut duplicates);
        duplicates
    }
}

/// A field given twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateField {
    /// Its path, such as `spec.containers[0].name`.
    pub path: String,
    /// The second key.
    pub span: Span,
}

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Go's words.
    pub message: String,
    /// The byte at fault.
    pub offset: u32,
    /// How many bytes Go had read by then, which some of kubectl's messages name.
    pub bytes_read: u32,
    /// Whether it is a syntax error, as opposed to a text that ends too early.
    pub syntax: bool,
}

/// The one value of a text.
pub fn parse(text: &str) -> Result<Parsed, JsonError> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, tree: Tree::default() };
    reader.skip_blanks();
    let result = reader.value(0).and_then(|(value, _)| {
        reader.skip_blanks();
        match reader.peek() {
            None => Ok(value),
            Some(_) => Err(reader.unexpected("after top-level value")),
        }
    });
    result.map(|value| Parsed { value, tree: reader.tree })
}

/// Values one after another, as Go's `json.Decoder` reads them.
pub struct StreamReader<'text> {
    text: &'text str,
    at: usize,
}

impl<'text> StreamReader<'text> {
    /// Reads from the beginning of a text.
    pub fn new(text: &'text str) -> Self {
        StreamReader { text, at: 0 }
    }

    /// Where the last value that could be read ended.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The next value and its places in the whole text; none at the end. A failure does not move the reader.
    pub fn next_value(&mut self) -> Option<Result<(Value, Tree), JsonError>> {
        let mut reader =
            Reader { text: self.text, bytes: self.text.as_bytes(), at: self.at, tree: Tree::default() };
        reader.skip_blanks();
        reader.peek()?;
        let result = reader.value(0).map_err(|error| match error.syntax {
            true => error,
            false => JsonError { message: "unexpected EOF".to_owned(), ..error },
        });
        Some(result.map(|(value, _)| {
            self.at = reader.at;
            (value, reader.tree)
        }))
    }
}

struct Reader<'text> {
    text: &'text str,
    bytes: &'text [u8],
    at: usize,
    tree: Tree,
}

impl Reader<'_> {
    fn value(&mut self, depth: u32) -> Result<(Value, NodeId), JsonError> {
        let start = self.at;
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                let text = self.string()?;
                let id = self.scalar(start, &text, false)?;
                Ok((Value::String(text), id))
            }
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.unexpected("looking for beginning of value")),
        }
    }

    fn object(&mut self, depth: u32) -> Result<(Value, NodeId), JsonError> {
        let id = self.open(NodeKind::Mapping(Vec::new()), depth)?;
        let mut map = Map::new();
        self.skip_blanks();
        let mut entries = Vec::new();
        if self.peek() != Some(b'}') {
            loop {
                self.skip_blanks();
                let start = self.at;
                if self.peek() != Some(b'"') {
                    return Err(self.unexpected("looking for beginning of object key string"));
                }
                let key = self.string()?;
                let key_id = self.scalar(start, &key, false)?;
                self.skip_blanks();
                self.expect(b':', "after object key")?;
                self.skip_blanks();
                let (value, value_id) = self.value(depth + 1)?;
                map.insert(key, value);
                entries.push((key_id, value_id));
                self.skip_blanks();
                if self.peek() == Some(b'}') {
                    break;
                }
                self.expect(b',', "after object key:value pair")?;
            }
        }
        self.close(id, NodeKind::Mapping(entries));
        Ok((Value::Object(map), id))
    }

    fn array(&mut self, depth: u32) -> Result<(Value, NodeId), JsonError> {
        let id = self.open(NodeKind::Sequence(Vec::new()), depth)?;
        let (mut items, mut ids) = (Vec::new(), Vec::new());
        self.skip_blanks();
        if self.peek() != Some(b']') {
            loop {
                self.skip_blanks();
                let (item, item_id) = self.value(depth + 1)?;
                items.push(item);
                ids.push(item_id);
                self.skip_blanks();
                if self.peek() == Some(b']') {
                    break;
                }
                self.expect(b',', "after array element")?;
            }
        }
        self.close(id, NodeKind::Sequence(ids));
        Ok((Value::Array(items), id))
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<(Value, NodeId), JsonError> {
        let start = self.at;
        for expected in word.chars() {
            if self.peek() != Some(expected as u8) {
                return Err(self.unexpected(&format!("in literal {word} (expecting '{expected}')")));
            }
            self.at += 1;
        }
        let id = self.scalar(start, word, true)?;
        Ok((value, id))
    }

    fn number(&mut self) -> Result<(Value, NodeId), JsonError> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.unexpected("in numeric literal")),
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.at += 1;
            self.some_digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.some_digits("in exponent of numeric literal")?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let id = self.scalar(start, text, true)?;
        if whole && let Ok(number) = text.parse::<i64>() {
            return Ok((number.into(), id));
        }
        let float = text.parse::<f64>().ok().and_then(Number::from_f64);
        let Some(float) = float else {
            let message = format!("json: cannot unmarshal number {text} into Go value of type float64");
            return Err(JsonError { message, ..self.error(start) });
        };
        Ok((Value::Number(float), id))
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn some_digits(&mut self, context: &str) -> Result<(), JsonError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.unexpected(context));
        }
        self.digits();
        Ok(())
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            out.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    let character = self.escape()?;
                    out.push(character);
                }
                _ => return Err(self.unexpected("in string literal")),
            }
        }
    }

    /// What follows a backslash. Half a surrogate pair becomes the replacement character.
    fn escape(&mut self) -> Result<char, JsonError> {
        let character = match self.peek() {
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let first = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let back = self.at;
        if self.bytes.get(self.at..self.at + 2) == Some(b"\\u") {
            self.at += 2;
            let second = self.four_digits()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.at = back;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn four_digits(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("in \\u hexadecimal character escape"));
            };
            code = code << 4 | digit;
            self.at += 1;
        }
        Ok(code)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, context: &str) -> Result<(), JsonError> {
        if self.peek() != Some(byte) {
            return Err(self.unexpected(context));
        }
        self.at += 1;
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn open(&mut self, kind: NodeKind, depth: u32) -> Result<NodeId, JsonError> {
        if depth >= DEPTH_MAX {
            return Err(JsonError { message: "exceeded max depth".to_owned(), ..self.error(self.at) });
        }
        let id = self.add(self.at, kind)?;
        self.at += 1;
        Ok(id)
    }

    fn close(&mut self, id: NodeId, kind: NodeKind) {
        self.at += 1;
        let node = &mut self.tree.nodes[id as usize];
        node.kind = kind;
        node.span.end = self.at as u32;
    }

    fn scalar(&mut self, start: usize, text: &str, plain: bool) -> Result<NodeId, JsonError> {
        self.add(start, NodeKind::Scalar { text: text.into(), tag: None, plain })
    }

    fn add(&mut self, start: usize, kind: NodeKind) -> Result<NodeId, JsonError> {
        if self.tree.nodes.len() >= NODES_MAX {
            let message = format!("document has more than {NODES_MAX} values");
            return Err(JsonError { message, ..self.error(start) });
        }
        let span = Span { start: start as u32, end: self.at as u32 };
        self.tree.nodes.push(Node { kind, span });
        Ok(self.tree.nodes.len() as NodeId - 1)
    }

    /// The character here does not belong here, or there is none. Go looks at bytes, so a character beyond ASCII shows
    /// as the Latin-1 character of its first byte.
    fn unexpected(&self, context: &str) -> JsonError {
        let Some(byte) = self.peek() else {
            let message = "unexpected end of JSON input".to_owned();
            return JsonError { message, syntax: false, ..self.error(self.at) };
        };
        let quoted = match byte {
            b'\'' => r"'\''".to_owned(),
            b'"' => "'\"'".to_owned(),
            _ => format!("'{}'", go_quote(&char::from(byte).to_string()).trim_matches('"')),
        };
        JsonError { message: format!("invalid character {quoted} {context}"), ..self.error(self.at) }
    }

    fn error(&self, at: usize) -> JsonError {
        JsonError { message: String::new(), offset: at as u32, bytes_read: at as u32 + 1, syntax: true }
    }
}

fn collect_duplicates(tree: &Tree, id: NodeId, path: &str, duplicates: &mut Vec<DuplicateField>) {
    match tree.node(id).map(|node| &node.kind) {
        Some(NodeKind::Sequence(items)) => {
            for (index, &item) in items.iter().enumerate() {
                collect_duplicates(tree, item, &format!("{path}[{index}]"), duplicates);
            }
        }
        Some(NodeKind::Mapping(entries)) => {
            let mut seen = std::collections::BTreeSet::new();
            for &(key, value) in entries {
                let Some(Node { kind: NodeKind::Scalar { text, .. }, span }) = tree.node(key) else {
                    continue;
                };
                let path = if path.is_empty() { text.to_string() } else { format!("{path}.{text}") };
                if !seen.insert(text) {
                    duplicates.push(DuplicateField { path: path.clone(), span: *span });
                }
                collect_duplicates(tree, value, &path, duplicates);
            }
        }
        _ => {}
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use expect_test::{Expect, expect};

    use super::parse;
    use crate::apimachinery::json::{print_compact, print_indented};

    fn check(texts: &[&str], expected: Expect) {
        let mut out = String::new();
        for text in texts {
            match parse(text) {
                Ok(parsed) => out.push_str(&print_compact(&parsed.value)),
                Err(error) => out.push_str(&format!("{} {}", error.offset, error.message)),
            }
            out.push('\n');
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn errors_have_the_words_of_go() {
        let texts = [
            "{bad",
            "{\"a\"1}",
            "{\"a\":1 2}",
            "{\"a\":1,}",
            "[1 2]",
            "[1,]",
            "tru!",
            "nulL",
            "-x",
            "1.x",
            "1ex",
            "\"\\x\"",
            "\"\\u12G4\"",
            "\"a\nb\"",
            "1 2",
            "{'a':1}",
            "é",
            "",
            "{\"a\":",
            "[\"a",
            "01",
            "1e999",
        ];
        check(
            &texts,
            expect![[r#"
            1 invalid character 'b' looking for beginning of object key string
            4 invalid character '1' after object key
            7 invalid character '2' after object key:value pair
            7 invalid character '}' looking for beginning of object key string
            3 invalid character '2' after array element
            3 invalid character ']' looking for beginning of value
            3 invalid character '!' in literal true (expecting 'e')
            3 invalid character 'L' in literal null (expecting 'l')
            1 invalid character 'x' in numeric literal
            2 invalid character 'x' after decimal point in numeric literal
            2 invalid character 'x' in exponent of numeric literal
            2 invalid character 'x' in string escape code
            5 invalid character 'G' in \u hexadecimal character escape
            2 invalid character '\n' in string literal
            2 invalid character '2' after top-level value
            1 invalid character '\'' looking for beginning of object key string
            0 invalid character 'Ã' looking for beginning of value
            0 unexpected end of JSON input
            5 unexpected end of JSON input
            3 unexpected end of JSON input
            1 invalid character '1' after top-level value
            0 json: cannot unmarshal number 1e999 into Go value of type float64
        "#]],
        );
    }

    #[test]
    fn values_print_as_go_prints_them() {
        let texts = [
            r#"{"b":1,"a":{"<&>":"\u00e9\ud83d\ude00\ud800 \/"}}"#,
            "[1.0,1e21,1e20,0.000001,1e-7,-0,9223372036854775807,9223372036854775808,1.5e300]",
            r#"["\b\f\n\r\t\u0001\u2028"]"#,
        ];
        check(
            &texts,
            expect![[r#"
            {"a":{"\u003c\u0026\u003e":"é😀� /"},"b":1}
            [1,1e+21,100000000000000000000,0.000001,1e-7,0,9223372036854775807,9223372036854776000,1.5e+300]
            ["\b\f\n\r\t\u0001\u2028"]
        "#]],
        );
    }

    #[test]
    fn indented_json_has_four_spaces() {
        let parsed = parse(r#"{"a":[{},[],{"b":1}]}"#).expect("it is JSON");
        expect![[r#"
            {
                "a": [
                    {},
                    [],
                    {
                        "b": 1
                    }
                ]
            }"#]]
        .assert_eq(&print_indented(&parsed.value));
    }

    #[test]
    fn a_field_given_twice_has_its_path() {
        let parsed = parse(r#"{"a":[{"b":1,"c":{"d":1,"d":2},"b":3}],"a":1}"#).expect("it is JSON");
        let paths: Vec<String> = parsed.duplicate_fields().into_iter().map(|field| field.path).collect();
        assert_eq!(paths, ["a[0].c.d", "a[0].b", "a"]);
        assert_eq!(parsed.value, serde_json::json!({"a": 1}));
    }
}
