//! Small edits on JSON objects.

use serde_json::{Map, Value};

/// The object `value` is; anything else becomes an empty one.
pub(super) fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("the value was just made an object")
}

/// The struct field called `name`, made empty where it is missing.
pub(super) fn nested<'a>(value: &'a mut Value, name: &str) -> &'a mut Value {
    let field = object(value).entry(name).or_insert(Value::Null);
    object(field);
    field
}

/// The optional struct called `name`.
pub(super) fn pointer<'a>(value: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    value.get_mut(name).filter(|field| field.is_object())
}

/// The items of the list called `name`.
pub(super) fn items<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

/// Sets a string field that is missing or empty.
pub(super) fn default_text(value: &mut Value, name: &str, default: &str) {
    default_where(value, name, default, |old| old.as_str().is_some_and(str::is_empty));
}

/// Sets a number field that is missing or zero.
pub(super) fn default_int(value: &mut Value, name: &str, default: i64) {
    default_where(value, name, default, |old| old.as_i64() == Some(0));
}

/// Sets a field that is missing; for those behind a pointer, where zero is a choice.
pub(super) fn default_pointer(value: &mut Value, name: &str, default: impl Into<Value>) {
    default_where(value, name, default, |_| false);
}

fn default_where(value: &mut Value, name: &str, default: impl Into<Value>, is_zero: fn(&Value) -> bool) {
    let fields = object(value);
    if fields.get(name).is_none_or(|old| old.is_null() || is_zero(old)) {
        fields.insert(name.to_owned(), default.into());
    }
}
