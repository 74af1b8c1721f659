//! Every rule on whether a DaemonSet has a pod on a node, with its verdict: what `why_not` says in a sentence, in full.
//!
//! Invariant: all rules that count pass exactly where the controller's `obstacle` finds none; a test says so.

use crate::api::node::Node;
use crate::api::pod_spec::PodSpec;
use crate::api::scheduling::{NodeSelectorTerm, Taint, TaintEffect, Toleration};
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::selector::{Operator, Requirement};
use crate::controller::daemon::placement::Placement;
use crate::playground::view::explain::{Outcome, RuleView, Verdict};

/// A node as rules look at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'a> {
    pub name: &'a str,
    pub labels: &'a StringMap,
    pub node: &'a Node,
}

/// All rules for pods of this spec, in the order in which the controller asks them. `authored` are the tolerations that
/// the template itself has; the spec has the automatic ones as well.
pub(super) fn rules(spec: &PodSpec, authored: &[Toleration], at: Candidate<'_>) -> Vec<RuleView> {
    let mut rules = Vec::new();
    if !spec.node_name.is_empty() {
        let passes = *spec.node_name == *at.name;
        rules.push(RuleView {
            verdict: verdict(passes),
            kind: "nodeName",
            asks: spec.node_name.to_string(),
            because: if passes { "it is this node".into() } else { "it is another node".into() },
            automatic: false,
        });
    }
    rules.extend(spec.node_selector.iter().map(|(key, value)| selector_rule(key, value, at.labels)));
    affinity_rules(spec, at, &mut rules);
    if rules.is_empty() {
        rules.push(RuleView {
            verdict: Verdict::Passes,
            kind: "nodeSelector",
            asks: "none".into(),
            because: "the template asks nothing of a node's labels, so every node will do".into(),
            automatic: false,
        });
    }
    rules.extend(at.node.taints.iter().map(|taint| taint_rule(taint, spec, authored)));
    if !at.node.is_ready() {
        let because = "the DaemonSet controller looks at taints only, not at the Ready condition";
        rules.push(ignored("Ready", "False or Unknown", because));
    }
    if at.node.unschedulable {
        let because =
            "a cordoned node takes DaemonSet pods all the same: only its taint counts, and they tolerate it";
        rules.push(ignored("cordon", "spec.unschedulable", because));
    }
    rules
}

/// What the controller makes of the node.
pub(super) fn outcome(placement: Placement, has_pod: bool) -> Outcome {
    match (placement.should_run, has_pod, placement.should_continue_running) {
        (true, true, _) => Outcome::Runs,
        (true, false, _) => Outcome::Missing,
        (false, true, true) => Outcome::Stays,
        (false, true, false) => Outcome::Leaves,
        (false, false, _) => Outcome::Absent,
    }
}

fn verdict(passes: bool) -> Verdict {
    if passes { Verdict::Passes } else { Verdict::Fails }
}

fn ignored(kind: &'static str, asks: &str, because: &str) -> RuleView {
    RuleView {
        verdict: Verdict::Ignored,
        kind,
        asks: asks.to_owned(),
        because: because.to_owned(),
        automatic: false,
    }
}

fn selector_rule(key: &str, value: &str, labels: &StringMap) -> RuleView {
    let present = labels.get(key);
    let passes = present.is_some_and(|present| **present == *value);
    let because = match present {
        Some(_) if passes => "the node has it".to_owned(),
        Some(present) => ["the node has `", key, "=", present, "`"].concat(),
        None => "the node has no such label".to_owned(),
    };
    RuleView {
        verdict: verdict(passes),
        kind: "nodeSelector",
        asks: [key, "=", value].concat(),
        because,
        automatic: false,
    }
}

fn affinity_rules(spec: &PodSpec, at: Candidate<'_>, rules: &mut Vec<RuleView>) {
    let Some(affinity) = &spec.required_node_affinity else { return };
    if affinity.terms.is_empty() {
        rules.push(RuleView {
            verdict: Verdict::Fails,
            kind: "nodeAffinity",
            asks: "no term".into(),
            because: "an affinity without terms matches no node".into(),
            automatic: false,
        });
    }
    let any = affinity.matches(at.name, at.labels);
    for term in &affinity.terms {
        let passes = term.matches(at.name, at.labels);
        // One term is enough, so another one that does not match does no harm.
        let verdict = match (passes, any) {
            (true, _) => Verdict::Passes,
            (false, true) => Verdict::Ignored,
            (false, false) => Verdict::Fails,
        };
        let because = match verdict {
            Verdict::Passes => "all of it holds".to_owned(),
            Verdict::Ignored => "it does not hold, but another term does, and one is enough".to_owned(),
            Verdict::Fails => unmet(term, at),
        };
        rules.push(RuleView { verdict, kind: "nodeAffinity", asks: asks(term), because, automatic: false });
    }
}

fn asks(term: &NodeSelectorTerm) -> String {
    let parts: Vec<String> =
        term.match_fields.iter().chain(&term.match_expressions).map(requirement_text).collect();
    if parts.is_empty() { "an empty term".to_owned() } else { parts.join(" and ") }
}

/// `zone in (a, b)`
pub(super) fn requirement_text(requirement: &Requirement) -> String {
    let key = &*requirement.key;
    let values: Vec<&str> = requirement.values.iter().map(|value| &**value).collect();
    let values = values.join(", ");
    match requirement.operator {
        Operator::In | Operator::Equals | Operator::DoubleEquals => [key, " in (", &values, ")"].concat(),
        Operator::NotIn | Operator::NotEquals => [key, " not in (", &values, ")"].concat(),
        Operator::Exists => [key, " exists"].concat(),
        Operator::DoesNotExist => [key, " does not exist"].concat(),
        Operator::GreaterThan => [key, " > ", &values].concat(),
        Operator::LessThan => [key, " < ", &values].concat(),
    }
}

fn unmet(term: &NodeSelectorTerm, at: Candidate<'_>) -> String {
    if term.match_expressions.is_empty() && term.match_fields.is_empty() {
        return "an empty term matches no node".to_owned();
    }
    let fields = term.match_fields.iter().filter(|one| !one.matches_value(Some(at.name)));
    let labels = term.match_expressions.iter().filter(|one| !one.matches(at.labels));
    let name_of = |_: &Requirement| ["the node is called `", at.name, "`"].concat();
    let label_of = |one: &Requirement| match at.labels.get(&one.key) {
        Some(value) => ["the node has `", &one.key, "=", value, "`"].concat(),
        None => ["the node has no label `", &one.key, "`"].concat(),
    };
    let parts: Vec<String> = fields.map(name_of).chain(labels.map(label_of)).collect();
    parts.join("; ")
}

fn taint_rule(taint: &Taint, spec: &PodSpec, authored: &[Toleration]) -> RuleView {
    let rule = |verdict, because: String, automatic| RuleView {
        verdict,
        kind: "taint",
        asks: taint.format(),
        because,
        automatic,
    };
    if let Some(toleration) = authored.iter().find(|one| one.tolerates(taint)) {
        let because = ["the template tolerates ", &toleration_text(toleration)].concat();
        return rule(Verdict::Passes, because, false);
    }
    if let Some(toleration) = spec.tolerations.iter().find(|one| one.tolerates(taint)) {
        let because = ["every DaemonSet pod tolerates ", &toleration_text(toleration)].concat();
        return rule(Verdict::Passes, because, true);
    }
    let because = match taint.effect {
        TaintEffect::PreferNoSchedule => {
            let because = "`PreferNoSchedule` is a wish, which the DaemonSet controller passes over";
            return rule(Verdict::Ignored, because.to_owned(), false);
        }
        TaintEffect::NoSchedule => "no toleration covers it: new pods stay away, running ones may stay",
        TaintEffect::NoExecute => "no toleration covers it: new pods stay away, running ones have to go",
    };
    rule(Verdict::Fails, because.to_owned(), false)
}

/// `` `dedicated:NoSchedule` ``, `` everything with `NoExecute` ``
fn toleration_text(toleration: &Toleration) -> String {
    let effect = toleration.effect.map(TaintEffect::as_str);
    if toleration.key.is_empty() {
        return match effect {
            Some(effect) => ["everything with `", effect, "`"].concat(),
            None => "everything".to_owned(),
        };
    }
    let value = if toleration.exists { String::new() } else { ["=", &toleration.value].concat() };
    let effect = effect.map(|effect| [":", effect].concat()).unwrap_or_default();
    ["`", &toleration.key, &value, &effect, "`"].concat()
}

/// What decides, in a word or two: the first rule that fails.
pub(super) fn decisive(rules: &[RuleView]) -> String {
    let Some(rule) = rules.iter().find(|rule| rule.verdict == Verdict::Fails) else { return String::new() };
    match rule.kind {
        "taint" => ["taint ", rule.asks.split([':', '=']).next().unwrap_or_default()].concat(),
        "nodeSelector" => rule.asks.clone(),
        kind => kind.to_owned(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::rc::Rc;

    use expect_test::{Expect, expect};
    use serde_json::{Value, json};

    use super::*;
    use crate::controller::daemon::placement::obstacle;
    use crate::controller::daemon::template::daemon_pod_spec;

    /// The rules for the node `n1`, and that they agree with the controller.
    fn check(labels: &[(&str, &str)], taints: &[&str], spec: Value, expected: Expect) {
        let labels: StringMap = labels.iter().copied().collect();
        let taint = |text: &&str| {
            let (pair, effect) = text.split_once(':').expect("a taint has an effect");
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            Taint { value: value.into(), ..Taint::new(key, TaintEffect::parse(effect).expect("an effect")) }
        };
        let node = Node { taints: taints.iter().map(taint).collect(), ..Node::default() };
        let authored = PodSpec::from_value(Rc::new(spec));
        let spec = daemon_pod_spec(&authored);
        let at = Candidate { name: "n1", labels: &labels, node: &node };
        let rules = rules(&spec, &authored.tolerations, at);
        let passes = rules.iter().all(|rule| rule.verdict != Verdict::Fails);
        assert_eq!(passes, obstacle(&spec, "n1", &labels, &node).is_none(), "{rules:?}");
        let line = |rule: &RuleView| {
            let mark = if rule.automatic { " (automatic)" } else { "" };
            format!("{:?} {} {}: {}{mark}\n", rule.verdict, rule.kind, rule.asks, rule.because)
        };
        expected.assert_eq(&rules.iter().filter(|rule| rule.kind != "Ready").map(line).collect::<String>());
    }

    fn affinity(terms: Value) -> Value {
        json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
            {"nodeSelectorTerms": terms}}}})
    }

    #[test]
    fn every_label_rule_has_its_verdict() {
        check(
            &[],
            &[],
            json!({}),
            expect![[r#"
            Passes nodeSelector none: the template asks nothing of a node's labels, so every node will do
        "#]],
        );
        check(
            &[("nodeType", "core"), ("zone", "a")],
            &[],
            json!({"nodeName": "n2", "nodeSelector": {"disk": "ssd", "nodeType": "edge", "zone": "a"}}),
            expect![[r#"
                Fails nodeName n2: it is another node
                Fails nodeSelector disk=ssd: the node has no such label
                Fails nodeSelector nodeType=edge: the node has `nodeType=core`
                Passes nodeSelector zone=a: the node has it
            "#]],
        );
    }

    #[test]
    fn one_affinity_term_is_enough() {
        let zone =
            |value: &str| json!({"matchExpressions": [{"key": "zone", "operator": "In", "values": [value]}]});
        let labels = [("zone", "a"), ("cores", "4")];
        check(
            &labels,
            &[],
            affinity(json!([zone("b"), zone("a")])),
            expect![[r#"
            Ignored nodeAffinity zone in (b): it does not hold, but another term does, and one is enough
            Passes nodeAffinity zone in (a): all of it holds
        "#]],
        );
        let name = json!({"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n2"]}]});
        let cores = json!({"matchExpressions": [
            {"key": "cores", "operator": "Gt", "values": ["8"]}, {"key": "gpu", "operator": "Exists"}]});
        check(
            &labels,
            &[],
            affinity(json!([zone("b"), name, cores, {}])),
            expect![[r#"
            Fails nodeAffinity zone in (b): the node has `zone=a`
            Fails nodeAffinity metadata.name in (n2): the node is called `n1`
            Fails nodeAffinity cores > 8 and gpu exists: the node has `cores=4`; the node has no label `gpu`
            Fails nodeAffinity an empty term: an empty term matches no node
        "#]],
        );
        check(
            &labels,
            &[],
            affinity(json!([])),
            expect![[r#"
            Fails nodeAffinity no term: an affinity without terms matches no node
        "#]],
        );
    }

    #[test]
    fn each_taint_names_the_toleration_that_covers_it() {
        check(
            &[],
            &[
                "node.kubernetes.io/unschedulable:NoSchedule",
                "node.kubernetes.io/not-ready:NoExecute",
                "dedicated=gpu:NoSchedule",
                "drain:NoExecute",
                "slow:PreferNoSchedule",
                "own=x:NoSchedule",
            ],
            json!({"tolerations": [{"key": "own", "value": "x"}]}),
            expect![[r#"
                Passes nodeSelector none: the template asks nothing of a node's labels, so every node will do
                Passes taint node.kubernetes.io/unschedulable:NoSchedule: every DaemonSet pod tolerates `node.kubernetes.io/unschedulable:NoSchedule` (automatic)
                Passes taint node.kubernetes.io/not-ready:NoExecute: every DaemonSet pod tolerates `node.kubernetes.io/not-ready:NoExecute` (automatic)
                Fails taint dedicated=gpu:NoSchedule: no toleration covers it: new pods stay away, running ones may stay
                Fails taint drain:NoExecute: no toleration covers it: new pods stay away, running ones have to go
                Ignored taint slow:PreferNoSchedule: `PreferNoSchedule` is a wish, which the DaemonSet controller passes over
                Passes taint own=x:NoSchedule: the template tolerates `own=x`
            "#]],
        );
        check(
            &[],
            &["a=b:NoExecute"],
            json!({"tolerations": [{"operator": "Exists"}]}),
            expect![[r#"
            Passes nodeSelector none: the template asks nothing of a node's labels, so every node will do
            Passes taint a=b:NoExecute: the template tolerates everything
        "#]],
        );
    }
}
