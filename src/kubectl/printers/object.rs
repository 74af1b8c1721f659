//! Whole objects in the formats of `-o`: JSON, YAML, names, templates.
//!
//! Upstream: `k8s.io/cli-runtime/pkg/genericclioptions/*_flags.go`, `pkg/printers/{json,yaml,name,jsonpath,template}.go`.

use serde_json::Value;

use crate::apimachinery::json::print_indented;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::yaml;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::output::go_template::printer::Printer as TemplatePrinter;
use crate::kubectl::output::jsonpath::eval::MissingKeys;
use crate::kubectl::output::jsonpath::printer::{Form, Printer as JsonPathPrinter};
use crate::kubectl::output::kyaml;
use crate::kubectl::streams::Output;

/// A format. Made once per command; it remembers whether it has printed, for YAML's separator.
#[derive(Clone, Debug)]
pub enum Format {
    /// `-o json`.
    Json,
    /// `-o yaml`; whether something was printed before.
    Yaml(bool),
    /// `-o kyaml`.
    Kyaml,
    /// `-o name`.
    Name,
    /// No format: `daemonset.apps/x created`.
    Operation,
    /// `-o jsonpath=…`.
    JsonPath(JsonPathPrinter),
    /// `-o go-template=…`.
    Template(TemplatePrinter),
}

/// The formats every command has, in the order that errors list them.
const FORMATS: [&str; 11] = [
    "go-template",
    "go-template-file",
    "json",
    "jsonpath",
    "jsonpath-as-json",
    "jsonpath-file",
    "kyaml",
    "name",
    "template",
    "templatefile",
    "yaml",
];

impl Format {
    /// Reads `-o` and `--template`; `None` for a format that is none of these.
    ///
    /// Errors: what is wrong with a template.
    pub fn of(call: &Call, context: &Context<'_, '_>) -> Result<Option<Format>, Failure> {
        let output = call.text("output");
        let template = call.text("template");
        let output = if output.is_empty() && !template.is_empty() { "go-template" } else { output };
        let (name, inline) = output.split_once('=').unwrap_or((output, ""));
        let text = if inline.is_empty() { template } else { inline };
        let missing =
            if call.is_on("allow-missing-template-keys") { MissingKeys::Allow } else { MissingKeys::Refuse };
        Ok(Some(match name {
            "" => Format::Operation,
            json if json.eq_ignore_ascii_case("json") && inline.is_empty() => Format::Json,
            yaml if yaml.eq_ignore_ascii_case("yaml") && inline.is_empty() => Format::Yaml(false),
            kyaml if kyaml.eq_ignore_ascii_case("kyaml") && inline.is_empty() => Format::Kyaml,
            "name" if inline.is_empty() => Format::Name,
            "jsonpath" | "jsonpath-as-json" => {
                let form = if name == "jsonpath" { Form::Text } else { Form::Json };
                Format::JsonPath(JsonPathPrinter::new(text, form, missing)?)
            }
            "jsonpath-file" => {
                let text = if text.is_empty() { String::new() } else { file(text, context)? };
                Format::JsonPath(JsonPathPrinter::new(&text, Form::Text, missing)?)
            }
            "go-template" | "template" => Format::Template(TemplatePrinter::new(text, missing)?),
            "go-template-file" | "templatefile" => {
                let text = if text.is_empty() { String::new() } else { file(text, context)? };
                Format::Template(TemplatePrinter::new(&text, missing)?)
            }
            _ => return Ok(None),
        }))
    }

    /// As [`Format::of`], refusing what is none of these.
    pub fn required(call: &Call, context: &Context<'_, '_>) -> Result<Format, Failure> {
        Format::of(call, context)?.ok_or_else(|| unknown(call.text("output"), &[]))
    }

    /// Whether objects are printed with who manages their fields: JSON and YAML hide it unless somebody asks.
    ///
    /// Upstream: `printers.OmitManagedFieldsPrinter`.
    pub fn shows_managed_fields(&self, call: &Call) -> bool {
        match self {
            Format::Json | Format::Yaml(_) | Format::Kyaml => call.is_on("show-managed-fields"),
            Format::JsonPath(_) | Format::Template(_) => true,
            Format::Name | Format::Operation => false,
        }
    }

    /// Prints an object; `operation` is what was done to it: `created`, `configured (dry run)`.
    ///
    /// Errors: what a template says about the object, after what it printed before.
    pub fn print(&mut self, object: &Value, operation: &str, out: &mut Output) -> Result<(), Failure> {
        match self {
            Format::Json => out.out(&(print_indented(object) + "\n")),
            Format::Yaml(printed) => {
                out.out(if std::mem::replace(printed, true) { "---\n" } else { "" });
                out.out(&yaml::print(object));
            }
            Format::Kyaml => out.out(&kyaml::print(object)),
            Format::Name => out.out(&names(object, "")),
            Format::Operation => out.out(&names(object, operation)),
            Format::JsonPath(printer) => out.out(&printer.print(object)?),
            Format::Template(printer) => {
                let (text, result) = printer.print(object);
                out.out(&text);
                result?;
            }
        }
        Ok(())
    }
}

/// The refusal of a format nobody has; `more` are the command's own.
///
/// Upstream: `genericclioptions.NoCompatiblePrinterError`.
pub fn unknown(output: &str, more: &[&'static str]) -> Failure {
    no_printer(output, &[&FORMATS, more].concat())
}

/// The refusal of a format that is none of these.
pub fn no_printer(output: &str, formats: &[&'static str]) -> Failure {
    let mut formats = formats.to_vec();
    formats.sort_unstable();
    Failure::Message(format!(
        "unable to match a printer suitable for the output format {}, allowed formats are: {}",
        go_quote(output),
        formats.join(",")
    ))
}

fn file(path: &str, context: &Context<'_, '_>) -> Result<String, Failure> {
    let text = context.env.files.read(path).map(|text| text.to_string());
    text.ok_or_else(|| {
        Failure::Message(format!("error reading --template {path}, open {path}: no such file or directory"))
    })
}

/// `daemonset.apps/x`, with what was done to it; a list's items one by one.
fn names(object: &Value, operation: &str) -> String {
    if let Some(items) = object.get("items").and_then(Value::as_array) {
        return items.iter().map(|item| names(item, operation)).collect();
    }
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let group = text("/apiVersion").split_once('/').map(|(group, _)| format!(".{group}")).unwrap_or_default();
    let name = match text("/metadata/name") {
        "" => "<unknown>",
        name => name,
    };
    let space = if operation.is_empty() { "" } else { " " };
    format!("{}{group}/{name}{space}{operation}\n", text("/kind").to_lowercase())
}
