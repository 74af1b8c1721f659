//! What random people do to a cluster: deeds, how each is done, and the line of a session that would do it.

use daemonset_playground::api::kind::Kind;
use daemonset_playground::api::object::Object;
use daemonset_playground::apimachinery::errors::ApiError;
use daemonset_playground::apimachinery::labels::StringMap;
use daemonset_playground::apimachinery::rand::Rng;
use daemonset_playground::apiserver::options::{DeleteOptions, Patch, Propagation, WriteOptions};
use daemonset_playground::kubelet::faults::{Pressure, ProbeKind, Slowness, Target};
use daemonset_playground::sim::cluster::Cluster;
use serde_json::{Value, json};
use std::rc::Rc;

/// The names of the DaemonSets.
pub const DAEMON_SETS: [&str; 2] = ["blue", "green"];
const NUM_NODES: u32 = 7;
const NUM_VERSIONS: u32 = 4;

/// How a DaemonSet is wanted: indices into tables of shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub name: &'static str,
    pub version: u32,
    pub strategy: usize,
    pub placement: usize,
    pub min_ready_seconds: u32,
    pub has_probe: bool,
}

/// One thing that somebody does.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Apply(Wanted),
    DeleteDaemonSet(&'static str, Propagation),
    Label(u32, Option<&'static str>),
    Taint(u32, Option<&'static str>),
    Cordon(u32, bool),
    Join(u32, Option<&'static str>),
    DeleteNode(u32),
    DeletePod(&'static str, u32, bool),
    ReleasePod(&'static str, u32),
    StopKubelet(u32),
    CutNode(u32),
    StartKubelet(u32),
    RemoveMachine(u32),
    Press(u32, Pressure),
    Relieve(u32),
    BreakImage(String),
    MendImage(String),
    SlowImage(String),
    FailProbe(String),
    MendProbe(String),
    CrashAlways(String),
    CrashNoMore(String),
    Crash(&'static str, u32),
    Evict(&'static str, u32),
}

/// A deed, and the milliseconds that pass after it.
pub type Timed = (Deed, u64);

fn strategies() -> Vec<Value> {
    let rolling = |unavailable: Value, surge: Value| json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": unavailable, "maxSurge": surge}});
    vec![
        rolling(json!(1), json!(0)),
        rolling(json!(2), json!(0)),
        rolling(json!("40%"), json!(0)),
        rolling(json!(0), json!(1)),
        rolling(json!(0), json!(2)),
        rolling(json!(0), json!("50%")),
        json!({"type": "OnDelete"}),
    ]
}

/// What is merged into the pod's spec.
fn placements() -> Vec<Value> {
    let required = |requirement: Value| {
        let terms = json!([{"matchExpressions": [requirement]}]);
        json!({"affinity": {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}})
    };
    let fields = json!([{"matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": ["n2"]}]}]);
    vec![
        json!({}),
        json!({}),
        json!({}),
        json!({"nodeSelector": {"pool": "a"}}),
        required(json!({"key": "pool", "operator": "In", "values": ["a", "b"]})),
        required(json!({"key": "pool", "operator": "NotIn", "values": ["b"]})),
        required(json!({"key": "pool", "operator": "Exists"})),
        required(json!({"key": "pool", "operator": "DoesNotExist"})),
        required(json!({"key": "size", "operator": "Gt", "values": ["3"]})),
        json!({"affinity": {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": fields}}}}),
        json!({"tolerations": [{"operator": "Exists"}]}),
        json!({"tolerations": [{"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"}]}),
        json!({"tolerations": [{"key": "dedicated", "value": "x"}], "hostNetwork": true}),
        json!({"nodeName": "n3"}),
    ]
}

impl Wanted {
    pub fn manifest(&self) -> Value {
        let mut container = json!({"name": "main", "image": format!("{}:v{}", self.name, self.version)});
        if self.has_probe {
            container["readinessProbe"] = json!({"httpGet": {"port": 80}, "periodSeconds": 2});
        }
        let mut spec = json!({"containers": [container], "terminationGracePeriodSeconds": 3});
        for (key, value) in placements()[self.placement].as_object().unwrap() {
            spec[key] = value.clone();
        }
        json!({
            "apiVersion": "apps/v1", "kind": "DaemonSet",
            "metadata": {"name": self.name, "namespace": "default"},
            "spec": {
                "minReadySeconds": self.min_ready_seconds,
                "revisionHistoryLimit": 1,
                "selector": {"matchLabels": {"app": self.name}},
                "template": {"metadata": {"labels": {"app": self.name}}, "spec": spec},
                "updateStrategy": strategies()[self.strategy],
            },
        })
    }
}

fn pick<T: Clone>(rng: &mut Rng, from: &[T]) -> T {
    from[rng.below(u32::try_from(from.len()).unwrap()) as usize].clone()
}

/// What is likely at a moment: deeds that follow one another the way people's do.
pub fn random_deed(rng: &mut Rng, known: &mut Vec<Wanted>) -> Deed {
    let name = pick(rng, &DAEMON_SETS);
    let node = 1 + rng.below(NUM_NODES);
    let image = format!("{name}:v{}", 1 + rng.below(NUM_VERSIONS));
    match rng.below(100) {
        0..=25 => Deed::Apply(random_change(rng, name, known)),
        26 => Deed::RemoveMachine(node),
        // Under the others a kubelet turns every pod away at once, and with surge the controller makes new ones as fast
        // as it can, here as in 1.36: nothing of that is wrong, and all of it slow.
        27 => Deed::Press(node, pick(rng, &[Pressure::Memory, Pressure::Network])),
        28..=29 => Deed::Relieve(node),
        30 => Deed::DeleteDaemonSet(
            name,
            pick(rng, &[Propagation::Background, Propagation::Foreground, Propagation::Orphan]),
        ),
        31..=40 => Deed::Label(node, pick(rng, &[Some("a"), Some("b"), None])),
        41..=48 => Deed::Taint(node, pick(rng, &[Some("NoSchedule"), Some("NoExecute"), None, None])),
        49..=52 => Deed::Cordon(node, rng.below(2) == 0),
        53..=56 => Deed::Join(node, pick(rng, &[Some("a"), Some("b"), None])),
        57..=58 => Deed::DeleteNode(node),
        59..=65 => Deed::DeletePod(name, node, rng.below(4) == 0),
        66 => Deed::ReleasePod(name, node),
        67..=69 => Deed::StopKubelet(node),
        70..=71 => Deed::CutNode(node),
        72..=77 => Deed::StartKubelet(node),
        78..=79 => Deed::BreakImage(image),
        80..=82 => Deed::MendImage(image),
        83 => Deed::SlowImage(image),
        84..=86 => Deed::FailProbe(image),
        87..=90 => Deed::MendProbe(image),
        91 => Deed::CrashAlways(image),
        92..=93 => Deed::CrashNoMore(image),
        94..=96 => Deed::Crash(name, node),
        _ => Deed::Evict(name, node),
    }
}

/// Somebody changes one thing about a DaemonSet, mostly its image.
fn random_change(rng: &mut Rng, name: &'static str, known: &mut Vec<Wanted>) -> Wanted {
    let old = known.iter().position(|one| one.name == name).map(|index| known.swap_remove(index));
    let mut wanted = old.unwrap_or_else(|| Wanted {
        name,
        version: 1,
        strategy: rng.below(7) as usize,
        placement: rng.below(u32::try_from(placements().len()).unwrap()) as usize,
        min_ready_seconds: pick(rng, &[0, 0, 2, 5]),
        has_probe: rng.below(2) == 0,
    });
    match rng.below(10) {
        0..=5 => wanted.version = 1 + rng.below(NUM_VERSIONS),
        6..=7 => wanted.strategy = rng.below(7) as usize,
        8 => wanted.placement = rng.below(u32::try_from(placements().len()).unwrap()) as usize,
        _ => wanted.min_ready_seconds = pick(rng, &[0, 0, 1, 4]),
    }
    known.push(wanted.clone());
    wanted
}

/// So many deeds, one after the other.
pub fn random_deeds(rng: &mut Rng, count: u32) -> Vec<Timed> {
    let mut known = Vec::new();
    let mut deeds = Vec::new();
    for name in DAEMON_SETS {
        deeds.push((Deed::Apply(random_change(rng, name, &mut known)), rng.between(0, 4000)));
    }
    for _ in 0..count {
        let deed = random_deed(rng, &mut known);
        let wait = match rng.below(12) {
            0..=4 => rng.between(0, 30),
            5..=8 => rng.between(30, 1500),
            9..=10 => rng.between(1500, 9000),
            _ => rng.between(9000, 80_000),
        };
        deeds.push((deed, wait));
    }
    deeds
}

/// Joins the nodes that every session begins with.
pub fn first_nodes(cluster: &mut Cluster) {
    for number in 1..=4 {
        cluster
            .join_node(&node(number), &labels(number, ["a", "b"].get(number as usize - 1).copied()), &[])
            .unwrap();
    }
}

fn node(number: u32) -> String {
    format!("n{number}")
}

fn labels(number: u32, pool: Option<&str>) -> StringMap {
    let size = number.to_string();
    let pool = pool.map(|pool| ("pool", pool));
    [("size", size.as_str())].into_iter().chain(pool).collect()
}

/// The pod of a DaemonSet on a node, the first by name.
fn pod(cluster: &Cluster, name: &str, number: u32) -> Option<Rc<Object>> {
    let pods = cluster.api().list(Kind::Pod, "default");
    pods.into_iter().find(|object| {
        let is_there = object.as_pod().is_some_and(|pod| *pod.node_name == *node(number));
        is_there && object.meta.labels.get("app").is_some_and(|app| **app == *name)
    })
}

impl Deed {
    /// Does it. What cannot be done is left undone, as a refused command is.
    pub fn perform(&self, cluster: &mut Cluster) {
        if let Err(error) = self.try_perform(cluster) {
            assert!(!matches!(self, Deed::Apply(_)), "{self:?}: {}", error.message);
        }
    }

    fn try_perform(&self, cluster: &mut Cluster) -> Result<(), ApiError> {
        let options = WriteOptions::default();
        let patch = |cluster: &mut Cluster, kind: Kind, name: &str, patch: Value| {
            let namespace = if kind.resource().namespaced { "default" } else { "" };
            cluster.api_mut().patch_json(kind, namespace, name, &Patch::Strategic(patch), &options).map(drop)
        };
        match self {
            Deed::Apply(wanted) => apply(cluster, wanted),
            Deed::DeleteDaemonSet(name, propagation) => {
                let options = DeleteOptions { propagation: Some(*propagation), ..DeleteOptions::default() };
                cluster.api_mut().delete(Kind::DaemonSet, "default", name, &options).map(drop)
            }
            Deed::Label(number, pool) => {
                patch(cluster, Kind::Node, &node(*number), json!({"metadata": {"labels": {"pool": pool}}}))
            }
            Deed::Taint(number, effect) => taint(cluster, &node(*number), *effect),
            Deed::Cordon(number, is_on) => {
                patch(cluster, Kind::Node, &node(*number), json!({"spec": {"unschedulable": is_on}}))
            }
            Deed::Join(number, pool) => cluster.join_node(&node(*number), &labels(*number, *pool), &[]),
            Deed::DeleteNode(number) => {
                cluster.api_mut().delete(Kind::Node, "", &node(*number), &DeleteOptions::default()).map(drop)
            }
            Deed::DeletePod(name, number, force) => {
                let Some(pod) = pod(cluster, name, *number) else { return Ok(()) };
                let grace_period_seconds = force.then_some(0);
                let options = DeleteOptions { grace_period_seconds, ..DeleteOptions::default() };
                cluster.api_mut().delete(Kind::Pod, "default", &pod.meta.name, &options).map(drop)
            }
            Deed::ReleasePod(name, number) => {
                let Some(pod) = pod(cluster, name, *number) else { return Ok(()) };
                patch(
                    cluster,
                    Kind::Pod,
                    &pod.meta.name,
                    json!({"metadata": {"labels": {"app": "released"}}}),
                )
            }
            Deed::StopKubelet(number) => {
                cluster.meddle(|all, context| all.stop_kubelet(context, &node(*number)))
            }
            Deed::CutNode(number) => cluster.meddle(|all, context| all.cut_node(context, &node(*number))),
            // Whatever its machine suffers from.
            Deed::StartKubelet(number) => {
                Deed::Relieve(*number).try_perform(cluster)?;
                cluster.meddle(|all, context| all.start_kubelet(context, &node(*number)))
            }
            Deed::RemoveMachine(number) => {
                cluster.meddle(|all, context| all.remove_machine(context, &node(*number)))
            }
            Deed::Press(number, pressure) => cluster
                .meddle(|all, context| all.set_pressure(context, &node(*number), *pressure, true))
                .map(drop),
            Deed::Relieve(number) => {
                let name = node(*number);
                for pressure in Pressure::ALL {
                    cluster.meddle(|all, context| all.set_pressure(context, &name, pressure, false))?;
                }
                Ok(())
            }
            Deed::Crash(name, number) => {
                let Some(pod) = pod(cluster, name, *number) else { return Ok(()) };
                cluster.meddle(|all, context| all.crash(context, ("default", &pod.meta.name), None, 1))
            }
            Deed::Evict(name, number) => {
                let Some(pod) = pod(cluster, name, *number) else { return Ok(()) };
                cluster.meddle(|all, context| all.evict(context, "default", &pod.meta.name))
            }
            _ => {
                self.meddle(cluster);
                Ok(())
            }
        }
    }

    /// Faults of images, which are nobody's request and never refused.
    fn meddle(&self, cluster: &mut Cluster) {
        let now = cluster.now();
        cluster.meddle(|all, _| match self {
            Deed::BreakImage(image) => all.break_image(image),
            Deed::MendImage(image) => _ = all.mend_image(image),
            Deed::SlowImage(image) => all.slow_image(image, Slowness::Times(3)),
            Deed::FailProbe(image) => all.fail_probe(now, ProbeKind::Readiness, of_image(image)),
            Deed::MendProbe(image) => _ = all.mend_probe(now, ProbeKind::Readiness, &of_image(image)),
            Deed::CrashAlways(image) => all.crash_always(now, of_image(image), 1),
            Deed::CrashNoMore(image) => _ = all.crash_no_more(&of_image(image)),
            other => panic!("{other:?} is no fault of an image"),
        });
    }

    /// The lines of a session that do it.
    pub fn lines(&self) -> String {
        let for_pod = |name: &str, number: u32, command: &str| {
            format!(
                "kubectl get pods -l app={name} --field-selector spec.nodeName=n{number} -o name | head -1 | xargs -r {command}"
            )
        };
        let command = match self {
            Deed::Apply(wanted) => {
                let path = format!("{}.yaml", wanted.name);
                let manifest = wanted.manifest();
                return format!("@file {path}\n{manifest}\n@end\n$ kubectl apply -f {path}\n");
            }
            Deed::DeleteDaemonSet(name, propagation) => {
                format!("kubectl delete ds {name} --wait=false --cascade={propagation:?}").to_lowercase()
            }
            Deed::Label(number, Some(pool)) => {
                format!("kubectl label node n{number} pool={pool} --overwrite")
            }
            Deed::Label(number, None) => format!("kubectl label node n{number} pool-"),
            Deed::Taint(number, Some(effect)) => format!("kubectl taint node n{number} dedicated=x:{effect}"),
            Deed::Taint(number, None) => format!("kubectl taint node n{number} dedicated-"),
            Deed::Cordon(number, true) => format!("kubectl cordon n{number}"),
            Deed::Cordon(number, false) => format!("kubectl uncordon n{number}"),
            Deed::Join(number, pool) => {
                let pool = pool.map(|pool| format!(" pool={pool}")).unwrap_or_default();
                return format!("@node n{number} size={number}{pool}\n");
            }
            Deed::DeleteNode(number) => format!("kubectl delete node n{number}"),
            Deed::DeletePod(name, number, true) => {
                for_pod(name, *number, "kubectl delete --force --grace-period=0")
            }
            Deed::DeletePod(name, number, false) => for_pod(name, *number, "kubectl delete --wait=false"),
            Deed::ReleasePod(name, number) => {
                for_pod(name, *number, "-I {} kubectl label {} app=released --overwrite")
            }
            Deed::StopKubelet(number) => format!("sim stop-kubelet n{number}"),
            Deed::CutNode(number) => format!("sim cut-node n{number}"),
            Deed::StartKubelet(number) => format!("sim mend-node n{number} || sim start-kubelet n{number}"),
            Deed::RemoveMachine(number) => format!("sim remove-node n{number}"),
            Deed::Press(number, pressure) => format!("sim pressure n{number} {}", pressure.as_str()),
            Deed::Relieve(number) => format!("sim relieve n{number}"),
            Deed::BreakImage(image) => format!("sim break-image {image}"),
            Deed::MendImage(image) => format!("sim mend-image {image}"),
            Deed::SlowImage(image) => format!("sim slow-image {image} 3x"),
            Deed::FailProbe(image) => format!("sim fail-probe readiness image/{image}"),
            Deed::MendProbe(image) => format!("sim mend-probe readiness image/{image}"),
            Deed::CrashAlways(image) => format!("sim crash --always image/{image}"),
            Deed::CrashNoMore(image) => format!("sim mend-crash image/{image}"),
            Deed::Crash(name, number) => for_pod(name, *number, "sim crash"),
            Deed::Evict(name, number) => for_pod(name, *number, "sim evict"),
        };
        format!("$ {command}\n")
    }
}

fn of_image(image: &str) -> Target {
    Target::image(image)
}

/// Creates the DaemonSet, or replaces what is there.
fn apply(cluster: &mut Cluster, wanted: &Wanted) -> Result<(), ApiError> {
    let options = WriteOptions::default();
    let (api, mut manifest) = (cluster.api_mut(), wanted.manifest());
    match api.get(Kind::DaemonSet, "default", wanted.name) {
        Ok(current) => {
            manifest["metadata"]["resourceVersion"] = current.meta.resource_version.to_string().into();
            api.replace_json(Kind::DaemonSet, "default", wanted.name, &manifest, &options).map(drop)
        }
        Err(_) => api.create_json(Kind::DaemonSet, "default", &manifest, &options).map(drop),
    }
}

/// One taint of the key `dedicated`, or none; others stay.
fn taint(cluster: &mut Cluster, name: &str, effect: Option<&str>) -> Result<(), ApiError> {
    let mut value = cluster.api().get(Kind::Node, "", name)?.to_value();
    let mut taints = value["spec"]["taints"].as_array().cloned().unwrap_or_default();
    taints.retain(|taint| taint["key"] != "dedicated");
    taints.extend(effect.map(|effect| json!({"key": "dedicated", "value": "x", "effect": effect})));
    value["spec"]["taints"] = taints.into();
    cluster.api_mut().replace_json(Kind::Node, "", name, &value, &WriteOptions::default()).map(drop)
}

/// All faults end; every kubelet comes back.
pub fn mend_everything(cluster: &mut Cluster) {
    let now = cluster.now();
    let mut deeds = Vec::new();
    for name in DAEMON_SETS {
        for version in 1..=NUM_VERSIONS {
            let image = format!("{name}:v{version}");
            deeds.extend([
                Deed::MendImage(image.clone()),
                Deed::MendProbe(image.clone()),
                Deed::CrashNoMore(image),
            ]);
        }
    }
    deeds.extend((1..=NUM_NODES).map(Deed::StartKubelet));
    for deed in deeds {
        deed.perform(cluster);
    }
    assert_eq!(cluster.now(), now);
}
