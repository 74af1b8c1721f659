//! `kubectl explain`: the fields of a kind, from the table of types.
//!
//! Differs: the sentences about fields are our own, and fields that do not matter here have none; kinds that this
//! playground keeps without looking into them are not explained; the older layout `plaintext-openapiv2` is absent.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/explain`, `pkg/explain/explain.go`, `pkg/explain/v2/templates/plaintext.tmpl`.

use crate::api::docs::{about_field, about_type, is_required, values};
use crate::api::schema::{Field, Kind, Type, root};
use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::Progress;

/// The command.
pub const COMMAND: Command = Command {
    name: "explain",
    short: "Get documentation for a resource",
    usage: "explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] \
            [-o|--output=plaintext|plaintext-openapiv2]",
    flags: &[&[
        Flag::text(
            "api-version",
            "Get different explanations for particular API version (API group/version)",
        ),
        Flag::text("output", "Format in which to render the schema (plaintext, plaintext-openapiv2)")
            .short('o')
            .default("plaintext"),
        Flag::switch("recursive", "Print the fields of fields (Currently only 1 level deep)").short('R'),
    ]],
    run,
    ..Command::EMPTY
};

/// Columns that a text is broken at, before its indentation.
const WIDTH: usize = 78;
/// How many values of a field are listed beside it.
const VALUES_MAX: usize = 4;

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    let request = match call.args() {
        [request] => request,
        [] => {
            return Err(
                "You must specify the type of resource to explain. Use \"kubectl api-resources\" for a \
                        complete list of supported resources.\n"
                    .into(),
            );
        }
        _ => return Err("We accept only this format: explain RESOURCE\n".into()),
    };
    let (mapping, path) = parse_request(request, !call.text("api-version").is_empty())?;
    let ty = find_type(call, mapping)?;
    let mut text = String::new();
    if !mapping.group().is_empty() {
        text.push_str(&format!("GROUP:      {}\n", mapping.group()));
    }
    text.push_str(&format!("KIND:       {}\nVERSION:    {}\n\n", mapping.kind_name(), mapping.version()));
    let explained = explain(ty, &path, call.is_on("recursive"));
    text.push_str(explained.as_deref().unwrap_or_default());
    context.out.out(&text);
    match (explained, path.last()) {
        (None, Some(field)) => {
            Err(Failure::Message(format!("error: field {} does not exist", go_quote(field))))
        }
        _ => Ok(Progress::Ended),
    }
}

/// `daemonsets.apps.spec` begins with a resource and its group, `ds.spec` with the resource alone.
/// With a version given, what follows the resource is a field.
fn parse_request(request: &str, has_version: bool) -> Result<(Mapping, Vec<&str>), Failure> {
    let request = request.strip_suffix('.').unwrap_or(request);
    let (resource, rest) = request.split_once('.').unwrap_or((request, ""));
    let mapping = Mapping::named(resource)?;
    let rest = match request.strip_prefix(mapping.qualified_plural().as_str()) {
        Some(rest) if !has_version => rest.trim_start_matches('.'),
        _ => rest,
    };
    if rest.contains(['[', '*', '?']) {
        let which =
            if has_version { "all nodes must be field nodes" } else { "first node must be field node" };
        return Err(Failure::Message(format!("invalid jsonpath syntax, {which}")));
    }
    Ok((mapping, rest.split('.').filter(|field| !field.is_empty()).collect()))
}

fn find_type(call: &Call, mapping: Mapping) -> Result<&'static Type, Failure> {
    let version = call.text("api-version");
    if version.matches('/').count() > 1 {
        return Err(Failure::Message(format!("unexpected GroupVersion string: {version}")));
    }
    if !version.is_empty() && version != mapping.api_version() {
        let (group, number) = version.split_once('/').unwrap_or(("", version));
        let resource = format!("{group}/{number}, Resource={}", mapping.plural());
        let is_served = Mapping::all().into_iter().any(|one| one.api_version() == version);
        return Err(Failure::Message(if is_served {
            format!("error: GVR ({resource}) not found in OpenAPI schema")
        } else {
            format!("couldn't find resource for \"{resource}\"")
        }));
    }
    match call.text("output") {
        "plaintext" => {}
        "plaintext-openapiv2" => {
            return Err("the format plaintext-openapiv2 is not simulated by this playground".into());
        }
        other => return Err(Failure::Message(format!("unrecognized format: {other}"))),
    }
    type_of(mapping).ok_or_else(|| {
        Failure::Message(format!(
            "the fields of {} are not known here: this playground does not simulate them",
            mapping.qualified_plural()
        ))
    })
}

fn type_of(mapping: Mapping) -> Option<&'static Type> {
    mapping.kind().and_then(|_| root(mapping.kind_name()))
}

/// What a request typed so far may become: kinds, then fields.
pub fn continuations(typed: &str) -> Vec<String> {
    let Some((request, _)) = typed.rsplit_once('.') else {
        let known = Mapping::all().into_iter().filter(|mapping| type_of(*mapping).is_some());
        return known.map(|mapping| mapping.plural().to_owned()).collect();
    };
    let Ok((mapping, path)) = parse_request(request, false) else { return Vec::new() };
    let below = |ty: &'static Type, name: &&str| element(ty).field(name).map(Field::ty);
    let ty = type_of(mapping).and_then(|ty| path.iter().try_fold(ty, below));
    let fields = ty.into_iter().flat_map(|ty| element(ty).json_fields());
    fields.map(|field| format!("{request}.{}", field.json_name)).collect()
}

/// What is said of the type or of the field at the end of the path; `None` where there is no such field.
fn explain(ty: &'static Type, path: &[&str], recursive: bool) -> Option<String> {
    let mut text = String::new();
    let (mut ty, mut about) = (ty, None);
    for (depth, name) in path.iter().enumerate() {
        let owner = element(ty);
        let field = owner.field(name)?;
        ty = field.ty();
        about = about_field(owner, field);
        if depth + 1 == path.len() {
            text.push_str(&format!("FIELD: {name} <{}>\n", type_name(ty)));
            let values = values_of(field);
            if !values.is_empty() {
                text.push_str(&format!("ENUM:\n    {}", values.join("\n    ")));
            }
            text.push_str("\n\n");
        }
    }
    let lines: String =
        [about, about_type(element(ty))].into_iter().flatten().map(|line| format!("{line}\n")).collect();
    let lines = if lines.is_empty() { "<empty>".to_owned() } else { lines };
    text.push_str(&format!("DESCRIPTION:\n{}\n", wrapped(&lines, WIDTH - 2, 4)));
    let mut fields = String::new();
    push_fields(&mut fields, ty, 1, recursive);
    if !fields.is_empty() {
        text.push_str("FIELDS:\n");
        text.push_str(&fields);
    }
    text.push('\n');
    Some(text)
}

fn push_fields(text: &mut String, ty: &'static Type, level: usize, recursive: bool) {
    let owner = element(ty);
    let mut fields: Vec<&Field> = owner.json_fields().collect();
    fields.sort_by_key(|field| field.json_name);
    for field in fields {
        let indent = level * 2;
        let required = if is_required(owner, field) { " -required-" } else { "" };
        text.push_str(&format!("{:indent$}{}\t<{}>{required}", "", field.json_name, type_name(field.ty())));
        let values = values_of(field);
        if !values.is_empty() {
            let more = if values.len() > VALUES_MAX { ", ...." } else { "" };
            let shown = values.get(..VALUES_MAX).unwrap_or(&values).join(", ");
            text.push_str(&format!("\n{:indent$}enum: {shown}{more}", ""));
        }
        text.push('\n');
        if recursive {
            push_fields(text, field.ty(), level + 1, true);
        } else {
            let about = about_field(owner, field).unwrap_or("<no description>");
            text.push_str(&wrapped(about, WIDTH - indent, indent + 2));
            text.push_str("\n\n");
        }
    }
}

/// What lists and maps hold, in the end.
fn element(ty: &'static Type) -> &'static Type {
    match ty.kind() {
        Kind::Slice | Kind::Map | Kind::Pointer => element(ty.elem()),
        _ => ty,
    }
}

fn values_of(field: &Field) -> Vec<&'static str> {
    values(field.ty().pointee())
}

/// Upstream: the template `typeGuess`.
fn type_name(ty: &'static Type) -> String {
    let ty = ty.pointee();
    match ty.kind() {
        Kind::Slice => format!("[]{}", type_name(ty.elem())),
        Kind::Map => format!("map[string]{}", type_name(ty.elem())),
        Kind::String | Kind::Time | Kind::MicroTime => "string".to_owned(),
        Kind::Bool => "boolean".to_owned(),
        Kind::Int32 | Kind::Int64 => "integer".to_owned(),
        _ => ty.name().to_owned(),
    }
}

/// A text in lines of that many columns, each behind so many blanks; so is an empty last one.
fn wrapped(text: &str, columns: usize, indent: usize) -> String {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.len() + 1 + word.len() > columns {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    let lines: Vec<String> = lines.iter().map(|line| format!("{:indent$}{line}", "")).collect();
    lines.join("\n")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
