//! L4: the kubelets of all nodes, one component.
//!
//! Read in this order: how long things take (`config`), images (`image_store`, `image_name`), what can go wrong (`faults`), a pod on its node
//! (`worker`), how its status is told (`status`), what moves it from stage to stage (`machine`, `images`, `restarts`,
//! `probes`, `termination`), which pods a kubelet does not take, ends for others or evicts (`admission`, `preemption`, `pressure`), nodes that join,
//! stop and come back (`nodes`), what people do to all of it (`meddling`), and the component (`kubelets`).

mod admission;
pub mod config;
pub mod faults;
mod image_name;
mod image_store;
pub mod kubelets;
mod machine;
mod meddling;
mod nodes;
mod preemption;
mod pressure;
mod probes;
mod restarts;
mod status;
mod termination;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod words;
pub mod worker;
