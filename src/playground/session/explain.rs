//! Questions to a session that change nothing: why, what if, what is it, what is wrong with this text.
//!
//! Invariant: answers are computed on demand, from the store and the builder of the view; a session that was asked ends
//! in the same digest as one that was not.

use std::rc::Rc;

use crate::api::controller_revision::ControllerRevision;
use crate::api::event::Event;
use crate::api::kind::{Kind, RESOURCES};
use crate::api::object::{Body, Object};
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::yaml;
use crate::kubectl::describe::{describer, events};
use crate::kubectl::printers::cells::node_status;
use crate::kubectl::printers::pod::Summary;
use crate::playground::manifest::plan::{self, Plan};
use crate::playground::manifest::problems::{self, Problem};
use crate::playground::manifest::suggest::{self, Suggestions};
use crate::playground::manifest::try_out::kubectl;
use crate::playground::session::session::Session;
use crate::playground::view::build::flights::flights;
use crate::playground::view::explain::{InspectView, MatrixShow, MatrixView, PreviewView, WhyView};
use crate::playground::view::flight::Flight;
use crate::playground::view::subject::{ObjectName, Subject, Touched};

/// How many of an object's dependents are listed.
const DEPENDENTS_MAX: usize = 50;

impl Session {
    /// Why each DaemonSet, or the one with this uid, has a pod on a node or has none.
    pub fn why(&self, node: &str, uid: Option<&str>) -> Vec<WhyView> {
        self.builder.why(node, uid)
    }

    /// Nodes against DaemonSets: `count` rows from `first` on.
    pub fn matrix(&self, filter: &str, show: MatrixShow, first: u32, count: u32) -> MatrixView {
        self.builder.matrix(filter, show, first, count)
    }

    /// The difference between the templates of two revisions.
    pub fn revision_diff(&self, uid: &str, old: &str, new: &str) -> Option<String> {
        self.builder.revision_diff(uid, old, new)
    }

    /// What a selection touches.
    pub fn touched(&self, subject: &Subject) -> Touched {
        self.builder.touched(subject, &self.shown.terminal, self.now())
    }

    /// The objects that an event's or a command's text names.
    pub fn named_in(&self, text: &str) -> Vec<ObjectName> {
        self.builder.named_in(text)
    }

    /// What would come of a line that labels or taints one node. kubectl itself says what the node would be.
    pub fn preview(&self, line: &str) -> Option<PreviewView> {
        let mut argv: Vec<String> = line.split_whitespace().skip(1).map(str::to_owned).collect();
        argv.extend(["--dry-run=server", "-o", "json"].map(str::to_owned));
        let tried = kubectl(self.cluster.api(), self.now(), argv);
        if tried.code != 0 {
            let first = tried.err.lines().next().unwrap_or_default();
            let sentence = first.trim_start_matches("error: ").to_owned();
            return Some(PreviewView { refused: true, sentence });
        }
        let value: serde_json::Value = serde_json::from_str(&tried.out).ok()?;
        let name = value.pointer("/metadata/name")?.as_str()?;
        let live = self.cluster.api().get(Kind::Node, "", name).ok()?;
        let fresh = Object::from_value(Kind::Node, &value, Some(&live));
        Some(self.builder.preview_node(&fresh))
    }

    /// What is on its way between the parts of the cluster at this moment, each for `span_ms`.
    pub fn flights(&self, span_ms: u64) -> Vec<Flight> {
        flights(self.cluster.trace(), self.now(), span_ms)
    }

    /// An object, opened; none where it is gone.
    pub fn inspect(&self, name: &ObjectName) -> Option<InspectView> {
        let (singular, short) = name.parts();
        let kind = RESOURCES.iter().find(|resource| resource.singular == singular)?.kind;
        let api = self.cluster.api();
        let object = api.get(kind, &name.namespace, short).ok()?;
        let owners =
            object.meta.owner_references.iter().map(|owner| {
                ObjectName::new(&object.meta.namespace, &owner.kind.to_lowercase(), &owner.name)
            });
        let owners = owners
            .chain(object.as_pod().and_then(|pod| pod.target_node_name()).map(|node| ObjectName::node(node)));
        let dependents = self.dependents(&object);
        let mut about = events::about(&object, api);
        about.reverse();
        let event = |one: &Rc<Object>| {
            let event: &Event = one.as_event()?;
            let texts = (event.reason.to_string(), event.message.trim().to_owned());
            Some((one.meta.name.to_string(), event.is_warning, texts.0, texts.1))
        };
        Some(InspectView {
            name: name.clone(),
            kind: kind.resource().kind_name,
            status: self.status(&object),
            owners: owners.collect(),
            num_dependents: u32::try_from(dependents.len()).unwrap_or(u32::MAX),
            dependents: dependents.into_iter().take(DEPENDENTS_MAX).collect(),
            yaml: yaml::print(&object.to_value()),
            describe: describer::describe(&object, true, api, self.now()),
            events: about.iter().filter_map(event).collect(),
        })
    }

    fn dependents(&self, object: &Object) -> Vec<ObjectName> {
        let api = self.cluster.api();
        let name = |one: &Rc<Object>| {
            ObjectName::new(&one.meta.namespace, one.kind().resource().singular, &one.meta.name)
        };
        let all = |kind: Kind, is_one: &dyn Fn(&Rc<Object>) -> bool| -> Vec<ObjectName> {
            api.table(kind).iter().filter(|one| is_one(one)).map(name).collect()
        };
        match &object.body {
            Body::Node(_) => {
                all(Kind::Pod, &|pod| pod.as_pod().is_some_and(|pod| pod.node_name == object.meta.name))
            }
            Body::DaemonSet(_) => {
                let is_own = |one: &Rc<Object>| one.meta.is_controlled_by(object.meta.uid);
                let mut found = all(Kind::ControllerRevision, &is_own);
                found.extend(all(Kind::Pod, &is_own));
                found
            }
            Body::ControllerRevision(_) => {
                let owner = object.meta.controller().map(|owner| owner.uid);
                let hash = object.meta.labels.get(CONTROLLER_REVISION_HASH);
                all(Kind::Pod, &|pod| {
                    owner.is_some_and(|owner| pod.meta.is_controlled_by(owner))
                        && pod.meta.labels.get(CONTROLLER_REVISION_HASH) == hash
                })
            }
            _ => Vec::new(),
        }
    }

    fn status(&self, object: &Object) -> String {
        match &object.body {
            Body::Pod(pod) => Summary::of(object, pod).word,
            Body::Node(node) => node_status(node),
            Body::DaemonSet(_) => {
                let uid = object.meta.uid.to_string();
                let views = &self.builder.parts().daemon_sets;
                views
                    .iter()
                    .find(|view| view.uid == uid)
                    .map(|view| view.rollout.headline.clone())
                    .unwrap_or_default()
            }
            Body::ControllerRevision(ControllerRevision { revision, .. }) => format!("revision {revision}"),
            _ => String::new(),
        }
    }

    /// What is wrong with a manifest.
    pub fn problems(&self, text: &str) -> Vec<Problem> {
        problems::problems(text, self.cluster.api())
    }

    /// What applying a manifest would do.
    pub fn plans(&self, text: &str) -> Vec<Plan> {
        plan::plans(text, self.cluster.api())
    }

    /// What could stand at a UTF-16 offset of a manifest.
    pub fn suggest(&self, text: &str, offset: u32) -> Suggestions {
        suggest::suggest(text, offset, self.cluster.api())
    }
}
