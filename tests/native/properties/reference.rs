//! A slow DaemonSet controller that only decides: it walks all nodes and pods each time, on plain JSON where it can.
//!
//! Written from upstream's `podsShouldBeOnNode`, `rollingUpdate` and `updateDaemonSetStatus`, apart from the controller
//! under test: where the two differ, one of them is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use daemonset_playground::api::daemon_set::{IntOrPercent, UpdateStrategy};
use daemonset_playground::api::kind::Kind;
use daemonset_playground::api::object::Object;
use daemonset_playground::apimachinery::time::Time;
use daemonset_playground::apiserver::store::Table;
use daemonset_playground::controller::daemon::controller::DaemonSetsController;
use serde_json::Value;

const HASH: &str = "controller-revision-hash";
const GENERATION: &str = "pod-template-generation";

/// `(desired, current, misscheduled, ready, available, updated)`.
pub type Counts = (i64, i64, i64, i64, i64, i64);

/// What a full walk decides.
#[derive(Debug, Default)]
pub struct Decision {
    pub counts: Counts,
    /// Nodes that need a pod.
    pub create: BTreeSet<String>,
    /// Pods that are too many, or where they may not be.
    pub delete: BTreeSet<String>,
    /// Pods that have ended.
    pub ended: BTreeSet<String>,
    /// `None` for OnDelete, and for a surge that finds an old pod on a node nobody knows.
    pub update: Option<Update>,
    /// The hashes that pods carry.
    pub live_hashes: BTreeSet<String>,
}

/// The next step of a rolling update.
#[derive(Debug, Default)]
pub struct Update {
    /// Pods deleted whatever the budget, and those of which `num_deleted` more go.
    pub delete: BTreeSet<String>,
    pub may_delete: BTreeSet<String>,
    pub num_deleted: usize,
    /// Nodes that get a second pod whatever the budget, and those of which `num_created` more do.
    pub create: BTreeSet<String>,
    pub may_create: BTreeSet<String>,
    pub num_created: usize,
}

/// Placements already worked out, by the versions of node and DaemonSet: the walk comes round after every occurrence.
#[derive(Debug, Default)]
pub struct Placements(BTreeMap<(u64, u128, i64), (bool, bool)>);

impl Placements {
    fn of(&mut self, daemon_set: &Object, template: &Value, node: &Object) -> (bool, bool) {
        let key = (node.meta.resource_version, daemon_set.meta.uid.0, daemon_set.meta.generation);
        *self.0.entry(key).or_insert_with(|| placement(template, node))
    }
}

/// For a template and a node, whether a pod should run there and whether one may stay.
pub fn placement(template: &Value, node: &Object) -> (bool, bool) {
    let spec = &template["spec"];
    let value = node.to_value();
    let name = &*node.meta.name;
    let named = spec["nodeName"].as_str().is_none_or(|wanted| wanted.is_empty() || wanted == name);
    if !named || !selects(spec, &value) {
        return (false, false);
    }
    let untolerated = |effects: &[&str]| {
        let taints = value["spec"]["taints"].as_array().cloned().unwrap_or_default();
        taints.iter().any(|taint| {
            effects.contains(&taint["effect"].as_str().unwrap_or_default()) && !is_tolerated(spec, taint)
        })
    };
    if untolerated(&["NoSchedule", "NoExecute"]) {
        (false, !untolerated(&["NoExecute"]))
    } else {
        (true, true)
    }
}

fn selects(spec: &Value, node: &Value) -> bool {
    let labels = &node["metadata"]["labels"];
    let selector = spec["nodeSelector"].as_object().cloned().unwrap_or_default();
    if !selector.iter().all(|(key, value)| labels.get(key) == Some(value)) {
        return false;
    }
    let required = &spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"];
    let Some(terms) = required.as_array() else { return true };
    terms.iter().any(|term| {
        let list = |key: &str| term[key].as_array().cloned().unwrap_or_default();
        let (expressions, fields) = (list("matchExpressions"), list("matchFields"));
        let name = |_: &str| node["metadata"]["name"].as_str().map(str::to_owned);
        let label = |key: &str| labels[key].as_str().map(str::to_owned);
        !(expressions.is_empty() && fields.is_empty())
            && expressions.iter().all(|one| holds(one, label))
            && fields.iter().all(|one| holds(one, name))
    })
}

fn holds(requirement: &Value, value_of: impl Fn(&str) -> Option<String>) -> bool {
    let value = value_of(requirement["key"].as_str().unwrap_or_default());
    let values = requirement["values"].as_array().cloned().unwrap_or_default();
    let among = value.as_ref().is_some_and(|value| values.iter().any(|one| one == value));
    let number = |text: &str| text.parse::<i64>().ok();
    let compared =
        value.as_deref().and_then(number).zip(values.first().and_then(Value::as_str).and_then(number));
    match requirement["operator"].as_str().unwrap_or_default() {
        "In" => among,
        "NotIn" => !among,
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        "Gt" => compared.is_some_and(|(actual, bound)| actual > bound),
        "Lt" => compared.is_some_and(|(actual, bound)| actual < bound),
        other => panic!("operator {other}"),
    }
}

fn is_tolerated(spec: &Value, taint: &Value) -> bool {
    let (key, effect) =
        (taint["key"].as_str().unwrap_or_default(), taint["effect"].as_str().unwrap_or_default());
    let pressures = ["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"];
    let short = key.strip_prefix("node.kubernetes.io/").unwrap_or_default();
    let automatic = match effect {
        "NoExecute" => ["not-ready", "unreachable"].contains(&short),
        _ => pressures.contains(&short) || (short == "network-unavailable" && spec["hostNetwork"] == true),
    };
    let own = spec["tolerations"].as_array().cloned().unwrap_or_default();
    automatic
        || own.iter().any(|one| {
            let same = |field: &str| one[field].as_str().unwrap_or_default();
            let exists = same("operator") == "Exists";
            (same("effect").is_empty() || same("effect") == effect)
                && (same("key") == key || (same("key").is_empty() && exists))
                && (exists || same("value") == taint["value"].as_str().unwrap_or_default())
        })
}

/// One pod as the walk sees it.
#[derive(Clone, Debug)]
struct Seen {
    object: Rc<Object>,
    terminating: bool,
    phase: String,
    ready: bool,
    available: bool,
    updated: bool,
    hash: String,
}

/// The walk.
pub struct Walk<'a> {
    daemon_set: &'a Rc<Object>,
    now: Time,
    /// By node name: whether a pod should run there, and whether one may stay.
    nodes: BTreeMap<&'a str, (bool, bool)>,
    /// Pods by target node, without those that have ended and are being deleted.
    pods: BTreeMap<String, Vec<Seen>>,
    hash: String,
    live_hashes: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    /// `None` where no revision of the current template is known yet.
    pub fn of(
        controller: &'a DaemonSetsController,
        revisions: &Table,
        daemon_set: &'a Rc<Object>,
        now: Time,
        placements: &mut Placements,
    ) -> Option<Walk<'a>> {
        let template = &daemon_set.as_daemon_set()?.spec.template.value;
        let hash = current_hash(revisions, daemon_set, template)?;
        let nodes = controller.lister(Kind::Node).iter();
        let nodes = nodes.map(|node| (&*node.meta.name, placements.of(daemon_set, template, node))).collect();
        let (pods, live_hashes) = (BTreeMap::new(), BTreeSet::new());
        let mut walk = Walk { daemon_set, now, nodes, pods, hash, live_hashes };
        for object in controller.lister(Kind::Pod).in_namespace(&daemon_set.meta.namespace) {
            walk.see(object);
        }
        for pods in walk.pods.values_mut() {
            pods.sort_by(|a, b| {
                let key = |one: &Seen| {
                    let bound = !one.object.as_pod().unwrap().node_name.is_empty();
                    (!bound, one.object.meta.creation_timestamp, one.object.meta.name.clone())
                };
                key(a).cmp(&key(b))
            });
        }
        Some(walk)
    }

    fn see(&mut self, object: &Rc<Object>) {
        let body = self.daemon_set.as_daemon_set().unwrap();
        let is_own = object.meta.controller().is_some_and(|owner| owner.uid == self.daemon_set.meta.uid);
        if !is_own || !body.spec.selector.matches(&object.meta.labels) {
            return;
        }
        let pod = object.as_pod().unwrap();
        let Some(node) = target(pod) else { return };
        let label =
            |key: &str| object.meta.labels.get(key).map(|value| value.to_string()).unwrap_or_default();
        let hash = label(HASH);
        if !hash.is_empty() {
            self.live_hashes.insert(hash.clone());
        }
        let annotations = &self.daemon_set.meta.annotations;
        let generation = annotations.get("deprecated.daemonset.template.generation");
        let generation =
            generation.and_then(|text| text.parse::<i64>().ok()).map(|number| number.to_string());
        let ready = pod.status.condition("Ready").filter(|condition| condition.status == "True");
        let wait = u64::try_from(body.spec.min_ready_seconds).unwrap() * 1000;
        let seen = Seen {
            object: object.clone(),
            terminating: object.meta.deletion_timestamp.is_some(),
            phase: pod.status.phase.as_str().to_owned(),
            ready: ready.is_some(),
            available: ready.is_some_and(|one| one.last_transition_time.plus(wait) <= self.now),
            updated: hash == self.hash
                || generation.is_some_and(|generation| generation == label(GENERATION)),
            hash,
        };
        let has_ended = seen.phase == "Failed" || seen.phase == "Succeeded";
        if !(has_ended && seen.terminating) {
            self.pods.entry(node).or_default().push(seen);
        }
    }

    /// Everything that a sync would decide.
    pub fn decide(&self) -> Decision {
        let mut decision = Decision { live_hashes: self.live_hashes.clone(), ..Decision::default() };
        for (node, placement) in &self.nodes {
            self.count(node, *placement, &mut decision);
            self.manage(node, *placement, &mut decision);
        }
        for (node, pods) in &self.pods {
            if self.should_run(node).is_none() {
                let unbound = pods.iter().filter(|pod| pod.object.as_pod().unwrap().node_name.is_empty());
                decision.delete.extend(unbound.map(|pod| pod.object.meta.name.to_string()));
            }
        }
        decision.update = self.update(decision.counts.0);
        decision
    }

    /// Whether a pod should run on a node, which must be known.
    pub fn should_run(&self, name: &str) -> Option<bool> {
        self.nodes.get(name).map(|(should_run, _)| *should_run)
    }

    fn count(&self, node: &str, (should_run, _): (bool, bool), decision: &mut Decision) {
        let oldest = self.pods.get(node).and_then(|pods| pods.first());
        let counts = &mut decision.counts;
        counts.0 += i64::from(should_run);
        let Some(oldest) = oldest else { return };
        if !should_run {
            counts.2 += 1;
            return;
        }
        counts.1 += 1;
        counts.3 += i64::from(oldest.ready);
        counts.4 += i64::from(oldest.ready && oldest.available);
        counts.5 += i64::from(oldest.updated);
    }

    fn manage(&self, node: &str, (should_run, should_continue): (bool, bool), decision: &mut Decision) {
        let Some(pods) = self.pods.get(node) else {
            if should_run {
                decision.create.insert(node.to_owned());
            }
            return;
        };
        let name = |pod: &Seen| pod.object.meta.name.to_string();
        let staying = pods.iter().filter(|pod| !pod.terminating);
        if !should_continue {
            return decision.delete.extend(staying.map(name));
        }
        let mut running = Vec::new();
        for pod in staying {
            match pod.phase.as_str() {
                "Failed" | "Succeeded" => _ = decision.ended.insert(name(pod)),
                _ => running.push(pod),
            }
        }
        if !self.allows_surge() {
            return decision.delete.extend(running.into_iter().skip(1).map(name));
        }
        if running.is_empty() && should_run {
            decision.create.insert(node.to_owned());
        }
        if running.len() < 2 {
            return;
        }
        let (new, old): (Vec<&Seen>, Vec<&Seen>) = running.into_iter().partition(|pod| pod.hash == self.hash);
        decision.delete.extend(new.iter().skip(1).chain(old.iter().skip(1)).map(|pod| name(pod)));
        if let (Some(new), Some(old)) = (new.first(), old.first())
            && (!old.ready || new.available)
        {
            decision.delete.insert(name(old));
        }
    }

    fn strategy(&self) -> (IntOrPercent, IntOrPercent) {
        match self.daemon_set.as_daemon_set().unwrap().spec.update_strategy {
            UpdateStrategy::OnDelete => (IntOrPercent::Int(0), IntOrPercent::Int(0)),
            UpdateStrategy::RollingUpdate { max_unavailable, max_surge } => (max_unavailable, max_surge),
        }
    }

    fn allows_surge(&self) -> bool {
        !matches!(self.strategy().1, IntOrPercent::Int(0) | IntOrPercent::Percent(0))
    }

    /// `(maxUnavailable, maxSurge)` of so many desired nodes.
    pub fn budget(&self, desired: i64) -> (usize, usize) {
        let count = |share: IntOrPercent| match share {
            IntOrPercent::Int(number) => number,
            IntOrPercent::Percent(percent) => (percent * desired + 99) / 100,
        };
        let (unavailable, surge) = (count(self.strategy().0), count(self.strategy().1));
        let unavailable = if desired > 0 && unavailable == 0 && surge == 0 { 1 } else { unavailable };
        (usize::try_from(unavailable).unwrap(), usize::try_from(surge).unwrap())
    }

    fn update(&self, desired: i64) -> Option<Update> {
        if self.daemon_set.as_daemon_set().unwrap().spec.update_strategy == UpdateStrategy::OnDelete {
            return None;
        }
        let mut nodes: BTreeMap<&str, &[Seen]> = BTreeMap::new();
        nodes
            .extend(self.nodes.iter().filter(|(_, placement)| placement.0).map(|(node, _)| (*node, &[][..])));
        nodes.extend(self.pods.iter().map(|(node, pods)| (node.as_str(), pods.as_slice())));
        match self.budget(desired) {
            (max_unavailable, 0) => Some(self.update_in_place(&nodes, max_unavailable)),
            (_, max_surge) => self.update_with_surge(&nodes, max_surge, usize::try_from(desired).unwrap()),
        }
    }

    fn update_in_place(&self, nodes: &BTreeMap<&str, &[Seen]>, max_unavailable: usize) -> Update {
        let (mut update, mut num_unavailable) = (Update::default(), 0);
        for pods in nodes.values() {
            match new_and_old(pods) {
                Some((Some(new), None)) => num_unavailable += usize::from(!new.available),
                Some((None, Some(old))) if old.available => {
                    update.may_delete.insert(old.object.meta.name.to_string());
                }
                Some((None, Some(old))) => {
                    update.delete.insert(old.object.meta.name.to_string());
                    num_unavailable += 1;
                }
                _ => num_unavailable += 1,
            }
        }
        update.num_deleted = max_unavailable.saturating_sub(num_unavailable).min(update.may_delete.len());
        update
    }

    fn update_with_surge(
        &self,
        nodes: &BTreeMap<&str, &[Seen]>,
        max_surge: usize,
        desired: usize,
    ) -> Option<Update> {
        let (mut update, mut num_surge, mut num_available) = (Update::default(), 0, 0);
        for (node, pods) in nodes {
            let Some((new, old)) = new_and_old(pods) else {
                num_surge += 1;
                continue;
            };
            num_available += usize::from(old.or(new).is_some_and(|pod| pod.available));
            let Some(old) = old else { continue };
            let name = old.object.meta.name.to_string();
            let Some(new) = new else {
                match (self.should_run(node)?, old.available) {
                    (false, false) => _ = update.delete.insert(name),
                    (false, true) => _ = update.may_delete.insert(name),
                    (true, false) => _ = update.create.insert((*node).to_owned()),
                    (true, true) => _ = update.may_create.insert((*node).to_owned()),
                }
                continue;
            };
            if new.available {
                update.delete.insert(name);
            } else {
                num_surge += 1;
            }
        }
        update.num_deleted = num_available.saturating_sub(desired).min(update.may_delete.len());
        update.num_created = max_surge.saturating_sub(num_surge).min(update.may_create.len());
        Some(update)
    }

    /// The name of the one pod that stays on a node, where it is old and available.
    pub fn lone_available_old_pod(&self, node: &str) -> Option<String> {
        let staying = self.pods.get(node).into_iter().flatten().filter(|pod| !pod.terminating);
        let staying: Vec<&Seen> = staying.collect();
        match staying[..] {
            [one] if one.available && !one.updated => Some(one.object.meta.name.to_string()),
            _ => None,
        }
    }

    /// How many nodes should run a pod.
    pub fn desired(&self) -> i64 {
        self.nodes.values().map(|(should_run, _)| i64::from(*should_run)).sum()
    }
}

type NewAndOld<'a> = (Option<&'a Seen>, Option<&'a Seen>);

fn new_and_old(pods: &[Seen]) -> Option<NewAndOld<'_>> {
    let staying = || pods.iter().filter(|pod| !pod.terminating);
    let new: Vec<&Seen> = staying().filter(|pod| pod.updated).collect();
    let old: Vec<&Seen> = staying().filter(|pod| !pod.updated).collect();
    (new.len() < 2 && old.len() < 2).then(|| (new.first().copied(), old.first().copied()))
}

fn target(pod: &daemonset_playground::api::pod::Pod) -> Option<String> {
    if !pod.node_name.is_empty() {
        return Some(pod.node_name.to_string());
    }
    let value = pod.spec_value();
    let terms = &value["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"];
    let fields =
        terms.as_array()?.iter().flat_map(|term| term["matchFields"].as_array().cloned().unwrap_or_default());
    let field =
        fields.into_iter().find(|field| field["key"] == "metadata.name" && field["operator"] == "In")?;
    field["values"].as_array().filter(|values| values.len() == 1)?[0].as_str().map(str::to_owned)
}

fn current_hash(revisions: &Table, daemon_set: &Object, template: &Value) -> Option<String> {
    let revisions = revisions.in_namespace(&daemon_set.meta.namespace);
    let own = revisions.filter(|one| one.meta.is_controlled_by(daemon_set.meta.uid));
    let current = own.filter(|one| {
        let data = &one.as_controller_revision().unwrap().data;
        let held = data["spec"]["template"].as_object().unwrap();
        let template = template.as_object().unwrap();
        held.len() == template.len() + 1 && template.iter().all(|(key, value)| held.get(key) == Some(value))
    });
    let newest = current.max_by_key(|one| one.as_controller_revision().unwrap().revision)?;
    newest.meta.labels.get(HASH).map(|hash| hash.to_string())
}
