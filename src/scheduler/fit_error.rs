//! The sentence for a pod that fits nowhere: `0/3 nodes are available: 1 Insufficient cpu, 2 …`.
//!
//! Upstream: `pkg/scheduler/framework/types.go`, `FitError.Error`.

use std::collections::BTreeMap;

use crate::scheduler::filter::Rejection;

/// What was found against the nodes, counted.
#[derive(Clone, Debug, Default)]
pub(super) struct FitError {
    /// How many nodes there are.
    pub num_all_nodes: u64,
    reasons: BTreeMap<&'static str, u64>,
    num_counted: u64,
}

impl FitError {
    /// Nothing found yet, of so many nodes.
    pub fn of(num_all_nodes: u64) -> FitError {
        FitError { num_all_nodes, ..FitError::default() }
    }

    /// Counts the reasons against one node.
    pub fn count(&mut self, rejection: Rejection) {
        self.num_counted += 1;
        for reason in rejection.reasons() {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    /// Counts one reason in other words against one node.
    pub fn count_text(&mut self, reason: &'static str) {
        self.num_counted += 1;
        *self.reasons.entry(reason).or_default() += 1;
    }

    /// Gives all nodes that were not counted one reason.
    pub fn count_others(&mut self, reason: &'static str) {
        if self.num_counted < self.num_all_nodes {
            *self.reasons.entry(reason).or_default() += self.num_all_nodes - self.num_counted;
            self.num_counted = self.num_all_nodes;
        }
    }

    /// The sentence. The reasons are sorted as text, count first, as upstream does it.
    pub fn message(&self) -> String {
        let mut reasons: Vec<String> =
            self.reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        reasons.sort();
        let mut message = format!("0/{} nodes are available:", self.num_all_nodes);
        if !reasons.is_empty() {
            message.push(' ');
            message.push_str(&reasons.join(", "));
            message.push('.');
        }
        message
    }
}
