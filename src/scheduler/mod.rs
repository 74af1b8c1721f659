//! L4: kube-scheduler: binds each pod to a node, one pod at a time.
//!
//! Read in this order: what the scheduler knows of a node (`node_info`), the rules (`filter`), the sentence for a pod
//! that fits nowhere (`fit_error`), the queue, what wakes who waits in it (`hints`), preemption, and the component that ties them together.

pub mod filter;
mod fit_error;
mod hints;
mod node_info;
mod preemption;
mod queue;
#[allow(clippy::module_inception)]
pub mod scheduler;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
