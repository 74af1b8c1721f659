//! `-o jsonpath=…` and `-o jsonpath-as-json=…`.

use super::eval::{Found, MissingKeys};
use super::parse::JsonPath;
use crate::apimachinery::json::{print_compact, print_indented};
use crate::apimachinery::quote::go_quote;
use crate::kubectl::output::go_value::{display, go_syntax};
use serde_json::Value;

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Scalars bare, lists and maps as compact JSON, a space between results.
    Text,
    /// Each piece of the expression as an indented JSON list.
    Json,
}

/// A printer for one expression.
#[derive(Clone, Debug)]
pub struct Printer {
    template: String,
    path: JsonPath,
    form: Form,
    missing: MissingKeys,
}

impl Printer {
    /// The error is kubectl's, without its leading `error: `.
    pub fn new(template: &str, form: Form, missing: MissingKeys) -> Result<Self, String> {
        if template.is_empty() {
            return Err("template format specified but no template given".into());
        }
        let path = JsonPath::parse(template)
            .map_err(|error| format!("error parsing jsonpath {template}, {error}"))?;
        Ok(Self { template: template.into(), path, form, missing })
    }

    /// What to print for one object, which may be a list. The error is kubectl's, without its leading `error: `.
    pub fn print(&self, object: &Value) -> Result<String, String> {
        match self.path.find(object, self.missing) {
            Ok(results) => Ok(self.text(&results)),
            Err(error) => Err(format!(
                "error executing jsonpath {}: Error executing template: {error}. Printing more information for \
                 debugging the template:\n\ttemplate was:\n\t\t{}\n\tobject given to jsonpath engine was:\n\t\t{}\n\n\n",
                go_quote(&self.template),
                self.template,
                go_syntax(object)
            )),
        }
    }

    fn text(&self, results: &[Vec<Found<'_>>]) -> String {
        let mut out = String::new();
        for piece in results {
            if self.form == Form::Json {
                let list = piece.iter().map(|value| Value::clone(value)).collect();
                out.push_str(&print_indented(&Value::Array(list)));
                out.push('\n');
                continue;
            }
            for (index, value) in piece.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                match &**value {
                    Value::Array(_) | Value::Object(_) => out.push_str(&print_compact(value)),
                    Value::Null => out.push_str("null"),
                    scalar => out.push_str(&display(scalar)),
                }
            }
        }
        out
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::kubectl::output::jsonpath::parse::relaxed;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn pods() -> Value {
        json!({"kind": "List", "items": [
            {"metadata": {"name": "a", "labels": {"app.kubernetes.io/name": "x"}}, "spec": {"nodeName": "n1"},
             "status": {"phase": "Running", "restarts": 0, "ready": true, "ips": ["1", "2", "3", "4"],
                        "conditions": [{"type": "Ready", "status": "True"}, {"type": "Disk", "status": "False"}]}},
            {"metadata": {"name": "b"}, "spec": {"nodeName": "n2"},
             "status": {"phase": "Pending", "restarts": 3, "ready": false, "message": "<none>", "reason": null}},
        ]})
    }

    /// One line for each template: what it prints, or the error.
    fn check(templates: &[&str], expected: Expect) {
        let data = pods();
        let lines = templates.iter().map(|template| {
            let printed = Printer::new(template, Form::Text, MissingKeys::Allow)
                .and_then(|printer| printer.print(&data))
                .unwrap_or_else(|error| error.split(" Printing more").next().unwrap_or("").to_owned());
            format!("{printed}\n")
        });
        expected.assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn paths_reach_fields_items_slices_and_unions() {
        check(
            &[
                "{.items[0].metadata.name}",
                "{$.items[*].metadata.name}",
                "{@.items[-1:].metadata.name}",
                "{.items[0].status.ips[0:4:2]} {.items[0].status.ips[1:]} {.items[0].status.ips[-2]}",
                "{.items[0].status.ips[0,2]}",
                "{.items[*]['metadata.name', 'status.phase']}",
                r"{.items[0].metadata.labels.app\.kubernetes\.io/name}",
                r"{.items[0].metadata.labels['app\.kubernetes\.io/name']}",
                "{.items[*].spec.*}",
                "{..nodeName}",
                "{.items[0].status.ips}{.items[0].metadata.labels}",
                "{.items[1].status.message} {.items[1].status.reason} {.items[1].status.ready}",
                "no braces",
                "{.items[*].nope}|{.nope.deeper[0]}|",
            ],
            expect![[r#"
                a
                a b
                b
                1 3 2 3 4 3
                1 3
                a b Running Pending
                x
                x
                n1 n2
                n1 n2
                ["1","2","3","4"]{"app.kubernetes.io/name":"x"}
                <none> null false
                no braces
                ||
            "#]],
        );
    }

    #[test]
    fn filters_compare_and_ask_for_existence() {
        check(
            &[
                r#"{.items[?(@.metadata.name=="b")].spec.nodeName}"#,
                "{.items[?(@.metadata.name!='b')].spec.nodeName}",
                "{.items[?(@.status.restarts>=3)].metadata.name}{.items[?(@.status.restarts<3)].metadata.name}",
                "{.items[?(@.status.ready==true)].metadata.name}",
                "{.items[?(@.metadata.labels)].metadata.name}",
                r#"{.items[*].status.conditions[?(@.type=="Ready")].status}"#,
                "{.items[?(@.status.restarts=='3')].metadata.name}",
                "{.items[?(@.status.restarts===3)].metadata.name}",
                r#"{.items[?(@.status=~"x")].metadata.name}"#,
                "{.items[?(@.metadata==1)].metadata.name}",
                "{.kind[?(@.x)]}",
            ],
            expect![[r#"
                n2
                n1
                ba
                a
                a
                True
                error executing jsonpath "{.items[?(@.status.restarts=='3')].metadata.name}": Error executing template: incompatible types for comparison.
                error executing jsonpath "{.items[?(@.status.restarts===3)].metadata.name}": Error executing template: unrecognized filter operator ===.
                error parsing jsonpath {.items[?(@.status=~"x")].metadata.name}, unrecognized character in action: U+007E '~'
                error executing jsonpath "{.items[?(@.metadata==1)].metadata.name}": Error executing template: invalid type for comparison.
                error executing jsonpath "{.kind[?(@.x)]}": Error executing template: List is not array or slice and cannot be filtered.
            "#]],
        );
    }

    #[test]
    fn ranges_repeat_their_body() {
        check(
            &[
                r#"{range .items[*]}{.metadata.name}{"\t"}{.status.phase}{"\n"}{end}"#,
                "{range .items[*]}{.metadata.name}:{range .status.ips[*]}{@},{end};{end}.",
                "{range .none[*]}{.x}{end}after",
                "{range .items[*]}{.metadata.name}",
                "{end}",
                "{foo}",
            ],
            expect![[r#"
                a	Running
                b	Pending

                a:1,2,3,4,;b:;.
                after
                ab
                error executing jsonpath "{end}": Error executing template: not in range, nothing to end.
                error executing jsonpath "{foo}": Error executing template: unrecognized identifier foo.
            "#]],
        );
    }

    #[test]
    fn broken_expressions_say_what_is_wrong() {
        check(
            &[
                "{.items",
                "{.items[0}",
                "{.items[x]}",
                "{.items[?(@.a==1}",
                "{.items[?(@.a==1)}",
                r#"{"abc}"#,
                r#"{"\q"}"#,
                "{.items[*]#}",
                "{...x}{....y}",
                "{-}",
                "{.items[9]}",
                "{.items[1:0]}",
                "{.items[::0]}",
                "{.kind[0]}",
                "",
            ],
            expect![[r#"
                error parsing jsonpath {.items, unclosed action
                error parsing jsonpath {.items[0}, unterminated array
                error parsing jsonpath {.items[x]}, invalid array index x
                error parsing jsonpath {.items[?(@.a==1}, unterminated filter
                error parsing jsonpath {.items[?(@.a==1)}, unclosed array expect ]
                error parsing jsonpath {"abc}, unterminated quoted string
                error parsing jsonpath {"\q"}, unquote string "\q" error invalid syntax
                error parsing jsonpath {.items[*]#}, unrecognized character in action: U+0023 '#'
                error parsing jsonpath {...x}{....y}, invalid multiple recursive descent
                error parsing jsonpath {-}, cannot parse number -
                error executing jsonpath "{.items[9]}": Error executing template: array index out of bounds: index 9, length 2.
                error executing jsonpath "{.items[1:0]}": Error executing template: starting index 1 is greater than ending index 0.
                error executing jsonpath "{.items[::0]}": Error executing template: step must be > 0.
                error executing jsonpath "{.kind[0]}": Error executing template: string is not array or slice.
                template format specified but no template given
            "#]],
        );
    }

    #[test]
    fn refused_missing_keys_show_template_and_object() {
        let printer = Printer::new("{.foo}", Form::Text, MissingKeys::Refuse).unwrap();
        expect![[r#"
            error executing jsonpath "{.foo}": Error executing template: foo is not found. Printing more information for debugging the template:
            	template was:
            		{.foo}
            	object given to jsonpath engine was:
            		map[string]interface {}{"a":1}


        "#]]
        .assert_eq(&printer.print(&json!({"a": 1})).unwrap_err());
    }

    #[test]
    fn json_form_prints_a_list_for_each_piece() {
        let printer = Printer::new("{.items[*].metadata}{.none}", Form::Json, MissingKeys::Allow).unwrap();
        expect![[r#"
            [
                {
                    "labels": {
                        "app.kubernetes.io/name": "x"
                    },
                    "name": "a"
                },
                {
                    "name": "b"
                }
            ]
            []
        "#]]
        .assert_eq(&printer.print(&pods()).unwrap());
    }

    #[test]
    fn endless_nesting_is_refused() {
        let deep = format!("{{{}{}}}", "[?(@.a".repeat(2000), ")]".repeat(2000));
        assert!(Printer::new(&deep, Form::Text, MissingKeys::Allow).is_err());
        let ranges = "{range ..}".repeat(40);
        let printer = Printer::new(&ranges, Form::Text, MissingKeys::Allow).unwrap();
        assert!(printer.print(&pods()).unwrap_err().contains("too many results"));
    }

    #[test]
    fn relaxed_expressions_need_no_braces_or_dot() {
        let read = |text| relaxed(text).unwrap_or_else(|error| error);
        expect![[r#"
            ["{.metadata.name}", "{.metadata.name}", "{.metadata.name}", "{.metadata.name}", "", "{..}", "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'", "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"]"#]]
        .assert_eq(&format!(
            "{:?}",
            ["metadata.name", ".metadata.name", "{metadata.name}", "{.metadata.name}", "", ".", "{}", "{.a}{.b}"].map(read)
        ));
    }
}
