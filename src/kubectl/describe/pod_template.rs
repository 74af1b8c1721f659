//! A pod template, as `describe` shows it inside of its owner and `rollout history` alone.
//!
//! Upstream: `k8s.io/kubectl/pkg/describe/describe.go` (`DescribePodTemplate`).

use serde_json::Value;

use crate::api::fields::Fields;
use crate::apimachinery::selector::Selector;
use crate::kubectl::describe::containers::{Containers, describe_containers};
use crate::kubectl::describe::text::{annotations, labels, tolerations};
use crate::kubectl::describe::volumes::describe_volumes;
use crate::kubectl::output::prefix_writer::PrefixWriter;
use crate::kubectl::printers::cells::selector_text;

/// `Pod Template:` and all that stands below it.
pub fn describe_pod_template(w: &mut PrefixWriter, template: &Value) {
    w.line(0, "Pod Template:");
    let (metadata, spec) = (template.at("metadata"), template.at("spec"));
    labels(w, "  Labels", metadata, "labels");
    if !metadata.map("annotations").is_empty() {
        annotations(w, "  Annotations", metadata);
    }
    if !spec.text("serviceAccountName").is_empty() {
        w.field(1, "Service Account:", spec.text("serviceAccountName"));
    }
    for (label, field) in [("Init Containers", "initContainers"), ("Containers", "containers")] {
        let containers = spec.items(field);
        if field == "containers" || !containers.is_empty() {
            describe_containers(w, &Containers { label, containers, indent: "  ", ..Containers::default() });
        }
    }
    describe_volumes(w, spec.items("volumes"), "  ");
    describe_spread(w, spec, "  ");
    if !spec.text("priorityClassName").is_empty() {
        w.field(1, "Priority Class Name:", spec.text("priorityClassName"));
    }
    labels(w, "  Node-Selectors", spec, "nodeSelector");
    tolerations(w, "  Tolerations", spec);
    describe_scheduling_group(w, spec, "  ");
}

/// The topology spread constraints of a pod spec, by key; nothing where there are none.
pub fn describe_spread(w: &mut PrefixWriter, spec: &Value, indent: &str) {
    let mut constraints: Vec<&Value> = spec.items("topologySpreadConstraints").iter().collect();
    constraints.sort_by_key(|constraint| constraint.text("topologyKey"));
    let mut start = format!("{indent}Topology Spread Constraints:\t");
    for constraint in constraints {
        let mut line = format!(
            "{}:{} when max skew {} is exceeded",
            constraint.text("topologyKey"),
            constraint.text("whenUnsatisfiable"),
            constraint.int("maxSkew")
        );
        if let Some(selector) = constraint.set("labelSelector") {
            let selector = Selector::from_label_selector(Some(selector));
            line.push_str(&format!(" for selector {}", selector_text(&selector)));
        }
        w.line(0, &format!("{start}{line}"));
        start = format!("{indent}\t");
    }
}

/// The scheduling group of a pod spec; nothing where there is none.
pub fn describe_scheduling_group(w: &mut PrefixWriter, spec: &Value, indent: &str) {
    if let Some(group) = spec.set("schedulingGroup") {
        w.line(0, &format!("{indent}SchedulingGroup:"));
        w.field(1, "PodGroupName:", group.text("podGroupName"));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    fn check(template: Value, expected: Expect) {
        let mut w = PrefixWriter::new();
        describe_pod_template(&mut w, &template);
        expected.assert_eq(&w.into_text());
    }

    #[test]
    fn a_small_template_says_none_for_what_it_lacks() {
        let template = json!({"metadata": {"labels": {"app": "nginx", "tier": "edge"}}, "spec": {
            "containers": [{"name": "nginx", "image": "nginx:1", "ports": [{"containerPort": 80, "protocol": "TCP"}]}],
            "nodeSelector": {"nodeType": "edge"},
        }});
        check(
            template,
            expect![[r#"
                Pod Template:
                  Labels:	app=nginx
                	tier=edge
                  Containers:
                   nginx:
                    Image:	nginx:1
                    Port:	80/TCP
                    Host Port:	0/TCP
                    Environment:	<none>
                    Mounts:	<none>
                  Volumes:	<none>
                  Node-Selectors:	nodeType=edge
                  Tolerations:	<none>
            "#]],
        );
    }

    #[test]
    fn scheduling_rules_and_annotations_are_told() {
        let long = "x".repeat(150);
        let template = json!({"metadata": {"annotations": {"a": "1", "lines": "one\ntwo\n", "long": long}}, "spec": {
            "serviceAccountName": "sa",
            "containers": [],
            "topologySpreadConstraints": [
                {"topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 1,
                 "labelSelector": {"matchLabels": {"app": "x"}}},
                {"topologyKey": "host", "whenUnsatisfiable": "ScheduleAnyway", "maxSkew": 2},
            ],
            "priorityClassName": "high",
            "tolerations": [
                {"operator": "Exists"},
                {"key": "k", "value": "v", "effect": "NoExecute", "tolerationSeconds": 60},
                {"key": "a", "operator": "Exists", "effect": "NoSchedule"},
            ],
        }});
        check(
            template,
            expect![[r#"
                Pod Template:
                  Labels:	<none>
                  Annotations:	a: 1
                	lines:
                	  one
                	  two
                	long:
                	  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
                  Service Account:	sa
                  Containers: <none>
                  Volumes:	<none>
                  Topology Spread Constraints:	host:ScheduleAnyway when max skew 2 is exceeded
                  	zone:DoNotSchedule when max skew 1 is exceeded for selector app=x
                  Priority Class Name:	high
                  Node-Selectors:	<none>
                  Tolerations:	op=Exists
                	a:NoSchedule op=Exists
                	k=v:NoExecute for 60s
            "#]],
        );
    }
}
