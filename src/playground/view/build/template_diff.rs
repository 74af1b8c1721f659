//! What differs between two pod templates: field by field, and in a few words.
//!
//! Lists whose items have a name (containers, volumes, environment) are compared by name, others by place.

use std::collections::BTreeMap;

use serde_json::Value;

/// How many parts the few words have at most.
const PARTS_MAX: usize = 3;

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TemplateDiff {
    /// In a few words: `labels +2`.
    pub words: String,
    /// One line a field: `+ metadata.labels.tier: edge`.
    pub lines: Vec<String>,
}

/// A leaf that differs: its path, and what it was and is.
struct Change<'a> {
    path: Vec<String>,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
}

/// Compares two templates.
pub(super) fn template_diff(old: &Value, new: &Value) -> TemplateDiff {
    let mut changes = Vec::new();
    compare(&mut Vec::new(), Some(old), Some(new), &mut changes);
    let mut lines = Vec::new();
    for change in &changes {
        for (mark, value) in [("- ", change.old), ("+ ", change.new)] {
            if let Some(value) = value {
                lines.push([mark, &path_text(&change.path), ": ", &value_text(value)].concat());
            }
        }
    }
    TemplateDiff { words: words(&changes), lines }
}

/// The fields in which two templates differ: `spec.containers[nginx].image`.
pub fn template_paths(old: &Value, new: &Value) -> Vec<String> {
    let mut changes = Vec::new();
    compare(&mut Vec::new(), Some(old), Some(new), &mut changes);
    let mut paths: Vec<String> = changes.iter().map(|change| path_text(&change.path)).collect();
    paths.dedup();
    paths
}

fn compare<'a>(
    path: &mut Vec<String>,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    out: &mut Vec<Change<'a>>,
) {
    if old == new {
        return;
    }
    let (old_parts, new_parts) = (parts(old), parts(new));
    if old_parts.is_empty() && new_parts.is_empty() {
        return out.push(Change { path: path.clone(), old, new });
    }
    // One side may be a plain value or nothing, the other one has parts.
    if old_parts.is_empty() && old.is_some() {
        out.push(Change { path: path.clone(), old, new: None });
    }
    let mut both: BTreeMap<&str, (Option<&Value>, Option<&Value>)> = BTreeMap::new();
    for (key, value) in &old_parts {
        both.entry(key).or_default().0 = Some(value);
    }
    for (key, value) in &new_parts {
        both.entry(key).or_default().1 = Some(value);
    }
    for (key, (old, new)) in both {
        // `$patch: replace` says how a revision is put back; it is no part of the template.
        if key == "$patch" {
            continue;
        }
        path.push(key.to_owned());
        compare(path, old, new, out);
        path.pop();
    }
    if new_parts.is_empty() && new.is_some() {
        out.push(Change { path: path.clone(), old: None, new });
    }
}

/// What a value consists of; nothing for a plain one.
fn parts(value: Option<&Value>) -> Vec<(String, &Value)> {
    match value {
        Some(Value::Object(map)) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Some(Value::Array(items)) => {
            let name = |item: &Value| item.get("name").and_then(Value::as_str).map(str::to_owned);
            let key = |(index, item): (usize, &Value)| name(item).unwrap_or_else(|| index.to_string());
            items
                .iter()
                .enumerate()
                .map(|(index, item)| (["[", &key((index, item)), "]"].concat(), item))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn path_text(path: &[String]) -> String {
    let mut text = String::new();
    for part in path {
        if !text.is_empty() && !part.starts_with('[') {
            text.push('.');
        }
        text.push_str(part);
    }
    text
}

fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// How often something was added, taken away and changed.
#[derive(Default)]
struct Tally {
    added: u32,
    removed: u32,
    changed: u32,
}

fn words(changes: &[Change<'_>]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut tallies: Vec<(&str, Tally)> = Vec::new();
    for change in changes {
        if let Some(part) = special(change) {
            parts.push(part);
            continue;
        }
        let area = area(&change.path);
        let index = tallies.iter().position(|(name, _)| *name == area).unwrap_or_else(|| {
            tallies.push((area, Tally::default()));
            tallies.len() - 1
        });
        let tally = &mut tallies[index].1;
        match (change.old, change.new) {
            (None, _) => tally.added += 1,
            (_, None) => tally.removed += 1,
            _ => tally.changed += 1,
        }
    }
    for (area, tally) in tallies {
        let mut part = area.to_owned();
        for (sign, count) in [("+", tally.added), ("−", tally.removed), ("~", tally.changed)] {
            if count > 0 {
                part.push(' ');
                part.push_str(sign);
                part.push_str(&count.to_string());
            }
        }
        parts.push(part);
    }
    if parts.len() > PARTS_MAX {
        parts.truncate(PARTS_MAX);
        parts.push("…".to_owned());
    }
    parts.join(", ")
}

/// Changes that have words of their own.
fn special(change: &Change<'_>) -> Option<String> {
    let last = change.path.last()?.as_str();
    let is_container_field = change.path.iter().rev().nth(1).is_some_and(|part| part.starts_with('['));
    match (last, change.new) {
        ("image", Some(image)) if is_container_field => {
            Some(["image ", short_image(image.as_str()?)].concat())
        }
        ("kubectl.kubernetes.io/restartedAt", Some(_)) => Some("restarted".to_owned()),
        _ => None,
    }
}

/// An image without its registry and folders.
fn short_image(image: &str) -> &str {
    image.rsplit('/').next().unwrap_or(image)
}

/// The part of a template that a path lies in: `labels`, `env`, `nodeSelector`.
fn area(path: &[String]) -> &str {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match names[..] {
        ["metadata", area, ..] => area,
        ["spec", "containers" | "initContainers", _, area, ..] => area,
        ["spec", area, ..] => area,
        _ => "template",
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;

    fn check(old: Value, new: Value, expected: Expect) {
        let diff = template_diff(&old, &new);
        expected.assert_eq(&format!("{}\n{}\n", diff.words, diff.lines.join("\n")));
    }

    #[test]
    fn labels_are_counted_and_images_named() {
        let template = |labels: Value, image: &str| {
            json!({"$patch": "replace", "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "nginx", "image": image}]}})
        };
        check(
            template(json!({"app": "nginx"}), "nginx:1"),
            template(json!({"app": "nginx", "owner": "platform", "tier": "edge"}), "nginx:1"),
            expect![[r#"
                labels +2
                + metadata.labels.owner: platform
                + metadata.labels.tier: edge
            "#]],
        );
        check(
            template(json!({"app": "nginx", "tier": "core"}), "nginx:1"),
            template(json!({"app": "web"}), "registry.local/team/nginx:2"),
            expect![[r#"
                image nginx:2, labels −1 ~1
                - metadata.labels.app: nginx
                + metadata.labels.app: web
                - metadata.labels.tier: core
                - spec.containers[nginx].image: nginx:1
                + spec.containers[nginx].image: registry.local/team/nginx:2
            "#]],
        );
    }

    #[test]
    fn what_comes_or_goes_is_told_leaf_by_leaf() {
        check(
            json!({"spec": {"hostNetwork": true, "tolerations": []}}),
            json!({"spec": {"nodeSelector": {"disk": "ssd"}, "tolerations": [{"operator": "Exists"}]}}),
            expect![[r#"
                hostNetwork −1, nodeSelector +1, tolerations +1 −1
                - spec.hostNetwork: true
                + spec.nodeSelector.disk: ssd
                - spec.tolerations: []
                + spec.tolerations[0].operator: Exists
            "#]],
        );
        check(
            json!({"metadata": {"annotations": {}}}),
            json!({"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "2026-01-05T08:00:00Z"}}}),
            expect![[r#"
                restarted, annotations −1
                - metadata.annotations: {}
                + metadata.annotations.kubectl.kubernetes.io/restartedAt: 2026-01-05T08:00:00Z
            "#]],
        );
    }
}
