//! Taints as words: `key=value:Effect`, `key:Effect-`, `key-`.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/taint/utils.go`.

use serde_json::{Value, json};

use crate::apimachinery::quote::go_quote;
use crate::apimachinery::validation::labels::{label_key, label_value};
use crate::kubectl::errors::Failure;

/// A taint as a person writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaintWord {
    /// Its key.
    pub key: String,
    /// Its value; may be empty.
    pub value: String,
    /// Its effect; empty where every effect is meant.
    pub effect: String,
}

/// What to add and what to remove.
pub type TaintWords = (Vec<TaintWord>, Vec<TaintWord>);

/// Reads the changes.
///
/// Errors: what is wrong with one of them.
pub fn parse(words: &[String]) -> Result<TaintWords, String> {
    let (mut add, mut remove): TaintWords = Default::default();
    for word in words {
        if let Some(word) = word.strip_suffix('-') {
            remove.push(TaintWord { value: String::new(), ..TaintWord::parse(word)? });
            continue;
        }
        let taint = TaintWord::parse(word)?;
        if taint.effect.is_empty() {
            return Err(format!("invalid taint spec: {word}"));
        }
        if add.iter().any(|one| one.is_same(&taint)) {
            return Err(format!(
                "duplicated taints with the same key and effect: {{{} {} {} <nil>}}",
                taint.key, taint.value, taint.effect
            ));
        }
        add.push(taint);
    }
    Ok((add, remove))
}

impl TaintWord {
    fn parse(word: &str) -> Result<TaintWord, String> {
        let invalid = || format!("invalid taint spec: {word}");
        let parts: Vec<&str> = word.split(':').collect();
        let (key, value, effect) = match parts[..] {
            [key] => (key, "", ""),
            [start, effect] => {
                if !matches!(effect, "NoSchedule" | "PreferNoSchedule" | "NoExecute") {
                    return Err(format!("invalid taint effect: {effect}, unsupported taint effect"));
                }
                let parts: Vec<&str> = start.split('=').collect();
                match parts[..] {
                    [key] => (key, "", effect),
                    [key, value] => (key, value, effect),
                    _ => return Err(invalid()),
                }
            }
            _ => return Err(invalid()),
        };
        for errors in [label_value(value), label_key(key)] {
            if !errors.is_empty() {
                return Err(format!("{}, {}", invalid(), errors.join("; ")));
            }
        }
        Ok(TaintWord { key: key.to_owned(), value: value.to_owned(), effect: effect.to_owned() })
    }

    /// Reads a taint of a node.
    fn of_value(value: &Value) -> TaintWord {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        TaintWord { key: text("key"), value: text("value"), effect: text("effect") }
    }

    fn to_value(&self) -> Value {
        let mut value = json!({"key": self.key, "effect": self.effect});
        if !self.value.is_empty() {
            value["value"] = self.value.as_str().into();
        }
        value
    }

    fn is_same(&self, other: &TaintWord) -> bool {
        self.key == other.key && self.effect == other.effect
    }

    fn removes(&self, other: &TaintWord) -> bool {
        self.key == other.key && (self.effect.is_empty() || self.effect == other.effect)
    }

    /// `key:Effect` or `key`, as what is to be removed is called.
    fn name(&self) -> String {
        if self.effect.is_empty() { self.key.clone() } else { format!("{}:{}", self.key, self.effect) }
    }
}

/// Refuses to add and remove one taint at a time.
pub fn check_conflicts(words: &TaintWords) -> Result<(), Failure> {
    let (add, remove) = words;
    let both: Vec<String> = add
        .iter()
        .flat_map(|added| remove.iter().filter(move |removed| removed.removes(added)))
        .map(|removed| format!("{}={}", removed.key, removed.effect))
        .collect();
    if both.is_empty() {
        return Ok(());
    }
    Err(Failure::Message(format!(
        "can not both modify and remove the following taint(s) in the same command: {}",
        both.join(", ")
    )))
}

/// A node's taints after the changes, and the word for what was done.
///
/// Errors: taints that are there already, or not.
pub fn changed(
    node: &str,
    old: &[Value],
    words: &TaintWords,
    overwrite: bool,
) -> Result<(Vec<Value>, &'static str), Failure> {
    let (add, remove) = words;
    let old: Vec<(TaintWord, &Value)> = old.iter().map(|value| (TaintWord::of_value(value), value)).collect();
    let existing: Vec<&str> = add
        .iter()
        .filter(|added| old.iter().any(|(taint, _)| taint.is_same(added)))
        .map(|added| added.key.as_str())
        .collect();
    if !overwrite && !existing.is_empty() {
        return Err(Failure::Message(format!(
            "node {node} already has {} taint(s) with same effect(s) and --overwrite is false",
            existing.join(",")
        )));
    }
    let mut new: Vec<(TaintWord, Value)> =
        add.iter().map(|added| (added.clone(), added.to_value())).collect();
    for (taint, value) in &old {
        if !add.iter().any(|added| added.is_same(taint)) {
            new.push((taint.clone(), (*value).clone()));
        }
    }
    let added = old.len() != new.len();
    let mut removed = false;
    let mut failures = Vec::new();
    for word in remove {
        let before = new.len();
        new.retain(|(taint, _)| !word.removes(taint));
        removed = new.len() != before;
        if !removed {
            failures.push(Failure::Message(format!("taint {} not found", go_quote(&word.name()))));
        }
    }
    Failure::all_of(failures)?;
    let done = match (added, removed) {
        _ if overwrite => "modified",
        (true, true) => "modified",
        (true, false) => "tainted",
        (false, _) => "untainted",
    };
    Ok((new.into_iter().map(|(_, value)| value).collect(), done))
}
