//! Pod templates.
//!
//! Upstream: `ValidatePodTemplateSpec`. Its label errors say `spec.template.labels`, without `metadata`; so do ours.

use serde_json::Value;

use super::annotations::{annotation_map, annotations_match_fields, pod_annotations};
use super::labels::label_map;
use super::pod_spec::{Resource, pod_spec};
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{FieldErrorList, Path};

/// A template of pods.
pub(super) fn pod_template(errors: &mut FieldErrorList, path: &Path, template: &Value) {
    let (metadata, spec) = (template.at("metadata"), template.at("spec"));
    label_map(errors, path, metadata, "labels");
    annotation_map(errors, path, metadata);
    pod_annotations(errors, path, metadata, spec);
    let spec_path = path.child("spec");
    pod_spec(errors, &spec_path, spec, &Resource::Template);
    annotations_match_fields(errors, &spec_path, metadata, spec);
    if !spec.items("ephemeralContainers").is_empty() {
        let path = spec_path.child("ephemeralContainers");
        errors.forbidden(&path, "ephemeral containers not allowed in pod template");
    }
}
