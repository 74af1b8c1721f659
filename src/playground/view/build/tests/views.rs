//! Nodes, pods and DaemonSets as the page shows them.

use std::rc::Rc;

use expect_test::expect;
use serde_json::json;

use super::stage::{Act, Stage};
use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::Pod;
use crate::api::pod_spec::PodSpec;
use crate::api::scheduling::{Taint, TaintEffect};
use crate::apimachinery::meta::ObjectMeta;
use crate::apiserver::options::DeleteOptions;

#[test]
fn the_exercise_is_seen_from_the_first_label_to_the_undo() {
    let mut stage = Stage::new();
    stage.join("minikube", &[]);
    stage.create(json!({"template": {"spec": {"nodeSelector": {"nodeType": "edge"}}}}));
    stage.wait(1000);
    expect![[r#"
        agent 0/0/0/0/0/0 <nodeType=edge> agent:v1
          1* f757965bd colour 0, 0 pods 
          RollingUpdate 1 0
          - free
          Empty: No node matches, no node has the label `nodeType=edge`
          > Add nodeType=edge on minikube: kubectl label node minikube nodeType=edge
        minikube Ready [kubernetes.io/os=linux~]
          No pod here: needs `nodeType=edge`
          > Add nodeType=edge: kubectl label node minikube nodeType=edge
    "#]]
    .assert_eq(&stage.text());
    stage.label("minikube", "nodeType", "edge");
    stage.wait(1000);
    stage.act("minikube", Act::Creating);
    expect![[r#"
        agent 1/1/0/1/0/0 <nodeType=edge> agent:v1
          1* f757965bd colour 0, 1 pods 
          RollingUpdate 1 0
          - minikube starting
          Progressing: Starting, 0 of 1 available
        minikube Ready [nodeType=edge! kubernetes.io/os=linux~]
          agent-lm728 Starting 0/1 ContainerCreating revision 1* colour 0
    "#]]
    .assert_eq(&stage.text());
    stage.act("minikube", Act::Ready);
    stage.wait(1000);
    expect![[r#"
        agent 1/1/1/1/1/0 <nodeType=edge> agent:v1
          1* f757965bd colour 0, 1 pods 
          RollingUpdate 1 0
          - free
          Complete: Complete, its pod is up to date and available
        minikube Ready [nodeType=edge! kubernetes.io/os=linux~]
          agent-lm728 Ready 1/1 Running revision 1* colour 0
    "#]]
    .assert_eq(&stage.text());
    stage.patch(json!({"template": {"metadata": {"labels": {"tier": "edge"}}}}));
    stage.wait(1000);
    expect![[r#"
        agent 1/1/1/0/1/0 <nodeType=edge> agent:v1
          1 f757965bd colour 0, 1 pods 
          2* 7f65c49d5c colour 1, 0 pods labels +1
          RollingUpdate 1 0
          - minikube terminating old pod
          Progressing: Rolling out, 0 of 1 updated
        minikube Ready [nodeType=edge! kubernetes.io/os=linux~]
          agent-lm728 Terminating 1/1 Terminating revision 1 colour 0
    "#]]
    .assert_eq(&stage.text());
    stage.finish("minikube");
    stage.wait(1000);
    stage.act("minikube", Act::Ready);
    stage.wait(1000);
    expect![[r#"
        agent 1/1/1/1/1/0 <nodeType=edge> agent:v1
          1 f757965bd colour 0, 0 pods 
          2* 7f65c49d5c colour 1, 1 pods labels +1
          RollingUpdate 1 0
          - free
          Complete: Complete, its pod is up to date and available
        minikube Ready [nodeType=edge! kubernetes.io/os=linux~]
          agent-qjppc Ready 1/1 Running revision 2* colour 1
    "#]]
    .assert_eq(&stage.text());
    stage.patch(json!({"template": {"metadata": {"labels": {"tier": null}}}}));
    stage.wait(1000);
    expect![[r#"
        agent 1/1/1/0/1/0 <nodeType=edge> agent:v1
          2 7f65c49d5c colour 1, 1 pods 
          3* f757965bd colour 0, 0 pods labels −1
          RollingUpdate 1 0
          - minikube terminating old pod
          Progressing: Rolling out, 0 of 1 updated
        minikube Ready [nodeType=edge! kubernetes.io/os=linux~]
          agent-qjppc Terminating 1/1 Terminating revision 2 colour 1
    "#]]
    .assert_eq(&stage.text());
}

#[test]
fn labels_taints_and_strays_are_explained() {
    let mut stage = Stage::new();
    stage.join("n2", &[("zone", "b"), ("cores", "8")]);
    stage.join("n1", &[("topology.kubernetes.io/zone", "a")]);
    let expression = json!({"key": "cores", "operator": "Gt", "values": ["4"]});
    let affinity = json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
        {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}});
    stage.create(json!({"template": {"spec": {"affinity": affinity}}}));
    stage.wait(1000);
    stage.act("n2", Act::Ready);
    stage.wait(1000);
    stage.change_node("n2", |_, node| {
        node.unschedulable = true;
        node.taints = Rc::from([
            Taint::new("node.kubernetes.io/unschedulable", TaintEffect::NoSchedule),
            Taint { value: "gpu".into(), ..Taint::new("dedicated", TaintEffect::NoSchedule) },
        ]);
    });
    stage.wait(1000);
    expect![[r#"
        agent 1/1/1/1/1/0 <> agent:v1
          1* 6fbcc986d9 colour 0, 1 pods 
          RollingUpdate 1 0
          - free
          Complete: Complete, its pod is up to date and available
        n2 Ready,SchedulingDisabled [cores=8! zone=b kubernetes.io/os=linux~]
          taint node.kubernetes.io/unschedulable=:NoSchedule tolerated automatic
          taint dedicated=gpu:NoSchedule
          agent-8bszn Ready 1/1 Running revision 1* colour 0
          The pod may stay, but would not come again: taint `dedicated=gpu:NoSchedule` is not tolerated
          > Remove the taint: kubectl taint node n2 dedicated:NoSchedule-
        n1 Ready [topology.kubernetes.io/zone=a kubernetes.io/os=linux~]
          No pod here: needs `cores` above 4
          > Add cores=5: kubectl label node n1 cores=5
    "#]]
    .assert_eq(&stage.text());
}

#[test]
fn nodes_stand_in_the_order_in_which_they_joined() {
    let mut stage = Stage::new();
    let names = |stage: &mut Stage| {
        let parts = stage.look();
        parts.nodes.iter().map(|node| node.name.to_string()).collect::<Vec<String>>().join(" ")
    };
    for name in ["edge-1", "core-1", "b", "a"] {
        stage.join(name, &[]);
    }
    assert_eq!(names(&mut stage), "edge-1 core-1 b a");
    for name in ["core-1", "b"] {
        let options = DeleteOptions::default();
        stage.cluster.api_mut().delete(Kind::Node, "", name, &options).expect("the node is there");
    }
    stage.join("core-1", &[]);
    stage.join("c", &[]);
    assert_eq!(names(&mut stage), "edge-1 a core-1 c");
}

#[test]
fn pods_without_a_node_are_listed_apart() {
    let mut stage = Stage::new();
    // Nobody binds it: its scheduler is not there.
    let spec = json!({"containers": [{"name": "c", "image": "c"}], "schedulerName": "absent"});
    let pod = Pod::new(Rc::new(PodSpec::from_value(Rc::new(spec))), None);
    let meta = ObjectMeta::named("default", "lonely");
    stage.cluster.api_mut().create(Object { meta, body: Body::Pod(pod) }).expect("the pod is new");
    stage.wait(1000);
    expect![[r#"
        unplaced
          lonely Pending 0/1 Pending
    "#]]
    .assert_eq(&stage.text());
    stage.join("n1", &[]);
    stage.wait(60_000);
    expect![[r#"
        n1 Ready [kubernetes.io/os=linux~]
        unplaced
          lonely Pending 0/1 Pending
    "#]]
    .assert_eq(&stage.text());
}

#[test]
fn a_deleted_daemon_sets_pods_keep_their_colours() {
    let mut stage = Stage::new();
    stage.join("n1", &[]);
    stage.create(json!({}));
    stage.wait(1000);
    stage.act("n1", Act::Ready);
    stage.wait(1000);
    let options = DeleteOptions::default();
    stage.cluster.api_mut().delete(Kind::DaemonSet, "default", "agent", &options).expect("it is there");
    stage.wait(2000);
    expect![[r#"
        n1 Ready [kubernetes.io/os=linux~]
          agent-lm728 Terminating 1/1 Terminating revision 1* colour 0
    "#]]
    .assert_eq(&stage.text());
    stage.finish("n1");
    stage.wait(1000);
    expect![[r#"
        n1 Ready [kubernetes.io/os=linux~]
    "#]]
    .assert_eq(&stage.text());
}

#[test]
fn events_are_listed_newest_first() {
    let mut stage = Stage::new();
    stage.join("n1", &[]);
    stage.create(json!({}));
    stage.wait(1000);
    let parts = stage.look();
    let lines: Vec<String> = parts
        .events
        .iter()
        .map(|event| format!("{} {} {}: {}\n", event.last_seen_ms, event.reason, event.object, event.message))
        .collect();
    expect![[r#"
        5 Scheduled pod/agent-lm728: Successfully assigned default/agent-lm728 to n1
        0 SuccessfulCreate daemonset/agent: Created pod: agent-lm728
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn what_did_not_change_is_handed_out_again() {
    let mut stage = Stage::new();
    stage.join("n1", &[]);
    stage.join("n2", &[]);
    stage.create(json!({}));
    stage.wait(1000);
    let before = stage.look();
    assert!(!stage.builder.refresh(&mut stage.cluster));
    stage.act("n1", Act::Ready);
    assert!(stage.builder.refresh(&mut stage.cluster));
    let after = stage.look();
    assert!(!Rc::ptr_eq(&before.nodes[0], &after.nodes[0]));
    assert!(Rc::ptr_eq(&before.nodes[1], &after.nodes[1]));
    assert!(Rc::ptr_eq(&before.events, &after.events));
}

#[test]
fn a_builder_that_comes_late_shows_the_same() {
    let mut stage = Stage::new();
    stage.join("n1", &[]);
    stage.join("n2", &[]);
    stage.create(json!({}));
    stage.wait(1000);
    stage.act("n1", Act::Ready);
    stage.set_image("agent:v2");
    stage.wait(1000);
    let text = stage.text();
    stage.builder = crate::playground::view::build::builder::ViewBuilder::new(&mut stage.cluster);
    assert_eq!(stage.text(), text);
}
