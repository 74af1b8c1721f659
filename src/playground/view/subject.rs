//! What can be selected, and what a selection lights up.

use std::collections::BTreeSet;
use std::rc::Rc;

/// An object by the words that kubectl takes: `pod/ds-example-5blh6` in `default`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectName {
    /// Its namespace; empty for what stands outside of all.
    pub namespace: Rc<str>,
    /// Type and name: `node/edge-1`, `controllerrevision/ds-example-69bb457458`.
    pub reference: Rc<str>,
}

impl ObjectName {
    /// The object called `name` of a type, as kubectl spells it.
    pub fn new(namespace: &str, kind: &str, name: &str) -> ObjectName {
        ObjectName { namespace: namespace.into(), reference: [kind, "/", name].concat().into() }
    }

    /// A node.
    pub fn node(name: &str) -> ObjectName {
        ObjectName::new("", "node", name)
    }

    /// Its type and its name.
    pub fn parts(&self) -> (&str, &str) {
        self.reference.split_once('/').unwrap_or(("", &self.reference))
    }
}

/// One of a DaemonSet's counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// DESIRED
    Desired,
    /// CURRENT
    Current,
    /// READY
    Ready,
    /// UP-TO-DATE
    UpToDate,
    /// AVAILABLE
    Available,
    /// `status.numberMisscheduled`
    Misscheduled,
}

impl Counter {
    /// All, in the order of the columns.
    pub const ALL: [Counter; 6] = [
        Counter::Desired,
        Counter::Current,
        Counter::Ready,
        Counter::UpToDate,
        Counter::Available,
        Counter::Misscheduled,
    ];

    /// In words: `up to date`.
    pub fn words(self) -> &'static str {
        match self {
            Counter::Desired => "desired",
            Counter::Current => "current",
            Counter::Ready => "ready",
            Counter::UpToDate => "up to date",
            Counter::Available => "available",
            Counter::Misscheduled => "misscheduled",
        }
    }
}

/// Something on the page that touches nodes and pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An object.
    Object(ObjectName),
    /// What a counter of the DaemonSet with this uid counts.
    Counter(Rc<str>, Counter),
    /// An Event, by its name.
    Event(Rc<str>),
    /// A command in the terminal with what it printed, by its id.
    Entry(u64),
}

impl Subject {
    /// A node.
    pub fn node(name: &str) -> Subject {
        Subject::Object(ObjectName::node(name))
    }

    /// A pod.
    pub fn pod(namespace: &str, name: &str) -> Subject {
        Subject::Object(ObjectName::new(namespace, "pod", name))
    }

    /// A DaemonSet.
    pub fn daemon_set(namespace: &str, name: &str) -> Subject {
        Subject::Object(ObjectName::new(namespace, "daemonset", name))
    }

    /// A revision of a DaemonSet.
    pub fn revision(namespace: &str, daemon_set: &str, hash: &str) -> Subject {
        Subject::Object(ObjectName::new(namespace, "controllerrevision", &[daemon_set, "-", hash].concat()))
    }

    /// As text, by which a part of the document is told from the others. [`Subject::parse`] reads it.
    pub fn key(&self) -> String {
        match self {
            Subject::Object(name) => ["object/", &name.namespace, "/", &name.reference].concat(),
            Subject::Counter(uid, counter) => ["counter/", uid, "/", counter.words()].concat(),
            Subject::Event(name) => ["event/", name].concat(),
            Subject::Entry(id) => ["entry/", &id.to_string()].concat(),
        }
    }

    /// Reads what [`Subject::key`] wrote.
    pub fn parse(key: &str) -> Option<Subject> {
        let (kind, rest) = key.split_once('/')?;
        Some(match kind {
            "object" => {
                let (namespace, reference) = rest.split_once('/')?;
                Subject::Object(ObjectName { namespace: namespace.into(), reference: reference.into() })
            }
            "counter" => {
                let (uid, words) = rest.split_once('/')?;
                let counter = Counter::ALL.into_iter().find(|counter| counter.words() == words)?;
                Subject::Counter(uid.into(), counter)
            }
            "event" => Subject::Event(rest.into()),
            "entry" => Subject::Entry(rest.parse().ok()?),
            _ => return None,
        })
    }
}

/// What a subject touches: the picture and the text light it up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    keys: BTreeSet<String>,
}

impl Touched {
    /// Takes a subject in.
    pub fn touch(&mut self, subject: &Subject) {
        self.keys.insert(subject.key());
    }

    /// Whether the subject with this key is touched.
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Whether a node is touched.
    pub fn has_node(&self, name: &str) -> bool {
        self.has(&Subject::node(name).key())
    }

    /// The keys of everything that is touched.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_read_back_from_its_key() {
        for subject in [
            Subject::node("edge-1"),
            Subject::pod("kube-system", "x-abc"),
            Subject::revision("default", "ds", "69bb"),
            Subject::Counter("uid".into(), Counter::UpToDate),
            Subject::Event("x.17".into()),
            Subject::Entry(7),
        ] {
            assert_eq!(Subject::parse(&subject.key()), Some(subject));
        }
        assert_eq!(Subject::parse("entry/x"), None);
    }
}
