//! `-o go-template=…`.

use super::parse::Template;
use crate::apimachinery::json::print_compact;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::output::go_value::sprint;
use crate::kubectl::output::jsonpath::eval::MissingKeys;
use serde_json::Value;

/// A printer for one template.
#[derive(Clone, Debug)]
pub struct Printer {
    template: Template,
    missing: MissingKeys,
}

impl Printer {
    /// The error is kubectl's, without its leading `error: `.
    pub fn new(text: &str, missing: MissingKeys) -> Result<Self, String> {
        if text.is_empty() {
            return Err("template format specified but no template given".into());
        }
        let template =
            Template::parse(text).map_err(|error| format!("error parsing template {text}, {error}"))?;
        Ok(Self { template, missing })
    }

    /// What goes to standard output, and the error, without its leading `error: `, that ends the command.
    ///
    /// With an error the output holds what was printed before it and then what helps to mend the template.
    pub fn print(&self, object: &Value) -> (String, Result<(), String>) {
        let (mut out, result) = self.template.execute(object, self.missing);
        let text = &self.template.text;
        if let Err(error) = &result {
            out.push_str(&format!(
                "Error executing template: {error}. Printing more information for debugging the template:\n\
                 \ttemplate was:\n\t\t{text}\n\traw data was:\n\t\t{}\n\
                 \tobject given to template engine was:\n\t\t{}\n\n",
                print_compact(object),
                sprint(object)
            ));
        }
        (out, result.map_err(|error| format!("error executing template {}: {error}", go_quote(text))))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn pods() -> Value {
        json!({"kind": "List", "items": [
            {"metadata": {"name": "a", "labels": {"x.y/z": "q", "tier": "log"}}, "ready": true, "count": 2, "none": null},
            {"metadata": {"name": "b"}, "ready": false, "count": 0, "ips": ["1", "2", "3"], "secret": "aGVsbG8="},
        ]})
    }

    /// One line for each template: what it prints, or the error.
    fn check(templates: &[&str], expected: Expect) {
        let data = pods();
        let lines = templates.iter().map(|template| {
            let printed = match Printer::new(template, MissingKeys::Allow) {
                Err(error) => error.replace(&format!("{template}, "), ""),
                Ok(printer) => match printer.print(&data) {
                    (out, Ok(())) => out,
                    (_, Err(error)) => error.replace(&go_quote(template), "…"),
                },
            };
            format!("{printed}\n")
        });
        expected.assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn fields_ranges_and_conditions() {
        check(
            &[
                r#"{{range .items}}{{.metadata.name}}{{"\t"}}{{.count}}{{"\n"}}{{end}}"#,
                "{{range $i, $pod := .items}}{{$i}}={{$pod.metadata.name}}/{{$.kind}} {{end}}",
                "{{range .items}}{{range $k, $v := .metadata.labels}}{{$k}}={{$v}},{{else}}none{{end}};{{end}}",
                "{{range .items}}{{if .ready}}yes{{else if eq .metadata.name \"b\"}}b{{else}}no{{end}} {{end}}",
                "{{with .items}}{{len .}}{{end}}{{with .nope}}x{{else}}nothing{{end}}",
                "{{range .items -}}  \n {{.metadata.name}} {{- /* gone */ -}}  {{end}}",
                "{{$sum := 0}}{{range .items}}{{$sum = .count}}{{end}}{{$sum}}",
                "{{range .items}}{{if .ready}}{{continue}}{{end}}{{.metadata.name}}{{break}}{{end}}",
                "{{.nope}} {{.nope.deeper}} {{(index .items 0).none}} {{print (index .items 0).none}}",
                "{{(index .items 0).metadata}} {{.kind}}",
                "{{range 3}}{{.}}{{end}}{{with .nope}}{{else with .kind}}{{.}}{{end}}",
                r#"{{define "row"}}[{{.metadata.name}}]{{end}}{{range .items}}{{template "row" .}}{{end}}"#,
                r#"{{block "b" .kind}}<{{.}}>{{end}}"#,
            ],
            expect![[r#"
                a	2
                b	0

                0=a/List 1=b/List 
                tier=log,x.y/z=q,;none;
                yes b 
                2nothing
                ab
                0
                b
                <no value> <no value> <no value> <nil>
                map[labels:map[tier:log x.y/z:q] name:a] List
                012List
                [a][b]
                <List>
            "#]],
        );
    }

    #[test]
    fn functions_compare_format_and_index() {
        check(
            &[
                r#"{{index .items 1 "metadata" "name"}} {{index (index .items 0).metadata.labels "x.y/z"}}"#,
                "{{eq .kind \"x\" \"List\"}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge \"b\" \"a\"}}",
                "{{and 1 0 2}} {{or 0 \"\" 3}} {{not true}} {{and true .kind}}",
                r#"{{printf "%s|%5d|%-4s|%05.1f|%q|%x|%v|%t|%T|%%" .kind 42 "ab" 2.25 "q" "hi" .kind true 7}}"#,
                r#"{{printf "%+v %+d" .items 1}}"#,
                r#"{{printf "%d %s" "x" 1}} {{printf "%s"}} {{printf "x" 1}} {{printf "%!"}}"#,
                r#"{{print 1 2 "a" "b" 3}}|{{println "a" 1}}"#,
                r#"{{slice "abcdef" 1 3}} {{slice (index .items 1).ips 1}} {{len "abc"}}"#,
                r#"{{(index .items 1).secret | base64decode}} {{base64decode "a"}}"#,
                r#"{{html "<a&'\">"}} {{js "a'b"}} {{urlquery "a b&c"}}"#,
                r#"{{exists . "items" 0}} {{exists . "nope"}} {{.kind | printf "%s-%s" "x"}}"#,
                "{{'a'}} {{0x1F}} {{1e3}} {{1_000}} {{`raw\\n`}}",
            ],
            expect![[r#"
                b q
                true true true true false true
                0 3 false List
                List|   42|ab  |002.2|"q"|6869|List|true|int|%
                [map[count:2 metadata:map[labels:map[tier:log x.y/z:q] name:a] none:<nil> ready:true] map[count:0 ips:[1 2 3] metadata:map[name:b] ready:false secret:aGVsbG8=]] +1
                %!d(string=x) %!s(int=1) %!s(MISSING) x%!(EXTRA int=1) %!!(MISSING)
                1 2ab3|a 1

                bc [2 3] 3
                error executing template …: template: output:1:45: executing "output" at <base64decode "a">: error calling base64decode: base64 decode failed: illegal base64 data at input byte 0
                &lt;a&amp;&#39;&#34;&gt; a\'b a+b%26c
                true false x-List
                97 31 1000 1000 raw\n
            "#]],
        );
    }

    #[test]
    fn broken_templates_say_where() {
        check(
            &[
                "{{",
                "{{.a",
                "x\n{{range .items}}",
                "{{end}}",
                "{{if}}{{end}}",
                "{{foo}}",
                "{{$x}}",
                "{{.a b}}",
                "{{\"a}}",
                "{{.a}}{{else}}",
                "{{/* x",
                "{{1 | 2}}",
                "{{(1}}",
                "{{.a#}}",
                "{{\n.x\n",
                "",
            ],
            expect![[r#"
                error parsing template template: output:1: unclosed action
                error parsing template template: output:1: unclosed action
                error parsing template template: output:2: unexpected EOF
                error parsing template template: output:1: unexpected {{end}}
                error parsing template template: output:1: missing value for if
                error parsing template template: output:1: function "foo" not defined
                error parsing template template: output:1: undefined variable "$x"
                error parsing template template: output:1: function "b" not defined
                error parsing template template: output:1: unterminated quoted string
                error parsing template template: output:1: unexpected {{else}}
                error parsing template template: output:1: unclosed comment
                error parsing template template: output:1: non executable command in pipeline stage 2
                error parsing template template: output:1: unclosed left paren
                error parsing template template: output:1: bad character U+0023 '#'
                error parsing template template: output:3: unclosed action started at output:1
                template format specified but no template given
            "#]],
        );
    }

    #[test]
    fn failing_templates_name_the_place() {
        check(
            &[
                "{{.kind.x}}",
                "{{.items.x}}",
                "a\n  {{index .items 9}}",
                "{{range .kind}}{{end}}",
                "{{len 3}}",
                "{{index .items \"a\"}}",
                "{{eq .kind 1}}",
                "{{lt .items 1}}",
                "{{template \"x\" .}}",
                "{{base64decode 1}}",
                "{{(index .items 0).none.x}}",
                "{{1 2}}",
                "{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}",
            ],
            expect![[r#"
                error executing template …: template: output:1:7: executing "output" at <.kind.x>: can't evaluate field x in type interface {}
                error executing template …: template: output:1:8: executing "output" at <.items.x>: can't evaluate field x in type interface {}
                error executing template …: template: output:2:4: executing "output" at <index .items 9>: error calling index: index out of range: 9
                error executing template …: template: output:1:8: executing "output" at <.kind>: range can't iterate over List
                error executing template …: template: output:1:2: executing "output" at <len 3>: error calling len: len of type int
                error executing template …: template: output:1:2: executing "output" at <index .items "a">: error calling index: cannot index slice/array with type string
                error executing template …: template: output:1:2: executing "output" at <eq .kind 1>: error calling eq: incompatible types for comparison
                error executing template …: template: output:1:2: executing "output" at <lt .items 1>: error calling lt: invalid type for comparison
                error executing template …: template: output:1:11: executing "output" at <{{template "x" .}}>: template "x" not defined
                error executing template …: template: output:1:15: executing "output" at <1>: expected string; found 1
                error executing template …: template: output:1:16: executing "output" at <0>: nil pointer evaluating interface {}.x
                error executing template …: template: output:1:2: executing "output" at <1>: can't give argument to non-function 1
                error executing template …: template: output:1:25: executing "x" at <{{template "x"}}>: exceeded maximum template depth (64)
            "#]],
        );
    }

    #[test]
    fn an_error_prints_what_helps_to_mend_the_template() {
        let printer = Printer::new("a{{.x}}", MissingKeys::Refuse).unwrap();
        let (out, result) = printer.print(&json!({"b": {"c": "<"}}));
        expect![[r#"
            aError executing template: template: output:1:3: executing "output" at <.x>: map has no entry for key "x". Printing more information for debugging the template:
            	template was:
            		a{{.x}}
            	raw data was:
            		{"b":{"c":"\u003c"}}
            	object given to template engine was:
            		map[b:map[c:<]]

        "#]].assert_eq(&out);
        expect![[r#"error executing template "a{{.x}}": template: output:1:3: executing "output" at <.x>: map has no entry for key "x""#]].assert_eq(&result.unwrap_err());
    }

    #[test]
    fn endless_templates_are_stopped() {
        let doubling = r#"{{define "x"}}{{template "x"}}{{template "x"}}{{end}}{{range 9999999999}}a{{end}}"#;
        let (_, result) = Printer::new(doubling, MissingKeys::Allow).unwrap().print(&json!({}));
        assert!(result.unwrap_err().contains("does too much"));
        let deep = format!("{{{{{}1{}}}}}", "(".repeat(5000), ")".repeat(5000));
        assert!(Printer::new(&deep, MissingKeys::Allow).unwrap_err().contains("nested too deeply"));
    }
}
