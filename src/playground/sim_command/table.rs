//! The commands.

use crate::playground::sim_command::call::{Arg, Flag, Needs, SimCommand, Takes};
use crate::playground::sim_command::{containers, help, images, nodes, status};

pub(super) static NAMESPACE: Flag =
    Flag { name: "namespace", short: 'n', value: "namespace", about: "where the pods and DaemonSets are" };
pub(super) static CONTAINER: Flag =
    Flag { name: "container", short: 'c', value: "container", about: "this container alone" };
pub(super) static ALWAYS: Flag =
    Flag { name: "always", short: 'a', value: "", about: "again after every start, until sim mend-crash" };
pub(super) static EXIT_CODE: Flag =
    Flag { name: "exit-code", short: 'e', value: "number", about: "how it ends; 1 where none is given" };
pub(super) static TAINT: Flag = Flag {
    name: "taint",
    short: 't',
    value: "taint",
    about: "KEY=VALUE:EFFECT or KEY:EFFECT; may be repeated",
};

const fn one(name: &'static str, takes: Takes) -> Arg {
    Arg { takes, name, needs: Needs::One }
}

const fn some(name: &'static str, takes: Takes) -> Arg {
    Arg { takes, name, needs: Needs::Some }
}

const fn maybe(name: &'static str, takes: Takes) -> Arg {
    Arg { takes, name, needs: Needs::AtMostOne }
}

const NODES: &[Arg] = &[some("NODE", Takes::Node)];
const IMAGES: &[Arg] = &[some("IMAGE", Takes::Image)];
const CONTAINERS: &[Arg] = &[some("TARGET", Takes::Containers)];
const LABELS: Arg = Arg { takes: Takes::Label, name: "KEY=VALUE", needs: Needs::Any };
const PROBES: &[&str] = &["readiness", "liveness", "startup"];
const PRESSURES: &[&str] = &["memory", "disk", "pid", "network"];

/// Where a heading stands in the list of `sim help`, by the command it stands before.
pub(super) static HEADINGS: [(&str, &str); 4] = [
    ("add-node", "Nodes and machines"),
    ("break-image", "Images"),
    ("fail-probe", "Pods and their containers"),
    ("profile", "The whole"),
];

pub(super) static COMMANDS: [SimCommand; 26] = [
    SimCommand {
        name: "add-node",
        args: &[one("NAME", Takes::Name), LABELS],
        flags: &[&TAINT],
        about: "A node joins and is Ready",
        more: "A machine that was removed may come back under its old name, as a new one with no images.",
        run: nodes::add_node,
    },
    SimCommand {
        name: "add-nodes",
        args: &[one("COUNT", Takes::Count), one("PREFIX", Takes::Name), LABELS],
        flags: &[&TAINT],
        about: "Nodes PREFIX-1, PREFIX-2, … join",
        more: "Numbers that are taken are passed over.",
        run: nodes::add_nodes,
    },
    SimCommand {
        name: "remove-node",
        args: NODES,
        flags: &[],
        about: "A node's machine is taken away for good, and its Node with it",
        more: "As an autoscaler does. Pods on it are collected once nobody knows their node. (`kubectl delete node` takes\nthe Node alone: the machine runs on, and registers again when its kubelet is started anew.)",
        run: nodes::remove_nodes,
    },
    SimCommand {
        name: "stop-kubelet",
        args: NODES,
        flags: &[],
        about: "A machine dies: its kubelet falls silent, nothing on it runs",
        more: "The control plane learns of it when no lease was renewed for 50 seconds. sim start-kubelet starts it.",
        run: nodes::stop_kubelets,
    },
    SimCommand {
        name: "start-kubelet",
        args: NODES,
        flags: &[],
        about: "A machine is started again; its kubelet is back in some seconds",
        more: "Its containers start anew. Pods that were deleted meanwhile go.",
        run: nodes::start_kubelets,
    },
    SimCommand {
        name: "cut-node",
        args: NODES,
        flags: &[],
        about: "A node is cut from the network: its kubelet falls silent, its containers run on",
        more: "sim mend-node mends it.",
        run: nodes::cut_nodes,
    },
    SimCommand {
        name: "break-runtime",
        args: NODES,
        flags: &[],
        about: "A node's container runtime stops: its kubelet says NotReady, its containers run on",
        more: "Its kubelet begins and ends no pod meanwhile. sim mend-node mends it.",
        run: nodes::break_runtimes,
    },
    SimCommand {
        name: "mend-node",
        args: NODES,
        flags: &[],
        about: "A node's network or runtime is mended, its pressures end, its filling goes",
        more: "A machine that is dead stays so; sim start-kubelet starts it.",
        run: nodes::mend_nodes,
    },
    SimCommand {
        name: "pressure",
        args: &[one("NODE", Takes::Node), one("KIND", Takes::Word(PRESSURES))],
        flags: &[],
        about: "A node runs out of memory, disk or process ids, or has no network route",
        more: "Its condition (MemoryPressure, DiskPressure, PIDPressure, NetworkUnavailable) becomes True, a taint follows.\nUnder the first three the kubelet evicts a pod every ten seconds and turns some or all new ones away.",
        run: nodes::press,
    },
    SimCommand {
        name: "relieve",
        args: &[one("NODE", Takes::Node), maybe("KIND", Takes::Word(PRESSURES))],
        flags: &[],
        about: "A node's pressure ends: one kind of it, or all",
        more: "Realistic kubelets take their condition back five minutes later.",
        run: nodes::relieve,
    },
    SimCommand {
        name: "fill-node",
        args: &[one("NODE", Takes::Node), maybe("WHAT", Takes::Word(&["requests", "pods"]))],
        flags: &[],
        about: "A node fills up: pods of kube-system request all that is left of it",
        more: "requests: one pod takes what CPU and memory is left, so that no pod that requests any fits.\npods: pods take every place there is for pods, so that not even one without requests fits.",
        run: nodes::fill,
    },
    SimCommand {
        name: "empty-node",
        args: NODES,
        flags: &[],
        about: "What sim fill-node filled a node with goes",
        more: "",
        run: nodes::empty,
    },
    SimCommand {
        name: "break-image",
        args: IMAGES,
        flags: &[],
        about: "An image cannot be pulled from now on: ErrImagePull",
        more: "Nodes that have it already start containers from it, unless the pull policy is Always.",
        run: images::break_images,
    },
    SimCommand {
        name: "slow-image",
        args: &[one("IMAGE", Takes::Image), maybe("SLOWNESS", Takes::Slowness)],
        flags: &[],
        about: "An image takes longer to pull: 10x as long, 90s, 5m",
        more: "A factor multiplies the usual time, a time takes its place. Without either: 10x.\nInstant kubelets have every image at once; with them a time counts and a factor does not.",
        run: images::slow_image,
    },
    SimCommand {
        name: "mend-image",
        args: IMAGES,
        flags: &[],
        about: "An image can be pulled again, in its usual time",
        more: "Pods that wait out a back-off try again when that is over.",
        run: images::mend_images,
    },
    SimCommand {
        name: "fail-probe",
        args: &[one("PROBE", Takes::Word(PROBES)), some("TARGET", Takes::Containers)],
        flags: &[&CONTAINER, &NAMESPACE],
        about: "A probe fails from now on: readiness, liveness or startup",
        more: "Of containers that have such a probe. Probes succeed unless they are told to fail.",
        run: containers::fail_probe,
    },
    SimCommand {
        name: "mend-probe",
        args: &[one("PROBE", Takes::Word(PROBES)), some("TARGET", Takes::Containers)],
        flags: &[&CONTAINER, &NAMESPACE],
        about: "A probe succeeds again",
        more: "",
        run: containers::mend_probe,
    },
    SimCommand {
        name: "crash",
        args: CONTAINERS,
        flags: &[&ALWAYS, &CONTAINER, &EXIT_CODE, &NAMESPACE],
        about: "A container crashes, once or after every start",
        more: "Once: the container named by -c, or the pod's first. --always: every container, or the one named by -c.",
        run: containers::crash,
    },
    SimCommand {
        name: "mend-crash",
        args: CONTAINERS,
        flags: &[&CONTAINER, &NAMESPACE],
        about: "Containers run on again that sim crash --always let crash",
        more: "They start when their back-off is over.",
        run: containers::mend_crash,
    },
    SimCommand {
        name: "ignore-sigterm",
        args: CONTAINERS,
        flags: &[&CONTAINER, &NAMESPACE],
        about: "Containers do not listen to SIGTERM: deleting their pod takes its whole grace period",
        more: "",
        run: containers::ignore_sigterm,
    },
    SimCommand {
        name: "heed-sigterm",
        args: CONTAINERS,
        flags: &[&CONTAINER, &NAMESPACE],
        about: "Containers listen to SIGTERM again",
        more: "",
        run: containers::heed_sigterm,
    },
    SimCommand {
        name: "evict",
        args: &[some("POD", Takes::Pods)],
        flags: &[&NAMESPACE],
        about: "A node's kubelet evicts a pod for want of memory",
        more: "The pod fails; what owns it makes another.",
        run: containers::evict,
    },
    SimCommand {
        name: "profile",
        args: &[maybe("PROFILE", Takes::Word(&["instant", "realistic"]))],
        flags: &[],
        about: "How kubelets behave: instant, or realistic with pulls, start-up and grace periods",
        more: "Without an argument it says how they do.",
        run: status::profile,
    },
    SimCommand {
        name: "status",
        args: &[],
        flags: &[],
        about: "The faults in force, and the line that mends each",
        more: "",
        run: status::status,
    },
    SimCommand {
        name: "mend-all",
        args: &[],
        flags: &[],
        about: "Every fault is mended and every machine started",
        more: "",
        run: status::mend_all,
    },
    SimCommand {
        name: "help",
        args: &[maybe("COMMAND", Takes::Name)],
        flags: &[],
        about: "This list, or a command's own help",
        more: "",
        run: help::run,
    },
];

/// The command of that name.
pub(super) fn find(name: &str) -> Option<&'static SimCommand> {
    COMMANDS.iter().find(|command| command.name == name)
}
