//! A DaemonSet from its creation through updates to its end, on the whole engine.

use std::collections::BTreeSet;

use daemonset_playground::api::kind::Kind;
use daemonset_playground::api::object::Body;
use daemonset_playground::apimachinery::meta::Uid;
use daemonset_playground::apiserver::options::{DeleteOptions, Propagation};
use daemonset_playground::client::component::Context;
use daemonset_playground::kubelet::config::Profile;
use daemonset_playground::kubelet::kubelets::Kubelets;
use daemonset_playground::playground::command::Command;
use daemonset_playground::playground::session::session::Session;
use daemonset_playground::playground::starts::Start;
use serde_json::json;

use crate::story::{Story, daemon_set};

#[test]
fn every_node_gets_a_pod_and_a_new_one_too() {
    let mut story = Story::with_nodes(3);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    assert_eq!(story.pods(), ["n1 agent:v1 Running", "n2 agent:v1 Running", "n3 agent:v1 Running"]);
    story.join("n4", &[]);
    story.wait(2);
    assert_eq!(story.status("agent").number_available, 4);
}

#[test]
fn an_update_takes_one_node_at_a_time() {
    let mut story = Story::with_nodes(5);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(3);
    story.set_image("agent", "agent:v2");
    for _ in 0..100 {
        story.wait_ms(50);
        let running = story.pods().iter().filter(|line| line.ends_with("Running")).count();
        assert!(running >= 4, "at most one node may be without a pod: {:?}", story.pods());
        if story.is_rolled_out("agent") {
            break;
        }
    }
    assert!(story.is_rolled_out("agent"), "{:?}", story.pods());
    assert!(story.pods().iter().all(|line| line.contains("agent:v2")));
}

#[test]
fn surge_brings_the_new_pod_before_the_old_one_goes() {
    let mut story = Story::with_nodes(4);
    let mut manifest = daemon_set("agent", "agent:v1");
    manifest["spec"]["updateStrategy"] = json!({"rollingUpdate": {"maxSurge": 2, "maxUnavailable": 0}});
    story.create(Kind::DaemonSet, &manifest);
    story.wait(3);
    story.set_image("agent", "agent:v2");
    let mut most = 0;
    for _ in 0..200 {
        story.wait_ms(50);
        let pods = story.pods();
        most = most.max(pods.len());
        let running = pods.iter().filter(|line| line.ends_with("Running")).count();
        assert!(running >= 4, "every node keeps an available pod: {pods:?}");
    }
    assert!((5..=6).contains(&most), "two nodes at most have two pods: {most}");
    assert!(story.is_rolled_out("agent"), "{:?}", story.pods());
}

#[test]
fn a_deleted_daemon_set_takes_everything_along() {
    let mut story = Story::with_nodes(2);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    story.delete(Kind::DaemonSet, "agent");
    story.wait(4);
    let api = story.cluster.api();
    assert!(api.table(Kind::Pod).is_empty() && api.table(Kind::ControllerRevision).is_empty());
}

#[test]
fn equal_sessions_have_equal_digests() {
    let digest = || {
        let mut story = Story::with_nodes(5);
        story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
        story.wait(2);
        story.set_image("agent", "agent:v2");
        story.wait(1);
        story.cluster.digest()
    };
    assert_eq!(digest(), digest());
}

#[test]
fn realistic_kubelets_pull_start_and_end_pods() {
    let mut story = Story::with(3, Profile::Realistic);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    let created = story.wait_until("all pods run", |story| story.is_rolled_out("agent"));
    assert!(created.0 > 1500, "an image is pulled first: {created:?}");
    story.set_image("agent", "agent:v2");
    story.wait_until("the update is through", |story| story.is_rolled_out("agent"));
    assert_eq!(story.pods(), ["n1 agent:v2 Running", "n2 agent:v2 Running", "n3 agent:v2 Running"]);
    let events = story.cluster.api().list(Kind::Event, "default");
    let reasons: std::collections::BTreeSet<String> =
        events.iter().filter_map(|event| Some(event.as_event()?.reason.to_string())).collect();
    for reason in ["Scheduled", "Pulling", "Pulled", "Created", "Started", "Killing", "SuccessfulDelete"] {
        assert!(reasons.contains(reason), "{reason} is missing from {reasons:?}");
    }
}

#[test]
fn on_delete_waits_for_the_person() {
    let mut story = Story::with_nodes(2);
    let mut manifest = daemon_set("agent", "agent:v1");
    manifest["spec"]["updateStrategy"] = json!({"type": "OnDelete"});
    story.create(Kind::DaemonSet, &manifest);
    story.wait(2);
    story.set_image("agent", "agent:v2");
    story.wait(5);
    assert_eq!(story.pods(), ["n1 agent:v1 Running", "n2 agent:v1 Running"]);
    let pods = story.cluster.api().list(Kind::Pod, "default");
    let first = pods.iter().find(|pod| &*pod.as_pod().unwrap().node_name == "n1").unwrap().meta.name.clone();
    story.delete(Kind::Pod, &first);
    story.wait(2);
    assert_eq!(story.pods(), ["n1 agent:v2 Running", "n2 agent:v1 Running"]);
}

#[test]
fn a_template_that_comes_back_moves_its_revision_to_the_end() {
    let mut story = Story::with_nodes(1);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    for image in ["agent:v2", "agent:v1"] {
        story.set_image("agent", image);
        story.wait(2);
    }
    let revisions = story.cluster.api().list(Kind::ControllerRevision, "default");
    let mut numbers: Vec<i64> =
        revisions.iter().map(|object| object.as_controller_revision().unwrap().revision).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [2, 3]);
}

#[test]
fn orphans_are_adopted_by_the_next_daemon_set_that_selects_them() {
    let mut story = Story::with_nodes(2);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    let names = |story: &Story| -> Vec<String> {
        story.cluster.api().list(Kind::Pod, "default").iter().map(|pod| pod.meta.name.to_string()).collect()
    };
    let before = names(&story);
    let options = DeleteOptions { propagation: Some(Propagation::Orphan), ..DeleteOptions::default() };
    story.cluster.api_mut().delete(Kind::DaemonSet, "default", "agent", &options).unwrap();
    story.wait(2);
    assert_eq!(names(&story), before, "pods stay without their owner");
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    assert_eq!(names(&story), before, "the same pods serve the new owner");
    assert_eq!(story.status("agent").number_available, 2);
}

#[test]
fn a_node_that_stops_matching_loses_its_pod() {
    let mut story = Story::with_nodes(0);
    story.join("n1", &[("disk", "ssd")]);
    story.join("n2", &[("disk", "ssd")]);
    let mut manifest = daemon_set("agent", "agent:v1");
    manifest["spec"]["template"]["spec"]["nodeSelector"] = json!({"disk": "ssd"});
    story.create(Kind::DaemonSet, &manifest);
    story.wait(2);
    story.patch(Kind::Node, "n2", json!({"metadata": {"labels": {"disk": "hdd"}}}));
    story.wait(2);
    assert_eq!(story.pods(), ["n1 agent:v1 Running"]);
    assert_eq!(story.status("agent").desired_number_scheduled, 1);
}

#[test]
fn a_tainted_node_keeps_its_running_pod() {
    let mut story = Story::with_nodes(2);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    story.patch(Kind::Node, "n1", json!({"spec": {"taints": [{"key": "a", "effect": "NoSchedule"}]}}));
    story.wait(2);
    assert_eq!(story.pods().len(), 2);
    story.patch(Kind::Node, "n2", json!({"spec": {"taints": [{"key": "a", "effect": "NoExecute"}]}}));
    story.wait(2);
    assert_eq!(story.pods(), ["n1 agent:v1 Running"]);
}

#[test]
fn a_pod_of_a_daemon_set_gets_the_defaults_of_a_pod() {
    let mut story = Story::with_nodes(1);
    let mut manifest = daemon_set("agent", "agent:v1");
    manifest["spec"]["template"]["spec"]["containers"][0]["resources"] =
        json!({"limits": {"cpu": "1", "memory": "1Gi"}});
    story.create(Kind::DaemonSet, &manifest);
    story.wait(2);
    let pods = story.cluster.api().list(Kind::Pod, "default");
    let pod = pods.first().unwrap().to_value();
    let resources =
        json!({"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "1", "memory": "1Gi"}});
    assert_eq!(pod["spec"]["containers"][0]["resources"], resources);
    assert_eq!(pod["spec"]["enableServiceLinks"], true);
    assert_eq!(pod["status"]["qosClass"], "Guaranteed");
    let object = story.cluster.api().get(Kind::DaemonSet, "default", "agent").unwrap().to_value();
    let template = &object["spec"]["template"]["spec"]["containers"][0]["resources"];
    assert_eq!(template["requests"], json!(null), "the template stays as it was written");
}

#[test]
fn a_pod_that_is_deleted_or_fails_is_made_anew() {
    let mut story = Story::with_nodes(2);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    for fails in [false, true] {
        let pod = story.cluster.api().list(Kind::Pod, "default")[0].clone();
        if fails {
            let evict = |kubelets: &mut Kubelets, context: &mut Context<'_>| {
                kubelets.evict(context, "default", &pod.meta.name)
            };
            story.cluster.meddle(evict).unwrap();
        } else {
            story.delete(Kind::Pod, &pod.meta.name);
        }
        story.wait(3);
        assert_eq!(story.pods(), ["n1 agent:v1 Running", "n2 agent:v1 Running"]);
        assert!(story.cluster.api().get(Kind::Pod, "default", &pod.meta.name).is_err());
    }
}

#[test]
fn a_rollback_leaves_alone_what_was_not_updated() {
    let mut story = Story::with_nodes(4);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    let uids = |story: &Story| -> BTreeSet<Uid> {
        story.cluster.api().list(Kind::Pod, "default").iter().map(|pod| pod.meta.uid).collect()
    };
    let before = uids(&story);
    story.cluster.meddle(|kubelets, _| kubelets.break_image("agent:v2"));
    story.set_image("agent", "agent:v2");
    story.wait(20);
    let kept: BTreeSet<Uid> = before.intersection(&uids(&story)).copied().collect();
    assert_eq!(kept.len(), 3, "one node was taken, and its pod never comes");
    story.set_image("agent", "agent:v1");
    story.wait(20);
    assert!(story.is_rolled_out("agent"), "{:?}", story.pods());
    assert!(uids(&story).is_superset(&kept), "the others are the same pods");
}

#[test]
fn daemon_sets_are_deleted_by_their_labels() {
    let mut session = Session::new(Start::Empty, 1);
    let mut texts = Vec::new();
    for (name, team) in [("a", "red"), ("b", "red"), ("c", "blue")] {
        let mut manifest = daemon_set(name, "agent:v1");
        manifest["metadata"]["labels"] = json!({"team": team});
        texts.push(manifest.to_string());
    }
    session.run(Command::WriteFile { path: "all.yaml".into(), text: texts.join("\n---\n") });
    for line in [
        "sim add-nodes 2 n",
        "kubectl apply -f all.yaml",
        "kubectl get ds -l team=red -o name",
        "kubectl delete ds -l team=red",
    ] {
        session.run(Command::Shell(line.into()));
        session.advance_to(session.now().plus(10_000));
        assert_eq!(session.last_output().1, 0, "{line}: {}", session.last_output().0);
    }
    let api = session.cluster().api();
    let names: Vec<String> =
        api.list(Kind::DaemonSet, "default").iter().map(|object| object.meta.name.to_string()).collect();
    assert_eq!(names, ["c"]);
    assert_eq!(api.list(Kind::Pod, "default").len(), 2, "pods of the others are gone too");
}

#[test]
fn the_controller_puts_a_status_right_that_somebody_changed() {
    let mut story = Story::with_nodes(2);
    story.create(Kind::DaemonSet, &daemon_set("agent", "agent:v1"));
    story.wait(2);
    let mut object = (*story.cluster.api().get(Kind::DaemonSet, "default", "agent").unwrap()).clone();
    let generation = object.meta.generation;
    if let Body::DaemonSet(daemon_set) = &mut object.body {
        daemon_set.status.number_ready = 17;
    }
    let object = story.cluster.api_mut().update_status(object).unwrap();
    assert_eq!(object.as_daemon_set().unwrap().status.number_ready, 17);
    assert_eq!(object.meta.generation, generation, "a status is no generation");
    story.wait(2);
    assert_eq!(story.status("agent").number_ready, 2);
}
