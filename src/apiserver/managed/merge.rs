//! Merges a manifest into an object, and takes fields out of one.
//!
//! Upstream: `structured-merge-diff/v6/typed`, `merge.go`, `remove.go`.

use serde_json::{Map, Value};

use super::compare::elements;
use super::place::{Node, Place};
use crate::apimachinery::field_set::FieldSet;

/// What `live` is with what `config` says; `None` where nothing is left.
pub fn merge(live: Option<&Value>, config: Option<&Value>, place: Place) -> Option<Value> {
    let whole = || config.or(live).cloned();
    match place.node(live, config) {
        Node::Leaf => whole(),
        Node::Fields => {
            let none = Map::new();
            let fields = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
            let (live, config) = (fields(live).unwrap_or_default(), fields(config).unwrap_or(none));
            if live.is_empty() && config.is_empty() {
                return whole();
            }
            let keys = live.keys().chain(config.keys().filter(|key| !live.contains_key(*key)));
            let merged: Map<String, Value> = keys
                .filter_map(|key| {
                    Some((key.clone(), merge(live.get(key), config.get(key), place.field(key))?))
                })
                .collect();
            (!merged.is_empty()).then_some(Value::Object(merged))
        }
        Node::Elements => {
            let is_empty = |value: Option<&Value>| value.and_then(Value::as_array).is_none_or(Vec::is_empty);
            if is_empty(live) && is_empty(config) {
                return whole();
            }
            let merged = merge_elements(live, config, place);
            (!merged.is_empty()).then_some(Value::Array(merged))
        }
    }
}

/// Elements of the manifest come in its order; what only the object has stays before the shared element it stood
/// before.
fn merge_elements(live: Option<&Value>, config: Option<&Value>, place: Place) -> Vec<Value> {
    let (live, config) = (elements(live, place), elements(config, place));
    let find = |all: &[(String, Vec<&Value>)], step: &str| all.iter().position(|(known, _)| known == step);
    let mut shared = config.iter().map(|(step, _)| step.as_str()).filter(|step| find(&live, step).is_some());
    let mut next_shared = shared.next();
    let mut merged = Vec::new();
    let mut done = vec![false; config.len()];
    let (mut at, mut config_at) = (0, 0);
    while at < live.len() || config_at < config.len() {
        if let Some((step, items)) = live.get(at) {
            match find(&config, step) {
                None => {
                    // Twins among the object's own elements stay as they are.
                    merged.extend(items.iter().copied().cloned());
                    at += 1;
                    continue;
                }
                Some(twin) if twin == config_at => at += 1,
                Some(_) if config_at < config.len() && next_shared.is_some_and(|next| next != step) => {
                    at += 1;
                    continue;
                }
                Some(twin) => at += usize::from(done[twin]),
            }
        }
        let Some((step, items)) = config.get(config_at) else { continue };
        let twin = find(&live, step);
        // Of twins none is merged with: the manifest's element takes their place.
        let one = twin.and_then(|twin| match live[twin].1[..] {
            [one] => Some(one),
            _ => None,
        });
        merged.extend(merge(one, items.first().copied(), place.element()));
        done[config_at] = true;
        config_at += 1;
        if next_shared == Some(step.as_str()) {
            next_shared = shared.next();
        }
    }
    merged
}

/// The value without the fields of the set; containers that become empty stay.
pub fn remove(value: &Value, gone: &FieldSet, place: Place) -> Value {
    if gone.is_empty() {
        return value.clone();
    }
    let rest_of =
        |value: &Value, step: &str, place: Place| match (value, remove(value, &gone.below(step), place)) {
            (Value::Object(_), Value::Null) => Value::Object(Map::new()),
            (Value::Array(_), Value::Null) => Value::Array(Vec::new()),
            (_, rest) => rest,
        };
    match (place.node(Some(value), None), value) {
        (Node::Fields, Value::Object(fields)) => {
            let rest = fields.iter().filter_map(|(key, value)| {
                let step = format!("f:{key}");
                (!gone.has(&step)).then(|| (key.clone(), rest_of(value, &step, place.field(key))))
            });
            Value::Object(rest.collect())
        }
        (Node::Elements, Value::Array(items)) => {
            let rest = items.iter().filter_map(|item| {
                let Ok(step) = place.step(item) else { return Some(item.clone()) };
                (!gone.has(&step)).then(|| rest_of(item, &step, place.element()))
            });
            Value::Array(rest.collect())
        }
        _ => Value::Null,
    }
}
