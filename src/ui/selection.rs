//! What is selected, pointed at and opened: the part of the page's state that explains.
//!
//! Invariant: names only; what they touch is asked of the session whenever it is drawn.

use crate::playground::view::subject::{ObjectName, Subject};

/// What the inspector shows of an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectTab {
    /// Why here, why not there; owners; events.
    #[default]
    Overview,
    /// As `kubectl describe` prints it.
    Describe,
    /// As `kubectl get -o yaml` prints it.
    Yaml,
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// What was chosen: it stays lit.
    pub chosen: Option<Subject>,
    /// What is under the pointer or has the focus: it is lit instead for as long.
    pub pointed: Option<Subject>,
    /// The object in the inspector.
    pub opened: Option<ObjectName>,
    /// What the inspector shows of it.
    pub tab: InspectTab,
    /// The matrix of nodes and DaemonSets is open.
    pub matrix: bool,
}

/// What can happen to it.
#[derive(Clone, Debug)]
pub enum SelectionAction {
    /// Chooses a subject; an object is opened as well. Choosing it again lets go of it.
    Choose(Subject),
    /// Lights a subject up for as long as it is pointed at.
    Point(Option<Subject>),
    /// Shows another side of the opened object.
    Tab(InspectTab),
    /// Opens or closes the matrix.
    Matrix(bool),
    /// Lets go of everything, the last thing first.
    Close,
}

impl Selection {
    /// The state after an action.
    pub fn reduce(&self, action: SelectionAction) -> Selection {
        let mut next = self.clone();
        match action {
            SelectionAction::Choose(subject) if self.chosen.as_ref() == Some(&subject) => {
                next = Selection { matrix: self.matrix, ..Selection::default() };
            }
            SelectionAction::Choose(subject) => {
                next.opened = match &subject {
                    Subject::Object(name) => Some(name.clone()),
                    _ => None,
                };
                next.chosen = Some(subject);
                next.pointed = None;
            }
            SelectionAction::Point(subject) => next.pointed = subject,
            SelectionAction::Tab(tab) => next.tab = tab,
            SelectionAction::Matrix(open) => next.matrix = open,
            SelectionAction::Close if self.matrix => next.matrix = false,
            SelectionAction::Close => next = Selection::default(),
        }
        next
    }

    /// What is lit now.
    pub fn lit(&self) -> Option<&Subject> {
        self.pointed.as_ref().or(self.chosen.as_ref())
    }
}
