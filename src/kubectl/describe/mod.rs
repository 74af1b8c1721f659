//! What `describe` says of an object; `rollout` prints the same pod templates with their tabs left in.
//!
//! `describer` picks the page of a kind; `pod`, `node` and `small` are pages, `generic` shows any kind field by field;
//! `pod_template`, `containers`, `volumes` and `events` are parts of them, `text` the shapes they share. Everything writes to
//! a `PrefixWriter`: the describers align it, `rollout history` does not.
//!
//! Upstream: `k8s.io/kubectl/pkg/describe`.

pub mod containers;
pub mod describer;
pub mod events;
pub mod generic;
pub mod node;
pub mod pod;
pub mod pod_template;
pub mod small;
pub mod text;
pub mod volumes;
