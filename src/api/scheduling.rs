//! Whether a pod may be on a node: node selectors, affinity, taints and tolerations. Shared by the scheduler, the
//! DaemonSet controller and the page's explanations, which must never disagree.
//!
//! Upstream: `k8s.io/component-helpers/scheduling/corev1`, `.../nodeaffinity`.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::apimachinery::labels::StringMap;
use crate::apimachinery::selector::{Operator, Requirement, requirement_from_value};

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaintEffect {
    /// New pods stay away.
    NoSchedule,
    /// New pods stay away where there is choice.
    PreferNoSchedule,
    /// New pods stay away, running ones are evicted.
    NoExecute,
}

impl TaintEffect {
    /// The effect as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            TaintEffect::NoSchedule => "NoSchedule",
            TaintEffect::PreferNoSchedule => "PreferNoSchedule",
            TaintEffect::NoExecute => "NoExecute",
        }
    }

    /// Reads the API's spelling.
    pub fn parse(text: &str) -> Option<TaintEffect> {
        [TaintEffect::NoSchedule, TaintEffect::PreferNoSchedule, TaintEffect::NoExecute]
            .into_iter()
            .find(|effect| effect.as_str() == text)
    }
}

/// A taint of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taint {
    /// The key.
    pub key: Rc<str>,
    /// The value; empty where there is none.
    pub value: Rc<str>,
    /// What it does.
    pub effect: TaintEffect,
    /// When a `NoExecute` taint was added, RFC 3339; empty where unknown.
    pub time_added: Rc<str>,
}

impl Taint {
    /// A taint without a value.
    pub fn new(key: &str, effect: TaintEffect) -> Taint {
        Taint { key: key.into(), value: "".into(), effect, time_added: "".into() }
    }

    /// Whether both have the same key and effect, which makes them one taint.
    pub fn matches(&self, other: &Taint) -> bool {
        self.key == other.key && self.effect == other.effect
    }

    /// The taint as JSON.
    pub fn to_value(&self) -> Value {
        let mut value = json!({"effect": self.effect.as_str(), "key": &*self.key});
        if !self.value.is_empty() {
            value["value"] = (&*self.value).into();
        }
        if !self.time_added.is_empty() {
            value["timeAdded"] = (&*self.time_added).into();
        }
        value
    }

    /// Reads canonical JSON; `None` for an effect there is not.
    pub fn from_value(value: &Value) -> Option<Taint> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        Some(Taint {
            key: text("key").into(),
            value: text("value").into(),
            effect: TaintEffect::parse(text("effect"))?,
            time_added: text("timeAdded").into(),
        })
    }

    /// `key=value:Effect`, as kubectl prints it.
    pub fn format(&self) -> String {
        let effect = self.effect.as_str();
        match (&*self.key, &*self.value) {
            (key, "") => format!("{key}:{effect}"),
            (key, value) => format!("{key}={value}:{effect}"),
        }
    }
}

/// A pod's leave to ignore taints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toleration {
    /// The taint's key; empty matches every key.
    pub key: Rc<str>,
    /// `Exists` matches every value, otherwise the value must be equal.
    pub exists: bool,
    /// The value to be equal to.
    pub value: Rc<str>,
    /// The taint's effect; `None` matches every effect.
    pub effect: Option<TaintEffect>,
    /// For how many seconds a `NoExecute` taint is tolerated; `None` is for ever.
    pub toleration_seconds: Option<i64>,
}

impl Toleration {
    /// The toleration of every value of `key` with `effect`.
    pub fn exists(key: &str, effect: TaintEffect) -> Toleration {
        Toleration {
            key: key.into(),
            exists: true,
            value: "".into(),
            effect: Some(effect),
            toleration_seconds: None,
        }
    }

    /// Whether the taint is tolerated.
    ///
    /// Upstream: `Toleration.ToleratesTaint`.
    pub fn tolerates(&self, taint: &Taint) -> bool {
        self.effect.is_none_or(|effect| effect == taint.effect)
            && (self.key.is_empty() || self.key == taint.key)
            && (self.exists || self.value == taint.value)
    }

    /// The toleration as JSON.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        if let Some(effect) = self.effect {
            put("effect", effect.as_str().into());
        }
        if !self.key.is_empty() {
            put("key", (&*self.key).into());
        }
        put("operator", if self.exists { "Exists" } else { "Equal" }.into());
        if !self.value.is_empty() {
            put("value", (&*self.value).into());
        }
        if let Some(seconds) = self.toleration_seconds {
            put("tolerationSeconds", seconds.into());
        }
        Value::Object(map)
    }

    /// Reads canonical JSON.
    pub fn from_value(value: &Value) -> Toleration {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        Toleration {
            key: text("key").into(),
            exists: text("operator") == "Exists",
            value: text("value").into(),
            effect: TaintEffect::parse(text("effect")),
            toleration_seconds: value.get("tolerationSeconds").and_then(Value::as_i64),
        }
    }
}

/// The first taint among those that `concern` picks which no toleration covers.
///
/// Upstream: `FindMatchingUntoleratedTaint`.
pub fn find_untolerated_taint<'a>(
    taints: &'a [Taint],
    tolerations: &[Toleration],
    concern: impl Fn(TaintEffect) -> bool,
) -> Option<&'a Taint> {
    taints.iter().find(|taint| concern(taint.effect) && !tolerations.iter().any(|one| one.tolerates(taint)))
}

/// One term of a node selector: all of its conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeSelectorTerm {
    /// Conditions on the node's labels.
    pub match_expressions: Vec<Requirement>,
    /// Conditions on the node's fields; `metadata.name` is the one there is.
    pub match_fields: Vec<Requirement>,
}

impl NodeSelectorTerm {
    /// Whether the node meets the term. An empty term meets no node.
    pub fn matches(&self, node_name: &str, labels: &StringMap) -> bool {
        if self.match_expressions.is_empty() && self.match_fields.is_empty() {
            return false;
        }
        self.match_expressions.iter().all(|requirement| requirement.matches(labels))
            && self.match_fields.iter().all(|requirement| {
                requirement.matches_value((&*requirement.key == "metadata.name").then_some(node_name))
            })
    }

    fn from_value(value: &Value) -> NodeSelectorTerm {
        let list = |key: &str| {
            let items = value.get(key).and_then(Value::as_array).into_iter().flatten();
            items.filter_map(requirement_from_value).collect()
        };
        NodeSelectorTerm { match_expressions: list("matchExpressions"), match_fields: list("matchFields") }
    }
}

/// A node selector: one of its terms must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeSelector {
    /// The terms.
    pub terms: Vec<NodeSelectorTerm>,
}

impl NodeSelector {
    /// Whether the node meets one of the terms.
    pub fn matches(&self, node_name: &str, labels: &StringMap) -> bool {
        self.terms.iter().any(|term| term.matches(node_name, labels))
    }

    /// Reads `requiredDuringSchedulingIgnoredDuringExecution` in canonical JSON.
    pub fn from_value(value: &Value) -> NodeSelector {
        let terms = value.get("nodeSelectorTerms").and_then(Value::as_array).into_iter().flatten();
        NodeSelector { terms: terms.map(NodeSelectorTerm::from_value).collect() }
    }

    /// The node that a term names, as a DaemonSet's pods are pinned; `None` where the first that names any names several.
    ///
    /// Upstream: `util.GetTargetNodeName`.
    pub fn pinned_node(&self) -> Option<&Rc<str>> {
        let mut fields = self.terms.iter().flat_map(|term| &term.match_fields);
        let named = fields.find(|field| field.operator == Operator::In && &*field.key == "metadata.name")?;
        match &named.values[..] {
            [name] => Some(name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolerations_cover_taints_as_upstream() {
        let taint = Taint { value: "gpu".into(), ..Taint::new("dedicated", TaintEffect::NoSchedule) };
        for (toleration, covered) in [
            (json!({"operator": "Exists"}), true),
            (json!({"key": "dedicated", "operator": "Exists"}), true),
            (json!({"key": "dedicated", "operator": "Equal", "value": "gpu"}), true),
            (json!({"key": "dedicated", "value": "gpu", "effect": "NoSchedule"}), true),
            (json!({"key": "dedicated", "value": "cpu"}), false),
            (json!({"key": "dedicated", "operator": "Exists", "effect": "NoExecute"}), false),
            (json!({"key": "other", "operator": "Exists"}), false),
        ] {
            assert_eq!(Toleration::from_value(&toleration).tolerates(&taint), covered, "{toleration}");
        }
    }

    #[test]
    fn an_empty_term_matches_no_node() {
        let labels = [("zone", "a")].into_iter().collect();
        let selector = |value: Value| NodeSelector::from_value(&value);
        assert!(!selector(json!({"nodeSelectorTerms": [{}]})).matches("n1", &labels));
        let by_name = json!({"nodeSelectorTerms": [{"matchFields": [
            {"key": "metadata.name", "operator": "In", "values": ["n1"]}]}]});
        assert!(selector(by_name.clone()).matches("n1", &labels));
        assert!(!selector(by_name.clone()).matches("n2", &labels));
        assert_eq!(selector(by_name).pinned_node().map(|name| &**name), Some("n1"));
        let either = json!({"nodeSelectorTerms": [
            {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["b"]}]},
            {"matchExpressions": [{"key": "gpu", "operator": "DoesNotExist"}]}]});
        assert!(selector(either).matches("n1", &labels));
    }
}
