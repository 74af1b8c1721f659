//! Turns a map that was patched in memory into the canonical value of a type.
//!
//! The API server does not go through text after a strategic merge patch, so other words apply, the first wrong field
//! in declaration order ends it, and unknown fields are sorted.
//!
//! Upstream: `k8s.io/apimachinery/pkg/runtime`, `FromUnstructuredWithValidation`.

use super::decode::{DecodeError, Decoded, Decoder, insert_field, zero};
use super::table::{Kind, Type};
use serde_json::{Map, Value};

/// Converts `value` to a `ty`.
pub fn from_unstructured(value: &Value, ty: &'static Type) -> Result<Decoded, DecodeError> {
    let mut converter = Converter::default();
    let value = converter.value(value, ty)?;
    converter.strict_errors.sort();
    Ok(Decoded { value, strict_errors: converter.strict_errors })
}

#[derive(Default)]
struct Converter {
    path: String,
    strict_errors: Vec<String>,
}

impl Converter {
    fn value(&mut self, value: &Value, ty: &'static Type) -> Result<Value, DecodeError> {
        if value.is_null() {
            return Ok(zero(ty));
        }
        match (ty.kind(), value) {
            (Kind::Pointer, _) => self.value(value, ty.elem()),
            (Kind::Struct, Value::Object(fields)) => self.structure(fields, ty),
            (Kind::Struct, _) => error(format!("cannot restore struct from: {}", go_kind(value))),
            (Kind::Map, Value::Object(entries)) => {
                let elem = ty.elem();
                let convert = |(key, value)| Ok((String::clone(key), self.value(value, elem)?));
                entries.iter().map(convert).collect::<Result<_, _>>().map(Value::Object)
            }
            (Kind::Map, _) => error(format!("cannot restore map from {}", go_kind(value))),
            (Kind::Slice, Value::Array(items)) => self.slice(items, ty.elem()),
            (Kind::Slice, _) => error(format!("cannot restore slice from {}", go_kind(value))),
            (Kind::String | Kind::Bool | Kind::Int32 | Kind::Int64, _) => simple(value, ty),
            _ => Decoder::default().value(value, ty),
        }
    }

    fn structure(&mut self, fields: &Map<String, Value>, ty: &'static Type) -> Result<Value, DecodeError> {
        let mut result = Map::new();
        let length = self.path.len();
        for field in ty.json_fields() {
            let converted = match fields.get(field.json_name) {
                None => zero(field.ty()),
                Some(value) => {
                    self.push_key(field.json_name);
                    let converted = self.value(value, field.ty())?;
                    self.path.truncate(length);
                    converted
                }
            };
            insert_field(&mut result, field, converted);
        }
        for key in fields.keys().filter(|key| ty.field(key).is_none()) {
            self.push_key(key);
            self.strict_errors.push(format!("unknown field \"{}\"", self.path));
            self.path.truncate(length);
        }
        Ok(Value::Object(result))
    }

    fn slice(&mut self, items: &[Value], elem: &'static Type) -> Result<Value, DecodeError> {
        let mut result = Vec::with_capacity(items.len());
        let length = self.path.len();
        for (index, item) in items.iter().enumerate() {
            self.path.push_str(&format!("[{index}]"));
            result.push(self.value(item, elem)?);
            self.path.truncate(length);
        }
        Ok(Value::Array(result))
    }

    fn push_key(&mut self, key: &str) {
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
    }
}

/// Go converts between numbers here, wrapping around, and between nothing else.
fn simple(value: &Value, ty: &'static Type) -> Result<Value, DecodeError> {
    let is_number = matches!(ty.kind(), Kind::Int32 | Kind::Int64);
    let whole = match value {
        Value::String(_) if ty.kind() == Kind::String => return Ok(value.clone()),
        Value::Bool(_) if ty.kind() == Kind::Bool => return Ok(value.clone()),
        Value::Number(number) if is_number => match number.as_i64() {
            Some(whole) => whole,
            None => match number.as_f64().filter(|float| float.fract() == 0.0) {
                Some(float) => float as i64,
                None => return error(format!("cannot convert float64 to {}", ty.go_name())),
            },
        },
        Value::Number(number) if ty.kind() == Kind::String && number.is_i64() => {
            return error(format!("cannot convert int64 to {}", ty.go_name()));
        }
        _ => return error(format!("unrecognized type: {}", basic_kind(ty))),
    };
    Ok(if ty.kind() == Kind::Int32 { Value::from(whole as i32) } else { Value::from(whole) })
}

fn basic_kind(ty: &'static Type) -> &'static str {
    match ty.kind() {
        Kind::String => "string",
        Kind::Bool => "bool",
        Kind::Int32 => "int32",
        _ => "int64",
    }
}

fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "invalid",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "slice",
        Value::Object(_) => "map",
    }
}

fn error<T>(message: String) -> Result<T, DecodeError> {
    Err(DecodeError::new(message))
}
