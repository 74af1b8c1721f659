//! The rules by kind.

use serde_json::Value;

use super::controller_revision::{controller_revision_create, controller_revision_update};
use super::daemon_set::{daemon_set_create, daemon_set_update};
use super::namespace::{namespace_create, namespace_update};
use super::node::{node_create, node_update};
use super::object_meta::{Scope, object_meta, object_meta_update};
use super::pod::{pod_create, pod_update};
use super::warnings::{node_warnings, pod_warnings, template_warnings};
use crate::api::fields::Fields;
use crate::api::kind::Kind;
use crate::apimachinery::field_error::{FieldErrorList, Path};
use crate::apimachinery::validation::names::{NameRule, dns1123_subdomain};

const TEMPLATE: Path<'static> = Path::root("spec.template");

/// What is wrong with an object about to be created. Kinds without rules of their own are held to those of metadata.
pub fn validate_create(kind: Kind, object: &Value) -> FieldErrorList {
    match kind {
        Kind::DaemonSet => daemon_set_create(object),
        Kind::Pod => pod_create(object),
        Kind::Node => node_create(object),
        Kind::Namespace => namespace_create(object),
        Kind::ControllerRevision => controller_revision_create(object),
        _ => {
            let mut errors = FieldErrorList::new();
            object_meta(&mut errors, object, scope(kind), name_rule(kind));
            errors
        }
    }
}

/// What is wrong with `new` as the successor of `old`.
pub fn validate_update(kind: Kind, new: &Value, old: &Value) -> FieldErrorList {
    match kind {
        Kind::DaemonSet => daemon_set_update(new, old),
        Kind::Pod => pod_update(new, old),
        Kind::Node => node_update(new, old),
        Kind::Namespace => namespace_update(new, old),
        Kind::ControllerRevision => controller_revision_update(new, old),
        _ => {
            let mut errors = FieldErrorList::new();
            object_meta_update(&mut errors, new, old, scope(kind), name_rule(kind));
            errors
        }
    }
}

/// What to warn of when a fine object is created; the lines come without `Warning: `.
pub fn warnings_on_create(kind: Kind, object: &Value) -> Vec<String> {
    match kind {
        Kind::DaemonSet => template_warnings(&TEMPLATE, object.at("spec").at("template")),
        Kind::Pod => pod_warnings(object),
        Kind::Node => node_warnings(object),
        _ => Vec::new(),
    }
}

/// What to warn of when `new` takes the place of `old`. An unchanged template has been warned of before.
pub fn warnings_on_update(kind: Kind, new: &Value, old: &Value) -> Vec<String> {
    let template = |object: &Value| object.at("spec").at("template").clone();
    match kind {
        Kind::DaemonSet if template(new) == template(old) => Vec::new(),
        Kind::Pod => Vec::new(),
        _ => warnings_on_create(kind, new),
    }
}

fn scope(kind: Kind) -> Scope {
    if kind.resource().namespaced { Scope::Namespaced } else { Scope::Cluster }
}

fn name_rule(kind: Kind) -> NameRule {
    match kind {
        // Roles are named after whatever they are for, colons included.
        Kind::ClusterRole | Kind::ClusterRoleBinding | Kind::Role | Kind::RoleBinding => path_segment,
        _ => dns1123_subdomain,
    }
}

/// A name that can stand in a URL.
///
/// Upstream: `content.IsPathSegmentName`.
fn path_segment(name: &str) -> Vec<&'static str> {
    match name {
        "." => vec!["may not be '.'"],
        ".." => vec!["may not be '..'"],
        _ => {
            let bad = [("/", "may not contain '/'"), ("%", "may not contain '%'")];
            bad.iter().filter(|(part, _)| name.contains(part)).map(|(_, detail)| *detail).collect()
        }
    }
}
