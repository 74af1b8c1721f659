//! A DaemonSet from its creation through updates to its end, on the whole engine.

use daemonset_playground::api::kind::Kind;
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
