//! L1: the objects of the cluster, their schema, defaults, validation and the template hash.
//!
//! An object is held twice over: as canonical JSON where every field must survive, and as a typed reading of what
//! the cluster acts upon. The JSON of a pod template is shared by all of its pods.

pub mod controller_revision;
pub mod daemon_set;
pub mod defaults;
pub mod docs;
pub mod event;
pub(crate) mod fields;
pub mod hash;
pub mod kind;
pub mod node;
pub mod object;
pub mod pod;
mod pod_granted;
pub mod pod_spec;
pub mod scheduling;
pub mod schema;
mod status_given;
pub mod validation;
pub mod well_known;
