//! Turns JSON into the canonical value of a type, as the API server does with a request.
//!
//! Invariants: never panics on what users write; one wrong value does not hide the unknown fields, and the first
//! wrong value in document order is the one reported.
//!
//! Deliberately absent: duplicate fields. Whoever reads the text sees those; a parsed map has none.
//!
//! Upstream: `sigs.k8s.io/json`, `UnmarshalStrict`; Go's `encoding/json` for the words.

use super::scalar;
use super::table::{Field, Kind, Type};
use crate::apimachinery::quantity::Quantity;
use crate::apimachinery::quote::go_quote;
use serde_json::{Map, Value};
use std::fmt;

/// Strict errors beyond this many are dropped, as upstream drops them.
const STRICT_ERRORS_MAX: usize = 100;

/// What came out of decoding.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The canonical value.
    pub value: Value,
    /// One text for each field that the type does not have, such as `unknown field "spec.foo"`, in document order.
    pub strict_errors: Vec<String>,
}

impl Decoded {
    /// What the API server says when unknown fields are not allowed; `None` when there are none.
    pub fn strict_error(&self) -> Option<String> {
        (!self.strict_errors.is_empty())
            .then(|| format!("strict decoding error: {}", self.strict_errors.join(", ")))
    }
}

/// Why a value does not fit its type, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    message: String,
    path: String,
}

impl DecodeError {
    pub(super) fn new(message: String) -> Self {
        Self { message, path: String::new() }
    }

    /// Where the value is, with indexes: `spec.containers[0].ports`. Empty where that is not known.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

/// Decodes `value` as a `ty`.
pub fn decode(value: &Value, ty: &'static Type) -> Result<Decoded, DecodeError> {
    let mut decoder = Decoder::default();
    let value = decoder.value(value, ty)?;
    match decoder.first_error {
        Some(error) => Err(error),
        None => Ok(Decoded { value, strict_errors: decoder.strict_errors }),
    }
}

/// The canonical value of a type that nothing was said about.
pub fn zero(ty: &'static Type) -> Value {
    match ty.kind() {
        Kind::Struct => {
            let mut fields = Map::new();
            fill_missing(&mut fields, ty);
            Value::Object(fields)
        }
        Kind::String => Value::String(String::new()),
        Kind::Bool => Value::Bool(false),
        Kind::Int32 | Kind::Int64 | Kind::IntOrString => Value::from(0),
        Kind::Quantity => Value::String("0".to_owned()),
        Kind::Pointer | Kind::Slice | Kind::Map | Kind::Time | Kind::MicroTime | Kind::Raw => Value::Null,
    }
}

/// Go leaves out what is empty and optional; a struct by value is never empty.
fn fill_missing(fields: &mut Map<String, Value>, ty: &'static Type) {
    for field in ty.json_fields() {
        let kind = field.ty().kind();
        let is_struct = matches!(
            kind,
            Kind::Struct | Kind::Quantity | Kind::IntOrString | Kind::Time | Kind::MicroTime | Kind::Raw
        );
        let printed = !field.omitempty || (is_struct && !field.omitzero);
        if printed && !fields.contains_key(field.json_name) {
            fields.insert(field.json_name.to_owned(), zero(field.ty()));
        }
    }
}

/// Puts a decoded field into its struct, unless Go would leave it out.
pub(super) fn insert_field(fields: &mut Map<String, Value>, field: &Field, value: Value) {
    let is_empty = is_empty(&value, field.ty(), field.omitzero);
    if field.omitempty && is_empty {
        return;
    }
    // Storage does not tell an empty list or map from none.
    let is_collection = matches!(field.ty().kind(), Kind::Slice | Kind::Map);
    let value = if is_collection && is_empty { Value::Null } else { value };
    fields.insert(field.json_name.to_owned(), value);
}

#[derive(Default)]
pub(super) struct Decoder {
    strict_errors: Vec<String>,
    /// With indexes and map keys: where unknown fields are.
    strict_path: String,
    /// The innermost struct, and the path of fields without indexes: where wrong values are.
    struct_name: &'static str,
    field_path: String,
    first_error: Option<DecodeError>,
}

impl Decoder {
    pub(super) fn value(&mut self, value: &Value, ty: &'static Type) -> Result<Value, DecodeError> {
        if ty.kind() == Kind::Pointer {
            return if value.is_null() { Ok(Value::Null) } else { self.value(value, ty.elem()) };
        }
        if value.is_null() {
            return Ok(zero(ty));
        }
        match (ty.kind(), value) {
            (Kind::Struct, Value::Object(fields)) => self.structure(fields, ty),
            (Kind::Map, Value::Object(entries)) => self.map(entries, ty.elem()),
            (Kind::Slice, Value::Array(items)) => self.slice(items, ty.elem()),
            (Kind::String, Value::String(_)) | (Kind::Bool, Value::Bool(_)) | (Kind::Raw, _) => {
                Ok(value.clone())
            }
            (Kind::Int32 | Kind::Int64, Value::Number(number)) => {
                Ok(self.integer(number, ty).unwrap_or_else(|error| self.save(error, ty)))
            }
            (Kind::IntOrString, Value::String(_)) => Ok(value.clone()),
            // From here on, a type that reads itself gives up at once and hides what went wrong before.
            (Kind::IntOrString, Value::Number(number)) => self.integer(number, ty),
            (Kind::IntOrString, _) => Err(self.type_error(describe(value), "int32")),
            (Kind::Quantity, _) => self.quantity(value),
            (Kind::Time | Kind::MicroTime, Value::String(text)) => {
                scalar::parse_time(text, ty.kind() == Kind::MicroTime).map_err(|message| self.error(message))
            }
            (Kind::Time | Kind::MicroTime, _) => Err(self.type_error(describe(value), "string")),
            _ => {
                let error = self.type_error(describe(value), ty.go_name());
                Ok(self.save(error, ty))
            }
        }
    }

    fn structure(&mut self, fields: &Map<String, Value>, ty: &'static Type) -> Result<Value, DecodeError> {
        let mut result = Map::new();
        for (key, value) in fields {
            let Some((field, inlined_in)) = ty.field_with_path(key) else {
                self.unknown_field(key);
                continue;
            };
            let outer_struct = std::mem::replace(&mut self.struct_name, ty.name());
            let (field_length, strict_length) = (self.field_path.len(), self.strict_path.len());
            push_segment(&mut self.field_path, inlined_in);
            push_segment(&mut self.field_path, key);
            push_segment(&mut self.strict_path, key);
            let decoded = self.value(value, field.ty())?;
            self.field_path.truncate(field_length);
            self.strict_path.truncate(strict_length);
            self.struct_name = outer_struct;
            insert_field(&mut result, field, decoded);
        }
        fill_missing(&mut result, ty);
        Ok(Value::Object(result))
    }

    fn map(&mut self, entries: &Map<String, Value>, elem: &'static Type) -> Result<Value, DecodeError> {
        let mut result = Map::new();
        let strict_length = self.strict_path.len();
        for (key, value) in entries {
            push_key(&mut self.strict_path, key);
            result.insert(key.clone(), self.value(value, elem)?);
            self.strict_path.truncate(strict_length);
        }
        Ok(Value::Object(result))
    }

    fn slice(&mut self, items: &[Value], elem: &'static Type) -> Result<Value, DecodeError> {
        let mut result = Vec::with_capacity(items.len());
        let strict_length = self.strict_path.len();
        for (index, item) in items.iter().enumerate() {
            self.strict_path.push_str(&format!("[{index}]"));
            result.push(self.value(item, elem)?);
            self.strict_path.truncate(strict_length);
        }
        Ok(Value::Array(result))
    }

    fn integer(&self, number: &serde_json::Number, ty: &'static Type) -> Result<Value, DecodeError> {
        let text = scalar::number_text(number);
        let narrow = ty.kind() != Kind::Int64;
        match text.parse::<i64>() {
            Ok(integer) if !narrow || i32::try_from(integer).is_ok() => Ok(Value::from(integer)),
            _ => {
                let go_name = if narrow { "int32" } else { "int64" };
                Err(self.type_error(&format!("number {text}"), go_name))
            }
        }
    }

    /// Upstream hands over the raw text, whatever it is.
    fn quantity(&self, value: &Value) -> Result<Value, DecodeError> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => scalar::number_text(number),
            other => other.to_string(),
        };
        match Quantity::parse(text.trim()) {
            Ok(quantity) => Ok(Value::String(quantity.to_string())),
            Err(error) => Err(self.error(error.to_string())),
        }
    }

    fn unknown_field(&mut self, key: &str) {
        if self.strict_errors.len() < STRICT_ERRORS_MAX {
            let mut path = self.strict_path.clone();
            push_key(&mut path, key);
            self.strict_errors.push(format!("unknown field {}", go_quote(&path)));
        }
    }

    fn type_error(&self, value: &str, go_name: &str) -> DecodeError {
        let place = match self.struct_name {
            "" => "value".to_owned(),
            name => format!("struct field {name}.{}", self.field_path),
        };
        self.error(format!("json: cannot unmarshal {value} into Go {place} of type {go_name}"))
    }

    fn error(&self, message: String) -> DecodeError {
        DecodeError { message, path: self.strict_path.clone() }
    }

    fn save(&mut self, error: DecodeError, ty: &'static Type) -> Value {
        self.first_error.get_or_insert(error);
        zero(ty)
    }
}

/// A key of an object; it may be empty, as a segment may not.
fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

fn push_segment(path: &mut String, segment: &str) {
    if !path.is_empty() && !segment.is_empty() {
        path.push('.');
    }
    path.push_str(segment);
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_empty(value: &Value, ty: &'static Type, omitzero: bool) -> bool {
    match ty.kind() {
        Kind::Pointer => value.is_null(),
        Kind::Slice => value.as_array().is_none_or(Vec::is_empty),
        Kind::Map => value.as_object().is_none_or(Map::is_empty),
        Kind::String => value.as_str() == Some(""),
        Kind::Bool => value.as_bool() == Some(false),
        Kind::Int32 | Kind::Int64 => value.as_i64() == Some(0),
        _ => omitzero && *value == zero(ty),
    }
}
