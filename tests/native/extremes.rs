//! The largest and smallest numbers that a manifest or a flag can carry. Whatever they mean, nothing stops or wraps.

use std::fmt::Write;

use daemonset_playground::playground::session::play::play;

/// Numbers of a DaemonSet's manifest, and how many bits they have.
const FIELDS: [(&str, u32); 18] = [
    ("spec.minReadySeconds", 32),
    ("spec.revisionHistoryLimit", 32),
    ("spec.updateStrategy.rollingUpdate.maxUnavailable", 32),
    ("spec.template.spec.terminationGracePeriodSeconds", 64),
    ("spec.template.spec.activeDeadlineSeconds", 64),
    ("spec.template.spec.tolerations.0.tolerationSeconds", 64),
    ("spec.template.spec.containers.0.readinessProbe.initialDelaySeconds", 32),
    ("spec.template.spec.containers.0.readinessProbe.periodSeconds", 32),
    ("spec.template.spec.containers.0.readinessProbe.timeoutSeconds", 32),
    ("spec.template.spec.containers.0.readinessProbe.failureThreshold", 32),
    ("spec.template.spec.containers.0.livenessProbe.terminationGracePeriodSeconds", 64),
    ("spec.template.spec.containers.0.lifecycle.preStop.sleep.seconds", 64),
    ("spec.template.spec.containers.0.lifecycle.postStart.sleep.seconds", 64),
    ("spec.template.spec.containers.0.resources.requests.cpu", 64),
    ("spec.template.spec.containers.0.resources.requests.memory", 64),
    ("spec.template.spec.containers.0.ports.0.hostPort", 32),
    ("spec.template.spec.securityContext.runAsUser", 64),
    ("spec.template.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.weight", 32),
];

const MANIFEST: &str = r#"{
  "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"},
  "spec": {
    "selector": {"matchLabels": {"app": "agent"}},
    "updateStrategy": {"rollingUpdate": {}},
    "template": {
      "metadata": {"labels": {"app": "agent"}},
      "spec": {
        "securityContext": {},
        "tolerations": [{"key": "gone", "operator": "Exists", "effect": "NoExecute"}],
        "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
          {"weight": 1, "preference": {"matchExpressions": [{"key": "zone", "operator": "Exists"}]}}
        ]}},
        "containers": [{
          "name": "main", "image": "nginx:1.27", "ports": [{"containerPort": 80}],
          "readinessProbe": {"tcpSocket": {"port": 80}}, "livenessProbe": {"tcpSocket": {"port": 80}},
          "lifecycle": {"preStop": {"sleep": {"seconds": 1}}, "postStart": {"sleep": {"seconds": 1}}},
          "resources": {"requests": {}}
        }]
      }
    }
  }
}"#;

/// What is done to the DaemonSet, so that each of its numbers is used: it runs, is updated, evicted, cut off and deleted.
const DEEDS: &str = "\
$ kubectl create -f ds.yaml
@wait 90
$ kubectl get ds,pods -o wide
$ sim fail-probe liveness ds/agent
$ sim ignore-sigterm ds/agent
$ kubectl set env ds/agent A=B
@wait 90
$ kubectl rollout status ds/agent --timeout=5s
$ kubectl taint node n1 gone=yes:NoExecute
@wait 400
$ kubectl describe ds agent
$ kubectl describe pods
$ kubectl get events
$ kubectl delete ds agent --wait=false
$ kubectl delete pods --all --wait=false --grace-period=9223372036854775807
@wait 5000
$ kubectl get pods -o yaml
$ kubectl describe pods
$ kubectl get pods
";

#[test]
fn the_largest_and_smallest_numbers_stop_nothing() {
    for (path, bits) in FIELDS {
        let (largest, smallest) = (i64::MAX >> (64 - bits), i64::MIN >> (64 - bits));
        for number in [largest, smallest, 0] {
            let transcript = transcript(path, number);
            let played = play(&transcript).unwrap_or_else(|error| panic!("{path}: {number}: {error}"));
            assert!(played.contains("$ kubectl get pods\n"), "{path}: {number}");
        }
    }
}

fn transcript(path: &str, number: i64) -> String {
    let mut manifest: serde_json::Value = serde_json::from_str(MANIFEST).unwrap();
    let (parent, name) = path.rsplit_once('.').unwrap();
    let parent = manifest.pointer_mut(&format!("/{}", parent.replace('.', "/"))).unwrap();
    parent[name] = number.into();
    let mut text = String::from("@profile realistic\n@node n1 zone=a\n@node n2\n");
    write!(text, "@file ds.yaml\n{manifest}\n@end\n{DEEDS}").unwrap();
    text
}
