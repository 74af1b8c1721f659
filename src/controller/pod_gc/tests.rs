//! Pods whose node is gone, or never was.

use std::rc::Rc;

use serde_json::json;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::PodPhase;
use crate::api::scheduling::{Taint, TaintEffect};
use crate::api::well_known::TAINT_OUT_OF_SERVICE;
use crate::apiserver::options::DeleteOptions;
use crate::client::component::Component;
use crate::client::testing::Bench;
use crate::controller::pod_gc::controller::PodGcController;

fn bench() -> Bench<PodGcController> {
    let mut bench = Bench::new(PodGcController::default());
    bench.node("n1");
    bench.node("n2");
    bench.pod("a", json!({"nodeName": "n1"}));
    bench.pod("b", json!({"nodeName": "n2"}));
    bench.wait(5);
    assert_eq!(bench.component.next_due(), None, "nothing waits for it");
    bench
}

fn delete_node(bench: &mut Bench<PodGcController>, name: &str) {
    bench.api.delete(Kind::Node, "", name, &DeleteOptions::default()).unwrap();
}

#[test]
fn pods_of_a_lost_node_go_after_their_quarantine() {
    let mut bench = bench();
    delete_node(&mut bench, "n1");
    bench.wait(50);
    assert_eq!(bench.story(), "a\nb\n");
    bench.wait(30);
    assert_eq!(bench.story(), "b\n");
    assert_eq!(bench.component.next_due(), None);
}

#[test]
fn pods_of_a_node_that_is_back_in_time_stay() {
    let mut bench = bench();
    delete_node(&mut bench, "n1");
    bench.wait(30);
    bench.node("n1");
    bench.wait(120);
    assert_eq!(bench.story(), "a\nb\n");
}

#[test]
fn a_pod_bound_to_a_node_that_never_was_goes_too() {
    let mut bench = bench();
    bench.pod("c", json!({"nodeName": "nowhere"}));
    bench.wait(90);
    assert_eq!(bench.story(), "a\nb\n");
}

#[test]
fn a_pod_without_node_that_is_held_back_is_told_failed() {
    let mut bench = bench();
    bench.pod("d", json!({}));
    let mut object: Object = (*bench.api.get(Kind::Pod, "default", "d").unwrap()).clone();
    object.meta.finalizers = ["example.com/hold".into()].into();
    bench.api.update(object).unwrap();
    bench.api.delete(Kind::Pod, "default", "d", &DeleteOptions::default()).unwrap();
    bench.wait(25);
    let object = bench.api.get(Kind::Pod, "default", "d").unwrap();
    assert!(object.as_pod().unwrap().is_terminal());
}

#[test]
fn pods_on_their_way_out_of_a_lost_node_need_not_be_waited_for() {
    let mut bench = bench();
    bench.api.delete(Kind::Pod, "default", "a", &DeleteOptions::default()).unwrap();
    bench.wait(60);
    assert_eq!(bench.story(), "a going\nb\n", "its kubelet may still come back");
    // The nodes of this bench have no conditions, which is as good as not being ready.
    let taint = Taint::new(TAINT_OUT_OF_SERVICE, TaintEffect::NoExecute);
    bench.taint("n1", std::slice::from_ref(&taint));
    bench.taint("n2", &[taint]);
    bench.wait(30);
    assert_eq!(bench.story(), "b\n", "others are the eviction's business");
}

fn end(bench: &mut Bench<PodGcController>, name: &str, phase: PodPhase, reason: &str) {
    let mut object = (*bench.api.get(Kind::Pod, "default", name).unwrap()).clone();
    let Body::Pod(pod) = &mut object.body else { return };
    let status = Rc::make_mut(&mut pod.status);
    (status.phase, status.reason) = (phase, reason.into());
    bench.api.update_status(object).unwrap();
}

#[test]
fn of_too_many_ended_pods_the_evicted_go_first_then_the_oldest() {
    let mut bench = Bench::new(PodGcController::with_ended_max(2));
    bench.node("n1");
    // Pods of one second go in the order of their names.
    for name in ["d", "c", "b", "a", "runs"] {
        bench.pod(name, json!({"nodeName": "n1"}));
        bench.wait(if name == "d" { 1 } else { 0 });
    }
    end(&mut bench, "a", PodPhase::Succeeded, "");
    end(&mut bench, "d", PodPhase::Failed, "");
    bench.wait(40);
    assert_eq!(bench.component.next_due(), None, "two may stay");
    end(&mut bench, "b", PodPhase::Failed, "Evicted");
    bench.wait(25);
    assert_eq!(bench.story(), "a\nc\nd\nruns\n", "an evicted one, though it is not the oldest");
    end(&mut bench, "c", PodPhase::Succeeded, "Evicted");
    bench.wait(25);
    assert_eq!(bench.story(), "a\nc\nruns\n", "then the oldest");
    bench.pod("late", json!({}));
    end(&mut bench, "late", PodPhase::Failed, "");
    bench.wait(25);
    assert_eq!(bench.story(), "c\nlate\nruns\n", "of one age the first by name");
    assert_eq!(bench.component.next_due(), None);
}
