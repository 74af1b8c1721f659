//! What the builder answers when it is asked.

use std::rc::Rc;

use expect_test::{Expect, expect};
use serde_json::json;

use super::stage::{Act, Stage};
use crate::api::kind::Kind;
use crate::api::scheduling::{Taint, TaintEffect};
use crate::playground::view::explain::MatrixShow;
use crate::playground::view::subject::{Counter, ObjectName, Subject, Touched};
use crate::playground::view::terminal::TerminalView;

/// Four nodes: one without the label, one with a pod that is not ready, one that was tainted under its pod.
fn stage() -> Stage {
    let mut stage = Stage::new();
    stage.join("core", &[]);
    for name in ["n1", "n2", "n3"] {
        stage.join(name, &[("nodeType", "edge")]);
    }
    stage.create(json!({"template": {"spec": {"nodeSelector": {"nodeType": "edge"}}}}));
    stage.wait(1000);
    stage.act("n1", Act::Ready);
    stage.act("n2", Act::Creating);
    stage.act("n3", Act::Ready);
    stage.wait(1000);
    stage.change_node("n3", |_, node| {
        node.taints = Rc::from([Taint::new("dedicated", TaintEffect::NoSchedule)]);
    });
    stage.wait(1000);
    stage.look();
    stage
}

/// The keys of what is touched, with pods by their nodes.
fn names(stage: &mut Stage, touched: &Touched) -> String {
    let parts = stage.look();
    let mut text = touched.keys().collect::<Vec<&str>>().join(" ");
    for pod in parts.nodes.iter().flat_map(|node| &node.pods) {
        let on = ["on-", pod.node.as_deref().unwrap_or_default()].concat();
        text = text.replace(&*pod.name, &on);
    }
    let revision = &parts.daemon_sets[0].revisions[0];
    text = text.replace(&parts.daemon_sets[0].uid, "UID").replace(&revision.hash, "HASH");
    let mut words: Vec<&str> =
        text.split(' ').map(|key| key.strip_prefix("object/").unwrap_or(key)).collect();
    let num_events = words.iter().filter(|key| key.starts_with("event/")).count();
    words.retain(|key| !key.starts_with("event/"));
    format!("{} and {num_events} events\n", words.join(" "))
}

#[test]
fn a_counter_lights_what_it_counts() {
    let mut stage = stage();
    let uid = stage.look().daemon_sets[0].uid.clone();
    let now = stage.cluster.now();
    let mut text = String::new();
    for counter in [
        Counter::Desired,
        Counter::Current,
        Counter::Ready,
        Counter::UpToDate,
        Counter::Available,
        Counter::Misscheduled,
    ] {
        let touched = stage.builder.counted(&uid, counter, now);
        text += &format!("{counter:?}: {}", names(&mut stage, &touched));
    }
    expect![[r#"
        Desired: /node/n1 /node/n2 default/pod/on-n1 default/pod/on-n2 and 0 events
        Current: /node/n1 /node/n2 default/pod/on-n1 default/pod/on-n2 and 0 events
        Ready: /node/n1 default/pod/on-n1 and 0 events
        UpToDate: /node/n1 /node/n2 default/pod/on-n1 default/pod/on-n2 and 0 events
        Available: /node/n1 default/pod/on-n1 and 0 events
        Misscheduled: /node/n3 default/pod/on-n3 and 0 events
    "#]]
    .assert_eq(&text);
}

#[test]
fn every_node_is_explained_in_full() {
    let stage = stage();
    let mut text = String::new();
    for node in ["core", "n1", "n3"] {
        for why in stage.builder.why(node, None) {
            text += &format!("{node} {:?}: {}\n", why.outcome, why.sentence);
            for rule in &why.rules {
                text += &format!("  {:?} {} {}: {}\n", rule.verdict, rule.kind, rule.asks, rule.because);
            }
        }
    }
    expect![[r#"
        core Absent: No pod here: needs `nodeType=edge`
          Fails nodeSelector nodeType=edge: the node has no such label
        n1 Runs: Every rule lets it in, so it has a pod here
          Passes nodeSelector nodeType=edge: the node has it
        n3 Stays: The pod may stay, but would not come again: taint `dedicated:NoSchedule` is not tolerated. **Misscheduled**: its pod would not be put here today, yet `NoSchedule` drives nobody out, so it counts as misscheduled and stays
          Passes nodeSelector nodeType=edge: the node has it
          Fails taint dedicated:NoSchedule: no toleration covers it: new pods stay away, running ones may stay
    "#]].assert_eq(&text);
}

#[test]
fn the_matrix_is_filtered_and_cut() {
    let stage = stage();
    let show = |filter: &str, show: MatrixShow, first: u32, count: u32| {
        let view = stage.builder.matrix(filter, show, first, count);
        let rows: Vec<String> = view.rows.iter().map(|row| format!("{} {:?}", row.node, row.cells)).collect();
        format!("{} of {}: {}\n", view.num_rows, view.num_nodes, rows.join(", "))
    };
    let text = [
        show("", MatrixShow::All, 0, 2),
        show("", MatrixShow::All, 2, 9),
        show("n", MatrixShow::Amiss, 0, 9),
        show("", MatrixShow::Without, 0, 9),
        show("nodeType=edge", MatrixShow::WithPods, 0, 1),
    ]
    .concat();
    expect![[r#"
        4 of 4: core [(Absent, "nodeType=edge")], n1 [(Runs, "ready")]
        4 of 4: n2 [(Runs, "starting")], n3 [(Stays, "taint dedicated")]
        1 of 4: n3 [(Stays, "taint dedicated")]
        1 of 4: core [(Absent, "nodeType=edge")]
        3 of 4: n1 [(Runs, "ready")]
    "#]]
    .assert_eq(&text);
}

#[test]
fn a_node_that_would_be_different_is_judged_by_the_real_rules() {
    let stage = stage();
    let mut text = String::new();
    let mut try_out = |name: &str, change: &dyn Fn(&mut crate::api::object::Object)| {
        let live = stage.cluster.api().get(Kind::Node, "", name).expect("the node is there");
        let mut fresh = (*live).clone();
        change(&mut fresh);
        text += &format!("{name}: {}\n", stage.builder.preview_node(&fresh).sentence);
    };
    let taint = |effect: TaintEffect| {
        move |object: &mut crate::api::object::Object| {
            if let crate::api::object::Body::Node(node) = &mut object.body {
                node.taints = Rc::from([Taint::new("x", effect)]);
            }
        }
    };
    try_out("core", &|object| object.meta.labels = object.meta.labels.with("nodeType", "edge"));
    try_out("core", &|object| object.meta.labels = object.meta.labels.with("zone", "a"));
    try_out("n1", &|object| object.meta.labels = object.meta.labels.with("nodeType", "core"));
    try_out("n1", &taint(TaintEffect::NoSchedule));
    try_out("n1", &taint(TaintEffect::NoExecute));
    try_out("n1", &taint(TaintEffect::PreferNoSchedule));
    try_out("n3", &taint(TaintEffect::PreferNoSchedule));
    expect![[r#"
        core: 1 pod would be created: `agent`
        core: No pod would come or go
        n1: 1 pod would have to go: `agent`
        n1: 1 pod could stay, but would count as misscheduled: `agent`
        n1: 1 pod would have to go: `agent`
        n1: No pod would come or go
        n3: 1 pod would be in its place again: `agent`
    "#]]
    .assert_eq(&text);
}

fn check_touched(stage: &mut Stage, subject: Subject, expected: Expect) {
    let touched = stage.builder.touched(&subject, &TerminalView::default(), stage.cluster.now());
    expected.assert_eq(&names(stage, &touched));
}

#[test]
fn a_selection_touches_what_it_names_and_owns() {
    let mut stage = stage();
    let parts = stage.look();
    let pod = parts.nodes[1].pods[0].name.clone();
    let hash = parts.daemon_sets[0].revisions[0].hash.clone();
    let event = parts.events.iter().find(|event| event.reason == "SuccessfulCreate").expect("pods were made");
    let object = |kind: &str, name: &str| Subject::Object(ObjectName::new("default", kind, name));
    check_touched(
        &mut stage,
        Subject::node("n1"),
        expect![[r#"
            /node/n1 default/pod/on-n1 and 1 events
        "#]],
    );
    check_touched(
        &mut stage,
        object("pod", &pod),
        expect![[r#"
            /node/n1 default/controllerrevision/agent-HASH default/daemonset/agent default/pod/on-n1 and 2 events
        "#]],
    );
    check_touched(
        &mut stage,
        object("daemonset", "agent"),
        expect![[r#"
            /node/n1 /node/n2 /node/n3 default/daemonset/agent default/pod/on-n1 default/pod/on-n2 default/pod/on-n3 and 3 events
        "#]],
    );
    check_touched(
        &mut stage,
        object("controllerrevision", &format!("agent-{hash}")),
        expect![[r#"
            /node/n1 /node/n2 /node/n3 default/controllerrevision/agent-HASH default/pod/on-n1 default/pod/on-n2 default/pod/on-n3 and 0 events
        "#]],
    );
    check_touched(
        &mut stage,
        Subject::Event(event.name.as_str().into()),
        expect![[r#"
            /node/n1 default/daemonset/agent default/pod/on-n1 and 1 events
        "#]],
    );
    check_touched(
        &mut stage,
        Subject::node("nowhere"),
        expect![[r#"
            /node/nowhere and 0 events
        "#]],
    );
}

#[test]
fn two_revisions_are_compared_line_by_line() {
    let mut stage = stage();
    stage.set_image("agent:v2");
    stage.wait(1000);
    let daemon_set = stage.look().daemon_sets[0].clone();
    let hashes: Vec<&str> = daemon_set.revisions.iter().map(|revision| &*revision.hash).collect();
    let diff = |old, new| stage.builder.revision_diff(&daemon_set.uid, old, new);
    expect![[r#"
        @@ -3,7 +3,7 @@
             app: agent
         spec:
           containers:
        -  - image: agent:v1
        +  - image: agent:v2
             imagePullPolicy: IfNotPresent
             name: agent
             resources: {}
    "#]]
    .assert_eq(&diff(hashes[0], hashes[1]).expect("both are there"));
    assert_eq!(diff(hashes[0], hashes[0]).as_deref(), Some(""));
    assert_eq!(diff(hashes[0], "nosuch"), None);
}
