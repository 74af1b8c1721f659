//! The help sheet.

/// Keys and what they do.
pub const KEYS: [(&str, &str); 15] = [
    ("?", "this sheet"),
    ("`", "go to the terminal"),
    ("Esc", "let go of what is lit, close what is open"),
    ("Ctrl-Space", "in the editor: what could stand here"),
    ("Space", "play or pause, outside of inputs"),
    (".", "step to the next occurrence"),
    (",", "back to what happened before"),
    ("Ctrl-Z Ctrl-Y", "take a command back, give it again"),
    ("< >", "slower, faster"),
    ("↑ ↓", "earlier and later commands"),
    ("Tab", "complete; on an empty line it moves on"),
    ("Ctrl-R", "search earlier commands"),
    ("Ctrl-A E U K W Y L C", "as in any shell"),
    ("← → ↑ ↓ Enter", "on a line between panes: move it, fold"),
    ("+ − 0 Enter", "on the map: zoom, show all, select"),
];

/// How pods are drawn, and what lights up.
pub const PODS_HINT: &str = "A pod's colour is the revision it was made from; its shape is what it is doing. \
                            Choose a pod, a node, a revision, a counter or an event to light up what it touches.";

/// What controls do.
pub const CONTROLS_HINT: &str = "Every control issues the kubectl line that does the same, and the terminal shows it. \
                            The cluster is simulated in this tab and behaves as Kubernetes 1.36 does.";

/// Its title.
pub const TITLE: &str = "How to read it, how to drive it";

/// A heading.
pub const PODS: &str = "Pods";

/// A heading.
pub const KEYS_TITLE: &str = "Keys";
