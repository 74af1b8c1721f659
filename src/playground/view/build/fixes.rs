//! What would free a rollout that is stuck: command lines, the likeliest to help first.

use std::rc::Rc;

use crate::api::object::Object;
use crate::api::pod::Pod;
use crate::api::pod_spec::{PodSpec, Resources};
use crate::kubelet::faults::{Faults, Outage, ProbeKind, Subject, Target};
use crate::playground::view::build::daemon_sets::DaemonSetPart;
use crate::playground::view::build::hold::Reason;
use crate::playground::view::build::places::Place;
use crate::playground::view::cluster::Fix;

/// The label of pods that `sim fill-node` fills a node with.
const FILLER_LABEL: &str = "sim/fills";

/// What is stuck where.
#[derive(Clone, Copy)]
pub(super) struct Trouble<'a> {
    pub part: &'a DaemonSetPart,
    pub place: &'a Place,
    pub reason: &'a Reason,
    /// The pod that it is about; empty where there is none.
    pub pod: &'a str,
}

impl Trouble<'_> {
    /// The ways out.
    pub fn fixes(&self, faults: &Faults) -> Vec<Fix> {
        let mut fixes = Vec::new();
        match self.reason {
            Reason::CannotEnd | Reason::NodeNotReady => {
                fixes.extend(self.revive_node(faults));
                if !self.pod.is_empty() {
                    let line = self.line(&["kubectl delete pod ", self.pod], " --force --grace-period=0");
                    fixes.push(fix("Delete the pod by force", line));
                }
                return fixes;
            }
            Reason::NoImage(image) if faults.broken_images().any(|broken| broken == image) => {
                fixes.push(fix("Mend the image", ["sim mend-image ", image].concat()));
            }
            Reason::Crashing => {
                let lines = faults.crashing().filter(|one| self.is_hit_by(one)).map(target_text);
                fixes.extend(
                    lines.map(|target| fix("Stop the crashes", ["sim mend-crash ", &target].concat())),
                );
            }
            Reason::NeverReady => fixes.extend(self.mend_probes(faults)),
            Reason::NoRoom(_) => fixes.extend(self.make_room()),
            Reason::MinReady(_) => {
                let line = self.line(&["kubectl patch ds ", self.name()], "");
                let line = [&line, " -p '{\"spec\":{\"minReadySeconds\":0}}'"].concat();
                fixes.push(fix("Wait no longer", line));
            }
            _ => {}
        }
        if self.reason.is_stuck() && self.part.revisions.list.len() > 1 {
            fixes.push(fix("Undo the rollout", self.line(&["kubectl rollout undo ds ", self.name()], "")));
        }
        fixes
    }

    fn name(&self) -> &str {
        &self.part.object.meta.name
    }

    /// A line in the DaemonSet's namespace.
    fn line(&self, words: &[&str], tail: &str) -> String {
        [&words.concat(), &namespace_flag(self.part), tail].concat()
    }

    fn revive_node(&self, faults: &Faults) -> Option<Fix> {
        let node = &self.place.name;
        Some(match faults.outage(node)? {
            Outage::Stopped => {
                fix(&["Start the kubelet of ", node].concat(), ["sim start-kubelet ", node].concat())
            }
            Outage::Removed => return None,
            Outage::Cut => fix(&["Reconnect ", node].concat(), ["sim mend-node ", node].concat()),
            Outage::RuntimeDown => {
                fix(&["Start the runtime of ", node].concat(), ["sim mend-node ", node].concat())
            }
        })
    }

    fn subject(&self) -> Option<(&Object, &Pod)> {
        let part = self.place.pods.iter().find(|one| *one.object.meta.name == *self.pod)?;
        Some((&*part.object, part.object.as_pod()?))
    }

    fn is_hit_by(&self, target: &Target) -> bool {
        let Some((object, pod)) = self.subject() else { return false };
        pod.spec.containers.iter().any(|container| target.concerns(object, container))
    }

    fn mend_probes(&self, faults: &Faults) -> Vec<Fix> {
        let hit = faults.failing_probes().filter(|(_, target)| self.is_hit_by(target));
        let line = |(kind, target): (ProbeKind, &Target)| {
            let kind = kind.as_str().to_lowercase();
            let target = target_text(target);
            fix(
                &["Let the ", &kind, " probe pass"].concat(),
                ["sim mend-probe ", &kind, " ", &target].concat(),
            )
        };
        hit.map(line).collect()
    }

    /// Pods of others that hold a port that this one wants, or else the one that holds most of what is short.
    fn make_room(&self) -> Vec<Fix> {
        let Reason::NoRoom(why) = self.reason else { return Vec::new() };
        let uid = self.part.object.meta.uid;
        let others = self
            .place
            .pods
            .iter()
            .map(|one| &*one.object)
            .filter(|object| !object.meta.is_controlled_by(uid) && !object.meta.is_terminating());
        let others: Vec<(&Object, &Pod)> = others
            .filter_map(|object| Some((object, object.as_pod()?)))
            .filter(|(_, pod)| !pod.node_name.is_empty() && !pod.is_terminal())
            .collect();
        if why.contains("free ports") {
            let taken = others.iter().filter_map(|(object, pod)| {
                let port = shared_port(self.part.pod_spec(), &pod.spec)?;
                let label = format!("Delete {}, which has port {port}", object.meta.name);
                Some(fix(&label, delete_line(object)))
            });
            return taken.collect();
        }
        let of: fn(Resources) -> i64 = match &**why {
            why if why.contains("memory") => |one| one.memory,
            why if why.contains("cpu") => |one| one.milli_cpu,
            _ => return Vec::new(),
        };
        let most = others.iter().map(|(object, pod)| (of(requests(&pod.spec)), object));
        let most = most.filter(|(amount, _)| *amount > 0).max_by_key(|(amount, _)| *amount);
        most.map(|(_, object)| {
            if object.meta.labels.get(FILLER_LABEL).is_some() {
                let node = &self.place.name;
                return fix(&["Empty ", node].concat(), ["sim empty-node ", node].concat());
            }
            fix(&["Delete ", &object.meta.name, ", which asks for most"].concat(), delete_line(object))
        })
        .into_iter()
        .collect()
    }
}

fn fix(label: &str, command: String) -> Fix {
    Fix { label: label.to_owned(), command }
}

fn delete_line(object: &Object) -> String {
    let namespace = match &*object.meta.namespace {
        "default" => String::new(),
        namespace => [" -n ", namespace].concat(),
    };
    ["kubectl delete pod ", &object.meta.name, &namespace].concat()
}

/// As `sim` names it, with its namespace where that is not the usual one.
fn target_text(target: &Target) -> String {
    let container = match &*target.container {
        "" => String::new(),
        container => [" -c ", container].concat(),
    };
    let (kind, namespace, name): (_, &str, _) = match &target.of {
        Subject::Pod(namespace, name) => ("pod/", namespace, name),
        Subject::DaemonSet(namespace, name) => ("ds/", namespace, name),
        Subject::Image(image) => ("image/", "default", image),
    };
    let namespace = if namespace == "default" { String::new() } else { [" -n ", namespace].concat() };
    [kind, name, &container, &namespace].concat()
}

/// A port of the host that both want.
fn shared_port(one: &PodSpec, other: &PodSpec) -> Option<u16> {
    let ports = |spec: &PodSpec| -> Vec<(u16, Rc<str>)> {
        let all = spec.containers.iter().flat_map(|container| &container.ports);
        all.filter(|port| port.host_port != 0).map(|port| (port.host_port, port.protocol.clone())).collect()
    };
    let theirs = ports(other);
    ports(one).into_iter().find(|port| theirs.contains(port)).map(|(port, _)| port)
}

fn requests(spec: &PodSpec) -> Resources {
    spec.containers.iter().fold(Resources::default(), |sum, container| sum.plus(container.requests))
}

/// ` -n kube-system`, or nothing in the default namespace.
pub(super) fn namespace_flag(part: &DaemonSetPart) -> String {
    match &*part.object.meta.namespace {
        "default" => String::new(),
        namespace => [" -n ", namespace].concat(),
    }
}
