//! What fields are for, which values they take and which must be there, for people.
//!
//! The text is our own, and short; it is written for what matters to DaemonSets. The values and what is required are
//! those of the OpenAPI document of a 1.36 API server.

mod lookup;

pub use lookup::{about_field, about_type, is_required, values};
