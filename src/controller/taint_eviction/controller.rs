//! The controller: which pods are to be deleted when.
//!
//! Invariant: only nodes whose taints changed and pods that are new on a tainted node are looked at.
//! Upstream: `taint_eviction.go`, `timed_workers.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::event::ObjectReference;
use crate::api::kind::Kind;
use crate::api::object::Body;
use crate::api::pod::Condition;
use crate::api::scheduling::{Taint, TaintEffect, Toleration};
use crate::apimachinery::agenda::Agenda;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::apiserver::options::DeleteOptions;
use crate::apiserver::server::ApiServer;
use crate::apiserver::watch::{WatchEvent, WatchEventType};
use crate::client::component::{Component, Context};
use crate::client::pods_by_node::{Change, PlacedPod, PodKey, PodsByNode};
use crate::client::recorder::{Recorder, Telling};

/// How often a deletion that fails is tried.
const RETRIES: u32 = 5;

#[derive(Clone, Copy, Debug)]
struct Eviction {
    created_at: Time,
    fire_at: Time,
}

/// The taint eviction controller.
#[derive(Clone, Debug)]
pub struct TaintEvictionController {
    pods: PodsByNode,
    tainted_nodes: BTreeMap<Rc<str>, Rc<[Taint]>>,
    evictions: BTreeMap<PodKey, Eviction>,
    agenda: Agenda<PodKey>,
    recorder: Recorder,
}

impl Default for TaintEvictionController {
    fn default() -> TaintEvictionController {
        TaintEvictionController {
            pods: PodsByNode::default(),
            tainted_nodes: BTreeMap::new(),
            evictions: BTreeMap::new(),
            agenda: Agenda::default(),
            recorder: Recorder::new("taint-eviction-controller"),
        }
    }
}

/// What a pod's tolerations make of a node's taints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    Now,
    AfterMillis(u64),
    Never,
}

/// Upstream: `GetMatchingTolerations`, `getMinTolerationTime`.
fn leave(taints: &[Taint], tolerations: &[Toleration]) -> Leave {
    let mut soonest = Leave::Never;
    for taint in taints {
        let Some(toleration) = tolerations.iter().find(|one| one.tolerates(taint)) else { return Leave::Now };
        let Some(seconds) = toleration.toleration_seconds else { continue };
        let millis = u64::try_from(seconds).unwrap_or_default().saturating_mul(1000);
        soonest = match soonest {
            Leave::AfterMillis(other) => Leave::AfterMillis(other.min(millis)),
            _ => Leave::AfterMillis(millis),
        };
    }
    soonest
}

impl TaintEvictionController {
    /// Upstream: `processPodOnNode`.
    fn process_pod(&mut self, pod: &PlacedPod, taints: &[Taint], context: &mut Context<'_>) {
        let (key, now) = (&pod.key, context.now);
        match leave(taints, &pod.tolerations) {
            Leave::Now => {
                self.cancel(key, context);
                self.schedule(key, now, now);
            }
            Leave::Never => self.cancel(key, context),
            Leave::AfterMillis(millis) => {
                // An eviction that is planned stays as it is, even where a new taint would bring it forward.
                if self.evictions.get(key).is_some_and(|planned| planned.created_at < now) {
                    return;
                }
                self.cancel(key, context);
                self.schedule(key, now, now.plus(millis));
            }
        }
    }

    fn schedule(&mut self, key: &PodKey, created_at: Time, fire_at: Time) {
        self.evictions.insert(key.clone(), Eviction { created_at, fire_at });
        self.agenda.add(fire_at, key.clone());
    }

    fn cancel(&mut self, key: &PodKey, context: &mut Context<'_>) {
        if self.evictions.remove(key).is_some() {
            self.tell(key, "Cancelling deletion of Pod", context.api);
        }
    }

    fn tell(&mut self, key: &PodKey, what: &str, api: &mut ApiServer) {
        let about = ObjectReference {
            kind: Kind::Pod,
            namespace: key.0.clone(),
            name: key.1.clone(),
            uid: Uid::default(),
            resource_version: 0,
        };
        let message = format!("{what} {}/{}", key.0, key.1);
        self.recorder
            .tell(api, Telling { about: &about, is_warning: false, reason: "TaintManagerEviction", message });
    }

    fn pod_changed(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        match self.pods.observe(event) {
            Change::None => {}
            Change::Removed(pod) => self.cancel(&pod.key, context),
            Change::Placed => {
                let Some(pod) = self.pods.get(event.object.meta.uid).cloned() else { return };
                if let Some(taints) = self.tainted_nodes.get(&pod.node).cloned() {
                    self.process_pod(&pod, &taints, context);
                }
            }
        }
    }

    fn node_changed(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        let name = &event.object.meta.name;
        let is_gone = event.event_type == WatchEventType::Deleted;
        let node = event.object.as_node().filter(|_| !is_gone);
        let all = node.map(|node| node.taints.clone()).unwrap_or_default();
        let taints: Rc<[Taint]> =
            all.iter().filter(|taint| taint.effect == TaintEffect::NoExecute).cloned().collect();
        if self.tainted_nodes.get(name).map_or(&[][..], |taints| taints) == &*taints {
            return;
        }
        if taints.is_empty() {
            self.tainted_nodes.remove(name);
        } else {
            self.tainted_nodes.insert(name.clone(), taints.clone());
        }
        let pods: Vec<PlacedPod> = self.pods.on_node(name).filter(|_| !is_gone).cloned().collect();
        for pod in &pods {
            match taints.is_empty() {
                true => self.cancel(&pod.key, context),
                false => self.process_pod(pod, &taints, context),
            }
        }
    }

    fn evict(&mut self, key: &PodKey, api: &mut ApiServer) {
        self.tell(key, "Marking for deletion Pod", api);
        for _ in 0..RETRIES {
            match add_condition_and_delete(key, api) {
                Err(error) if error.is_conflict() => {}
                _ => return,
            }
        }
    }
}

fn add_condition_and_delete(key: &PodKey, api: &mut ApiServer) -> Result<(), ApiError> {
    let mut object = (*api.get(Kind::Pod, &key.0, &key.1)?).clone();
    let since = api.now().whole_second();
    if let Body::Pod(pod) = &mut object.body {
        let mut status = (*pod.status).clone();
        status.set_condition(Condition {
            reason: "DeletionByTaintManager".into(),
            message: "Taint manager: deleting due to NoExecute taint".into(),
            ..Condition::new("DisruptionTarget", true, since)
        });
        pod.status = Rc::new(status);
    }
    api.update_status(object)?;
    api.delete(Kind::Pod, &key.0, &key.1, &DeleteOptions::default()).map(|_| ())
}

impl Component for TaintEvictionController {
    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Pod, Kind::Node]
    }

    fn observe(&mut self, event: &WatchEvent, context: &mut Context<'_>) {
        match event.object.kind() {
            Kind::Pod => self.pod_changed(event, context),
            _ => self.node_changed(event, context),
        }
    }

    fn next_due(&self) -> Option<Time> {
        self.agenda.next_due()
    }

    fn work(&mut self, context: &mut Context<'_>) {
        while let Some(key) = self.agenda.pop_due(context.now) {
            // An eviction that was cancelled or moved has left its old entry in the agenda.
            if self.evictions.get(&key).is_some_and(|eviction| eviction.fire_at <= context.now) {
                self.evictions.remove(&key);
                self.evict(&key, context.api);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pods_leave_as_their_tolerations_say() {
        let taints = [Taint::new("a", TaintEffect::NoExecute), Taint::new("b", TaintEffect::NoExecute)];
        let tolerates = |key: &str, toleration_seconds: Option<i64>| Toleration {
            toleration_seconds,
            ..Toleration::exists(key, TaintEffect::NoExecute)
        };
        for (tolerations, expected) in [
            (vec![], Leave::Now),
            (vec![tolerates("a", None)], Leave::Now),
            (vec![tolerates("a", None), tolerates("b", None)], Leave::Never),
            (vec![tolerates("a", Some(300)), tolerates("b", None)], Leave::AfterMillis(300_000)),
            (vec![tolerates("a", Some(300)), tolerates("b", Some(60))], Leave::AfterMillis(60_000)),
            (vec![tolerates("", Some(-5))], Leave::AfterMillis(0)),
        ] {
            assert_eq!(leave(&taints, &tolerations), expected, "{tolerations:?}");
        }
    }
}
