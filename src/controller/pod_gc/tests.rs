//! Pods whose node is gone, or never was.

use serde_json::json;

use crate::api::kind::Kind;
use crate::api::object::Object;
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
