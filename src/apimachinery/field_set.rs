//! Sets of paths into objects, as managed fields hold them.
//!
//! A set is a tree of steps, each spelled as `FieldsV1` spells it: `f:name` for a field, `k:{…}` for the element of a
//! list with these keys, `v:…` for an element by its value. A node that belongs to the set itself holds the key `.`.
//!
//! Invariant: every node but the root holds something.
//! Upstream: `sigs.k8s.io/structured-merge-diff/v6/fieldpath`, `set.go`, `serialize.go`, `path.go`.

use serde_json::{Map, Value};

use crate::apimachinery::go_value::number_text;
use crate::apimachinery::quote::go_quote;

const SELF: &str = ".";

/// A set of paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(Map<String, Value>);

/// Whether a set takes what lies below its members along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// Each path stands for itself.
    Stays,
    /// What lies below a path goes with it.
    Goes,
}

impl FieldSet {
    /// Whether there is no path in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a path; the empty one, the object itself, belongs to nobody.
    pub fn insert(&mut self, path: &[String]) {
        if path.is_empty() {
            return;
        }
        let mut node = &mut self.0;
        for step in path {
            let below = node.entry(step.as_str()).or_insert_with(|| Value::Object(Map::new()));
            node = below.as_object_mut().expect("invariant: every step leads to a node");
        }
        node.insert(SELF.to_owned(), Value::Null);
    }

    /// Adds a path written as its steps.
    pub fn with(mut self, path: &[&str]) -> FieldSet {
        let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
        self.insert(&path);
        self
    }

    /// Whether the set holds the one step.
    pub fn has(&self, step: &str) -> bool {
        self.0.get(step).is_some_and(|node| node.get(SELF).is_some())
    }

    /// What the set holds below a step.
    pub fn below(&self, step: &str) -> FieldSet {
        let mut below = self.0.get(step).and_then(Value::as_object).cloned().unwrap_or_default();
        below.remove(SELF);
        FieldSet(below)
    }

    /// Makes a member of a step that leads to members.
    pub fn include_step(&mut self, step: &str) {
        if let Some(Value::Object(node)) = self.0.get_mut(step) {
            node.insert(SELF.to_owned(), Value::Null);
        }
    }

    /// Puts other members below a step.
    pub fn replace_below(&mut self, step: &str, below: FieldSet) {
        if let Some(Value::Object(node)) = self.0.get_mut(step) {
            let member = node.remove(SELF);
            *node = below.0;
            node.extend(member.map(|member| (SELF.to_owned(), member)));
        }
    }

    /// The first steps of the paths.
    pub fn steps(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// The paths of either.
    #[must_use]
    pub fn union(mut self, other: &FieldSet) -> FieldSet {
        unite(&mut self.0, &other.0);
        self
    }

    /// The paths of both.
    #[must_use]
    pub fn intersection(&self, other: &FieldSet) -> FieldSet {
        FieldSet(common(&self.0, &other.0))
    }

    /// The paths that the other does not have.
    #[must_use]
    pub fn difference(&self, other: &FieldSet, below: Below) -> FieldSet {
        FieldSet(without(&self.0, &other.0, below))
    }

    /// The set as `FieldsV1`.
    pub fn to_fields_v1(&self) -> Value {
        Value::Object(self.0.iter().map(|(step, node)| (step.clone(), fields_v1(node))).collect())
    }

    /// Reads `FieldsV1`; `None` where a step is none or leads to no object.
    ///
    /// Upstream: `Set.FromJSON`.
    pub fn from_fields_v1(fields: &Value) -> Option<FieldSet> {
        members(fields.as_object()?, true).map(FieldSet)
    }

    /// The paths as errors print them, members before what lies below them.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        add_paths(&self.0, "", &mut paths);
        paths
    }
}

fn unite(one: &mut Map<String, Value>, other: &Map<String, Value>) {
    for (step, node) in other {
        match (one.get_mut(step), node) {
            (Some(Value::Object(mine)), Value::Object(node)) => unite(mine, node),
            (Some(_), _) => {}
            (None, node) => _ = one.insert(step.clone(), node.clone()),
        }
    }
}

fn common(one: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let both = one.iter().filter_map(|(step, node)| match (node, other.get(step)?) {
        (Value::Object(node), Value::Object(theirs)) => {
            let shared = common(node, theirs);
            (!shared.is_empty()).then(|| (step.clone(), Value::Object(shared)))
        }
        _ => Some((step.clone(), Value::Null)),
    });
    both.collect()
}

fn without(one: &Map<String, Value>, other: &Map<String, Value>, below: Below) -> Map<String, Value> {
    let rest = one.iter().filter_map(|(step, node)| match (node, other.get(step)) {
        (_, None) => Some((step.clone(), node.clone())),
        (Value::Object(node), Some(Value::Object(theirs))) => {
            if below == Below::Goes && theirs.contains_key(SELF) {
                return None;
            }
            let rest = without(node, theirs, below);
            (!rest.is_empty()).then(|| (step.clone(), Value::Object(rest)))
        }
        (_, Some(_)) => None,
    });
    rest.collect()
}

/// A member without others below it is an empty object, and says no more.
fn fields_v1(node: &Value) -> Value {
    let Value::Object(node) = node else { return Value::Object(Map::new()) };
    if node.len() == 1 && node.contains_key(SELF) {
        return Value::Object(Map::new());
    }
    Value::Object(node.iter().map(|(step, node)| (step.clone(), fields_v1(node))).collect())
}

/// The node that these fields spell. A node without others below it is a member; the object itself is none.
fn members(fields: &Map<String, Value>, is_root: bool) -> Option<Map<String, Value>> {
    let mut node = Map::new();
    for (step, below) in fields {
        let below = below.as_object()?;
        if step == SELF {
            if !is_root {
                node.insert(SELF.to_owned(), Value::Null);
            }
        } else if is_step(step) {
            node.insert(step.clone(), Value::Object(members(below, false)?));
        } else {
            return None;
        }
    }
    if node.is_empty() && !is_root {
        node.insert(SELF.to_owned(), Value::Null);
    }
    Some(node)
}

/// Upstream: `DeserializePathElement`.
fn is_step(step: &str) -> bool {
    let Some((how, what)) = step.split_at_checked(2) else { return false };
    let parsed = || serde_json::from_str::<Value>(what).ok();
    match how {
        "f:" => true,
        "v:" => parsed().is_some(),
        "k:" => parsed().is_some_and(|keys| keys.is_object()),
        "i:" => what.parse::<i64>().is_ok(),
        _ => false,
    }
}

fn add_paths(node: &Map<String, Value>, prefix: &str, paths: &mut Vec<String>) {
    let below = || node.iter().filter_map(|(step, node)| Some((step, node.as_object()?)));
    paths.extend(
        below()
            .filter(|(_, node)| node.contains_key(SELF))
            .map(|(step, _)| format!("{prefix}{}", step_text(step))),
    );
    for (step, node) in below() {
        add_paths(node, &format!("{prefix}{}", step_text(step)), paths);
    }
}

/// A step as errors print it: `.image`, `[containerPort=80,protocol="TCP"]`, `[="x"]`.
pub fn step_text(step: &str) -> String {
    let shown = |value: &Value| match value {
        Value::String(text) => go_quote(text),
        Value::Number(number) => number_text(number),
        other => other.to_string(),
    };
    match step.split_at_checked(2) {
        Some(("k:", keys)) => {
            let keys: Map<String, Value> = serde_json::from_str(keys).unwrap_or_default();
            let keys: Vec<String> =
                keys.iter().map(|(key, value)| format!("{key}={}", shown(value))).collect();
            format!("[{}]", keys.join(","))
        }
        Some(("i:", index)) => format!("[{index}]"),
        Some(("v:", value)) => format!("[={}]", shown(&serde_json::from_str(value).unwrap_or_default())),
        Some((_, name)) => format!(".{name}"),
        None => step.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set(paths: &[&[&str]]) -> FieldSet {
        paths.iter().fold(FieldSet::default(), |set, path| set.with(path))
    }

    #[test]
    fn sets_unite_and_differ_by_path() {
        let one = set(&[&["f:a"], &["f:a", "f:b"], &["f:c", "v:1"]]);
        let other = set(&[&["f:a"], &["f:d"]]);
        assert_eq!(one.to_fields_v1().to_string(), r#"{"f:a":{".":{},"f:b":{}},"f:c":{"v:1":{}}}"#);
        assert_eq!(one.difference(&other, Below::Stays), set(&[&["f:a", "f:b"], &["f:c", "v:1"]]));
        assert_eq!(one.difference(&other, Below::Goes), set(&[&["f:c", "v:1"]]));
        assert_eq!(one.intersection(&other), set(&[&["f:a"]]));
        assert_eq!(
            one.union(&other).paths(),
            [".a", ".d", ".a.b", ".c[=1]"],
            "members come before what lies below them"
        );
    }

    #[test]
    fn fields_v1_reads_back_as_it_prints() {
        let one = set(&[&["f:a"], &["f:a", "f:b"], &["f:c", "v:1"], &["f:d", r#"k:{"x":1}"#, "i:2"]]);
        assert_eq!(FieldSet::from_fields_v1(&one.to_fields_v1()), Some(one));
        for wrong in [
            json!([]),
            json!({"a": {}}),
            json!({"f:a": 1}),
            json!({"k:[]": {}}),
            json!({"v:": {}}),
            json!({"i:x": {}}),
        ] {
            assert_eq!(FieldSet::from_fields_v1(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn steps_print_as_people_write_paths() {
        assert_eq!(step_text("f:image"), ".image");
        assert_eq!(
            step_text(r#"k:{"containerPort":80,"protocol":"TCP"}"#),
            r#"[containerPort=80,protocol="TCP"]"#
        );
        assert_eq!(step_text(r#"v:"a""#), r#"[="a"]"#);
    }
}
