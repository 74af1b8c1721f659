//! What the tests of the controller do to the cluster, and what they see.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::daemon_set::DaemonSetStatus;
use crate::api::kind::Kind;
use crate::api::node::{Node, NodeStatus};
use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, Pod, PodPhase, PodStatus};
use crate::api::scheduling::{Taint, TaintEffect};
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::meta::ObjectMeta;
use crate::apimachinery::rand::Rng;
use crate::apiserver::options::{DeleteOptions, Patch, WriteOptions};
use crate::apiserver::watch::{WatchEventType, WatchId};
use crate::client::component::{Component as _, Context};
use crate::client::testing::Bench;
use crate::client::trace::Trace;
use crate::controller::daemon::controller::DaemonSetsController;

/// How many pods were created and deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub created: usize,
    pub deleted: usize,
}

pub(super) fn made(created: usize, deleted: usize) -> Made {
    Made { created, deleted }
}

/// The controller with its API server.
pub(super) struct Daemons {
    pub bench: Bench<DaemonSetsController>,
    pods: WatchId,
    ignores: bool,
}

/// A DaemonSet called `web` whose pods are as `spec` says; its container is `main`.
pub(super) fn web(spec: Value) -> Value {
    named("web", spec)
}

pub(super) fn named(name: &str, spec: Value) -> Value {
    let mut pod = json!({"containers": [{"name": "main", "image": "web:1"}]});
    for (key, value) in spec.as_object().unwrap() {
        pod[key] = value.clone();
    }
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod},
        },
    })
}

/// The spec's part that allows so many to be unavailable.
pub(super) fn unavailable(max: impl Into<Value>) -> Value {
    json!({"rollingUpdate": {"maxUnavailable": max.into(), "maxSurge": 0}, "type": "RollingUpdate"})
}

/// The spec's part that allows so many to be surplus.
pub(super) fn surge(max: impl Into<Value>) -> Value {
    json!({"rollingUpdate": {"maxUnavailable": 0, "maxSurge": max.into()}, "type": "RollingUpdate"})
}

/// Both strategies, for what must not depend on them.
pub(super) fn strategies() -> [Value; 2] {
    [unavailable(1), json!({"type": "OnDelete"})]
}

/// The patch that brings another image.
pub(super) fn image(image: &str) -> Value {
    json!({"spec": {"template": {"spec": {"containers": [{"name": "main", "image": image}]}}}})
}

pub(super) fn no_schedule(key: &str) -> Taint {
    Taint::new(key, TaintEffect::NoSchedule)
}

impl Daemons {
    /// A cluster with the nodes n0, n1, …
    pub fn with_nodes(count: u32) -> Daemons {
        let mut bench = Bench::new(DaemonSetsController::new(Rng::new(1)));
        let pods = bench.api.watch(&[Kind::Pod]);
        let mut daemons = Daemons { bench, pods, ignores: false };
        for number in 0..count {
            daemons.node(&format!("n{number}"), &[], &[], true);
        }
        daemons.turn();
        daemons
    }

    /// A node joins.
    pub fn node(&mut self, name: &str, labels: &[(&str, &str)], taints: &[Taint], is_ready: bool) {
        let mut meta = ObjectMeta::named("", name);
        meta.labels = labels.iter().copied().collect();
        let now = self.bench.api.now();
        let ready = Condition { last_heartbeat_time: Some(now), ..Condition::new("Ready", is_ready, now) };
        let conditions = vec![ready];
        let status = Rc::new(NodeStatus { conditions, pods_max: 110, ..NodeStatus::default() });
        let body = Body::Node(Node { taints: taints.into(), status, ..Node::default() });
        self.bench.api.create(Object { meta, body }).unwrap();
    }

    /// Creates a DaemonSet, whose pods come and become ready.
    pub fn run(&mut self, manifest: Value) {
        self.create(&manifest);
        self.turn();
        self.mark_ready(|_| true);
        self.turn();
    }

    pub fn create(&mut self, manifest: &Value) {
        let created =
            self.bench.api.create_json(Kind::DaemonSet, "default", manifest, &WriteOptions::default());
        created.unwrap_or_else(|error| panic!("{}", error.message));
    }

    pub fn patch(&mut self, kind: Kind, name: &str, patch: Value) {
        let namespace = if kind.resource().namespaced { "default" } else { "" };
        let patch = Patch::Strategic(patch);
        let patched = self.bench.api.patch_json(kind, namespace, name, &patch, &WriteOptions::default());
        patched.unwrap_or_else(|error| panic!("{}", error.message));
    }

    /// The DaemonSet `web` becomes another, and the controller does what it can do at once.
    pub fn change(&mut self, patch: Value) -> Made {
        self.patch(Kind::DaemonSet, "web", patch);
        self.turn()
    }

    /// The controller does what it can do within a second.
    pub fn turn(&mut self) -> Made {
        self.turn_for(1)
    }

    pub fn turn_for(&mut self, seconds: u64) -> Made {
        self.forget_news();
        self.bench.wait(seconds);
        let mut made = made(0, 0);
        while let Some(event) = self.bench.api.next_watch_event(self.pods) {
            let is_marked =
                event.object.meta.is_terminating() && event.event_type == WatchEventType::Modified;
            match event.event_type {
                WatchEventType::Added => made.created += 1,
                WatchEventType::Deleted => made.deleted += 1,
                WatchEventType::Modified => made.deleted += usize::from(is_marked),
            }
        }
        made
    }

    /// What the test itself did is no work of the controller's.
    fn forget_news(&mut self) {
        while self.bench.api.next_watch_event(self.pods).is_some() {}
    }

    /// Pods of the namespace, oldest first.
    pub fn pods(&self) -> Vec<Rc<Object>> {
        let mut pods = self.bench.api.list(Kind::Pod, "default");
        pods.sort_by_key(|pod| pod.meta.resource_version);
        pods.sort_by_key(|pod| pod.meta.creation_timestamp);
        pods
    }

    /// The pod on that node; the first where there are more.
    pub fn pod_on(&self, node: &str) -> Rc<Object> {
        let on_node = |pod: &Rc<Object>| target(pod) == node;
        self.pods().into_iter().find(on_node).unwrap_or_else(|| panic!("no pod on {node}"))
    }

    /// Pods are bound to the nodes they are meant for.
    pub fn bind_all(&mut self) {
        for pod in self.pods() {
            if pod.as_pod().unwrap().node_name.is_empty() {
                self.bench.api.bind("default", &pod.meta.name, &target(&pod).as_str().into()).unwrap();
            }
        }
    }

    /// Pods that a test picks by node and image become ready.
    pub fn mark_ready(&mut self, picked: impl Fn(&Object) -> bool) {
        self.mark(true, picked);
    }

    pub fn mark(&mut self, is_ready: bool, picked: impl Fn(&Object) -> bool) {
        for object in self.pods().iter().filter(|object| picked(object)) {
            let now = self.bench.api.now();
            self.set_status(object, |status| status.set_condition(Condition::new("Ready", is_ready, now)));
        }
    }

    pub fn set_status(&mut self, object: &Object, change: impl FnOnce(&mut PodStatus)) {
        let mut object = (*self.bench.api.get(Kind::Pod, "default", &object.meta.name).unwrap()).clone();
        if let Body::Pod(pod) = &mut object.body {
            change(Rc::make_mut(&mut pod.status));
        }
        self.bench.api.update_status(object).unwrap();
    }

    pub fn fail(&mut self, object: &Object) {
        self.set_status(object, |status| status.phase = PodPhase::Failed);
    }

    pub fn delete(&mut self, kind: Kind, name: &str) {
        let namespace = if kind.resource().namespaced { "default" } else { "" };
        self.bench.api.delete(kind, namespace, name, &DeleteOptions::default()).unwrap();
    }

    /// Somebody makes a pod as the DaemonSet's template says, on that node, with that hash as its revision.
    pub fn add_pod(&mut self, name: &str, (daemon_set, node, hash): (&str, &str, &str)) -> Rc<Object> {
        let owner = self.daemon_set(daemon_set);
        let template = &owner.as_daemon_set().unwrap().spec.template;
        let mut meta = ObjectMeta::named("default", name);
        meta.labels = template.labels.with(CONTROLLER_REVISION_HASH, hash);
        meta.owner_references = [owner.controller_reference()].into();
        let pod = Pod::new(template.spec.clone(), Some(node.into()));
        self.bench.api.create(Object { meta, body: Body::Pod(pod) }).unwrap()
    }

    pub fn daemon_set(&self, name: &str) -> Rc<Object> {
        self.bench.api.get(Kind::DaemonSet, "default", name).unwrap()
    }

    pub fn status(&self) -> DaemonSetStatus {
        self.daemon_set("web").as_daemon_set().unwrap().status
    }

    /// The hash of the current revision.
    pub fn current_hash(&self) -> Rc<str> {
        let revisions = self.bench.api.list(Kind::ControllerRevision, "default");
        let current = revisions.iter().max_by_key(|object| object.as_controller_revision().unwrap().revision);
        current.unwrap().meta.labels.get(CONTROLLER_REVISION_HASH).unwrap().clone()
    }

    /// How many pods each node has that are not on their way out.
    pub fn nodes_with_pods(&self) -> String {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for pod in self.pods().iter().filter(|pod| !pod.meta.is_terminating()) {
            *counts.entry(target(pod)).or_default() += 1;
        }
        let words = counts.iter().map(|(node, count)| match count {
            1 => node.clone(),
            count => format!("{node}({count})"),
        });
        words.collect::<Vec<String>>().join(" ")
    }

    /// The reasons of the events told about an object, each once.
    pub fn events(&self) -> Vec<String> {
        let events = self.bench.api.list(Kind::Event, "default");
        let mut lines: Vec<String> = events
            .iter()
            .filter_map(|event| event.as_event())
            .map(|event| event.reason.to_string())
            .collect();
        lines.sort();
        lines.dedup();
        lines
    }

    /// The names of the DaemonSets that what a test does wakes.
    pub fn woken_by(&mut self, act: impl FnOnce(&mut Daemons)) -> Vec<String> {
        assert!(!self.ignores, "the controller knows of all");
        self.turn_for(60);
        act(self);
        let controller = &mut self.bench.component;
        let mut trace = Trace::default();
        while let Some(event) = self.bench.api.next_watch_event(self.bench.watch) {
            let now = self.bench.api.now();
            controller.observe(&event, &mut Context { now, api: &mut self.bench.api, trace: &mut trace });
        }
        let now = self.bench.api.now();
        let mut woken = Vec::new();
        while let Some(node) = controller.node_update_queue.take(now) {
            controller.sync_node_update(&node);
        }
        let mut queue = controller.queue.clone();
        // A worker is busy for a while with each.
        for later in 1..20 {
            woken.extend(queue.take(now.plus(later * 100)).map(|(_, name)| name.to_string()));
        }
        woken.sort();
        woken
    }
}

/// The node a pod is on or meant for.
pub(super) fn target(object: &Object) -> String {
    object.as_pod().and_then(|pod| pod.target_node_name()).map(|node| node.to_string()).unwrap_or_default()
}

/// Whether a pod runs that image.
pub(super) fn runs(image: &'static str) -> impl Fn(&Object) -> bool {
    move |object| object.as_pod().is_some_and(|pod| *pod.spec.containers[0].image == *image)
}

pub(super) fn labels(pairs: &[(&str, &str)]) -> StringMap {
    pairs.iter().copied().collect()
}
