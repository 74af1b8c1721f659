//! The API server as components meet it: typed reads and writes.
//!
//! Invariants: a write happens at once or not at all; a stale writer gets a Conflict; a write that changes nothing
//! takes no version and tells nobody.
//! Upstream: `k8s.io/apiserver/pkg/registry/generic/registry/store.go`.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::Condition;
use crate::api::pod_spec::PodSpec;
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::meta::{ObjectMeta, Uid};
use crate::apimachinery::rand::Rng;
use crate::apimachinery::shared_queue::SharedQueue;
use crate::apimachinery::time::Time;
use crate::apiserver::store::{Store, Table};
use crate::apiserver::strategy;
use crate::apiserver::watch::{WatchEvent, WatchEventType, WatchId, Watches};
use crate::apiserver::{admission, managed};

/// Milliseconds after which an event that was not told again is forgotten (`--event-ttl`).
pub const EVENT_TTL_MS: u64 = 3_600_000;

/// A write, for whoever traces causes.
#[derive(Clone, Debug)]
pub struct Written {
    /// Whether the object was made, changed or removed.
    pub how: WatchEventType,
    /// The object after it.
    pub object: Rc<Object>,
    /// The object before it.
    pub before: Option<Rc<Object>>,
}

/// The API server and its store.
#[derive(Clone, Debug)]
pub struct ApiServer {
    pub(super) store: Store,
    pub(super) watches: Watches,
    pub(super) now: Time,
    pub(super) rng: Rng,
    /// Pod specs that admission completed, by the spec that was handed in: siblings share one.
    pub(super) admitted_specs: VecDeque<(Rc<PodSpec>, Rc<PodSpec>)>,
    event_expiry: SharedQueue<(Time, Rc<str>, Rc<str>)>,
    /// Writes that nobody has asked for yet; none is kept where nobody will.
    journal: Option<Vec<Written>>,
}

impl ApiServer {
    /// An empty server; `rng` draws uids and generated names.
    pub fn new(rng: Rng) -> ApiServer {
        ApiServer {
            store: Store::default(),
            watches: Watches::default(),
            now: Time::ZERO,
            rng,
            admitted_specs: VecDeque::new(),
            event_expiry: SharedQueue::default(),
            journal: None,
        }
    }

    /// Keeps a journal of all writes from here on. Whoever asks for that must empty it.
    pub fn keep_journal(&mut self) {
        self.journal.get_or_insert_default();
    }

    /// Reads the journal since the last time; signs of life are not in it.
    pub fn read_journal(&mut self, read: &mut dyn FnMut(Written)) {
        if let Some(journal) = self.journal.as_mut().filter(|journal| !journal.is_empty()) {
            journal.drain(..).for_each(read);
        }
    }

    fn note(&mut self, how: WatchEventType, object: &Rc<Object>, before: Option<Rc<Object>>) {
        if let Some(journal) = self.journal.as_mut().filter(|_| object.kind() != Kind::Lease) {
            journal.push(Written { how, object: object.clone(), before });
        }
    }

    /// The server's clock.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Moves the server's clock; only ever forward.
    pub fn set_now(&mut self, now: Time) {
        assert!(now >= self.now, "time does not run backwards");
        self.now = now;
    }

    /// The version of the last write.
    pub fn revision(&self) -> u64 {
        self.store.revision()
    }

    /// How many objects there are.
    pub fn num_objects(&self) -> u64 {
        self.store.num_objects()
    }

    /// The objects of a kind.
    pub fn table(&self, kind: Kind) -> &Table {
        self.store.table(kind)
    }

    /// The object of that name.
    ///
    /// Errors: NotFound.
    pub fn get(&self, kind: Kind, namespace: &str, name: &str) -> Result<Rc<Object>, ApiError> {
        let found = self.store.table(kind).get(namespace, name);
        found.cloned().ok_or_else(|| ApiError::not_found(&kind.resource().qualified_plural(), name))
    }

    /// The objects of a kind in one namespace, or in all for an empty one.
    pub fn list(&self, kind: Kind, namespace: &str) -> Vec<Rc<Object>> {
        let table = self.store.table(kind);
        if namespace.is_empty() {
            table.iter().cloned().collect()
        } else {
            table.in_namespace(namespace).cloned().collect()
        }
    }

    /// Opens a watch on all objects of these kinds, from now on.
    pub fn watch(&mut self, kinds: &[Kind]) -> WatchId {
        self.watches.open(kinds)
    }

    /// Closes a watch.
    pub fn close_watch(&mut self, id: WatchId) {
        self.watches.close(id);
    }

    /// Whether a watch has a notification that nobody has read.
    pub fn has_watch_events(&self) -> bool {
        self.watches.has_unread()
    }

    /// Reads all notifications of a watch.
    pub fn read_watch_events(&mut self, id: WatchId, read: &mut dyn FnMut(WatchEvent)) {
        self.watches.read(id, read);
    }

    /// Reads the next notification of a watch.
    pub fn next_watch_event(&mut self, id: WatchId) -> Option<WatchEvent> {
        self.watches.next(id)
    }

    /// Creates an object. Its name may be left to the server (`generate_name`).
    ///
    /// Errors: AlreadyExists; NotFound or Forbidden for the namespace; what admission says.
    pub fn create(&mut self, object: Object) -> Result<Rc<Object>, ApiError> {
        let object = self.prepare_create(object)?;
        self.check_absent(&object)?;
        Ok(self.commit(WatchEventType::Added, object))
    }

    /// All of a creation but the write.
    pub(super) fn prepare_create(&mut self, mut object: Object) -> Result<Object, ApiError> {
        admission::check_namespace(&self.store, &object)?;
        strategy::prepare_for_create(&mut object);
        if let Body::Pod(pod) = &mut object.body {
            let name = admission::name(&object.meta).clone();
            pod.spec = admission::admit_pod_spec(&self.store, &mut self.admitted_specs, &name, &pod.spec)?;
            object.meta.labels = admission::with_topology(&self.store, &pod.node_name, &object.meta.labels);
        }
        if object.meta.name.is_empty() && !object.meta.generate_name.is_empty() {
            object.meta.name = self.generated_name(&object.meta);
        }
        object.meta.uid = Uid::from_random_bits(self.rng.bits128());
        object.meta.creation_timestamp = self.now.whole_second();
        object.meta.deletion_timestamp = None;
        object.meta.deletion_grace_period_seconds = None;
        object.meta.status_written = None;
        object.meta.status_given = None;
        Ok(object)
    }

    pub(super) fn check_absent(&self, object: &Object) -> Result<(), ApiError> {
        let kind = object.kind();
        match self.store.table(kind).get(&object.meta.namespace, &object.meta.name) {
            Some(_) => Err(ApiError::already_exists(&kind.resource().qualified_plural(), &object.meta.name)),
            None => Ok(()),
        }
    }

    /// Upstream: `names.SimpleNameGenerator`, with the retries of `rest.Create`.
    fn generated_name(&mut self, meta: &ObjectMeta) -> Rc<str> {
        const PREFIX_LENGTH_MAX: usize = 58;
        let mut end = meta.generate_name.len().min(PREFIX_LENGTH_MAX);
        while !meta.generate_name.is_char_boundary(end) {
            end -= 1;
        }
        format!("{}{}", &meta.generate_name[..end], self.rng.name_suffix()).into()
    }

    /// Changes an object's desired state. A resource version in it must be the stored one; 0 overwrites.
    ///
    /// Errors: NotFound, Conflict.
    pub fn update(&mut self, object: Object) -> Result<Rc<Object>, ApiError> {
        let (object, old) = self.prepare_update(object)?;
        Ok(self.commit_update(object, &old))
    }

    /// All of an update but the write: the object as it would be, and the stored one.
    pub(super) fn prepare_update(&mut self, mut object: Object) -> Result<(Object, Rc<Object>), ApiError> {
        let old = self.current(&object)?;
        strategy::prepare_for_update(&mut object, &old);
        Ok((object, old))
    }

    /// Changes an object's status.
    ///
    /// Errors: NotFound, Conflict.
    pub fn update_status(&mut self, mut object: Object) -> Result<Rc<Object>, ApiError> {
        let old = self.current(&object)?;
        strategy::prepare_for_status_update(&mut object, &old);
        if object.body != old.body {
            object.meta.status_written = Some(self.now.whole_second());
            managed::told_by_component(&mut object, &old, self.now);
        }
        Ok(self.commit_update(object, &old))
    }

    /// Binds a pod to a node.
    ///
    /// Errors: NotFound; Conflict where it is bound already or being deleted.
    /// Upstream: `pkg/registry/core/pod/storage`, `BindingREST`.
    pub fn bind(&mut self, namespace: &str, name: &str, node_name: &Rc<str>) -> Result<Rc<Object>, ApiError> {
        let old = self.get(Kind::Pod, namespace, name)?;
        let mut object = (*old).clone();
        let Body::Pod(pod) = &mut object.body else { return Err(not_a_pod(name)) };
        if old.meta.is_terminating() {
            let detail = format!("pod {name} is being deleted, cannot be assigned to a host");
            return Err(ApiError::conflict("pods/binding", name, &detail));
        }
        if !pod.node_name.is_empty() {
            let detail = format!("pod {name} is already assigned to node \"{}\"", pod.node_name);
            return Err(ApiError::conflict("pods/binding", name, &detail));
        }
        pod.node_name = node_name.clone();
        object.meta.labels = admission::with_topology(&self.store, node_name, &object.meta.labels);
        let mut status = (*pod.status).clone();
        status.set_condition(Condition::new("PodScheduled", true, self.now.whole_second()));
        status.nominated_node_name = "".into();
        pod.status = Rc::new(status);
        Ok(self.commit_update(object, &old))
    }

    pub(super) fn current(&self, object: &Object) -> Result<Rc<Object>, ApiError> {
        let old = self.get(object.kind(), &object.meta.namespace, &object.meta.name)?;
        let resource = || object.kind().resource().qualified_plural();
        let stale =
            object.meta.resource_version != 0 && object.meta.resource_version != old.meta.resource_version;
        if stale {
            const MODIFIED: &str =
                "the object has been modified; please apply your changes to the latest version and try again";
            return Err(ApiError::conflict(&resource(), &object.meta.name, MODIFIED));
        }
        if object.meta.uid != Uid::default() && object.meta.uid != old.meta.uid {
            let detail = format!(
                "StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, AdditionalErrorMsg: \
                 Precondition failed: UID in precondition: {}, UID in object meta: {}",
                storage_key(&old),
                object.meta.uid,
                old.meta.uid
            );
            return Err(ApiError::conflict(&resource(), &object.meta.name, &detail));
        }
        Ok(old)
    }

    /// Writes an update; the last finalizer's end ends the object too.
    pub(super) fn commit_update(&mut self, mut object: Object, old: &Rc<Object>) -> Rc<Object> {
        object.meta.resource_version = old.meta.resource_version;
        // Most updates change the body: metadata has more to compare.
        if object.body == old.body && object.meta == old.meta {
            return old.clone();
        }
        let is_done = object.meta.is_terminating()
            && object.meta.finalizers.is_empty()
            && object.meta.deletion_grace_period_seconds.unwrap_or_default() == 0
            && object.kind() != Kind::Namespace;
        if is_done {
            return self.commit_removal(object);
        }
        self.commit(WatchEventType::Modified, object)
    }

    pub(super) fn commit(&mut self, event_type: WatchEventType, object: Object) -> Rc<Object> {
        let (object, before) = self.store.put(object);
        self.watches.notify(event_type, &object, object.meta.resource_version);
        self.note(event_type, &object, before);
        if let Body::Event(_) = object.body {
            self.expire_events();
            let due = self.now.plus(EVENT_TTL_MS);
            self.event_expiry.push((due, object.meta.namespace.clone(), object.meta.name.clone()));
        }
        object
    }

    /// Takes an object out of the store and tells its watchers its last state.
    pub(super) fn commit_removal(&mut self, mut last: Object) -> Rc<Object> {
        let before = self.store.remove(&last);
        last.meta.resource_version = self.store.revision();
        let last = Rc::new(last);
        self.watches.notify(WatchEventType::Deleted, &last, last.meta.resource_version);
        self.note(WatchEventType::Deleted, &last, before);
        last
    }

    fn expire_events(&mut self) {
        while self.event_expiry.front().is_some_and(|(due, ..)| *due <= self.now) {
            let Some((_, namespace, name)) = self.event_expiry.front().cloned() else { return };
            self.event_expiry.drop_front();
            let Some(object) = self.store.table(Kind::Event).get(&namespace, &name).cloned() else {
                continue;
            };
            let told_again =
                object.as_event().is_some_and(|event| event.last_timestamp.plus(EVENT_TTL_MS) > self.now);
            if !told_again {
                self.commit_removal((*object).clone());
            }
        }
    }
}

fn not_a_pod(name: &str) -> ApiError {
    ApiError::new(Reason::InternalError, format!("object \"{name}\" in the table of pods is no pod"))
}

/// Where etcd has an object, as errors of the storage show it.
///
/// Upstream: `NewStorage` in `pkg/registry/*/*/storage/storage.go`, and `ResourcePrefix` of the storage factory.
fn storage_key(object: &Object) -> String {
    let folder = match object.kind() {
        Kind::Node => "minions",
        Kind::Service => "services/specs",
        kind => kind.resource().plural,
    };
    let namespace = &object.meta.namespace;
    let dash = if namespace.is_empty() { "" } else { "/" };
    format!("/registry/{folder}/{namespace}{dash}{}", object.meta.name)
}
