//! A DaemonSet.
//!
//! Upstream: `k8s.io/api/apps/v1/types.go`.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::api::pod_spec::PodTemplateSpec;
use crate::apimachinery::selector::Selector;

/// A number of nodes, or a share of the desired ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntOrPercent {
    /// So many.
    Int(i64),
    /// So many in a hundred.
    Percent(i64),
}

impl IntOrPercent {
    /// Reads an `IntOrString` in canonical JSON.
    pub fn from_value(value: &Value) -> IntOrPercent {
        let percent =
            value.as_str().and_then(|text| text.strip_suffix('%')).and_then(|text| text.parse().ok());
        percent.map_or_else(|| IntOrPercent::Int(value.as_i64().unwrap_or_default()), IntOrPercent::Percent)
    }

    /// How many that is of `total`, rounded up.
    ///
    /// Upstream: `intstr.GetScaledValueFromIntOrPercent(…, roundUp=true)`.
    pub fn scaled_up(self, total: i64) -> i64 {
        match self {
            IntOrPercent::Int(number) => number,
            IntOrPercent::Percent(percent) => {
                (percent * total).div_euclid(100) + i64::from(percent * total % 100 != 0)
            }
        }
    }

    /// As it was written: `1` or `10%`.
    pub fn format(self) -> String {
        match self {
            IntOrPercent::Int(number) => number.to_string(),
            IntOrPercent::Percent(percent) => format!("{percent}%"),
        }
    }
}

/// How pods are replaced after a change of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateStrategy {
    /// Each when somebody deletes it.
    OnDelete,
    /// By the controller, within a budget.
    RollingUpdate {
        /// How many nodes may be without an available pod.
        max_unavailable: IntOrPercent,
        /// How many nodes may have a second pod.
        max_surge: IntOrPercent,
    },
}

/// What a DaemonSet is asked to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaemonSetSpec {
    /// The whole spec in canonical JSON.
    pub value: Rc<Value>,
    /// Which pods are its own.
    pub selector: Selector,
    /// What its pods are like.
    pub template: Rc<PodTemplateSpec>,
    /// How they are replaced.
    pub update_strategy: UpdateStrategy,
    /// For how many seconds a pod must be ready to be available.
    pub min_ready_seconds: i64,
    /// How many old revisions are kept.
    pub revision_history_limit: i64,
}

impl DaemonSetSpec {
    /// Reads a spec in canonical JSON; `old` is the spec it replaces, whose template is kept where nothing differs.
    pub fn from_value(value: Rc<Value>, old: Option<&DaemonSetSpec>) -> DaemonSetSpec {
        let template = value.get("template").cloned().unwrap_or_else(|| json!({}));
        let kept = old.filter(|old| *old.template.value == template).map(|old| old.template.clone());
        let strategy = value.get("updateStrategy");
        let rolling = |key: &str, default: i64| {
            let written = strategy.and_then(|s| s.get("rollingUpdate")).and_then(|rolling| rolling.get(key));
            written.map_or(IntOrPercent::Int(default), IntOrPercent::from_value)
        };
        let number = |key: &str, default: i64| value.get(key).and_then(Value::as_i64).unwrap_or(default);
        let is_on_delete = strategy.and_then(|s| s.get("type")).and_then(Value::as_str) == Some("OnDelete");
        DaemonSetSpec {
            selector: Selector::from_label_selector(value.get("selector")),
            template: kept.unwrap_or_else(|| Rc::new(PodTemplateSpec::from_value(Rc::new(template)))),
            update_strategy: if is_on_delete {
                UpdateStrategy::OnDelete
            } else {
                UpdateStrategy::RollingUpdate {
                    max_unavailable: rolling("maxUnavailable", 1),
                    max_surge: rolling("maxSurge", 0),
                }
            },
            min_ready_seconds: number("minReadySeconds", 0),
            revision_history_limit: number("revisionHistoryLimit", 10),
            value,
        }
    }
}

/// How a DaemonSet fares, in numbers of nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaemonSetStatus {
    /// Nodes that should run a pod and do.
    pub current_number_scheduled: i64,
    /// Nodes that should not run a pod and do.
    pub number_misscheduled: i64,
    /// Nodes that should run a pod.
    pub desired_number_scheduled: i64,
    /// Nodes that should, with a ready pod.
    pub number_ready: i64,
    /// The generation the controller has acted upon; 0 before the first.
    pub observed_generation: i64,
    /// Nodes that should, with a pod of the newest template.
    pub updated_number_scheduled: i64,
    /// Nodes that should, with an available pod.
    pub number_available: i64,
    /// Nodes that should, without an available pod.
    pub number_unavailable: i64,
    /// How often a revision's name was taken.
    pub collision_count: Option<i32>,
}

impl DaemonSetStatus {
    /// Reads the numbers of a status in canonical JSON.
    pub fn from_value(status: &Value) -> DaemonSetStatus {
        let maybe = |key: &str| status.get(key).and_then(Value::as_i64);
        let number = |key: &str| maybe(key).unwrap_or_default();
        DaemonSetStatus {
            current_number_scheduled: number("currentNumberScheduled"),
            number_misscheduled: number("numberMisscheduled"),
            desired_number_scheduled: number("desiredNumberScheduled"),
            number_ready: number("numberReady"),
            observed_generation: number("observedGeneration"),
            updated_number_scheduled: number("updatedNumberScheduled"),
            number_available: number("numberAvailable"),
            number_unavailable: number("numberUnavailable"),
            collision_count: maybe("collisionCount").and_then(|count| i32::try_from(count).ok()),
        }
    }

    /// The status as JSON.
    pub fn to_value(self) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, number: i64, always: bool| {
            if always || number != 0 {
                map.insert(key.to_owned(), number.into());
            }
        };
        put("currentNumberScheduled", self.current_number_scheduled, true);
        put("desiredNumberScheduled", self.desired_number_scheduled, true);
        put("numberMisscheduled", self.number_misscheduled, true);
        put("numberReady", self.number_ready, true);
        put("observedGeneration", self.observed_generation, false);
        put("updatedNumberScheduled", self.updated_number_scheduled, false);
        put("numberAvailable", self.number_available, false);
        put("numberUnavailable", self.number_unavailable, false);
        if let Some(count) = self.collision_count {
            put("collisionCount", count.into(), true);
        }
        Value::Object(map)
    }
}

/// A DaemonSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaemonSet {
    /// What it is asked to be.
    pub spec: Rc<DaemonSetSpec>,
    /// How it fares.
    pub status: DaemonSetStatus,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_round_up() {
        for (value, total, expected) in [
            (json!("10%"), 15, 2),
            (json!("50%"), 4, 2),
            (json!("1%"), 4, 1),
            (json!("0%"), 4, 0),
            (json!(3), 9, 3),
        ] {
            assert_eq!(IntOrPercent::from_value(&value).scaled_up(total), expected, "{value} of {total}");
        }
    }
}
