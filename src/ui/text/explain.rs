//! Why here and why not there: the inspector, the matrix, the rules.

/// A difference, for screen readers.
pub const DIFFERENCE: &str = "Difference";

/// Closes it.
pub const CLOSE_INSPECTOR: &str = "Close the inspector";

/// Its tabs.
pub const SIDES: &str = "Sides of the object";

/// The object is there no more.
pub const GONE: &str = "It is gone";

/// What can be done about it.
pub const GONE_HINT: &str = "The object is not in the cluster any more. Go back in time to see it.";

/// Its owners and its node.
pub const OWNERS: &str = "Owned by and on";

/// The rules of a node.
pub const WHY: &str = "Why here, why not";

/// The rules of a pod.
pub const WHY_HERE: &str = "Why here";

/// The pods on a node.
pub const PODS: &str = "Pods";

/// What it owns.
pub const OWNS: &str = "Owns";

/// Its events.
pub const EVENTS: &str = "Events";

/// It has none.
pub const NO_EVENTS: &str = "Nobody has told anything about it in the last hour.";

/// A tab.
pub const OVERVIEW: &str = "Overview";

/// A tab.
pub const DESCRIBE: &str = "Describe";

/// Shows all nodes.
pub const ALL_NODES: &str = "All nodes";

/// Shows those with a pod.
pub const WITH_POD: &str = "With a pod";

/// Shows those without.
pub const KEPT_AWAY: &str = "Kept away";

/// Shows those where something is wrong.
pub const AMISS: &str = "Amiss";

/// The title of the matrix.
pub const MATRIX: &str = "Who runs where";

/// What can be searched for.
pub const FILTER_EXAMPLE: &str = "Name, or label=value";

/// The search field.
pub const FILTER: &str = "Filter nodes by name or label";

/// The choice of nodes.
pub const WHICH: &str = "Which nodes";

/// Closes it.
pub const CLOSE_MATRIX: &str = "Close the matrix";

/// The table.
pub const CELLS: &str = "Nodes and DaemonSets";

/// Nothing gets through the filter.
pub const NO_NODE: &str = "No node is like that.";

/// What a cell does.
pub const CELL_HINT: &str = "Choose a cell to see every rule that decided it.";

/// The first column.
pub const NODE: &str = "Node";

/// A rule lets the pod on the node.
pub const PASSES: &str = "passes";

/// It keeps it away.
pub const FAILS: &str = "fails";

/// It has no say.
pub const IGNORED: &str = "does not count";

/// What an automatic toleration is.
pub const AUTOMATIC_HINT: &str = "A toleration that the DaemonSet controller adds to every pod";

/// A toleration that nobody wrote.
pub const AUTOMATIC: &str = "automatic";

/// A pod is there and should be.
pub const RUNS: &str = "runs here";

/// A pod should be there.
pub const MISSING: &str = "pod on its way";

/// A pod is there, should not be, and stays.
pub const STAYS: &str = "misscheduled";

/// A pod has to go.
pub const LEAVES: &str = "has to go";

/// None is there, none should be.
pub const ABSENT: &str = "not here";

/// The inspector of an object.
pub fn inspector(reference: &str) -> String {
    format!("Inspector: {reference}")
}

/// How many are not listed.
pub fn more(count: usize) -> String {
    format!("and {count} more")
}

/// How many nodes are shown.
pub fn rows(shown: u32, all: u32) -> String {
    format!("{shown} of {all}")
}

/// A cell in words.
pub fn cell(daemon_set: &str, node: &str, outcome: &str, state: &str) -> String {
    format!("{daemon_set} on {node}: {outcome}, {state}")
}

/// The rules of a DaemonSet on a node.
pub fn rules(daemon_set: &str, node: &str) -> String {
    format!("Rules for {daemon_set} on {node}")
}
