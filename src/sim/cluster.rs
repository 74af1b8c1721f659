//! A cluster: the API server, the components, their links, and the order in which things happen.
//!
//! Invariants: occurrences run in the order of time, and within one moment in a fixed order of components, deliveries
//! before work; the same seed and the same calls give the same state on every machine.

use crate::api::kind::Kind;
use crate::api::object::Body;
use crate::api::scheduling::Taint;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::client::component::{Component, Context};
use crate::client::trace::{Trace, TraceEntry};
use crate::controller::daemon::controller::DaemonSetsController;
use crate::controller::garbage_collector::collector::GarbageCollector;
use crate::controller::namespace::controller::NamespaceController;
use crate::controller::node_lifecycle::controller::NodeLifecycleController;
use crate::controller::pod_gc::controller::PodGcController;
use crate::controller::taint_eviction::controller::TaintEvictionController;
use crate::kubelet::config::Profile;
use crate::kubelet::kubelets::Kubelets;
use crate::scheduler::scheduler::Scheduler;
use crate::sim::boot::boot;
use crate::sim::config::{NODES_MAX, OCCURRENCES_PER_INSTANT_MAX};
use crate::sim::digest::digest;
use crate::sim::link::Link;
use crate::sim::notes::note_seen;

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

/// The components.
#[derive(Clone, Debug)]
struct Components {
    daemon_sets: DaemonSetsController,
    garbage_collector: GarbageCollector,
    namespaces: NamespaceController,
    taint_eviction: TaintEvictionController,
    pod_gc: PodGcController,
    node_lifecycle: NodeLifecycleController,
    scheduler: Scheduler,
    kubelets: Kubelets,
}

/// The names of the components, in the order in which they act within one moment.
const NAMES: [&str; 8] = [
    "daemonset-controller",
    "garbage-collector",
    "namespace-controller",
    "taint-eviction-controller",
    "pod-garbage-collector",
    "node-lifecycle-controller",
    "scheduler",
    "kubelets",
];

const KUBELETS: usize = NAMES.len() - 1;
/// Who writes what no component writes.
const CLIENT: &str = "kubectl";

impl Components {
    /// The component with that place in [`NAMES`].
    fn get(&self, index: usize) -> &dyn Component {
        match index {
            0 => &self.daemon_sets,
            1 => &self.garbage_collector,
            2 => &self.namespaces,
            3 => &self.taint_eviction,
            4 => &self.pod_gc,
            5 => &self.node_lifecycle,
            6 => &self.scheduler,
            _ => &self.kubelets,
        }
    }

    fn get_mut(&mut self, index: usize) -> &mut dyn Component {
        match index {
            0 => &mut self.daemon_sets,
            1 => &mut self.garbage_collector,
            2 => &mut self.namespaces,
            3 => &mut self.taint_eviction,
            4 => &mut self.pod_gc,
            5 => &mut self.node_lifecycle,
            6 => &mut self.scheduler,
            _ => &mut self.kubelets,
        }
    }
}

/// When a component has something to learn or to do.
fn soonest(component: &dyn Component, link: &Link) -> Time {
    let never = Time::NEVER;
    component.next_due().unwrap_or(never).min(link.next_due().unwrap_or(never))
}

/// A simulated cluster.
///
/// A copy is a checkpoint: it shares its objects and tables with the original, and takes about a tenth of a millisecond
/// for 1,000 nodes, one for 10,000 (natively, optimised). What the two have in common is parted as either goes on,
/// bucket by bucket; a copy that is kept holds the old versions of what has changed since. `tests/benches` measures both.
#[derive(Clone, Debug)]
pub struct Cluster {
    api: ApiServer,
    trace: Trace,
    components: Components,
    links: Vec<Link>,
    /// When each component has something to learn or to do: nobody asks the others.
    due: [Time; NAMES.len()],
    occurrences: u64,
    occurrences_at_now: u64,
}

impl Cluster {
    /// A cluster without nodes, whose kubelets behave as the profile says.
    pub fn new(seed: u64, profile: Profile) -> Cluster {
        let rng = Rng::new(seed);
        let mut api = ApiServer::new(rng.fork("apiserver"));
        let components = Components {
            daemon_sets: DaemonSetsController::new(rng.fork("daemonset-controller")),
            garbage_collector: GarbageCollector::default(),
            namespaces: NamespaceController::default(),
            taint_eviction: TaintEvictionController::default(),
            pod_gc: PodGcController::default(),
            node_lifecycle: NodeLifecycleController::default(),
            scheduler: Scheduler::default(),
            kubelets: Kubelets::new(rng.fork("kubelets"), profile),
        };
        let open = |(index, name): (usize, &str)| {
            Link::open(&mut api, components.get(index).kinds(), rng.fork("link").fork(name))
        };
        let links = NAMES.into_iter().enumerate().map(open).collect();
        boot(&mut api);
        api.keep_journal();
        let due = std::array::from_fn(|index| components.get(index).next_due().unwrap_or(Time::NEVER));
        let trace = Trace::default();
        Cluster { api, trace, components, links, due, occurrences: 0, occurrences_at_now: 0 }
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

    /// Adds to the trace what somebody outside of the cluster did.
    pub fn tell(&mut self, entry: TraceEntry) {
        self.trace.tell(entry);
    }

    /// Notes in the trace that whatever was written since the last time was written by this component.
    pub fn note_writes(&mut self, component: &'static str) {
        self.trace.note_writes(&mut self.api, component);
    }

    /// How many objects there are.
    pub fn num_objects(&self) -> u64 {
        self.api.num_objects()
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
        let due = self.due.iter().min().copied().filter(|due| *due != Time::NEVER);
        due.map(|due| due.max(self.now()))
    }

    fn pump(&mut self) {
        if !self.api.has_watch_events() {
            return;
        }
        let now = self.api.now();
        for (link, due) in self.links.iter_mut().zip(&mut self.due) {
            link.pump(&mut self.api, now);
            *due = link.next_due().map_or(*due, |next| next.min(*due));
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
        let Cluster { api, trace, components, links, due, .. } = self;
        let mut occurrences = 0;
        trace.note_writes(api, CLIENT);
        for (index, link) in links.iter_mut().enumerate() {
            if due[index] > now {
                continue;
            }
            let component = components.get_mut(index);
            let mut context = Context { now, api, trace };
            while let Some(event) = link.pop_due(now) {
                occurrences += 1;
                note_seen(context.trace, now, NAMES[index], &event);
                component.observe(&event, &mut context);
            }
            if component.next_due().is_some_and(|due| due <= now) {
                occurrences += 1;
                component.work(&mut context);
            }
            due[index] = soonest(component, link);
            trace.note_writes(api, NAMES[index]);
        }
        self.count(occurrences)
    }

    fn count(&mut self, occurrences: u64) -> Result<(), TooManyOccurrences> {
        self.occurrences += occurrences;
        self.occurrences_at_now += occurrences;
        if self.occurrences_at_now > OCCURRENCES_PER_INSTANT_MAX { Err(TooManyOccurrences) } else { Ok(()) }
    }

    /// The kubelets, for whoever shows what they are at.
    pub fn kubelets(&self) -> &Kubelets {
        &self.components.kubelets
    }

    /// Does something to the kubelets from outside: what machines, images and probes suffer is nobody's request.
    pub fn meddle<R>(&mut self, act: impl FnOnce(&mut Kubelets, &mut Context<'_>) -> R) -> R {
        let now = self.now();
        self.note_writes(CLIENT);
        let mut context = Context { now, api: &mut self.api, trace: &mut self.trace };
        let result = act(&mut self.components.kubelets, &mut context);
        self.due[KUBELETS] = soonest(&self.components.kubelets, &self.links[KUBELETS]);
        self.note_writes(NAMES[KUBELETS]);
        result
    }

    /// A node joins with these labels and taints and is ready at once.
    ///
    /// Errors: AlreadyExists; BadRequest beyond [`NODES_MAX`] nodes.
    pub fn join_node(&mut self, name: &str, labels: &StringMap, taints: &[Taint]) -> Result<(), ApiError> {
        if self.api.table(Kind::Node).len() >= NODES_MAX {
            return Err(ApiError::bad_request(format!("a cluster here has at most {NODES_MAX} nodes")));
        }
        self.meddle(|kubelets, context| kubelets.join(context, name, labels))?;
        if taints.is_empty() {
            return Ok(());
        }
        let mut node = (*self.api.get(Kind::Node, "", name)?).clone();
        if let Body::Node(body) = &mut node.body {
            body.taints = taints.into();
        }
        self.api.update(node).map(|_| ())
    }
}
