//! Rolling updates with surge: the surge tests of `daemon_controller_test.go` and `update_test.go`.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::controller::daemon::tests::bench::{Daemons, image, made, no_schedule, runs, surge, target, web};

fn running(nodes: u32, max: impl Into<Value>, more: Value) -> Daemons {
    let mut daemons = Daemons::with_nodes(nodes);
    let mut manifest = web(json!({}));
    manifest["spec"]["updateStrategy"] = surge(max);
    for (key, value) in more.as_object().unwrap() {
        manifest["spec"][key] = value.clone();
    }
    daemons.run(manifest);
    daemons
}

#[test]
fn new_pods_come_beside_the_old_ones_which_go_once_those_are_ready() {
    let mut daemons = running(5, 2, json!({}));
    assert_eq!(daemons.change(image("web:2")), made(2, 0));
    assert_eq!(daemons.turn_for(60), made(0, 0));
    for expected in [made(2, 2), made(1, 2), made(0, 1), made(0, 0)] {
        daemons.mark_ready(|_| true);
        assert_eq!(daemons.turn(), expected);
    }
    assert!(daemons.pods().iter().all(|pod| runs("web:2")(pod)));
}

#[test]
fn nodes_that_may_not_have_the_new_pod_lose_the_old_one_and_hold_nobody_up() {
    let mut daemons = Daemons::with_nodes(4);
    daemons.node("tainted", &[], &[no_schedule("control-plane")], true);
    let mut manifest = web(json!({"tolerations": [{"key": "control-plane", "operator": "Exists"}]}));
    manifest["spec"]["updateStrategy"] = surge(1);
    daemons.run(manifest);
    assert_eq!(daemons.nodes_with_pods(), "n0 n1 n2 n3 tainted");
    let change = json!({"spec": {"template": {"spec": {"tolerations": null}}}});
    assert_eq!(daemons.change(change), made(1, 1));
    assert!(!daemons.nodes_with_pods().contains("tainted"), "{}", daemons.nodes_with_pods());
    for expected in [made(1, 1), made(1, 1), made(1, 1), made(0, 1), made(0, 0)] {
        daemons.mark_ready(|_| true);
        assert_eq!(daemons.turn(), expected);
    }
}

#[test]
fn old_pods_that_are_not_ready_are_replaced_beyond_the_surge() {
    let mut daemons = running(5, 3, json!({}));
    daemons.mark(false, |_| true);
    daemons.turn();
    daemons.change(image("web:2"));
    daemons.turn_for(5);
    assert!(daemons.pods().iter().all(|pod| runs("web:2")(pod)), "{}", daemons.nodes_with_pods());
    assert_eq!(daemons.nodes_with_pods(), "n0 n1 n2 n3 n4");
}

#[test]
fn of_several_pods_on_a_node_one_stays_under_surge_too() {
    let mut daemons = running(3, 1, json!({}));
    let hash = daemons.current_hash();
    for number in 0..4 {
        daemons.add_pod(&format!("more-{number}"), ("web", "n1", &hash));
    }
    assert_eq!(daemons.turn(), made(0, 4));
    assert_eq!(daemons.nodes_with_pods(), "n0 n1 n2");
}

/// An update on its way: on one node stand the old pod, ready or not, a second old one that came later and is ready, and
/// the new one.
fn crowded(min_ready_seconds: u32, is_old_ready: bool) -> Daemons {
    let mut daemons = running(3, 1, json!({"minReadySeconds": min_ready_seconds}));
    let old_hash = daemons.current_hash();
    daemons.turn_for(60);
    daemons.change(image("web:2"));
    let node = surging_node(&daemons);
    if !is_old_ready {
        daemons.mark(false, |pod| runs("web:1")(pod) && target(pod) == node);
    }
    let extra = daemons.add_pod("extra", ("web", &node, &old_hash));
    daemons.patch(Kind::Pod, "extra", json!({"metadata": {"labels": {"pod-template-generation": "1"}}}));
    daemons.mark_ready(|pod| pod.meta.name == extra.meta.name);
    daemons
}

fn surging_node(daemons: &Daemons) -> String {
    let pods = daemons.pods();
    let hash = daemons.current_hash();
    let is_new = |pod: &&Rc<Object>| pod.meta.labels.get(CONTROLLER_REVISION_HASH) == Some(&hash);
    pods.iter().rev().find(is_new).map(|pod| target(pod)).unwrap()
}

/// The pods on a node: old ones, new ones.
fn pods_on(daemons: &Daemons, node: &str) -> (usize, usize) {
    let hash = daemons.current_hash();
    let pods = daemons.pods();
    let here = || pods.iter().filter(|pod| target(pod) == node && !pod.meta.is_terminating());
    let is_new = |pod: &&Rc<Object>| pod.meta.labels.get(CONTROLLER_REVISION_HASH) == Some(&hash);
    (here().filter(|pod| !is_new(pod)).count(), here().filter(is_new).count())
}

#[test]
fn the_oldest_ready_pod_stays_beside_the_new_one_and_others_go() {
    let mut daemons = crowded(0, true);
    let node = surging_node(&daemons);
    assert_eq!(pods_on(&daemons, &node), (2, 1));
    assert_eq!(daemons.turn(), made(0, 1));
    assert_eq!(pods_on(&daemons, &node), (1, 1));
    assert!(daemons.pods().iter().all(|pod| *pod.meta.name != *"extra"));
}

#[test]
fn an_oldest_pod_that_is_not_ready_goes_though_the_new_one_is_not_either() {
    let mut daemons = crowded(0, false);
    let node = surging_node(&daemons);
    daemons.turn();
    assert_eq!(pods_on(&daemons, &node), (0, 1));
}

#[test]
fn a_ready_old_pod_waits_until_the_new_one_has_been_ready_for_long_enough() {
    let mut daemons = crowded(15, true);
    let node = surging_node(&daemons);
    daemons.mark_ready(|pod| target(pod) == node);
    daemons.turn_for(10);
    assert_eq!(pods_on(&daemons, &node), (1, 1));
    daemons.turn_for(10);
    assert_eq!(pods_on(&daemons, &node), (0, 1));
    assert_ne!(surging_node(&daemons), node, "the next node's turn");
}

#[test]
fn a_node_whose_old_pod_was_deleted_gets_its_pod_beyond_the_surge() {
    let mut daemons = running(5, 1, json!({}));
    assert_eq!(daemons.change(image("web:2")), made(1, 0));
    let old = daemons.pods().into_iter().find(|pod| {
        runs("web:1")(pod) && daemons.pods().iter().filter(|other| target(other) == target(pod)).count() == 1
    });
    let old = old.unwrap();
    daemons.bench.api.bind("default", &old.meta.name, &target(&old).as_str().into()).unwrap();
    daemons.delete(Kind::Pod, &old.meta.name);
    assert_eq!(daemons.turn(), made(1, 0));
}
