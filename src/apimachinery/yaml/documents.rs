//! The documents of a file, as kubectl finds them: a stream that begins with `{` is JSON as long as it can be, anything
//! else is split at lines that begin with `---` and read as YAML.
//!
//! Invariants: every error has a place in the whole text; a document after a broken one is still read, so that an editor
//! can show the errors of all. kubectl itself stops at the first.
//! Upstream: k8s.io/apimachinery/pkg/util/yaml `decoder.go` (`YAMLOrJSONDecoder`, `YAMLReader`).

use serde_json::Value;

use super::compose::compose;
use super::decode::decode;
use super::tree::{Span, Tree};
use crate::apimachinery::json;

/// How long a text may be: what the API server accepts as one request.
pub const BYTES_MAX: usize = 3 << 20;

/// How far kubectl looks for the brace that makes a stream JSON.
const PEEK_BYTES: usize = 4096;

/// One document of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The object. A document without content is null, which kubectl passes over in silence.
    pub value: Value,
    /// The text behind it, with places in the whole file. Of a YAML text with several documents between two `---` lines
    /// only the first is here, as for kubectl.
    pub tree: Tree,
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    /// kubectl's words after `error parsing FILE: `.
    pub message: String,
    /// Where in the whole file; empty where the error is at a point.
    pub span: Span,
}

/// All documents of a file.
pub fn parse_documents(text: &str) -> Vec<Result<Document, DocumentError>> {
    if text.len() > BYTES_MAX {
        let message = format!("Request entity too large: limit is {BYTES_MAX}");
        return vec![Err(DocumentError { message, span: Span::default() })];
    }
    let mut documents = Vec::new();
    if !looks_like_json(text) {
        parse_chunks(text, 0, &mut documents);
        return documents;
    }
    let mut reader = json::StreamReader::new(text);
    let error = loop {
        match reader.next_value() {
            None => return documents,
            Some(Ok((value, tree))) => documents.push(Ok(Document { value, tree })),
            Some(Err(error)) => break error,
        }
    };
    // After more than one value it is certainly JSON; before, YAML gets a try, but the words stay JSON's.
    let span = Span { start: error.offset, end: error.offset };
    if documents.len() > 1 {
        documents.push(Err(DocumentError { message: error.message, span }));
        return documents;
    }
    let message = match error.syntax {
        true => format!("json: offset {}: {}", error.bytes_read, error.message),
        false => error.message,
    };
    let before = documents.len();
    let Some(rest) = after_blank_line(text, reader.offset()) else {
        documents.push(Err(DocumentError { message, span }));
        return documents;
    };
    parse_chunks(text.get(rest..).unwrap_or_default(), rest, &mut documents);
    match documents.get_mut(before) {
        Some(first @ Err(_)) => *first = Err(DocumentError { message, span }),
        Some(Ok(_)) => {}
        None => documents.push(Err(DocumentError { message, span })),
    }
    documents
}

/// One JSON or YAML document, as `kubectl patch -p` takes it: the words of an error carry no prefix.
pub fn parse_one(text: &str) -> Result<Value, String> {
    if text.len() > BYTES_MAX {
        return Err(format!("Request entity too large: limit is {BYTES_MAX}"));
    }
    if is_json(text) {
        return json::parse(text).map(|parsed| parsed.value).map_err(|error| error.message);
    }
    let tree = compose(text).map_err(|error| format!("yaml: {}", error.message))?;
    decode(&tree).map_err(|error| error.message)
}

fn looks_like_json(text: &str) -> bool {
    let bytes = text.as_bytes();
    let blanks = text.len() - text.trim_start().len();
    blanks < PEEK_BYTES.min(bytes.len()) && bytes[blanks] == b'{'
}

/// Whether kubectl and the API server take a text for JSON: its first visible character is a brace.
pub fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Past the blanks that a JSON value leaves behind, at most to the end of the line; none at the end of the text, which
/// kubectl thinks to have reached with less than four bytes to go.
fn after_blank_line(text: &str, offset: usize) -> Option<usize> {
    let rest = text.get(offset..)?;
    for (at, character) in rest.char_indices() {
        if rest.len() - at < 4 {
            return None;
        }
        if !character.is_whitespace() {
            return Some(offset + at);
        }
        if character == '\n' {
            return Some(offset + at + 1);
        }
    }
    None
}

/// Splits at separators and reads every part; `base` is where `text` begins in the file.
fn parse_chunks(text: &str, base: usize, documents: &mut Vec<Result<Document, DocumentError>>) {
    let mut chunk_start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let line_end = at + line.len();
        if let Some(after) = line.strip_prefix("---") {
            let after = after.trim();
            if !after.is_empty() && !after.starts_with('#') {
                let message = format!("invalid Yaml document separator: {after}");
                let span = span_at(base + at, base + at + line.trim_end().len());
                documents.push(Err(DocumentError { message, span }));
                return;
            }
            // A separator with nothing before it belongs to the document it opens.
            if chunk_start < at {
                documents
                    .push(parse_chunk(text.get(chunk_start..at).unwrap_or_default(), base + chunk_start));
                chunk_start = line_end;
            }
        }
        at = line_end;
    }
    if chunk_start < text.len() {
        documents.push(parse_chunk(text.get(chunk_start..).unwrap_or_default(), base + chunk_start));
    }
}

fn parse_chunk(chunk: &str, base: usize) -> Result<Document, DocumentError> {
    // kubectl's reader ends every line, which an unended `|+` block would show. No place lies behind the text's end.
    let end = base + chunk.len();
    let ended;
    let chunk = if chunk.ends_with('\n') {
        chunk
    } else {
        ended = format!("{chunk}\n");
        &ended
    };
    let in_file =
        |span: Span| span_at((base + span.start as usize).min(end), (base + span.end as usize).min(end));
    let fail = |words: String, span: Span| {
        let span = in_file(span);
        Err(DocumentError { message: format!("error converting YAML to JSON: {words}"), span })
    };
    let mut tree = match compose(chunk) {
        Ok(tree) => tree,
        Err(error) => {
            return fail(format!("yaml: {}", error.message), Span { start: error.offset, end: error.offset });
        }
    };
    let value = match decode(&tree) {
        Ok(value) => value,
        Err(error) => {
            let span = tree.node(error.node).map(|node| node.span).unwrap_or_default();
            return fail(error.message, span);
        }
    };
    for node in &mut tree.nodes {
        node.span = in_file(node.span);
    }
    Ok(Document { value, tree })
}

fn span_at(start: usize, end: usize) -> Span {
    // The text is shorter than BYTES_MAX, so both fit.
    Span { start: start as u32, end: end as u32 }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use expect_test::{Expect, expect};

    use super::{parse_documents, parse_one};
    use crate::apimachinery::json::print_compact;
    use crate::apimachinery::yaml::line_column;

    /// Every document as compact JSON, or its error with the place it points at.
    fn check(text: &str, expected: Expect) {
        let mut out = String::new();
        for document in parse_documents(text) {
            match document {
                Ok(document) => out.push_str(&print_compact(&document.value)),
                Err(error) => {
                    let (line, column) = line_column(text, error.span.start);
                    out.push_str(&format!("{line}:{column} {}", error.message));
                }
            }
            out.push('\n');
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn syntax_errors_have_the_recorded_words() {
        // From the recordings of a real kubectl.
        check(
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: bad\n  labels: [a, b\nspec:\n",
            expect![[r#"
                6:5 error converting YAML to JSON: yaml: line 5: did not find expected ',' or ']'
            "#]],
        );
        check(
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n\tname: bad\n",
            expect![[r#"
            4:1 error converting YAML to JSON: yaml: line 4: found character that cannot start any token
        "#]],
        );
    }

    #[test]
    fn scalars_are_those_of_yaml_1_1() {
        check(
            "{a: yes, b: 0777, c: 1_000, d: 1.0, e: 1e3, f: ~, g: 2026-11-24, h: 'no', i: !!str 5, j: 1e30, 2: x}",
            expect![[r#"
                {"2":"x","a":true,"b":511,"c":1000,"d":1,"e":1000,"f":null,"g":"2026-11-24","h":"no","i":"5","j":1e+30}
            "#]],
        );
        check(
            "a: .inf",
            expect![[r#"
            1:4 error converting YAML to JSON: json: unsupported value: +Inf
        "#]],
        );
        check(
            "a: !!int x",
            expect![[r#"
            1:4 error converting YAML to JSON: yaml: cannot decode !!str `x` as a !!int
        "#]],
        );
        check(
            "a: !!binary aGk=\n",
            expect![[r#"
            {"a":"hi"}
        "#]],
        );
    }

    #[test]
    fn documents_are_split_at_separators() {
        check(
            "a: 1\n---\nb: 2\n--- # next\n---\nc: 3",
            expect![[r#"
            {"a":1}
            {"b":2}
            {"c":3}
        "#]],
        );
        check(
            "# only a comment\n",
            expect![[r#"
            null
        "#]],
        );
        check("", expect![[""]]);
        check(
            "a: 1\n---x\nb: 2\n",
            expect![[r#"
            2:1 invalid Yaml document separator: x
        "#]],
        );
        check(
            "--- \r\na: 1\r\nb: [\r\n",
            expect![[r#"
            4:1 error converting YAML to JSON: yaml: line 3: did not find expected node content
        "#]],
        );
    }

    #[test]
    fn lines_count_from_the_document_and_places_from_the_file() {
        check(
            "a: 1\n---\nb: c: 2\n---\nd: 1\n",
            expect![[r#"
            {"a":1}
            3:5 error converting YAML to JSON: yaml: mapping values are not allowed in this context
            {"d":1}
        "#]],
        );
    }

    #[test]
    fn json_streams_keep_json_words() {
        check(
            "{\"a\": 1}\n{\"a\": 2.50}",
            expect![[r#"
            {"a":1}
            {"a":2.5}
        "#]],
        );
        check(
            "{bad",
            expect![[r#"
            1:2 json: offset 2: invalid character 'b' looking for beginning of object key string
        "#]],
        );
        check(
            "{\"a\": [1,]}\n",
            expect![[r#"
            {"a":[1]}
        "#]],
        );
        check(
            "{\"a\": 1",
            expect![[r#"
            1:8 unexpected EOF
        "#]],
        );
        check(
            "{a: yes}\n---\nb: 1\n",
            expect![[r#"
            {"a":true}
            {"b":1}
        "#]],
        );
        check(
            "{\"a\": 1}\n---\nb: 1\n",
            expect![[r#"
            {"a":1}
            {"b":1}
        "#]],
        );
    }

    #[test]
    fn anchors_and_merge_keys_are_followed() {
        check(
            "base: &b {x: 1, z: 2}\none: {<<: *b, z: 3}\ntwo: {z: 3, <<: *b}\nlist: [*b, &s text, *s]\n\
             both: {<<: [{x: 0}, *b]}\n",
            expect![[r#"
                {"base":{"x":1,"z":2},"both":{"x":0,"z":2},"list":[{"x":1,"z":2},"text","text"],"one":{"x":1,"z":3},"two":{"x":1,"z":2}}
            "#]],
        );
        check(
            "a: *x\n",
            expect![[r#"
            1:4 error converting YAML to JSON: yaml: unknown anchor 'x' referenced
        "#]],
        );
        check(
            "a: &x [*x]\n",
            expect![[r#"
            1:8 error converting YAML to JSON: yaml: anchor 'x' value contains itself
        "#]],
        );
        check(
            "<<: 1\n",
            expect![[r#"
            1:5 error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value
        "#]],
        );
    }

    #[test]
    fn keys_that_json_cannot_have_are_refused_in_go_syntax() {
        check(
            "name: {{ .Values.name }}\n",
            expect![[r#"
            1:8 error converting YAML to JSON: yaml: invalid map key: map[interface {}]interface {}{".Values.name":interface {}(nil)}
        "#]],
        );
        check(
            "~: x\n",
            expect![[r#"
            1:1 error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: "x"
        "#]],
        );
    }

    #[test]
    fn flow_style_is_as_lenient_and_strict_as_go_yaml() {
        check(
            "a: {app:nginx, b:, c: [d:]}",
            expect![[r#"
            {"a":{"app:nginx":null,"b:":null,"c":["d:"]}}
        "#]],
        );
        check(
            "a: 1\nb: [x?y]\n",
            expect![[r#"
            2:5 error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'
        "#]],
        );
    }

    #[test]
    fn hostile_texts_are_refused_in_bounded_time() {
        let refused = |text: &str, words: &str| {
            let documents = parse_documents(text);
            let message =
                documents.last().and_then(|last| last.as_ref().err()).map(|error| error.message.as_str());
            assert!(
                message.is_some_and(|message| message.contains(words)),
                "{message:?} should have {words:?}"
            );
        };
        let nine_aliases = |n: i32| (0..9).map(|_| format!("*a{},", n - 1)).collect::<String>();
        let bomb: String = (1..10).map(|n| format!("a{n}: &a{n} [{}]\n", nine_aliases(n))).collect();
        refused(&format!("a0: &a0 x\n{bomb}"), "document contains excessive aliasing");
        let long = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(100_000), "*a,".repeat(900));
        refused(&long, "document contains excessive aliasing");
        refused(&"[".repeat(100_000), "exceeded max depth of 100");
        refused(&"- ".repeat(100_000), "exceeded max depth of 100");
        refused(&"? ".repeat(100_000), "exceeded max depth of 100");
        refused(&format!("{}1", "{\"a\":".repeat(100_000)), "exceeded max depth");
        refused(&"- 1\n".repeat(500_000), "more than 400000 values");
        refused(&" ".repeat(4 << 20), "Request entity too large: limit is 3145728");
        refused(&format!("a: {{{}}}", "b:,".repeat(50_000)), "found unexpected ':'");
    }

    #[test]
    fn one_document_has_no_prefix() {
        let words = |text: &str| parse_one(text).expect_err("it is wrong");
        assert_eq!(words("{bad"), "invalid character 'b' looking for beginning of object key string");
        assert_eq!(words("{\"a\": 1"), "unexpected end of JSON input");
        assert_eq!(words("a: [\n"), "yaml: line 1: did not find expected node content");
        assert_eq!(
            parse_one("spec: {minReadySeconds: 3}"),
            Ok(serde_json::json!({"spec": {"minReadySeconds": 3}}))
        );
    }
}
