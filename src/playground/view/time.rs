//! Time as the bar at the foot of the page shows it: marks, what is ahead, and other futures.
//!
//! The moment itself is not in here: it changes with every frame, and these do not.

use std::rc::Rc;

use crate::playground::history::history::FutureId;
use crate::playground::history::scale::Scale;
use crate::playground::view::cluster::PodView;
use crate::playground::view::daemon_set::DaemonSetView;

/// Time, but for the moment.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeView {
    /// Where moments are drawn.
    pub scale: Rc<Scale>,
    /// What stands out, by time.
    pub marks: Rc<Vec<MarkView>>,
    /// The moment is before the end of its future.
    pub is_past: bool,
    /// The moment is being gone to and is not there yet.
    pub is_seeking: bool,
    /// The commands that are ahead, and that a command given now would cut off.
    pub ahead: Ahead,
    /// The name of the future that the last command cut, where that has just been.
    pub cut: Option<Rc<str>>,
    /// The command that an undo takes back.
    pub undo: Option<String>,
    /// The command that a redo gives again.
    pub redo: Option<String>,
    /// All futures, oldest first.
    pub futures: Rc<Vec<FutureView>>,
    /// Another future beside this one.
    pub compare: Option<Rc<CompareView>>,
}

/// What is ahead of a moment in the past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// How many commands.
    pub num_commands: usize,
    /// The first of them.
    pub first: Option<String>,
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkLook {
    /// Normal events.
    Event,
    /// Warnings.
    Warning,
    /// A revision.
    Revision,
    /// A command.
    Command,
}

/// A mark on the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkView {
    /// When.
    pub at_ms: u64,
    /// What it stands for.
    pub look: MarkLook,
    /// In a few words.
    pub text: Rc<str>,
}

/// A future in the list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FutureView {
    /// Which one.
    pub id: FutureId,
    /// Its name: a person's, or a letter.
    pub name: Rc<str>,
    /// A person gave it the name.
    pub is_named: bool,
    /// The one that is shown.
    pub is_current: bool,
    /// How many commands it has.
    pub num_commands: usize,
    /// Where it leaves the future that is shown, and the first command of its own from there on; none for the one shown.
    pub parts_at_ms: Option<u64>,
    /// That command.
    pub own: Option<String>,
    /// How far it has run; none for the one shown, which goes on running.
    pub end_ms: Option<u64>,
}

/// Two futures at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareView {
    /// The name of the one that is shown.
    pub name_here: Rc<str>,
    /// The name of the other.
    pub name_there: Rc<str>,
    /// The other.
    pub there: FutureId,
    /// DaemonSets by namespace and name, as they are here and there.
    pub daemon_sets: Vec<(Option<Rc<DaemonSetView>>, Option<Rc<DaemonSetView>>)>,
    /// Nodes whose pods are not the same, in the order in which they joined; at most [`COMPARED_MAX`].
    pub nodes: Vec<ComparedNode>,
    /// How many nodes differ.
    pub num_differing: usize,
    /// How many nodes are the same.
    pub num_same: usize,
}

/// How many nodes a comparison lists.
pub const COMPARED_MAX: usize = 60;

/// A node in two futures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedNode {
    /// Its name.
    pub name: Rc<str>,
    /// Its pods here; none where it is no node here.
    pub here: Option<Vec<Rc<PodView>>>,
    /// Its pods there.
    pub there: Option<Vec<Rc<PodView>>>,
}
