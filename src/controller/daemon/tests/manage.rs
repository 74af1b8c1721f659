//! Pods come where there is none and go where there are too many: `daemon_controller_test.go`.

use serde_json::json;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::PodPhase;
use crate::apimachinery::meta::ObjectMeta;
use crate::apiserver::options::{DeleteOptions, Propagation, WriteOptions};
use crate::controller::daemon::tests::bench::{Daemons, image, made, named, strategies, target, web};

#[test]
fn every_node_gets_a_pod_that_is_meant_for_it_alone() {
    for count in [0, 1, 5] {
        for strategy in strategies() {
            let mut daemons = Daemons::with_nodes(count);
            let mut manifest = web(json!({}));
            manifest["spec"]["updateStrategy"] = strategy;
            daemons.create(&manifest);
            assert_eq!(daemons.turn(), made(count as usize, 0));
            for pod in daemons.pods() {
                let affinity = &pod.to_value()["spec"]["affinity"]["nodeAffinity"];
                let terms = &affinity["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"];
                let field = json!({"key": "metadata.name", "operator": "In", "values": [target(&pod)]});
                assert_eq!(*terms, json!([{"matchFields": [field]}]));
            }
            assert_eq!(daemons.turn_for(600), made(0, 0));
        }
    }
}

#[test]
fn creations_that_fail_begin_slowly_and_are_tried_again() {
    let mut daemons = Daemons::with_nodes(20);
    daemons.create(&web(json!({"priorityClassName": "later"})));
    daemons.bench.wait(0);
    let tries = |daemons: &Daemons| {
        let events = daemons.bench.api.list(Kind::Event, "default");
        let failed = events
            .iter()
            .filter_map(|event| event.as_event())
            .filter(|event| *event.reason == *"FailedCreate");
        failed.map(|event| event.count).sum::<i64>()
    };
    assert_eq!(tries(&daemons), 1, "one failure is enough to stop a batch");
    daemons.bench.wait(1);
    assert!((2..20).contains(&tries(&daemons)), "it tries again, ever more slowly: {}", tries(&daemons));
    let status = daemons.status();
    assert_eq!(
        (status.desired_number_scheduled, status.current_number_scheduled),
        (20, 0),
        "the status is told"
    );
    let class = Object {
        meta: ObjectMeta::named("", "later"),
        body: Body::Other(Kind::PriorityClass, std::rc::Rc::new(json!({"value": 1}))),
    };
    daemons.bench.api.create(class).unwrap();
    assert_eq!(daemons.turn_for(120), made(20, 0), "what failed is not waited for");
}

#[test]
fn the_status_follows_the_pods() {
    let mut daemons = Daemons::with_nodes(3);
    daemons.create(&web(json!({})));
    daemons.turn();
    let numbers = |daemons: &Daemons| {
        let status = daemons.status();
        let observed = (status.observed_generation, status.updated_number_scheduled);
        (status.desired_number_scheduled, status.current_number_scheduled, status.number_ready, observed)
    };
    assert_eq!(numbers(&daemons), (3, 3, 0, (1, 3)));
    daemons.mark_ready(|pod| target(pod) != "n1");
    daemons.turn();
    assert_eq!(numbers(&daemons), (3, 3, 2, (1, 3)));
    assert_eq!(daemons.status().number_unavailable, 1);
    daemons.mark(false, |pod| target(pod) == "n0");
    daemons.change(json!({"spec": {"minReadySeconds": 5}}));
    assert_eq!(numbers(&daemons), (3, 3, 1, (2, 3)), "an observed generation is the newest");
    daemons.change(image("web:2"));
    assert_eq!(daemons.status().observed_generation, 3);
}

#[test]
fn a_daemon_set_on_its_way_out_makes_no_pods() {
    let mut daemons = Daemons::with_nodes(3);
    daemons.create(&web(json!({})));
    let options = DeleteOptions { propagation: Some(Propagation::Foreground), ..DeleteOptions::default() };
    daemons.bench.api.delete(Kind::DaemonSet, "default", "web", &options).unwrap();
    assert_eq!(daemons.turn_for(60), made(0, 0));
}

#[test]
fn a_daemon_set_on_its_way_out_adopts_nothing_that_it_learns_of_late() {
    let mut daemons = Daemons::with_nodes(1);
    daemons.run(web(json!({})));
    let pod = daemons.pod_on("n0");
    daemons.woken_by(|daemons| {
        let options =
            DeleteOptions { propagation: Some(Propagation::Foreground), ..DeleteOptions::default() };
        // The pod becomes nobody's before the controller learns that its DaemonSet goes.
        let mut orphan = (*pod).clone();
        orphan.meta.owner_references = [].into();
        daemons.bench.api.update(orphan).unwrap();
        daemons.bench.api.delete(Kind::DaemonSet, "default", "web", &options).unwrap();
    });
    daemons.turn_for(60);
    assert!(daemons.pod_on("n0").meta.controller().is_none(), "it asks the API server before it adopts");
}

#[test]
fn one_made_anew_under_its_name_is_not_held_up_by_what_the_old_one_waited_for() {
    let mut daemons = Daemons::with_nodes(3);
    daemons.create(&web(json!({})));
    daemons.turn();
    // Gone and back before the controller learns of either, and of its pods' end.
    daemons.woken_by(|daemons| {
        for pod in daemons.pods() {
            daemons.delete(Kind::Pod, &pod.meta.name);
        }
        daemons.delete(Kind::DaemonSet, "web");
        daemons.create(&web(json!({})));
    });
    daemons.turn();
    assert_eq!(daemons.nodes_with_pods(), "n0 n1 n2");
    let owner = daemons.daemon_set("web").meta.uid;
    assert!(daemons.pods().iter().all(|pod| pod.meta.is_controlled_by(owner)));
}

#[test]
fn of_several_pods_on_a_node_the_oldest_stays_and_strangers_are_left_alone() {
    for strategy in strategies() {
        let mut daemons = Daemons::with_nodes(5);
        let mut manifest = web(json!({}));
        manifest["spec"]["updateStrategy"] = strategy;
        daemons.create(&named("other", json!({"nodeName": "n4"})));
        daemons.create(&manifest);
        daemons.turn();
        let hash = daemons.current_hash();
        daemons.delete(Kind::Pod, &daemons.pod_on("n0").meta.name);
        daemons.turn();
        let kept: Vec<String> = daemons.pods().iter().map(|pod| pod.meta.name.to_string()).collect();
        for (node, count) in [("n1", 1), ("n2", 4), ("n4", 2)] {
            for number in 0..count {
                daemons.bench.wait(1);
                daemons.add_pod(&format!("more-{node}-{number}"), ("web", node, &hash));
            }
        }
        daemons.turn_for(5);
        let left: Vec<String> = daemons.pods().iter().map(|pod| pod.meta.name.to_string()).collect();
        assert_eq!(left, kept);
    }
}

#[test]
fn failed_pods_go_before_others_come() {
    // How many pods are failed and how many not; what one sync makes of them, and what becomes of the node.
    for (failed, normal, expected) in
        [(0, 1, made(0, 0)), (0, 0, made(1, 0)), (1, 0, made(1, 1)), (1, 3, made(0, 3))]
    {
        for strategy in strategies() {
            let mut daemons = Daemons::with_nodes(1);
            let mut manifest = web(json!({}));
            manifest["spec"]["updateStrategy"] = strategy;
            daemons.create(&manifest);
            daemons.turn();
            let (first, hash) = (daemons.pod_on("n0"), daemons.current_hash());
            let made = {
                // All of it before the controller looks.
                daemons.delete(Kind::Pod, &first.meta.name);
                for number in 0..failed + normal {
                    let pod = daemons.add_pod(&format!("p{number}"), ("web", "n0", &hash));
                    if number < failed {
                        daemons.fail(&pod);
                    }
                }
                daemons.turn()
            };
            assert_eq!(made, expected, "{failed} failed, {normal} not");
            let told = daemons.events().contains(&"FailedDaemonPod".to_owned());
            assert_eq!(told, failed > 0);
            assert_eq!(daemons.nodes_with_pods(), "n0");
        }
    }
}

#[test]
fn failed_pods_are_deleted_ever_more_slowly() {
    let mut daemons = Daemons::with_nodes(1);
    daemons.create(&web(json!({})));
    daemons.turn();
    let mut waits = Vec::new();
    for _ in 0..6 {
        let pod = daemons.pod_on("n0");
        daemons.fail(&pod);
        let mut waited = 0;
        while daemons.turn().deleted == 0 {
            waited += 1;
            assert!(waited < 100);
        }
        daemons.turn();
        waits.push(waited);
    }
    assert_eq!(waits[0], 0, "the first goes at once");
    assert!(waits.windows(2).all(|two| two[1] >= two[0]) && waits[5] > 10, "{waits:?}");
}

#[test]
fn a_pod_that_ended_well_makes_room_too() {
    let mut daemons = Daemons::with_nodes(1);
    daemons.create(&web(json!({})));
    daemons.turn();
    daemons.set_status(&daemons.pod_on("n0"), |status| status.phase = PodPhase::Succeeded);
    assert_eq!(daemons.turn(), made(1, 1));
    assert!(daemons.events().contains(&"SucceededDaemonPod".to_owned()));
}

#[test]
fn a_pod_on_its_way_out_still_holds_its_node() {
    let mut daemons = Daemons::with_nodes(1);
    daemons.create(&web(json!({})));
    daemons.turn();
    let pod = daemons.pod_on("n0");
    daemons.bench.api.bind("default", &pod.meta.name, &"n0".into()).unwrap();
    daemons.delete(Kind::Pod, &pod.meta.name);
    assert_eq!(daemons.turn_for(60), made(0, 0));
    // Once it has ended it holds nothing.
    daemons.fail(&pod);
    assert_eq!(daemons.turn(), made(1, 0));
}

#[test]
fn pods_meant_for_a_node_that_is_gone_go() {
    for strategy in strategies() {
        let mut daemons = Daemons::with_nodes(2);
        let mut manifest = web(json!({}));
        manifest["spec"]["updateStrategy"] = strategy;
        daemons.create(&manifest);
        daemons.turn();
        // One was bound before its node went: that is the pod garbage collector's.
        let bound = daemons.pod_on("n1");
        daemons.bench.api.bind("default", &bound.meta.name, &"n1".into()).unwrap();
        let hash = daemons.current_hash();
        daemons.add_pod("stray", ("web", "n2", &hash));
        daemons.delete(Kind::Node, "n1");
        assert_eq!(daemons.turn(), made(0, 1));
        assert_eq!(daemons.nodes_with_pods(), "n0 n1");
    }
}

#[test]
fn an_empty_selector_is_refused() {
    let mut daemons = Daemons::with_nodes(1);
    let mut manifest = web(json!({}));
    manifest["spec"]["selector"] = json!({});
    let options = WriteOptions::default();
    let refused = daemons.bench.api.create_json(Kind::DaemonSet, "default", &manifest, &options).unwrap_err();
    assert!(refused.message.contains("empty selector is invalid for daemonset"), "{}", refused.message);
}

#[test]
fn a_status_is_told_although_somebody_else_wrote_meanwhile() {
    let mut daemons = Daemons::with_nodes(2);
    daemons.create(&web(json!({})));
    daemons.turn();
    daemons.mark_ready(|_| true);
    // The controller's copy is older than this when it tells of the readiness.
    daemons.patch(Kind::DaemonSet, "web", json!({"metadata": {"annotations": {"somebody": "wrote"}}}));
    daemons.turn();
    assert_eq!(daemons.status().number_ready, 2);
}

#[test]
fn pods_carry_their_revision_and_the_generation_of_their_template() {
    let mut daemons = Daemons::with_nodes(1);
    let mut manifest = web(json!({}));
    manifest["spec"]["template"]["metadata"]["annotations"] = json!({"a": "b"});
    daemons.create(&manifest);
    daemons.turn();
    let pod = daemons.pod_on("n0").to_value();
    let hash = daemons.current_hash();
    let labels = json!({"app": "web", "controller-revision-hash": &*hash, "pod-template-generation": "1"});
    assert_eq!(pod["metadata"]["labels"], labels);
    assert_eq!(pod["metadata"]["annotations"], json!({"a": "b"}));
    assert!(pod["metadata"]["name"].as_str().unwrap().starts_with("web-"));
    let tolerations = pod["spec"]["tolerations"].as_array().unwrap();
    assert_eq!(tolerations.len(), 6, "{tolerations:?}");
}
