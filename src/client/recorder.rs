//! Tells events: counts those told before, combines similar ones, and keeps chatterers quiet.
//!
//! Invariants: at most 25 events about one object at once and one more every five minutes; from the tenth different
//! message on within ten minutes, events of one reason are combined into one that is counted.
//! Absent: the retries of a sink that is away.
//! Upstream: `k8s.io/client-go/tools/record/events_cache.go`.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::api::event::{Event, ObjectReference};
use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::apimachinery::index::{Hashed, Index, Keyed};
use crate::apimachinery::meta::{ObjectMeta, Uid};
use crate::apimachinery::quote::push_hex_bytes;
use crate::apimachinery::time::{EPOCH_SECONDS, Time};
use crate::apiserver::server::ApiServer;

const CACHE_ENTRIES_MAX: usize = 4096;
/// How many different events of one object and reason are counted apart.
const LOGGED_MAX: usize = 64;
const AGGREGATE_EVENTS_MAX: usize = 10;
const AGGREGATE_INTERVAL_MS: u64 = 600_000;
const SPAM_BURST: u64 = 25;
const SPAM_REFILL_MS: u64 = 300_000;
const SPAM_FULL: u64 = SPAM_BURST * SPAM_REFILL_MS;
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

/// An object by its identity; by its name too where the teller does not know that.
#[derive(Clone, Debug)]
struct Subject {
    uid: Uid,
    kind: Kind,
    name: Rc<str>,
}

/// What was told about one object.
#[derive(Clone, Debug)]
struct Told {
    subject: Subject,
    /// How much may be told yet, in milliseconds of refilling, and as of when.
    level: u64,
    level_at: Time,
    reasons: Vec<Similar>,
}

/// Events about one object that differ in message and place only.
#[derive(Clone, Debug)]
struct Similar {
    reason: Rc<str>,
    is_warning: bool,
    /// Different messages of late, sorted.
    messages: Vec<Rc<str>>,
    last: Time,
    logged: Vec<Logged>,
}

/// An event that was told, and how often.
#[derive(Clone, Debug)]
struct Logged {
    message: Rc<str>,
    field_path: Rc<str>,
    count: i64,
    first: Time,
    name: Rc<str>,
}

/// What newer events of one series have in common.
type SeriesKey = (ObjectReference, Rc<str>);

/// Newer events that differ in nothing but their time.
#[derive(Clone, Debug)]
struct Series {
    count: i64,
    first: Time,
    last: Time,
    written: Time,
    name: Rc<str>,
}

impl Hashed for (Uid, Kind, &str) {
    fn hash32(self) -> u32 {
        self.0.hash32() ^ self.2.hash32()
    }
}

impl Keyed for Rc<Told> {
    type Key<'a> = (Uid, Kind, &'a str);
    fn key(&self) -> Self::Key<'_> {
        (self.subject.uid, self.subject.kind, &self.subject.name)
    }
    fn has_key(&self, key: Self::Key<'_>) -> bool {
        self.key() == key
    }
}

/// The recorder of one component.
#[derive(Clone, Debug)]
pub struct Recorder {
    component: Rc<str>,
    named: u64,
    empty: Rc<str>,
    /// Each reason with the message it was last told with: most are told of one object after another.
    words: Vec<(Rc<str>, Rc<str>)>,
    blank: ObjectMeta,
    told: Index<Rc<Told>>,
    /// What `told` holds, in the order in which it is forgotten.
    order: VecDeque<Subject>,
    series: BTreeMap<SeriesKey, Series>,
    series_order: VecDeque<SeriesKey>,
}

impl Recorder {
    /// The recorder of `component`, as `From` shows it in descriptions.
    pub fn new(component: &str) -> Recorder {
        Recorder {
            component: component.into(),
            named: 0,
            empty: "".into(),
            words: Vec::new(),
            blank: ObjectMeta::default(),
            told: Index::default(),
            order: VecDeque::new(),
            series: BTreeMap::new(),
            series_order: VecDeque::new(),
        }
    }

    /// Tells an event, unless too much was told about the object already.
    pub fn tell(&mut self, api: &mut ApiServer, telling: Telling<'_>) {
        let nowhere = self.empty.clone();
        self.tell_from_host(api, &nowhere, &nowhere, telling);
    }

    /// Tells an event from a component on the node `host`, about the part `field_path` of the object.
    pub fn tell_from_host(
        &mut self,
        api: &mut ApiServer,
        host: &Rc<str>,
        field_path: &Rc<str>,
        telling: Telling<'_>,
    ) {
        let now = api.now();
        let about = telling.about;
        let (reason, message) = self.shared(telling.reason, telling.message);
        let Recorder { told, order, empty, named, .. } = self;
        let name = if about.uid == Uid::default() { &about.name } else { &*empty };
        if told.len() == CACHE_ENTRIES_MAX
            && !told.contains((about.uid, about.kind, name))
            && let Some(oldest) = order.pop_front()
        {
            told.remove((oldest.uid, oldest.kind, &oldest.name));
        }
        let told = told.get_or_insert_with((about.uid, about.kind, name), || {
            let subject = Subject { uid: about.uid, kind: about.kind, name: name.clone() };
            order.push_back(subject.clone());
            Rc::new(Told { subject, level: SPAM_FULL, level_at: now, reasons: Vec::new() })
        });
        let told = Rc::make_mut(told);
        // Counted even where it is not told: the next one that is told carries the whole count.
        let is_told = told.may_tell(now);
        let similar = told.similar(&reason, telling.is_warning, now);
        let (message, key_message) = similar.aggregated(message, empty, now);
        let seconds = now.whole_second();
        let logged = similar.logged(key_message, field_path, seconds, || {
            *named += 1;
            event_name(about, now, *named)
        });
        logged.count += 1;
        if !is_told {
            return;
        }
        let event = Event {
            involved_object: about.clone(),
            field_path: field_path.clone(),
            reason,
            message,
            is_warning: telling.is_warning,
            component: self.component.clone(),
            host: host.clone(),
            first_timestamp: logged.first,
            last_timestamp: seconds,
            count: logged.count,
            action: empty.clone(),
        };
        let (name, is_new) = (logged.name.clone(), logged.count == 1);
        self.write(api, &name, event, is_new);
    }

    /// Tells an event through the newer events API, as the scheduler does. Warnings that differ in nothing but their
    /// time become a series: written when it begins, and now and then after.
    ///
    /// Differs: good news is never a series, as no component tells it twice of one version of an object.
    /// Upstream: `k8s.io/client-go/tools/events/event_broadcaster.go`, `recordToSink`.
    pub fn tell_newer(
        &mut self,
        api: &mut ApiServer,
        (action, host): (&Rc<str>, &Rc<str>),
        telling: Telling<'_>,
    ) {
        let now = api.now();
        self.named += 1;
        let name = event_name(telling.about, now, self.named);
        let (reason, message) = self.shared(telling.reason, telling.message);
        let mut event = Event {
            involved_object: telling.about.clone(),
            field_path: self.empty.clone(),
            reason: reason.clone(),
            message,
            is_warning: telling.is_warning,
            component: self.component.clone(),
            host: host.clone(),
            first_timestamp: now,
            last_timestamp: now,
            count: 0,
            action: action.clone(),
        };
        if !telling.is_warning {
            return self.write(api, &name, event, true);
        }
        let fresh = || Series { count: 0, first: now, last: now, written: now, name };
        let series = self.series_of((telling.about.clone(), reason), fresh.clone());
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
        self.write(api, &name, event, is_new);
    }

    fn series_of(&mut self, key: SeriesKey, fresh: impl FnOnce() -> Series) -> &mut Series {
        let is_known = self.series.contains_key(&key);
        if !is_known {
            if self.series_order.len() == CACHE_ENTRIES_MAX
                && let Some(oldest) = self.series_order.pop_front()
            {
                self.series.remove(&oldest);
            }
            self.series_order.push_back(key.clone());
        }
        self.series.entry(key).or_insert_with(fresh)
    }

    /// Writes an event, new or told again. An event that cannot be written is lost, as it is in a real cluster.
    fn write(&self, api: &mut ApiServer, name: &Rc<str>, event: Event, is_new: bool) {
        let namespace = event.involved_object.namespace.clone();
        let namespace = if namespace.is_empty() { "default".into() } else { namespace };
        let meta = ObjectMeta { name: name.clone(), namespace, ..self.blank.clone() };
        let object = Object { meta, body: Body::Event(event) };
        if is_new || api.update(object.clone()).is_err() {
            _ = api.create(object);
        }
    }

    /// Reason and message, in the memory of those told before where they are the same.
    fn shared(&mut self, reason: &str, message: String) -> (Rc<str>, Rc<str>) {
        if let Some((known, last)) = self.words.iter_mut().find(|(known, _)| **known == *reason) {
            if **last != *message {
                *last = message.into();
            }
            return (known.clone(), last.clone());
        }
        let words: (Rc<str>, Rc<str>) = (reason.into(), message.into());
        self.words.push(words.clone());
        words
    }
}

impl Told {
    /// Upstream: `EventSourceObjectSpamFilter.Filter`, a token bucket for each object.
    fn may_tell(&mut self, now: Time) -> bool {
        self.level = (self.level + now.since(self.level_at)).min(SPAM_FULL);
        self.level_at = now;
        let accepted = self.level >= SPAM_REFILL_MS;
        if accepted {
            self.level -= SPAM_REFILL_MS;
        }
        accepted
    }

    fn similar(&mut self, reason: &Rc<str>, is_warning: bool, now: Time) -> &mut Similar {
        let found = self.reasons.iter().position(|one| one.is_warning == is_warning && one.reason == *reason);
        let index = found.unwrap_or_else(|| {
            self.reasons.push(Similar {
                reason: reason.clone(),
                is_warning,
                messages: Vec::with_capacity(1),
                last: now,
                logged: Vec::with_capacity(1),
            });
            self.reasons.len() - 1
        });
        &mut self.reasons[index]
    }
}

impl Similar {
    /// The message to tell and the one it is counted under.
    ///
    /// Upstream: `EventAggregator.EventAggregate`.
    fn aggregated(&mut self, message: Rc<str>, empty: &Rc<str>, now: Time) -> (Rc<str>, Rc<str>) {
        if now.since(self.last) > AGGREGATE_INTERVAL_MS {
            self.messages.clear();
        }
        if let Err(index) = self.messages.binary_search(&message) {
            self.messages.insert(index, message.clone());
        }
        self.last = now;
        if self.messages.len() < AGGREGATE_EVENTS_MAX {
            return (message.clone(), message);
        }
        self.messages.remove(0);
        (format!("(combined from similar events): {message}").into(), empty.clone())
    }

    fn logged(
        &mut self,
        message: Rc<str>,
        field_path: &Rc<str>,
        first: Time,
        name: impl FnOnce() -> Rc<str>,
    ) -> &mut Logged {
        let is_same = |one: &Logged| one.message == message && one.field_path == *field_path;
        let index = self.logged.iter().position(is_same).unwrap_or_else(|| {
            if self.logged.len() == LOGGED_MAX {
                self.logged.remove(0);
            }
            let field_path = field_path.clone();
            self.logged.push(Logged { message, field_path, count: 0, first, name: name() });
            self.logged.len() - 1
        });
        &mut self.logged[index]
    }
}

/// The object's name, and nanoseconds since the epoch in hexadecimal.
fn event_name(about: &ObjectReference, now: Time, number: u64) -> Rc<str> {
    let nanos = (EPOCH_SECONDS * 1000 + now.0) * 1_000_000 + number % 1_000_000;
    let mut name = String::with_capacity(about.name.len() + 17);
    name.push_str(&about.name);
    name.push('.');
    // This century's moments have sixteen digits.
    push_hex_bytes(&mut name, &nanos.to_be_bytes());
    name.into()
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
