//! The budget's slots and the sentence on the rollout.

use std::rc::Rc;

use expect_test::expect;
use serde_json::json;

use super::stage::{Act, Stage};
use crate::api::kind::Kind;
use crate::api::object::Body;
use crate::api::pod::Condition;

/// Three nodes with a ready pod each.
fn three_nodes(spec: serde_json::Value) -> Stage {
    let mut stage = Stage::new();
    for name in ["n1", "n2", "n3"] {
        stage.join(name, &[]);
    }
    stage.create(spec);
    stage.wait(1000);
    for name in ["n1", "n2", "n3"] {
        stage.act(name, Act::Ready);
    }
    stage.wait(3000);
    stage
}

/// The node that holds a slot.
fn holder(stage: &mut Stage) -> Rc<str> {
    let parts = stage.look();
    let slots = &parts.daemon_sets[0].budget.slots;
    slots.iter().find_map(|slot| slot.node.clone()).expect("a slot is held")
}

#[test]
fn a_slot_is_held_from_the_old_pods_end_until_the_new_one_is_available() {
    let mut stage = three_nodes(json!({"minReadySeconds": 10}));
    stage.wait(10_000);
    let mut text = stage.rollout();
    stage.set_image("agent:v2");
    stage.wait(1000);
    let node = holder(&mut stage);
    text += &stage.rollout();
    stage.finish(&node);
    stage.wait(2);
    text += &stage.rollout();
    stage.wait(1000);
    stage.act(&node, Act::Creating);
    text += &stage.rollout();
    stage.act(&node, Act::Running);
    text += &stage.rollout();
    stage.act(&node, Act::Ready);
    text += &stage.rollout();
    stage.wait(3500);
    text += &stage.rollout();
    stage.wait(9000);
    text += &stage.rollout();
    expect![[r#"
        RollingUpdate 1 0
        - free
        Complete: Complete, all 3 pods are up to date and available
        RollingUpdate 1 0
        - first terminating old pod
        Progressing: Rolling out, 0 of 3 updated
        RollingUpdate 1 0
        - first waiting for its new pod
        Progressing: Rolling out, 0 of 3 updated
        RollingUpdate 1 0
        - first starting
        Progressing: Rolling out, 1 of 3 updated
        RollingUpdate 1 0
        - first not ready
        Progressing: Rolling out, 1 of 3 updated
        RollingUpdate 1 0
        - first waiting 10 s for minReadySeconds
        Progressing: Rolling out, 1 of 3 updated; `first` must stay ready for 10 s more (`minReadySeconds`)
        > Wait no longer: kubectl patch ds agent -p '{"spec":{"minReadySeconds":0}}'
        RollingUpdate 1 0
        - first waiting 7 s for minReadySeconds
        Progressing: Rolling out, 1 of 3 updated; `first` must stay ready for 7 s more (`minReadySeconds`)
        > Wait no longer: kubectl patch ds agent -p '{"spec":{"minReadySeconds":0}}'
        RollingUpdate 1 0
        - n3 terminating old pod
        Progressing: Rolling out, 1 of 3 updated, about 30 s to go
    "#]]
    .assert_eq(&text.replace(&*node, "first"));
}

#[test]
fn an_image_that_cannot_be_had_stops_the_rollout() {
    let mut stage = three_nodes(json!({}));
    stage.set_image("agent:nope");
    stage.wait(1000);
    let node = holder(&mut stage);
    stage.finish(&node);
    stage.wait(1000);
    stage.act(&node, Act::Waiting("ErrImagePull"));
    expect![[r#"
          RollingUpdate 1 0
          - first image cannot be pulled
          Stuck: Stuck, because `first` cannot pull the image `agent:nope`
          > Undo the rollout: kubectl rollout undo ds agent
    "#]]
    .assert_eq(&stage.rollout().replace(&*node, "first"));
    stage.patch(json!({"updateStrategy": {"rollingUpdate": {"maxUnavailable": 2}}}));
    stage.wait(1000);
    expect![[r#"
        RollingUpdate 2 0
        - first image cannot be pulled
        - n3 terminating old pod
        Progressing: Rolling out, 1 of 3 updated; `first` is held up: image cannot be pulled
        > Undo the rollout: kubectl rollout undo ds agent
    "#]]
    .assert_eq(&stage.rollout().replace(&*node, "first"));
}

#[test]
fn crashes_bad_configurations_and_slow_probes_are_named() {
    let mut stage = Stage::new();
    stage.join("n1", &[]);
    let probe = json!({"httpGet": {"port": 80}, "periodSeconds": 2, "failureThreshold": 3});
    let containers = json!([{"name": "agent", "image": "agent:v1", "readinessProbe": probe}]);
    stage.create(json!({"template": {"spec": {"containers": containers}}}));
    stage.wait(1000);
    let mut text = String::new();
    for act in [Act::Waiting("CrashLoopBackOff"), Act::Waiting("CreateContainerConfigError"), Act::Running] {
        stage.act("n1", act);
        text += &stage.rollout();
    }
    stage.wait(12_000);
    text += &stage.rollout();
    expect![[r#"
        RollingUpdate 1 0
        - n1 crashes again and again
        Stuck: Stuck, because `agent-lm728` on `n1` crashes again and again
        RollingUpdate 1 0
        - n1 cannot start: CreateContainerConfigError
        Stuck: Stuck, because `agent-lm728` on `n1` cannot start: CreateContainerConfigError
        RollingUpdate 1 0
        - n1 not ready
        Progressing: Starting, 0 of 1 available
        RollingUpdate 1 0
        - n1 does not become ready
        Stuck: Stuck, because `agent-lm728` on `n1` runs, and its probe does not find it ready
    "#]]
    .assert_eq(&text);
}

#[test]
fn a_pod_that_fits_nowhere_quotes_the_scheduler() {
    let mut stage = Stage::new();
    stage.join("n1", &[]);
    let resources = json!({"requests": {"memory": "20Gi"}});
    let containers = json!([{"name": "agent", "image": "agent:v1", "resources": resources}]);
    stage.create(json!({"template": {"spec": {"containers": containers}}}));
    stage.wait(1000);
    expect![[r#"
          RollingUpdate 1 0
          - n1 cannot be scheduled: Insufficient memory
          Stuck: Stuck, because `agent-lm728` cannot be scheduled on `n1`: Insufficient memory
    "#]]
    .assert_eq(&stage.rollout());
}

#[test]
fn a_pod_that_cannot_end_names_its_dead_node() {
    let mut stage = three_nodes(json!({}));
    stage.lose("n2");
    let pods: Vec<_> = stage.cluster.api().table(Kind::Pod).iter().cloned().collect();
    for object in pods.iter().filter(|pod| pod.as_pod().is_some_and(|pod| &*pod.node_name == "n2")) {
        let mut object = (**object).clone();
        let Body::Pod(pod) = &mut object.body else { panic!("a pod") };
        let mut status = (*pod.status).clone();
        status.set_condition(Condition::new("Ready", false, stage.cluster.now()));
        pod.status = Rc::new(status);
        stage.cluster.api_mut().update_status(object).expect("the write is fresh");
    }
    stage.wait(1000);
    let mut text = stage.rollout();
    stage.set_image("agent:v2");
    stage.wait(1000);
    text += &stage.rollout();
    let name = pods.iter().find(|pod| pod.as_pod().is_some_and(|pod| &*pod.node_name == "n2"));
    let name = name.expect("n2 has a pod").meta.name.clone();
    expect![[r#"
          RollingUpdate 1 0
          - n2 node not ready
          Complete: Complete, all 2 pods are up to date and available; 1 more is on a node that does not count
          RollingUpdate 1 0
          - n2 terminating on a node that is down
          Stuck: Stuck, because `agent-n2` cannot end: its node `n2` does not answer
          > Delete the pod by force: kubectl delete pod agent-n2 --force --grace-period=0
    "#]]
    .assert_eq(&text.replace(&*name, "agent-n2"));
}

#[test]
fn surge_has_slots_of_its_own() {
    let rolling = json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}});
    let mut stage = three_nodes(json!({"updateStrategy": rolling}));
    stage.set_image("agent:v2");
    stage.wait(1000);
    let node = holder(&mut stage);
    expect![[r#"
          RollingUpdate 0 1
          - first (surge) starting
          Progressing: Rolling out, 0 of 3 updated
    "#]]
    .assert_eq(&stage.rollout().replace(&*node, "first"));
}

#[test]
fn on_delete_waits_for_the_person() {
    let mut stage = three_nodes(json!({"updateStrategy": {"type": "OnDelete"}}));
    stage.set_image("agent:v2");
    stage.wait(1000);
    let name = stage.look().nodes[0].pods[0].name.clone();
    expect![[r#"
          OnDelete  
          Waiting: OnDelete waits for you, 0 of 3 updated; a pod is replaced when you delete it
          > Delete agent-n1: kubectl delete pod agent-n1
    "#]]
    .assert_eq(&stage.rollout().replace(&*name, "agent-n1"));
}

#[test]
fn a_rollout_tells_how_long_it_will_take() {
    let mut stage = Stage::new();
    let names: Vec<String> = (1..=20).map(|number| format!("n{number}")).collect();
    for name in &names {
        stage.join(name, &[]);
    }
    let rolling = json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "75%"}});
    stage.create(json!({"updateStrategy": rolling}));
    stage.wait(1000);
    names.iter().for_each(|name| stage.act(name, Act::Ready));
    stage.wait(60_000);
    stage.set_image("agent:v2");
    stage.wait(1000);
    let first = holder(&mut stage);
    stage.wait(5000);
    stage.finish(&first);
    stage.wait(1000);
    stage.act(&first, Act::Ready);
    stage.wait(1000);
    let text = stage.rollout();
    let tail: Vec<&str> = text.lines().rev().take(2).collect();
    expect![[r#"
          Progressing: Rolling out, 1 of 20 updated, about 3 min to go
          and 3 more"#]]
    .assert_eq(&tail.join("\n"));
}
