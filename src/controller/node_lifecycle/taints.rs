//! Which taints a node's conditions call for.
//!
//! Upstream: `node_lifecycle_controller.go` (`nodeConditionToTaintKeyStatusMap`, `doNoScheduleTaintingPass`),
//! `pkg/util/taints`.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::node::Node;
use crate::api::object::Body;
use crate::api::scheduling::{Taint, TaintEffect};
use crate::api::well_known::{
    TAINT_DISK_PRESSURE, TAINT_MEMORY_PRESSURE, TAINT_NETWORK_UNAVAILABLE, TAINT_NOT_READY,
    TAINT_PID_PRESSURE, TAINT_UNREACHABLE, TAINT_UNSCHEDULABLE,
};
use crate::apiserver::server::ApiServer;

/// A condition's kind and status, and the taint that goes with it.
static TAINT_OF_CONDITION: [(&str, &str, &str); 6] = [
    ("Ready", "False", TAINT_NOT_READY),
    ("Ready", "Unknown", TAINT_UNREACHABLE),
    ("MemoryPressure", "True", TAINT_MEMORY_PRESSURE),
    ("DiskPressure", "True", TAINT_DISK_PRESSURE),
    ("NetworkUnavailable", "True", TAINT_NETWORK_UNAVAILABLE),
    ("PIDPressure", "True", TAINT_PID_PRESSURE),
];

/// The `NoSchedule` taints to add and to take away so that they agree with the node's conditions and its cordon.
pub(super) fn no_schedule_changes(node: &Node) -> (Vec<&'static str>, Vec<&'static str>) {
    let conditions = node.status.conditions.iter().filter_map(|condition| {
        let row = TAINT_OF_CONDITION.iter();
        row.clone().find(|row| row.0 == condition.kind && row.1 == condition.status).map(|row| row.2)
    });
    let wanted: Vec<&'static str> =
        conditions.chain(node.unschedulable.then_some(TAINT_UNSCHEDULABLE)).collect();
    let has = |key: &str| has_taint(node, key, TaintEffect::NoSchedule);
    let owned = TAINT_OF_CONDITION.iter().map(|row| row.2).chain([TAINT_UNSCHEDULABLE]);
    let remove = owned.filter(|key| has(key) && !wanted.contains(key)).collect();
    (wanted.into_iter().filter(|key| !has(key)).collect(), remove)
}

pub(super) fn has_taint(node: &Node, key: &str, effect: TaintEffect) -> bool {
    node.taints.iter().any(|taint| *taint.key == *key && taint.effect == effect)
}

/// Adds and takes away taints of one effect. A node that is gone has none.
pub(super) fn swap_taints(
    api: &mut ApiServer,
    name: &str,
    effect: TaintEffect,
    add: &[&'static str],
    remove: &[&'static str],
) {
    let Ok(current) = api.get(Kind::Node, "", name) else { return };
    let mut object = (*current).clone();
    let added_at: Rc<str> = api.now().rfc3339().into();
    if let Body::Node(node) = &mut object.body {
        let is_kept = |taint: &&Taint| {
            let key = &&*taint.key;
            taint.effect != effect || !(remove.contains(key) || add.contains(key))
        };
        let kept = node.taints.iter().filter(is_kept).cloned();
        let new = add.iter().map(|key| Taint { time_added: added_at.clone(), ..Taint::new(key, effect) });
        node.taints = kept.chain(new).collect();
    }
    _ = api.update(object);
}
