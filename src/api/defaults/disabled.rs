//! Fields whose feature is off in 1.36 unless someone turns it on: the API server drops them without a word.
//!
//! Upstream: `pkg/api/pod/util.go`, `dropDisabledFields`; only the gates that are off by default matter here.

use serde_json::Value;

use super::edit::{items, object, pointer};
use crate::api::kind::Kind;

/// Drops them from an object.
pub fn drop_disabled_fields(kind: Kind, object: &mut Value) {
    let spec = pointer(object, "spec");
    match kind {
        Kind::Pod => spec.into_iter().for_each(drop_disabled_pod_fields),
        Kind::DaemonSet => {
            let template = spec.and_then(|spec| pointer(spec, "template"));
            template
                .and_then(|template| pointer(template, "spec"))
                .into_iter()
                .for_each(drop_disabled_pod_fields);
        }
        _ => {}
    }
}

/// Drops them from a pod's or a template's spec.
pub(super) fn drop_disabled_pod_fields(spec: &mut Value) {
    let Some(fields) = spec.as_object_mut() else { return };
    // GenericWorkload.
    fields.remove("schedulingGroup");
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        items(spec, list).for_each(drop_stop_signal);
    }
    for volume in items(spec, "volumes") {
        let Some(projected) = pointer(volume, "projected") else { continue };
        for source in items(projected, "sources") {
            let fields = object(source);
            // ClusterTrustBundleProjection and PodCertificateRequest; a source may be left with nothing in it.
            fields.remove("clusterTrustBundle");
            fields.remove("podCertificate");
        }
    }
}

/// ContainerStopSignals; a lifecycle that said nothing else goes with it.
fn drop_stop_signal(container: &mut Value) {
    let Some(lifecycle) = pointer(container, "lifecycle").and_then(Value::as_object_mut) else { return };
    let dropped = lifecycle.remove("stopSignal").is_some();
    if dropped && lifecycle.is_empty() {
        object(container).remove("lifecycle");
    }
}
