//! What `describe` says of an object; `rollout` prints the same pod templates with their tabs left in.
//!
//! Everything writes to a `PrefixWriter`: the describers align it, `rollout history` does not.
//!
//! Upstream: `k8s.io/kubectl/pkg/describe`.

pub mod containers;
pub mod pod_template;
pub mod text;
pub mod volumes;
