//! `-o custom-columns=NAME:.metadata.name,…` and `-o custom-columns-file=…`.
//!
//! Rows hold tabs; the caller aligns them with a `TabWriter::table()`, which in a watch keeps its widths.
//!
//! Upstream: `kubectl/pkg/cmd/get/customcolumn.go`, `customcolumn_flags.go`.

use super::go_value::display;
use super::jsonpath::eval::MissingKeys;
use super::jsonpath::parse::{JsonPath, relaxed};
use super::prefix_writer::escape_terminal;
use serde_json::Value;

/// The columns a person asked for.
#[derive(Clone, Debug)]
pub struct CustomColumns {
    headers: Vec<String>,
    /// An expression that does not parse fails only after the header is printed.
    paths: Result<Vec<JsonPath>, String>,
}

impl CustomColumns {
    /// `HEADER:path,HEADER:path`. The error is kubectl's, without its leading `error: `.
    pub fn from_spec(spec: &str) -> Result<Self, String> {
        if spec.is_empty() {
            return Err("custom-columns format specified but no custom columns given".into());
        }
        let columns = spec.split(',').map(|column| {
            let wrong =
                || format!("unexpected custom-columns spec: {column}, expected <header>:<json-path-expr>");
            column.split_once(':').ok_or_else(wrong)
        });
        Self::new(columns)
    }

    /// A line of headers over a line of paths. The error is kubectl's, without its leading `error: `.
    pub fn from_file(text: &str) -> Result<Self, String> {
        let missing = |line| {
            format!(
                "invalid template, missing {line} line. Expected format is one line of space separated headers, one \
                 line of space separated column specs."
            )
        };
        let mut lines = text.lines();
        let headers: Vec<&str> = lines.next().ok_or_else(|| missing("header"))?.split_whitespace().collect();
        let paths: Vec<&str> = lines.next().ok_or_else(|| missing("spec"))?.split_whitespace().collect();
        if headers.len() != paths.len() {
            return Err(format!(
                "number of headers ({}) and field specifications ({}) don't match",
                headers.len(),
                paths.len()
            ));
        }
        Self::new(headers.into_iter().zip(paths).map(Ok))
    }

    fn new<'a>(columns: impl Iterator<Item = Result<(&'a str, &'a str), String>>) -> Result<Self, String> {
        let mut headers = Vec::new();
        let mut paths = Vec::new();
        for column in columns {
            let (header, path) = column?;
            headers.push(header.to_owned());
            paths.push(relaxed(path)?);
        }
        Ok(Self { headers, paths: paths.iter().map(|path| JsonPath::parse(path)).collect() })
    }

    /// The header line, with tabs.
    pub fn header(&self) -> String {
        self.headers.join("\t") + "\n"
    }

    /// The line of one object, with tabs. The error is kubectl's, without its leading `error: `.
    pub fn row(&self, object: &Value) -> Result<String, String> {
        let paths = self.paths.as_ref().map_err(Clone::clone)?;
        let mut line = String::new();
        for (index, path) in paths.iter().enumerate() {
            if index > 0 {
                line.push('\t');
            }
            let pieces = path.find(object, MissingKeys::Allow)?;
            let mut values: Vec<String> =
                pieces.iter().flatten().map(|value| escape_terminal(&display(value)).into_owned()).collect();
            if pieces.first().is_none_or(Vec::is_empty) {
                values.insert(0, "<none>".into());
            }
            line.push_str(&values.join(","));
        }
        line.push('\n');
        Ok(line)
    }

    /// What is wrong with an expression, if anything; kubectl says so once the header is out, whatever rows follow.
    pub fn check(&self) -> Result<(), String> {
        self.paths.as_ref().map(|_| ()).map_err(Clone::clone)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::kubectl::output::tabwriter::table;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn check(columns: Result<CustomColumns, String>, expected: Expect) {
        let nodes = [
            json!({"metadata": {"name": "n1", "labels": {"zone": "a"}}, "spec": {"ids": [1, 2], "rate": 1.5},
                   "status": {"conditions": [{"type": "Ready", "status": "True"}, {"type": "Disk", "status": "False"}]}}),
            json!({"metadata": {"name": "n2"}, "spec": {"taints": [{"key": "k", "effect": "NoSchedule"}], "none": null}}),
        ];
        let print = |columns: CustomColumns| {
            let rows: Result<String, String> = nodes.iter().map(|node| columns.row(node)).collect();
            Ok(table(&(columns.header() + &rows?)))
        };
        expected.assert_eq(&columns.and_then(print).unwrap_or_else(|error| format!("{error}\n")));
    }

    #[test]
    fn columns_print_values_as_go_does_and_none_where_nothing_is() {
        check(
            CustomColumns::from_spec(
                "NAME:.metadata.name,ZONE:{.metadata.labels.zone},TAINTS:spec.taints,IDS:.spec.ids",
            ),
            expect![[r#"
                NAME   ZONE     TAINTS                           IDS
                n1     a        <none>                           [1 2]
                n2     <none>   [map[effect:NoSchedule key:k]]   <none>
            "#]],
        );
        check(
            CustomColumns::from_spec(
                r#"READY:.status.conditions[?(@.type=="Ready")].status,ALL:.status.conditions[*].type,ID:.spec.ids[*],N:.spec.none,R:.spec.rate"#,
            ),
            expect![[r#"
                READY    ALL          ID       N        R
                True     Ready,Disk   1,2      <none>   1.5
                <none>   <none>       <none>   <nil>    <none>
            "#]],
        );
    }

    #[test]
    fn file_has_headers_over_paths() {
        check(
            CustomColumns::from_file("NAME  ZONE\nmetadata.name {.metadata.labels.zone}\n"),
            expect![[r#"
                NAME   ZONE
                n1     a
                n2     <none>
            "#]],
        );
        check(
            CustomColumns::from_file(""),
            expect![[r#"
            invalid template, missing header line. Expected format is one line of space separated headers, one line of space separated column specs.
        "#]],
        );
        check(
            CustomColumns::from_file("A B\n"),
            expect![[r#"
            invalid template, missing spec line. Expected format is one line of space separated headers, one line of space separated column specs.
        "#]],
        );
        check(
            CustomColumns::from_file("A B\n.a\n"),
            expect![[r#"
            number of headers (2) and field specifications (1) don't match
        "#]],
        );
    }

    #[test]
    fn wrong_specs_are_refused() {
        check(
            CustomColumns::from_spec(""),
            expect![[r#"
            custom-columns format specified but no custom columns given
        "#]],
        );
        check(
            CustomColumns::from_spec("NAME"),
            expect![[r#"
            unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>
        "#]],
        );
        check(
            CustomColumns::from_spec("A:{.a}{.b}"),
            expect![[r#"
            unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'
        "#]],
        );
        check(
            CustomColumns::from_spec("A:.a[b]"),
            expect![[r#"
            invalid array index b
        "#]],
        );
        check(
            CustomColumns::from_spec("A:.spec.ids[5]"),
            expect![[r#"
            array index out of bounds: index 5, length 2
        "#]],
        );
    }
}
