//! Refused structs as Go's JSON shows them.
//!
//! Validation runs on upstream's internal types, which have no JSON names: a refused struct is printed with Go's field
//! names, every field, `null` for nil. Types of `metav1` keep their JSON names and leave out what is empty, in the order
//! of declaration.

use serde_json::Value;

use crate::api::fields::Fields;
use crate::apimachinery::field_error::BadValue;
use crate::apimachinery::json::print_compact;
use crate::apimachinery::quote::json_quote;

/// How a field of an internal type prints.
pub(super) enum Kind {
    /// A string.
    Text,
    /// A number, or an `IntOrString`.
    Int,
    /// A pointer, list or map whose parts have no names to translate.
    Nullable,
    /// A pointer to a struct.
    Struct(&'static [GoField]),
    /// A list of structs.
    List(&'static [GoField]),
}

/// The field's Go name, its JSON name in v1, its kind.
pub(super) type GoField = (&'static str, &'static str, Kind);

/// `core.Taint`.
pub(super) const TAINT: &[GoField] = &[
    ("Key", "key", Kind::Text),
    ("Value", "value", Kind::Text),
    ("Effect", "effect", Kind::Text),
    ("TimeAdded", "timeAdded", Kind::Nullable),
];

/// `apps.DaemonSetUpdateStrategy`.
pub(super) const UPDATE_STRATEGY: &[GoField] = &[
    ("Type", "type", Kind::Text),
    (
        "RollingUpdate",
        "rollingUpdate",
        Kind::Struct(&[("MaxUnavailable", "maxUnavailable", Kind::Int), ("MaxSurge", "maxSurge", Kind::Int)]),
    ),
];

/// `core.PodResourceClaim`.
pub(super) const RESOURCE_CLAIM: &[GoField] = &[
    ("Name", "name", Kind::Text),
    ("ResourceClaimName", "resourceClaimName", Kind::Nullable),
    ("ResourceClaimTemplateName", "resourceClaimTemplateName", Kind::Nullable),
];

/// `core.NodeAddress`.
pub(super) const NODE_ADDRESS: &[GoField] =
    &[("Type", "type", Kind::Text), ("Address", "address", Kind::Text)];

/// `core.SeccompProfile` and `core.AppArmorProfile`.
pub(super) const PROFILE: &[GoField] =
    &[("Type", "type", Kind::Text), ("LocalhostProfile", "localhostProfile", Kind::Nullable)];

/// `core.NodeSelectorTerm`.
pub(super) const NODE_SELECTOR_TERM: &[GoField] = &[
    ("MatchExpressions", "matchExpressions", Kind::List(NODE_SELECTOR_REQUIREMENT)),
    ("MatchFields", "matchFields", Kind::List(NODE_SELECTOR_REQUIREMENT)),
];

const NODE_SELECTOR_REQUIREMENT: &[GoField] =
    &[("Key", "key", Kind::Text), ("Operator", "operator", Kind::Text), ("Values", "values", Kind::Nullable)];

/// `core.SecurityContext`.
pub(super) const SECURITY_CONTEXT: &[GoField] = &[
    (
        "Capabilities",
        "capabilities",
        Kind::Struct(&[("Add", "add", Kind::Nullable), ("Drop", "drop", Kind::Nullable)]),
    ),
    ("Privileged", "privileged", Kind::Nullable),
    (
        "SELinuxOptions",
        "seLinuxOptions",
        Kind::Struct(&[
            ("User", "user", Kind::Text),
            ("Role", "role", Kind::Text),
            ("Type", "type", Kind::Text),
            ("Level", "level", Kind::Text),
        ]),
    ),
    (
        "WindowsOptions",
        "windowsOptions",
        Kind::Struct(&[
            ("GMSACredentialSpecName", "gmsaCredentialSpecName", Kind::Nullable),
            ("GMSACredentialSpec", "gmsaCredentialSpec", Kind::Nullable),
            ("RunAsUserName", "runAsUserName", Kind::Nullable),
            ("HostProcess", "hostProcess", Kind::Nullable),
        ]),
    ),
    ("RunAsUser", "runAsUser", Kind::Nullable),
    ("RunAsGroup", "runAsGroup", Kind::Nullable),
    ("RunAsNonRoot", "runAsNonRoot", Kind::Nullable),
    ("ReadOnlyRootFilesystem", "readOnlyRootFilesystem", Kind::Nullable),
    ("AllowPrivilegeEscalation", "allowPrivilegeEscalation", Kind::Nullable),
    ("ProcMount", "procMount", Kind::Nullable),
    ("SeccompProfile", "seccompProfile", Kind::Struct(PROFILE)),
    ("AppArmorProfile", "appArmorProfile", Kind::Struct(PROFILE)),
];

/// A value of an internal type.
pub(super) fn internal(value: &Value, fields: &[GoField]) -> BadValue<'static> {
    let mut out = String::new();
    push_struct(&mut out, value, fields);
    BadValue::Json(out)
}

/// A list of values of an internal type.
pub(super) fn internal_list(items: &[Value], fields: &[GoField]) -> BadValue<'static> {
    let mut out = String::new();
    push_list(&mut out, items, fields);
    BadValue::Json(out)
}

fn push_struct(out: &mut String, value: &Value, fields: &[GoField]) {
    out.push('{');
    for (i, (go_name, json_name, kind)) in fields.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&json_quote(go_name));
        out.push(':');
        match (value.set(json_name), kind) {
            (None, Kind::Text) => out.push_str("\"\""),
            (None, Kind::Int) => out.push('0'),
            (None, _) => out.push_str("null"),
            (Some(field), Kind::Struct(inner)) => push_struct(out, field, inner),
            (Some(_), Kind::List(inner)) => push_list(out, value.items(json_name), inner),
            (Some(field), _) => out.push_str(&print_compact(field)),
        }
    }
    out.push('}');
}

fn push_list(out: &mut String, items: &[Value], fields: &[GoField]) {
    if items.is_empty() {
        out.push_str("null");
        return;
    }
    for (i, item) in items.iter().enumerate() {
        out.push(if i == 0 { '[' } else { ',' });
        push_struct(out, item, fields);
    }
    out.push(']');
}

/// A `metav1.LabelSelector`.
pub(super) fn label_selector(value: &Value) -> BadValue<'static> {
    if value.is_null() {
        return BadValue::Json("null".to_owned());
    }
    let expressions = value.items("matchExpressions").iter();
    let expressions: Vec<String> =
        expressions.map(|item| ordered(item, &["key", "operator", "values"], &[])).collect();
    let replaced = [("matchExpressions", format!("[{}]", expressions.join(",")))];
    BadValue::Json(ordered(value, &["matchLabels", "matchExpressions"], &replaced))
}

/// A list of `metav1.OwnerReference`.
pub(super) fn owner_references(items: &[Value]) -> BadValue<'static> {
    let items: Vec<String> = items.iter().map(owner_reference).collect();
    BadValue::Json(format!("[{}]", items.join(",")))
}

/// A `metav1.OwnerReference`.
pub(super) fn owner_reference(value: &Value) -> String {
    ordered(value, &["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"], &[])
}

/// The fields that are there, in the order given; `replaced` are printed already.
fn ordered(value: &Value, names: &[&str], replaced: &[(&str, String)]) -> String {
    let mut parts = Vec::new();
    for name in names {
        let Some(field) = value.set(name) else { continue };
        let text = replaced.iter().find(|(one, _)| one == name).map(|(_, text)| text.clone());
        parts.push(format!("{}:{}", json_quote(name), text.unwrap_or_else(|| print_compact(field))));
    }
    format!("{{{}}}", parts.join(","))
}
