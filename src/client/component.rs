//! What the simulation asks of a component: to observe what its informer delivers, and to work when it is due.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::WatchEvent;
use crate::client::trace::{Deed, Trace, TraceEntry};

/// What a component is handed when it is its turn.
#[derive(Debug)]
pub struct Context<'a> {
    /// The moment.
    pub now: Time,
    /// The API server; writes to it happen at once.
    pub api: &'a mut ApiServer,
    /// Where the component tells what it decided.
    pub trace: &'a mut Trace,
}

impl Context<'_> {
    /// Tells what a component decided about an object, after what it wrote before that.
    pub fn decided(&mut self, component: &'static str, object: &Rc<Object>, words: String) {
        self.trace.note_writes(self.api, component);
        let (object, detail) = (Some(object.clone()), Some(words.into()));
        self.trace.tell(TraceEntry { at: self.now, component, deed: Deed::Decided, object, detail });
    }
}

/// A component of the cluster. Its state is plain data that can be cloned.
pub trait Component {
    /// What it watches.
    fn kinds(&self) -> &'static [Kind];

    /// A notification has arrived through its informer.
    fn observe(&mut self, event: &WatchEvent, context: &mut Context<'_>);

    /// When it wants to work next; `None` while it has nothing to do.
    fn next_due(&self) -> Option<Time>;

    /// Does what is due at this moment.
    fn work(&mut self, context: &mut Context<'_>);
}
