//! What the API server fills in when a field is left out, and what it takes away because its feature is off.
//!
//! Works in place on canonical JSON. Defaulting twice changes nothing more, which patches rely on: the server defaults
//! stored objects again whenever it reads them.
//!
//! Deliberately absent: kinds the cluster does not hold. Volume kinds that left Kubernetes years ago are defaulted all
//! the same, since the template hash shows them.
//!
//! Upstream: `pkg/apis/core/v1/defaults.go`, `pkg/apis/apps/v1/defaults.go`, their `zz_generated.defaults.go`, and the
//! conversions beside them where a round trip changes what is stored.

mod app_armor;
mod container;
mod daemon_set;
mod disabled;
mod edit;
mod image;
mod node;
mod pod;
mod pod_spec;
mod resources;
mod volume;

pub use app_armor::app_armor_fields;
pub use daemon_set::{daemon_set, pod_template};
pub use disabled::drop_disabled_fields;
pub use image::image_tag;
pub use node::{namespace, node};
pub(crate) use pod::aggregate;
pub use pod::pod;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
