//! Why a node gets no pod, and the command that would change it.

use std::rc::Rc;

use crate::api::node::Node;
use crate::api::pod_spec::PodSpec;
use crate::api::scheduling::{NodeSelectorTerm, Taint, TaintEffect, find_untolerated_taint};
use crate::api::well_known::{TAINT_NOT_READY, TAINT_UNREACHABLE};
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::selector::{Operator, Requirement};
use crate::controller::daemon::placement::{Obstacle, obstacle};
use crate::playground::view::cluster::{Fix, WhyNot};

/// What keeps a label condition from being met.
struct Unmet {
    /// ``needs `nodeType=edge` ``
    words: String,
    /// What `kubectl label` is told: `nodeType=edge`. Empty where no label would help.
    change: String,
    /// The label is there with another value.
    overwrites: bool,
}

/// Why a node gets no pod of this spec. `has_pod` says whether one is there all the same.
pub(super) fn why_not(
    spec: &PodSpec,
    name: &str,
    labels: &StringMap,
    node: &Node,
    has_pod: bool,
) -> Option<WhyNot> {
    let obstacle = obstacle(spec, name, labels, node)?;
    let lead = match (&obstacle, has_pod) {
        (Obstacle::Taint(taint), true) if taint.effect == TaintEffect::NoSchedule => {
            "The pod may stay, but would not come again: "
        }
        (_, true) => "The pod has to go: ",
        (_, false) => "No pod here: ",
    };
    let (words, fix) = match &obstacle {
        Obstacle::NodeName => (["the template names the node `", &spec.node_name, "`"].concat(), None),
        Obstacle::Affinity => {
            let (words, fix) = affinity(spec, name, labels);
            (and_taint(words, spec, node), fix)
        }
        Obstacle::Taint(taint) => (taint_words(taint), taint_fix(name, taint)),
    };
    Some(WhyNot { sentence: [lead, &words].concat(), fix })
}

/// A second obstacle is told as well, or the first fix would look as if it did nothing.
fn and_taint(words: String, spec: &PodSpec, node: &Node) -> String {
    let keeps_away = |effect| matches!(effect, TaintEffect::NoExecute | TaintEffect::NoSchedule);
    match find_untolerated_taint(&node.taints, &spec.tolerations, keeps_away) {
        Some(taint) => [&words, "; and ", &taint_words(taint)].concat(),
        None => words,
    }
}

fn affinity(spec: &PodSpec, name: &str, labels: &StringMap) -> (String, Option<Fix>) {
    let selector = spec.node_selector.iter().filter(|(key, value)| labels.get(key) != Some(value));
    let mut unmet: Vec<Unmet> =
        selector.map(|(key, value)| in_values(key, std::slice::from_ref(value), labels.get(key))).collect();
    if let Some(affinity) = spec.required_node_affinity.as_ref().filter(|one| !one.matches(name, labels)) {
        let nearest = affinity.terms.iter().map(|term| unmet_term(term, name, labels));
        match nearest.min_by_key(Vec::len) {
            Some(term) => unmet.extend(term),
            None => unmet.push(unfixable("its node affinity has no term, so it matches no node")),
        }
    }
    let words: Vec<&str> = unmet.iter().map(|one| one.words.as_str()).collect();
    (words.join(" and "), labels_fix(name, &unmet))
}

fn unmet_term(term: &NodeSelectorTerm, name: &str, labels: &StringMap) -> Vec<Unmet> {
    if term.match_expressions.is_empty() && term.match_fields.is_empty() {
        return vec![unfixable("a term of its node affinity is empty, so it matches no node")];
    }
    let by_name = term.match_fields.iter().filter(|field| !field.matches_value(Some(name)));
    let by_name = by_name.map(|field| match field.operator {
        Operator::In => unfixable(&["meant for node ", &quoted(&field.values)].concat()),
        _ => unfixable("its node affinity excludes this node by name"),
    });
    let by_label = term.match_expressions.iter().filter(|one| !one.matches(labels));
    by_name.chain(by_label.map(|one| unmet_requirement(one, labels))).collect()
}

fn unmet_requirement(requirement: &Requirement, labels: &StringMap) -> Unmet {
    let key = &requirement.key;
    let present = labels.get(key);
    let bound = requirement.values.first().and_then(|value| value.parse::<i64>().ok());
    let shifted = |by: i64| bound.and_then(|bound| bound.checked_add(by));
    let change = |value: Option<i64>| value.map_or_else(String::new, |value| format!("{key}={value}"));
    match requirement.operator {
        Operator::Equals | Operator::DoubleEquals | Operator::In => {
            in_values(key, &requirement.values, present)
        }
        Operator::Exists => Unmet {
            words: ["needs a label `", key, "`"].concat(),
            change: [key, "=true"].concat(),
            overwrites: false,
        },
        Operator::NotEquals | Operator::NotIn | Operator::DoesNotExist => {
            let value = present.map(|value| ["=", value].concat()).unwrap_or_default();
            Unmet {
                words: ["avoids nodes with `", key, &value, "`"].concat(),
                change: [key, "-"].concat(),
                overwrites: false,
            }
        }
        Operator::GreaterThan | Operator::LessThan => {
            let is_greater = requirement.operator == Operator::GreaterThan;
            let words = if is_greater { "above" } else { "below" };
            let bound = requirement.values.first().cloned().unwrap_or_default();
            Unmet {
                words: ["needs `", key, "` ", words, " ", &bound].concat(),
                change: change(shifted(if is_greater { 1 } else { -1 })),
                overwrites: present.is_some(),
            }
        }
    }
}

/// A label that must have one of these values.
fn in_values(key: &str, values: &[Rc<str>], present: Option<&Rc<str>>) -> Unmet {
    let words = match (present, values) {
        (Some(present), values) => ["`", key, "=", present, "` is not ", &quoted(values)].concat(),
        (None, [value]) => ["needs `", key, "=", value, "`"].concat(),
        (None, values) => ["needs `", key, "` to be ", &quoted(values)].concat(),
    };
    let change = values.first().map_or_else(String::new, |value| [key, "=", value].concat());
    Unmet { words, change, overwrites: present.is_some() }
}

fn unfixable(words: &str) -> Unmet {
    Unmet { words: words.to_owned(), change: String::new(), overwrites: false }
}

/// `` `a` or `b` ``
fn quoted(values: &[Rc<str>]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| ["`", value, "`"].concat()).collect();
    quoted.join(" or ")
}

/// One command that meets all conditions, if there is one.
fn labels_fix(name: &str, unmet: &[Unmet]) -> Option<Fix> {
    if unmet.is_empty() || unmet.iter().any(|one| one.change.is_empty()) {
        return None;
    }
    let changes: Vec<&str> = unmet.iter().map(|one| one.change.as_str()).collect();
    let changes = changes.join(" ");
    let overwrites = unmet.iter().any(|one| one.overwrites);
    let label = match unmet {
        [one] => match one.change.strip_suffix('-') {
            Some(key) => ["Remove ", key].concat(),
            None if overwrites => ["Set ", &one.change].concat(),
            None => ["Add ", &one.change].concat(),
        },
        _ => ["Label it ", &changes].concat(),
    };
    let flag = if overwrites { " --overwrite" } else { "" };
    Some(Fix { label, command: ["kubectl label node ", name, " ", &changes, flag].concat() })
}

fn taint_words(taint: &Taint) -> String {
    match &*taint.key {
        TAINT_NOT_READY => "the node is not ready".to_owned(),
        TAINT_UNREACHABLE => "the node does not answer".to_owned(),
        _ => ["taint `", &taint.format(), "` is not tolerated"].concat(),
    }
}

/// A controller's taint would come back, so nobody is told to take it away.
fn taint_fix(name: &str, taint: &Taint) -> Option<Fix> {
    if is_automatic(taint) {
        return None;
    }
    let key = &taint.key;
    let effect = taint.effect.as_str();
    Some(Fix {
        label: "Remove the taint".to_owned(),
        command: ["kubectl taint node ", name, " ", key, ":", effect, "-"].concat(),
    })
}

/// Whether a controller puts the taint there and takes it away.
pub(super) fn is_automatic(taint: &Taint) -> bool {
    taint.key.starts_with("node.kubernetes.io/")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::{Value, json};

    use super::*;
    use crate::controller::daemon::template::daemon_pod_spec;

    /// Explains, for the node `n1`, why pods of each spec do not come.
    fn check(labels: &[(&str, &str)], taints: &[&str], specs: &[Value], expected: Expect) {
        let labels: StringMap = labels.iter().copied().collect();
        let taint = |text: &&str| {
            let (pair, effect) = text.split_once(':').expect("a taint has an effect");
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let effect = TaintEffect::parse(effect).expect("an effect");
            Taint { value: value.into(), ..Taint::new(key, effect) }
        };
        let node = Node { taints: taints.iter().map(taint).collect(), ..Node::default() };
        let mut text = String::new();
        for spec in specs {
            let spec = daemon_pod_spec(&PodSpec::from_value(Rc::new(spec.clone())));
            match why_not(&spec, "n1", &labels, &node, false) {
                None => text.push_str("runs\n"),
                Some(why) => {
                    text.push_str(&why.sentence);
                    text.push('\n');
                    if let Some(fix) = why.fix {
                        text.push_str(&format!("  {}: {}\n", fix.label, fix.command));
                    }
                }
            }
        }
        expected.assert_eq(&text);
    }

    fn affinity_of(terms: Value) -> Value {
        json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
            {"nodeSelectorTerms": terms}}}})
    }

    fn expression(key: &str, operator: &str, values: &[&str]) -> Value {
        affinity_of(json!([{"matchExpressions": [{"key": key, "operator": operator, "values": values}]}]))
    }

    #[test]
    fn a_selector_names_the_label_and_the_command_that_sets_it() {
        check(
            &[("nodeType", "core"), ("zone", "a")],
            &[],
            &[
                json!({"nodeSelector": {"zone": "a"}}),
                json!({"nodeSelector": {"disk": "ssd"}}),
                json!({"nodeSelector": {"nodeType": "edge"}}),
                json!({"nodeSelector": {"disk": "ssd", "nodeType": "edge", "zone": "a"}}),
                json!({"nodeName": "n2"}),
            ],
            expect![[r#"
                runs
                No pod here: needs `disk=ssd`
                  Add disk=ssd: kubectl label node n1 disk=ssd
                No pod here: `nodeType=core` is not `edge`
                  Set nodeType=edge: kubectl label node n1 nodeType=edge --overwrite
                No pod here: needs `disk=ssd` and `nodeType=core` is not `edge`
                  Label it disk=ssd nodeType=edge: kubectl label node n1 disk=ssd nodeType=edge --overwrite
                No pod here: the template names the node `n2`
            "#]],
        );
    }

    #[test]
    fn affinity_is_told_by_its_nearest_term() {
        check(
            &[("cores", "4"), ("zone", "a")],
            &[],
            &[
                expression("zone", "In", &["b", "c"]),
                expression("pool", "In", &["b", "c"]),
                expression("zone", "NotIn", &["a"]),
                expression("gpu", "Exists", &[]),
                expression("zone", "DoesNotExist", &[]),
                expression("cores", "Gt", &["8"]),
                expression("cores", "Lt", &["4"]),
                affinity_of(json!([{}])),
                affinity_of(
                    json!([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n2"]}]}]),
                ),
                affinity_of(json!([
                    {"matchExpressions": [{"key": "gpu", "operator": "Exists"}, {"key": "x", "operator": "Exists"}]},
                    {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["b"]}]},
                ])),
            ],
            expect![[r#"
                No pod here: `zone=a` is not `b` or `c`
                  Set zone=b: kubectl label node n1 zone=b --overwrite
                No pod here: needs `pool` to be `b` or `c`
                  Add pool=b: kubectl label node n1 pool=b
                No pod here: avoids nodes with `zone=a`
                  Remove zone: kubectl label node n1 zone-
                No pod here: needs a label `gpu`
                  Add gpu=true: kubectl label node n1 gpu=true
                No pod here: avoids nodes with `zone=a`
                  Remove zone: kubectl label node n1 zone-
                No pod here: needs `cores` above 8
                  Set cores=9: kubectl label node n1 cores=9 --overwrite
                No pod here: needs `cores` below 4
                  Set cores=3: kubectl label node n1 cores=3 --overwrite
                No pod here: a term of its node affinity is empty, so it matches no node
                No pod here: meant for node `n2`
                No pod here: `zone=a` is not `b`
                  Set zone=b: kubectl label node n1 zone=b --overwrite
            "#]],
        );
    }

    #[test]
    fn taints_are_told_after_labels() {
        check(
            &[],
            &["dedicated=gpu:NoSchedule"],
            &[
                json!({}),
                json!({"nodeSelector": {"disk": "ssd"}}),
                json!({"tolerations": [{"operator": "Exists"}]}),
            ],
            expect![[r#"
                No pod here: taint `dedicated=gpu:NoSchedule` is not tolerated
                  Remove the taint: kubectl taint node n1 dedicated:NoSchedule-
                No pod here: needs `disk=ssd`; and taint `dedicated=gpu:NoSchedule` is not tolerated
                  Add disk=ssd: kubectl label node n1 disk=ssd
                runs
            "#]],
        );
        check(
            &[],
            &["node.kubernetes.io/unreachable:NoSchedule"],
            &[json!({})],
            expect![[r#"
            No pod here: the node does not answer
        "#]],
        );
        check(
            &[],
            &["node.kubernetes.io/unschedulable:NoSchedule"],
            &[json!({})],
            expect![[r#"
            runs
        "#]],
        );
        check(
            &[],
            &["a:PreferNoSchedule"],
            &[json!({})],
            expect![[r#"
            runs
        "#]],
        );
    }
}
