//! The trace as a list: its rows in words, and which of them a filter lets through.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::apimachinery::time::Time;
use crate::apiserver::watch::WatchEventType;
use crate::client::trace::{Deed, Trace, TraceEntry};
use crate::playground::trace::words::{naming, written};
use crate::playground::view::subject::{ObjectName, Subject};

/// How many entries before it the write may be that a component saw.
const LOOK_BACK_MAX: u64 = 2_000;

/// The trace up to a moment. Entries are numbered from 0 on; the oldest are forgotten.
#[derive(Clone, Debug, Default)]
pub struct TraceView {
    trace: Trace,
}

impl PartialEq for TraceView {
    fn eq(&self, other: &Self) -> bool {
        self.trace.is_same(&other.trace)
    }
}

/// A moment in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// When.
    pub at_ms: u64,
    /// How many entries of the trace lie behind it, where that is known.
    pub num_traced: Option<u64>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TraceLook {
    /// A person gave a command.
    Gave,
    /// A notification arrived.
    Saw,
    /// A component came to a conclusion.
    Decided,
    /// Something was written.
    Wrote,
    /// An event was told.
    Told,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRow {
    /// Its number.
    pub number: u64,
    /// When.
    pub at_ms: u64,
    /// Who: `scheduler`, `kubelet edge-1`.
    pub who: String,
    /// What it is.
    pub look: TraceLook,
    /// What happened, as prose.
    pub text: String,
    /// With what.
    pub subject: Option<TraceSubject>,
}

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceSubject {
    /// `Pod`.
    pub kind: &'static str,
    /// Its name.
    pub name: Rc<str>,
    /// The key of it as a [`Subject`].
    pub key: String,
    /// The node it is on, or is.
    pub node: Option<Rc<str>>,
}

/// Which rows are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceFilter {
    /// Of this component only; empty for all.
    pub component: String,
    /// Only with this in the name of an object or in the words of a command or decision; empty for all.
    pub text: String,
    /// Without what components saw.
    pub without_saw: bool,
}

/// The components a filter can name: as the trace calls them, and as a person does.
pub const COMPONENTS: [(&str, &str); 10] = [
    ("you", "you"),
    ("kubectl", "kubectl"),
    ("daemonset-controller", "DaemonSet controller"),
    ("scheduler", "scheduler"),
    ("kubelets", "kubelets"),
    ("node-lifecycle-controller", "node lifecycle"),
    ("taint-eviction-controller", "taint eviction"),
    ("garbage-collector", "garbage collector"),
    ("pod-garbage-collector", "pod garbage collector"),
    ("namespace-controller", "namespaces"),
];

impl TraceView {
    /// The trace as it is now.
    pub fn new(trace: &Trace) -> TraceView {
        TraceView { trace: trace.clone() }
    }

    /// Whether it is this trace, as it is now.
    pub fn is_of(&self, trace: &Trace) -> bool {
        self.trace.is_same(trace)
    }

    /// Whether it goes back to a moment.
    pub fn reaches(&self, at: Time) -> bool {
        self.trace.first() == 0 || self.trace.entries().next().is_some_and(|entry| entry.at < at)
    }

    /// The numbers of the entries that a filter lets through, oldest first.
    pub fn matching(&self, filter: &TraceFilter) -> Vec<u64> {
        let text = filter.text.trim().to_lowercase();
        let lets_through = |entry: &TraceEntry| {
            (filter.component.is_empty() || filter.component == entry.component)
                && !(filter.without_saw && matches!(entry.deed, Deed::Saw(_)))
                && (text.is_empty() || speaks_of(entry, &text))
        };
        let numbered = (self.trace.first()..).zip(self.trace.entries());
        numbered.filter(|(_, entry)| lets_through(entry)).map(|(number, _)| number).collect()
    }

    /// How many entries were ever told.
    pub fn num_told(&self) -> u64 {
        self.trace.told()
    }

    /// How many of these entries lie behind a moment in the past, of which it is known how many were told until then.
    pub fn num_behind(&self, numbers: &[u64], past: Past) -> usize {
        match past.num_traced {
            Some(told) => numbers.partition_point(|number| *number < told),
            None => self.position_at(numbers, past.at_ms.saturating_add(1)),
        }
    }

    /// The number of the first of these entries that is not before a moment.
    pub fn position_at(&self, numbers: &[u64], at_ms: u64) -> usize {
        numbers.partition_point(|number| self.trace.get(*number).is_some_and(|entry| entry.at.0 < at_ms))
    }

    /// An entry as a row.
    pub fn row(&self, number: u64) -> Option<TraceRow> {
        let entry = self.trace.get(number)?;
        let object = entry.object.as_deref();
        let detail = || entry.detail.as_deref().unwrap_or_default();
        let (look, text) = match &entry.deed {
            Deed::Gave => (TraceLook::Gave, ["`", detail(), "`"].concat()),
            Deed::Decided => (TraceLook::Decided, detail().to_owned()),
            Deed::Saw(how) => (TraceLook::Saw, self.seen(number, entry, *how)),
            Deed::Wrote { how, before } => {
                let event = object.and_then(Object::as_event).filter(|_| *how != WatchEventType::Deleted);
                match event {
                    Some(event) => (TraceLook::Told, [&*event.reason, ": ", &event.message].concat()),
                    None => {
                        let words = object.map(|object| written(*how, object, before.as_deref()));
                        (TraceLook::Wrote, words.unwrap_or_default())
                    }
                }
            }
        };
        let subject = object.map(subject_of);
        let node = subject.as_ref().and_then(|subject| subject.node.as_deref());
        Some(TraceRow { number, at_ms: entry.at.0, who: who(entry.component, node), look, text, subject })
    }

    /// What a component saw: the write itself where it is still known, and how long that took to arrive.
    fn seen(&self, number: u64, entry: &TraceEntry, how: WatchEventType) -> String {
        let Some(object) = entry.object.as_ref() else { return String::new() };
        let earlier = (number.saturating_sub(LOOK_BACK_MAX)..number).rev();
        let write =
            earlier.filter_map(|earlier| self.trace.get(earlier)).find_map(|earlier| match &earlier.deed {
                Deed::Wrote { how, before }
                    if earlier.object.as_ref().is_some_and(|other| Rc::ptr_eq(other, object)) =>
                {
                    Some((earlier.at, written(*how, object, before.as_deref())))
                }
                _ => None,
            });
        match write {
            Some((at, words)) => format!("{words} ({} ms ago)", entry.at.since(at)),
            None if how == WatchEventType::Deleted => [&naming(object), " is gone"].concat(),
            None => naming(object),
        }
    }
}

/// `kubelets` act on nodes; which one says more.
fn who(component: &'static str, node: Option<&str>) -> String {
    match (component, node) {
        ("kubelets", Some(node)) => ["kubelet ", node].concat(),
        _ => {
            COMPONENTS.iter().find(|(id, _)| *id == component).map_or(component, |(_, name)| name).to_owned()
        }
    }
}

fn subject_of(object: &Object) -> TraceSubject {
    let meta = &object.meta;
    match &object.body {
        Body::Event(event) => {
            let about = &event.involved_object;
            let host = Some(&event.host).filter(|host| !host.is_empty() && about.kind == Kind::Pod);
            let node = if about.kind == Kind::Node { Some(&about.name) } else { host };
            subject(about.kind, &about.namespace, &about.name, node)
        }
        Body::Node(_) => subject(Kind::Node, "", &meta.name, Some(&meta.name)),
        Body::Pod(pod) => subject(Kind::Pod, &meta.namespace, &meta.name, pod.target_node_name()),
        _ => subject(object.kind(), &meta.namespace, &meta.name, None),
    }
}

fn subject(kind: Kind, namespace: &str, name: &Rc<str>, node: Option<&Rc<str>>) -> TraceSubject {
    let resource = kind.resource();
    // An event about a node is told in a namespace; the node itself is in none.
    let namespace = if resource.namespaced { namespace } else { "" };
    let key = Subject::Object(ObjectName::new(namespace, resource.singular, name)).key();
    TraceSubject { kind: resource.kind_name, name: name.clone(), key, node: node.cloned() }
}

fn speaks_of(entry: &TraceEntry, text: &str) -> bool {
    let contains = |name: &str| name.to_lowercase().contains(text);
    if entry.detail.as_deref().is_some_and(contains) {
        return true;
    }
    let Some(object) = entry.object.as_deref() else { return false };
    let is_about = |object: &Object| match &object.body {
        Body::Pod(pod) => pod.target_node_name().is_some_and(|node| contains(node)),
        Body::Event(event) => contains(&event.involved_object.name) || contains(&event.message),
        _ => false,
    };
    contains(&object.meta.name) || is_about(object)
}
