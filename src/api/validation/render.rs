//! Refused structs as Go's JSON shows them.
//!
//! Validation runs on upstream's internal types, which have no JSON names: a refused struct is printed with Go's field
//! names, every field, `null` for nil. Types of `metav1` keep their JSON names and leave out what is empty, in the order
//! of declaration. The internal types are those of v1 field by field, but for the pod's spec.
//!
//! Upstream: `field.Error.ErrorBody`, `pkg/apis/core/types.go`, `pkg/apis/apps/types.go`.

use serde_json::Value;

use crate::api::fields::Fields;
use crate::api::schema::{self, Field, Kind, Type, go_json};
use crate::apimachinery::field_error::BadValue;
use crate::apimachinery::json::print_compact;
use crate::apimachinery::quote::json_quote;

/// The fields of the internal `PodSpec` in their order.
const POD_SPEC: &[&str] = &[
    "volumes",
    "initContainers",
    "containers",
    "ephemeralContainers",
    "restartPolicy",
    "terminationGracePeriodSeconds",
    "activeDeadlineSeconds",
    "dnsPolicy",
    "nodeSelector",
    "serviceAccountName",
    "automountServiceAccountToken",
    "nodeName",
    "securityContext",
    "imagePullSecrets",
    "hostname",
    "subdomain",
    "setHostnameAsFQDN",
    "affinity",
    "schedulerName",
    "tolerations",
    "hostAliases",
    "priorityClassName",
    "priority",
    "preemptionPolicy",
    "dnsConfig",
    "readinessGates",
    "runtimeClassName",
    "overhead",
    "enableServiceLinks",
    "topologySpreadConstraints",
    "os",
    "schedulingGates",
    "resourceClaims",
    "resources",
    "hostnameOverride",
    "schedulingGroup",
];

/// The host's namespaces, which the internal `PodSecurityContext` holds before its own fields.
const HOST_FIELDS: &[&str] = &["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"];

/// The fields of the internal `PodSecurityContext` in their order.
const POD_SECURITY_CONTEXT: &[&str] = &[
    "seLinuxOptions",
    "windowsOptions",
    "runAsUser",
    "runAsGroup",
    "runAsNonRoot",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "fsGroup",
    "fsGroupChangePolicy",
    "sysctls",
    "seccompProfile",
    "appArmorProfile",
    "seLinuxChangePolicy",
];

/// A value of the internal type called `name`.
pub(super) fn internal(value: &Value, name: &str) -> BadValue<'static> {
    BadValue::Json(internal_json(value, name))
}

/// A list of values of the internal type called `name`.
pub(super) fn internal_list(items: &[Value], name: &str) -> BadValue<'static> {
    if items.is_empty() {
        return BadValue::Json("null".to_owned());
    }
    let items: Vec<String> = items.iter().map(|item| internal_json(item, name)).collect();
    BadValue::Json(format!("[{}]", items.join(",")))
}

/// A `metav1.LabelSelector`.
pub(super) fn label_selector(value: &Value) -> BadValue<'static> {
    BadValue::Json(typed(value, "LabelSelector"))
}

/// A list of `metav1.OwnerReference`.
pub(super) fn owner_references(items: &[Value]) -> BadValue<'static> {
    let items: Vec<String> = items.iter().map(owner_reference).collect();
    BadValue::Json(format!("[{}]", items.join(",")))
}

/// A `metav1.OwnerReference`.
pub(super) fn owner_reference(value: &Value) -> String {
    typed(value, "OwnerReference")
}

/// A pod's spec as the internal type, indented by one blank a level.
pub(super) fn pod_spec_text(spec: &Value) -> String {
    indented(&internal_json(spec, "PodSpec"))
}

fn typed(value: &Value, name: &str) -> String {
    schema::root(name).map_or_else(|| print_compact(value), |ty| go_json(value, ty))
}

fn internal_json(value: &Value, name: &str) -> String {
    let mut out = String::new();
    match schema::root(name) {
        Some(ty) => push(&mut out, value, ty),
        None => out.push_str(&print_compact(value)),
    }
    out
}

fn push(out: &mut String, value: &Value, ty: &'static Type) {
    let is_absent = value.is_null();
    match ty.kind() {
        // The internal strategy holds the two numbers without pointers.
        Kind::Pointer if is_absent && ty.pointee().kind() == Kind::IntOrString => out.push('0'),
        Kind::Pointer | Kind::Slice | Kind::Map | Kind::Time | Kind::MicroTime if is_absent => {
            out.push_str("null");
        }
        Kind::Pointer => push(out, value, ty.elem()),
        Kind::Slice => {
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            separated(out, '[', items.iter(), ']', |out, item| push(out, item, ty.elem()));
        }
        Kind::Map => {
            let entries = value.as_object().into_iter().flatten();
            separated(out, '{', entries, '}', |out, (key, item)| {
                push_name(out, key);
                push(out, item, ty.elem());
            });
        }
        Kind::Struct if ty.package().ends_with("/meta/v1") => out.push_str(&go_json(value, ty)),
        Kind::Struct if ty.name() == "PodSpec" => push_pod_spec(out, value, ty),
        Kind::Struct => separated(out, '{', ty.json_fields(), '}', |out, field| {
            push_field(out, value, field);
        }),
        Kind::String if is_absent => out.push_str("\"\""),
        Kind::Bool if is_absent => out.push_str("false"),
        Kind::Int32 | Kind::Int64 | Kind::IntOrString if is_absent => out.push('0'),
        Kind::Quantity if is_absent => out.push_str("\"0\""),
        _ => out.push_str(&print_compact(value)),
    }
}

fn push_pod_spec(out: &mut String, spec: &Value, ty: &'static Type) {
    let fields = POD_SPEC.iter().filter_map(|name| ty.field(name));
    separated(out, '{', fields, '}', |out, field| {
        if field.json_name != "securityContext" || !spec.has("securityContext") {
            return push_field(out, spec, field);
        }
        let context = spec.at("securityContext");
        let inner = field.ty().pointee();
        let host = HOST_FIELDS.iter().filter_map(|name| ty.field(name)).map(|field| (spec, field));
        let own =
            POD_SECURITY_CONTEXT.iter().filter_map(|name| inner.field(name)).map(|field| (context, field));
        push_name(out, field.go_name);
        separated(out, '{', host.chain(own), '}', |out, (owner, field)| push_field(out, owner, field));
    });
}

fn push_field(out: &mut String, owner: &Value, field: &Field) {
    push_name(out, field.go_name);
    push(out, owner.at(field.json_name), field.ty());
}

fn push_name(out: &mut String, name: &str) {
    out.push_str(&json_quote(name));
    out.push(':');
}

fn separated<T>(
    out: &mut String,
    open: char,
    items: impl Iterator<Item = T>,
    close: char,
    mut each: impl FnMut(&mut String, T),
) {
    out.push(open);
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(close);
}

/// Compact JSON on lines, as Go's `json.Indent` lays it out with one blank a level.
fn indented(compact: &str) -> String {
    let mut out = String::with_capacity(2 * compact.len());
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    let mut chars = compact.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', depth));
    };
    while let Some(c) = chars.next() {
        if in_text {
            out.push(c);
            in_text = is_escaped || c != '"';
            is_escaped = c == '\\' && !is_escaped;
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                if let Some(close) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                out.push(c);
                in_text = true;
            }
            _ => out.push(c),
        }
    }
    out
}
