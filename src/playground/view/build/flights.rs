//! What is on its way at a moment: a function of the trace and the time, so that it is right at any moment that is sought.
//!
//! In the cluster a request takes no time and a notification some milliseconds, which no eye could follow. So each
//! takes `span_ms` here, and what follows from it leaves once it has arrived, as long as that is not too late.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::object::{Body, Object};
use crate::apimachinery::meta::Uid;
use crate::apimachinery::time::Time;
use crate::apiserver::watch::WatchEventType;
use crate::client::trace::{Deed, Trace, TraceEntry};
use crate::playground::view::flight::{Flight, Freight, Stop};

/// How many are on their way at a time.
const FLIGHTS_MAX: usize = 80;
/// How many spans a flight may leave later than it happened.
const LAG_SPANS_MAX: u64 = 4;
/// How many entries are looked back over.
const ENTRIES_MAX: usize = 600;

/// The flights at `now`, each of which takes `span_ms`.
pub fn flights(trace: &Trace, now: Time, span_ms: u64) -> Vec<Flight> {
    let span_ms = span_ms.max(1);
    let reach = span_ms * (2 * LAG_SPANS_MAX + 2);
    let since = Time(now.0.saturating_sub(reach));
    let recent = trace.latest().skip_while(|entry| entry.at > now).take(ENTRIES_MAX);
    let mut recent: Vec<&TraceEntry> = recent.take_while(|entry| entry.at >= since).collect();
    recent.reverse();
    let mut board = Board { span_ms, now, arrivals: BTreeMap::new(), last: None, flights: Vec::new() };
    recent.into_iter().for_each(|entry| board.take(entry));
    board.flights.truncate(FLIGHTS_MAX);
    board.flights
}

struct Board {
    span_ms: u64,
    now: Time,
    /// When what an object caused last has come to a stop.
    arrivals: BTreeMap<(Stop, Uid), Time>,
    /// Where the last flight left, at which moment, and how many left there with it.
    last: Option<(Stop, Time, u64)>,
    flights: Vec<Flight>,
}

impl Board {
    fn take(&mut self, entry: &TraceEntry) {
        let Some(object) = entry.object.as_deref() else { return };
        if matches!(object.body, Body::Event(_) | Body::Other(..) | Body::Namespace { .. }) {
            return;
        }
        let stop = stop_of(entry.component, object);
        match &entry.deed {
            Deed::Saw(_) => self.fly(entry.at, Stop::ApiServer, stop, Freight::Notification, object),
            Deed::Wrote { how, .. } => {
                let freight = match how {
                    WatchEventType::Added => Freight::Creation,
                    WatchEventType::Deleted => Freight::Deletion,
                    _ if object.meta.is_terminating() => Freight::Deletion,
                    _ => Freight::Change,
                };
                self.fly(entry.at, stop, Stop::ApiServer, freight, object);
            }
            Deed::Gave | Deed::Decided => {}
        }
    }

    fn fly(&mut self, at: Time, from: Stop, to: Stop, freight: Freight, object: &Object) {
        let uid = object.meta.uid;
        // What a controller writes about a new object follows from what it saw of the owner.
        let owner = object.meta.controller().map(|owner| owner.uid);
        let cause = [Some(uid), owner]
            .into_iter()
            .flatten()
            .filter_map(|uid| self.arrivals.get(&(from.clone(), uid)));
        let latest = at.plus(self.span_ms * LAG_SPANS_MAX);
        let mut leaves = cause.max().copied().unwrap_or(at).max(at).min(latest);
        // Those of one batch leave one after the other.
        let place = match &self.last {
            Some((stop, moment, place)) if *stop == from && *moment == at => place + 1,
            _ => 0,
        };
        self.last = Some((from.clone(), at, place));
        leaves = leaves.plus((place * self.span_ms / 10).min(self.span_ms));
        let lands = leaves.plus(self.span_ms);
        self.arrivals.insert((to.clone(), uid), lands);
        if (leaves..lands).contains(&self.now) {
            let share = self.now.since(leaves) * 1000 / self.span_ms;
            self.flights.push(Flight { from, to, freight, share: u32::try_from(share).unwrap_or(1000) });
        }
    }
}

fn stop_of(component: &str, object: &Object) -> Stop {
    match component {
        "kubectl" => Stop::Kubectl,
        "daemonset-controller" => Stop::DaemonSetController,
        "scheduler" => Stop::Scheduler,
        "kubelets" => match node_of(object) {
            Some(node) => Stop::Node(node.clone()),
            None => Stop::OtherController,
        },
        _ => Stop::OtherController,
    }
}

fn node_of(object: &Object) -> Option<&Rc<str>> {
    match &object.body {
        Body::Node(_) => Some(&object.meta.name),
        Body::Pod(pod) => Some(&pod.node_name).filter(|name| !name.is_empty()),
        _ => None,
    }
}
