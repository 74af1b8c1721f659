//! Watches: who is told of which writes.
//!
//! A watch is a queue that fills as objects are written. Whoever opened it reads it when its link allows: a component's
//! informer after a delay, kubectl at once.
//! Upstream: `k8s.io/apimachinery/pkg/watch`, `k8s.io/apiserver/pkg/storage/cacher`.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::Object;

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchEventType {
    /// It was created.
    Added,
    /// It was changed.
    Modified,
    /// It is gone; the object is its last state.
    Deleted,
}

/// A notification.
#[derive(Clone, Debug)]
pub struct WatchEvent {
    /// What happened.
    pub event_type: WatchEventType,
    /// To which object, as it was after.
    pub object: Rc<Object>,
    /// The store's version at that write.
    pub revision: u64,
}

/// An open watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WatchId(u64);

#[derive(Clone, Debug)]
struct Watch {
    id: WatchId,
    kinds: u32,
    queue: VecDeque<WatchEvent>,
}

/// All open watches.
#[derive(Clone, Debug, Default)]
pub struct Watches {
    open: Vec<Watch>,
    next_id: u64,
    /// How many notifications nobody has read yet.
    unread: u64,
}

impl Watches {
    /// Opens a watch on all objects of these kinds, from now on.
    pub fn open(&mut self, kinds: &[Kind]) -> WatchId {
        let id = WatchId(self.next_id);
        self.next_id += 1;
        let kinds = kinds.iter().fold(0, |mask, kind| mask | bit(*kind));
        self.open.push(Watch { id, kinds, queue: VecDeque::new() });
        id
    }

    /// Closes a watch. Closing twice does nothing.
    pub fn close(&mut self, id: WatchId) {
        if let Some(index) = self.open.iter().position(|watch| watch.id == id) {
            let watch = self.open.remove(index);
            self.unread -= watch.queue.len() as u64;
        }
    }

    /// Whether any watch has a notification to read.
    pub fn has_unread(&self) -> bool {
        self.unread > 0
    }

    /// Reads all that a watch has.
    pub fn read(&mut self, id: WatchId, read: &mut dyn FnMut(WatchEvent)) {
        let Some(watch) = self.open.iter_mut().find(|watch| watch.id == id) else { return };
        self.unread -= watch.queue.len() as u64;
        watch.queue.drain(..).for_each(read);
    }

    /// Reads the next notification.
    pub fn next(&mut self, id: WatchId) -> Option<WatchEvent> {
        let event = self.open.iter_mut().find(|watch| watch.id == id)?.queue.pop_front()?;
        self.unread -= 1;
        Some(event)
    }

    /// Tells every watch that asked for the object's kind.
    pub fn notify(&mut self, event_type: WatchEventType, object: &Rc<Object>, revision: u64) {
        let bit = bit(object.kind());
        for watch in self.open.iter_mut().filter(|watch| watch.kinds & bit != 0) {
            watch.queue.push_back(WatchEvent { event_type, object: object.clone(), revision });
            self.unread += 1;
        }
    }
}

fn bit(kind: Kind) -> u32 {
    1 << (kind as u32)
}
