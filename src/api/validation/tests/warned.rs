//! What is taken with a warning.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::support::{daemon_set, merge, pod};
use crate::api::kind::Kind;
use crate::api::validation::{warnings_on_create, warnings_on_update};

fn check(spec: Value, expected: Expect) {
    let daemon_set = daemon_set(json!({"spec": {"template": {"spec": spec}}}));
    expected.assert_eq(&warnings_on_create(Kind::DaemonSet, &daemon_set).join("\n"));
}

#[test]
fn a_fine_daemon_set_is_taken_in_silence() {
    check(json!({}), expect![[""]]);
}

#[test]
fn labels_of_old() {
    check(
        json!({
            "nodeSelector": {"beta.kubernetes.io/os": "linux", "kubernetes.io/os": "linux"},
            "affinity": {
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
                        {"matchExpressions": [{"key": "node-role.kubernetes.io/master", "operator": "Exists"}]},
                    ]},
                    "preferredDuringSchedulingIgnoredDuringExecution": [
                        {"weight": 1, "preference": {"matchExpressions": [{"key": "a", "operator": "In", "values": ["-"]}]}},
                    ],
                },
                "podAntiAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "zone"}],
                    "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "podAffinityTerm": {"topologyKey": "zone"}}],
                },
            },
            "topologySpreadConstraints": [{"topologyKey": "failure-domain.beta.kubernetes.io/zone"}],
        }),
        expect![[r#"
            spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: node-role.kubernetes.io/master is use "node-role.kubernetes.io/control-plane" instead
            spec.template.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].values[0]: - is invalid, a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            spec.template.spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead
            spec.template.spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod
            spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod
            spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod"#]],
    );
}

#[test]
fn ports_that_meet() {
    check(
        json!({"containers": [
            {"name": "a", "image": "i", "ports": [
                {"name": "p", "containerPort": 80}, {"containerPort": 80, "hostPort": 80},
                {"containerPort": 81, "hostPort": 81, "hostIP": "10.0.0.1"}, {"containerPort": 82, "hostIP": "10.0.0.1", "name": "q"},
            ]},
            {"name": "b", "image": "i", "ports": [
                {"name": "p", "containerPort": 80}, {"containerPort": 81, "hostPort": 81},
            ]},
        ]}),
        expect![[r#"
            spec.template.spec.containers[0].ports[1]: overlapping port definition with spec.template.spec.containers[0].ports[0]
            spec.template.spec.containers[0].ports[3]: hostIP set without hostPort: {Name:q HostPort:0 ContainerPort:82 Protocol:TCP HostIP:10.0.0.1}
            spec.template.spec.containers[1].ports[0]: duplicate port definition with spec.template.spec.containers[0].ports[0]
            spec.template.spec.containers[1].ports[0]: overlapping port definition with spec.template.spec.containers[0].ports[1]
            spec.template.spec.containers[1].ports[1]: dangerously ambiguous port definition with spec.template.spec.containers[0].ports[2]
            spec.template.spec.containers[1].ports[0]: duplicate port name "p" with spec.template.spec.containers[0].ports[0], services and probes that select ports by name will use spec.template.spec.containers[0].ports[0]"#]],
    );
}

#[test]
fn variables_amounts_and_addresses() {
    check(
        json!({
            "containers": [{"name": "a", "image": "i", "env": [
                {"name": "A", "value": "1"}, {"name": "A", "value": "$(A):2"}, {"name": "A", "value": "3"},
            ], "resources": {"limits": {"memory": "100m"}, "requests": {"memory": "1Gi", "ephemeral-storage": "1500m"}}}],
            "imagePullSecrets": [{"name": "s"}, {"name": "s"}, {}],
            "hostAliases": [{"ip": "FE80::1"}, {"ip": "FE80::1"}],
            "terminationGracePeriodSeconds": -1,
        }),
        expect![[r#"
            spec.template.spec.hostAliases[1].ip: duplicate ip "FE80::1"
            spec.template.spec.imagePullSecrets[1].name: duplicate name "s"
            spec.template.spec.imagePullSecrets[2].name: invalid empty name ""
            spec.template.spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer
            spec.template.spec.containers[0].resources.requests[ephemeral-storage]: fractional byte value "1500m" is invalid, must be an integer
            spec.template.spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply
            spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1
            spec.template.spec.hostAliases[0].ip: IPv6 address "FE80::1" should be in RFC 5952 canonical format ("fe80::1")
            spec.template.spec.hostAliases[1].ip: IPv6 address "FE80::1" should be in RFC 5952 canonical format ("fe80::1")"#]],
    );
}

#[test]
fn volumes_of_old_and_files_that_meet() {
    check(
        json!({"volumes": [
            {"name": "g", "gitRepo": {"repository": "r"}},
            {"name": "s", "storageos": {"volumeName": "v"}},
            {"name": "m", "configMap": {"name": "map", "items": [{"key": "a", "path": "x/"}, {"key": "b", "path": "x/y"}, {"key": "c", "path": "xy"}]}},
            {"name": "p", "projected": {"sources": [
                {}, {"serviceAccountToken": {"path": "token"}}, {"secret": {"name": "sec", "items": [{"key": "k", "path": "token/x"}]}},
            ]}},
        ]}),
        expect![[r#"
            spec.template.spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+
            spec.template.spec.volumes[1].storageOS: deprecated in v1.22, non-functional in v1.25+
            volume "m" (ConfigMap "map"): overlapping paths: "x/y" with "x"
            volume "p" (Projected) has no sources provided
            volume "p" (Projected): overlapping paths: "token/x" (Secret "sec") with "token" (ServiceAccountToken)"#]],
    );
}

#[test]
fn annotations_of_old() {
    let patch = json!({"spec": {"template": {"metadata": {"annotations": {
        "scheduler.alpha.kubernetes.io/critical-pod": "", "seccomp.security.alpha.kubernetes.io/pod": "unconfined",
        "container.seccomp.security.alpha.kubernetes.io/c": "unconfined",
        "container.apparmor.security.beta.kubernetes.io/c": "unconfined",
    }}}}});
    expect![[r#"
        spec.template.metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead
        spec.template.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead
        spec.template.metadata.annotations[container.seccomp.security.alpha.kubernetes.io/c]: non-functional in v1.27+; use the "seccompProfile" field instead
        spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead"#]].assert_eq(&warnings_on_create(Kind::DaemonSet, &daemon_set(patch)).join("\n"));
}

#[test]
fn an_unchanged_template_is_not_spoken_of_again() {
    let old = daemon_set(
        json!({"spec": {"template": {"spec": {"nodeSelector": {"beta.kubernetes.io/os": "linux"}}}}}),
    );
    let mut new = old.clone();
    merge(&mut new, json!({"metadata": {"labels": {"x": "y"}}}));
    assert!(warnings_on_update(Kind::DaemonSet, &new, &old).is_empty());
    merge(&mut new, json!({"spec": {"template": {"metadata": {"labels": {"x": "y"}}}}}));
    assert_eq!(warnings_on_update(Kind::DaemonSet, &new, &old).len(), 1);
}

#[test]
fn pods_and_nodes() {
    let dotted = pod(
        json!({"metadata": {"name": "a.b"}, "spec": {"nodeSelector": {"beta.kubernetes.io/os": "linux"}}}),
    );
    expect![[r#"
        metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]
        spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead"#]].assert_eq(&warnings_on_create(Kind::Pod, &dotted).join("\n"));
    let node = json!({"spec": {"externalID": "x", "configSource": {}}});
    expect![[r#"
        spec.configSource: the feature is removed
        spec.externalID: this field is deprecated, and is unused by Kubernetes"#]]
    .assert_eq(&warnings_on_create(Kind::Node, &node).join("\n"));
}
