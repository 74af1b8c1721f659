//! `-l` and `--field-selector`, as the API server applies them to a list or a watch.
//!
//! Upstream: `pkg/apis/core/v1/conversion.go` (which fields a kind can be chosen by), `pkg/registry/core/pod/strategy.go`
//! (`ToSelectableFields`), `k8s.io/cli-runtime/pkg/resource` (`EnhanceListError`).

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::selector::{FieldRequirement, Selector, parse_field_selector};
use crate::kubectl::resources::Mapping;

/// Which objects of a kind are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    labels: Selector,
    fields: Vec<FieldRequirement>,
}

impl Filter {
    /// Reads both selectors for a kind.
    ///
    /// Errors: BadRequest in the words kubectl puts around the server's.
    pub fn parse(mapping: Mapping, labels: &str, fields: &str) -> Result<Filter, ApiError> {
        let refuse = |why: String| {
            ApiError::bad_request(format!(
                "Unable to find {} that match label selector {}, field selector {}: {why}",
                go_quote(&mapping.go_resource()),
                go_quote(labels),
                go_quote(fields)
            ))
        };
        let filter = Filter {
            labels: Selector::parse(labels).map_err(refuse)?,
            fields: parse_field_selector(fields).map_err(refuse)?,
        };
        for requirement in &filter.fields {
            check_field(mapping, &requirement.field).map_err(refuse)?;
        }
        Ok(filter)
    }

    /// Whether an object is asked for.
    pub fn matches(&self, object: &Object) -> bool {
        self.labels.matches(&object.meta.labels)
            && self.fields.iter().all(|one| (field_value(object, &one.field) == one.value) == one.equal)
    }
}

fn check_field(mapping: Mapping, field: &str) -> Result<(), String> {
    let is_meta = matches!(field, "metadata.name" | "metadata.namespace");
    let special: &[&str] = match mapping.kind() {
        Some(Kind::Pod) => &[
            "spec.host",
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.podIPs",
            "status.nominatedNodeName",
        ],
        Some(Kind::Node) => &["spec.unschedulable"],
        Some(Kind::Event) => &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
        Some(Kind::Namespace) => &["status.phase"],
        Some(Kind::Secret) => &["type"],
        Some(Kind::Service) => &["spec.clusterIP", "spec.type"],
        _ => &[],
    };
    let without_namespace = matches!(mapping.kind(), Some(Kind::Node | Kind::Namespace));
    if special.contains(&field) || (is_meta && !(without_namespace && field == "metadata.namespace")) {
        return Ok(());
    }
    if special.is_empty() {
        return Err(format!(
            "{} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
            go_quote(field)
        ));
    }
    Err(format!("field label not supported: {field}"))
}

fn field_value(object: &Object, field: &str) -> String {
    match field {
        "metadata.name" => return object.meta.name.to_string(),
        "metadata.namespace" => return object.meta.namespace.to_string(),
        _ => {}
    }
    match (&object.body, field) {
        (Body::Pod(pod), "spec.nodeName" | "spec.host") => pod.node_name.to_string(),
        (Body::Pod(pod), "status.phase") => pod.status.phase.as_str().to_owned(),
        (Body::Pod(pod), "status.podIP" | "status.podIPs") => pod.status.pod_ip.to_string(),
        (Body::Pod(pod), "status.nominatedNodeName") => pod.status.nominated_node_name.to_string(),
        (Body::Node(node), _) => node.unschedulable.to_string(),
        (Body::Namespace { terminating }, _) => {
            if *terminating { "Terminating" } else { "Active" }.to_owned()
        }
        (Body::Event(event), "source") => event.component.to_string(),
        _ => {
            let value = object.to_value();
            let found = value.pointer(&format!("/{}", field.replace('.', "/")));
            match found {
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                // An absent switch is off; every other absent field is an empty text.
                None if field == "spec.hostNetwork" => "false".to_owned(),
                None => String::new(),
            }
        }
    }
}
