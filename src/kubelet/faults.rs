//! What goes wrong on purpose: faults that a person asked for.
//!
//! Faults are data. Kubelets look them up at the moment they matter: at a pull, at a probe, at a container's start.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::object::Object;

/// Whose containers a fault concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Those of one pod, by namespace and name.
    Pod(Rc<str>, Rc<str>),
    /// Those that run an image.
    Image(Rc<str>),
}

/// Why a node is not heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// Its machine is dead: nothing on it runs.
    Stopped,
    /// It is cut from the network: its containers run on.
    Cut,
}

/// A kind of probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProbeKind {
    /// Has it started?
    Startup,
    /// Can it serve?
    Readiness,
    /// Is it alive?
    Liveness,
}

impl ProbeKind {
    /// The kind as events name it.
    pub fn as_str(self) -> &'static str {
        match self {
            ProbeKind::Startup => "Startup",
            ProbeKind::Readiness => "Readiness",
            ProbeKind::Liveness => "Liveness",
        }
    }
}

/// All faults in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub(super) outages: BTreeMap<Rc<str>, Outage>,
    pub(super) broken_images: BTreeSet<Rc<str>>,
    pub(super) slow_images: BTreeMap<Rc<str>, u32>,
    pub(super) failing_probes: BTreeSet<(ProbeKind, Target)>,
    pub(super) crashing: BTreeSet<Target>,
    pub(super) deaf: BTreeSet<Target>,
}

impl Outage {
    /// Whether the machine itself is dead.
    pub fn is_stopped(self) -> bool {
        self == Outage::Stopped
    }
}

impl Faults {
    /// Why a node is not heard of; `None` where it is.
    pub fn outage(&self, node: &str) -> Option<Outage> {
        self.outages.get(node).copied()
    }

    /// Nodes that are not heard of, and why.
    pub fn outages(&self) -> impl Iterator<Item = (&Rc<str>, Outage)> {
        self.outages.iter().map(|(node, outage)| (node, *outage))
    }

    /// Images that cannot be pulled.
    pub fn broken_images(&self) -> impl Iterator<Item = &Rc<str>> {
        self.broken_images.iter()
    }

    /// Images that take so many times longer to pull.
    pub fn slow_images(&self) -> impl Iterator<Item = (&Rc<str>, u32)> {
        self.slow_images.iter().map(|(image, factor)| (image, *factor))
    }

    /// Probes that fail, and whose.
    pub fn failing_probes(&self) -> impl Iterator<Item = &(ProbeKind, Target)> {
        self.failing_probes.iter()
    }

    /// Containers that crash again and again.
    pub fn crashing(&self) -> impl Iterator<Item = &Target> {
        self.crashing.iter()
    }

    /// Containers that do not listen to SIGTERM.
    pub fn deaf(&self) -> impl Iterator<Item = &Target> {
        self.deaf.iter()
    }

    /// Whether a container's probe fails.
    pub(super) fn fails(&self, kind: ProbeKind, pod: &Object, image: &Rc<str>) -> bool {
        !self.failing_probes.is_empty()
            && targets(pod, image).into_iter().any(|target| self.failing_probes.contains(&(kind, target)))
    }

    /// Whether a container crashes soon after its start.
    pub(super) fn crashes(&self, pod: &Object, image: &Rc<str>) -> bool {
        !self.crashing.is_empty() && targets(pod, image).iter().any(|target| self.crashing.contains(target))
    }

    /// Whether a container does not listen to SIGTERM.
    pub(super) fn is_deaf(&self, pod: &Object, image: &Rc<str>) -> bool {
        !self.deaf.is_empty() && targets(pod, image).iter().any(|target| self.deaf.contains(target))
    }

    /// A pod that is gone takes its own faults with it.
    pub(super) fn forget_pod(&mut self, pod: &Object) {
        let target = Target::Pod(pod.meta.namespace.clone(), pod.meta.name.clone());
        self.crashing.remove(&target);
        self.deaf.remove(&target);
        if !self.failing_probes.is_empty() {
            self.failing_probes.retain(|(_, other)| *other != target);
        }
    }
}

fn targets(pod: &Object, image: &Rc<str>) -> [Target; 2] {
    [Target::Pod(pod.meta.namespace.clone(), pod.meta.name.clone()), Target::Image(image.clone())]
}
