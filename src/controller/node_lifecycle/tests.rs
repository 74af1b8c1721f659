//! The controller with an API server of its own; kubelets are played by hand.

use std::rc::Rc;

use expect_test::{Expect, expect};

use crate::api::kind::Kind;
use crate::api::node::{Node, NodeStatus};
use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, Pod, PodStatus};
use crate::api::pod_spec::PodSpec;
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::meta::ObjectMeta;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::options::DeleteOptions;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::WatchId;
use crate::client::component::{Component, Context};
use crate::client::heartbeat::{NODE_LEASE_NAMESPACE, lease_of, resumed, silenced};
use crate::client::trace::Trace;
use crate::controller::node_lifecycle::controller::NodeLifecycleController;

struct Cluster {
    api: ApiServer,
    controller: NodeLifecycleController,
    watch: WatchId,
    nodes: WatchId,
    trace: Trace,
    story: String,
}

impl Cluster {
    fn new(nodes: &[&str]) -> Cluster {
        let mut api = ApiServer::new(Rng::new(1));
        let controller = NodeLifecycleController::default();
        let watch = api.watch(controller.kinds());
        let told = api.watch(&[Kind::Node, Kind::Event]);
        for name in ["default", NODE_LEASE_NAMESPACE] {
            let meta = ObjectMeta::named("", name);
            api.create(Object { meta, body: Body::Namespace { terminating: false } }).unwrap();
        }
        let mut cluster =
            Cluster { api, controller, watch, nodes: told, trace: Trace::default(), story: String::new() };
        nodes.iter().for_each(|name| cluster.join(name, ""));
        cluster
    }

    fn join(&mut self, name: &str, zone: &str) {
        let conditions = [("MemoryPressure", false), ("Ready", true)];
        let conditions = conditions.map(|(kind, status)| Condition::new(kind, status, Time::ZERO)).into();
        let node =
            Node { status: Rc::new(NodeStatus { conditions, ..NodeStatus::default() }), ..Node::default() };
        let mut meta = ObjectMeta::named("", name);
        meta.labels = StringMap::default().with("topology.kubernetes.io/zone", zone);
        let object = self.api.create(Object { meta, body: Body::Node(node) }).unwrap();
        self.api.create(lease_of(&object)).unwrap();
    }

    fn change_lease(&mut self, name: &str, change: impl Fn(&Object, Time) -> Object) {
        let lease = self.api.get(Kind::Lease, NODE_LEASE_NAMESPACE, name).unwrap();
        let now = self.api.now();
        self.api.update(change(&lease, now)).unwrap();
    }

    fn fall_silent(&mut self, name: &str) {
        self.change_lease(name, silenced);
    }

    fn come_back(&mut self, name: &str) {
        self.change_lease(name, |lease, _| resumed(lease));
        self.set_condition(name, "Ready", true);
    }

    fn set_condition(&mut self, name: &str, kind: &'static str, status: bool) {
        let mut object = (*self.api.get(Kind::Node, "", name).unwrap()).clone();
        let now = self.api.now();
        if let Body::Node(node) = &mut object.body {
            let conditions = &mut Rc::make_mut(&mut node.status).conditions;
            let condition = conditions.iter_mut().find(|condition| condition.kind == kind).unwrap();
            *condition = Condition::new(kind, status, now);
        }
        self.api.update_status(object).unwrap();
    }

    fn pod(&mut self, name: &str, node: &str) {
        let spec = serde_json::json!({"nodeName": node, "containers": []});
        let pod = Pod::new(Rc::new(PodSpec::from_value(Rc::new(spec))), None);
        let meta = ObjectMeta::named("default", name);
        let object = self.api.create(Object { meta, body: Body::Pod(pod) }).unwrap();
        let mut object = (*object).clone();
        let Body::Pod(pod) = &mut object.body else { return };
        let conditions = vec![Condition::new("Ready", true, Time::ZERO)];
        pod.status = Rc::new(PodStatus { conditions, ..(*pod.status).clone() });
        self.api.update_status(object).unwrap();
    }

    fn wait(&mut self, seconds: u64) {
        let until = self.api.now().plus(seconds * 1000);
        loop {
            let now = self.api.now();
            while let Some(event) = self.api.next_watch_event(self.nodes) {
                let line = match &event.object.body {
                    Body::Node(node) => format!("{} {}", event.object.meta.name, describe(node)),
                    Body::Event(event) => format!("* {}: {}", event.reason, event.message),
                    _ => continue,
                };
                self.story += &format!("{:<6} {line}\n", now.0);
            }
            let mut context = Context { now, api: &mut self.api, trace: &mut self.trace };
            if let Some(event) = context.api.next_watch_event(self.watch) {
                self.controller.observe(&event, &mut context);
            } else if let Some(due) = self.controller.next_due().filter(|due| *due <= until) {
                let now = due.max(now);
                context.api.set_now(now);
                self.controller.work(&mut Context { now, ..context });
            } else {
                break;
            }
        }
        self.api.set_now(until);
    }

    fn check(&mut self, expected: Expect) {
        self.wait(0);
        expected.assert_eq(&std::mem::take(&mut self.story));
    }
}

/// `Ready=True, node.kubernetes.io/unschedulable:NoSchedule`
fn describe(node: &Node) -> String {
    let ready = node.condition("Ready").map_or("nothing", |condition| condition.status);
    let taints: Vec<String> = node.taints.iter().map(|taint| format!(", {}", taint.format())).collect();
    format!("Ready={ready}{}", taints.concat())
}

#[test]
fn a_new_node_is_registered_and_then_costs_nothing() {
    let mut cluster = Cluster::new(&["n1"]);
    cluster.wait(600);
    assert_eq!(cluster.controller.next_due(), None);
    cluster.api.delete(Kind::Node, "", "n1", &DeleteOptions::default()).unwrap();
    cluster.wait(10);
    cluster.check(expect![[r#"
        0      n1 Ready=True
        5000   * RegisteredNode: Node n1 event: Registered Node n1 in Controller
        600000 n1 Ready=True
        605000 * RemovingNode: Node n1 event: Removing Node n1 from Controller
    "#]]);
}

#[test]
fn a_silent_node_becomes_unknown_is_tainted_and_comes_back() {
    let mut cluster = Cluster::new(&["n1", "n2", "n3"]);
    cluster.wait(12);
    cluster.pod("a", "n2");
    cluster.pod("b", "n1");
    cluster.fall_silent("n2");
    cluster.wait(60);
    let ready = |cluster: &Cluster, name| {
        cluster.api.get(Kind::Pod, "default", name).unwrap().as_pod().unwrap().is_ready()
    };
    assert!(!ready(&cluster, "a") && ready(&cluster, "b"));
    cluster.come_back("n2");
    cluster.wait(10);
    cluster.check(expect![[r#"
        0      n1 Ready=True
        0      n2 Ready=True
        0      n3 Ready=True
        5000   * RegisteredNode: Node n1 event: Registered Node n1 in Controller
        5000   * RegisteredNode: Node n2 event: Registered Node n2 in Controller
        5000   * RegisteredNode: Node n3 event: Registered Node n3 in Controller
        60000  n2 Ready=Unknown
        60000  * NodeNotReady: Node n2 status is now: NodeNotReady
        60000  n2 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule
        60000  * NodeNotReady: Node is not ready
        60100  n2 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule, node.kubernetes.io/unreachable:NoExecute
        72000  n2 Ready=True, node.kubernetes.io/unreachable:NoSchedule, node.kubernetes.io/unreachable:NoExecute
        72000  n2 Ready=True, node.kubernetes.io/unreachable:NoExecute
        75000  n2 Ready=True
    "#]]);
    assert_eq!(cluster.controller.next_due(), None);
}

#[test]
fn a_node_that_is_back_in_time_is_not_troubled() {
    let mut cluster = Cluster::new(&["n1", "n2"]);
    cluster.wait(12);
    cluster.fall_silent("n2");
    cluster.wait(30);
    cluster.come_back("n2");
    cluster.story.clear();
    cluster.wait(120);
    cluster.check(expect![[r#"
        42000  n2 Ready=True
    "#]]);
}

#[test]
fn conditions_and_cordons_become_taints() {
    let mut cluster = Cluster::new(&["n1", "n2"]);
    cluster.wait(6);
    cluster.story.clear();
    cluster.set_condition("n1", "MemoryPressure", true);
    let mut object = (*cluster.api.get(Kind::Node, "", "n2").unwrap()).clone();
    if let Body::Node(node) = &mut object.body {
        node.unschedulable = true;
    }
    cluster.api.update(object).unwrap();
    cluster.wait(1);
    cluster.set_condition("n1", "MemoryPressure", false);
    cluster.set_condition("n1", "Ready", false);
    cluster.wait(6);
    cluster.check(expect![[r#"
        6000   n1 Ready=True
        6000   n2 Ready=True
        6000   n1 Ready=True, node.kubernetes.io/memory-pressure:NoSchedule
        6000   n2 Ready=True, node.kubernetes.io/unschedulable:NoSchedule
        7000   n1 Ready=True, node.kubernetes.io/memory-pressure:NoSchedule
        7000   n1 Ready=False, node.kubernetes.io/memory-pressure:NoSchedule
        7000   n1 Ready=False, node.kubernetes.io/not-ready:NoSchedule
        10100  n1 Ready=False, node.kubernetes.io/not-ready:NoSchedule, node.kubernetes.io/not-ready:NoExecute
    "#]]);
}

#[test]
fn one_node_every_ten_seconds_is_given_up() {
    let mut cluster = Cluster::new(&["n1", "n2", "n3", "n4"]);
    cluster.wait(6);
    cluster.story.clear();
    cluster.fall_silent("n1");
    cluster.fall_silent("n2");
    cluster.wait(90);
    cluster.check(expect![[r#"
        50000  n1 Ready=Unknown
        50000  * NodeNotReady: Node n1 status is now: NodeNotReady
        50000  n2 Ready=Unknown
        50000  * NodeNotReady: Node n2 status is now: NodeNotReady
        50000  n1 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule
        50000  n2 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule
        50100  n1 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule, node.kubernetes.io/unreachable:NoExecute
        60100  n2 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule, node.kubernetes.io/unreachable:NoExecute
    "#]]);
}

#[test]
fn where_every_node_is_down_nobody_is_evicted() {
    let mut cluster = Cluster::new(&["n1"]);
    cluster.wait(6);
    cluster.story.clear();
    cluster.fall_silent("n1");
    cluster.wait(90);
    cluster.check(expect![[r#"
        50000  n1 Ready=Unknown
        50000  * NodeNotReady: Node n1 status is now: NodeNotReady
        50000  n1 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule
    "#]]);
}

#[test]
fn a_node_that_never_told_of_itself_becomes_unknown_after_a_minute() {
    let mut cluster = Cluster::new(&["n1"]);
    let meta = ObjectMeta::named("", "n2");
    cluster.api.create(Object { meta, body: Body::Node(Node::default()) }).unwrap();
    cluster.wait(80);
    cluster.check(expect![[r#"
        0      n1 Ready=True
        0      n2 Ready=nothing
        5000   * RegisteredNode: Node n1 event: Registered Node n1 in Controller
        5000   * RegisteredNode: Node n2 event: Registered Node n2 in Controller
        65000  n2 Ready=Unknown
        65000  n2 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule
        65100  n2 Ready=Unknown, node.kubernetes.io/unreachable:NoSchedule, node.kubernetes.io/unreachable:NoExecute
    "#]]);
}
