//! The session's objects as YAML documents.

use serde_json::Value;

use crate::apimachinery::yaml;
use crate::playground::exchange::objects;
use crate::playground::session::session::Session;

/// What a person made, to be applied to any cluster.
pub fn manifests(session: &Session) -> String {
    documents(&objects::manifests(session))
}

/// The nodes, then what a person made. Opened here it becomes the same cluster again.
pub fn cluster(session: &Session) -> String {
    let mut values = objects::nodes(session);
    values.extend(objects::manifests(session));
    documents(&values)
}

pub(super) fn documents(values: &[Value]) -> String {
    let documents: Vec<String> = values.iter().map(yaml::print).collect();
    documents.join("---\n")
}
