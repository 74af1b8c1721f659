//! The template of a DaemonSet's pods: the tolerations each gets, the labels that tie it to its revision.
//!
//! Upstream: `util/daemonset_util.go`.

use std::rc::Rc;

use serde_json::Value;

use crate::api::object::Object;
use crate::api::pod_spec::{PodSpec, PodTemplateSpec};
use crate::api::scheduling::{TaintEffect, Toleration};
use crate::api::well_known::{
    CONTROLLER_REVISION_HASH, POD_TEMPLATE_GENERATION, TAINT_DISK_PRESSURE, TAINT_MEMORY_PRESSURE,
    TAINT_NETWORK_UNAVAILABLE, TAINT_NOT_READY, TAINT_PID_PRESSURE, TAINT_UNREACHABLE, TAINT_UNSCHEDULABLE,
    TEMPLATE_GENERATION,
};
use crate::apimachinery::labels::StringMap;

/// What every pod of one revision has in common.
#[derive(Clone, Debug)]
pub struct DaemonPodTemplate {
    /// The labels, with hash and generation.
    pub labels: StringMap,
    /// The annotations.
    pub annotations: StringMap,
    /// The finalizers.
    pub finalizers: Rc<[Rc<str>]>,
    /// The spec, with the tolerations.
    pub spec: Rc<PodSpec>,
}

impl DaemonPodTemplate {
    /// The template of the pods of revision `hash`.
    ///
    /// Upstream: `util.CreatePodTemplate`.
    pub fn new(template: &PodTemplateSpec, generation: Option<i64>, hash: &str) -> DaemonPodTemplate {
        let mut labels = template.labels.clone();
        if let Some(generation) = generation {
            labels = labels.with(POD_TEMPLATE_GENERATION, &generation.to_string());
        }
        if !hash.is_empty() {
            labels = labels.with(CONTROLLER_REVISION_HASH, hash);
        }
        DaemonPodTemplate {
            labels,
            annotations: template.annotations.clone(),
            finalizers: template.finalizers.clone(),
            spec: Rc::new(daemon_pod_spec(&template.spec)),
        }
    }
}

/// The template generation that the DaemonSet's annotation tells; `None` where it tells none.
///
/// Upstream: `util.GetTemplateGeneration`.
pub fn template_generation(daemon_set: &Object) -> Option<i64> {
    daemon_set.meta.annotations.get(TEMPLATE_GENERATION)?.parse().ok()
}

/// The template generation as pods carry it; empty where the annotation tells none.
pub fn template_generation_text(daemon_set: &Object) -> Rc<str> {
    let Some(number) = template_generation(daemon_set) else { return "".into() };
    // The text is shared where it is written as numbers are.
    let written = daemon_set.meta.annotations.get(TEMPLATE_GENERATION);
    match written.filter(|text| matches!(text.as_bytes().first(), Some(b'1'..=b'9'))) {
        Some(text) => text.clone(),
        None => number.to_string().into(),
    }
}

/// The tolerations that every DaemonSet pod gets, in the order in which they are added.
///
/// Upstream: `util.AddOrUpdateDaemonPodTolerations`.
pub fn daemon_tolerations(host_network: bool) -> Vec<Toleration> {
    let no_execute = [TAINT_NOT_READY, TAINT_UNREACHABLE].map(|key| (key, TaintEffect::NoExecute));
    let no_schedule = [TAINT_DISK_PRESSURE, TAINT_MEMORY_PRESSURE, TAINT_PID_PRESSURE, TAINT_UNSCHEDULABLE];
    let no_schedule = no_schedule.into_iter().chain(host_network.then_some(TAINT_NETWORK_UNAVAILABLE));
    let all = no_execute.into_iter().chain(no_schedule.map(|key| (key, TaintEffect::NoSchedule)));
    all.map(|(key, effect)| Toleration::exists(key, effect)).collect()
}

/// The spec with the tolerations of a DaemonSet pod.
pub fn daemon_pod_spec(spec: &PodSpec) -> PodSpec {
    let mut tolerations = spec.tolerations.to_vec();
    for toleration in daemon_tolerations(spec.host_network) {
        add_or_update(&mut tolerations, toleration);
    }
    let mut value = (*spec.value).clone();
    if !value.is_object() {
        value = serde_json::json!({});
    }
    value["tolerations"] = written(spec, &tolerations);
    PodSpec { tolerations: tolerations.into(), value: Rc::new(value), ..spec.clone() }
}

/// A toleration of the same key, value, effect and operator is replaced, another one is added.
///
/// Upstream: `v1helper.AddOrUpdateTolerationInPodSpec`.
fn add_or_update(tolerations: &mut Vec<Toleration>, toleration: Toleration) {
    let same = |one: &&mut Toleration| {
        one.key == toleration.key
            && one.effect == toleration.effect
            && one.exists == toleration.exists
            && one.value == toleration.value
    };
    match tolerations.iter_mut().find(same) {
        Some(old) => *old = toleration,
        None => tolerations.push(toleration),
    }
}

/// The tolerations as JSON; those that the author wrote keep their writing.
fn written(spec: &PodSpec, tolerations: &[Toleration]) -> Value {
    let authored =
        spec.value.get("tolerations").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let one = |(index, toleration): (usize, &Toleration)| match (
        authored.get(index),
        spec.tolerations.get(index),
    ) {
        (Some(value), Some(old)) if old == toleration => value.clone(),
        _ => toleration.to_value(),
    };
    tolerations.iter().enumerate().map(one).collect()
}
