//! What is on its way between the parts of the cluster at one moment.

use std::rc::Rc;

/// A part of the cluster that requests and notifications go between.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// The person's kubectl.
    Kubectl,
    /// The API server.
    ApiServer,
    /// The DaemonSet controller.
    DaemonSetController,
    /// The scheduler.
    Scheduler,
    /// Another controller.
    OtherController,
    /// The kubelet of a node.
    Node(Rc<str>),
}

/// What goes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freight {
    /// A notification of a watch.
    Notification,
    /// A request that makes something.
    Creation,
    /// A request that changes something.
    Change,
    /// A request that takes something away.
    Deletion,
}

/// Something on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flight {
    /// Where it came from.
    pub from: Stop,
    /// Where it goes.
    pub to: Stop,
    /// What it is.
    pub freight: Freight,
    /// How far it is, in thousandths.
    pub share: u32,
}
