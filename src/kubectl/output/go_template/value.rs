//! Values while a template runs.

use crate::kubectl::output::go_value::type_name;
use serde_json::Value;
use std::borrow::Cow;

/// What an expression gives.
#[derive(Clone, Debug)]
pub(super) struct Val<'a> {
    /// None is Go's invalid value: a field that is not there.
    pub(super) value: Option<Cow<'a, Value>>,
    pub(super) form: Form,
}

/// How Go would hold the value; only error messages tell the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Concrete,
    /// An element of a list or map, whose type is `interface {}`.
    Boxed,
    /// An `int` of the template, where numbers from JSON are `int64`.
    Int,
}

impl<'a> Val<'a> {
    pub(super) fn missing() -> Self {
        Self { value: None, form: Form::Concrete }
    }

    pub(super) fn made(value: impl Into<Value>) -> Self {
        Self { value: Some(Cow::Owned(value.into())), form: Form::Concrete }
    }

    pub(super) fn int(value: usize) -> Self {
        Self { value: Some(Cow::Owned(value.into())), form: Form::Int }
    }

    pub(super) fn borrowed(value: &'a Value, form: Form) -> Self {
        Self { value: Some(Cow::Borrowed(value)), form }
    }

    /// The value, with null and what is missing both as none.
    pub(super) fn concrete(&self) -> Option<&Value> {
        self.value.as_deref().filter(|value| !value.is_null())
    }

    /// What Go calls the type of the value itself.
    pub(super) fn inner_type(&self) -> &'static str {
        match self.value.as_deref() {
            Some(Value::Number(number)) if self.form == Form::Int && !number.is_f64() => "int",
            Some(Value::Null) => "interface {}",
            Some(value) => type_name(value),
            None => "<nil>",
        }
    }

    /// The type of the place that holds it.
    pub(super) fn outer_type(&self) -> &'static str {
        if self.form == Form::Boxed { "interface {}" } else { self.inner_type() }
    }

    /// The value taken out of its interface; a null becomes a missing value.
    pub(super) fn unboxed(self) -> Self {
        match self {
            Self { value: Some(value), .. } if value.is_null() => Self::missing(),
            Self { value, form: Form::Boxed } => Self { value, form: Form::Concrete },
            other => other,
        }
    }

    /// An element by key.
    pub(super) fn member(&self, key: &str) -> Option<Self> {
        let value = match self.value.as_ref()? {
            Cow::Borrowed(value) => Cow::Borrowed(value.as_object()?.get(key)?),
            Cow::Owned(value) => Cow::Owned(value.as_object()?.get(key)?.clone()),
        };
        Some(Self { value: Some(value), form: Form::Boxed })
    }

    /// An element by position.
    pub(super) fn item(&self, index: usize) -> Option<Self> {
        let value = match self.value.as_ref()? {
            Cow::Borrowed(value) => Cow::Borrowed(value.as_array()?.get(index)?),
            Cow::Owned(value) => Cow::Owned(value.as_array()?.get(index)?.clone()),
        };
        Some(Self { value: Some(value), form: Form::Boxed })
    }
}
