//! Rolling updates without surge: `update_test.go`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::api::daemon_set::{IntOrPercent, UpdateStrategy};
use crate::api::kind::Kind;
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::controller::daemon::rolling_update::Budget;
use crate::controller::daemon::tests::bench::{Daemons, image, made, runs, surge, target, unavailable, web};

/// A DaemonSet whose pods are ready on so many nodes.
fn running(nodes: u32, strategy: Value) -> Daemons {
    let mut daemons = Daemons::with_nodes(nodes);
    let mut manifest = web(json!({}));
    manifest["spec"]["updateStrategy"] = strategy;
    daemons.run(manifest);
    daemons
}

fn ready(daemons: &Daemons) -> BTreeSet<String> {
    let pods = daemons.pods();
    pods.iter().filter(|pod| pod.as_pod().unwrap().is_ready()).map(|pod| pod.meta.name.to_string()).collect()
}

#[test]
fn an_update_takes_as_many_as_may_be_unavailable() {
    let mut daemons = running(5, unavailable(2));
    assert_eq!(daemons.change(image("web:2")), made(2, 2));
    for expected in [2, 1, 0] {
        daemons.mark_ready(|_| true);
        assert_eq!(daemons.turn(), made(expected, expected));
    }
}

#[test]
fn an_update_waits_for_new_pods_that_are_not_ready() {
    let mut daemons = running(5, unavailable(3));
    assert_eq!(daemons.change(image("web:2")), made(3, 3));
    assert_eq!(daemons.turn_for(600), made(0, 0));
}

#[test]
fn another_update_takes_those_that_are_not_ready_and_no_more() {
    let mut daemons = running(5, unavailable(2));
    daemons.change(image("web:2"));
    let before = ready(&daemons);
    assert_eq!(daemons.change(image("web:3")), made(2, 2));
    assert_eq!(daemons.turn_for(60), made(0, 0));
    assert_eq!(ready(&daemons), before);
    assert_eq!(before.len(), 3);
}

#[test]
fn healthy_old_pods_are_saved_whatever_comes_after() {
    let mut daemons = running(20, unavailable(10));
    assert_eq!(daemons.change(image("web:2")), made(10, 10));
    let before = ready(&daemons);
    for (number, max) in [3, 0, 9, 5, 1, 10].into_iter().enumerate() {
        // A budget of nothing is refused with a surge of nothing; a percentage of it rounds up to one.
        let max: Value = if max == 0 { "1%".into() } else { max.into() };
        let mut change = image(&format!("web:more-{number}"));
        change["spec"]["updateStrategy"] = unavailable(max);
        assert_eq!(daemons.change(change), made(10, 10), "round {number}");
        assert_eq!(ready(&daemons), before, "round {number}");
    }
    let mut change = image("web:last");
    change["spec"]["updateStrategy"] = unavailable(11);
    assert_eq!(daemons.change(change), made(11, 11));
    assert_eq!(ready(&daemons).len(), 9);
}

#[test]
fn old_pods_that_are_not_ready_are_replaced_beyond_the_budget() {
    let mut daemons = running(5, unavailable(3));
    daemons.mark(false, |_| true);
    daemons.turn();
    assert_eq!(daemons.change(image("web:2")), made(5, 5));
    assert_eq!(daemons.turn_for(60), made(0, 0));
}

#[test]
fn old_pods_that_are_not_ready_come_before_new_ones_that_are_not() {
    // Ten nodes of which four may be unavailable: seven new pods are not, one old pod is not, two old ones are.
    let mut daemons = running(10, unavailable(4));
    let old_hash = daemons.current_hash();
    daemons.change(image("web:2"));
    for _ in 0..3 {
        daemons.mark_ready(|_| true);
        daemons.turn();
    }
    let new_hash = daemons.current_hash();
    assert_ne!(old_hash, new_hash);
    let mut unready_old = String::new();
    for (number, pod) in daemons.pods().iter().enumerate() {
        if number < 3 {
            let label = json!({"metadata": {"labels": {CONTROLLER_REVISION_HASH: &*old_hash, "pod-template-generation": "1"}}});
            daemons.patch(Kind::Pod, &pod.meta.name, label);
        }
        if number >= 2 {
            let name = pod.meta.name.clone();
            daemons.mark(false, |pod| pod.meta.name == name);
        }
        if number == 2 {
            unready_old = pod.meta.name.to_string();
        }
    }
    assert_eq!(daemons.turn(), made(1, 1));
    assert!(daemons.pods().iter().all(|pod| *pod.meta.name != *unready_old));
    assert_eq!(daemons.turn_for(60), made(0, 0));
    assert_eq!(ready(&daemons).len(), 2);
}

#[test]
fn a_strategy_that_changes_moves_no_pod() {
    let mut daemons = running(5, unavailable(1));
    assert_eq!(daemons.change(json!({"spec": {"updateStrategy": unavailable(3)}})), made(0, 0));
    assert_eq!(daemons.change(json!({"spec": {"updateStrategy": surge(3)}})), made(0, 0));
}

#[test]
fn budgets_are_counted_over_the_desired_nodes() {
    for (strategy, desired, expected) in [
        (unavailable("1%"), 0, (0, 0)),
        (unavailable(1), 2, (0, 1)),
        (unavailable("50%"), 2, (0, 1)),
        (surge("50%"), 2, (1, 0)),
        (surge("100%"), 2, (2, 0)),
        (unavailable("50%"), 3, (0, 2)),
        (unavailable("1%"), 50, (0, 1)),
        (json!({"type": "OnDelete"}), 5, (0, 0)),
    ] {
        let mut daemons = Daemons::with_nodes(0);
        let mut manifest = web(json!({}));
        manifest["spec"]["updateStrategy"] = strategy.clone();
        daemons.create(&manifest);
        let object = daemons.daemon_set("web");
        let budget = Budget::of(object.as_daemon_set().unwrap().spec.update_strategy, desired);
        assert_eq!((budget.max_surge, budget.max_unavailable), expected, "{strategy} of {desired}");
    }
    // Validation refuses what allows nothing; an object from before it was so allows one.
    let nothing = |count: i64| UpdateStrategy::RollingUpdate {
        max_unavailable: IntOrPercent::Int(count),
        max_surge: IntOrPercent::Int(0),
    };
    assert_eq!(Budget::of(nothing(0), 2), Budget { max_surge: 0, max_unavailable: 1 });
    assert_eq!(Budget::of(nothing(0), 0), Budget { max_surge: 0, max_unavailable: 0 });
}

#[test]
fn a_pod_is_up_to_date_by_its_hash_or_by_its_templates_generation() {
    let mut daemons = running(3, unavailable(3));
    daemons.patch(Kind::DaemonSet, "web", image("web:2"));
    // Labels as the new template's pods have them, each on a pod of the old one.
    let generation = json!({"metadata": {"labels": {"pod-template-generation": "2"}}});
    daemons.patch(Kind::Pod, &daemons.pod_on("n0").meta.name.clone(), generation);
    daemons.turn();
    assert_eq!(
        daemons.pods().iter().filter(|pod| runs("web:1")(pod)).map(|pod| target(pod)).collect::<Vec<_>>(),
        ["n0"]
    );
    let old = daemons.pod_on("n0").meta.name.clone();
    let hash = daemons.current_hash();
    let labels = |hash: &str| json!({"metadata": {"labels": {CONTROLLER_REVISION_HASH: hash, "pod-template-generation": "9"}}});
    daemons.patch(Kind::Pod, &old, labels(&hash));
    assert_eq!(daemons.turn(), made(0, 0));
    daemons.patch(Kind::Pod, &old, labels("another"));
    assert_eq!(daemons.turn(), made(1, 1));
}
