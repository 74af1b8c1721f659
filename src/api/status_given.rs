//! What clients wrote into a status that no component tells.
//!
//! A status is kept as numbers and conditions that its component tells, and beside them what a client added: conditions
//! of other types, a node's capacity of other resources.
//!
//! Differs: what a client changes of that which a component tells of a pod or a node, the component has put right before
//! anybody looks, and a capacity is allocatable at once; a real one does so at its next look.
//!
//! Upstream: `pkg/kubelet/status/status_manager.go` (`mergePodStatus`), `pkg/kubelet/nodestatus/setters.go`.

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::api::fields::Fields;
use crate::api::kind::Kind;

/// What components tell, if not always.
const TOLD: [&str; 26] = [
    "addresses",
    "allocatedResources",
    "containerStatuses",
    "currentNumberScheduled",
    "daemonEndpoints",
    "desiredNumberScheduled",
    "hostIP",
    "hostIPs",
    "initContainerStatuses",
    "message",
    "nodeInfo",
    "nominatedNodeName",
    "numberAvailable",
    "numberMisscheduled",
    "numberReady",
    "numberUnavailable",
    "observedGeneration",
    "phase",
    "podIP",
    "podIPs",
    "qosClass",
    "reason",
    "resources",
    "startTime",
    "updatedNumberScheduled",
    "collisionCount",
];

/// What `given`, a status as a client writes it, says beyond `told`; `None` where nothing.
pub fn untold(kind: Kind, given: &Value, told: &Value) -> Option<Rc<Value>> {
    let mut rest = without(given, told);
    TOLD.iter().for_each(|name| _ = rest.remove(*name));
    if kind == Kind::Node
        && let Some(Value::Object(capacity)) = rest.get("capacity").cloned()
        && let Value::Object(allocatable) =
            rest.entry("allocatable").or_insert_with(|| Value::Object(Map::new()))
    {
        for (name, amount) in capacity {
            allocatable.entry(name).or_insert(amount);
        }
    }
    (!rest.is_empty()).then(|| Rc::new(Value::Object(rest)))
}

fn without(given: &Value, told: &Value) -> Map<String, Value> {
    let rest = given.as_object().into_iter().flatten().filter_map(|(name, value)| {
        let value = match (value, told.get(name)) {
            (value, None) => value.clone(),
            (Value::Object(_), Some(told @ Value::Object(_))) => Value::Object(without(value, told)),
            (_, Some(told)) if name == "conditions" => others_of(value, told),
            _ => return None,
        };
        let is_empty =
            value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty);
        (!is_empty).then(|| (name.clone(), value))
    });
    rest.collect()
}

/// The conditions of `all` whose types `told` does not have.
fn others_of(all: &Value, told: &Value) -> Value {
    let conditions = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let types: Vec<String> = conditions(told).iter().map(|one| one.text("type").to_owned()).collect();
    conditions(all).into_iter().filter(|one| !types.iter().any(|told| told == one.text("type"))).collect()
}

/// Adds what a client gave to a status that is told.
pub fn weave(told: &mut Value, given: &Value) {
    for (name, value) in given.as_object().into_iter().flatten() {
        match told.get_mut(name) {
            None => told[name] = value.clone(),
            Some(told @ Value::Object(_)) => weave(told, value),
            Some(told) if name == "conditions" => {
                let others = others_of(value, told);
                if let (Value::Array(told), Value::Array(others)) = (told, others) {
                    told.extend(others);
                }
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_client_adds_is_kept_beside_what_is_told() {
        let told = json!({
            "capacity": {"cpu": "4"}, "allocatable": {"cpu": "4"},
            "conditions": [{"type": "Ready", "status": "True"}], "phase": "Running",
        });
        let given = json!({
            "capacity": {"cpu": "9", "x/y": "3"}, "allocatable": {"cpu": "4"}, "hostIP": "1.2.3.4", "phase": "Failed",
            "conditions": [{"type": "Ready", "status": "False"}, {"type": "Mine", "status": "True"}],
            "volumesInUse": ["v"],
        });
        let rest = untold(Kind::Node, &given, &told).unwrap();
        let expected = json!({
            "capacity": {"x/y": "3"}, "allocatable": {"x/y": "3"}, "volumesInUse": ["v"],
            "conditions": [{"type": "Mine", "status": "True"}],
        });
        assert_eq!(*rest, expected);
        let mut woven = told.clone();
        weave(&mut woven, &rest);
        let expected = json!({
            "capacity": {"cpu": "4", "x/y": "3"}, "allocatable": {"cpu": "4", "x/y": "3"}, "volumesInUse": ["v"],
            "conditions": [{"type": "Ready", "status": "True"}, {"type": "Mine", "status": "True"}], "phase": "Running",
        });
        assert_eq!(woven, expected);
        assert_eq!(untold(Kind::Node, &told, &told), None);
        assert_eq!(untold(Kind::Pod, &json!({"hostIP": "1.2.3.4"}), &json!({})), None);
    }
}
