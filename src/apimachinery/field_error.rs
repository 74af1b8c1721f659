//! What is wrong with which field: the errors validation collects, in the words of the API server.
//!
//! Invariants: a list keeps the order in which rules were checked; texts are those of Kubernetes 1.36, character by
//! character. A [`Path`] lives on the stack while rules run and becomes text only when something is wrong, so a valid
//! object costs no allocation here.
//!
//! Deliberately absent: origins and the stability marks of declarative validation, which no message shows.
//!
//! Upstream: `k8s.io/apimachinery/pkg/util/validation/field`.

use std::borrow::Cow;

use serde_json::Value;

use super::errors::{ApiError, Cause};
use super::json::print_compact;
use super::quote::{go_quote, json_quote};

/// The way from the object's root to a field, as a chain of stack frames.
#[derive(Clone, Copy, Debug)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
    Key(&'a str),
}

impl<'a> Path<'a> {
    /// A path that starts here. Several names may be given with dots between them.
    pub const fn root(name: &'a str) -> Self {
        Path { parent: None, step: Step::Name(name) }
    }

    /// The field called `name`; `"a.b"` goes down two.
    pub fn child<'b>(&'b self, name: &'b str) -> Path<'b> {
        Path { parent: Some(self), step: Step::Name(name) }
    }

    /// The item at `index` of a list.
    pub fn index<'b>(&'b self, index: usize) -> Path<'b> {
        Path { parent: Some(self), step: Step::Index(index) }
    }

    /// The entry of a map.
    pub fn key<'b>(&'b self, key: &'b str) -> Path<'b> {
        Path { parent: Some(self), step: Step::Key(key) }
    }

    fn push_to(&self, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.push_to(out);
        }
        match self.step {
            Step::Name(name) => {
                if self.parent.is_some() {
                    out.push('.');
                }
                out.push_str(name);
            }
            Step::Index(index) => {
                out.push('[');
                out.push_str(&index.to_string());
                out.push(']');
            }
            Step::Key(key) => {
                out.push('[');
                out.push_str(key);
                out.push(']');
            }
        }
    }
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.push_to(&mut text);
        f.write_str(&text)
    }
}

/// The kinds of field errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldErrorKind {
    /// The value breaks a rule.
    Invalid,
    /// The value is missing.
    Required,
    /// The value is none of the allowed ones.
    NotSupported,
    /// What the value names is not there.
    NotFound,
    /// The value is there twice.
    Duplicate,
    /// The value may not be set here.
    Forbidden,
    /// The text is too long.
    TooLong,
    /// The list is too long.
    TooMany,
}

impl FieldErrorKind {
    /// The words a message starts with.
    pub fn words(self) -> &'static str {
        match self {
            FieldErrorKind::Invalid => "Invalid value",
            FieldErrorKind::Required => "Required value",
            FieldErrorKind::NotSupported => "Unsupported value",
            FieldErrorKind::NotFound => "Not found",
            FieldErrorKind::Duplicate => "Duplicate value",
            FieldErrorKind::Forbidden => "Forbidden",
            FieldErrorKind::TooLong => "Too long",
            FieldErrorKind::TooMany => "Too many",
        }
    }

    /// The reason in a status cause.
    pub fn reason(self) -> &'static str {
        match self {
            FieldErrorKind::Invalid => "FieldValueInvalid",
            FieldErrorKind::Required => "FieldValueRequired",
            FieldErrorKind::NotSupported => "FieldValueNotSupported",
            FieldErrorKind::NotFound => "FieldValueNotFound",
            FieldErrorKind::Duplicate => "FieldValueDuplicate",
            FieldErrorKind::Forbidden => "FieldValueForbidden",
            FieldErrorKind::TooLong => "FieldValueTooLong",
            FieldErrorKind::TooMany => "FieldValueTooMany",
        }
    }
}

/// A refused value, by how Go prints it.
#[derive(Clone, Debug)]
pub enum BadValue<'a> {
    /// A Go `string`: `%q`.
    Text(&'a str),
    /// A string of a named Go type, or behind a pointer: JSON.
    Named(&'a str),
    /// A number.
    Int(i64),
    /// A truth value.
    Bool(bool),
    /// A struct, map or list, already printed as JSON.
    Json(String),
}

impl<'a> From<&'a str> for BadValue<'a> {
    fn from(text: &'a str) -> Self {
        BadValue::Text(text)
    }
}

impl From<i64> for BadValue<'_> {
    fn from(number: i64) -> Self {
        BadValue::Int(number)
    }
}

impl From<bool> for BadValue<'_> {
    fn from(truth: bool) -> Self {
        BadValue::Bool(truth)
    }
}

impl From<&Value> for BadValue<'_> {
    /// For values whose Go form has sorted keys or no keys at all; structs need their field order.
    fn from(value: &Value) -> Self {
        BadValue::Json(print_compact(value))
    }
}

impl BadValue<'_> {
    fn text(&self) -> String {
        match self {
            BadValue::Text(text) => go_quote(text),
            BadValue::Named(text) => json_quote(text),
            BadValue::Int(number) => number.to_string(),
            BadValue::Bool(truth) => truth.to_string(),
            BadValue::Json(text) => text.clone(),
        }
    }
}

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// What kind of mistake.
    pub kind: FieldErrorKind,
    /// `spec.template.spec.containers[0].image`.
    pub field: String,
    /// The refused value as Go prints it; `None` for kinds that show none.
    pub value: Option<String>,
    /// The rule in words, may be empty.
    pub detail: String,
}

impl FieldError {
    /// The message without the field.
    pub fn body(&self) -> String {
        let mut out = String::from(self.kind.words());
        let value = self.value.as_deref();
        for part in value.into_iter().chain((!self.detail.is_empty()).then_some(self.detail.as_str())) {
            out.push_str(": ");
            out.push_str(part);
        }
        out
    }
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.field)?;
        f.write_str(": ")?;
        f.write_str(&self.body())
    }
}

/// All that is wrong with an object, in the order of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrorList {
    errors: Vec<FieldError>,
}

impl FieldErrorList {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the object is fine.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// How many errors there are, repeated ones included.
    pub fn len(&self) -> usize {
        self.errors.len()
    }

    /// The errors in order, repeated ones included: the causes of a status.
    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.errors.iter()
    }

    /// Takes over another list's errors.
    pub fn append(&mut self, other: FieldErrorList) {
        self.errors.extend(other.errors);
    }

    /// The whole message of the API server: `DaemonSet.apps "x" is invalid: [a, b]`. The kind carries its group.
    pub fn to_aggregate_message(&self, qualified_kind: &str, name: &str) -> String {
        let mut out = format!("{qualified_kind} {} is invalid", go_quote(name));
        let distinct = self.distinct_messages();
        if distinct.is_empty() {
            return out;
        }
        out.push_str(": ");
        if let [only] = distinct.as_slice() {
            out.push_str(only);
        } else {
            out.push('[');
            out.push_str(&distinct.join(", "));
            out.push(']');
        }
        out
    }

    /// The failed request these errors make; `None` when there are none.
    pub fn to_api_error(&self, qualified_kind: &str, name: &str) -> Option<ApiError> {
        if self.is_empty() {
            return None;
        }
        let causes = self.iter().map(|error| Cause { field: error.field.clone(), message: error.body() });
        let message = self.to_aggregate_message(qualified_kind, name);
        Some(ApiError { message, ..ApiError::invalid(qualified_kind, name, causes.collect()) })
    }

    /// Each message once, in order.
    pub fn distinct_messages(&self) -> Vec<String> {
        let mut distinct: Vec<String> = Vec::with_capacity(self.errors.len());
        for error in &self.errors {
            let message = error.to_string();
            if !distinct.contains(&message) {
                distinct.push(message);
            }
        }
        distinct
    }

    /// `Invalid value: …: detail`.
    pub fn invalid<'v, 'd>(
        &mut self,
        path: &Path,
        value: impl Into<BadValue<'v>>,
        detail: impl Into<Cow<'d, str>>,
    ) {
        self.push(FieldErrorKind::Invalid, path, Some(value.into()), detail.into());
    }

    /// One `Invalid value` for each broken rule.
    pub fn invalid_each(&mut self, path: &Path, value: &str, details: &[&str]) {
        for detail in details {
            self.invalid(path, value, *detail);
        }
    }

    /// `Required value: detail`.
    pub fn required<'d>(&mut self, path: &Path, detail: impl Into<Cow<'d, str>>) {
        self.push(FieldErrorKind::Required, path, None, detail.into());
    }

    /// `Unsupported value: …: supported values: …`. The order of `supported` is shown, so callers give upstream's.
    pub fn not_supported<'v>(&mut self, path: &Path, value: impl Into<BadValue<'v>>, supported: &[&str]) {
        let mut detail = String::new();
        for (i, text) in supported.iter().enumerate() {
            detail.push_str(if i == 0 { "supported values: " } else { ", " });
            detail.push_str(&go_quote(text));
        }
        self.push(FieldErrorKind::NotSupported, path, Some(value.into()), detail.into());
    }

    /// `Not found: …`.
    pub fn not_found<'v, 'd>(
        &mut self,
        path: &Path,
        value: impl Into<BadValue<'v>>,
        detail: impl Into<Cow<'d, str>>,
    ) {
        self.push(FieldErrorKind::NotFound, path, Some(value.into()), detail.into());
    }

    /// `Duplicate value: …`.
    pub fn duplicate<'v>(&mut self, path: &Path, value: impl Into<BadValue<'v>>) {
        self.push(FieldErrorKind::Duplicate, path, Some(value.into()), Cow::Borrowed(""));
    }

    /// `Duplicate value: …: detail`.
    pub fn duplicate_because<'v>(&mut self, path: &Path, value: impl Into<BadValue<'v>>, detail: &str) {
        self.push(FieldErrorKind::Duplicate, path, Some(value.into()), detail.into());
    }

    /// `Forbidden: detail`.
    pub fn forbidden<'d>(&mut self, path: &Path, detail: impl Into<Cow<'d, str>>) {
        self.push(FieldErrorKind::Forbidden, path, None, detail.into());
    }

    /// `Too long: may not be more than N bytes`.
    pub fn too_long(&mut self, path: &Path, bytes_max: u32) {
        let unit = if bytes_max == 1 { "byte" } else { "bytes" };
        let detail = format!("may not be more than {bytes_max} {unit}");
        self.push(FieldErrorKind::TooLong, path, None, detail.into());
    }

    /// `Too many: N: must have at most M items`.
    pub fn too_many(&mut self, path: &Path, num_items: usize, items_max: u32) {
        let unit = if items_max == 1 { "item" } else { "items" };
        let detail = format!("must have at most {items_max} {unit}");
        let shown = Some(BadValue::Json(num_items.to_string()));
        self.push(FieldErrorKind::TooMany, path, shown, detail.into());
    }

    fn push(&mut self, kind: FieldErrorKind, path: &Path, value: Option<BadValue>, detail: Cow<str>) {
        self.errors.push(FieldError {
            kind,
            field: path.to_string(),
            value: value.map(|value| value.text()),
            detail: detail.into_owned(),
        });
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn check(fill: impl FnOnce(&mut FieldErrorList, &Path), expected: Expect) {
        let root = Path::root("spec");
        let containers = root.child("containers");
        let mut errors = FieldErrorList::new();
        fill(&mut errors, &containers.index(1));
        expected.assert_eq(&errors.distinct_messages().join("\n"));
    }

    #[test]
    fn every_kind_has_upstream_words() {
        check(
            |errors, path| {
                errors.invalid(&path.child("name"), "C\"", "must be a name");
                errors.invalid(&path.child("port"), 99999, "must be between 1 and 65535, inclusive");
                errors.invalid(&path.child("limits").key("cpu"), true, "no");
                errors.required(&path.child("image"), "");
                errors.required(path, "must specify a handler type");
                errors.not_supported(&path.child("protocol"), "TPC", &["SCTP", "TCP", "UDP"]);
                errors.not_found(&path.child("name"), "nope", "");
                errors.duplicate(&path.child("name"), BadValue::Named("a<b"));
                errors.forbidden(&path.child("lifecycle"), "may not be set");
                errors.too_long(&path.child("hostnameOverride"), 64);
                errors.too_many(&path.child("values"), 300, 255);
                errors.invalid(&path.child("labels"), &json!({"b": 1, "a": []}), "");
            },
            expect![[r#"
                spec.containers[1].name: Invalid value: "C\"": must be a name
                spec.containers[1].port: Invalid value: 99999: must be between 1 and 65535, inclusive
                spec.containers[1].limits[cpu]: Invalid value: true: no
                spec.containers[1].image: Required value
                spec.containers[1]: Required value: must specify a handler type
                spec.containers[1].protocol: Unsupported value: "TPC": supported values: "SCTP", "TCP", "UDP"
                spec.containers[1].name: Not found: "nope"
                spec.containers[1].name: Duplicate value: "a\u003cb"
                spec.containers[1].lifecycle: Forbidden: may not be set
                spec.containers[1].hostnameOverride: Too long: may not be more than 64 bytes
                spec.containers[1].values: Too many: 300: must have at most 255 items
                spec.containers[1].labels: Invalid value: {"a":[],"b":1}"#]],
        );
    }

    #[test]
    fn aggregate_names_the_object_and_drops_repetitions() {
        let path = Path::root("spec");
        let mut errors = FieldErrorList::new();
        assert_eq!(errors.to_aggregate_message("Pod", "x"), r#"Pod "x" is invalid"#);
        errors.required(&path.child("a"), "");
        errors.required(&path.child("a"), "");
        assert_eq!(errors.to_aggregate_message("Pod", "x"), r#"Pod "x" is invalid: spec.a: Required value"#);
        errors.forbidden(&path.child("b"), "no");
        assert_eq!(
            errors.to_aggregate_message("DaemonSet.apps", "x"),
            r#"DaemonSet.apps "x" is invalid: [spec.a: Required value, spec.b: Forbidden: no]"#
        );
        let causes: Vec<_> = errors.iter().map(|error| (error.kind.reason(), error.body())).collect();
        assert_eq!(causes.len(), 3);
        let error = errors.to_api_error("DaemonSet.apps", "x").expect("there are errors");
        assert_eq!(error.message, errors.to_aggregate_message("DaemonSet.apps", "x"));
        assert_eq!(causes[2], ("FieldValueForbidden", "Forbidden: no".to_string()));
    }
}
