//! What makes the controller look at a DaemonSet again: the handler tests of `daemon_controller_test.go`.

use serde_json::json;

use crate::api::kind::Kind;
use crate::api::object::Body;
use crate::api::pod::Condition;
use crate::apimachinery::meta::ObjectMeta;
use crate::controller::daemon::tests::bench::{Daemons, labels, named, no_schedule};

/// Two DaemonSets that select pods by the same label, and one that does not; all of them run.
fn three() -> Daemons {
    let mut daemons = Daemons::with_nodes(1);
    for name in ["one", "two", "other"] {
        let mut manifest = named(name, json!({"nodeSelector": {"pool": name}}));
        if name != "other" {
            for path in ["/spec/selector/matchLabels", "/spec/template/metadata/labels"] {
                *manifest.pointer_mut(path).unwrap() = json!({"app": "same"});
            }
        }
        daemons.create(&manifest);
    }
    daemons.node("n1", &[("pool", "one")], &[], true);
    daemons.turn();
    daemons
}

#[test]
fn a_node_wakes_those_whose_pods_it_may_have() {
    let mut daemons = three();
    assert_eq!(daemons.woken_by(|daemons| daemons.node("n2", &[], &[], true)), [""; 0]);
    assert_eq!(daemons.woken_by(|daemons| daemons.node("n3", &[("pool", "two")], &[], true)), ["two"]);
    let label = |pool: &str| json!({"metadata": {"labels": {"pool": pool}}});
    assert_eq!(daemons.woken_by(|daemons| daemons.patch(Kind::Node, "n2", label("other"))), ["other"]);
    daemons.turn();
    daemons.bind_all();
    // It stops being one's and becomes another's.
    assert_eq!(daemons.woken_by(|daemons| daemons.patch(Kind::Node, "n2", label("two"))), ["other", "two"]);
    let tainted = |daemons: &mut Daemons| daemons.bench.taint("n2", &[no_schedule("a")]);
    // Who has only pods to come there learns of it at the next sync; who has one there must see to it.
    assert_eq!(daemons.woken_by(tainted), ["other"]);
    assert_eq!(daemons.woken_by(|daemons| daemons.bench.taint("n2", &[])), ["other", "two"]);
}

#[test]
fn what_a_node_can_hold_or_how_it_fares_wakes_nobody() {
    let mut daemons = three();
    let woken = daemons.woken_by(|daemons| {
        let mut object = (*daemons.bench.api.get(Kind::Node, "", "n1").unwrap()).clone();
        let now = daemons.bench.api.now();
        if let Body::Node(node) = &mut object.body {
            let status = std::rc::Rc::make_mut(&mut node.status);
            status.allocatable.milli_cpu += 1000;
            status.conditions = vec![Condition::new("Ready", false, now)];
        }
        daemons.bench.api.update_status(object).unwrap();
    });
    assert_eq!(woken, [""; 0]);
}

#[test]
fn a_pod_wakes_its_owner_and_an_orphan_whoever_selects_it() {
    let mut daemons = three();
    let one = |daemons: &mut Daemons| daemons.add_pod("mine", ("one", "n1", "x"));
    assert_eq!(daemons.woken_by(|daemons| _ = one(daemons)), ["one"]);
    daemons.turn_for(60);
    let mine = daemons.pod_on("n1");
    assert_eq!(
        daemons.woken_by(|daemons| daemons.mark_ready(|pod| pod.meta.name == mine.meta.name)),
        ["one"]
    );
    assert_eq!(daemons.woken_by(|daemons| daemons.delete(Kind::Pod, &mine.meta.name)), ["one"]);
    let orphan = |daemons: &mut Daemons| {
        let mut object = (*daemons.add_pod("draft", ("other", "n1", "x"))).clone();
        daemons.bench.api.delete(Kind::Pod, "default", "draft", &Default::default()).unwrap();
        object.meta =
            ObjectMeta { labels: labels(&[("app", "same")]), ..ObjectMeta::named("default", "orphan") };
        daemons.bench.api.create(object).unwrap();
    };
    let woken = daemons.woken_by(orphan);
    assert!(woken.contains(&"one".to_owned()) && woken.contains(&"two".to_owned()), "{woken:?}");
}

#[test]
fn an_orphan_that_comes_to_match_wakes_whoever_selects_it_now() {
    let mut daemons = Daemons::with_nodes(0);
    daemons.create(&named("other", json!({})));
    daemons.create(&named("web", json!({})));
    let mut orphan = (*daemons.add_pod("draft", ("web", "n0", "x"))).clone();
    daemons.delete(Kind::Pod, "draft");
    orphan.meta =
        ObjectMeta { labels: labels(&[("app", "nobody")]), ..ObjectMeta::named("default", "orphan") };
    daemons.bench.api.create(orphan).unwrap();
    let same = |daemons: &mut Daemons| {
        daemons.patch(Kind::Pod, "orphan", json!({"metadata": {"annotations": {"a": "b"}}}));
    };
    assert_eq!(daemons.woken_by(same), [""; 0], "it matched nobody, and still does");
    let matching = |daemons: &mut Daemons| {
        daemons.patch(Kind::Pod, "orphan", json!({"metadata": {"labels": {"app": "web"}}}));
    };
    assert_eq!(daemons.woken_by(matching), ["web"]);
}

#[test]
fn a_pod_that_changes_hands_wakes_both() {
    let mut daemons = three();
    daemons.turn_for(60);
    let pod = daemons.pod_on("n1");
    let (one, two) = (daemons.daemon_set("one"), daemons.daemon_set("two"));
    assert!(pod.meta.is_controlled_by(one.meta.uid));
    let woken = daemons.woken_by(|daemons| {
        let mut object = (*daemons.pod_on("n1")).clone();
        object.meta.owner_references = [two.controller_reference()].into();
        daemons.bench.api.update(object).unwrap();
    });
    assert_eq!(woken, ["one", "two"]);
}

#[test]
fn a_pod_that_loses_its_owner_wakes_whoever_selects_it() {
    let mut daemons = three();
    daemons.turn_for(60);
    let woken = daemons.woken_by(|daemons| {
        let mut object = (*daemons.pod_on("n1")).clone();
        object.meta.owner_references = [].into();
        daemons.bench.api.update(object).unwrap();
    });
    assert_eq!(woken, ["one", "two"]);
}

#[test]
fn strangers_pods_wake_nobody() {
    let mut daemons = three();
    let strange = |daemons: &mut Daemons| {
        let mut object = (*daemons.add_pod("draft", ("other", "n0", "x"))).clone();
        daemons.delete(Kind::Pod, "draft");
        object.meta =
            ObjectMeta { labels: labels(&[("a", "b")]), ..ObjectMeta::named("default", "stranger") };
        daemons.bench.api.create(object).unwrap();
    };
    daemons.turn_for(60);
    strange(&mut daemons);
    assert_eq!(daemons.woken_by(|daemons| daemons.delete(Kind::Pod, "stranger")), [""; 0]);
}
