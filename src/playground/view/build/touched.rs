//! What a selection touches: the nodes and pods that it names or owns, and whatever speaks of them.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::api::object::Object;
use crate::api::well_known::CONTROLLER_REVISION_HASH;
use crate::apimachinery::time::Time;
use crate::playground::view::build::builder::ViewBuilder;
use crate::playground::view::build::places::Place;
use crate::playground::view::subject::{ObjectName, Subject, Touched};
use crate::playground::view::terminal::{EntryView, TerminalView};

/// How much of one command's output is searched for names.
const OUTPUT_BYTES_MAX: usize = 65_536;

impl ViewBuilder {
    /// What a subject touches.
    pub fn touched(&self, subject: &Subject, terminal: &TerminalView, now: Time) -> Touched {
        let mut touched = match subject {
            Subject::Counter(uid, counter) => self.counted(uid, *counter, now),
            Subject::Object(name) => {
                let mut touched = self.touched_by_words(&words_of(&name.reference), Some(name.parts().0));
                self.speakers(name.parts().1, terminal, &mut touched);
                touched
            }
            Subject::Event(name) => {
                let event = self.parts().events.iter().find(|event| event.name == **name);
                let text =
                    event.map(|event| [&event.object, " ", &event.message].concat()).unwrap_or_default();
                self.touched_by_words(&words_of(&text), None)
            }
            Subject::Entry(id) => {
                let entry = terminal.entries.iter().find(|entry| entry.id == *id);
                let text = entry.map(|entry| entry_text(entry)).unwrap_or_default();
                self.touched_by_words(&words_of(&text), None)
            }
        };
        touched.touch(subject);
        touched
    }

    /// Everything of one of these names; of one type only, where that is known.
    fn touched_by_words(&self, words: &BTreeSet<&str>, kind: Option<&str>) -> Touched {
        let mut touched = Touched::default();
        let is = |wanted: &str| kind.is_none_or(|kind| kind == wanted);
        let (mut owners, mut revisions) = (BTreeSet::new(), BTreeSet::new());
        for part in self.daemon_sets.there() {
            let meta = &part.object.meta;
            if is("daemonset") && words.contains(&*meta.name) {
                touched.touch(&Subject::daemon_set(&meta.namespace, &meta.name));
                owners.insert(meta.uid);
            }
            for revision in &part.revisions.list {
                let name = &revision.object.meta.name;
                if is("controllerrevision") && words.contains(&**name) {
                    touched.touch(&Subject::revision(&meta.namespace, &meta.name, &revision.hash));
                    revisions.insert((meta.uid, revision.hash.clone()));
                }
            }
        }
        let all = || {
            let nodes = self.places.order().iter().map(|slot| self.places.get(*slot));
            nodes.chain(self.places.without_node())
        };
        // A text that names a pod and its DaemonSet speaks of that pod, not of all of them.
        let names_one = |place: &Place| {
            (place.node.is_some() && words.contains(&*place.name))
                || place.pods.iter().any(|pod| words.contains(&*pod.object.meta.name))
        };
        if kind.is_none() && !owners.is_empty() && all().any(names_one) {
            owners.clear();
        }
        for place in all() {
            let node = is("node") && place.node.is_some() && words.contains(&*place.name);
            if node {
                touched.touch(&Subject::node(&place.name));
            }
            for pod in &place.pods {
                let meta = &pod.object.meta;
                let owner = meta.controller().map(|owner| owner.uid);
                let is_named = is("pod") && words.contains(&*meta.name);
                let is_owned = owner.is_some_and(|owner| owners.contains(&owner));
                let is_made = owner.zip(hash_of(&pod.object)).is_some_and(|made| revisions.contains(&made));
                if node || is_named || is_owned || is_made {
                    touched.touch(&Subject::pod(&meta.namespace, &meta.name));
                    if place.node.is_some() {
                        touched.touch(&Subject::node(&place.name));
                    }
                }
                if is_named && kind.is_some() {
                    self.origin(&pod.object, &mut touched);
                }
            }
        }
        touched
    }

    /// A pod leads to its DaemonSet and its revision.
    fn origin(&self, pod: &Object, touched: &mut Touched) {
        let owner = pod.meta.controller().and_then(|owner| self.daemon_sets.find(owner.uid));
        let Some(meta) = owner.map(|part| &part.object.meta) else { return };
        touched.touch(&Subject::daemon_set(&meta.namespace, &meta.name));
        if let Some(hash) = hash_of(pod) {
            touched.touch(&Subject::revision(&meta.namespace, &meta.name, &hash));
        }
    }

    /// Events and commands that speak of an object.
    fn speakers(&self, name: &str, terminal: &TerminalView, touched: &mut Touched) {
        let speaks = |text: &str| text.contains(name) && words_of(text).contains(name);
        let events =
            self.parts().events.iter().filter(|event| speaks(&event.object) || speaks(&event.message));
        events.for_each(|event| touched.touch(&Subject::Event(event.name.as_str().into())));
        let entries = terminal.entries.iter().filter(|entry| speaks(&entry_text(entry)));
        entries.for_each(|entry| touched.touch(&Subject::Entry(entry.id)));
    }

    /// The objects that a text names, as far as they can be opened: DaemonSets first, then nodes, then pods.
    pub fn named_in(&self, text: &str) -> Vec<ObjectName> {
        let words = words_of(text);
        let mut names = Vec::new();
        for part in self.daemon_sets.there().filter(|part| words.contains(&*part.object.meta.name)) {
            let meta = &part.object.meta;
            names.push(ObjectName::new(&meta.namespace, "daemonset", &meta.name));
        }
        let places = || self.places.order().iter().map(|slot| self.places.get(*slot));
        names.extend(
            places().filter(|place| words.contains(&*place.name)).map(|place| ObjectName::node(&place.name)),
        );
        let pods = places().flat_map(|place| &place.pods).map(|pod| &pod.object.meta);
        let named = pods.filter(|meta| words.contains(&*meta.name));
        names.extend(named.map(|meta| ObjectName::new(&meta.namespace, "pod", &meta.name)));
        names
    }
}

fn hash_of(pod: &Object) -> Option<Rc<str>> {
    pod.meta.labels.get(CONTROLLER_REVISION_HASH).cloned()
}

fn entry_text(entry: &EntryView) -> String {
    let mut text = entry.command.to_string();
    for block in &entry.blocks {
        text.push('\n');
        text.push_str(&block.text);
        if text.len() > OUTPUT_BYTES_MAX {
            break;
        }
    }
    text
}

/// The parts of a text that could be names.
fn words_of(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'));
    words.map(|word| word.trim_matches('.')).filter(|word| !word.is_empty()).collect()
}
