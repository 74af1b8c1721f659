//! A cluster: the API server, the components, their links, and the order in which things happen.
//!
//! Invariants: occurrences run in the order of time, and within one moment in a fixed order of components, deliveries
//! before work; the same seed and the same calls give the same state on every machine.

use crate::apimachinery::labels::StringMap;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::client::component::{Component, Context};
use crate::client::trace::Trace;
use crate::controller::daemon::controller::DaemonSetsController;
use crate::sim::boot::boot;
use crate::sim::config::OCCURRENCES_PER_INSTANT_MAX;
use crate::sim::digest::digest;
use crate::sim::link::Link;

/// The simulation cannot go on: more happened at one moment than [`OCCURRENCES_PER_INSTANT_MAX`] allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyOccurrences;

impl std::fmt::Display for TooManyOccurrences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the cluster is busy with itself: more than {OCCURRENCES_PER_INSTANT_MAX} things happened at one moment"
        )
    }
}

impl std::error::Error for TooManyOccurrences {}

/// The components, in the order in which they act within one moment.
#[derive(Clone, Debug)]
struct Components {
    daemon_sets: DaemonSetsController,
}

const NUM_COMPONENTS: usize = 1;
const NAMES: [&str; NUM_COMPONENTS] = ["daemonset-controller"];

impl Components {
    fn get(&self, index: usize) -> &dyn Component {
        match index {
            _ => &self.daemon_sets,
        }
    }

    fn get_mut(&mut self, index: usize) -> &mut dyn Component {
        match index {
            _ => &mut self.daemon_sets,
        }
    }
}

/// A simulated cluster.
#[derive(Clone, Debug)]
pub struct Cluster {
    api: ApiServer,
    trace: Trace,
    components: Components,
    links: Vec<Link>,
    occurrences: u64,
    occurrences_at_now: u64,
}

impl Cluster {
    /// A cluster without nodes.
    pub fn new(seed: u64) -> Cluster {
        let rng = Rng::new(seed);
        let mut api = ApiServer::new(rng.fork("apiserver"));
        let components = Components { daemon_sets: DaemonSetsController::new(rng.fork(NAMES[0])) };
        let open = |index| {
            let kinds = Components::get(&components, index).kinds();
            Link::open(&mut api, kinds, rng.fork("link").fork(NAMES[index]))
        };
        let links = (0..NUM_COMPONENTS).map(open).collect();
        boot(&mut api);
        Cluster { api, trace: Trace::default(), components, links, occurrences: 0, occurrences_at_now: 0 }
    }

    /// The moment.
    pub fn now(&self) -> Time {
        self.api.now()
    }

    /// The API server.
    pub fn api(&self) -> &ApiServer {
        &self.api
    }

    /// The API server, for whoever is a client of the cluster.
    pub fn api_mut(&mut self) -> &mut ApiServer {
        &mut self.api
    }

    /// What components decided and did.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The DaemonSet controller, for explanations.
    pub fn daemon_sets_controller(&self) -> &DaemonSetsController {
        &self.components.daemon_sets
    }

    /// How many occurrences have run.
    pub fn occurrences(&self) -> u64 {
        self.occurrences
    }

    /// The digest of the state.
    pub fn digest(&self) -> String {
        digest(&self.api)
    }

    /// When the next occurrence is due; `None` where nothing will ever happen by itself.
    pub fn next_due(&mut self) -> Option<Time> {
        self.pump();
        let deliveries = self.links.iter().filter_map(Link::next_due);
        let work = (0..NUM_COMPONENTS).filter_map(|index| self.components.get(index).next_due());
        deliveries.chain(work).min().map(|due| due.max(self.now()))
    }

    fn pump(&mut self) {
        let now = self.api.now();
        for link in &mut self.links {
            link.pump(&mut self.api, now);
        }
    }

    /// Runs all that is due up to `until`, and moves the clock there.
    ///
    /// Errors: [`TooManyOccurrences`]; the clock then stands at the moment that would not end.
    pub fn advance_to(&mut self, until: Time) -> Result<(), TooManyOccurrences> {
        while let Some(due) = self.next_due().filter(|due| *due <= until) {
            self.run_instant(due)?;
        }
        self.move_clock(until.max(self.now()));
        Ok(())
    }

    /// Runs what is due at the next moment at which anything is, if that is not after `until`; says whether there was.
    ///
    /// Errors: as [`Cluster::advance_to`].
    pub fn step(&mut self, until: Time) -> Result<bool, TooManyOccurrences> {
        let Some(due) = self.next_due().filter(|due| *due <= until) else { return Ok(false) };
        self.run_instant(due)?;
        Ok(true)
    }

    fn move_clock(&mut self, to: Time) {
        if to > self.now() {
            self.occurrences_at_now = 0;
            self.api.set_now(to);
        }
    }

    /// One round of everything due at `now`: each component first learns, then works.
    fn run_instant(&mut self, now: Time) -> Result<(), TooManyOccurrences> {
        self.move_clock(now);
        for index in 0..NUM_COMPONENTS {
            while let Some(event) = self.links[index].pop_due(now) {
                self.count()?;
                let mut context = Context { now, api: &mut self.api, trace: &mut self.trace };
                self.components.get_mut(index).observe(&event, &mut context);
            }
            if self.components.get(index).next_due().is_some_and(|due| due <= now) {
                self.count()?;
                let mut context = Context { now, api: &mut self.api, trace: &mut self.trace };
                self.components.get_mut(index).work(&mut context);
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), TooManyOccurrences> {
        self.occurrences += 1;
        self.occurrences_at_now += 1;
        if self.occurrences_at_now > OCCURRENCES_PER_INSTANT_MAX { Err(TooManyOccurrences) } else { Ok(()) }
    }

    /// A node joins with these labels and is ready at once.
    pub fn join_node(&mut self, _name: &str, _labels: &StringMap) {}
}
