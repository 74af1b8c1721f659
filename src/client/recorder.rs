//! Tells events: counts those told before, combines similar ones, and keeps chatterers quiet.
//!
//! Invariants: at most 25 events about one object at once and one more every five minutes; from the tenth different
//! message on within ten minutes, events of one reason are combined into one that is counted.
//! Absent: the retries of a sink that is away.
//! Upstream: `k8s.io/client-go/tools/record/events_cache.go`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use crate::api::event::{Event, ObjectReference};
use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::apimachinery::meta::{ObjectMeta, Uid};
use crate::apimachinery::time::{EPOCH_SECONDS, Time};
use crate::apiserver::server::ApiServer;

const CACHE_ENTRIES_MAX: usize = 4096;
const AGGREGATE_EVENTS_MAX: usize = 10;
const AGGREGATE_INTERVAL_MS: u64 = 600_000;
const SPAM_BURST: u64 = 25;
const SPAM_REFILL_MS: u64 = 300_000;
/// After how many quiet milliseconds a series of newer events ends.
const SERIES_QUIET_MS: u64 = 360_000;
/// How often a running series is written.
const SERIES_REFRESH_MS: u64 = 1_800_000;

/// An event to be told.
#[derive(Clone, Debug)]
pub struct Telling<'a> {
    /// What it is about.
    pub about: &'a ObjectReference,
    /// Whether something is amiss.
    pub is_warning: bool,
    /// `SuccessfulCreate`.
    pub reason: &'a str,
    /// The sentence.
    pub message: String,
}

type Source = (Kind, Rc<str>, Uid, bool);

#[derive(Clone, Debug)]
struct Aggregate {
    messages: BTreeSet<Rc<str>>,
    last: Time,
}

#[derive(Clone, Debug)]
struct Logged {
    count: i64,
    first: Time,
    name: Rc<str>,
}

/// Newer events that differ in nothing but their time.
#[derive(Clone, Debug)]
struct Series {
    count: i64,
    first: Time,
    last: Time,
    written: Time,
    name: Rc<str>,
}

/// A bounded map that forgets what was put in first.
#[derive(Clone, Debug)]
struct Cache<K, V> {
    map: BTreeMap<K, V>,
    order: VecDeque<K>,
}

impl<K: Ord + Clone, V> Cache<K, V> {
    fn new() -> Cache<K, V> {
        Cache { map: BTreeMap::new(), order: VecDeque::new() }
    }

    fn entry(&mut self, key: K, default: impl FnOnce() -> V) -> &mut V {
        if !self.map.contains_key(&key) {
            if self.order.len() == CACHE_ENTRIES_MAX
                && let Some(oldest) = self.order.pop_front()
            {
                self.map.remove(&oldest);
            }
            self.order.push_back(key.clone());
        }
        self.map.entry(key).or_insert_with(default)
    }
}

/// The recorder of one component.
#[derive(Clone, Debug)]
pub struct Recorder {
    component: Rc<str>,
    told: u64,
    spam: Cache<Source, (u64, Time)>,
    aggregates: Cache<(Source, Rc<str>), Aggregate>,
    logged: Cache<(Source, Rc<str>, Rc<str>), Logged>,
    series: Cache<(ObjectReference, Rc<str>), Series>,
}

impl Recorder {
    /// The recorder of `component`, as `From` shows it in descriptions.
    pub fn new(component: &str) -> Recorder {
        Recorder {
            component: component.into(),
            told: 0,
            spam: Cache::new(),
            aggregates: Cache::new(),
            logged: Cache::new(),
            series: Cache::new(),
        }
    }

    /// Tells an event, unless too much was told about the object already.
    pub fn tell(&mut self, api: &mut ApiServer, telling: Telling<'_>) {
        self.tell_from_host(api, "", telling);
    }

    /// Tells an event from a component on the node `host`.
    pub fn tell_from_host(&mut self, api: &mut ApiServer, host: &str, telling: Telling<'_>) {
        let now = api.now();
        let about = telling.about;
        let source = (about.kind, about.name.clone(), about.uid, telling.is_warning);
        // Counted even where it is not told: the next one that is told carries the whole count.
        let is_told = self.may_tell(&source, now);
        let reason: Rc<str> = telling.reason.into();
        let (message, key_message) = self.aggregated(&source, &reason, telling.message.into(), now);
        let name = self.fresh_name(about, now);
        let seconds = now.whole_second();
        let logged = self.logged.entry((source, reason.clone(), key_message), || Logged {
            count: 0,
            first: seconds,
            name,
        });
        logged.count += 1;
        if !is_told {
            return;
        }
        let event = Event {
            involved_object: about.clone(),
            reason,
            message,
            is_warning: telling.is_warning,
            component: self.component.clone(),
            host: host.into(),
            first_timestamp: logged.first,
            last_timestamp: seconds,
            count: logged.count,
            action: "".into(),
        };
        let (name, is_new) = (logged.name.clone(), logged.count == 1);
        write(api, &name, event, is_new);
    }

    /// Tells an event through the newer events API, as the scheduler does. Warnings that differ in nothing but their
    /// time become a series: written when it begins, and now and then after.
    ///
    /// Differs: good news is never a series, as no component tells it twice of one version of an object.
    /// Upstream: `k8s.io/client-go/tools/events/event_broadcaster.go`, `recordToSink`.
    pub fn tell_newer(&mut self, api: &mut ApiServer, action: &str, host: &str, telling: Telling<'_>) {
        let now = api.now();
        let name = self.fresh_name(telling.about, now);
        let reason: Rc<str> = telling.reason.into();
        let mut event = Event {
            involved_object: telling.about.clone(),
            reason: reason.clone(),
            message: telling.message.into(),
            is_warning: telling.is_warning,
            component: self.component.clone(),
            host: host.into(),
            first_timestamp: now,
            last_timestamp: now,
            count: 0,
            action: action.into(),
        };
        if !telling.is_warning {
            return write(api, &name, event, true);
        }
        let fresh = || Series { count: 0, first: now, last: now, written: now, name };
        let series = self.series.entry((telling.about.clone(), reason), fresh.clone());
        if now.since(series.last) > SERIES_QUIET_MS {
            *series = fresh();
        }
        series.count += 1;
        series.last = now;
        if series.count > 2 && now.since(series.written) < SERIES_REFRESH_MS {
            return;
        }
        series.written = now;
        event.first_timestamp = series.first;
        event.count = if series.count == 1 { 0 } else { series.count };
        let (name, is_new) = (series.name.clone(), series.count == 1);
        write(api, &name, event, is_new);
    }

    /// Upstream: `EventSourceObjectSpamFilter.Filter`, a token bucket for each object.
    fn may_tell(&mut self, source: &Source, now: Time) -> bool {
        const FULL: u64 = SPAM_BURST * SPAM_REFILL_MS;
        let (level, at) = self.spam.entry(source.clone(), || (FULL, now));
        *level = (*level + now.since(*at)).min(FULL);
        *at = now;
        let accepted = *level >= SPAM_REFILL_MS;
        if accepted {
            *level -= SPAM_REFILL_MS;
        }
        accepted
    }

    /// The message to tell and the one it is counted under.
    ///
    /// Upstream: `EventAggregator.EventAggregate`.
    fn aggregated(
        &mut self,
        source: &Source,
        reason: &Rc<str>,
        message: Rc<str>,
        now: Time,
    ) -> (Rc<str>, Rc<str>) {
        let fresh = || Aggregate { messages: BTreeSet::new(), last: now };
        let aggregate = self.aggregates.entry((source.clone(), reason.clone()), fresh);
        if now.since(aggregate.last) > AGGREGATE_INTERVAL_MS {
            aggregate.messages.clear();
        }
        aggregate.messages.insert(message.clone());
        aggregate.last = now;
        if aggregate.messages.len() < AGGREGATE_EVENTS_MAX {
            return (message.clone(), message);
        }
        aggregate.messages.pop_first();
        (format!("(combined from similar events): {message}").into(), "".into())
    }

    fn fresh_name(&mut self, about: &ObjectReference, now: Time) -> Rc<str> {
        self.told += 1;
        let nanos = (EPOCH_SECONDS * 1000 + now.0) * 1_000_000 + self.told % 1_000_000;
        format!("{}.{nanos:x}", about.name).into()
    }
}

/// Writes an event, new or told again. An event that cannot be written is lost, as it is in a real cluster.
fn write(api: &mut ApiServer, name: &Rc<str>, event: Event, is_new: bool) {
    let namespace = &event.involved_object.namespace;
    let namespace = if namespace.is_empty() { "default" } else { &**namespace };
    let meta = ObjectMeta::named(namespace, name);
    let object = Object { meta, body: Body::Event(event) };
    if is_new || api.update(object.clone()).is_err() {
        _ = api.create(object);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apimachinery::rand::Rng;

    fn tell(count: u32, message: impl Fn(u32) -> String) -> Vec<(String, i64)> {
        let mut api = ApiServer::new(Rng::new(1));
        let namespace =
            Object { meta: ObjectMeta::named("", "default"), body: Body::Namespace { terminating: false } };
        api.create(namespace).unwrap();
        let mut recorder = Recorder::new("daemonset-controller");
        let about = ObjectReference {
            kind: Kind::DaemonSet,
            namespace: "default".into(),
            name: "ds".into(),
            uid: Uid(7),
            resource_version: 0,
        };
        for index in 0..count {
            let telling = Telling {
                about: &about,
                is_warning: false,
                reason: "SuccessfulCreate",
                message: message(index),
            };
            recorder.tell(&mut api, telling);
        }
        let events = api.list(Kind::Event, "default");
        let mut events: Vec<_> = events
            .iter()
            .filter_map(|object| object.as_event())
            .map(|event| (event.message.to_string(), event.count))
            .collect();
        events.sort();
        events
    }

    #[test]
    fn an_event_told_again_is_counted() {
        assert_eq!(tell(3, |_| "Created pod: a".into()), [("Created pod: a".into(), 3)]);
    }

    #[test]
    fn from_the_tenth_message_on_similar_events_are_combined() {
        let events = tell(12, |index| format!("Created pod: {index:02}"));
        assert_eq!(events.len(), 10);
        assert_eq!(events[0], ("(combined from similar events): Created pod: 11".into(), 3));
    }

    #[test]
    fn a_burst_ends_at_twenty_five() {
        let events = tell(100, |index| format!("Created pod: {index:03}"));
        assert_eq!(events.iter().map(|(_, count)| count).sum::<i64>(), 25);
    }
}
