//! The revisions of a DaemonSet as a client finds them.
//!
//! Upstream: `k8s.io/kubectl/pkg/polymorphichelpers/history.go` (`daemonSetHistory`, `applyDaemonSetHistory`).

use std::rc::Rc;

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::schema;
use crate::apiserver::patch::strategic_merge;
use crate::apiserver::server::ApiServer;
use crate::kubectl::errors::Failure;
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// A revision: its number, and the object that holds it.
pub type Revision = (i64, Rc<Object>);

/// The revisions that a DaemonSet controls, oldest first; of two with one number the later found counts.
pub fn revisions(owner: &Object, api: &ApiServer) -> Vec<Revision> {
    let Some(daemon_set) = owner.as_daemon_set() else { return Vec::new() };
    let mut revisions: Vec<Revision> = Vec::new();
    for object in api.list(Kind::ControllerRevision, &owner.meta.namespace) {
        let Body::ControllerRevision(revision) = &object.body else { continue };
        if object.meta.is_controlled_by(owner.meta.uid)
            && daemon_set.spec.selector.matches(&object.meta.labels)
        {
            let number = revision.revision;
            revisions.push((number, object));
        }
    }
    revisions.sort_by_key(|(number, _)| *number);
    revisions
}

/// The patch inside of a revision.
pub fn data(revision: &Object) -> Value {
    revision.as_controller_revision().map(|revision| (*revision.data).clone()).unwrap_or_default()
}

/// The owner as it was at a revision.
///
/// Errors: where the revision holds no patch that fits.
pub fn applied(owner: &Object, revision: &Object) -> Result<Value, Failure> {
    let schema = schema::root(owner.kind().resource().kind_name)
        .ok_or_else(|| Failure::from("no schema of this kind is known"))?;
    strategic_merge(&owner.to_value(), &data(revision), schema)
        .map_err(|error| Failure::Message(error.to_string()))
}

/// The template of an owner, with the tabs of the page left in.
pub fn template_text(owner: &Value) -> String {
    let mut w = PrefixWriter::new();
    let none = Value::Null;
    let template = owner.pointer("/spec/template").unwrap_or(&none);
    crate::kubectl::describe::pod_template::describe_pod_template(&mut w, template);
    w.into_text()
}
