//! L4: the controllers of kube-controller-manager.

pub mod daemon;
pub mod garbage_collector;
pub mod namespace;
pub mod node_lifecycle;
pub mod pod_gc;
pub mod taint_eviction;
