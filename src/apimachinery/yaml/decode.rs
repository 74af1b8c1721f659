//! From the tree of a document to the JSON value that kubectl makes of it.
//!
//! Aliases and merge keys are followed, keys become strings, the last of two equal keys counts, whole floats become
//! integers as they do on the way through JSON.
//! Invariants: bounded by go-yaml's own measure of aliasing and by [`EXPANSION_MAX`].
//! Upstream: go.yaml.in/yaml/v2 `decode.go` (`decoder`), sigs.k8s.io/yaml `convertToJSONableObject`.

use serde_json::{Map, Number, Value};

use super::go_syntax::go_syntax;
use super::resolve::{Scalar, resolve, resolve_tagged};
use super::tree::{NodeId, NodeKind, Tree};
use crate::apimachinery::json::float_text;

/// How many bytes of text all strings of a document may have once its aliases are followed.
/// Differs: Go's strings share their memory, so go-yaml needs no such limit.
pub const EXPANSION_MAX: usize = 16 << 20;

/// Why a tree has no value: the words after `error converting YAML to JSON: `, and the node at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DecodeError {
    pub message: String,
    pub node: NodeId,
}

/// The value of a document; an empty one is null.
pub(super) fn decode(tree: &Tree) -> Result<Value, DecodeError> {
    if tree.nodes.is_empty() {
        return Ok(Value::Null);
    }
    // go-yaml counts the document itself as its first step.
    let mut decoder = Decoder {
        tree,
        steps: 1,
        alias_steps: 0,
        alias_depth: 0,
        bytes: 0,
        following: Vec::new(),
        later: None,
    };
    let value = decoder.value(0)?;
    decoder.later.map_or(Ok(value), Err)
}

struct Decoder<'tree> {
    tree: &'tree Tree,
    steps: u64,
    alias_steps: u64,
    alias_depth: u32,
    bytes: usize,
    /// The aliases being followed, to notice one that holds itself.
    following: Vec<NodeId>,
    /// What only the conversion to JSON would refuse, which comes after the whole document was decoded.
    later: Option<DecodeError>,
}

impl Decoder<'_> {
    fn value(&mut self, id: NodeId) -> Result<Value, DecodeError> {
        self.step(id)?;
        let tree = self.tree;
        match &tree.nodes[id as usize].kind {
            NodeKind::Alias(name, target) => self.follow(id, name, |decoder| decoder.value(*target)),
            NodeKind::Scalar { .. } => {
                let meaning = self.scalar(id)?;
                Ok(self.json(id, meaning))
            }
            NodeKind::Sequence(items) => {
                items.iter().map(|&item| self.value(item)).collect::<Result<_, _>>().map(Value::Array)
            }
            NodeKind::Mapping(entries) => {
                let mut map = Map::new();
                self.entries(entries, &mut map)?;
                Ok(Value::Object(map))
            }
        }
    }

    /// Entries in the order written: a merge key overwrites what stands before it and is overwritten by what follows.
    fn entries(
        &mut self,
        entries: &[(NodeId, NodeId)],
        map: &mut Map<String, Value>,
    ) -> Result<(), DecodeError> {
        for &(key, value) in entries {
            if self.is_merge(key) {
                self.merge(value, map)?;
                continue;
            }
            let key = self.key(key, value)?;
            let value = self.value(value)?;
            if let Some(key) = key {
                map.insert(key, value);
            }
        }
        Ok(())
    }

    /// A key as a string; none where JSON could not have it, which is noted.
    fn key(&mut self, id: NodeId, value: NodeId) -> Result<Option<String>, DecodeError> {
        self.step(id)?;
        let tree = self.tree;
        match &tree.nodes[id as usize].kind {
            NodeKind::Alias(name, target) => self.follow(id, name, |decoder| decoder.key(*target, value)),
            NodeKind::Scalar { text, .. } => Ok(match self.scalar(id)? {
                Meaning::Binary(text) => Some(text),
                Meaning::Scalar(Scalar::Text | Scalar::Timestamp) => Some(text.to_string()),
                Meaning::Scalar(Scalar::Bool(flag)) => Some(flag.to_string()),
                Meaning::Scalar(Scalar::Int(number)) => Some(number.to_string()),
                Meaning::Scalar(Scalar::Float(number)) => Some(float_key(number)),
                Meaning::Scalar(Scalar::Null) => self.unsupported_key(id, "%!s(<nil>), key: <nil>", value),
                Meaning::Scalar(Scalar::Uint(number)) => {
                    self.unsupported_key(id, &format!("uint64, key: {number:#x}"), value)
                }
            }),
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => {
                self.value(id)?;
                Err(self.error(id, format!("yaml: invalid map key: {}", go_syntax(self.tree, id))))
            }
        }
    }

    fn unsupported_key(&mut self, id: NodeId, key: &str, value: NodeId) -> Option<String> {
        let value = go_syntax(self.tree, value);
        let error = self.error(id, format!("unsupported map key of type: {key}, value: {value}"));
        self.later.get_or_insert(error);
        None
    }

    fn is_merge(&self, id: NodeId) -> bool {
        let NodeKind::Scalar { text, tag, plain } = &self.tree.nodes[id as usize].kind else { return false };
        **text == *"<<" && (*plain || tag.as_deref() == Some("tag:yaml.org,2002:merge"))
    }

    fn merge(&mut self, id: NodeId, map: &mut Map<String, Value>) -> Result<(), DecodeError> {
        let tree = self.tree;
        match &tree.nodes[id as usize].kind {
            // Backwards, because the first of several has precedence.
            NodeKind::Sequence(items) => items.iter().rev().try_for_each(|&item| self.merge_one(item, map)),
            _ => self.merge_one(id, map),
        }
    }

    fn merge_one(&mut self, id: NodeId, map: &mut Map<String, Value>) -> Result<(), DecodeError> {
        let tree = self.tree;
        let target = match &tree.nodes[id as usize].kind {
            NodeKind::Alias(_, target) => *target,
            _ => id,
        };
        let NodeKind::Mapping(entries) = &tree.nodes[target as usize].kind else {
            let words = "yaml: map merge requires map or sequence of maps as the value".to_owned();
            return Err(self.error(id, words));
        };
        self.step(id)?;
        match &tree.nodes[id as usize].kind {
            NodeKind::Alias(name, _) => self.follow(id, name, |decoder| {
                decoder.step(target)?;
                decoder.entries(entries, map)
            }),
            _ => self.entries(entries, map),
        }
    }

    fn scalar(&mut self, id: NodeId) -> Result<Meaning, DecodeError> {
        let NodeKind::Scalar { text, tag, plain } = &self.tree.nodes[id as usize].kind else {
            return Ok(Meaning::Scalar(Scalar::Null));
        };
        self.bytes += text.len();
        if self.bytes > EXPANSION_MAX {
            return Err(self.error(id, "yaml: document contains excessive aliasing".to_owned()));
        }
        match tag.as_deref() {
            Some("tag:yaml.org,2002:binary") => match decode_base64(text) {
                Some(bytes) => Ok(Meaning::Binary(String::from_utf8_lossy(&bytes).into_owned())),
                None => Err(self.error(id, "yaml: !!binary value contains invalid base64 data".to_owned())),
            },
            Some(tag) => match resolve_tagged(tag, text) {
                Ok(meaning) => Ok(Meaning::Scalar(meaning)),
                Err(words) => Err(self.error(id, format!("yaml: {words}"))),
            },
            None if *plain => Ok(Meaning::Scalar(resolve(text))),
            None => Ok(Meaning::Scalar(Scalar::Text)),
        }
    }

    fn json(&mut self, id: NodeId, meaning: Meaning) -> Value {
        let text = match &self.tree.nodes[id as usize].kind {
            NodeKind::Scalar { text, .. } => text,
            _ => "",
        };
        match meaning {
            Meaning::Binary(text) => Value::String(text),
            Meaning::Scalar(Scalar::Text | Scalar::Timestamp) => Value::String(text.to_owned()),
            Meaning::Scalar(Scalar::Null) => Value::Null,
            Meaning::Scalar(Scalar::Bool(flag)) => Value::Bool(flag),
            Meaning::Scalar(Scalar::Int(number)) => number.into(),
            // Kubernetes' JSON reader knows int64 and float64 only.
            Meaning::Scalar(Scalar::Uint(number)) => match i64::try_from(number) {
                Ok(number) => number.into(),
                Err(_) => (number as f64).into(),
            },
            Meaning::Scalar(Scalar::Float(number)) => self.float(id, number),
        }
    }

    /// Go prints a whole float without a point, so it comes back as an integer if it fits.
    fn float(&mut self, id: NodeId, number: f64) -> Value {
        let Some(json) = Number::from_f64(number) else {
            let text = if number.is_nan() {
                "NaN"
            } else if number > 0.0 {
                "+Inf"
            } else {
                "-Inf"
            };
            let error = self.error(id, format!("json: unsupported value: {text}"));
            self.later.get_or_insert(error);
            return Value::Null;
        };
        float_text(number).parse::<i64>().map_or(Value::Number(json), Value::from)
    }

    fn follow<T>(
        &mut self,
        id: NodeId,
        name: &str,
        then: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.following.contains(&id) {
            return Err(self.error(id, format!("yaml: anchor '{name}' value contains itself")));
        }
        self.following.push(id);
        self.alias_depth += 1;
        let result = then(self);
        self.alias_depth -= 1;
        self.following.pop();
        result
    }

    /// Counts a step, and refuses a document that consists mostly of aliases: 99 % of up to 400,000 steps may come from
    /// them, falling to 10 % at 4,000,000.
    fn step(&mut self, id: NodeId) -> Result<(), DecodeError> {
        const LOW: u64 = 400_000;
        const HIGH: u64 = 4_000_000;
        self.steps += 1;
        self.alias_steps += u64::from(self.alias_depth > 0);
        // In hundredths of the range, so that no float decides.
        let allowed = 9900 - 8900 * self.steps.clamp(LOW, HIGH).saturating_sub(LOW) / (HIGH - LOW);
        let excessive =
            self.alias_steps > 100 && self.steps > 1000 && self.alias_steps * 10_000 > allowed * self.steps;
        if excessive || self.alias_depth as usize > super::compose::DEPTH_MAX as usize {
            return Err(self.error(id, "yaml: document contains excessive aliasing".to_owned()));
        }
        Ok(())
    }

    fn error(&self, node: NodeId, message: String) -> DecodeError {
        DecodeError { message, node }
    }
}

enum Meaning {
    Scalar(Scalar),
    Binary(String),
}

/// Differs: Go prints a float key with 32 bits' worth of digits; here it has all it needs.
fn float_key(number: f64) -> String {
    match number {
        _ if number.is_nan() => ".nan".to_owned(),
        f64::INFINITY => ".inf".to_owned(),
        f64::NEG_INFINITY => "-.inf".to_owned(),
        _ => crate::apimachinery::json::float_text_general(number),
    }
}

/// Go's standard base64: padded, line breaks ignored.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let symbols: Vec<u8> = text.bytes().filter(|byte| !b"\r\n".contains(byte)).collect();
    if !symbols.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::new();
    let last = symbols.len() / 4;
    for (position, group) in symbols.chunks(4).enumerate() {
        let padding = group.iter().rev().take_while(|&&symbol| symbol == b'=').count();
        if padding > 2 || padding > 0 && position + 1 != last {
            return None;
        }
        let mut bits = 0u32;
        for &symbol in &group[..4 - padding] {
            let digit = match symbol {
                b'A'..=b'Z' => symbol - b'A',
                b'a'..=b'z' => symbol - b'a' + 26,
                b'0'..=b'9' => symbol - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(digit);
        }
        bits <<= 6 * padding;
        bytes.extend_from_slice(&bits.to_be_bytes()[1..4 - padding]);
    }
    Some(bytes)
}
