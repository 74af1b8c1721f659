//! What must hold *always*, looked at after every occurrence, and what must hold *eventually*, once faults have ended.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use daemonset_playground::api::daemon_set::{DaemonSetStatus, UpdateStrategy};
use daemonset_playground::api::kind::Kind;
use daemonset_playground::api::object::Object;
use daemonset_playground::apimachinery::meta::Uid;
use daemonset_playground::apiserver::options::{Patch, WriteOptions};
use daemonset_playground::apiserver::watch::WatchEventType;
use daemonset_playground::client::trace::{Deed, TraceEntry};
use daemonset_playground::controller::daemon::controller::COMPONENT;
use daemonset_playground::controller::daemon::rolling_update::plan_to_update;
use daemonset_playground::controller::daemon::state::DaemonSetState;
use daemonset_playground::sim::cluster::Cluster;
use serde_json::json;

use super::reference::{Counts, Decision, Placements, Update, Walk};

/// With nothing due for so many milliseconds, notifications have arrived and queues are empty.
const QUIET_MS: u64 = 100;

macro_rules! ensure {
    ($holds:expr, $($words:tt)*) => {
        if !$holds {
            return Err(format!($($words)*));
        }
    };
}

/// A node and the DaemonSet it is taken for.
type Slot = (Uid, String);
/// What placement depends on, by node.
type NodeFacts = BTreeMap<String, String>;

/// Looks at a cluster after every occurrence.
#[derive(Default)]
pub struct Watcher {
    placements: Placements,
    told: u64,
    revision: u64,
    quiet_revision: u64,
    /// Nodes whose available pod an update took, and the pod, until another one is available there.
    taken: BTreeMap<Slot, Uid>,
    /// Nodes that an update gave a second pod, which is not available yet.
    surging: BTreeMap<Slot, Uid>,
    /// As of the last moment at which a DaemonSet's status was right, or of its creation.
    node_facts: BTreeMap<Uid, NodeFacts>,
    pub num_updates_taken: u64,
    pub num_surges: u64,
    pub num_quiet: u64,
    pub num_decisions: u64,
}

impl Watcher {
    /// Everything that must hold after an occurrence.
    pub fn look(&mut self, cluster: &mut Cluster) -> Result<(), String> {
        self.the_update_keeps_to_its_budget(cluster)?;
        if cluster.api().revision() != self.revision {
            self.revision = cluster.api().revision();
            observed_generation_is_never_ahead(cluster)?;
            for daemon_set in cluster.api().table(Kind::DaemonSet).iter() {
                self.node_facts.entry(daemon_set.meta.uid).or_insert_with(|| node_facts(cluster));
            }
        }
        self.kept_state_equals_a_full_walk(cluster)?;
        let is_quiet = cluster.next_due().is_none_or(|due| due.since(cluster.now()) > QUIET_MS);
        if is_quiet && self.quiet_revision != cluster.api().revision() {
            self.quiet_revision = cluster.api().revision();
            self.num_quiet += 1;
            informers_equal_the_store(cluster)?;
            self.status_is_right_once_quiet(cluster)?;
        }
        Ok(())
    }

    fn kept_state_equals_a_full_walk(&mut self, cluster: &Cluster) -> Result<(), String> {
        let controller = cluster.daemon_sets_controller();
        for daemon_set in controller.lister(Kind::DaemonSet).iter() {
            let key = (daemon_set.meta.namespace.clone(), daemon_set.meta.name.clone());
            let now = cluster.now();
            let revisions = controller.lister(Kind::ControllerRevision);
            let walk = Walk::of(controller, revisions, daemon_set, now, &mut self.placements);
            let state = controller.state_at(&key, now);
            ensure!(walk.is_some() == state.is_some(), "{}: only one knows the current hash", key.1);
            let (Some(walk), Some(state)) = (walk, state) else { continue };
            if has_claims_to_make(cluster, daemon_set) {
                continue;
            }
            self.num_decisions += 1;
            let decision = walk.decide();
            let spec = &daemon_set.as_daemon_set().unwrap().spec;
            same_decision(&decision, &state).map_err(|words| format!("{}: {words}\n{decision:?}", key.1))?;
            let plan = plan_to_update(&state, spec.update_strategy);
            match (&decision.update, plan) {
                (None, Err(_)) => {}
                (None, Ok(_)) if spec.update_strategy == UpdateStrategy::OnDelete => {}
                (Some(update), Ok(plan)) => {
                    same_plan(update, &plan.delete, &plan.create)
                        .map_err(|words| format!("{}: {words}\n{update:?}\n{plan:?}", key.1))?;
                }
                (walked, plan) => return Err(format!("{}: {walked:?} against {plan:?}", key.1)),
            }
        }
        Ok(())
    }

    /// At most maxUnavailable nodes are without an available pod because the update took it; at most maxSurge nodes
    /// have a second pod because the update made it.
    fn the_update_keeps_to_its_budget(&mut self, cluster: &Cluster) -> Result<(), String> {
        let num_new = usize::try_from(cluster.trace().told() - self.told).unwrap();
        self.told = cluster.trace().told();
        self.prune(cluster);
        // The revision may be as new as the update: its informer need not know it yet.
        let revisions = cluster.api().table(Kind::ControllerRevision);
        let (controller, now) = (cluster.daemon_sets_controller(), cluster.now());
        let entries = cluster.trace().entries().collect::<Vec<_>>();
        for entry in entries[entries.len() - num_new.min(entries.len())..].iter() {
            let Some((written, is_creation)) = creation_or_deletion(entry) else { continue };
            let name = &written.meta.name;
            let pod = match is_creation {
                true => cluster.api().table(Kind::Pod).get("default", name),
                false => controller.lister(Kind::Pod).get("default", name),
            };
            let Some(pod) = pod else { continue };
            let Some(owner) = pod.meta.controller() else { continue };
            let Some(daemon_set) = controller.lister(Kind::DaemonSet).get("default", &owner.name) else {
                continue;
            };
            let Some(walk) = Walk::of(controller, revisions, daemon_set, now, &mut self.placements) else {
                continue;
            };
            let node = pod.as_pod().unwrap().target_node_name().unwrap().to_string();
            let (max_unavailable, max_surge) = walk.budget(walk.desired());
            let lone = walk.lone_available_old_pod(&node).filter(|_| walk.should_run(&node) == Some(true));
            let slot = (owner.uid, node.clone());
            if !is_creation && lone.as_deref() == Some(&*pod.meta.name) {
                self.num_updates_taken += 1;
                self.taken.insert(slot.clone(), pod.meta.uid);
                let num_taken = self.taken.keys().filter(|(uid, _)| *uid == owner.uid).count();
                ensure!(
                    num_taken <= max_unavailable && max_surge == 0,
                    "the update took {node}; {num_taken} nodes are without an available pod, {max_unavailable} may: {:?}",
                    self.taken.keys()
                );
            }
            if is_creation {
                self.num_pods_is_limited(cluster, owner.uid, &node, max_surge)?;
                if lone.is_some() {
                    self.num_surges += 1;
                    self.surging.insert(slot, pod.meta.uid);
                    let num_surging = self.surging.keys().filter(|(uid, _)| *uid == owner.uid).count();
                    ensure!(num_surging <= max_surge, "{num_surging} nodes surge, {max_surge} may");
                }
            }
        }
        Ok(())
    }

    /// One pod a node, two under surge.
    fn num_pods_is_limited(
        &self,
        cluster: &Cluster,
        owner: Uid,
        node: &str,
        max_surge: usize,
    ) -> Result<(), String> {
        let counts = |object: &&Rc<Object>| {
            let pod = object.as_pod().unwrap();
            object.meta.is_controlled_by(owner)
                && pod.target_node_name().is_some_and(|target| **target == *node)
                && !object.meta.is_terminating()
                && !pod.is_terminal()
        };
        let num_pods = cluster.api().table(Kind::Pod).iter().filter(counts).count();
        ensure!(num_pods <= if max_surge > 0 { 2 } else { 1 }, "{num_pods} pods on {node}");
        Ok(())
    }

    /// Forgets slots where another pod has become available, or that nobody wants any more.
    fn prune(&mut self, cluster: &Cluster) {
        let (controller, now) = (cluster.daemon_sets_controller(), cluster.now());
        let revisions = cluster.api().table(Kind::ControllerRevision);
        let Watcher { placements, taken, surging, .. } = self;
        let mut walks = BTreeMap::new();
        for daemon_set in controller.lister(Kind::DaemonSet).iter() {
            walks.insert(daemon_set.meta.uid, Walk::of(controller, revisions, daemon_set, now, placements));
        }
        let daemon_sets = controller.lister(Kind::DaemonSet);
        let min_ready = |uid: &Uid| {
            let found = daemon_sets.iter().find(|one| one.meta.uid == *uid);
            found.map_or(0, |one| one.as_daemon_set().unwrap().spec.min_ready_seconds)
        };
        let is_wanted = |(uid, node): &Slot| {
            let walk = walks.get(uid).and_then(Option::as_ref);
            walk.is_some_and(|walk| walk.should_run(node) == Some(true))
        };
        let pods = || controller.lister(Kind::Pod).iter().chain(cluster.api().table(Kind::Pod).iter());
        taken.retain(|slot, gone| {
            let replaces = |object: &Rc<Object>| {
                let pod = object.as_pod().unwrap();
                object.meta.is_controlled_by(slot.0)
                    && *pod.node_name == *slot.1
                    && object.meta.uid != *gone
                    && pod.is_available(min_ready(&slot.0), now)
            };
            is_wanted(slot) && !pods().any(replaces)
        });
        surging.retain(|slot, made| {
            let waits = |object: &Rc<Object>| {
                object.meta.uid == *made
                    && !object.meta.is_terminating()
                    && !object.as_pod().unwrap().is_available(min_ready(&slot.0), now)
            };
            let is_old = |object: &Rc<Object>| {
                object.meta.is_controlled_by(slot.0)
                    && *object.as_pod().unwrap().node_name == *slot.1
                    && object.meta.uid != *made
                    && !object.meta.is_terminating()
            };
            let table = cluster.api().table(Kind::Pod);
            is_wanted(slot) && table.iter().any(waits) && table.iter().any(is_old)
        });
    }

    /// A status may be out of date only where nodes changed: that alone makes nobody look.
    fn status_is_right_once_quiet(&mut self, cluster: &Cluster) -> Result<(), String> {
        let controller = cluster.daemon_sets_controller();
        for daemon_set in cluster.api().table(Kind::DaemonSet).iter() {
            if daemon_set.meta.is_terminating() || becomes_available_about_now(cluster, daemon_set) {
                continue;
            }
            let Some(walk) = Walk::of(
                controller,
                controller.lister(Kind::ControllerRevision),
                daemon_set,
                cluster.now(),
                &mut self.placements,
            ) else {
                return Err(format!("{} has no current revision", daemon_set.meta.name));
            };
            let (facts, right) = (node_facts(cluster), walk.decide().counts);
            let is_right = counts(daemon_set) == right;
            if is_right {
                self.node_facts.insert(daemon_set.meta.uid, facts);
                continue;
            }
            ensure!(
                self.node_facts[&daemon_set.meta.uid] != facts,
                "{}: the status says {:?}, a walk {right:?}",
                daemon_set.meta.name,
                counts(daemon_set)
            );
            looked_at_again(cluster, &daemon_set.meta.name)?;
        }
        Ok(())
    }
}

fn same_decision(decision: &Decision, state: &DaemonSetState) -> Result<(), String> {
    let totals = state.totals();
    let kept: Counts =
        (totals.desired, totals.current, totals.misscheduled, totals.ready, totals.available, totals.updated);
    ensure!(kept == decision.counts, "counts {kept:?}");
    let names = |names: Vec<String>| names.into_iter().collect::<BTreeSet<String>>();
    let create = names(state.needs_pod.iter().map(|place| state.node_name(*place).to_string()).collect());
    ensure!(create == decision.create, "to create: {create:?}");
    let excess = state.excess.iter().flat_map(|place| &state.verdict(*place).excess);
    let excess = names(excess.map(|name| name.to_string()).collect());
    ensure!(excess == decision.delete, "to delete: {excess:?}");
    let ended = state.ended.iter().flat_map(|place| &state.verdict(*place).ended);
    let ended = names(ended.map(|pod| pod.meta.name.to_string()).collect());
    ensure!(ended == decision.ended, "ended: {ended:?}");
    let live = names(state.live_hashes.keys().map(|hash| hash.to_string()).collect());
    ensure!(live == decision.live_hashes, "live hashes: {live:?}");
    Ok(())
}

fn same_plan(update: &Update, delete: &[Rc<str>], create: &[Rc<str>]) -> Result<(), String> {
    let each = [
        ("deletes", delete, &update.delete, &update.may_delete, update.num_deleted),
        ("creates", create, &update.create, &update.may_create, update.num_created),
    ];
    for (what, planned, always, candidates, num_more) in each {
        let planned_set: BTreeSet<String> = planned.iter().map(|name| name.to_string()).collect();
        let more: BTreeSet<&String> = planned_set.difference(always).collect();
        let is_same = planned_set.len() == planned.len()
            && planned_set.is_superset(always)
            && more.iter().all(|name| candidates.contains(*name))
            && more.len() == num_more;
        ensure!(is_same, "the update {what} {planned:?}");
    }
    Ok(())
}

/// Whether pods are to be adopted or released first; the kept state then waits for that.
fn has_claims_to_make(cluster: &Cluster, daemon_set: &Object) -> bool {
    let selector = &daemon_set.as_daemon_set().unwrap().spec.selector;
    let mut pods =
        cluster.daemon_sets_controller().lister(Kind::Pod).in_namespace(&daemon_set.meta.namespace);
    pods.any(|pod| pod.meta.controller().is_none() && selector.matches(&pod.meta.labels))
}

fn observed_generation_is_never_ahead(cluster: &Cluster) -> Result<(), String> {
    for daemon_set in cluster.api().table(Kind::DaemonSet).iter() {
        let (observed, actual) =
            (daemon_set.as_daemon_set().unwrap().status.observed_generation, daemon_set.meta.generation);
        ensure!(observed <= actual, "{} observed {observed} of {actual}", daemon_set.meta.name);
    }
    Ok(())
}

fn informers_equal_the_store(cluster: &Cluster) -> Result<(), String> {
    for kind in [Kind::DaemonSet, Kind::Pod, Kind::Node, Kind::ControllerRevision] {
        let (known, stored) = (cluster.daemon_sets_controller().lister(kind), cluster.api().table(kind));
        ensure!(known.iter().eq(stored.iter()), "the informer's {kind:?} differ from the store's");
    }
    Ok(())
}

fn counts(daemon_set: &Object) -> Counts {
    let DaemonSetStatus {
        desired_number_scheduled,
        current_number_scheduled,
        number_misscheduled,
        number_ready,
        number_available,
        updated_number_scheduled,
        ..
    } = daemon_set.as_daemon_set().unwrap().status;
    (
        desired_number_scheduled,
        current_number_scheduled,
        number_misscheduled,
        number_ready,
        number_available,
        updated_number_scheduled,
    )
}

fn node_facts(cluster: &Cluster) -> NodeFacts {
    let nodes = cluster.api().table(Kind::Node).iter();
    let facts = nodes.map(|node| {
        let taints = node.as_node().unwrap().taints.clone();
        (node.meta.name.to_string(), format!("{:?} {taints:?}", node.meta.labels))
    });
    facts.collect()
}

/// Nobody looks at the very moment a pod becomes available: the controller comes back minReadySeconds after it looked
/// last, or a second later.
fn becomes_available_about_now(cluster: &Cluster, daemon_set: &Object) -> bool {
    let min_ready_seconds = daemon_set.as_daemon_set().unwrap().spec.min_ready_seconds;
    let late_ms = (u64::try_from(min_ready_seconds).unwrap() + 2) * 1000;
    let mut pods = cluster.api().table(Kind::Pod).iter();
    pods.any(|pod| {
        let at = pod.as_pod().unwrap().available_at(min_ready_seconds);
        pod.meta.is_controlled_by(daemon_set.meta.uid)
            && at.is_some_and(|at| at <= cluster.now() && cluster.now().since(at) <= late_ms)
    })
}

/// In a copy of the cluster somebody touches the DaemonSet: once that is quiet, the status is right.
fn looked_at_again(cluster: &Cluster, name: &str) -> Result<(), String> {
    let mut copy = cluster.clone();
    let patch = Patch::Strategic(json!({"metadata": {"annotations": {"touched": "true"}}}));
    copy.api_mut().patch_json(Kind::DaemonSet, "default", name, &patch, &WriteOptions::default()).unwrap();
    let is_quiet = |copy: &mut Cluster| copy.next_due().is_none_or(|due| due.since(copy.now()) > QUIET_MS);
    while !is_quiet(&mut copy) {
        copy.step(copy.now().plus(QUIET_MS)).map_err(|error| error.to_string())?;
    }
    let controller = copy.daemon_sets_controller();
    let daemon_set = copy.api().get(Kind::DaemonSet, "default", name).unwrap();
    let revisions = controller.lister(Kind::ControllerRevision);
    let walk = Walk::of(controller, revisions, &daemon_set, copy.now(), &mut Placements::default()).unwrap();
    let right = walk.decide().counts;
    ensure!(
        counts(&daemon_set) == right || becomes_available_about_now(&copy, &daemon_set),
        "{name}: looked at again, the status says {:?}, a walk {right:?}",
        counts(&daemon_set)
    );
    Ok(())
}

/// What must hold some time after faults have ended: exactly the eligible nodes run the newest revision, ready.
pub fn has_converged(cluster: &Cluster, placements: &mut Placements) -> Result<(), String> {
    let controller = cluster.daemon_sets_controller();
    let revisions = controller.lister(Kind::ControllerRevision);
    for daemon_set in cluster.api().table(Kind::DaemonSet).iter() {
        let name = &daemon_set.meta.name;
        let body = daemon_set.as_daemon_set().unwrap();
        let Some(walk) = Walk::of(controller, revisions, daemon_set, cluster.now(), placements) else {
            return Err(format!("{name} has no current revision"));
        };
        let decision = walk.decide();
        let (desired, current, _, ready, available, updated) = decision.counts;
        ensure!(
            desired == current && current == ready && ready == available,
            "{name}: desired, current, misscheduled, ready, available, updated = {:?}\n{}",
            decision.counts,
            pods(cluster)
        );
        let is_on_delete = body.spec.update_strategy == UpdateStrategy::OnDelete;
        ensure!(is_on_delete || updated == desired, "{name}: {updated} of {desired} are up to date");
        let is_settled =
            decision.create.is_empty() && decision.delete.is_empty() && decision.ended.is_empty();
        ensure!(is_settled, "{name}: there is something to do: {decision:?}");
        ensure!(
            body.status.observed_generation == daemon_set.meta.generation,
            "{name}: the newest generation was not acted upon"
        );
        each_node_has_its_pod(cluster, daemon_set)?;
    }
    Ok(())
}

fn each_node_has_its_pod(cluster: &Cluster, daemon_set: &Object) -> Result<(), String> {
    let template = &daemon_set.as_daemon_set().unwrap().spec.template.value;
    let pods = cluster.api().list(Kind::Pod, &daemon_set.meta.namespace);
    for node in cluster.api().table(Kind::Node).iter() {
        let is_here = |object: &&Rc<Object>| {
            object.meta.is_controlled_by(daemon_set.meta.uid)
                && object.as_pod().unwrap().node_name == node.meta.name
        };
        let num_pods = pods.iter().filter(is_here).count();
        let (should_run, may_stay) = super::reference::placement(template, node);
        let allowed = if should_run { 1..=1 } else { 0..=usize::from(may_stay) };
        ensure!(
            allowed.contains(&num_pods),
            "{} has {num_pods} pods on {}",
            daemon_set.meta.name,
            node.meta.name
        );
    }
    Ok(())
}

/// The pods, for people.
fn pods(cluster: &Cluster) -> String {
    let lines = cluster.api().list(Kind::Pod, "default").into_iter().map(|object| {
        let pod = object.as_pod().unwrap();
        let (status, since) = (&pod.status, object.meta.creation_timestamp);
        let ready = status.condition("Ready").map(|one| (one.status, one.last_transition_time));
        let stage = cluster.kubelets().stage_of(object.meta.uid).map(|view| view.stage);
        let deleted = object.meta.deletion_timestamp;
        format!(
            "{} on {:?} since {since:?}, {} {:?}, deleted {deleted:?}, {stage:?}, ready {ready:?}\n",
            object.meta.name,
            pod.target_node_name(),
            status.phase.as_str(),
            status.reason
        )
    });
    lines.collect()
}

/// The pod that the controller created or deleted with a write, and whether it was created.
fn creation_or_deletion(entry: &TraceEntry) -> Option<(&Object, bool)> {
    let Deed::Wrote { how, before } = &entry.deed else { return None };
    let object = entry.object.as_deref().filter(|object| object.kind() == Kind::Pod)?;
    let was_going = before.as_ref().is_some_and(|before| before.meta.is_terminating());
    let is_creation = *how == WatchEventType::Added;
    let is_deletion = *how == WatchEventType::Deleted || object.meta.is_terminating() && !was_going;
    (entry.component == COMPONENT && (is_creation || is_deletion)).then_some((object, is_creation))
}
