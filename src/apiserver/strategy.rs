//! What the server does to an object of each kind before it is written: fields a client may not set, generations.
//!
//! Upstream: `pkg/registry/{core,apps}/*/strategy.go`, `k8s.io/apiserver/pkg/registry/rest/{create,update}.go`.

use std::rc::Rc;

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod::PodStatus;
use crate::api::well_known::TEMPLATE_GENERATION;
use crate::apimachinery::meta::ObjectMeta;

/// Prepares an object that is new: a generation where the kind has one, and no status of the client's making.
pub fn prepare_for_create(object: &mut Object) {
    object.meta.generation = 0;
    match &mut object.body {
        Body::DaemonSet(daemon_set) => {
            object.meta.generation = 1;
            daemon_set.status = Default::default();
            // A file that was printed by another cluster brings its count along.
            let given = object.meta.annotations.get(TEMPLATE_GENERATION);
            let count = given.and_then(|text| text.parse::<i64>().ok()).unwrap_or_default().max(1);
            object.meta.annotations = object.meta.annotations.with(TEMPLATE_GENERATION, &count.to_string());
        }
        Body::Pod(pod) => {
            object.meta.generation = 1;
            let fresh = PodStatus { qos_class: pod.status.qos_class, ..PodStatus::default() };
            if *pod.status != fresh {
                pod.status = Rc::new(fresh);
            }
        }
        Body::Namespace { terminating } => {
            *terminating = false;
            let name = object.meta.name.clone();
            object.meta.labels = object.meta.labels.with("kubernetes.io/metadata.name", &name);
        }
        Body::Other(Kind::PriorityClass, rest) => {
            object.meta.generation = 1;
            if let Value::Object(rest) = Rc::make_mut(rest) {
                if rest.get("globalDefault") == Some(&Value::Bool(false)) {
                    rest.remove("globalDefault");
                }
                rest.entry("preemptionPolicy").or_insert_with(|| "PreemptLowerPriority".into());
            }
        }
        _ => {}
    }
}

/// Prepares a change of an object's desired state: what identifies it stays, its generation moves where it must.
pub fn prepare_for_update(object: &mut Object, old: &Object) {
    keep_identity(&mut object.meta, &old.meta);
    let meta = &mut object.meta;
    match (&mut object.body, &old.body) {
        (Body::DaemonSet(new), Body::DaemonSet(old_set)) => {
            new.status = old_set.status;
            let template_generation = old.meta.annotations.get(TEMPLATE_GENERATION);
            let mut template_generation =
                template_generation.and_then(|text| text.parse().ok()).unwrap_or(0_i64);
            if new.spec.template.value != old_set.spec.template.value {
                template_generation += 1;
            }
            if !Rc::ptr_eq(&new.spec, &old_set.spec) && new.spec.value != old_set.spec.value {
                meta.generation += 1;
            }
            let text = template_generation.to_string();
            if meta.annotations.get(TEMPLATE_GENERATION).is_none_or(|written| **written != *text) {
                meta.annotations = meta.annotations.with(TEMPLATE_GENERATION, &text);
            }
        }
        (Body::Pod(new), Body::Pod(old_pod)) => {
            new.status = old_pod.status.clone();
            if !Rc::ptr_eq(&new.spec, &old_pod.spec) && new.spec.value != old_pod.spec.value {
                meta.generation += 1;
            }
        }
        (Body::Node(new), Body::Node(old_node)) => new.status = old_node.status.clone(),
        _ => {}
    }
}

/// What a client cannot change of metadata.
fn keep_identity(meta: &mut ObjectMeta, old: &ObjectMeta) {
    meta.uid = old.uid;
    meta.creation_timestamp = old.creation_timestamp;
    meta.deletion_timestamp = old.deletion_timestamp;
    meta.deletion_grace_period_seconds = old.deletion_grace_period_seconds;
    meta.generation = old.generation;
    meta.status_written = old.status_written;
    meta.status_given = old.status_given.clone();
    if meta.managed_fields.is_none() {
        meta.managed_fields = old.managed_fields.clone();
    }
}

/// Prepares a change of an object's status by a client, who may change metadata along with it.
pub fn prepare_for_status_request(object: &mut Object, old: &Object) {
    let meta = &mut object.meta;
    keep_identity(meta, &old.meta);
    if meta.resource_version == 0 {
        meta.resource_version = old.meta.resource_version;
    }
    match &old.body {
        // The count of templates is part of the spec in the server's own version of the API.
        Body::DaemonSet(_) => {
            if let Some(count) = old.meta.annotations.get(TEMPLATE_GENERATION) {
                meta.annotations = meta.annotations.with(TEMPLATE_GENERATION, count);
            }
        }
        Body::Pod(_) => meta.owner_references = old.meta.owner_references.clone(),
        _ => {}
    }
}

/// Prepares a change of an object's status by a component: all but the status stays.
pub fn prepare_for_status_update(object: &mut Object, old: &Object) {
    let resource_version = object.meta.resource_version;
    object.meta = old.meta.clone();
    object.meta.resource_version = resource_version;
    match (&mut object.body, &old.body) {
        (Body::DaemonSet(new), Body::DaemonSet(old)) => new.spec = old.spec.clone(),
        (Body::Pod(new), Body::Pod(old)) => {
            new.spec = old.spec.clone();
            new.pinned_node = old.pinned_node.clone();
            new.node_name = old.node_name.clone();
        }
        (Body::Node(new), Body::Node(old)) => {
            new.taints = old.taints.clone();
            new.unschedulable = old.unschedulable;
            new.rest = old.rest.clone();
        }
        _ => {}
    }
}
