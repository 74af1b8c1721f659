//! What the tests share: a cluster with nodes, pods whose status is set by hand, and the view as text.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::node::{Node, NodeStatus};
use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, ContainerState, ContainerStatus, Pod, PodPhase, PodStatus};
use crate::api::pod_spec::Resources;
use crate::api::scheduling::{Taint, TaintEffect};
use crate::apimachinery::meta::ObjectMeta;
use crate::apimachinery::time::Time;
use crate::apiserver::options::{DeleteOptions, Patch, WriteOptions};
use crate::kubelet::config::Profile;
use crate::playground::view::build::builder::{ClusterParts, ViewBuilder};
use crate::playground::view::cluster::{NodeView, PodView};
use crate::playground::view::daemon_set::DaemonSetView;
use crate::sim::cluster::Cluster;

/// A cluster without kubelets, and its picture.
pub(super) struct Stage {
    pub cluster: Cluster,
    pub builder: ViewBuilder,
}

/// How the hand that plays the kubelets leaves a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Taken, its container not started.
    Creating,
    /// Its container waits with this word.
    Waiting(&'static str),
    /// Runs and is not ready.
    Running,
    /// Runs and is ready.
    Ready,
}

impl Stage {
    pub fn new() -> Stage {
        let mut cluster = Cluster::new(1, Profile::Instant);
        let builder = ViewBuilder::new(&mut cluster);
        Stage { cluster, builder }
    }

    /// A node joins: ready, with these labels.
    pub fn join(&mut self, name: &str, labels: &[(&str, &str)]) {
        let allocatable = Resources { milli_cpu: 4000, memory: 8 << 30, ephemeral_storage: 100 << 30 };
        let status = NodeStatus {
            conditions: vec![Condition::new("Ready", true, Time::ZERO)],
            allocatable,
            pods_max: 110,
            internal_ip: "192.0.2.2".into(),
            is_hollow: false,
        };
        let mut meta = ObjectMeta::named("", name);
        meta.labels = [("kubernetes.io/os", "linux")].into_iter().chain(labels.iter().copied()).collect();
        let node = Node { status: Rc::new(status), ..Node::default() };
        self.cluster.api_mut().create(Object { meta, body: Body::Node(node) }).expect("the node is new");
    }

    /// Changes a node.
    pub fn change_node(&mut self, name: &str, change: impl FnOnce(&mut ObjectMeta, &mut Node)) {
        let mut object = (*self.cluster.api().get(Kind::Node, "", name).expect("the node is there")).clone();
        let Body::Node(node) = &mut object.body else { panic!("a node") };
        change(&mut object.meta, node);
        let status = object.clone();
        self.cluster.api_mut().update(object).expect("the write is fresh");
        let fresh = self.cluster.api().get(Kind::Node, "", name).expect("the node is there");
        let mut written = (*fresh).clone();
        written.body = match (written.body, status.body) {
            (Body::Node(old), Body::Node(new)) => Body::Node(Node { status: new.status, ..old }),
            (body, _) => body,
        };
        self.cluster.api_mut().update_status(written).expect("the write is fresh");
    }

    /// Labels a node.
    pub fn label(&mut self, name: &str, key: &str, value: &str) {
        self.change_node(name, |meta, _| meta.labels = meta.labels.with(key, value));
    }

    /// A node is not heard of any more, as far as the API server shows it.
    pub fn lose(&mut self, name: &str) {
        self.change_node(name, |_, node| {
            let mut status = (*node.status).clone();
            status.conditions =
                vec![Condition { status: "Unknown", ..Condition::new("Ready", false, Time::ZERO) }];
            node.status = Rc::new(status);
            node.taints = Rc::from([Taint::new("node.kubernetes.io/unreachable", TaintEffect::NoSchedule)]);
        });
    }

    /// The DaemonSet of the exercise, with what is merged into its spec.
    pub fn create(&mut self, merged: Value) {
        let mut value = json!({
            "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"},
            "spec": {
                "selector": {"matchLabels": {"app": "agent"}},
                "template": {
                    "metadata": {"labels": {"app": "agent"}},
                    "spec": {"containers": [{"name": "agent", "image": "agent:v1"}]},
                },
            },
        });
        merge(&mut value["spec"], merged);
        let options = WriteOptions::default();
        let api = self.cluster.api_mut();
        api.create_json(Kind::DaemonSet, "default", &value, &options).expect("it is a DaemonSet");
    }

    /// Patches the DaemonSet's spec.
    pub fn patch(&mut self, spec: Value) {
        let patch = Patch::Strategic(json!({"spec": spec}));
        let options = WriteOptions::default();
        let api = self.cluster.api_mut();
        api.patch_json(Kind::DaemonSet, "default", "agent", &patch, &options).expect("the patch fits");
    }

    /// Gives the template another image.
    pub fn set_image(&mut self, image: &str) {
        self.patch(json!({"template": {"spec": {"containers": [{"name": "agent", "image": image}]}}}));
    }

    /// Milliseconds pass.
    pub fn wait(&mut self, millis: u64) {
        let until = self.cluster.now().plus(millis);
        self.cluster.advance_to(until).expect("the cluster comes to rest");
    }

    fn pods_on(&self, node: &str) -> Vec<Rc<Object>> {
        let pods = self.cluster.api().table(Kind::Pod).iter();
        pods.filter(|pod| pod.as_pod().is_some_and(|pod| &*pod.node_name == node)).cloned().collect()
    }

    /// Sets the status of the pods on a node that are not ending.
    pub fn act(&mut self, node: &str, act: Act) {
        let now = self.cluster.now().whole_second();
        for object in self.pods_on(node).iter().filter(|pod| !pod.meta.is_terminating()) {
            let mut object = (**object).clone();
            let Body::Pod(pod) = &mut object.body else { continue };
            pod.status = Rc::new(status(pod, act, now));
            self.cluster.api_mut().update_status(object).expect("the write is fresh");
        }
    }

    /// Ends the pods of a node that were told to.
    pub fn finish(&mut self, node: &str) {
        for object in self.pods_on(node).iter().filter(|pod| pod.meta.is_terminating()) {
            let options = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
            let api = self.cluster.api_mut();
            api.delete(Kind::Pod, "default", &object.meta.name, &options).expect("the pod is there");
        }
    }

    /// The parts as they are now.
    pub fn look(&mut self) -> ClusterParts {
        self.builder.refresh(&mut self.cluster);
        self.builder.parts().clone()
    }

    /// Everything but events as text.
    pub fn text(&mut self) -> String {
        let parts = self.look();
        let mut lines: Vec<String> = parts.daemon_sets.iter().flat_map(|one| daemon_set_lines(one)).collect();
        lines.extend(parts.nodes.iter().flat_map(|node| node_lines(node)));
        if !parts.unplaced.is_empty() {
            lines.push("unplaced".to_owned());
            lines.extend(parts.unplaced.iter().map(|pod| pod_line(pod)));
        }
        lines.join("\n") + "\n"
    }

    /// The ledger and the sentence.
    pub fn rollout(&mut self) -> String {
        let parts = self.look();
        let lines = rollout_lines(&parts.daemon_sets[0]);
        let lines: Vec<&str> = lines.iter().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
        lines.join("\n") + "\n"
    }
}

fn merge(value: &mut Value, merged: Value) {
    match (value, merged) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in new {
                merge(old.entry(key).or_insert(Value::Null), value);
            }
        }
        (value, merged) => *value = merged,
    }
}

fn status(pod: &Pod, act: Act, now: Time) -> PodStatus {
    let word = match act {
        Act::Waiting(word) => word,
        _ => "ContainerCreating",
    };
    let runs = matches!(act, Act::Running | Act::Ready);
    let state =
        if runs { ContainerState::Running { started_at: now } } else { ContainerState::waiting(word) };
    let container = &pod.spec.containers[0];
    let mut status = PodStatus {
        phase: if runs { PodPhase::Running } else { PodPhase::Pending },
        start_time: Some(now),
        container_statuses: vec![ContainerStatus {
            name: container.name.clone(),
            image: container.image.clone(),
            image_id: "".into(),
            container_id: "".into(),
            state,
            last_state: None,
            ready: act == Act::Ready,
            started: Some(runs),
            restart_count: 0,
        }],
        ..(*pod.status).clone()
    };
    status.set_condition(Condition::new("Ready", act == Act::Ready, now));
    status
}

fn daemon_set_lines(view: &DaemonSetView) -> Vec<String> {
    let c = view.counters;
    let counters = [c.desired, c.current, c.ready, c.up_to_date, c.available, c.misscheduled];
    let counters: Vec<String> = counters.iter().map(i32::to_string).collect();
    let mut lines =
        vec![format!("{} {} <{}> {}", view.name, counters.join("/"), view.node_selector, view.images)];
    for revision in &view.revisions {
        let current = if revision.current { "*" } else { "" };
        lines.push(format!(
            "  {}{current} {} colour {}, {} pods {}",
            revision.number, revision.hash, revision.colour, revision.num_pods, revision.change
        ));
    }
    lines.extend(rollout_lines(view));
    lines
}

fn rollout_lines(view: &DaemonSetView) -> Vec<String> {
    let budget = &view.budget;
    let mut lines = vec![format!("  {} {} {}", budget.strategy, budget.max_unavailable, budget.max_surge)];
    for slot in &budget.slots {
        let surge = if slot.surge { " (surge)" } else { "" };
        let node = slot.node.as_deref().unwrap_or("free");
        lines.push(format!("  - {node}{surge} {}", slot.reason).trim_end().to_owned());
    }
    if budget.num_more > 0 {
        lines.push(format!("  and {} more", budget.num_more));
    }
    let rollout = &view.rollout;
    lines.push(format!("  {:?}: {}, {}", rollout.phase, rollout.headline, rollout.detail));
    lines.extend(rollout.fixes.iter().map(|fix| format!("  > {}: {}", fix.label, fix.command)));
    lines
}

fn node_lines(view: &NodeView) -> Vec<String> {
    let label = |label: &crate::playground::view::cluster::LabelView| {
        let marks = [(label.hit, "!"), (label.built_in, "~")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        format!("{}={}{marks}", label.key, label.value)
    };
    let labels: Vec<String> = view.labels.iter().map(label).collect();
    let mut lines = vec![format!("{} {} [{}]", view.name, view.status, labels.join(" "))];
    for taint in view.taints.iter() {
        let tolerated = if taint.tolerated { " tolerated" } else { "" };
        let automatic = if taint.automatic { " automatic" } else { "" };
        lines.push(format!("  taint {}={}:{}{tolerated}{automatic}", taint.key, taint.value, taint.effect));
    }
    lines.extend(view.pods.iter().map(|pod| pod_line(pod)));
    if let Some(why) = &view.why_not {
        lines.push(format!("  {}", why.sentence));
        lines.extend(why.fix.iter().map(|fix| format!("  > {}: {}", fix.label, fix.command)));
    }
    lines
}

fn pod_line(view: &PodView) -> String {
    let mark = view.revision.map(|mark| {
        let current = if mark.current { "*" } else { "" };
        format!(" revision {}{current} colour {}", mark.number, mark.colour)
    });
    format!("  {} {:?} {} {}{}", view.name, view.state, view.ready, view.status, mark.unwrap_or_default())
}
