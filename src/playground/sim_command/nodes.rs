//! Commands about nodes and their machines.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::node::Node;
use crate::api::object::Object;
use crate::api::pod_spec::Resources;
use crate::api::scheduling::{Taint, TaintEffect};
use crate::api::validation::validate_create;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::labels::StringMap;
use crate::apiserver::options::{DeleteOptions, WriteOptions};
use crate::client::component::Context;
use crate::kubelet::faults::{Outage, Pressure};
use crate::kubelet::kubelets::Kubelets;
use crate::playground::sim_command::call::Call;
use crate::playground::sim_command::names::missing;
use crate::playground::sim_command::program::{Failure, Stand};
use crate::playground::sim_command::table::TAINT;
use crate::sim::config::NODES_MAX;

/// Where pods that fill a node are.
const FILLER_NAMESPACE: &str = "kube-system";
/// The label of a pod that fills a node; its value is the node.
const FILLER_LABEL: &str = "sim/fills";

/// `sim add-node`.
pub(super) fn add_node(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let (labels, taints) = (labels(call.from(1)), taints(call)?);
    join(call.arg(0), &labels, &taints, stand)?;
    stand.say(&format!("node/{} added", call.arg(0)));
    Ok(())
}

/// `sim add-nodes`.
pub(super) fn add_nodes(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let (labels, taints) = (labels(call.from(2)), taints(call)?);
    let (count, prefix) = (call.arg(0).parse::<u32>().unwrap_or_default(), call.arg(1));
    let num_nodes = stand.cluster.api().table(Kind::Node).len();
    if num_nodes + u64::from(count) > NODES_MAX {
        let message = format!("a cluster here has at most {NODES_MAX} nodes; there are {num_nodes}");
        return Err(Failure::refused(message));
    }
    let (mut number, mut added) = (0, 0);
    let mut first = String::new();
    let mut last = String::new();
    while added < count {
        number += 1;
        last = format!("{prefix}-{number}");
        if stand.cluster.api().get(Kind::Node, "", &last).is_ok() {
            continue;
        }
        join(&last, &labels, &taints, stand)?;
        added += 1;
        if added == 1 {
            first = last.clone();
        }
    }
    let range = if added == 1 { String::new() } else { format!(" to node/{last}") };
    stand.say(&format!("node/{first}{range} added"));
    Ok(())
}

fn join(name: &str, labels: &StringMap, taints: &[Taint], stand: &mut Stand) -> Result<(), Failure> {
    let manifest = json!({
        "metadata": {"name": name, "labels": labels.to_value()},
        "spec": {"taints": taints.iter().map(Taint::to_value).collect::<Vec<Value>>()},
    });
    if let Some(error) = validate_create(Kind::Node, &manifest).to_api_error("Node", name) {
        return Err(error.into());
    }
    Ok(stand.cluster.join_node(name, labels, taints)?)
}

fn labels(words: &[String]) -> StringMap {
    words.iter().filter_map(|word| word.split_once('=')).collect::<StringMap>()
}

fn taints(call: &Call) -> Result<Vec<Taint>, Failure> {
    let taint = |word: &str| {
        let (key, effect) = word.rsplit_once(':')?;
        let (key, value) = key.split_once('=').unwrap_or((key, ""));
        Some(Taint { value: value.into(), ..Taint::new(key, TaintEffect::parse(effect)?) })
    };
    let wrong = |word: &str| {
        let effects = "with an effect of NoSchedule, PreferNoSchedule or NoExecute";
        Failure::usage("add-node", &format!("a taint is KEY=VALUE:EFFECT {effects}, not {word:?}"))
    };
    call.values(&TAINT).map(|word| taint(word).ok_or_else(|| wrong(word))).collect()
}

/// `sim remove-node`.
pub(super) fn remove_nodes(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let known = machines(stand);
    for name in &call.args {
        let removed = stand.cluster.meddle(|all, context| all.remove_machine(context, name));
        removed.map_err(|_| missing("node", name, "", known.clone()))?;
        empty_node(name, stand);
        stand.say(&format!("node/{name} removed"));
    }
    Ok(())
}

/// `sim stop-kubelet`.
pub(super) fn stop_kubelets(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    silence(call, stand, Outage::Stopped, "stopped")
}

/// `sim cut-node`.
pub(super) fn cut_nodes(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    silence(call, stand, Outage::Cut, "cut from the network")
}

/// `sim break-runtime`.
pub(super) fn break_runtimes(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    silence(call, stand, Outage::RuntimeDown, "without container runtime")
}

fn silence(call: &Call, stand: &mut Stand, wanted: Outage, words: &str) -> Result<(), Failure> {
    let stop: fn(&mut Kubelets, &mut Context<'_>, &str) -> Result<(), ApiError> = match wanted {
        Outage::Cut => Kubelets::cut_node,
        Outage::RuntimeDown => Kubelets::break_runtime,
        _ => Kubelets::stop_kubelet,
    };
    for name in &call.args {
        match outage(name, stand)? {
            Some(outage) if outage == wanted => {
                // Where it was about to come back, it does not.
                stand.cluster.meddle(|all, context| stop(all, context, name))?;
                stand.say(&format!("node/{name} is {words} already"));
            }
            Some(Outage::Stopped) => {
                return Err(Failure::refused(format!(
                    "the machine of {name} is stopped; sim start-kubelet {name}"
                )));
            }
            Some(Outage::Cut) if wanted == Outage::RuntimeDown => {
                return Err(Failure::refused(format!(
                    "{name} is cut from the network; sim mend-node {name}"
                )));
            }
            _ => {
                stand.cluster.meddle(|all, context| stop(all, context, name))?;
                stand.say(&format!("node/{name} {words}"));
            }
        }
    }
    Ok(())
}

/// `sim start-kubelet`.
pub(super) fn start_kubelets(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for name in &call.args {
        match outage(name, stand)? {
            Some(Outage::Stopped) => {
                stand.cluster.meddle(|all, context| all.start_kubelet(context, name))?;
                stand.say(&format!("node/{name} starting"));
            }
            Some(outage) => {
                let but = match outage {
                    Outage::RuntimeDown => "its container runtime does not",
                    _ => "is cut from the network",
                };
                let message = format!("the kubelet of {name} runs, but {but}; sim mend-node {name}");
                return Err(Failure::refused(message));
            }
            None => stand.say(&format!("node/{name} runs already")),
        }
    }
    Ok(())
}

/// `sim mend-node`.
pub(super) fn mend_nodes(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for name in &call.args {
        let outage = outage(name, stand)?;
        if matches!(outage, Some(Outage::Cut | Outage::RuntimeDown)) {
            stand.cluster.meddle(|all, context| all.start_kubelet(context, name))?;
        }
        let was_pressed = set_pressures(name, &Pressure::ALL, false, stand)?;
        let was_filled = empty_node(name, stand);
        if outage == Some(Outage::Stopped) {
            return Err(Failure::refused(format!(
                "the machine of {name} is stopped; sim start-kubelet {name}"
            )));
        }
        let is_mended = outage.is_some() || was_pressed || was_filled;
        stand.say(&format!("node/{name} {}", if is_mended { "mended" } else { "had no fault" }));
    }
    Ok(())
}

/// `sim pressure`.
pub(super) fn press(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let (name, kinds) = (call.arg(0), pressures(call.arg(1)));
    let is_new = set_pressures(name, &kinds, true, stand)?;
    stand.say(&pressure_words(name, &kinds, if is_new { "True" } else { "True already" }));
    Ok(())
}

/// `sim relieve`.
pub(super) fn relieve(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let (name, kinds) = (call.arg(0), pressures(call.arg(1)));
    let words = match set_pressures(name, &kinds, false, stand)? {
        true if kinds.len() > 1 => format!("node/{name} relieved"),
        true => pressure_words(name, &kinds, "False"),
        false => format!("node/{name} was under no such pressure"),
    };
    stand.say(&words);
    Ok(())
}

fn pressures(word: &str) -> Vec<Pressure> {
    Pressure::ALL.into_iter().filter(|pressure| word.is_empty() || pressure.as_str() == word).collect()
}

fn pressure_words(name: &str, kinds: &[Pressure], status: &str) -> String {
    let conditions: Vec<&str> = kinds.iter().map(|kind| kind.condition()).collect();
    format!("node/{name} {} is {status}", conditions.join(", "))
}

fn set_pressures(name: &str, kinds: &[Pressure], is_on: bool, stand: &mut Stand) -> Result<bool, Failure> {
    let mut is_new = false;
    for kind in kinds {
        let changed = stand.cluster.meddle(|all, context| all.set_pressure(context, name, *kind, is_on));
        is_new |= changed.map_err(|_| missing("node", name, "", machines(stand)))?;
    }
    Ok(is_new)
}

/// `sim fill-node`.
pub(super) fn fill(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let name = call.arg(0);
    let api = stand.cluster.api();
    let node =
        api.get(Kind::Node, "", name).map_err(|_| missing("node", name, "", stand.names(Kind::Node, "")))?;
    let (left, num_pods) = room(&node, stand);
    // A filler that failed no longer takes room, but its name is still taken.
    let is_free = |pod: &String| api.get(Kind::Pod, FILLER_NAMESPACE, pod).is_err();
    let numbered = (0_u32..).map(|number| format!("filler-{name}-{number}")).filter(is_free);
    let fillers: Vec<(String, Resources)> = match call.arg(1) {
        "pods" => (0..num_pods).zip(numbered).map(|(_, pod)| (pod, Resources::default())).collect(),
        _ if left.milli_cpu > 0 || left.memory > 0 => {
            let plain = Some(format!("filler-{name}")).filter(is_free);
            plain.into_iter().chain(numbered).take(1).map(|pod| (pod, left)).collect()
        }
        _ => Vec::new(),
    };
    if fillers.is_empty() {
        stand.say(&format!("node/{name} is full already"));
    }
    for (filler, requests) in fillers {
        let manifest = filler_manifest(&filler, name, requests);
        let options = WriteOptions::default();
        stand.cluster.api_mut().create_json(Kind::Pod, FILLER_NAMESPACE, &manifest, &options)?;
        stand.say(&format!("pod/{filler} created in {FILLER_NAMESPACE}"));
    }
    Ok(())
}

/// What is left of a node: resources that nobody requests, and places for pods.
fn room(object: &Object, stand: &Stand) -> (Resources, i64) {
    let none = Node::default();
    let status = &object.as_node().unwrap_or(&none).status;
    let Resources { mut milli_cpu, mut memory, .. } = status.allocatable;
    let mut num_pods = status.pods_max;
    for pod in stand.cluster.api().table(Kind::Pod).iter().filter_map(|object| object.as_pod()) {
        if pod.node_name == object.meta.name && !pod.is_terminal() {
            let requests = pod.spec.requests();
            milli_cpu -= requests.milli_cpu;
            memory -= requests.memory;
            num_pods -= 1;
        }
    }
    (Resources { milli_cpu: milli_cpu.max(0), memory: memory.max(0), ephemeral_storage: 0 }, num_pods)
}

fn filler_manifest(name: &str, node: &str, requests: Resources) -> Value {
    let requests = match requests == Resources::default() {
        true => json!({}),
        false => json!({"cpu": format!("{}m", requests.milli_cpu), "memory": requests.memory.to_string()}),
    };
    let container =
        json!({"name": "filler", "image": "registry.k8s.io/pause:3.10", "resources": {"requests": requests}});
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": FILLER_NAMESPACE, "labels": {FILLER_LABEL: node}},
        "spec": {
            "nodeName": node, "containers": [container], "terminationGracePeriodSeconds": 0,
            "tolerations": [{"operator": "Exists"}],
        },
    })
}

/// `sim empty-node`.
pub(super) fn empty(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for name in &call.args {
        let words = match empty_node(name, stand) {
            true => "emptied",
            false if machines(stand).contains(name) => "was not filled",
            false => return Err(missing("node", name, "", machines(stand))),
        };
        stand.say(&format!("node/{name} {words}"));
    }
    Ok(())
}

/// Deletes what fills a node; says whether anything did.
pub(super) fn empty_node(name: &str, stand: &mut Stand) -> bool {
    let fillers: Vec<Rc<str>> =
        fillers(stand).filter(|(node, _)| ***node == *name).map(|(_, pod)| pod.clone()).collect();
    let options = DeleteOptions { grace_period_seconds: Some(0), ..DeleteOptions::default() };
    for pod in &fillers {
        _ = stand.cluster.api_mut().delete(Kind::Pod, FILLER_NAMESPACE, pod, &options);
    }
    !fillers.is_empty()
}

/// Pods that fill nodes, each after its node.
pub(super) fn fillers<'a>(stand: &'a Stand) -> impl Iterator<Item = (&'a Rc<str>, &'a Rc<str>)> {
    let pods = stand.cluster.api().table(Kind::Pod).iter();
    pods.filter_map(|pod| Some((pod.meta.labels.get(FILLER_LABEL)?, &pod.meta.name)))
}

/// Why a node is not heard of.
fn outage(name: &str, stand: &Stand) -> Result<Option<Outage>, Failure> {
    let kubelets = stand.cluster.kubelets();
    match kubelets.has_machine(name) {
        true => Ok(kubelets.faults().outage(name)),
        false => Err(missing("node", name, "", machines(stand))),
    }
}

fn machines(stand: &Stand) -> Vec<String> {
    stand.cluster.kubelets().machines().map(|name| name.to_string()).collect()
}
