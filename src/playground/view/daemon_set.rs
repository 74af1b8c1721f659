//! A DaemonSet's header: counters, revisions, budget and the sentence on its rollout.

use std::rc::Rc;

use super::cluster::Fix;

/// A DaemonSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaemonSetView {
    /// Its name.
    pub name: Rc<str>,
    /// Its namespace.
    pub namespace: String,
    /// Its uid.
    pub uid: String,
    /// As in the NODE SELECTOR column; empty when there is none.
    pub node_selector: String,
    /// The images of its containers, joined by commas.
    pub images: String,
    /// The five counters of `kubectl get ds`.
    pub counters: Counters,
    /// Its ControllerRevisions, lowest number first.
    pub revisions: Vec<RevisionView>,
    /// What the update strategy allows and who uses it.
    pub budget: BudgetView,
    /// The state of its rollout in words.
    pub rollout: RolloutView,
}

/// The status counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// DESIRED
    pub desired: i32,
    /// CURRENT
    pub current: i32,
    /// READY
    pub ready: i32,
    /// UP-TO-DATE
    pub up_to_date: i32,
    /// AVAILABLE
    pub available: i32,
    /// `status.numberMisscheduled`
    pub misscheduled: i32,
}

/// A ControllerRevision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionView {
    /// `revision`
    pub number: i64,
    /// The `controller-revision-hash` label.
    pub hash: String,
    /// The change-cause annotation.
    pub cause: Option<String>,
    /// The template is the DaemonSet's present one.
    pub current: bool,
    /// Which of the revision colours.
    pub colour: u8,
    /// How many pods are of this revision.
    pub num_pods: u32,
    /// What differs from the revision before it, in a few words: `labels +2`. Empty for the first.
    pub change: String,
    /// The same in full, one line a field: `+ metadata.labels.tier: edge`.
    pub diff: Vec<String>,
}

/// The budget ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetView {
    /// `RollingUpdate` or `OnDelete`
    pub strategy: String,
    /// As written in the spec: `1` or `10%`. Empty for OnDelete.
    pub max_unavailable: String,
    /// As written in the spec.
    pub max_surge: String,
    /// One slot for each node that may be without an available pod, or have a second one; taken ones first. At most
    /// 12 are listed.
    pub slots: Vec<SlotView>,
    /// Slots that are not listed.
    pub num_more: u32,
}

/// A slot of the budget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotView {
    /// The node that holds it; none while it is free.
    pub node: Option<Rc<str>>,
    /// The pod that it is held for.
    pub pod: Option<Rc<str>>,
    /// Why: "pulling image".
    pub reason: String,
    /// It will not be given back without a change.
    pub stuck: bool,
    /// A slot of maxSurge rather than of maxUnavailable.
    pub surge: bool,
}

/// The state of a rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutView {
    /// What kind of state it is.
    pub phase: Phase,
    /// Two or three words: "Rolling out".
    pub headline: String,
    /// Prose that goes on from it: "1 of 3 updated, about 14 s to go".
    pub detail: String,
    /// How many nodes have an available pod of the newest revision, and how many should.
    pub done: (i32, i32),
    /// What would free it, the likeliest first.
    pub fixes: Vec<Fix>,
}

/// Kinds of rollout state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No node matches.
    Empty,
    /// Every pod is there, new and available.
    Complete,
    /// Under way.
    Progressing,
    /// Waits for the person: OnDelete.
    Waiting,
    /// Will not go on without a change.
    Stuck,
    /// Being deleted.
    Deleting,
}
