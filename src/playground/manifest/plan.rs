//! What applying a text would do to the objects and, above all, to the pods.
//!
//! Invariant: the numbers come from the code that places pods and compares templates, never from the text.

use std::rc::Rc;

use serde_json::Value;

use crate::api::daemon_set::UpdateStrategy;
use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::{CONTROLLER_REVISION_HASH, TEMPLATE_GENERATION};
use crate::apimachinery::unified_diff::unified_diff;
use crate::apimachinery::yaml::{self, parse_documents};
use crate::apiserver::server::ApiServer;
use crate::controller::daemon::placement::node_should_run_daemon_pod;
use crate::controller::daemon::template::daemon_pod_spec;
use crate::playground::manifest::try_out::{Applied, apply};
use crate::playground::view::build::template_diff::template_paths;

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing is different.
    Nothing,
    /// An object changes, and no pod with it.
    Quiet,
    /// Something is created.
    Creates,
    /// Pods are replaced, created or deleted.
    Rolls,
    /// It would be refused.
    Refused,
}

/// What would become of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What kind of change it is.
    pub effect: Effect,
    /// `daemonset/ds-example`
    pub object: String,
    /// Prose: "rolls 5 pods, because `spec.template.spec.containers[nginx].image` differs".
    pub sentence: String,
    /// The live object against what it would be, as `diff -u` prints it; empty where there is no difference, and for a
    /// new object.
    pub diff: String,
}

/// What would become of each object in a text; nothing for a text that cannot be read.
pub fn plans(text: &str, api: &ApiServer) -> Vec<Plan> {
    let before = api;
    let mut api = api.clone();
    let mut plans = Vec::new();
    for document in parse_documents(text).into_iter().flatten() {
        let value = document.value;
        let items = match value.get("items").and_then(Value::as_array) {
            Some(items) if value["kind"].as_str().is_some_and(|kind| kind.ends_with("List")) => items.clone(),
            _ => vec![value],
        };
        for item in items.iter().filter(|item| !item.is_null()) {
            let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
            if let Some(kind) = Kind::of(text("apiVersion"), text("kind")) {
                plans.push(plan(&apply(&mut api, kind, item), before));
            }
        }
    }
    plans
}

fn plan(applied: &Applied, api: &ApiServer) -> Plan {
    let object = [applied.kind.resource().singular, "/", &applied.name].concat();
    let named = |effect, sentence: String, diff| Plan { effect, object: object.clone(), sentence, diff };
    let new = match &applied.result {
        Ok(written) => &written.object,
        Err(_) => return named(Effect::Refused, "would be refused".to_owned(), String::new()),
    };
    let Some(old) = &applied.live else {
        return named(Effect::Creates, creates(new, api), String::new());
    };
    if Rc::ptr_eq(old, new) || old.meta.resource_version == new.meta.resource_version {
        return named(Effect::Nothing, "changes nothing".to_owned(), String::new());
    }
    let text = |object: &Object| yaml::print(&readable(object));
    let diff = unified_diff(text(old).trim_end(), text(new).trim_end());
    let (effect, sentence) = match new.kind() {
        Kind::DaemonSet => changes(old, new, api),
        _ => (Effect::Quiet, "changes it".to_owned()),
    };
    named(effect, sentence, diff)
}

/// An object without what the server counts up by itself.
fn readable(object: &Object) -> Value {
    let mut value = object.to_value();
    if let Some(value) = value.as_object_mut() {
        value.remove("status");
    }
    if let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) {
        for key in ["generation", "resourceVersion", "uid", "creationTimestamp"] {
            metadata.remove(key);
        }
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.remove(TEMPLATE_GENERATION);
        }
    }
    value
}

/// The nodes that should have a pod of this DaemonSet.
fn desired<'a>(daemon_set: &Object, api: &'a ApiServer) -> Vec<&'a Rc<Object>> {
    let Some(body) = daemon_set.as_daemon_set() else { return Vec::new() };
    let spec = daemon_pod_spec(&body.spec.template.spec);
    let should = |node: &&Rc<Object>| {
        node.as_node().is_some_and(|body| {
            node_should_run_daemon_pod(&spec, &node.meta.name, &node.meta.labels, body).should_run
        })
    };
    api.table(Kind::Node).iter().filter(should).collect()
}

fn creates(object: &Object, api: &ApiServer) -> String {
    if object.kind() != Kind::DaemonSet {
        return "creates it".to_owned();
    }
    match desired(object, api).as_slice() {
        [] => "creates it; no node matches, so it gets no pod yet".to_owned(),
        [one] => ["creates it, and 1 pod on `", &one.meta.name, "`"].concat(),
        many => format!("creates it, and {} pods, one on each node that matches", many.len()),
    }
}

/// What happens to pods.
#[derive(Default)]
struct Tally {
    replaced: usize,
    created: usize,
    deleted: usize,
}

fn changes(old: &Rc<Object>, new: &Rc<Object>, api: &ApiServer) -> (Effect, String) {
    let (Some(old_body), Some(new_body)) = (old.as_daemon_set(), new.as_daemon_set()) else {
        return (Effect::Quiet, "changes it".to_owned());
    };
    let paths = template_paths(&old_body.spec.template.value, &new_body.spec.template.value);
    if paths.is_empty() {
        let what = if old_body.spec.value == new_body.spec.value {
            "metadata only"
        } else {
            "the template is the same"
        };
        return (Effect::Quiet, ["changes no pod: ", what].concat());
    }
    let because = because(&paths);
    let tally = tally(old, new, api, old_body.spec.template.spec.value != new_body.spec.template.spec.value);
    let mut parts = Vec::new();
    let is_on_delete = new_body.spec.update_strategy == UpdateStrategy::OnDelete;
    match (tally.replaced, is_on_delete) {
        (0, _) => {}
        (count, true) => {
            parts.push(format!("replaces no pod until you delete it (`OnDelete`, {})", pods(count)))
        }
        (count, false) => parts.push(format!("rolls {}", pods(count))),
    }
    if tally.created > 0 {
        parts.push(format!("creates {}", pods(tally.created)));
    }
    if tally.deleted > 0 {
        parts.push(format!("deletes {}", pods(tally.deleted)));
    }
    let back = back_to(old, new, api).map(|number| format!(", as in revision {number}")).unwrap_or_default();
    if parts.is_empty() {
        return (
            Effect::Quiet,
            ["changes the template, and there is no pod to replace", &back, &because].concat(),
        );
    }
    (Effect::Rolls, parts.join(", ") + &back + &because)
}

fn pods(count: usize) -> String {
    if count == 1 { "1 pod".to_owned() } else { format!("{count} pods") }
}

fn because(paths: &[String]) -> String {
    let first = paths.first().map(String::as_str).unwrap_or_default();
    let more = match paths.len() {
        0 | 1 => " differs".to_owned(),
        2 => " and 1 more field differ".to_owned(),
        count => format!(" and {} more fields differ", count - 1),
    };
    [", because `spec.template.", first, "`", &more].concat()
}

/// Counts pods by what becomes of them. Where nodes are the same, every pod that is not of the new template goes.
fn tally(old: &Object, new: &Object, api: &ApiServer, may_move: bool) -> Tally {
    let mut tally = Tally::default();
    let hash = hash_of_template(new, api);
    let nodes = desired(new, api);
    let names: std::collections::BTreeSet<&str> = nodes.iter().map(|node| &*node.meta.name).collect();
    let mut occupied = std::collections::BTreeSet::new();
    let own = api.table(Kind::Pod).iter().filter(|pod| pod.meta.is_controlled_by(old.meta.uid));
    for pod in own.filter(|pod| !pod.meta.is_terminating()) {
        let node =
            pod.as_pod().and_then(|pod| pod.target_node_name()).map(|name| &**name).unwrap_or_default();
        let is_new = hash.is_some() && pod.meta.labels.get(CONTROLLER_REVISION_HASH) == hash.as_ref();
        if names.contains(node) {
            tally.replaced += usize::from(occupied.insert(node) && !is_new);
        } else if may_move {
            tally.deleted += usize::from(!stays(new, node, api));
        }
    }
    tally.created = names.iter().filter(|name| !occupied.contains(*name)).count();
    tally
}

fn stays(daemon_set: &Object, node: &str, api: &ApiServer) -> bool {
    let (Some(body), Ok(node)) = (daemon_set.as_daemon_set(), api.get(Kind::Node, "", node)) else {
        return true;
    };
    let spec = daemon_pod_spec(&body.spec.template.spec);
    node.as_node().is_some_and(|body| {
        node_should_run_daemon_pod(&spec, &node.meta.name, &node.meta.labels, body).should_continue_running
    })
}

/// The revision of a DaemonSet that has this template.
fn revision_of<'a>(daemon_set: &Object, api: &'a ApiServer) -> Option<&'a Rc<Object>> {
    let template = &daemon_set.as_daemon_set()?.spec.template.value;
    let owned = api.table(Kind::ControllerRevision).iter();
    owned.filter(|one| one.meta.is_controlled_by(daemon_set.meta.uid)).find(|one| {
        let revision = one.as_controller_revision().and_then(|one| one.data.pointer("/spec/template"));
        revision.is_some_and(|old| template_paths(old, template).is_empty())
    })
}

fn hash_of_template(daemon_set: &Object, api: &ApiServer) -> Option<Rc<str>> {
    revision_of(daemon_set, api)?.meta.labels.get(CONTROLLER_REVISION_HASH).cloned()
}

fn back_to(old: &Object, new: &Object, api: &ApiServer) -> Option<i64> {
    let back = revision_of(new, api)?;
    let present = revision_of(old, api)?;
    (back.meta.uid != present.meta.uid).then(|| back.as_controller_revision().map(|one| one.revision))?
}
