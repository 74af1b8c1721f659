//! Answers to questions that a person asks of the picture: why here, why not there, what if, what is it.

use std::rc::Rc;

use super::cluster::{Fix, RevisionMark};
use super::subject::ObjectName;

/// What the rules make of a node for one DaemonSet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A pod should run there, and one does.
    Runs,
    /// A pod should run there, and none does yet.
    Missing,
    /// No pod should run there, and one that is there may stay.
    Stays,
    /// No pod should run there, and one that is there has to go.
    Leaves,
    /// No pod should run there, and none does.
    Absent,
}

/// What one rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It lets the pod in.
    Passes,
    /// It keeps the pod away.
    Fails,
    /// It does not count.
    Ignored,
}

/// A rule and its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleView {
    /// What it says.
    pub verdict: Verdict,
    /// What kind of rule it is: `nodeSelector`.
    pub kind: &'static str,
    /// What it asks for: `nodeType=edge`.
    pub asks: String,
    /// Prose: why it says so.
    pub because: String,
    /// A toleration that every DaemonSet pod gets decides it.
    pub automatic: bool,
}

/// Why a DaemonSet has a pod on a node, or has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyView {
    /// The node.
    pub node: Rc<str>,
    /// The DaemonSet.
    pub daemon_set: Rc<str>,
    /// Its uid.
    pub uid: Rc<str>,
    /// What the rules make of it together.
    pub outcome: Outcome,
    /// Prose.
    pub sentence: String,
    /// Every rule, in the order in which the controller asks them.
    pub rules: Vec<RuleView>,
    /// Pods of the DaemonSet that are there: name, words for the state, revision.
    pub pods: Vec<(Rc<str>, String, Option<RevisionMark>)>,
    /// One command that would change it.
    pub fix: Option<Fix>,
}

/// Which rows of the matrix are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MatrixShow {
    /// All.
    #[default]
    All,
    /// Nodes on which some DaemonSet has, or should have, a pod.
    WithPods,
    /// Nodes that some DaemonSet keeps away from.
    Without,
    /// Nodes with a pod in the wrong place, or without one that should be there.
    Amiss,
}

/// All nodes against all DaemonSets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixView {
    /// The DaemonSets: uid and name.
    pub heads: Vec<(Rc<str>, Rc<str>)>,
    /// The rows that were asked for.
    pub rows: Vec<MatrixRow>,
    /// How many rows there are.
    pub num_rows: u32,
    /// How many nodes there are.
    pub num_nodes: u32,
}

/// A node in the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// The node.
    pub node: Rc<str>,
    /// What each DaemonSet makes of it, with what decides in a word or two: `nodeType`, `taint dedicated`.
    pub cells: Vec<(Outcome, String)>,
}

/// What would come of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewView {
    /// kubectl would refuse it.
    pub refused: bool,
    /// Prose: "1 pod would be created: `ds-example`"
    pub sentence: String,
}

/// An object, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectView {
    /// What it is called.
    pub name: ObjectName,
    /// Its kind: `DaemonSet`.
    pub kind: &'static str,
    /// A few words on how it stands: `Ready,SchedulingDisabled`.
    pub status: String,
    /// Who owns it, and whom it owns; of the latter at most 50.
    pub owners: Vec<ObjectName>,
    /// What it owns, or what runs on it.
    pub dependents: Vec<ObjectName>,
    /// How many there are of those.
    pub num_dependents: u32,
    /// As `kubectl get -o yaml` prints it.
    pub yaml: String,
    /// As `kubectl describe` prints it.
    pub describe: String,
    /// Its events, newest first: name, whether it is a warning, reason, message.
    pub events: Vec<(String, bool, String, String)>,
}
