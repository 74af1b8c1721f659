//! L4: the controllers of kube-controller-manager.

pub mod daemon;
