//! Which fields a value has, and in which fields two values differ.
//!
//! Upstream: `structured-merge-diff/v6/typed`, `tofieldset.go`, `compare.go`.

use serde_json::{Map, Value};

use super::place::{Node, Place};
use crate::apimachinery::field_set::FieldSet;

/// In which fields two values differ.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Fields of the second value only.
    pub added: FieldSet,
    /// Fields of both, with other values.
    pub modified: FieldSet,
    /// Fields of the first value only.
    pub removed: FieldSet,
}

impl Comparison {
    /// Compares two whole objects.
    pub fn of(one: &Value, other: &Value, place: Place) -> Comparison {
        let mut walk = Walk::default();
        walk.compare(Some(one), Some(other), place);
        walk.comparison
    }

    /// The fields of the second value that are new or changed.
    pub fn taken(&self) -> FieldSet {
        self.modified.clone().union(&self.added)
    }
}

/// The fields of a value.
pub fn field_set(value: &Value, place: Place) -> FieldSet {
    let mut walk = Walk::default();
    walk.collect(value, place);
    walk.comparison.added
}

/// The elements of a list by their steps; a step may have several.
pub type Elements<'a> = Vec<(String, Vec<&'a Value>)>;

/// Elements that cannot be told apart are left out: the schema refuses them elsewhere.
pub fn elements(list: Option<&Value>, place: Place) -> Elements<'_> {
    let mut all: Elements<'_> = Vec::new();
    for item in list.and_then(Value::as_array).into_iter().flatten() {
        let Ok(step) = place.step(item) else { continue };
        match all.iter_mut().find(|(known, _)| *known == step) {
            Some((_, items)) => items.push(item),
            None => all.push((step, vec![item])),
        }
    }
    all
}

fn twins<'a>(all: &Elements<'a>, step: &str) -> Vec<&'a Value> {
    all.iter().find(|(known, _)| known == step).map(|(_, items)| items.clone()).unwrap_or_default()
}

#[derive(Default)]
struct Walk {
    path: Vec<String>,
    comparison: Comparison,
}

impl Walk {
    fn collect(&mut self, value: &Value, place: Place) {
        match place.node(Some(value), None) {
            Node::Leaf => self.comparison.added.insert(&self.path),
            Node::Fields => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    self.path.push(format!("f:{key}"));
                    self.collect(value, place.field(key));
                    let is_empty = value.is_null() || value.as_object().is_some_and(Map::is_empty);
                    if is_empty || !place.declares(key) {
                        self.comparison.added.insert(&self.path);
                    }
                    self.path.pop();
                }
            }
            Node::Elements => {
                for (step, items) in elements(Some(value), place) {
                    self.path.push(step);
                    if let [item] = items[..] {
                        self.collect(item, place.element());
                    }
                    self.comparison.added.insert(&self.path);
                    self.path.pop();
                }
            }
        }
    }

    fn compare(&mut self, one: Option<&Value>, other: Option<&Value>, place: Place) {
        let is_done = match place.node(one, other) {
            Node::Leaf => false,
            Node::Fields => self.compare_fields(one, other, place),
            Node::Elements => self.compare_elements(one, other, place),
        };
        match (one, other) {
            (None, _) => self.comparison.added.insert(&self.path),
            (_, None) => self.comparison.removed.insert(&self.path),
            (Some(one), Some(other)) if !is_done && one != other => {
                self.comparison.modified.insert(&self.path);
            }
            _ => {}
        }
    }

    /// Whether there was anything to compare.
    fn compare_fields(&mut self, one: Option<&Value>, other: Option<&Value>, place: Place) -> bool {
        let none = Map::new();
        let fields = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
        let (one, other) = (fields(one).unwrap_or_default(), fields(other).unwrap_or(none));
        let new = other.keys().filter(|key| !one.contains_key(*key));
        for key in one.keys().chain(new) {
            self.path.push(format!("f:{key}"));
            self.compare(one.get(key), other.get(key), place.field(key));
            self.path.pop();
        }
        !(one.is_empty() && other.is_empty())
    }

    fn compare_elements(&mut self, one: Option<&Value>, other: Option<&Value>, place: Place) -> bool {
        let (one, other) = (elements(one, place), elements(other, place));
        let is_new = |step: &&String| !one.iter().any(|(known, _)| known == *step);
        let steps: Vec<&String> = one
            .iter()
            .map(|(step, _)| step)
            .chain(other.iter().map(|(step, _)| step).filter(is_new))
            .collect();
        for step in steps {
            self.path.push(step.clone());
            let (mine, theirs) = (twins(&one, step), twins(&other, step));
            match (&mine[..], &theirs[..]) {
                ([] | [_], [] | [_]) => {
                    self.compare(mine.first().copied(), theirs.first().copied(), place.element());
                }
                ([_, _, ..], [_, _, ..]) if mine != theirs => self.comparison.modified.insert(&self.path),
                ([_, _, ..], [_, _, ..]) => {}
                // A step that stood for several elements belongs to all of them at once.
                ([_, _, ..], _) => {
                    if let Some(item) = theirs.first() {
                        self.compare(None, Some(item), place.element());
                    }
                    self.comparison.removed.insert(&self.path);
                }
                _ => {
                    if let Some(item) = mine.first() {
                        self.compare(Some(item), None, place.element());
                    }
                    self.comparison.added.insert(&self.path);
                }
            }
            self.path.pop();
        }
        !(one.is_empty() && other.is_empty())
    }
}
