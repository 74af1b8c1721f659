//! Where pods are: nodes in the order in which they joined, each with its pods.
//!
//! Invariants: a slot stays with its name for ever; a pod is in one place; pods of one place stand oldest first. A
//! place without a node holds pods whose node is unknown, and the one with the empty name those that are meant for no
//! node in particular.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::object::Object;
use crate::apimachinery::time::Time;
use crate::playground::view::build::node::NodeFacts;
use crate::playground::view::cluster::PodView;

/// A pod and its picture.
#[derive(Clone, Debug)]
pub(super) struct PodPart {
    pub object: Rc<Object>,
    pub view: Option<Rc<PodView>>,
}

/// A node, or a name without one.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub name: Rc<str>,
    pub node: Option<Rc<Object>>,
    /// Among the nodes in the picture; without meaning where there is no node.
    pub position: usize,
    pub pods: Vec<PodPart>,
    /// What its picture was last made of; none where the node, or the focus, is another one since.
    pub facts: Option<NodeFacts>,
    /// When it is to be looked at again, as far as the agenda knows.
    pub look_again: Option<Time>,
    is_dirty: bool,
}

/// All places.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    list: Vec<Place>,
    slots: BTreeMap<Rc<str>, u32>,
    /// Slots of the nodes, in the order in which they joined.
    order: Vec<u32>,
    dirty: Vec<u32>,
    /// Nodes came or went since the last [`Places::take_order_change`].
    order_changed: bool,
    /// Nodes that went still stand in the order.
    has_gaps: bool,
}

impl Places {
    /// The place in a slot.
    pub fn get(&self, slot: u32) -> &Place {
        &self.list[slot as usize]
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, slot: u32) -> &mut Place {
        &mut self.list[slot as usize]
    }

    /// How many slots there are.
    pub fn len(&self) -> u32 {
        u32::try_from(self.list.len()).expect("there are far fewer than 2^32 nodes")
    }

    /// The slot of a name that was met before.
    pub fn slot_of(&self, name: &str) -> Option<u32> {
        self.slots.get(name).copied()
    }

    /// The slots of the nodes, in the order in which they joined.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The places without a node.
    pub fn without_node(&self) -> impl Iterator<Item = &Place> {
        self.list.iter().filter(|place| place.node.is_none() && !place.pods.is_empty())
    }

    /// Whether nodes came or went since the last call.
    pub fn take_order_change(&mut self) -> bool {
        self.close_gaps();
        std::mem::take(&mut self.order_changed)
    }

    /// Slots that changed since the last call.
    pub fn take_dirty(&mut self) -> Vec<u32> {
        for slot in &self.dirty {
            self.list[*slot as usize].is_dirty = false;
        }
        std::mem::take(&mut self.dirty)
    }

    /// Marks a slot for a fresh look.
    pub fn mark(&mut self, slot: u32) {
        let place = &mut self.list[slot as usize];
        if !place.is_dirty {
            place.is_dirty = true;
            self.dirty.push(slot);
        }
    }

    /// Lets every node be drawn from scratch.
    pub fn forget_facts(&mut self) {
        self.list.iter_mut().for_each(|place| place.facts = None);
        self.mark_all();
    }

    /// Marks every slot.
    pub fn mark_all(&mut self) {
        (0..self.len()).for_each(|slot| self.mark(slot));
    }

    /// Takes in a node that is new or changed.
    pub fn put_node(&mut self, node: &Rc<Object>) {
        let slot = self.slot(&node.meta.name);
        if self.list[slot as usize].node.is_none() {
            self.close_gaps();
        }
        let place = &mut self.list[slot as usize];
        place.facts = None;
        if place.node.replace(node.clone()).is_none() {
            place.position = self.order.len();
            self.order.push(slot);
            self.order_changed = true;
        }
        self.mark(slot);
    }

    /// Takes out a node that is gone; its pods stay.
    pub fn remove_node(&mut self, name: &str) {
        let Some(slot) = self.slot_of(name) else { return };
        if self.list[slot as usize].node.take().is_some() {
            (self.order_changed, self.has_gaps) = (true, true);
        }
        self.mark(slot);
    }

    /// Brings the order up to date after nodes went, once for all of them.
    fn close_gaps(&mut self) {
        if !std::mem::take(&mut self.has_gaps) {
            return;
        }
        let Places { list, order, .. } = self;
        order.retain(|slot| list[*slot as usize].node.is_some());
        for (position, slot) in order.iter().enumerate() {
            list[*slot as usize].position = position;
        }
    }

    /// Takes in a pod that is new or changed, and returns it as it was.
    pub fn put_pod(&mut self, pod: &Rc<Object>) -> Option<Rc<Object>> {
        let name = target(pod);
        let slot = self.slot(&name);
        // A pod that was meant for no node in particular has found one.
        let moved = if name.is_empty() { None } else { self.take_pod("", pod) };
        let pods = &mut self.list[slot as usize].pods;
        let old = match pods.iter_mut().find(|part| part.object.meta.uid == pod.meta.uid) {
            Some(part) => Some(std::mem::replace(&mut part.object, pod.clone())),
            None => {
                pods.push(PodPart { object: pod.clone(), view: None });
                moved
            }
        };
        self.mark(slot);
        old
    }

    /// Takes out a pod that is gone.
    pub fn remove_pod(&mut self, pod: &Object) -> Option<Rc<Object>> {
        self.take_pod(&target(pod), pod).or_else(|| self.take_pod("", pod))
    }

    fn take_pod(&mut self, name: &str, pod: &Object) -> Option<Rc<Object>> {
        let slot = self.slot_of(name)?;
        let pods = &mut self.list[slot as usize].pods;
        let index = pods.iter().position(|part| part.object.meta.uid == pod.meta.uid)?;
        let part = pods.remove(index);
        self.mark(slot);
        Some(part.object)
    }

    fn slot(&mut self, name: &Rc<str>) -> u32 {
        if let Some(slot) = self.slot_of(name) {
            return slot;
        }
        let slot = self.len();
        self.slots.insert(name.clone(), slot);
        self.list.push(Place {
            name: name.clone(),
            node: None,
            position: 0,
            pods: Vec::new(),
            facts: None,
            look_again: None,
            is_dirty: false,
        });
        slot
    }
}

fn target(pod: &Object) -> Rc<str> {
    pod.as_pod().and_then(|pod| pod.target_node_name()).cloned().unwrap_or_default()
}
