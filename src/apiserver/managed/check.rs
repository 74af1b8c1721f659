//! Whether a manifest fits the schema, in the words of server-side apply.
//!
//! Upstream: `structured-merge-diff/v6/typed`, `validate.go`.

use serde_json::Value;

use super::place::{Place, go_holder};
use crate::api::schema::{Kind, Type};
use crate::apimachinery::field_set::step_text;
use crate::apimachinery::go_value::display;
use crate::apimachinery::quote::go_quote;

/// What does not fit, each with its path; `Ok` where all does.
pub fn check(manifest: &Value, place: Place) -> Result<(), String> {
    let mut check = Check::default();
    check.value(manifest, place);
    match &check.errors[..] {
        [] => Ok(()),
        [one] => Err(one.clone()),
        many => Err(format!("errors:\n  {}", many.join("\n  "))),
    }
}

/// A value as Go's `%#v` prints it.
fn go_syntax(value: &Value) -> String {
    let (open, parts) = match value {
        Value::Object(fields) => {
            let parts = fields.iter().map(|(key, value)| format!("{}:{}", go_quote(key), go_syntax(value)));
            ("map[string]interface {}{", parts.collect::<Vec<String>>())
        }
        Value::Array(items) => ("[]interface {}{", items.iter().map(go_syntax).collect()),
        Value::String(text) => return go_quote(text),
        Value::Null => return "interface {}(nil)".to_owned(),
        other => return display(other).into_owned(),
    };
    format!("{open}{}}}", parts.join(", "))
}

#[derive(Default)]
struct Check {
    path: String,
    errors: Vec<String>,
}

impl Check {
    fn value(&mut self, value: &Value, place: Place) {
        let Some(ty) = place.ty() else { return };
        if value.is_null() {
            return;
        }
        match (ty.kind(), value) {
            (Kind::Struct | Kind::Map, Value::Object(fields)) => {
                for (key, value) in fields {
                    let length = self.path.len();
                    self.path += &format!(".{key}");
                    let is_known = ty.kind() == Kind::Map || place.declares(key);
                    if is_known {
                        self.value(value, place.field(key));
                    } else {
                        self.error("field not declared in schema");
                    }
                    self.path.truncate(length);
                    // The first unknown field of an object is the last that is looked at.
                    if !is_known {
                        return;
                    }
                }
            }
            (Kind::Struct | Kind::Map, _) => self.error(&format!("expected map, got {}", go_holder(value))),
            (Kind::Slice, Value::Array(items)) => self.list(items, place),
            (Kind::Slice, _) => self.error(&format!("expected list, got {}", go_holder(value))),
            _ => self.scalar(value, ty),
        }
    }

    fn list(&mut self, items: &[Value], place: Place) {
        let mut known: Vec<String> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let shown = if place.is_atomic() {
                format!("[{index}]")
            } else {
                match place.step(item) {
                    Err(why) => return self.error(&format!("element {index}: {why}")),
                    Ok(step) if known.contains(&step) => {
                        self.error(&format!("duplicate entries for key {}", step_text(&step)));
                        step_text(&step)
                    }
                    Ok(step) => {
                        let shown = step_text(&step);
                        known.push(step);
                        shown
                    }
                }
            };
            let length = self.path.len();
            self.path += &shown;
            self.value(item, place.element());
            self.path.truncate(length);
        }
    }

    fn scalar(&mut self, value: &Value, ty: &Type) {
        let is_collection = value.is_array() || value.is_object();
        match ty.kind() {
            Kind::Int32 | Kind::Int64 if !value.is_number() => {
                let go_type = match value {
                    Value::String(_) => "string",
                    Value::Bool(_) => "bool",
                    Value::Array(_) => "[]interface {}",
                    _ => "map[string]interface {}",
                };
                self.error(&format!("expected numeric (int or float), got {go_type}"));
            }
            Kind::String if !value.is_string() => self.error(&format!(
                "expected string, got &value.valueUnstructured{{Value:{}}}",
                go_syntax(value)
            )),
            Kind::Bool if !value.is_boolean() => {
                self.error(&format!("expected boolean, got {}", go_holder(value)));
            }
            _ if is_collection => self.error(&format!("expected any scalar, got {}", go_holder(value))),
            _ => {}
        }
    }

    fn error(&mut self, what: &str) {
        let place = if self.path.is_empty() { String::new() } else { format!("{}: ", self.path) };
        self.errors.push(format!("{place}{what}"));
    }
}
