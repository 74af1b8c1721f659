//! The functions that templates can call.

use super::format::{as_text, sprint_all, sprintf, sprintln};
use super::value::{Form, Val};
use crate::kubectl::output::base64;
use crate::kubectl::output::go_value::{sprint, type_name};
use crate::kubectl::output::jsonpath::compare::{self, Incomparable};
use serde_json::Value;

/// A function's name and parameters.
pub(super) struct Function {
    pub(super) name: &'static str,
    /// Parameters that must be given.
    pub(super) fixed: usize,
    pub(super) is_variadic: bool,
    first: Parameter,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    Any,
    Text,
}

impl Function {
    pub(super) fn parameter(&self, index: usize) -> Parameter {
        if index == 0 { self.first } else { Parameter::Any }
    }
}

const fn exact(name: &'static str, fixed: usize, first: Parameter) -> Function {
    Function { name, fixed, is_variadic: false, first }
}

const fn at_least(name: &'static str, fixed: usize, first: Parameter) -> Function {
    Function { name, fixed, is_variadic: true, first }
}

static FUNCTIONS: [Function; 21] = [
    at_least("and", 1, Parameter::Any),
    exact("base64decode", 1, Parameter::Text),
    at_least("call", 1, Parameter::Any),
    at_least("eq", 1, Parameter::Any),
    at_least("exists", 1, Parameter::Any),
    exact("ge", 2, Parameter::Any),
    exact("gt", 2, Parameter::Any),
    at_least("html", 0, Parameter::Any),
    at_least("index", 1, Parameter::Any),
    at_least("js", 0, Parameter::Any),
    exact("le", 2, Parameter::Any),
    exact("len", 1, Parameter::Any),
    exact("lt", 2, Parameter::Any),
    exact("ne", 2, Parameter::Any),
    exact("not", 1, Parameter::Any),
    at_least("or", 1, Parameter::Any),
    at_least("print", 0, Parameter::Any),
    at_least("printf", 1, Parameter::Text),
    at_least("println", 0, Parameter::Any),
    at_least("slice", 1, Parameter::Any),
    at_least("urlquery", 0, Parameter::Any),
];

pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

pub(super) fn is_function(name: &str) -> bool {
    find(name).is_some()
}

/// Whether `if` takes it for true: neither missing nor zero nor empty.
pub(super) fn is_true(value: &Val<'_>) -> bool {
    match value.concrete() {
        None => false,
        Some(Value::Bool(truth)) => *truth,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
        Some(Value::Null) => false,
    }
}

/// Calls a function. The number of arguments was checked.
pub(super) fn call<'a>(name: &str, mut args: Vec<Val<'a>>) -> Result<Val<'a>, String> {
    let truth = match name {
        "and" | "or" => return Ok(args.pop().unwrap_or_else(Val::missing)),
        "print" => return Ok(Val::made(sprint_all(&args))),
        "println" => return Ok(Val::made(sprintln(&args))),
        "printf" => return Ok(Val::made(sprintf(&args))),
        "html" => return Ok(Val::made(html(&joined(&args)))),
        "js" => return Ok(Val::made(js(&joined(&args)))),
        "urlquery" => return Ok(Val::made(url_query(&joined(&args)))),
        "index" => return index(args),
        "slice" => return slice(&args),
        "base64decode" => {
            let decoded = base64::decode(text(args.first()))
                .map_err(|at| format!("base64 decode failed: illegal base64 data at input byte {at}"))?;
            return Ok(Val::made(String::from_utf8_lossy(&decoded).into_owned()));
        }
        _ => match (name, args.as_slice()) {
            ("len", [value]) => return length(value),
            ("not", [value]) => !is_true(value),
            ("eq", [first, others @ ..]) => equal_any(first, others)?,
            ("ne", [left, right]) => !equal(left, right)?,
            ("lt", [left, right]) => less(left, right)?,
            ("le", [left, right]) => less(left, right)? || equal(left, right)?,
            ("gt", [left, right]) => !(less(left, right)? || equal(left, right)?),
            ("ge", [left, right]) => !less(left, right)?,
            ("exists", [value, indices @ ..]) => exists(value, indices),
            (_, [value, ..]) if value.concrete().is_some() => {
                return Err(format!("non-function of type {}", value.inner_type()));
            }
            _ => return Err("call of nil".into()),
        },
    };
    Ok(Val::made(truth))
}

fn text<'v>(value: Option<&'v Val<'_>>) -> &'v str {
    value.and_then(Val::concrete).and_then(Value::as_str).unwrap_or("")
}

fn equal_any(first: &Val<'_>, others: &[Val<'_>]) -> Result<bool, String> {
    if others.is_empty() {
        return Err("missing argument for comparison".into());
    }
    for other in others {
        if equal(first, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn equal(left: &Val<'_>, right: &Val<'_>) -> Result<bool, String> {
    let (Some(left), Some(right)) = (left.concrete(), right.concrete()) else {
        return Ok(left.concrete().is_none() && right.concrete().is_none());
    };
    match compare::equal(left, right) {
        Err(Incomparable::Type) => match (left, right) {
            (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => {
                Err(format!("non-comparable type {}: {}", as_text(right), type_name(right)))
            }
            (Value::Array(_) | Value::Object(_), Value::Array(_) | Value::Object(_)) => Err(format!(
                "non-comparable types {}: {}, {}: {}",
                as_text(left),
                type_name(left),
                type_name(right),
                sprint(right)
            )),
            _ => Err(Incomparable::Pair.text().into()),
        },
        result => result.map_err(|error| error.text().into()),
    }
}

fn less(left: &Val<'_>, right: &Val<'_>) -> Result<bool, String> {
    let (Some(left), Some(right)) = (left.concrete(), right.concrete()) else {
        return Err(Incomparable::Type.text().into());
    };
    compare::less(left, right).map_err(|error| error.text().into())
}

fn length<'a>(value: &Val<'_>) -> Result<Val<'a>, String> {
    let length = match value.value.as_deref() {
        Some(Value::String(text)) => text.len(),
        Some(Value::Array(items)) => items.len(),
        Some(Value::Object(fields)) => fields.len(),
        Some(Value::Null) => return Err("len of nil pointer".into()),
        None => return Err("reflect: call of reflect.Value.Type on zero Value".into()),
        Some(_) => return Err(format!("len of type {}", value.inner_type())),
    };
    Ok(Val::int(length))
}

/// A position within `length`, which itself is allowed here as upstream allows it.
fn position(index: &Val<'_>, length: usize) -> Result<usize, String> {
    let position = match index.concrete() {
        None => return Err("cannot index slice/array with nil".into()),
        Some(Value::Number(number)) if !number.is_f64() => number,
        Some(_) => return Err(format!("cannot index slice/array with type {}", index.inner_type())),
    };
    match position.as_u64().and_then(|position| usize::try_from(position).ok()) {
        Some(position) if position <= length => Ok(position),
        _ => Err(format!("index out of range: {position}")),
    }
}

fn index(args: Vec<Val<'_>>) -> Result<Val<'_>, String> {
    let mut args = args.into_iter();
    let mut item = args.next().unwrap_or_else(Val::missing);
    if item.concrete().is_none() {
        return Err("index of untyped nil".into());
    }
    for index in args {
        item = match item.value.as_deref() {
            Some(Value::Array(items)) => {
                let at = position(&index, items.len())?;
                item.item(at).ok_or("reflect: slice index out of range")?
            }
            Some(Value::String(text)) => {
                let at = position(&index, text.len())?;
                Val::made(*text.as_bytes().get(at).ok_or("reflect: string index out of range")?)
            }
            Some(Value::Object(_)) => match index.concrete() {
                Some(Value::String(key)) => item.member(key).unwrap_or_else(|| {
                    let mut none = Val::made(Value::Null);
                    none.form = Form::Boxed;
                    none
                }),
                Some(_) => return Err(format!("value has type {}; should be string", index.inner_type())),
                None => return Err("value is nil; should be of type string".into()),
            },
            None | Some(Value::Null) => return Err("index of nil pointer".into()),
            Some(_) => return Err(format!("can't index item of type {}", item.inner_type())),
        };
    }
    Ok(item)
}

fn slice<'a>(args: &[Val<'a>]) -> Result<Val<'a>, String> {
    let (Some(item), indexes) = (args.first(), args.get(1..).unwrap_or(&[])) else {
        return Err("slice of untyped nil".into());
    };
    let Some(value) = item.concrete() else { return Err("slice of untyped nil".into()) };
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()));
    }
    let length = match value {
        Value::String(_) if indexes.len() == 3 => return Err("cannot 3-index slice a string".into()),
        Value::String(text) => text.len(),
        Value::Array(items) => items.len(),
        _ => return Err(format!("can't slice item of type {}", item.inner_type())),
    };
    let mut bounds = [0, length, length];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        // Upstream does not look into the interface that holds a number of the data.
        if index.form == Form::Boxed {
            return Err("cannot index slice/array with type interface {}".into());
        }
        *bound = position(index, length)?;
    }
    for pair in bounds.windows(2) {
        if pair[0] > pair[1] {
            return Err(format!("invalid slice index: {} > {}", pair[0], pair[1]));
        }
    }
    let [from, to, _] = bounds;
    Ok(match value {
        Value::String(text) => {
            Val::made(String::from_utf8_lossy(text.as_bytes().get(from..to).unwrap_or(&[])).into_owned())
        }
        other => {
            let items = other.as_array().and_then(|items| items.get(from..to)).unwrap_or(&[]);
            Val::made(Value::Array(items.to_vec()))
        }
    })
}

fn exists(value: &Val<'_>, indices: &[Val<'_>]) -> bool {
    // Upstream asks only what it looked up, so a value alone always exists.
    if indices.is_empty() {
        return true;
    }
    let mut path = vec![value.clone()];
    path.extend(indices.iter().cloned());
    index(path).is_ok_and(|found| found.concrete().is_some())
}

/// The arguments of `html`, `js` and `urlquery` as one text.
fn joined(args: &[Val<'_>]) -> String {
    let shown: Vec<Val<'_>> = args
        .iter()
        .map(|arg| if arg.concrete().is_some() { arg.clone() } else { Val::made("<no value>") })
        .collect();
    sprint_all(&shown)
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0' => out.push('\u{fffd}'),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
    out
}

fn js(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' => {
                out.push('\\');
                out.push(c);
            }
            '<' | '>' | '&' | '=' | '\0'..='\u{1f}' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

fn url_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
