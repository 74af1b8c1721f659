//! What goes wrong on purpose: faults that a person asked for.
//!
//! Faults are data. Kubelets look them up at the moment they matter: at a pull, at a probe, at a container's start.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::object::Object;
use crate::api::pod_spec::Container;

/// Whose containers a fault concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Those of one pod, by namespace and name.
    Pod(Rc<str>, Rc<str>),
    /// Those of all pods of a DaemonSet, by namespace and name.
    DaemonSet(Rc<str>, Rc<str>),
    /// Those that run an image.
    Image(Rc<str>),
}

/// Which containers a fault concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// Whose.
    pub of: Subject,
    /// The container's name; empty for every container.
    pub container: Rc<str>,
}

impl Target {
    /// All containers that run an image.
    pub fn image(image: &str) -> Target {
        Target { of: Subject::Image(image.into()), container: "".into() }
    }

    /// Whether it is about this container of the pod.
    pub fn concerns(&self, pod: &Object, container: &Container) -> bool {
        let is_whose = match &self.of {
            Subject::Pod(namespace, name) => *namespace == pod.meta.namespace && *name == pod.meta.name,
            Subject::DaemonSet(namespace, name) => {
                *namespace == pod.meta.namespace && daemon_set_of(pod).is_some_and(|owner| owner == name)
            }
            Subject::Image(image) => *image == container.image,
        };
        is_whose && (self.container.is_empty() || self.container == container.name)
    }
}

fn daemon_set_of(pod: &Object) -> Option<&Rc<str>> {
    pod.meta.controller().filter(|owner| *owner.kind == *"DaemonSet").map(|owner| &owner.name)
}

/// How much longer than usual a pull takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slowness {
    /// So many times.
    Times(u32),
    /// It takes so many milliseconds, whatever the image's size.
    Millis(u64),
}

/// A condition of a node that its kubelet finds, or somebody else, and that keeps pods away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressure {
    /// Memory runs out.
    Memory,
    /// The disk runs full.
    Disk,
    /// There are too many processes.
    Pid,
    /// The node has no route.
    Network,
}

impl Pressure {
    /// All of them.
    pub const ALL: [Pressure; 4] = [Pressure::Memory, Pressure::Disk, Pressure::Pid, Pressure::Network];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Pressure::Memory => "memory",
            Pressure::Disk => "disk",
            Pressure::Pid => "pid",
            Pressure::Network => "network",
        }
    }

    /// The node's condition that tells of it.
    pub fn condition(self) -> &'static str {
        match self {
            Pressure::Memory => "MemoryPressure",
            Pressure::Disk => "DiskPressure",
            Pressure::Pid => "PIDPressure",
            Pressure::Network => "NetworkUnavailable",
        }
    }
}

/// Why a node's kubelet does nothing for its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// Its machine is dead: nothing on it runs.
    Stopped,
    /// It is cut from the network: its containers run on.
    Cut,
    /// Its container runtime does not answer: its kubelet is heard of, and says so.
    RuntimeDown,
    /// Its machine was taken away for good.
    Removed,
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

/// Targets, each with a number that some faults have.
type Targets = BTreeMap<Target, i32>;

impl ProbeKind {
    /// All of them.
    pub const ALL: [ProbeKind; 3] = [ProbeKind::Startup, ProbeKind::Readiness, ProbeKind::Liveness];

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
    pub(super) pressures: BTreeSet<(Rc<str>, Pressure)>,
    pub(super) broken_images: BTreeSet<Rc<str>>,
    pub(super) slow_images: BTreeMap<Rc<str>, Slowness>,
    /// By kind of probe.
    pub(super) failing_probes: [Targets; 3],
    /// With the exit code.
    pub(super) crashing: Targets,
    pub(super) deaf: Targets,
}

impl Faults {
    /// Why a node's kubelet does nothing for its pods; `None` where it does.
    pub fn outage(&self, node: &str) -> Option<Outage> {
        self.outages.get(node).copied()
    }

    /// Whether nothing is heard of a node's kubelet.
    pub(super) fn is_silent(&self, node: &str) -> bool {
        self.outage(node).is_some_and(|outage| outage != Outage::RuntimeDown)
    }

    /// Whether anything is broken: whether there is something to mend.
    pub fn is_any(&self) -> bool {
        let few =
            !self.pressures.is_empty() || !self.broken_images.is_empty() || !self.slow_images.is_empty();
        let targets = self.failing_probes.iter().chain([&self.crashing, &self.deaf]);
        few || targets.into_iter().any(|targets| !targets.is_empty()) || self.outages().next().is_some()
    }

    /// Nodes whose kubelets do nothing for their pods though their machines are there, and why.
    pub fn outages(&self) -> impl Iterator<Item = (&Rc<str>, Outage)> {
        let outages = self.outages.iter().map(|(node, outage)| (node, *outage));
        outages.filter(|(_, outage)| *outage != Outage::Removed)
    }

    /// Nodes under pressure.
    pub fn pressures(&self) -> impl Iterator<Item = &(Rc<str>, Pressure)> {
        self.pressures.iter()
    }

    /// Images that cannot be pulled.
    pub fn broken_images(&self) -> impl Iterator<Item = &Rc<str>> {
        self.broken_images.iter()
    }

    /// Images that take longer to pull.
    pub fn slow_images(&self) -> impl Iterator<Item = (&Rc<str>, Slowness)> {
        self.slow_images.iter().map(|(image, slowness)| (image, *slowness))
    }

    /// Probes that fail, and whose.
    pub fn failing_probes(&self) -> impl Iterator<Item = (ProbeKind, &Target)> {
        let kinds = ProbeKind::ALL.into_iter();
        kinds.flat_map(|kind| self.failing_probes[kind as usize].keys().map(move |target| (kind, target)))
    }

    /// Containers that crash again and again.
    pub fn crashing(&self) -> impl Iterator<Item = &Target> {
        self.crashing.keys()
    }

    /// Containers that do not listen to SIGTERM.
    pub fn deaf(&self) -> impl Iterator<Item = &Target> {
        self.deaf.keys()
    }

    /// Whether a node is under that pressure.
    pub fn has_pressure(&self, node: &str, pressure: Pressure) -> bool {
        !self.pressures.is_empty() && self.pressures.contains(&(node.into(), pressure))
    }

    /// Whether a container's probe fails.
    pub(super) fn fails(&self, kind: ProbeKind, pod: &Object, container: &Container) -> bool {
        find(&self.failing_probes[kind as usize], pod, container).is_some()
    }

    /// The code with which a container ends soon after its start, if it does.
    pub(super) fn crashes(&self, pod: &Object, container: &Container) -> Option<i32> {
        find(&self.crashing, pod, container)
    }

    /// Whether a container does not listen to SIGTERM.
    pub(super) fn is_deaf(&self, pod: &Object, container: &Container) -> bool {
        find(&self.deaf, pod, container).is_some()
    }

    /// A pod that is gone takes its own faults with it.
    pub(super) fn forget_pod(&mut self, pod: &Object) {
        let all = self.failing_probes.iter_mut().chain([&mut self.crashing, &mut self.deaf]);
        for targets in all.filter(|targets| !targets.is_empty()) {
            let of = Subject::Pod(pod.meta.namespace.clone(), pod.meta.name.clone());
            targets.retain(|target, _| target.of != of);
        }
    }
}

/// The number of the first target that concerns a container: each is looked up, for there may be a target a pod.
fn find(targets: &Targets, pod: &Object, container: &Container) -> Option<i32> {
    if targets.is_empty() {
        return None;
    }
    let (namespace, name) = (pod.meta.namespace.clone(), pod.meta.name.clone());
    let owner = daemon_set_of(pod).map(|owner| Subject::DaemonSet(namespace.clone(), owner.clone()));
    let image = Subject::Image(container.image.clone());
    let subjects = [Some(Subject::Pod(namespace, name)), owner, Some(image)];
    subjects.into_iter().flatten().find_map(|of| {
        let any = Target { of, container: "".into() };
        targets
            .get(&any)
            .or_else(|| targets.get(&Target { container: container.name.clone(), ..any }))
            .copied()
    })
}
