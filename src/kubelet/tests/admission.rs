//! Which pods a kubelet takes, and whom it ends or evicts.

use std::rc::Rc;

use expect_test::expect;
use serde_json::{Value, json};

use super::cluster::{Cluster, one};
use crate::api::kind::Kind;
use crate::kubelet::config::Profile;
use crate::kubelet::faults::Pressure;

/// A pod that asks for so much CPU, with a port of the host.
fn hungry(cpu: &str, host_port: u16) -> Value {
    let mut spec = one("busybox");
    spec["containers"][0]["resources"] = json!({"requests": {"cpu": cpu}});
    if host_port > 0 {
        spec["containers"][0]["ports"] = json!([{"containerPort": 80, "hostPort": host_port}]);
    }
    spec
}

#[test]
fn a_kubelet_does_not_take_what_does_not_fit() {
    let mut cluster = Cluster::new(Profile::Realistic);
    cluster.pod("a", hungry("6", 8080));
    cluster.pod("b", hungry("6", 0));
    cluster.pod("c", hungry("1", 8080));
    let mut elsewhere = one("busybox");
    elsewhere["nodeSelector"] = json!({"disk": "ssd"});
    cluster.pod("d", elsewhere.clone());
    // A critical pod is taken, room or not; its affinity still counts.
    let mut critical = hungry("7", 0);
    critical["priorityClassName"] = "system-node-critical".into();
    cluster.pod("e", critical);
    elsewhere["priorityClassName"] = "system-node-critical".into();
    cluster.pod("f", elsewhere);
    cluster.wait(100);
    for name in ["b", "c", "d", "f"] {
        let object = cluster.get(name);
        let status = &object.as_pod().unwrap().status;
        cluster.story += &format!("{name}: {}: {}\n", status.reason, status.message);
        assert!(status.conditions.is_empty() && status.container_statuses.is_empty(), "{status:?}");
    }
    cluster.check(expect![[r#"
        0      a Pending []
        0      b Pending []
        0      c Pending []
        0      d Pending []
        0      e Pending []
        0      * Preempting: Preempted in order to admit critical pod
        0      f Pending []
        0      a Failed [ContainerCreating]
        20     e Pending [ContainerCreating]
        36     * NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports
        36     c Failed []
        60     * OutOfcpu: Node didn't have enough resource: cpu, requested: 6000, used: 6000, capacity: 8000
        60     b Failed []
        61     * NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector
        61     d Failed []
        76     * NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector
        76     f Failed []
        b: OutOfcpu: Pod was rejected: Node didn't have enough resource: cpu, requested: 6000, used: 6000, capacity: 8000
        c: NodePorts: Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports
        d: NodeAffinity: Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector
        f: NodeAffinity: Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector
    "#]]);
    // Room that a pod leaves can be had again.
    cluster.delete("a", None);
    cluster.wait(3000);
    cluster.story.clear();
    cluster.pod("b2", hungry("600m", 8080));
    cluster.wait(2000);
    cluster.check(expect![[r#"
        3100   b2 Pending []
        3162   b2 Pending [ContainerCreating]
        3777   * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        4160   * Created: Container created
        4160   * Started: Container started
        4160   b2 Running [ready], ready
    "#]]);
}

#[test]
fn a_node_takes_so_many_pods() {
    let mut cluster = Cluster::new(Profile::Instant);
    for number in 0..112 {
        cluster.pod(&format!("a{number}"), one("busybox"));
    }
    cluster.wait(1000);
    let pods = cluster.api.list(Kind::Pod, "default");
    let messages: Vec<&Rc<str>> = pods
        .iter()
        .map(|pod| &pod.as_pod().unwrap().status.message)
        .filter(|text| !text.is_empty())
        .collect();
    let expected =
        "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110";
    assert!(messages.len() == 2 && messages.iter().all(|text| ***text == *expected), "{messages:?}");
}

#[test]
fn a_kubelet_under_pressure_evicts_and_rejects() {
    let mut cluster = Cluster::new(Profile::Realistic);
    let press = |cluster: &mut Cluster, pressure: Pressure, is_on: bool| {
        cluster.act(|kubelets, context| kubelets.set_pressure(context, "n1", pressure, is_on).unwrap());
    };
    let mut critical = one("busybox");
    critical["priorityClassName"] = "system-node-critical".into();
    cluster.pod("critical", critical);
    cluster.pod("asks", hungry("1", 0));
    cluster.pod("careless", one("busybox"));
    cluster.wait(10_000);
    cluster.story.clear();
    press(&mut cluster, Pressure::Memory, true);
    cluster.wait(30_000);
    cluster.pod("late", one("busybox"));
    cluster.pod("modest", hungry("1", 0));
    cluster.wait(1000);
    press(&mut cluster, Pressure::Memory, false);
    press(&mut cluster, Pressure::Disk, true);
    cluster.wait(1000);
    cluster.pod("later", hungry("1", 0));
    cluster.wait(200);
    press(&mut cluster, Pressure::Disk, false);
    cluster.wait(300_000);
    cluster.check(expect![[r#"
        10000  * NodeHasInsufficientMemory: Node n1 status is now: NodeHasInsufficientMemory
        13642  * EvictionThresholdMet: Attempting to reclaim memory
        13642  * Evicted: The node was low on resource: memory. Threshold quantity: 100Mi, available: 84Mi. 
        13642  careless Failed [Error(137)]
        23642  * EvictionThresholdMet: Attempting to reclaim memory
        23642  * Evicted: The node was low on resource: memory. Threshold quantity: 100Mi, available: 84Mi. 
        23642  asks Failed [Error(137)]
        33642  * EvictionThresholdMet: Attempting to reclaim memory
        40000  late Pending []
        40000  modest Pending []
        40027  modest Pending [ContainerCreating]
        40089  * Evicted: The node had condition: [MemoryPressure]. 
        40089  late Failed []
        40670  * Pulled: Container image "busybox" already present on machine and can be accessed by the pod
        40861  * Created: Container created
        40861  * Started: Container started
        40861  modest Running [ready], ready
        41000  * NodeHasDiskPressure: Node n1 status is now: NodeHasDiskPressure
        42000  later Pending []
        42037  * Evicted: The node had condition: [MemoryPressure DiskPressure]. 
        42037  later Failed []
        341000 * NodeHasSufficientMemory: Node n1 status is now: NodeHasSufficientMemory
        342200 * NodeHasNoDiskPressure: Node n1 status is now: NodeHasNoDiskPressure
    "#]]);
    let object = cluster.get("careless");
    let condition = object.as_pod().unwrap().status.condition("DisruptionTarget").unwrap();
    assert_eq!(&*condition.reason, "TerminationByKubelet");
    let object = cluster.get("late");
    assert_eq!(
        &*object.as_pod().unwrap().status.message,
        "Pod was rejected: The node had condition: [MemoryPressure]. "
    );
}

/// Fills the node with pods of three classes, binds a critical pod, and tells who was ended for it.
fn ended_for(cpu: &str, others: &[(&str, Value)]) -> Vec<String> {
    let mut cluster = Cluster::new(Profile::Instant);
    for (name, spec) in others {
        cluster.pod(name, spec.clone());
    }
    cluster.wait(1000);
    let mut critical = hungry(cpu, 0);
    critical["priorityClassName"] = "system-node-critical".into();
    cluster.pod("critical", critical);
    cluster.wait(1000);
    let object = cluster.get("critical");
    let critical = &object.as_pod().unwrap().status;
    let mut lines = vec![format!("critical: {:?} {}", critical.phase, critical.message)];
    for (name, _) in others {
        let object = cluster.get(name);
        let status = &object.as_pod().unwrap().status;
        if let Some(condition) = status.condition("DisruptionTarget") {
            let (reason, message) = (&status.reason, &status.message);
            lines.push(format!("{name}: {reason}: {message} ({}: {})", condition.reason, condition.message));
        }
    }
    lines
}

#[test]
fn a_kubelet_ends_the_nearest_pods_for_a_critical_one() {
    let guaranteed = |cpu: &str| {
        let mut spec = hungry(cpu, 0);
        spec["containers"][0]["resources"] =
            json!({"requests": {"cpu": cpu, "memory": "1Gi"}, "limits": {"cpu": cpu, "memory": "1Gi"}});
        spec
    };
    let full = [
        ("best-effort", one("busybox")),
        ("one", hungry("125m", 0)),
        ("three", hungry("375m", 0)),
        ("guaranteed", guaranteed("500m")),
    ];
    let ended = |name: &str| {
        format!(
            "{name}: Preempting: Preempted in order to admit critical pod (TerminationByKubelet: Pod was preempted by \
             Kubelet to accommodate a critical pod.)"
        )
    };
    let running = || "critical: Running ".to_owned();
    // One that is enough goes before two, and the smaller of two that are.
    assert_eq!(ended_for("125m", &full), [running(), ended("one")]);
    assert_eq!(ended_for("250m", &full), [running(), ended("three")]);
    // Pods that asked for less than they may use go before those that pay for all they use.
    assert_eq!(ended_for("500m", &full), [running(), ended("one"), ended("three")]);
    assert_eq!(ended_for("625m", &full), [running(), ended("one"), ended("guaranteed")]);
    // Nobody goes where all would not do.
    let refused = "critical: Failed Pod was rejected: Unexpected error while attempting to recover from admission \
                   failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim \
                   resources: [(res: cpu, q: 125), ]";
    assert_eq!(ended_for("1125m", &full), [refused]);
}

#[test]
fn a_kubelet_that_was_started_anew_decides_once_more() {
    let mut cluster = Cluster::new(Profile::Instant);
    cluster.pod("old", hungry("625m", 0));
    cluster.wait(2000);
    let mut tied = one("busybox");
    tied["nodeSelector"] = json!({"kubernetes.io/os": "linux"});
    cluster.pod("tied", tied);
    cluster.wait(2000);
    cluster.act(|kubelets, context| kubelets.stop_kubelet(context, "n1").unwrap());
    cluster.pod("young", hungry("625m", 0));
    let node = cluster.api.get(Kind::Node, "", "n1").unwrap();
    let mut changed = (*node).clone();
    changed.meta.labels = changed.meta.labels.without("kubernetes.io/os");
    cluster.api.update(changed).unwrap();
    cluster.act(|kubelets, context| kubelets.start_kubelet(context, "n1").unwrap());
    cluster.wait(5000);
    let state = |name: &str| {
        let object = cluster.get(name);
        let status = &object.as_pod().unwrap().status;
        format!("{:?} {}", status.phase, status.reason)
    };
    assert_eq!(state("old"), "Running ");
    assert_eq!(state("tied"), "Failed NodeAffinity");
    assert_eq!(state("young"), "Failed OutOfcpu");
}
