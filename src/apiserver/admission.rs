//! Admission: what the server adds to a pod, and which namespaces take new objects.
//!
//! Upstream: `plugin/pkg/admission/{priority,defaulttolerationseconds,podtopologylabels}`, `.../namespace/lifecycle`.

use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::defaults;
use crate::api::kind::Kind;
use crate::api::object::{Body, Object};
use crate::api::pod_spec::PodSpec;
use crate::api::scheduling::{TaintEffect, Toleration};
use crate::api::well_known::{TAINT_NOT_READY, TAINT_UNREACHABLE};
use crate::apimachinery::errors::{ApiError, Cause};
use crate::apimachinery::labels::StringMap;
use crate::apimachinery::meta::ObjectMeta;
use crate::apiserver::store::Store;

/// Seconds for which a pod stays on a node that is not ready or not heard of.
const DEFAULT_TOLERATION_SECONDS: i64 = 300;
/// How many completed specs are remembered: as many as templates are in use at a time.
const ADMITTED_SPECS_MAX: usize = 8;

/// The labels of a node that its pods take over.
const TOPOLOGY_LABELS: [&str; 2] = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

/// What a refusal calls the object: names are only generated for those that are admitted.
///
/// Upstream: `extractResourceName` in `k8s.io/apiserver/pkg/admission/errors.go`.
pub(super) fn name(meta: &ObjectMeta) -> &Rc<str> {
    if meta.name.is_empty() { &meta.generate_name } else { &meta.name }
}

/// Refuses new objects in namespaces that are not there or on their way out.
///
/// Errors: NotFound, Forbidden.
pub(super) fn check_namespace(store: &Store, object: &Object) -> Result<(), ApiError> {
    let namespace = &object.meta.namespace;
    if !object.kind().resource().namespaced {
        return Ok(());
    }
    let Some(found) = store.table(Kind::Namespace).get("", namespace) else {
        return Err(ApiError::not_found("namespaces", namespace));
    };
    if !matches!(found.body, Body::Namespace { terminating: true }) || object.kind() == Kind::Event {
        return Ok(());
    }
    let detail =
        format!("unable to create new content in namespace {namespace} because it is being terminated");
    let mut error =
        ApiError::forbidden(&object.kind().resource().qualified_plural(), name(&object.meta), &detail);
    error.causes.push(Cause {
        field: "metadata.namespace".into(),
        message: format!("namespace {namespace} is being terminated"),
    });
    Err(error)
}

/// Completes a pod's spec: defaults, priority, preemption policy, tolerations. The same spec handed in again
/// gives the same completed one, so that siblings share it.
///
/// Errors: Forbidden where the priority class is not there.
pub(super) fn admit_pod_spec(
    store: &Store,
    admitted: &mut VecDeque<(Rc<PodSpec>, Rc<PodSpec>)>,
    name: &str,
    spec: &Rc<PodSpec>,
) -> Result<Rc<PodSpec>, ApiError> {
    if let Some((_, done)) = admitted.iter().find(|(given, _)| Rc::ptr_eq(given, spec)) {
        return Ok(done.clone());
    }
    // A component hands its pod in as a template has it; a person's has been defaulted, which changes nothing twice.
    let mut pod = json!({"spec": *spec.value});
    defaults::pod(&mut pod);
    let mut value = pod["spec"].take();
    let (class, priority, policy) = priority(store, name, &spec.priority_class_name)?;
    if !class.is_empty() {
        value["priorityClassName"] = class.into();
    }
    value["priority"] = priority.into();
    value["preemptionPolicy"] = policy.into();
    add_default_tolerations(&mut value, &spec.tolerations);
    let done = Rc::new(PodSpec::from_value(Rc::new(value)));
    if admitted.len() == ADMITTED_SPECS_MAX {
        admitted.pop_front();
    }
    admitted.push_back((spec.clone(), done.clone()));
    Ok(done)
}

/// The labels of a pod that comes to a node: zone and region are the node's as they are at this moment.
///
/// Upstream: `podtopologylabels.Plugin.Admit`.
pub(super) fn with_topology(store: &Store, node_name: &str, labels: &StringMap) -> StringMap {
    let mut labels = labels.clone();
    if let Some(node) = store.table(Kind::Node).get("", node_name) {
        for key in TOPOLOGY_LABELS {
            if let Some(value) = node.meta.labels.get(key) {
                labels = labels.with(key, value);
            }
        }
    }
    labels
}

/// The class that a pod gets, and its value and policy.
///
/// Upstream: `priority.Plugin.admitPod`.
fn priority(store: &Store, pod: &str, class: &str) -> Result<(String, i64, String), ApiError> {
    const DEFAULT_POLICY: &str = "PreemptLowerPriority";
    let classes = store.table(Kind::PriorityClass);
    let value_of = |object: &Object| {
        let rest = match &object.body {
            Body::Other(_, rest) => Some(rest),
            _ => None,
        };
        let policy = rest.and_then(|rest| rest.get("preemptionPolicy")?.as_str()).unwrap_or(DEFAULT_POLICY);
        let value = rest.and_then(|rest| rest.get("value")?.as_i64()).unwrap_or_default();
        (object.meta.name.to_string(), value, policy.to_owned())
    };
    if class.is_empty() {
        // Of several the least wins.
        let defaults = classes.iter().filter(|object| match &object.body {
            Body::Other(_, rest) => rest.get("globalDefault").and_then(Value::as_bool) == Some(true),
            _ => false,
        });
        let default = defaults.map(|object| value_of(object)).min_by_key(|(_, value, _)| *value);
        return Ok(default.unwrap_or_else(|| (String::new(), 0, DEFAULT_POLICY.to_owned())));
    }
    classes.get("", class).map(|object| value_of(object)).ok_or_else(|| {
        ApiError::forbidden("pods", pod, &format!("no PriorityClass with name {class} was found"))
    })
}

/// Upstream: `defaulttolerationseconds.Plugin.Admit`.
fn add_default_tolerations(spec: &mut Value, tolerations: &[Toleration]) {
    for key in [TAINT_NOT_READY, TAINT_UNREACHABLE] {
        let covered = tolerations.iter().any(|one| {
            (one.key.is_empty() || &*one.key == key)
                && one.effect.is_none_or(|effect| effect == TaintEffect::NoExecute)
        });
        if covered {
            continue;
        }
        let toleration = Toleration {
            toleration_seconds: Some(DEFAULT_TOLERATION_SECONDS),
            ..Toleration::exists(key, TaintEffect::NoExecute)
        };
        match spec.get_mut("tolerations").and_then(Value::as_array_mut) {
            Some(list) => list.push(toleration.to_value()),
            None => spec["tolerations"] = Value::Array(vec![toleration.to_value()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::node::Node;
    use crate::api::pod::Pod;
    use crate::apimachinery::rand::Rng;
    use crate::apiserver::server::ApiServer;

    fn pod(api: &mut ApiServer, name: &str, labels: &[(&str, &str)], node: &str) -> String {
        let mut meta = ObjectMeta::named("default", name);
        meta.labels = labels.iter().copied().collect();
        let spec = json!({"containers": [{"name": "c", "image": "c"}], "nodeName": node});
        api.create(Object { meta, body: Body::Pod(Pod::from_spec_value(&spec)) }).unwrap();
        if node.is_empty() {
            api.bind("default", name, &"n1".into()).unwrap();
        }
        let pod = api.get(Kind::Pod, "default", name).unwrap();
        pod.meta.labels.iter().map(|(key, value)| format!("{key}={value} ")).collect()
    }

    #[test]
    fn a_pod_takes_over_the_zone_and_region_of_its_node() {
        let mut api = ApiServer::new(Rng::new(1));
        let body = Body::Namespace { terminating: false };
        api.create(Object { meta: ObjectMeta::named("", "default"), body }).unwrap();
        let mut meta = ObjectMeta::named("", "n1");
        meta.labels =
            [(TOPOLOGY_LABELS[0], "a"), (TOPOLOGY_LABELS[1], "r"), ("disk", "ssd")].into_iter().collect();
        api.create(Object { meta, body: Body::Node(Node::default()) }).unwrap();
        let both = "topology.kubernetes.io/region=r topology.kubernetes.io/zone=a ";
        assert_eq!(pod(&mut api, "bound", &[], ""), both);
        assert_eq!(pod(&mut api, "named", &[(TOPOLOGY_LABELS[0], "x")], "n1"), both);
        assert_eq!(pod(&mut api, "lost", &[("a", "b")], "nosuch"), "a=b ");
    }
}
