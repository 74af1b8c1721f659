//! The controls of nodes, pods and DaemonSets. Each issues a line; what the line does stands in a few words beside it.

/// What a control is called, what it does, and its line. `{}` stands for the name.
pub type Control = (&'static str, &'static str, &'static str);

/// Where pods may go.
pub const PLACING: &str = "Placing pods";
/// What machines suffer.
pub const FAULTS: &str = "Faults";
/// Looking, and taking away.
pub const NODE: &str = "The node";

/// A node that takes new pods.
pub const CORDON: Control = ("Cordon", "no new pods, except a DaemonSet's", "kubectl cordon {}");
/// A node that takes none.
pub const UNCORDON: Control = ("Uncordon", "new pods may come again", "kubectl uncordon {}");
/// Empties a node.
pub const DRAIN: Control = (
    "Drain",
    "its pods go, a DaemonSet's stay",
    "kubectl drain {} --ignore-daemonsets --delete-emptydir-data --force",
);
/// Writes a taint.
pub const TAINT: (&str, &str) = ("Add a taint…", "keeps pods away that do not tolerate it");
/// What can befall a node.
pub const NODE_FAULTS: [Control; 6] = [
    ("Stop the kubelet", "the machine dies", "sim stop-kubelet {}"),
    ("Start the kubelet", "the machine comes back", "sim start-kubelet {}"),
    ("Cut the network", "its containers run on unseen", "sim cut-node {}"),
    ("Run out of memory", "it evicts pods and is tainted", "sim pressure {} memory"),
    ("Fill it up", "no pod that requests anything fits", "sim fill-node {}"),
    ("Mend it", "network, pressure and filling", "sim mend-node {}"),
];
/// Prints everything about it.
pub const DESCRIBE: Control =
    ("Describe", "everything about it, in the terminal", "kubectl describe node {}");
/// Takes it away.
pub const REMOVE: Control = ("Remove", "the machine is taken away for good", "sim remove-node {}");

/// What can befall a pod.
pub const POD_FAULTS: [Control; 6] = [
    ("Crash", "it ends with an error once", "sim crash {}"),
    ("Keep crashing", "after every start", "sim crash {} --always"),
    ("Fail readiness", "where it has such a probe", "sim fail-probe readiness {}"),
    ("Evict", "as for want of memory", "sim evict {}"),
    ("Mend", "it runs on after its back-off", "sim mend-crash {}"),
    ("Delete", "its DaemonSet makes another", "kubectl delete pod {} --wait=false"),
];
/// The pod's controls, for screen readers.
pub const POD_CONTROLS: &str = "What can befall the pod";

/// The menu of a node.
pub fn actions_for(name: &str) -> String {
    format!("Actions for {name}")
}

/// The nodes' bar.
pub const NODES: &str = "Nodes";
/// Adds nodes.
pub const ADD_NODES: &str = "Add nodes";
/// How many.
pub const COUNT: &str = "How many";
/// What they are called; a number is put behind where there are several.
pub const NAME: &str = "Name";
/// Labels.
pub const LABELS: &str = "Labels";
/// Taint.
pub const TAINT_FIELD: &str = "Taint";
/// The line that the form makes.
pub const WILL_RUN: &str = "Runs";
/// Does it.
pub const ADD: &str = "Add";
/// Every fault is mended.
pub const MEND_ALL: Control = ("Mend everything", "", "sim mend-all");
/// How large nodes are drawn.
pub const SCALE: &str = "Size of the nodes";
/// Smaller.
pub const SMALLER: &str = "Smaller nodes";
/// Larger.
pub const LARGER: &str = "Larger nodes";
/// The cells of the map are put together by a label.
pub const GROUP_BY: &str = "Group by";
/// They are not.
pub const NO_GROUPS: &str = "nothing";

/// A DaemonSet's controls.
pub const CHANGE: &str = "Change it";
/// The image of its containers.
pub const IMAGE: &str = "Image";
/// How pods are replaced.
pub const STRATEGY: &str = "Replacing pods";
/// All pods are replaced.
pub const RESTART: &str = "Restart all pods";
/// It is deleted.
pub const DELETE_DS: &str = "Delete the DaemonSet";
/// Takes what was written.
pub const SET: &str = "Set";
