//! What `create role`, `clusterrole`, `rolebinding` and `clusterrolebinding` put into their objects.
//!
//! The objects are kept and bind nobody: whoever asks may do everything here.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/create/create_{role,clusterrole,rolebinding,clusterrolebinding}.go`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::apimachinery::quote::go_quote;
use crate::kubectl::command::{Call, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::resources::Mapping;

const GROUP: &str = "rbac.authorization.k8s.io";

/// Flags of `create role`.
pub(super) const ROLE_FLAGS: &[Flag] = &[
    Flag::new("resource", ' ', Takes::Words, "", "Resource that the rule applies to"),
    Flag::new(
        "resource-name",
        ' ',
        Takes::Lines,
        "",
        "Resource in the white list that the rule applies to, repeat this flag for multiple items",
    ),
    Flag::new("verb", ' ', Takes::Words, "", "Verb that applies to the resources contained in the rule"),
];

/// Flags that `create clusterrole` has besides.
pub(super) const CLUSTER_ROLE_FLAGS: &[Flag] = &[
    Flag::new(
        "aggregation-rule",
        ' ',
        Takes::Words,
        "",
        "An aggregation label selector for combining ClusterRoles.",
    ),
    Flag::new("non-resource-url", ' ', Takes::Words, "", "A partial url that user should have access to."),
];

/// Flags of `create clusterrolebinding`.
pub(super) const BINDING_FLAGS: &[Flag] = &[
    Flag::text("clusterrole", "ClusterRole this ClusterRoleBinding should reference"),
    Flag::new(
        "group",
        ' ',
        Takes::Lines,
        "",
        "Groups to bind to the clusterrole. The flag can be repeated to add multiple groups.",
    ),
    Flag::new(
        "serviceaccount",
        ' ',
        Takes::Lines,
        "",
        "Service accounts to bind to the clusterrole, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.",
    ),
    Flag::new(
        "user",
        ' ',
        Takes::Lines,
        "",
        "Usernames to bind to the clusterrole. The flag can be repeated to add multiple users.",
    ),
];

/// The flag that `create rolebinding` has besides.
pub(super) const ROLE_FLAG: &[Flag] = &[Flag::text("role", "Role this RoleBinding should reference")];

/// Writes the rules of a role.
///
/// Errors: too little is said, or a resource is not known.
pub(super) fn fill_role(
    call: &Call,
    manifest: &mut Value,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let is_cluster = call.command().name == "clusterrole";
    let mut verbs = distinct(call.list("verb"));
    if verbs.iter().any(|verb| verb == "*") {
        verbs = vec!["*".to_owned()];
    }
    let (resources, names) = (call.list("resource"), distinct(call.list("resource-name")));
    let urls = distinct(call.list("non-resource-url"));
    if call.is_set("aggregation-rule") {
        if !(urls.is_empty() && verbs.is_empty() && resources.is_empty() && names.is_empty()) {
            return Err("aggregation rule must be specified without nonResourceURLs, verbs, resources or \
                        resourceNames"
                .into());
        }
        manifest["aggregationRule"] = json!({"clusterRoleSelectors": [{"matchLabels": labels(call)?}]});
        manifest["rules"] = Value::Null;
        return Ok(());
    }
    if verbs.is_empty() {
        return Err("at least one verb must be specified".into());
    }
    if resources.is_empty() && urls.is_empty() {
        return Err(match is_cluster {
            true => "one of resource or nonResourceURL must be specified".into(),
            false => "at least one resource must be specified".into(),
        });
    }
    let mut rules = Vec::new();
    if !resources.is_empty() {
        warn_of_verbs(&verbs, context);
        for (group, resources) in by_group(&resources, &verbs)? {
            let mut rule = json!({"apiGroups": [group], "resources": resources, "verbs": verbs});
            if !names.is_empty() {
                rule["resourceNames"] = names.clone().into();
            }
            rules.push(rule);
        }
    }
    if !urls.is_empty() {
        check_urls(&urls, &verbs)?;
        rules.push(json!({"nonResourceURLs": urls, "verbs": verbs}));
    }
    manifest["rules"] = rules.into();
    Ok(())
}

/// Writes whom a binding binds, and to what.
///
/// Errors: no role is named, or two; a service account without its namespace.
pub(super) fn fill_binding(call: &Call, manifest: &mut Value) -> Result<(), Failure> {
    let (role, cluster_role) = (call.text("role"), call.text("clusterrole"));
    let (kind, name) = match (role, cluster_role) {
        ("", "") if call.command().name == "clusterrolebinding" => {
            return Err("required flag(s) \"clusterrole\" not set".into());
        }
        ("", name) if !name.is_empty() => ("ClusterRole", name),
        (name, "") if !name.is_empty() => ("Role", name),
        _ => return Err("exactly one of clusterrole or role must be specified".into()),
    };
    manifest["roleRef"] = json!({"apiGroup": GROUP, "kind": kind, "name": name});
    let mut subjects = Vec::new();
    for (flag, kind) in [("user", "User"), ("group", "Group")] {
        let named = call.list(flag).into_iter();
        subjects.extend(named.map(|name| json!({"apiGroup": GROUP, "kind": kind, "name": name})));
    }
    for account in call.list("serviceaccount") {
        let parts: Vec<&str> = account.split(':').collect();
        let [namespace, name] = parts[..] else {
            return Err("serviceaccount must be <namespace>:<name>".into());
        };
        subjects.push(json!({"kind": "ServiceAccount", "name": name, "namespace": namespace}));
    }
    if !subjects.is_empty() {
        manifest["subjects"] = subjects.into();
    }
    Ok(())
}

fn distinct(words: Vec<String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for word in words {
        if !distinct.contains(&word) {
            distinct.push(word);
        }
    }
    distinct
}

fn labels(call: &Call) -> Result<Value, Failure> {
    let mut labels = json!({});
    for pair in call.list("aggregation-rule") {
        let (key, value) = pair.split_once('=').ok_or_else(|| {
            let flag = go_quote(call.text("aggregation-rule"));
            format!(
                "invalid argument {flag} for \"--aggregation-rule\" flag: malformed pair, expect string=string\nSee \
                 '{} --help' for usage.",
                call.command_path()
            )
        })?;
        labels[key.trim()] = value.trim().into();
    }
    Ok(labels)
}

fn warn_of_verbs(verbs: &[String], context: &mut Context<'_, '_>) {
    const USUAL: &[&str] = &[
        "*",
        "get",
        "delete",
        "list",
        "create",
        "update",
        "patch",
        "watch",
        "proxy",
        "deletecollection",
        "use",
        "bind",
        "escalate",
        "impersonate",
    ];
    for verb in verbs.iter().filter(|verb| !USUAL.contains(&verb.as_str())) {
        context.out.err(&format!("Warning: '{verb}' is not a standard resource verb\n"));
    }
}

/// The plurals of resources, by API group.
///
/// Errors: one is not known, or a verb is for others only.
fn by_group(resources: &[String], verbs: &[String]) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    const ROLES: &[&str] = &["clusterroles", "roles"];
    const SUBJECTS: &[&str] = &["groups", "serviceaccounts", "userextras", "users"];
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for word in resources {
        let (name, subresource) = word.split_once('/').map_or((word.as_str(), ""), |parts| parts);
        let (resource, group) = name.split_once('.').unwrap_or((name, ""));
        if resource.is_empty() {
            return Err("resource must be specified if apiGroup/subresource specified".into());
        }
        let found = Mapping::named(name).ok();
        let plural = found.map_or(resource, |mapping| mapping.plural());
        let in_group = found.map_or(group, |mapping| mapping.group());
        let mut is_special = false;
        for verb in verbs {
            let allowed = match verb.as_str() {
                "use" => in_group == "policy" && plural == "podsecuritypolicies",
                "bind" | "escalate" => in_group == GROUP && ROLES.contains(&plural),
                "impersonate" => SUBJECTS.contains(&plural),
                _ => continue,
            };
            if !allowed && resource != "*" {
                return Err(Failure::Message(format!(
                    "can not perform '{verb}' on '{plural}' in group '{in_group}'"
                )));
            }
            is_special = true;
        }
        if found.is_none() && !is_special && resource != "*" {
            let of_group =
                if group.is_empty() { String::new() } else { format!(" in group {}", go_quote(group)) };
            return Err(Failure::Message(format!(
                "the server doesn't have a resource type {}{of_group}",
                go_quote(resource)
            )));
        }
        let slash = if subresource.is_empty() { "" } else { "/" };
        let whole = format!("{plural}{slash}{subresource}");
        let list = groups.entry(in_group.to_owned()).or_default();
        if !list.contains(&whole) {
            list.push(whole);
        }
    }
    Ok(groups)
}

fn check_urls(urls: &[String], verbs: &[String]) -> Result<(), Failure> {
    const USUAL: &[&str] = &["*", "get", "post", "put", "delete", "patch", "head", "options"];
    if let Some(verb) = verbs.iter().find(|verb| !USUAL.contains(&verb.as_str())) {
        return Err(Failure::Message(format!("invalid verb: '{verb}' for nonResourceURL")));
    }
    for url in urls.iter().filter(|url| *url != "*") {
        if !url.starts_with('/') {
            return Err("nonResourceURL should start with /".into());
        }
        if url.strip_suffix('*').unwrap_or(url).contains('*') {
            return Err("nonResourceURL only supports wildcard matches when '*' is at the end".into());
        }
    }
    Ok(())
}
