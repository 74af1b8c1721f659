//! Kubelets with an API server of their own: a pod is bound, and its story is written down as it is told.

use std::rc::Rc;

use expect_test::Expect;
use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::{ContainerState, ContainerStatus, Pod};
use crate::api::pod_spec::PodSpec;
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::meta::ObjectMeta;
use crate::apimachinery::rand::Rng;
use crate::apiserver::options::DeleteOptions;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::{WatchEvent, WatchEventType, WatchId};
use crate::client::component::{Component, Context};
use crate::client::trace::Trace;
use crate::kubelet::config::Profile;
use crate::kubelet::kubelets::Kubelets;

/// An API server, the kubelets of one node, and what was told so far.
pub(super) struct Cluster {
    pub(super) api: ApiServer,
    pub(super) kubelets: Kubelets,
    pub(super) watch: WatchId,
    pub(super) events: WatchId,
    pub(super) trace: Trace,
    pub(super) story: String,
}

impl Cluster {
    pub(super) fn new(profile: Profile) -> Cluster {
        let mut api = ApiServer::new(Rng::new(1));
        let watch = api.watch(&[Kind::Pod]);
        let events = api.watch(&[Kind::Event]);
        for name in ["default", "kube-node-lease"] {
            let meta = ObjectMeta::named("", name);
            api.create(Object { meta, body: Body::Namespace { terminating: false } }).unwrap();
        }
        let meta = ObjectMeta::named("", "system-node-critical");
        let body = Body::Other(Kind::PriorityClass, Rc::new(json!({"value": 2_000_001_000})));
        api.create(Object { meta, body }).unwrap();
        let kubelets = Kubelets::new(Rng::new(3).fork("kubelets"), profile);
        let mut cluster =
            Cluster { api, kubelets, watch, events, trace: Trace::default(), story: String::new() };
        cluster.act(|kubelets, context| kubelets.join(context, "n1", &StringMap::default()).unwrap());
        cluster
    }

    pub(super) fn act<T>(&mut self, act: impl FnOnce(&mut Kubelets, &mut Context<'_>) -> T) -> T {
        let now = self.api.now();
        act(&mut self.kubelets, &mut Context { now, api: &mut self.api, trace: &mut self.trace })
    }

    pub(super) fn pod(&mut self, name: &str, spec: Value) {
        let mut spec = spec;
        spec["nodeName"] = "n1".into();
        spec["restartPolicy"] = spec.get("restartPolicy").cloned().unwrap_or_else(|| "Always".into());
        let pod = Pod::new(Rc::new(PodSpec::from_value(Rc::new(spec))), None);
        self.api.create(Object { meta: ObjectMeta::named("default", name), body: Body::Pod(pod) }).unwrap();
    }

    pub(super) fn delete(&mut self, name: &str, grace: Option<i64>) {
        let options = DeleteOptions { grace_period_seconds: grace, ..DeleteOptions::default() };
        self.api.delete(Kind::Pod, "default", name, &options).unwrap();
    }

    pub(super) fn get(&self, name: &str) -> Rc<Object> {
        self.api.get(Kind::Pod, "default", name).unwrap()
    }

    /// So many milliseconds pass.
    pub(super) fn wait(&mut self, millis: u64) {
        let until = self.api.now().plus(millis);
        loop {
            let now = self.api.now();
            while let Some(event) = self.api.next_watch_event(self.events) {
                if let Some(event) = event.object.as_event() {
                    self.story += &format!("{:<6} * {}: {}\n", now.0, event.reason, event.message);
                }
            }
            if let Some(event) = self.api.next_watch_event(self.watch) {
                self.story += &format!("{:<6} {}\n", now.0, line(&event));
                self.act(|kubelets, context| kubelets.observe(&event, context));
            } else if let Some(due) = self.kubelets.next_due().filter(|due| *due <= until) {
                self.api.set_now(due.max(now));
                self.act(|kubelets, context| kubelets.work(context));
            } else {
                break;
            }
        }
        self.api.set_now(until);
    }

    pub(super) fn check(&mut self, expected: Expect) {
        self.wait(0);
        let mut story = std::mem::take(&mut self.story);
        for object in self.api.list(Kind::Pod, "default") {
            story = story.replace(&object.meta.uid.to_string(), &format!("<uid of {}>", object.meta.name));
        }
        expected.assert_eq(&story);
    }
}

/// `a Running 1/1 running ready`, one word for each container's state.
fn line(event: &WatchEvent) -> String {
    let name = &event.object.meta.name;
    if event.event_type == WatchEventType::Deleted {
        return format!("{name} is gone");
    }
    let Some(pod) = event.object.as_pod() else { return String::new() };
    let statuses = pod.status.init_container_statuses.iter().chain(&pod.status.container_statuses);
    let states: Vec<String> = statuses.map(state).collect();
    let going = if event.object.meta.is_terminating() { ", going" } else { "" };
    let ready = if pod.is_ready() { ", ready" } else { "" };
    format!("{name} {} [{}]{ready}{going}", pod.status.phase.as_str(), states.join(" "))
}

fn state(status: &ContainerStatus) -> String {
    let restarts =
        if status.restart_count > 0 { format!("#{}", status.restart_count) } else { String::new() };
    let word = match &status.state {
        ContainerState::Waiting { reason, .. } => reason.to_string(),
        ContainerState::Running { .. } => if status.ready { "ready" } else { "running" }.to_owned(),
        ContainerState::Terminated { exit_code, reason, .. } => format!("{reason}({exit_code})"),
    };
    word + &restarts
}

/// The spec of a pod with one container.
pub(super) fn one(image: &str) -> Value {
    json!({"containers": [{"name": "c", "image": image, "imagePullPolicy": "IfNotPresent"}]})
}
