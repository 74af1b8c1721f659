//! The scheduler with an API server of its own, told of every write at once.

use std::rc::Rc;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::node::{Node, NodeStatus};
use crate::api::object::{Body, Object};
use crate::api::pod::{Pod, PodStatus};
use crate::api::pod_spec::{PodSpec, Resources};
use crate::api::scheduling::{Taint, TaintEffect};
use crate::apimachinery::meta::ObjectMeta;
use crate::apimachinery::rand::Rng;
use crate::apiserver::options::DeleteOptions;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::WatchId;
use crate::client::component::{Component, Context};
use crate::client::trace::Trace;
use crate::scheduler::scheduler::Scheduler;

struct Cluster {
    api: ApiServer,
    scheduler: Scheduler,
    watch: WatchId,
    trace: Trace,
}

impl Cluster {
    fn new(nodes: &[&str]) -> Cluster {
        let mut api = ApiServer::new(Rng::new(1));
        let watch = api.watch(&[Kind::Node, Kind::Pod]);
        let namespace =
            Object { meta: ObjectMeta::named("", "default"), body: Body::Namespace { terminating: false } };
        api.create(namespace).unwrap();
        let mut cluster = Cluster { api, scheduler: Scheduler::default(), watch, trace: Trace::default() };
        nodes.iter().for_each(|name| cluster.node(name, |_| {}));
        cluster
    }

    fn node(&mut self, name: &str, change: impl Fn(&mut Node)) {
        let status = NodeStatus {
            allocatable: Resources { milli_cpu: 2000, memory: 4 << 30, ephemeral_storage: 10 << 30 },
            pods_max: 3,
            ..NodeStatus::default()
        };
        let mut node = Node { status: Rc::new(status), ..Node::default() };
        change(&mut node);
        let mut meta = ObjectMeta::named("", name);
        meta.labels = [("kubernetes.io/hostname", name)].into_iter().collect();
        self.api.create(Object { meta, body: Body::Node(node) }).unwrap();
    }

    fn change_node(&mut self, name: &str, change: impl Fn(&mut Node)) {
        let mut object = (*self.api.get(Kind::Node, "", name).unwrap()).clone();
        if let Body::Node(node) = &mut object.body {
            change(node);
        }
        self.api.update(object).unwrap();
    }

    fn give_cpu(&mut self, name: &str, milli_cpu: i64) {
        let mut object = (*self.api.get(Kind::Node, "", name).unwrap()).clone();
        if let Body::Node(node) = &mut object.body {
            Rc::make_mut(&mut node.status).allocatable.milli_cpu = milli_cpu;
        }
        self.api.update_status(object).unwrap();
    }

    fn label_node(&mut self, name: &str, key: &str, value: &str) {
        let mut object = (*self.api.get(Kind::Node, "", name).unwrap()).clone();
        object.meta.labels = object.meta.labels.with(key, value);
        self.api.update(object).unwrap();
    }

    /// A pod with this spec; `pinned` is the node its DaemonSet means it for.
    fn pod(&mut self, name: &str, pinned: Option<&str>, spec: Value) {
        let mut spec = spec;
        spec["schedulerName"] = "default-scheduler".into();
        let pod = Pod::new(Rc::new(PodSpec::from_value(Rc::new(spec))), pinned.map(Rc::from));
        self.api.create(Object { meta: ObjectMeta::named("default", name), body: Body::Pod(pod) }).unwrap();
    }

    fn delete(&mut self, name: &str) {
        let options = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
        self.api.delete(Kind::Pod, "default", name, &options).unwrap();
    }

    /// So many seconds pass.
    fn wait(&mut self, seconds: u64) {
        let until = self.api.now().plus(seconds * 1000);
        loop {
            let now = self.api.now();
            let mut context = Context { now, api: &mut self.api, trace: &mut self.trace };
            if let Some(event) = context.api.next_watch_event(self.watch) {
                self.scheduler.observe(&event, &mut context);
            } else if let Some(due) = self.scheduler.next_due().filter(|due| *due <= until) {
                let now = due.max(now);
                context.api.set_now(now);
                self.scheduler.work(&mut Context { now, ..context });
            } else {
                break;
            }
        }
        self.api.set_now(until);
    }

    /// Pods with their nodes and conditions, then the events.
    fn check(&mut self, expected: Expect) {
        self.wait(1);
        let mut text = String::new();
        for object in self.api.list(Kind::Pod, "default") {
            let Some(pod) = object.as_pod() else { continue };
            let status: &PodStatus = &pod.status;
            let going = if object.meta.is_terminating() { " (going)" } else { "" };
            text += &format!("{} {}{going}\n", object.meta.name, &*pod.node_name);
            if let Some(condition) = status.condition("PodScheduled").filter(|one| !one.is_true()) {
                text += &format!("  {}: {}\n", condition.reason, condition.message);
            }
            if !status.nominated_node_name.is_empty() {
                text += &format!("  nominated: {}\n", status.nominated_node_name);
            }
        }
        for object in self.api.list(Kind::Event, "default") {
            let Some(event) = object.as_event() else { continue };
            let about = &event.involved_object.name;
            text += &format!("{} {about} x{}: {}\n", event.reason, event.count, event.message);
        }
        for object in self.api.list(Kind::Pod, "default") {
            text = text.replace(&object.meta.uid.to_string(), &format!("<uid of {}>", object.meta.name));
        }
        expected.assert_eq(&text);
    }
}

fn asks(cpu: &str) -> Value {
    json!({"containers": [{"name": "c", "resources": {"requests": {"cpu": cpu}}}]})
}

fn with_port(port: u16) -> Value {
    json!({"containers": [{"name": "c", "ports": [{"containerPort": 80, "hostPort": port, "protocol": "TCP"}]}]})
}

#[test]
fn ordinary_pods_go_where_there_is_most_room() {
    let mut cluster = Cluster::new(&["n1", "n2"]);
    cluster.pod("a", None, asks("500m"));
    cluster.pod("b", None, asks("500m"));
    cluster.pod("c", None, asks("100m"));
    cluster.check(expect![[r#"
        a n1
        b n2
        c n1
        Scheduled a x0: Successfully assigned default/a to n1
        Scheduled b x0: Successfully assigned default/b to n2
        Scheduled c x0: Successfully assigned default/c to n1
    "#]]);
}

#[test]
fn a_pinned_pod_goes_to_its_node_alone() {
    let mut cluster = Cluster::new(&["n1", "n2", "n3"]);
    cluster.pod("a", Some("n2"), json!({"containers": [{"name": "c"}]}));
    cluster.check(expect![[r#"
        a n2
        Scheduled a x0: Successfully assigned default/a to n2
    "#]]);
}

#[test]
fn a_pinned_pod_that_does_not_fit_waits_for_its_node() {
    let mut cluster = Cluster::new(&["n1", "n2", "n3"]);
    cluster.pod("a", Some("n2"), with_port(80));
    cluster.wait(1);
    cluster.pod("b", Some("n2"), with_port(80));
    cluster.check(expect![[r#"
        a n2
        b 
          Unschedulable: 0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.
        Scheduled a x0: Successfully assigned default/a to n2
        FailedScheduling b x0: 0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.
    "#]]);
    cluster.delete("a");
    cluster.wait(2);
    assert_eq!(&*cluster.api.get(Kind::Pod, "default", "b").unwrap().as_pod().unwrap().node_name, "n2");
}

#[test]
fn a_refusal_tells_which_generation_it_is_about_and_a_binding_does_not() {
    let mut cluster = Cluster::new(&["n1"]);
    cluster.pod("a", Some("n1"), with_port(80));
    cluster.wait(1);
    cluster.pod("b", Some("n1"), with_port(80));
    cluster.wait(1);
    let observed = |name: &str| {
        let value = cluster.api.get(Kind::Pod, "default", name).unwrap().to_value();
        let condition = value.pointer("/status/conditions/0").cloned().unwrap_or_default();
        (condition["status"].clone(), condition.get("observedGeneration").cloned())
    };
    assert_eq!(observed("a"), (json!("True"), None), "no kubelet has taken it yet");
    assert_eq!(observed("b"), (json!("False"), Some(json!(1))));
}

#[test]
fn the_sentence_counts_what_stands_against_each_node() {
    let mut cluster = Cluster::new(&["n1"]);
    cluster.node("n2", |node| node.taints = Rc::from([Taint::new("dedicated", TaintEffect::NoSchedule)]));
    cluster.node("n3", |node| node.unschedulable = true);
    cluster.node("n4", |node| node.status = Rc::new(NodeStatus { pods_max: 0, ..(*node.status).clone() }));
    let mut spec = asks("3");
    spec["nodeSelector"] = json!({"kubernetes.io/hostname": "n1"});
    cluster.pod("a", None, spec);
    cluster.pod("b", None, asks("3"));
    cluster.check(expect![[r#"
        a 
          Unschedulable: 0/4 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.
        b 
          Unschedulable: 0/4 nodes are available: 1 Too many pods, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 2 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.
        FailedScheduling a x0: 0/4 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.
        FailedScheduling b x0: 0/4 nodes are available: 1 Too many pods, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 2 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.
    "#]]);
}

#[test]
fn a_pod_without_nodes_is_placed_when_one_joins() {
    let mut cluster = Cluster::new(&[]);
    cluster.pod("a", None, asks("1"));
    cluster.check(expect![[r#"
        a 
          Unschedulable: no nodes available to schedule pods
        FailedScheduling a x0: no nodes available to schedule pods
    "#]]);
    cluster.node("n1", |_| {});
    cluster.check(expect![[r#"
        a n1
        FailedScheduling a x0: no nodes available to schedule pods
        Scheduled a x0: Successfully assigned default/a to n1
    "#]]);
}

#[test]
fn a_removed_taint_lets_the_pod_in() {
    let mut cluster = Cluster::new(&[]);
    cluster.node("n1", |node| node.taints = Rc::from([Taint::new("dedicated", TaintEffect::NoExecute)]));
    cluster.pod("a", None, asks("1"));
    cluster.wait(3);
    assert_eq!(&*cluster.api.get(Kind::Pod, "default", "a").unwrap().as_pod().unwrap().node_name, "");
    cluster.change_node("n1", |node| node.taints = Rc::from([]));
    cluster.wait(1);
    assert_eq!(&*cluster.api.get(Kind::Pod, "default", "a").unwrap().as_pod().unwrap().node_name, "n1");
}

#[test]
fn the_important_pod_pushes_the_least_important_one_out() {
    let mut cluster = Cluster::new(&["n1"]);
    for (name, value) in [("low", 1), ("middle", 5), ("high", 9)] {
        let value = json!({"value": value});
        let body = Body::Other(Kind::PriorityClass, Rc::new(value));
        cluster.api.create(Object { meta: ObjectMeta::named("", name), body }).unwrap();
    }
    let of_class = |class: &str| {
        let mut spec = asks("1");
        spec["priorityClassName"] = class.into();
        spec
    };
    cluster.pod("middle", None, of_class("middle"));
    cluster.pod("low", None, of_class("low"));
    cluster.wait(1);
    cluster.pod("high", Some("n1"), of_class("high"));
    cluster.wait(1);
    cluster.check(expect![[r#"
        high 
          Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.
          nominated: n1
        low n1 (going)
        middle n1
        FailedScheduling high x0: 0/1 nodes are available: 1 Insufficient cpu.
        Scheduled low x0: Successfully assigned default/low to n1
        Preempted low x0: Preempted by pod <uid of high> on node n1
        Scheduled middle x0: Successfully assigned default/middle to n1
    "#]]);
    cluster.delete("low");
    cluster.wait(2);
    let high = cluster.api.get(Kind::Pod, "default", "high").unwrap();
    let high = high.as_pod().unwrap();
    assert_eq!((&*high.node_name, &*high.status.nominated_node_name), ("n1", ""));
}

/// How often the scheduler said in vain that `name` fits nowhere: events, each with its count.
fn failures(cluster: &Cluster, name: &str) -> Vec<i64> {
    let events = cluster.api.list(Kind::Event, "default");
    let of_pod = events.iter().filter_map(|object| object.as_event());
    of_pod
        .filter(|event| &*event.reason == "FailedScheduling" && &*event.involved_object.name == name)
        .map(|event| event.count)
        .collect()
}

#[test]
fn a_pod_that_still_does_not_fit_becomes_a_series() {
    let mut cluster = Cluster::new(&["n1", "n2"]);
    cluster.pod("a", Some("n1"), asks("3"));
    for _ in 0..4 {
        cluster.wait(20);
        cluster.pod("b", Some("n2"), asks("1"));
        cluster.wait(1);
        cluster.delete("b");
    }
    cluster.wait(20);
    let counts = failures(&cluster, "a");
    assert_eq!(counts, [0, 2], "the first try changes the pod's version, later ones do not");
}

#[test]
fn only_what_a_pod_was_refused_for_wakes_it() {
    let mut cluster = Cluster::new(&["n1"]);
    let mut picky = asks("1");
    picky["nodeSelector"] = json!({"disk": "ssd"});
    cluster.pod("full", None, asks("3"));
    cluster.pod("picky", None, picky);
    cluster.wait(20);
    let check = |cluster: &mut Cluster, tries: [usize; 2]| {
        cluster.wait(20);
        let counts = ["full", "picky"].map(|name| failures(cluster, name).len());
        assert_eq!(counts, tries);
    };
    check(&mut cluster, [1, 1]);
    cluster.change_node("n1", |node| node.taints = Rc::from([Taint::new("x", TaintEffect::NoSchedule)]));
    check(&mut cluster, [1, 1]);
    cluster.label_node("n1", "disk", "hdd");
    check(&mut cluster, [1, 1]);
    // It matches now, whatever else stands against it.
    cluster.label_node("n1", "disk", "ssd");
    check(&mut cluster, [1, 2]);
    cluster.give_cpu("n1", 2500);
    check(&mut cluster, [1, 2]);
    cluster.give_cpu("n1", 5000);
    check(&mut cluster, [2, 2]);
    cluster.change_node("n1", |node| node.taints = Rc::from([]));
    cluster.wait(20);
    let node_of =
        |name: &str| cluster.api.get(Kind::Pod, "default", name).unwrap().as_pod().unwrap().node_name.clone();
    assert_eq!(["full", "picky"].map(node_of), ["n1".into(), "n1".into()]);
}
