//! JSON the way Go's `json.Marshal` writes it: fields in declaration order, no blanks, HTML escaped.
//!
//! Invariants: the value is canonical, so nothing is added or left out here.
//!
//! Upstream: Go's `encoding/json`.

use super::scalar::number_text;
use super::table::{Kind, Type};
use crate::apimachinery::quote::push_json_string;
use serde_json::Value;

/// `value` as the text of a `ty`.
pub fn go_json(value: &Value, ty: &'static Type) -> String {
    let mut text = String::new();
    write_value(&mut text, value, Some(ty));
    text
}

/// `value` of no type: keys are sorted.
pub fn go_json_untyped(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value, None);
    text
}

fn write_value(out: &mut String, value: &Value, ty: Option<&'static Type>) {
    let ty = ty.map(Type::pointee);
    match value {
        Value::String(text) => push_json_string(out, text),
        Value::Number(number) => out.push_str(&number_text(number)),
        Value::Array(items) => {
            let elem = ty.filter(|ty| ty.kind() == Kind::Slice).map(Type::elem);
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, item, elem);
            }
            out.push(']');
        }
        Value::Object(fields) => match ty {
            Some(ty) if ty.kind() == Kind::Struct => {
                let present = ty.json_fields().filter_map(|field| {
                    fields.get(field.json_name).map(|value| (field.json_name, value, Some(field.ty())))
                });
                write_object(out, present);
            }
            _ => {
                let elem = ty.filter(|ty| ty.kind() == Kind::Map).map(Type::elem);
                write_object(out, fields.iter().map(|(key, value)| (key.as_str(), value, elem)));
            }
        },
        literal => out.push_str(&literal.to_string()),
    }
}

fn write_object<'a>(
    out: &mut String,
    entries: impl Iterator<Item = (&'a str, &'a Value, Option<&'static Type>)>,
) {
    let mut separator = '{';
    for (key, value, ty) in entries {
        out.push(separator);
        separator = ',';
        push_json_string(out, key);
        out.push(':');
        write_value(out, value, ty);
    }
    if separator == '{' {
        out.push('{');
    }
    out.push('}');
}
