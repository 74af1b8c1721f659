//! What the simulation asks of a component: to observe what its informer delivers, and to work when it is due.

use crate::api::kind::Kind;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::WatchEvent;
use crate::client::trace::Trace;

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
