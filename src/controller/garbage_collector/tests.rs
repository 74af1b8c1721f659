//! The collector with an API server of its own: families of config maps, as nothing else looks after those.

use std::rc::Rc;

use serde_json::json;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::apimachinery::meta::{ObjectMeta, OwnerReference, Uid};
use crate::apimachinery::rand::Rng;
use crate::apiserver::options::{DeleteOptions, Propagation};
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::WatchId;
use crate::client::component::{Component, Context};
use crate::client::trace::Trace;
use crate::controller::garbage_collector::collector::GarbageCollector;

struct Cluster {
    api: ApiServer,
    collector: GarbageCollector,
    watch: WatchId,
    trace: Trace,
}

/// How a child is tied to its owner.
enum Tie {
    /// Foreground deletion of the owner waits for it.
    Blocking,
    /// It does not.
    Loose,
}

impl Cluster {
    fn new() -> Cluster {
        let mut api = ApiServer::new(Rng::new(1));
        let collector = GarbageCollector::default();
        let watch = api.watch(collector.kinds());
        let meta = ObjectMeta::named("", "default");
        api.create(Object { meta, body: Body::Namespace { terminating: false } }).unwrap();
        Cluster { api, collector, watch, trace: Trace::default() }
    }

    fn create(&mut self, name: &str, owners: &[(&str, Tie)]) {
        let references = owners.iter().map(|(owner, tie)| OwnerReference {
            api_version: "v1".into(),
            kind: "ConfigMap".into(),
            name: (*owner).into(),
            uid: self.uid(owner),
            controller: false,
            block_owner_deletion: matches!(tie, Tie::Blocking),
        });
        let mut meta = ObjectMeta::named("default", name);
        meta.owner_references = references.collect();
        let body = Body::Other(Kind::ConfigMap, Rc::new(json!({})));
        self.api.create(Object { meta, body }).unwrap();
    }

    /// An owner that is not there has an identity of its own.
    fn uid(&self, name: &str) -> Uid {
        let found = self.api.get(Kind::ConfigMap, "default", name);
        found.map_or(Uid(99), |object| object.meta.uid)
    }

    fn delete(&mut self, name: &str, propagation: Propagation) {
        let options = DeleteOptions { propagation: Some(propagation), ..DeleteOptions::default() };
        self.api.delete(Kind::ConfigMap, "default", name, &options).unwrap();
    }

    /// Holds an object back from its end.
    fn add_finalizer(&mut self, name: &str, finalizers: &[&str]) {
        let mut object = (*self.api.get(Kind::ConfigMap, "default", name).unwrap()).clone();
        object.meta.finalizers = finalizers.iter().map(|name| Rc::from(*name)).collect();
        self.api.update(object).unwrap();
    }

    fn settle(&mut self) {
        for _ in 0..10_000 {
            let now = self.api.now();
            let mut context = Context { now, api: &mut self.api, trace: &mut self.trace };
            if let Some(event) = context.api.next_watch_event(self.watch) {
                self.collector.observe(&event, &mut context);
            } else if let Some(due) = self.collector.next_due() {
                let now = due.max(now);
                context.api.set_now(now);
                self.collector.work(&mut Context { now, ..context });
            } else {
                return;
            }
        }
        panic!("the collector does not come to rest");
    }

    /// What is left: `child(owner) going`.
    fn check(&mut self, expected: &str) {
        self.settle();
        let left = self.api.list(Kind::ConfigMap, "default");
        let left = left.iter().map(|object| {
            let owners: Vec<&str> = object.meta.owner_references.iter().map(|owner| &*owner.name).collect();
            let owners = if owners.is_empty() { String::new() } else { format!("({})", owners.join(" ")) };
            let going = if object.meta.is_terminating() { " going" } else { "" };
            format!("{}{owners}{going}", object.meta.name)
        });
        assert_eq!(left.collect::<Vec<_>>().join(", "), expected);
    }
}

/// A grandparent with a parent with two children.
fn family() -> Cluster {
    let mut cluster = Cluster::new();
    cluster.create("grandparent", &[]);
    cluster.create("parent", &[("grandparent", Tie::Blocking)]);
    cluster.create("a", &[("parent", Tie::Blocking)]);
    cluster.create("b", &[("parent", Tie::Loose)]);
    cluster.check("a(parent), b(parent), grandparent, parent(grandparent)");
    cluster
}

#[test]
fn in_the_background_dependents_go_after_their_owner() {
    let mut cluster = family();
    cluster.delete("grandparent", Propagation::Background);
    cluster.check("");
}

#[test]
fn in_the_foreground_the_owner_goes_last() {
    let mut cluster = family();
    cluster.add_finalizer("a", &["example.com/hold"]);
    cluster.delete("grandparent", Propagation::Foreground);
    cluster.check("a(parent) going, grandparent going, parent(grandparent) going");
    cluster.add_finalizer("a", &[]);
    cluster.check("");
}

#[test]
fn a_dependent_that_does_not_block_is_not_waited_for() {
    let mut cluster = family();
    cluster.add_finalizer("b", &["example.com/hold"]);
    cluster.delete("parent", Propagation::Foreground);
    cluster.check("b(parent) going, grandparent");
}

#[test]
fn orphans_stay_without_their_owner() {
    let mut cluster = family();
    cluster.delete("parent", Propagation::Orphan);
    cluster.check("a, b, grandparent");
}

#[test]
fn a_second_owner_keeps_the_dependent() {
    let mut cluster = family();
    cluster.create("other", &[]);
    cluster.create("c", &[("parent", Tie::Blocking), ("other", Tie::Blocking)]);
    cluster.settle();
    cluster.delete("parent", Propagation::Foreground);
    cluster.check("c(other), grandparent, other");
}

#[test]
fn a_child_of_nobody_goes() {
    let mut cluster = Cluster::new();
    cluster.create("a", &[("nobody", Tie::Blocking)]);
    cluster.check("");
}

#[test]
fn a_child_born_while_its_parent_goes_is_waited_for_and_goes() {
    let mut cluster = family();
    cluster.add_finalizer("a", &["example.com/hold"]);
    cluster.delete("parent", Propagation::Foreground);
    cluster.settle();
    cluster.create("late", &[("parent", Tie::Blocking)]);
    cluster.check("a(parent) going, grandparent, parent(grandparent) going");
}
