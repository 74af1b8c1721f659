//! How answers are laid out: aligned columns, and the small languages in which a person says what to print.
//!
//! Everything here is a function of `serde_json::Value` and text; nothing knows of a cluster.

pub mod base64;
pub mod custom_columns;
pub mod diff;
pub mod go_template;
pub mod go_value;
pub mod jsonpath;
pub mod kyaml;
pub mod prefix_writer;
pub mod sort_by;
pub mod tabwriter;
