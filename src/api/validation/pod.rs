//! Pods.
//!
//! Upstream: `ValidatePodCreate`, `ValidatePodUpdate`.

use serde_json::{Map, Value};

use super::annotations::{MIRROR, annotations_match_fields, pod_annotations};
use super::containers::untrimmed_image;
use super::object_meta::{Scope, object_meta, object_meta_update};
use super::pod_spec::{Resource, pod_spec};
use super::render;
use super::tolerations::tolerations;
use crate::api::fields::Fields;
use crate::apimachinery::field_error::{BadValue, FieldErrorList, Path};
use crate::apimachinery::unified_diff::unified_diff;
use crate::apimachinery::validation::names::dns1123_subdomain;

const METADATA: Path<'static> = Path::root("metadata");
const SPEC: Path<'static> = Path::root("spec");
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// A pod about to be created.
pub fn pod_create(pod: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta(&mut errors, pod, Scope::Namespaced, dns1123_subdomain);
    annotations_and_spec(&mut errors, pod);
    let spec = pod.at("spec");
    if !spec.items("ephemeralContainers").is_empty() {
        errors.forbidden(&SPEC.child("ephemeralContainers"), "cannot be set on create");
    }
    if !spec.text("nodeName").is_empty() && !spec.items("schedulingGates").is_empty() {
        let detail = "cannot be set until all schedulingGates have been cleared";
        errors.forbidden(&SPEC.child("nodeName"), detail);
    }
    annotations_match_fields(&mut errors, &SPEC, pod.at("metadata"), spec);
    errors
}

/// A pod about to be replaced by `new`: little of it may change.
pub fn pod_update(new: &Value, old: &Value) -> FieldErrorList {
    let mut errors = FieldErrorList::new();
    object_meta_update(&mut errors, new, old, Scope::Namespaced, dns1123_subdomain);
    annotations_and_spec(&mut errors, new);
    annotation_changes(&mut errors, new.at("metadata"), old.at("metadata"));
    spec_changes(&mut errors, new.at("spec"), old.at("spec"));
    errors
}

fn annotations_and_spec(errors: &mut FieldErrorList, pod: &Value) {
    let (meta, spec) = (pod.at("metadata"), pod.at("spec"));
    pod_annotations(errors, &METADATA, meta, spec);
    pod_spec(errors, &SPEC, spec, &Resource::Pod(meta));
    if spec.text("serviceAccountName").is_empty() {
        tokens_need_an_account(errors, spec);
    }
    for list in ["containers", "initContainers"] {
        let path = SPEC.child(list);
        for (i, container) in spec.items(list).iter().enumerate() {
            untrimmed_image(errors, &path.index(i), container);
        }
    }
}

fn tokens_need_an_account(errors: &mut FieldErrorList, spec: &Value) {
    let list = SPEC.child("volumes");
    for (i, volume) in spec.items("volumes").iter().enumerate() {
        let path = list.index(i);
        let sources = path.child("projected.sources");
        for (j, source) in volume.at("projected").items("sources").iter().enumerate() {
            if source.has("serviceAccountToken") {
                let detail = "must not be specified when serviceAccountName is not set";
                errors.forbidden(&sources.index(j).child("serviceAccountToken"), detail);
            }
        }
    }
}

pub(super) fn annotation_changes(errors: &mut FieldErrorList, new: &Value, old: &Value) {
    let path = METADATA.child("annotations");
    let (new, old) = (new.map("annotations"), old.map("annotations"));
    let mut refuse = |key: &str, app_armor: &str, mirror: &str| {
        if key.starts_with(APP_ARMOR) {
            errors.forbidden(&path.key(key), app_armor);
        } else if key == MIRROR {
            errors.forbidden(&path.key(key), mirror);
        }
    };
    for (key, _) in old.iter().filter(|(key, value)| new.get(*key) != Some(*value)) {
        let mirror = "may not remove or update mirror pod annotation";
        refuse(key, "may not remove or update AppArmor annotations", mirror);
    }
    for key in new.keys().filter(|key| !old.contains_key(*key)) {
        refuse(key, "may not add AppArmor annotations", "may not add mirror pod annotation");
    }
}

/// Containers may change their image, nothing else and not in number. Returns whether to look further.
fn container_changes(errors: &mut FieldErrorList, new: &Value, old: &Value, list: &str) -> bool {
    let path = SPEC.child(list);
    if new.items(list).len() != old.items(list).len() {
        errors.forbidden(&path, "pod updates may not add or remove containers");
        return false;
    }
    // A missing or untrimmed image has been spoken of already.
    true
}

fn spec_changes(errors: &mut FieldErrorList, new: &Value, old: &Value) {
    for list in ["containers", "initContainers"] {
        if !container_changes(errors, new, old, list) {
            return;
        }
    }
    if !deadline_changes(errors, new, old) {
        return;
    }
    toleration_changes(errors, new, old);
    gate_changes(errors, new, old);
    if new == old {
        return;
    }
    let mut munged = new.clone();
    let Some(fields) = munged.as_object_mut() else { return };
    keep_updatable_fields(fields, old);
    if !old.items("schedulingGates").is_empty() {
        gated_changes(errors, fields, old);
    }
    if munged != *old {
        let difference = unified_diff(&render::pod_spec_text(old), &render::pod_spec_text(&munged));
        errors.forbidden(&SPEC, format!("{UPDATABLE}\n{difference}"));
    }
}

/// What an error about any other field starts with.
const UPDATABLE: &str = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/// Puts the old values where change is allowed, so that what differs afterwards is not.
fn keep_updatable_fields(fields: &mut Map<String, Value>, old: &Value) {
    for list in ["containers", "initContainers"] {
        let containers = fields.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten();
        for (container, before) in containers.zip(old.items(list)) {
            if let Some(container) = container.as_object_mut() {
                keep(container, before, "image");
            }
        }
    }
    for name in ["activeDeadlineSeconds", "schedulingGates", "tolerations"] {
        keep(fields, old, name);
    }
    let seconds = fields.get("terminationGracePeriodSeconds").and_then(Value::as_i64);
    if old.int("terminationGracePeriodSeconds") < 0 && seconds == Some(1) {
        keep(fields, old, "terminationGracePeriodSeconds");
    }
}

fn keep(fields: &mut Map<String, Value>, old: &Value, name: &str) {
    match old.set(name) {
        Some(value) => fields.insert(name.to_owned(), value.clone()),
        None => fields.remove(name),
    };
}

/// A deadline may be set and shortened. Returns whether to look further.
fn deadline_changes(errors: &mut FieldErrorList, new: &Value, old: &Value) -> bool {
    let path = SPEC.child("activeDeadlineSeconds");
    match (new.maybe_int("activeDeadlineSeconds"), old.maybe_int("activeDeadlineSeconds")) {
        (Some(seconds), _) if !(0..=i64::from(i32::MAX)).contains(&seconds) => {
            errors.invalid(&path, seconds, "must be between 0 and 2147483647, inclusive");
            false
        }
        (Some(seconds), Some(before)) if before < seconds => {
            errors.invalid(&path, seconds, "must be less than or equal to previous value");
            false
        }
        (None, Some(_)) => {
            let detail = "must not update from a positive integer to nil value";
            errors.invalid(&path, BadValue::Json("null".to_owned()), detail);
            true
        }
        _ => true,
    }
}

/// Tolerations may be added, and last longer or shorter.
fn toleration_changes(errors: &mut FieldErrorList, new: &Value, old: &Value) {
    let path = SPEC.child("tolerations");
    let is_same = |a: &Value, b: &Value| {
        ["key", "operator", "value", "effect"].iter().all(|name| a.text(name) == b.text(name))
    };
    let after = new.items("tolerations");
    if !old.items("tolerations").iter().all(|before| after.iter().any(|one| is_same(before, one))) {
        let detail = "existing toleration can not be modified except its tolerationSeconds";
        return errors.forbidden(&path, detail);
    }
    tolerations(errors, &path, after);
}

fn gate_changes(errors: &mut FieldErrorList, new: &Value, old: &Value) {
    let path = SPEC.child("schedulingGates");
    for (i, gate) in new.items("schedulingGates").iter().enumerate() {
        let name = gate.text("name");
        if !old.items("schedulingGates").iter().any(|before| before.text("name") == name) {
            let detail = format!("only deletion is allowed, but found new scheduling gate '{name}'");
            errors.forbidden(&path.index(i).child("name"), detail);
        }
    }
}

/// A pod that is held back may be told more narrowly where to go.
fn gated_changes(errors: &mut FieldErrorList, fields: &mut Map<String, Value>, old: &Value) {
    let selector = Value::Object(fields.clone());
    let selector = selector.at("nodeSelector");
    if selector != old.at("nodeSelector") {
        if old.pairs("nodeSelector").any(|(key, value)| selector.text(key) != value || !selector.has(key)) {
            let detail = "only additions to spec.nodeSelector are allowed (no mutations or deletions)";
            errors.invalid(&SPEC.child("nodeSelector"), selector, detail);
        }
        keep(fields, old, "nodeSelector");
    }
    let new_affinity = fields.get("affinity").cloned().unwrap_or_default();
    let (new_node, old_node) = (new_affinity.at("nodeAffinity"), old.at("affinity").at("nodeAffinity"));
    if new_node == old_node {
        return;
    }
    node_affinity_changes(errors, new_node, old_node);
    let mut kept = new_affinity.as_object().cloned().unwrap_or_default();
    keep(&mut kept, old.at("affinity"), "nodeAffinity");
    if kept.is_empty() && !old.has("affinity") {
        fields.remove("affinity");
    } else {
        fields.insert("affinity".to_owned(), Value::Object(kept));
    }
}

fn node_affinity_changes(errors: &mut FieldErrorList, new: &Value, old: &Value) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    let (new, old) =
        (new.at(REQUIRED).items("nodeSelectorTerms"), old.at(REQUIRED).items("nodeSelectorTerms"));
    let path = SPEC.child("affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution");
    let path = path.child("nodeSelectorTerms");
    if !old.is_empty() && old.len() != new.len() {
        let shown = render::internal_list(new, "NodeSelectorTerm");
        let detail = "no additions/deletions to non-empty NodeSelectorTerms list are allowed";
        return errors.invalid(&path, shown, detail);
    }
    for (i, (after, before)) in new.iter().zip(old).enumerate() {
        let is_empty =
            |term: &Value| ["matchExpressions", "matchFields"].iter().all(|list| term.items(list).is_empty());
        let only_adds = |list: &str| after.items(list).starts_with(before.items(list));
        let is_fine = if is_empty(before) {
            is_empty(after)
        } else {
            only_adds("matchExpressions") && only_adds("matchFields")
        };
        if !is_fine {
            let shown = render::internal(after, "NodeSelectorTerm");
            errors.invalid(&path.index(i), shown, "only additions are allowed (no mutations or deletions)");
        }
    }
}
