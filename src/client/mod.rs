//! L3: what a component uses to talk to the API server: informers, work queues, expectations, event recorder.
//!
//! Writes happen at once; what a component sees comes through its informer after the delay of its link. A component's
//! knowledge is therefore always a little old, as it is in a real cluster.

pub mod component;
pub mod expectations;
pub mod heartbeat;
pub mod informer;
pub mod pods_by_node;
pub mod recorder;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod testing;
pub mod trace;
pub mod work_queue;
