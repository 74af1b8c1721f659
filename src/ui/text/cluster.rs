//! The picture of the cluster: DaemonSets, nodes, pods.

/// What the strategy OnDelete means.
pub const ON_DELETE: &str = "a pod is replaced when you delete it";

/// The slots of a rolling update.
pub const BUDGET: &str = "Update budget";

/// What maxSurge limits.
pub const MAX_SURGE: &str = "How many nodes may have a second pod while the update runs";

/// What maxUnavailable limits.
pub const MAX_UNAVAILABLE: &str = "How many nodes may be without an available pod while the update runs";

/// What a free slot is.
pub const FREE_HINT: &str = "Free: an update may take it";

/// A slot that no node holds.
pub const FREE: &str = "free";

/// The part of the page that shows the cluster.
pub const CLUSTER: &str = "Cluster";

/// Pods that are on no node, for screen readers.
pub const UNPLACED: &str = "Pods without a node";

/// Pods that are on no node.
pub const WITHOUT_NODE: &str = "Without a node";

/// What kubectl does.
pub const KUBECTL_DOES: &str = "Sends what you type, or click, to the API server";

/// The API server.
pub const API_SERVER: &str = "API server";

/// What it does.
pub const API_SERVER_DOES: &str = "Keeps every object and tells whoever watches";

/// The DaemonSet controller.
pub const DS_CONTROLLER: &str = "DaemonSet controller";

/// What it does.
pub const DS_CONTROLLER_DOES: &str = "Makes and deletes pods until each node has what it should";

/// What the scheduler does.
pub const SCHEDULER_DOES: &str = "Binds each pod to its node";

/// The controllers beside.
pub const OTHERS: &str = "other controllers";

/// What they do.
pub const OTHERS_DO: &str = "Node lifecycle, taint eviction, garbage collection, namespaces";

/// The row of the control plane.
pub const CONTROL_PLANE: &str = "Control plane";

/// What its name does.
pub const OPEN_DS: &str = "Light up its pods and open it";

/// The chip of its node selector.
pub const SELECTOR: &str = "Its node selector";

/// What the matrix shows.
pub const MATRIX_HINT: &str = "All nodes against all DaemonSets";

/// Opens the matrix.
pub const MATRIX: &str = "Who runs where";

/// What the progress bar counts.
pub const PROGRESS: &str = "Nodes with an available pod of the newest revision";

/// The counters, for screen readers.
pub const COUNTERS: &str = "Status counters";

/// What DESIRED counts.
pub const DESIRED: &str = "Nodes that should run a pod: status.desiredNumberScheduled";

/// What CURRENT counts.
pub const CURRENT: &str = "Nodes that should run a pod and have one: status.currentNumberScheduled";

/// What READY counts.
pub const READY: &str = "Nodes whose pod is ready: status.numberReady";

/// What UP-TO-DATE counts.
pub const UP_TO_DATE: &str = "Nodes whose pod is of the newest revision: status.updatedNumberScheduled";

/// What AVAILABLE counts.
pub const AVAILABLE: &str = "Nodes whose pod has been ready for minReadySeconds: status.numberAvailable";

/// What the sixth counter counts.
pub const MISSCHEDULED: &str = "Nodes that have a pod and should not: status.numberMisscheduled";

/// The cluster has no DaemonSet.
pub const NO_DS: &str = "No DaemonSet yet";

/// What a DaemonSet is.
pub const NO_DS_HINT: &str =
    "A DaemonSet keeps one pod on every node that matches. Create one and watch where its pods go.";

/// Creates the one that comes with the page.
pub const CREATE_DS: &str = "Create ds-example";

/// Opens its manifest.
pub const READ_MANIFEST: &str = "Read the manifest";

/// The table, for screen readers.
pub const TABLE: &str = "Table of nodes";

/// A column.
pub const NODE: &str = "Node";

/// A column.
pub const STATUS: &str = "Status";

/// A column.
pub const PODS: &str = "Pods";

/// A column.
pub const LABELS: &str = "Labels";

/// Adds a label.
pub const ADD_LABEL: &str = "Add a label";

/// The same where there is room for a word only.
pub const LABEL: &str = "label";

/// Shows or hides labels.
pub const MORE_LABELS: &str = "The other labels, such as those that the kubelet sets";

/// Hides them.
pub const FEWER: &str = "fewer";

/// Behind how many more there are, for screen readers.
pub const OF_LABELS: &str = " labels";

/// Before a label that a selected DaemonSet asks for, for screen readers.
pub const HIT: &str = "asked for: ";

/// How a label is written.
pub const KEY_VALUE: &str = "key=value";

/// What a node's name does.
pub const OPEN_NODE: &str = "Open it: every rule, its pods, its events";

/// No new pods are bound to it.
pub const CORDONED: &str = "Cordoned";

/// A node without pods.
pub const NO_PODS: &str = "No pods here yet";

/// How labels are written.
pub const LABELS_EXAMPLE: &str = "pool=edge disk=ssd";

/// How a taint is written.
pub const TAINT_EXAMPLE: &str = "dedicated=gpu:NoSchedule";

/// Before a number, for screen readers.
pub const REVISION: &str = "revision ";

/// A state of a pod.
pub const PENDING: &str = "Pending";

/// A state of a pod.
pub const SCHEDULED: &str = "Scheduled";

/// A state of a pod.
pub const PULLING: &str = "Pulling image";

/// A state of a pod.
pub const STARTING: &str = "Starting";

/// A state of a pod.
pub const NOT_READY: &str = "Not ready";

/// A state of a pod.
pub const RUNNING: &str = "Running";

/// A state of a pod.
pub const TERMINATING: &str = "Terminating";

/// A state of a pod.
pub const FAILED: &str = "Failed";

/// A state of a pod.
pub const COMPLETED: &str = "Completed";

/// The ribbon, for screen readers.
pub const REVISIONS: &str = "Revisions";

/// What a revision does when it is pressed.
pub const COMPARE_REVISION: &str = "Compare it with another revision";

/// Makes its template the newest.
pub const UNDO_TO: &str = "undo to this";

/// The comparison, for screen readers.
pub const COMPARISON: &str = "Two revisions compared";

/// A revision without its annotation.
pub const NO_CAUSE: &str = "no change cause was recorded";

/// Closes it.
pub const CLOSE_COMPARISON: &str = "Close the comparison";

/// Nothing to compare with.
pub const FIRST_REVISION: &str = "The first revision: there is nothing before it.";

/// Nothing differs.
pub const SAME_TEMPLATES: &str = "The two templates are the same.";

/// The older side.
pub const FROM: &str = "From";

/// The newer side.
pub const TO: &str = "To";

/// The pods that are shown tolerate it.
pub const TOLERATED: &str = "tolerated by these pods";

/// They do not.
pub const NOT_TOLERATED: &str = "not tolerated by these pods";

/// Before a taint, for screen readers.
pub const TAINT: &str = "taint, ";

/// How many are not listed.
pub fn more(count: impl std::fmt::Display) -> String {
    format!("and {count} more")
}

/// The slots that a field of the strategy gives.
pub fn slots_of(field: &str) -> String {
    format!("Slots of {field}")
}

/// The header of a DaemonSet.
pub fn daemon_set(name: &str) -> String {
    format!("DaemonSet {name}")
}

/// The state of a pod and its revision.
pub fn with_revision(state: &str, number: impl std::fmt::Display) -> String {
    format!("{state} (revision {number})")
}

/// A node's labels, for screen readers.
pub fn labels_of(node: &str) -> String {
    format!("Labels of {node}")
}

/// Adds a label, for screen readers.
pub fn add_label_to(node: &str) -> String {
    format!("Add a label to {node}")
}

/// What a click on a label does.
pub fn change_label(label: &str) -> String {
    format!("{label}: change it")
}

/// Removes a label.
pub fn remove_label(key: &str) -> String {
    format!("Remove label {key}")
}

/// Where a label is written.
pub fn write_label(node: &str) -> String {
    format!("Label of {node}: key=value, then Enter")
}

/// The card of a node.
pub fn node(name: &str) -> String {
    format!("Node {name}")
}

/// The pods of a node.
pub fn pods_on(node: &str) -> String {
    format!("Pods on {node}")
}

/// The revision of a pod.
pub fn made_from(number: impl std::fmt::Display) -> String {
    format!("Made from revision {number}")
}

/// A pod in a few words.
pub fn pod(name: &str, status: &str, ready: &str, restarts: impl std::fmt::Display) -> String {
    format!("{name}: {status}, {ready} ready, {restarts} restarts")
}

/// Behind what is done with a revision, for screen readers.
pub fn of_revision(number: impl std::fmt::Display) -> String {
    format!(" revision {number}")
}

/// How many pods.
pub fn num_pods(count: u32) -> String {
    match count {
        1 => "1 pod".to_owned(),
        count => format!("{count} pods"),
    }
}

/// The choice of one side, for screen readers.
pub fn side_revision(side: &str) -> String {
    format!("{side} revision")
}

/// A node's taints, for screen readers.
pub fn taints_of(node: &str) -> String {
    format!("Taints of {node}")
}

/// Removes a taint.
pub fn remove_taint(key: &str) -> String {
    format!("Remove taint {key}")
}

/// Where a taint is written.
pub fn write_taint(node: &str) -> String {
    format!("Taint of {node}: key=value:Effect, then Enter")
}
