//! What a command that has not ended remembers, and what it waits for.
//!
//! A command that runs to its end returns [`Progress::Ended`]. One that must wait returns a [`Task`], plain data with
//! all it needs to go on; the session calls it again when the store has changed or the time it named has come.

use crate::apimachinery::time::Time;
use crate::kubectl::command::Context;
use crate::kubectl::commands::delete::DeleteWait;
use crate::kubectl::commands::edit::session::EditSession;
use crate::kubectl::commands::events::EventsWatch;
use crate::kubectl::commands::get::watch::GetWatch;
use crate::kubectl::commands::nodes::drain::Drain;
use crate::kubectl::commands::replace::ForceReplace;
use crate::kubectl::commands::rollout::status::RolloutStatus;
use crate::kubectl::commands::wait::Wait;
use crate::kubectl::errors::Failure;

/// What kubectl wants edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditRequest {
    /// A name for the editor's tab.
    pub title: String,
    /// The text to start from.
    pub text: String,
}

/// How far a command got.
#[derive(Debug)]
pub enum Progress {
    /// It is done; exit code 0.
    Ended,
    /// It goes on when the store has changed, or at that time at the latest.
    Waiting(Task, Option<Time>),
    /// It goes on when the person has left the editor.
    Editing(Task, EditRequest),
}

/// A command in its middle. Adding one: a variant here, its arm in the two functions below.
#[derive(Clone, Debug)]
pub enum Task {
    /// `get --watch`.
    Get(Box<GetWatch>),
    /// `delete`, until the objects are gone.
    Delete(Box<DeleteWait>),
    /// `drain`, until the pods are gone.
    Drain(Box<Drain>),
    /// `edit`, while the editor is open.
    Edit(Box<EditSession>),
    /// `events --watch`.
    Events(Box<EventsWatch>),
    /// `replace --force`, until the old objects are gone.
    Replace(Box<ForceReplace>),
    /// `wait`.
    Wait(Box<Wait>),
    /// `rollout status`.
    RolloutStatus(Box<RolloutStatus>),
}

impl Task {
    /// Goes on after the store changed or the time came.
    pub fn poll(self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        match self {
            Task::Get(task) => task.poll(context),
            Task::Delete(task) => task.poll(context),
            Task::Drain(task) => task.poll(context),
            Task::Edit(task) => task.open(),
            Task::Events(task) => task.poll(context),
            Task::Replace(task) => task.poll(context),
            Task::RolloutStatus(task) => task.poll(context),
            Task::Wait(task) => task.poll(context),
        }
    }

    /// Goes on after the editor closed; `None` where the text was left as it was.
    pub fn edited(self, text: Option<String>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        match self {
            Task::Edit(task) => task.edited(text, context),
            other => other.poll(context),
        }
    }

    /// Gives up what it holds of the server. The exit code is the one of a command that was interrupted.
    pub fn interrupt(self, context: &mut Context<'_, '_>) {
        match self {
            Task::Get(task) => context.env.api.close_watch(task.watch),
            Task::Delete(_) | Task::Drain(_) | Task::Edit(_) | Task::Replace(_) => {}
            Task::Events(task) => context.env.api.close_watch(task.watch),
            Task::RolloutStatus(mut task) => task.interrupt(context),
            Task::Wait(mut task) => task.interrupt(context),
        }
    }
}
