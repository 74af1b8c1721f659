//! L4: the controllers of kube-controller-manager.

pub mod daemon;
pub mod garbage_collector;
pub mod namespace;
