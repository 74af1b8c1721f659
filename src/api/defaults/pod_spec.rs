//! Defaults of a pod's spec, shared by pods and templates.

use serde_json::{Value, json};

use super::container::container;
use super::edit::{default_pointer, default_text, items, object};
use super::resources::{round_up, round_up_requirements};
use super::volume::volume;
use crate::api::fields::Fields;

/// Fills a pod spec in.
pub(super) fn pod_spec(spec: &mut Value) {
    default_text(spec, "dnsPolicy", "ClusterFirst");
    default_text(spec, "restartPolicy", "Always");
    default_pointer(spec, "securityContext", json!({}));
    default_pointer(spec, "terminationGracePeriodSeconds", 30);
    default_text(spec, "schedulerName", "default-scheduler");
    alias_service_account(spec);
    items(spec, "volumes").for_each(volume);
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        items(spec, list).for_each(container);
    }
    round_up(spec, "overhead");
    round_up_requirements(spec);
}

/// The old field `serviceAccount` says what the new one says; a round trip through the internal version does this.
fn alias_service_account(spec: &mut Value) {
    let name = match spec.text("serviceAccountName") {
        "" => spec.text("serviceAccount"),
        name => name,
    };
    if name.is_empty() {
        return;
    }
    let name = Value::from(name);
    object(spec).insert("serviceAccount".to_owned(), name.clone());
    object(spec).insert("serviceAccountName".to_owned(), name);
}
