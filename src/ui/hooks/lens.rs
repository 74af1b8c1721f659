//! What components may ask of the session: questions that change nothing.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::manifest::plan::Plan;
use crate::playground::manifest::problems::Problem;
use crate::playground::manifest::suggest::{About, Suggestions, about};
use crate::playground::session::session::Session;
use crate::playground::view::explain::{InspectView, MatrixShow, MatrixView, PreviewView, WhyView};
use crate::playground::view::flight::Flight;
use crate::playground::view::subject::{ObjectName, Subject, Touched};

type Ask = Rc<dyn Fn(&mut dyn FnMut(&Session))>;

/// A look into the session. Compared by identity.
#[derive(Clone)]
pub struct Lens(Ask);

impl PartialEq for Lens {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Lens {
    /// A lens that lends the session to whoever asks.
    pub fn new(lend: impl Fn(&mut dyn FnMut(&Session)) + 'static) -> Lens {
        Lens(Rc::new(lend))
    }

    fn ask<R: Default>(&self, question: impl FnOnce(&Session) -> R) -> R {
        let (mut question, mut answer) = (Some(question), None);
        (self.0)(&mut |session| answer = question.take().map(|question| question(session)));
        answer.unwrap_or_default()
    }

    /// Why each DaemonSet, or one of them, has a pod on a node or has none.
    pub fn why(&self, node: &str, uid: Option<&str>) -> Vec<WhyView> {
        self.ask(|session| session.why(node, uid))
    }

    /// Nodes against DaemonSets.
    pub fn matrix(&self, filter: &str, show: MatrixShow, first: u32, count: u32) -> MatrixView {
        self.ask(|session| session.matrix(filter, show, first, count))
    }

    /// The difference between the templates of two revisions.
    pub fn revision_diff(&self, uid: &str, old: &str, new: &str) -> Option<String> {
        self.ask(|session| session.revision_diff(uid, old, new))
    }

    /// What a subject touches.
    pub fn touched(&self, subject: &Subject) -> Touched {
        self.ask(|session| session.touched(subject))
    }

    /// The objects that a text names.
    pub fn named_in(&self, text: &str) -> Vec<ObjectName> {
        self.ask(|session| session.named_in(text))
    }

    /// What would come of a line that changes a node.
    pub fn preview(&self, line: &str) -> Option<PreviewView> {
        self.ask(|session| session.preview(line))
    }

    /// What is on its way between the parts of the cluster.
    pub fn flights(&self, span_ms: u64) -> Vec<Flight> {
        self.ask(|session| session.flights(span_ms))
    }

    /// An object, opened.
    pub fn inspect(&self, name: &ObjectName) -> Option<InspectView> {
        self.ask(|session| session.inspect(name))
    }

    /// What is wrong with a manifest.
    pub fn problems(&self, text: &str) -> Vec<Problem> {
        self.ask(|session| session.problems(text))
    }

    /// What applying a manifest would do.
    pub fn plans(&self, text: &str) -> Vec<Plan> {
        self.ask(|session| session.plans(text))
    }

    /// What could stand at a place in a manifest.
    pub fn suggest(&self, text: &str, offset: u32) -> Suggestions {
        self.ask(|session| session.suggest(text, offset))
    }

    /// What a word of a manifest means.
    pub fn about(&self, text: &str, offset: u32) -> Option<About> {
        about(text, offset)
    }
}

/// The lens of the page around.
#[hook]
pub fn use_lens() -> Lens {
    use_context::<Lens>().unwrap_or_else(|| Lens::new(|_| ()))
}
