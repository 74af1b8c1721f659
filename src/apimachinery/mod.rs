//! L0: what every Kubernetes object and component is made of: metadata, labels, selectors, time, chance, errors.

pub mod agenda;
pub mod errors;
pub mod field_error;
pub mod field_set;
pub mod go_value;
pub mod index;
pub mod json;
pub mod labels;
pub mod managed_fields;
pub mod meta;
pub mod quantity;
pub mod quote;
pub mod rand;
pub mod selector;
pub mod shared_queue;
pub mod time;
pub mod unified_diff;
pub mod validation;
pub mod yaml;
