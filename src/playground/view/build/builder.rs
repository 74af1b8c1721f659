//! The builder: reads its watch and renews the parts of the view that changed.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::pod_spec::PodSpec;
use crate::apimachinery::agenda::Agenda;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::apiserver::watch::{WatchEventType, WatchId};
use crate::kubelet::faults::Faults;
use crate::kubelet::worker::Stage;
use crate::playground::view::build::daemon_sets::DaemonSets;
use crate::playground::view::build::events::Events;
use crate::playground::view::build::header::{Moment, daemon_set_view, keep_pace};
use crate::playground::view::build::node::NodeFacts;
use crate::playground::view::build::places::Places;
use crate::playground::view::build::pod::{PodStage, StageLook, StageOf, pod_view};
use crate::playground::view::cluster::{NodeView, PodView};
use crate::playground::view::daemon_set::DaemonSetView;
use crate::playground::view::page::EventView;
use crate::sim::cluster::Cluster;

/// The parts of a [`crate::playground::view::page::View`] that show the cluster. A clone costs counters.
#[derive(Clone, Debug, Default)]
pub struct ClusterParts {
    /// Nodes in the order in which they joined.
    pub nodes: Rc<Vec<Rc<NodeView>>>,
    /// Pods that are on no node that is known.
    pub unplaced: Rc<Vec<Rc<PodView>>>,
    /// DaemonSets, oldest first.
    pub daemon_sets: Rc<Vec<Rc<DaemonSetView>>>,
    /// Which of them the nodes' explanations speak of: the one that was changed last.
    pub focus: usize,
    /// The newest events, newest first.
    pub events: Rc<Vec<Rc<EventView>>>,
}

/// What the nodes' explanations depend on.
#[derive(Clone, Debug)]
struct Focus {
    uid: Uid,
    spec: Rc<PodSpec>,
}

/// Builds what the page shows of a cluster. Plain data: cloned together with its cluster it goes on where it was.
#[derive(Clone, Debug)]
pub struct ViewBuilder {
    watch: WatchId,
    pub(super) places: Places,
    pub(super) daemon_sets: DaemonSets,
    events: Events,
    agenda: Agenda<u32>,
    focus: Option<Focus>,
    unplaced_changed: bool,
    parts: ClusterParts,
}

const KINDS: [Kind; 5] = [Kind::Node, Kind::Pod, Kind::DaemonSet, Kind::ControllerRevision, Kind::Event];

impl ViewBuilder {
    /// A builder for this cluster. The order in which nodes joined is known from here on; those that are there already
    /// stand first, oldest first and by name.
    pub fn new(cluster: &mut Cluster) -> ViewBuilder {
        let watch = cluster.api_mut().watch(&KINDS);
        let mut builder = ViewBuilder {
            watch,
            places: Places::default(),
            daemon_sets: DaemonSets::default(),
            events: Events::default(),
            agenda: Agenda::default(),
            focus: None,
            unplaced_changed: false,
            parts: ClusterParts::default(),
        };
        // A pod counts only with a DaemonSet that is known already.
        for kind in [Kind::Node, Kind::DaemonSet, Kind::ControllerRevision, Kind::Pod, Kind::Event] {
            let mut objects: Vec<Rc<Object>> = cluster.api().table(kind).iter().cloned().collect();
            objects.sort_by_key(|object| object.meta.creation_timestamp);
            for object in &objects {
                builder.observe(object, WatchEventType::Added, cluster);
            }
        }
        builder.refresh(cluster);
        builder
    }

    /// The parts as of the last refresh.
    pub fn parts(&self) -> &ClusterParts {
        &self.parts
    }

    /// Takes in what happened since the last time; says whether a part changed.
    pub fn refresh(&mut self, cluster: &mut Cluster) -> bool {
        while let Some(event) = cluster.api_mut().next_watch_event(self.watch) {
            self.observe(&event.object, event.event_type, cluster);
        }
        let now = cluster.now();
        while let Some(slot) = self.agenda.pop_due(now) {
            self.places.mark(slot);
        }
        if self.daemon_sets.refresh_terms() {
            self.places.mark_all();
        }
        self.refresh_focus();
        let stage_of = |uid: Uid| stage_of(cluster, uid);
        let mut changed = self.refresh_places(&stage_of, now);
        changed |= self.refresh_unplaced();
        changed |= self.refresh_daemon_sets(now, cluster.kubelets().faults());
        if let Some(list) = self.events.take_list() {
            self.parts.events = Rc::new(list);
            changed = true;
        }
        changed
    }

    fn observe(&mut self, object: &Rc<Object>, event_type: WatchEventType, cluster: &Cluster) {
        let is_gone = event_type == WatchEventType::Deleted;
        match object.kind() {
            Kind::Node if is_gone => self.places.remove_node(&object.meta.name),
            Kind::Node => self.places.put_node(object),
            Kind::Pod => {
                let old = if is_gone { self.places.remove_pod(object) } else { self.places.put_pod(object) };
                let new = (!is_gone).then_some(&**object);
                self.daemon_sets.count_pod(old.as_deref(), new);
            }
            Kind::DaemonSet if is_gone => self.daemon_sets.remove(object),
            Kind::DaemonSet => self.daemon_sets.put(object),
            Kind::ControllerRevision => self.daemon_sets.put_revision(object, is_gone),
            Kind::Event if is_gone => self.events.remove(object),
            Kind::Event => {
                self.events.put(object);
                self.mark_subject(object, cluster);
            }
            _ => {}
        }
    }

    /// A kubelet goes through stages without a write to the pod, but seldom without an event about it.
    fn mark_subject(&mut self, object: &Object, cluster: &Cluster) {
        let Some(about) = object.as_event().map(|event| &event.involved_object) else { return };
        if about.kind != Kind::Pod {
            return;
        }
        let pod = cluster.api().table(Kind::Pod).get(&about.namespace, &about.name);
        let node = pod.and_then(|pod| pod.as_pod()).and_then(|pod| pod.target_node_name());
        if let Some(slot) = node.and_then(|name| self.places.slot_of(name)) {
            self.places.mark(slot);
        }
    }

    /// Finds the DaemonSet that was changed last. Only where it, or what it asks of nodes, is another one than before,
    /// all nodes are explained anew.
    fn refresh_focus(&mut self) {
        let latest = self.daemon_sets.there().max_by_key(|part| part.touched);
        let fresh = latest.map(|part| Focus { uid: part.object.meta.uid, spec: part.pod_spec().clone() });
        let is_same = match (&self.focus, &fresh) {
            (Some(old), Some(new)) => old.uid == new.uid && asks_the_same(&old.spec, &new.spec),
            (None, None) => true,
            _ => false,
        };
        if !is_same {
            self.places.forget_facts();
        }
        self.parts.focus = self
            .daemon_sets
            .there()
            .position(|part| fresh.as_ref().is_some_and(|focus| focus.uid == part.object.meta.uid))
            .unwrap_or_default();
        self.focus = fresh;
    }

    fn refresh_places(&mut self, stage_of: StageOf<'_>, now: Time) -> bool {
        let mut changed = self.places.take_order_change();
        if changed {
            self.reorder_nodes();
        }
        for slot in self.places.take_dirty() {
            changed |= self.refresh_place(slot, stage_of, now);
        }
        if changed {
            self.daemon_sets.nodes_changed();
        }
        changed
    }

    /// Brings the list of nodes into the order of the places; new ones get their picture right after.
    fn reorder_nodes(&mut self) {
        let mut old: std::collections::BTreeMap<Rc<str>, Rc<NodeView>> =
            self.parts.nodes.iter().map(|view| (view.name.clone(), view.clone())).collect();
        let places = &self.places;
        let views = places.order().iter().filter_map(|slot| {
            let place = places.get(*slot);
            let known = old.remove(&place.name);
            known.or_else(|| {
                let object = place.node.as_deref()?;
                let node = object.as_node()?;
                let view = NodeFacts::of(object, node, None).view(object, node, Vec::new(), None, false);
                Some(Rc::new(view))
            })
        });
        self.parts.nodes = Rc::new(views.collect());
    }

    /// Draws a place anew, if something about it is different.
    fn refresh_place(&mut self, slot: u32, stage_of: StageOf<'_>, now: Time) -> bool {
        let mut look_again = None;
        let mut soonest = |at: Option<Time>| look_again = look_again.into_iter().chain(at).min();
        for part in &mut self.daemon_sets.list {
            soonest(part.judge(slot, self.places.get(slot), stage_of, now));
        }
        let pods = self.draw_pods(slot, stage_of, &mut soonest);
        let place = self.places.get_mut(slot);
        if let Some(at) = look_again.filter(|at| *at > now && place.look_again != Some(*at)) {
            place.look_again = Some(at);
            self.agenda.add(at, slot);
        }
        let Some((object, node)) = place.node.as_deref().and_then(|object| Some((object, object.as_node()?)))
        else {
            self.unplaced_changed = true;
            return false;
        };
        let focus = self.focus.as_ref();
        let spec = focus.map(|focus| &*focus.spec);
        let has_pod = focus
            .is_some_and(|focus| place.pods.iter().any(|part| part.object.meta.is_controlled_by(focus.uid)));
        let facts = place.facts.get_or_insert_with(|| NodeFacts::of(object, node, spec));
        let view = facts.view(object, node, pods, spec, has_pod);
        let position = place.position;
        if self.parts.nodes.get(position).is_some_and(|old| **old == view) {
            return false;
        }
        match Rc::make_mut(&mut self.parts.nodes).get_mut(position) {
            Some(old) => *old = Rc::new(view),
            None => return false,
        }
        true
    }

    fn draw_pods(
        &mut self,
        slot: u32,
        stage_of: StageOf<'_>,
        soonest: &mut dyn FnMut(Option<Time>),
    ) -> Vec<Rc<PodView>> {
        let daemon_sets = &self.daemon_sets;
        let mut views = Vec::new();
        for part in &mut self.places.get_mut(slot).pods {
            let Some(pod) = part.object.as_pod() else { continue };
            let owner = part.object.meta.controller().and_then(|owner| daemon_sets.find(owner.uid));
            let mark = owner.and_then(|owner| owner.mark(&part.object));
            let stage = stage_of(part.object.meta.uid);
            soonest(stage.and_then(|stage| stage.until).map(|until| until.plus(1)));
            let view = pod_view(&part.object, pod, mark, stage, part.view.as_ref());
            let view = match &part.view {
                Some(old) if **old == view => old.clone(),
                _ => Rc::new(view),
            };
            part.view = Some(view.clone());
            views.push(view);
        }
        views
    }

    fn refresh_unplaced(&mut self) -> bool {
        if !std::mem::take(&mut self.unplaced_changed) {
            return false;
        }
        let pods = self.places.without_node().flat_map(|place| &place.pods);
        let views: Vec<Rc<PodView>> = pods.filter_map(|part| part.view.clone()).collect();
        let changed = *self.parts.unplaced != views;
        if changed {
            self.parts.unplaced = Rc::new(views);
        }
        changed
    }

    fn refresh_daemon_sets(&mut self, now: Time, faults: &Faults) -> bool {
        let mut changed = std::mem::take(&mut self.daemon_sets.list_changed);
        for part in &mut self.daemon_sets.list {
            let is_due = part.look_again.is_some_and(|at| at <= now);
            if part.is_gone || !(part.is_dirty || is_due) {
                continue;
            }
            part.is_dirty = false;
            keep_pace(part, now);
            let (view, look_again) = daemon_set_view(part, &self.places, Moment { now, faults });
            part.look_again = look_again;
            if part.view.as_deref() != Some(&view) {
                part.view = Some(Rc::new(view));
                changed = true;
            }
        }
        if changed {
            let views = self.daemon_sets.there().filter_map(|part| part.view.clone());
            self.parts.daemon_sets = Rc::new(views.collect());
        }
        changed
    }
}

/// Whether two specs ask the same of a node.
fn asks_the_same(old: &Rc<PodSpec>, new: &Rc<PodSpec>) -> bool {
    Rc::ptr_eq(old, new)
        || (old.node_name == new.node_name
            && old.node_selector == new.node_selector
            && old.required_node_affinity == new.required_node_affinity
            && old.tolerations == new.tolerations)
}

/// The stage that a kubelet is at with a pod.
fn stage_of(cluster: &Cluster, uid: Uid) -> Option<StageLook> {
    let view = cluster.kubelets().stage_of(uid)?;
    let kind = match view.stage {
        Stage::Accepting => PodStage::Accepting,
        Stage::Sandbox | Stage::Starting | Stage::Initializing => PodStage::Starting,
        Stage::Pulling => PodStage::Pulling,
        Stage::Probing | Stage::BackOff => PodStage::Waiting,
        Stage::Stopping | Stage::Removing => PodStage::Ending,
        Stage::Running | Stage::Ended => return None,
    };
    Some(StageLook { kind, from: view.from, until: view.until })
}
