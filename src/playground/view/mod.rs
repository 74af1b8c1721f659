//! What the page shows, as plain data.
//!
//! A [`page::View`] is built from a session and handed to the components, which read nothing else. Invariants:
//!
//! - Every part derives `Eq`, so that comparing two `Rc`s of it is one pointer comparison as long as the builder hands
//!   out the same part again; a component whose part did not change is not drawn again.
//! - Text is finished: what a component shows it shows as it stands. In *prose* (a sentence, a step) a part between
//!   back-ticks is code and a part between `**` is emphasised.
//! - Times are simulated milliseconds since the session's start; the running clock is not in here, or every frame
//!   would be a new view.
//!
//! Deliberately absent: API objects, the store, anything about selection, sizes or themes (that is the page's own state).

pub mod build;
pub mod cluster;
pub mod daemon_set;
pub mod explain;
pub mod flight;
pub mod guide;
pub mod page;
pub mod subject;
pub mod terminal;
pub mod time;
