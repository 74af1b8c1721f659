//! One component with an API server of its own, told of every write at once: what tests of components stand on.

use std::rc::Rc;

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::node::Node;
use crate::api::object::{Body, Object};
use crate::api::pod::{Condition, Pod, PodStatus};
use crate::api::pod_spec::PodSpec;
use crate::api::scheduling::Taint;
use crate::apimachinery::meta::ObjectMeta;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::WatchId;
use crate::client::component::{Component, Context};
use crate::client::trace::Trace;

/// The component and its surroundings.
pub(crate) struct Bench<C> {
    pub api: ApiServer,
    pub component: C,
    pub watch: WatchId,
    trace: Trace,
}

impl<C: Component> Bench<C> {
    /// A cluster with the namespace `default`.
    pub fn new(component: C) -> Bench<C> {
        let mut api = ApiServer::new(Rng::new(1));
        let watch = api.watch(component.kinds());
        let meta = ObjectMeta::named("", "default");
        api.create(Object { meta, body: Body::Namespace { terminating: false } }).unwrap();
        Bench { api, component, watch, trace: Trace::default() }
    }

    /// So many seconds pass.
    pub fn wait(&mut self, seconds: u64) {
        let until = self.api.now().plus(seconds * 1000);
        loop {
            let now = self.api.now();
            let mut context = Context { now, api: &mut self.api, trace: &mut self.trace };
            if let Some(event) = context.api.next_watch_event(self.watch) {
                self.component.observe(&event, &mut context);
            } else if let Some(due) = self.component.next_due().filter(|due| *due <= until) {
                let now = due.max(now);
                context.api.set_now(now);
                self.component.work(&mut Context { now, ..context });
            } else {
                break;
            }
        }
        self.api.set_now(until);
    }

    /// A node of that name joins.
    pub fn node(&mut self, name: &str) {
        self.api
            .create(Object { meta: ObjectMeta::named("", name), body: Body::Node(Node::default()) })
            .unwrap();
    }

    /// The node has these taints from now on.
    pub fn taint(&mut self, name: &str, taints: &[Taint]) {
        let mut object = (*self.api.get(Kind::Node, "", name).unwrap()).clone();
        if let Body::Node(node) = &mut object.body {
            node.taints = taints.into();
        }
        self.api.update(object).unwrap();
    }

    /// A ready pod with that spec.
    pub fn pod(&mut self, name: &str, spec: Value) {
        let pod = Pod::new(Rc::new(PodSpec::from_value(Rc::new(spec))), None);
        let meta = ObjectMeta::named("default", name);
        let mut object = (*self.api.create(Object { meta, body: Body::Pod(pod) }).unwrap()).clone();
        let Body::Pod(pod) = &mut object.body else { return };
        let conditions = vec![Condition::new("Ready", true, Time::ZERO)];
        pod.status = Rc::new(PodStatus { conditions, ..(*pod.status).clone() });
        self.api.update_status(object).unwrap();
    }

    /// The pods that are left, those on their way out marked; then the events told.
    pub fn story(&self) -> String {
        let mut story = String::new();
        for object in self.api.list(Kind::Pod, "default") {
            let Some(pod) = object.as_pod() else { continue };
            let going = if object.meta.is_terminating() { " going" } else { "" };
            let reason = pod.status.condition("DisruptionTarget").map(|one| format!(" ({})", one.reason));
            story += &format!("{}{going}{}\n", object.meta.name, reason.unwrap_or_default());
        }
        for object in self.api.list(Kind::Event, "default") {
            if let Some(event) = object.as_event() {
                story += &format!("{}: {}\n", event.reason, event.message);
            }
        }
        story
    }
}
