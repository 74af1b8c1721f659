//! Nodes and pods.

use std::rc::Rc;

/// A node's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeView {
    /// The node's name.
    pub name: Rc<str>,
    /// Its Ready condition.
    pub readiness: Readiness,
    /// As in the STATUS column: `Ready,SchedulingDisabled`.
    pub status: Rc<str>,
    /// `spec.unschedulable`.
    pub cordoned: bool,
    /// Labels: first those that hit, then the person's own, then the built-in ones; by key within each.
    pub labels: Rc<[LabelView]>,
    /// Taints in the order of the spec.
    pub taints: Rc<[TaintView]>,
    /// `4 CPU · 8 GiB · 110 pods`.
    pub capacity: Rc<str>,
    /// Pods bound to the node or meant for it, oldest first.
    pub pods: Vec<Rc<PodView>>,
    /// Why the DaemonSet in focus wants no pod here; none when it does, or when there is no DaemonSet.
    pub why_not: Option<WhyNot>,
}

/// The Ready condition's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// `True`
    Ready,
    /// `False`
    NotReady,
    /// `Unknown`: the kubelet has stopped answering.
    Unknown,
}

/// A label of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelView {
    /// The key with its prefix.
    pub key: String,
    /// The value, perhaps empty.
    pub value: String,
    /// Set by the kubelet (`kubernetes.io/…`, `k8s.io/…`): shown only on demand.
    pub built_in: bool,
    /// The node selector or affinity of the DaemonSet in focus asks for this label and value.
    pub hit: bool,
}

/// A taint of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaintView {
    /// The key with its prefix.
    pub key: String,
    /// The value, perhaps empty.
    pub value: String,
    /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
    pub effect: &'static str,
    /// Pods of the DaemonSet in focus tolerate it.
    pub tolerated: bool,
    /// Put there by a controller (`node.kubernetes.io/…`), so it cannot be taken away by hand for long.
    pub automatic: bool,
}

/// Why a node gets no pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    /// Prose: "No pod here: needs `nodeType=edge`".
    pub sentence: String,
    /// One command that would change it, if there is one.
    pub fix: Option<Fix>,
}

/// A way out that a button offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The button's text: "Add nodeType=edge".
    pub label: String,
    /// The line it issues: `kubectl label node edge-1 nodeType=edge`.
    pub command: String,
}

/// A pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodView {
    /// The pod's namespace.
    pub namespace: Rc<str>,
    /// The pod's name.
    pub name: Rc<str>,
    /// Its uid: the identity of what is drawn.
    pub uid: Rc<str>,
    /// Where it is bound or, before that, meant to be.
    pub node: Option<Rc<str>>,
    /// Name of the DaemonSet that controls it.
    pub daemon_set: Option<Rc<str>>,
    /// Which revision of its DaemonSet it was made from.
    pub revision: Option<RevisionMark>,
    /// What is going on with it.
    pub state: PodState,
    /// As in the READY column: `0/1`.
    pub ready: String,
    /// As in the STATUS column.
    pub status: String,
    /// As in the RESTARTS column.
    pub restarts: u32,
    /// The stage that is under way, where its end is known.
    pub progress: Option<Progress>,
}

/// A revision as far as a pod shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevisionMark {
    /// `ControllerRevision.revision`.
    pub number: i64,
    /// Which of the revision colours, from 0 on: it stays with the hash, also when undo renumbers it.
    pub colour: u8,
    /// It is the one that the DaemonSet is rolling to.
    pub current: bool,
}

/// The states that a pod is drawn in; `status` has kubectl's word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PodState {
    /// Bound to no node.
    Pending,
    /// Bound, but the kubelet has not begun.
    Scheduled,
    /// An image is on its way.
    Pulling,
    /// Containers are being made.
    Starting,
    /// Running, not ready.
    NotReady,
    /// Running and ready.
    Ready,
    /// Being deleted.
    Terminating,
    /// Failed, or waiting in some back-off.
    Failed,
    /// Ended well.
    Succeeded,
}

/// A stage of known length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// When it began.
    pub from_ms: u64,
    /// When it will be over.
    pub until_ms: u64,
}
