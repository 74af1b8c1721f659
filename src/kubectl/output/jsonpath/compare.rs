//! Comparison of two values in filters and templates: only values of one basic kind compare.
//!
//! Upstream: Go `text/template/funcs.go` (`eq`, `lt`); `client-go/third_party/forked/golang/template/funcs.go`.

use crate::kubectl::output::go_value::is_float;
use serde_json::Value;
use std::cmp::Ordering;

/// Why two values do not compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomparable {
    /// A list, a map, or no value at all; under `<` a boolean too.
    Type,
    /// Values of different kinds.
    Pair,
}

impl Incomparable {
    /// Upstream's words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Type => "invalid type for comparison",
            Self::Pair => "incompatible types for comparison",
        }
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Bool,
    Integer,
    Float,
    String,
}

fn kind(value: &Value) -> Result<Kind, Incomparable> {
    match value {
        Value::Bool(_) => Ok(Kind::Bool),
        Value::Number(number) if is_float(number) => Ok(Kind::Float),
        Value::Number(_) => Ok(Kind::Integer),
        Value::String(_) => Ok(Kind::String),
        _ => Err(Incomparable::Type),
    }
}

/// `==`.
pub fn equal(left: &Value, right: &Value) -> Result<bool, Incomparable> {
    if kind(left)? != kind(right)? {
        return Err(Incomparable::Pair);
    }
    Ok(left == right)
}

/// `<`; every other order follows from it and `equal`.
pub fn less(left: &Value, right: &Value) -> Result<bool, Incomparable> {
    if kind(left)? != kind(right)? {
        return Err(Incomparable::Pair);
    }
    let order = match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => match (left.as_i128(), right.as_i128()) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => left.as_f64().partial_cmp(&right.as_f64()),
        },
        _ => return Err(Incomparable::Type),
    };
    Ok(order == Some(Ordering::Less))
}

/// `<=`.
pub fn less_or_equal(left: &Value, right: &Value) -> Result<bool, Incomparable> {
    Ok(less(left, right)? || equal(left, right)?)
}
