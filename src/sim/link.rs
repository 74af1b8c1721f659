//! A component's link to the API server: notifications arrive in order, each a little later than the write.

use std::collections::VecDeque;

use crate::api::kind::Kind;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::{WatchEvent, WatchId};
use crate::sim::config::LINK_DELAY_MS;

/// A link.
#[derive(Clone, Debug)]
pub struct Link {
    watch: WatchId,
    rng: Rng,
    inbox: VecDeque<(Time, WatchEvent)>,
    last_due: Time,
}

impl Link {
    /// Opens a link on these kinds; `rng` draws the delays.
    pub fn open(api: &mut ApiServer, kinds: &[Kind], rng: Rng) -> Link {
        Link { watch: api.watch(kinds), rng, inbox: VecDeque::new(), last_due: Time::ZERO }
    }

    /// Takes what was written since the last time on its way.
    pub fn pump(&mut self, api: &mut ApiServer, now: Time) {
        let Link { watch, rng, inbox, last_due } = self;
        api.read_watch_events(*watch, &mut |event| {
            *last_due = now.plus(rng.between(LINK_DELAY_MS.0, LINK_DELAY_MS.1)).max(*last_due);
            inbox.push_back((*last_due, event));
        });
    }

    /// When the next notification arrives.
    pub fn next_due(&self) -> Option<Time> {
        self.inbox.front().map(|(due, _)| *due)
    }

    /// The next notification that has arrived.
    pub fn pop_due(&mut self, now: Time) -> Option<WatchEvent> {
        if self.next_due()? > now {
            return None;
        }
        self.inbox.pop_front().map(|(_, event)| event)
    }
}
