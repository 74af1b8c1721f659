//! The newest events, as a list.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::event::Event;
use crate::api::object::Object;
use crate::apimachinery::time::Time;
use crate::playground::view::page::EventView;

/// How many events the page lists.
pub const EVENTS_MAX: usize = 200;

type Name = (Rc<str>, Rc<str>);
type Order = (Time, u64);

#[derive(Clone, Debug)]
struct Entry {
    object: Rc<Object>,
    view: Option<Rc<EventView>>,
}

/// The newest events by the time they were last told.
#[derive(Clone, Debug, Default)]
pub(super) struct Events {
    by_name: BTreeMap<Name, Order>,
    entries: BTreeMap<Order, Entry>,
    changed: bool,
}

impl Events {
    /// Takes in an event that is new or was told again.
    pub fn put(&mut self, object: &Rc<Object>) {
        let Some(event) = object.as_event() else { return };
        let order = (event.last_timestamp, object.meta.resource_version);
        self.take(object);
        self.by_name.insert(name_of(object), order);
        self.entries.insert(order, Entry { object: object.clone(), view: None });
        if self.entries.len() > EVENTS_MAX
            && let Some((_, oldest)) = self.entries.pop_first()
        {
            self.by_name.remove(&name_of(&oldest.object));
        }
        self.changed = true;
    }

    /// Takes out an event that was forgotten.
    pub fn remove(&mut self, object: &Object) {
        self.changed |= self.take(object);
    }

    fn take(&mut self, object: &Object) -> bool {
        let order = self.by_name.remove(&name_of(object));
        order.is_some_and(|order| self.entries.remove(&order).is_some())
    }

    /// The list, newest first; `None` where it is the same as at the last call.
    pub fn take_list(&mut self) -> Option<Vec<Rc<EventView>>> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let newest = self.entries.values_mut().rev();
        let views = newest.filter_map(|entry| {
            if entry.view.is_none() {
                entry.view =
                    entry.object.as_event().map(|event| Rc::new(event_view(&entry.object.meta.name, event)));
            }
            entry.view.clone()
        });
        Some(views.collect())
    }
}

fn name_of(object: &Object) -> Name {
    (object.meta.namespace.clone(), object.meta.name.clone())
}

fn event_view(name: &str, event: &Event) -> EventView {
    let about = &event.involved_object;
    let kind = about.kind.resource().kind_name.to_lowercase();
    EventView {
        name: name.to_owned(),
        last_seen_ms: event.last_timestamp.0,
        warning: event.is_warning,
        reason: event.reason.to_string(),
        object: [&kind, "/", &about.name].concat(),
        message: event.message.trim().to_owned(),
        count: u32::try_from(event.count.max(1)).unwrap_or(u32::MAX),
    }
}
