//! Revisions: `update_test.go` (`TestControlledHistories`) and `pkg/controller/history`.

use std::rc::Rc;

use serde_json::json;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::meta::ObjectMeta;
use crate::controller::daemon::tests::bench::{Daemons, image, made, unavailable, web};

fn running(limit: u32) -> Daemons {
    let mut daemons = Daemons::with_nodes(2);
    let mut manifest = web(json!({}));
    manifest["spec"]["revisionHistoryLimit"] = limit.into();
    manifest["spec"]["updateStrategy"] = unavailable("100%");
    daemons.run(manifest);
    daemons
}

fn roll(daemons: &mut Daemons, to: &str) {
    daemons.change(image(to));
    daemons.mark_ready(|_| true);
    daemons.turn_for(5);
}

/// The revisions by number: the image each stands for.
fn revisions(daemons: &Daemons) -> String {
    let mut all: Vec<(i64, String)> =
        daemons.bench.api.list(Kind::ControllerRevision, "default").iter().map(row).collect();
    all.sort();
    all.iter().map(|(number, image)| format!("{number}={image}")).collect::<Vec<String>>().join(" ")
}

fn row(object: &Rc<Object>) -> (i64, String) {
    let value = object.to_value();
    let image = value.pointer("/data/spec/template/spec/containers/0/image").and_then(|image| image.as_str());
    (object.as_controller_revision().unwrap().revision, image.unwrap_or("?").to_owned())
}

fn revision_of(daemons: &Daemons, image: &str) -> Rc<Object> {
    let all = daemons.bench.api.list(Kind::ControllerRevision, "default");
    all.into_iter().find(|object| row(object).1 == image).unwrap()
}

#[test]
fn each_template_has_one_revision_and_the_one_in_use_the_highest_number() {
    let mut daemons = running(10);
    assert_eq!(revisions(&daemons), "1=web:1");
    let object = revision_of(&daemons, "web:1");
    let owner = daemons.daemon_set("web");
    assert!(object.meta.is_controlled_by(owner.meta.uid));
    let hash = object.meta.labels.get(CONTROLLER_REVISION_HASH).unwrap();
    assert_eq!(*object.meta.name, *format!("web-{hash}"));
    assert_eq!(object.meta.labels.get("app").map(|app| &**app), Some("web"));
    roll(&mut daemons, "web:2");
    assert_eq!(revisions(&daemons), "1=web:1 2=web:2");
    roll(&mut daemons, "web:1");
    assert_eq!(revisions(&daemons), "2=web:2 3=web:1");
    assert_eq!(revision_of(&daemons, "web:1").meta.uid, object.meta.uid, "it is the same one");
    daemons.change(json!({"spec": {"minReadySeconds": 1}}));
    assert_eq!(revisions(&daemons), "2=web:2 3=web:1", "what is no template makes none");
}

#[test]
fn old_revisions_go_beyond_the_limit_but_for_those_in_use() {
    let mut daemons = running(1);
    for to in ["web:2", "web:3", "web:4"] {
        roll(&mut daemons, to);
    }
    assert_eq!(revisions(&daemons), "3=web:3 4=web:4");
    // With OnDelete the pods stay as they are, and so does what they are made of.
    daemons.change(json!({"spec": {"updateStrategy": {"type": "OnDelete", "rollingUpdate": null}}}));
    for to in ["web:5", "web:6", "web:7"] {
        roll(&mut daemons, to);
    }
    assert_eq!(revisions(&daemons), "4=web:4 7=web:7");
    daemons.change(json!({"spec": {"revisionHistoryLimit": 0}}));
    assert_eq!(revisions(&daemons), "4=web:4 7=web:7");
}

#[test]
fn a_name_that_is_taken_counts_as_a_collision() {
    let mut daemons = running(10);
    // Somebody else's revision stands where the next one would.
    let mut taken = Daemons::with_nodes(1);
    let mut manifest = web(json!({}));
    manifest["spec"]["template"]["spec"]["containers"][0]["image"] = "web:2".into();
    taken.run(manifest);
    let mut squatter = (*revision_of(&taken, "web:2")).clone();
    squatter.meta = ObjectMeta::named("default", &squatter.meta.name);
    if let Body::ControllerRevision(revision) = &mut squatter.body {
        revision.data = Rc::new(json!({"spec": "another"}));
    }
    let name = daemons.bench.api.create(squatter).unwrap().meta.name.clone();
    roll(&mut daemons, "web:2");
    assert_eq!(daemons.status().collision_count, Some(1));
    let made = revision_of(&daemons, "web:2");
    assert_ne!(made.meta.name, name);
    assert_eq!(daemons.current_hash(), *made.meta.labels.get(CONTROLLER_REVISION_HASH).unwrap());
}

#[test]
fn orphaned_revisions_are_adopted_in_their_own_namespace() {
    let mut daemons = running(10);
    roll(&mut daemons, "web:2");
    let old = revision_of(&daemons, "web:1");
    let mut orphan = (*old).clone();
    orphan.meta.owner_references = [].into();
    let mut elsewhere = orphan.clone();
    daemons.bench.api.update(orphan).unwrap();
    let meta = ObjectMeta::named("", "elsewhere");
    daemons.bench.api.create(Object { meta, body: Body::Namespace { terminating: false } }).unwrap();
    elsewhere.meta =
        ObjectMeta { labels: old.meta.labels.clone(), ..ObjectMeta::named("elsewhere", &old.meta.name) };
    daemons.bench.api.create(elsewhere).unwrap();
    daemons.turn_for(5);
    daemons.change(json!({"spec": {"minReadySeconds": 1}}));
    let owner = daemons.daemon_set("web").meta.uid;
    assert!(revision_of(&daemons, "web:1").meta.is_controlled_by(owner));
    let elsewhere = daemons.bench.api.list(Kind::ControllerRevision, "elsewhere");
    assert!(elsewhere[0].meta.controller().is_none());
}

#[test]
fn of_two_equal_revisions_one_stays_and_pods_follow_it() {
    let mut daemons = running(10);
    let first = revision_of(&daemons, "web:1");
    let mut twin = (*first).clone();
    twin.meta = ObjectMeta {
        labels: first.meta.labels.with(CONTROLLER_REVISION_HASH, "twin"),
        owner_references: first.meta.owner_references.clone(),
        ..ObjectMeta::named("default", "web-twin")
    };
    if let Body::ControllerRevision(revision) = &mut twin.body {
        revision.revision = 2;
    }
    daemons.bench.api.create(twin).unwrap();
    let pod = daemons.pod_on("n0").meta.name.clone();
    daemons.patch(Kind::Pod, &pod, json!({"metadata": {"labels": {CONTROLLER_REVISION_HASH: first.meta.labels.get(CONTROLLER_REVISION_HASH).unwrap().to_string()}}}));
    assert_eq!(daemons.change(json!({"spec": {"minReadySeconds": 1}})), made(0, 0));
    assert_eq!(daemons.bench.api.list(Kind::ControllerRevision, "default").len(), 1);
    let kept = daemons.bench.api.list(Kind::ControllerRevision, "default")[0].clone();
    let hash = kept.meta.labels.get(CONTROLLER_REVISION_HASH).unwrap();
    assert!(daemons.pods().iter().all(|pod| pod.meta.labels.get(CONTROLLER_REVISION_HASH) == Some(hash)));
}
