//! Which nodes get a pod, keep it, lose it: the placement tests of `daemon_controller_test.go`.

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::pod_spec::PodSpec;
use crate::api::scheduling::{Taint, TaintEffect};
use crate::controller::daemon::tests::bench::{Daemons, made, no_schedule, strategies, web};

/// Nodes with and without the label `pool=a`, and what the DaemonSet asks for: who gets a pod.
fn check(spec: Value, expected: &str) {
    for strategy in strategies() {
        let mut daemons = Daemons::with_nodes(2);
        for name in ["a0", "a1", "a2"] {
            daemons.node(name, &[("pool", "a")], &[], true);
        }
        let mut manifest = web(spec.clone());
        manifest["spec"]["updateStrategy"] = strategy;
        daemons.create(&manifest);
        daemons.turn();
        assert_eq!(daemons.nodes_with_pods(), expected, "{spec}");
    }
}

fn required(requirement: Value) -> Value {
    let terms = json!([{"matchExpressions": [requirement]}]);
    json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}})
}

#[test]
fn selector_name_and_affinity_choose_nodes() {
    check(json!({}), "a0 a1 a2 n0 n1");
    check(json!({"nodeSelector": {"pool": "a"}}), "a0 a1 a2");
    check(json!({"nodeSelector": {"pool": "b"}}), "");
    check(json!({"nodeName": "n0"}), "n0");
    check(json!({"nodeName": "n9"}), "");
    check(json!({"nodeName": "a1", "nodeSelector": {"pool": "a"}}), "a1");
    check(json!({"nodeName": "n0", "nodeSelector": {"pool": "a"}}), "");
    check(required(json!({"key": "pool", "operator": "In", "values": ["a"]})), "a0 a1 a2");
    check(required(json!({"key": "pool", "operator": "NotIn", "values": ["a"]})), "n0 n1");
}

#[test]
fn nodes_that_stop_matching_lose_their_pods_and_others_get_theirs() {
    for strategy in strategies() {
        let mut daemons = Daemons::with_nodes(2);
        daemons.node("a0", &[("pool", "a")], &[], true);
        let mut manifest = web(json!({"nodeSelector": {"pool": "a"}}));
        manifest["spec"]["updateStrategy"] = strategy;
        daemons.create(&manifest);
        daemons.turn();
        let hash = daemons.current_hash();
        // One too many where there may be one, two where there may be none.
        daemons.add_pod("more", ("web", "a0", &hash));
        daemons.add_pod("stray-0", ("web", "n0", &hash));
        daemons.add_pod("stray-1", ("web", "n0", &hash));
        assert_eq!(daemons.turn(), made(0, 3));
        daemons.patch(Kind::Node, "a0", json!({"metadata": {"labels": {"pool": "b"}}}));
        daemons.patch(Kind::Node, "n1", json!({"metadata": {"labels": {"pool": "a"}}}));
        assert_eq!(daemons.turn(), made(1, 1));
        assert_eq!(daemons.nodes_with_pods(), "n1");
    }
}

#[test]
fn what_a_node_is_short_of_is_not_the_controllers_business() {
    let mut daemons = Daemons::with_nodes(0);
    daemons.node("silent", &[], &[], false);
    daemons.node("ready", &[], &[], true);
    // Both ask for more than there is, and for the same port of their hosts.
    let container = json!({
        "name": "main", "image": "web:1", "resources": {"requests": {"cpu": "100", "memory": "1Ti"}},
        "ports": [{"containerPort": 80, "hostPort": 80}],
    });
    daemons.create(&web(json!({"containers": [container]})));
    let mut other = web(json!({"containers": [container]}));
    other["metadata"]["name"] = "other".into();
    other["spec"]["selector"]["matchLabels"]["app"] = "other".into();
    other["spec"]["template"]["metadata"]["labels"]["app"] = "other".into();
    daemons.create(&other);
    assert_eq!(daemons.turn(), made(4, 0));
    assert_eq!(daemons.turn_for(60), made(0, 0), "and nobody is deleted for it");
}

#[test]
fn taints_of_conditions_are_tolerated() {
    let effects = [TaintEffect::NoSchedule, TaintEffect::NoExecute];
    for (key, effect) in [
        ("node.kubernetes.io/not-ready", effects[1]),
        ("node.kubernetes.io/unreachable", effects[1]),
        ("node.kubernetes.io/disk-pressure", effects[0]),
        ("node.kubernetes.io/memory-pressure", effects[0]),
        ("node.kubernetes.io/pid-pressure", effects[0]),
        ("node.kubernetes.io/unschedulable", effects[0]),
    ] {
        let mut daemons = Daemons::with_nodes(0);
        daemons.node("n0", &[], &[Taint::new(key, effect)], false);
        daemons.create(&web(json!({})));
        assert_eq!(daemons.turn(), made(1, 0), "{key}");
    }
    // A missing network is, where the pod needs none.
    for (host_network, expected) in [(false, 0), (true, 1)] {
        let mut daemons = Daemons::with_nodes(0);
        daemons.node("n0", &[], &[no_schedule("node.kubernetes.io/network-unavailable")], true);
        daemons.create(&web(json!({"hostNetwork": host_network})));
        assert_eq!(daemons.turn(), made(expected, 0), "host network: {host_network}");
    }
}

#[test]
fn other_taints_keep_pods_away_and_some_move_them() {
    for strategy in strategies() {
        let mut manifest = web(json!({}));
        manifest["spec"]["updateStrategy"] = strategy;
        let mut daemons = Daemons::with_nodes(1);
        daemons.node("tainted", &[], &[no_schedule("dedicated")], true);
        daemons.create(&manifest);
        daemons.turn();
        assert_eq!(daemons.nodes_with_pods(), "n0");
        // A node wakes those whose pods are on it, not those whose pods are to come.
        daemons.bind_all();
        let taint = |effect: &str| json!({"spec": {"taints": [{"key": "dedicated", "effect": effect}]}});
        daemons.patch(Kind::Node, "n0", taint("NoSchedule"));
        assert_eq!(daemons.turn(), made(0, 0), "a running pod may stay");
        daemons.patch(Kind::Node, "n0", taint("NoExecute"));
        assert_eq!(daemons.turn(), made(0, 1));
        let tolerations = json!([{"key": "dedicated", "operator": "Exists"}]);
        let made_now = daemons.change(json!({"spec": {"template": {"spec": {"tolerations": tolerations}}}}));
        // The old pod on n0 is on its way out and holds it.
        assert_eq!(made_now, made(1, 0));
        assert_eq!(daemons.nodes_with_pods(), "tainted");
    }
}

#[test]
fn a_pod_is_pinned_to_its_node_in_place_of_what_its_template_required() {
    let term = |key: &str| json!({"matchExpressions": [{"key": key, "operator": "Exists"}]});
    let pinned = json!([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n0"]}]}]);
    let prefers = json!([{"weight": 1, "preference": term("fast")}]);
    for (affinity, expected) in [
        (
            json!({}),
            json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": pinned}}}),
        ),
        (
            json!({"nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term("a"), term("b")]},
                "preferredDuringSchedulingIgnoredDuringExecution": prefers}}),
            json!({"nodeAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": prefers,
                "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": pinned}}}),
        ),
    ] {
        let mut daemons = Daemons::with_nodes(0);
        daemons.node("n0", &[("a", ""), ("b", "")], &[], true);
        daemons.create(&web(json!({"affinity": affinity})));
        daemons.turn();
        assert_eq!(daemons.pod_on("n0").to_value()["spec"]["affinity"], expected);
    }
}

#[test]
fn a_pods_target_is_the_node_it_is_bound_to_or_pinned_to() {
    let target = |spec: Value| {
        let pod =
            crate::api::pod::Pod::new(std::rc::Rc::new(PodSpec::from_value(std::rc::Rc::new(spec))), None);
        pod.target_node_name().map(|name| name.to_string())
    };
    let terms = |terms: Value| json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}});
    let named =
        |names: Value| json!({"matchFields": [{"key": "metadata.name", "operator": "In", "values": names}]});
    assert_eq!(target(json!({"nodeName": "n0"})).as_deref(), Some("n0"));
    assert_eq!(target(terms(json!([named(json!(["n1"]))]))).as_deref(), Some("n1"));
    // Of several terms the one that names a node counts.
    let label = json!({"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]});
    assert_eq!(target(terms(json!([label, named(json!(["n2"]))]))).as_deref(), Some("n2"));
    assert_eq!(target(terms(json!([label]))), None);
    assert_eq!(target(json!({})), None);
}
