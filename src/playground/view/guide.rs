//! The lesson beside the cluster.

/// A lesson with its steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuideView {
    /// `managing-daemonsets`: the name by which an address asks for it.
    pub name: String,
    /// "Managing DaemonSets"
    pub title: String,
    /// Prose: what it is about.
    pub intro: String,
    /// The steps in order.
    pub steps: Vec<StepView>,
    /// Prose to show when every step is done.
    pub outro: String,
}

/// A step. It is done when the cluster or the session shows it, however the person got there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepView {
    /// "Create the DaemonSet"
    pub title: String,
    /// Prose: what to do and what to look at.
    pub text: String,
    /// Lines to type, in order.
    pub commands: Vec<String>,
    /// A file to open in the editor for this step.
    pub file: Option<String>,
    /// Seen to be done.
    pub done: bool,
    /// The first that is not done.
    pub current: bool,
    /// It comes after the first that is not done.
    pub ahead: bool,
}
