//! Each table row: what a person writes, and what the API server stores.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::disabled::drop_disabled_pod_fields;
use super::*;

fn check(fill: fn(&mut Value), written: Value, stored: Expect) {
    let mut value = written;
    fill(&mut value);
    let once = serde_json::to_string_pretty(&value).expect("JSON values print");
    fill(&mut value);
    let twice = serde_json::to_string_pretty(&value).expect("JSON values print");
    assert_eq!(once, twice, "defaulting twice changes nothing more");
    stored.assert_eq(&once);
}

#[test]
fn an_empty_daemon_set_gets_a_strategy_and_a_pod_spec() {
    check(
        daemon_set,
        json!({}),
        expect![[r#"
            {
              "spec": {
                "revisionHistoryLimit": 10,
                "template": {
                  "spec": {
                    "dnsPolicy": "ClusterFirst",
                    "restartPolicy": "Always",
                    "schedulerName": "default-scheduler",
                    "securityContext": {},
                    "terminationGracePeriodSeconds": 30
                  }
                },
                "updateStrategy": {
                  "rollingUpdate": {
                    "maxSurge": 0,
                    "maxUnavailable": 1
                  },
                  "type": "RollingUpdate"
                }
              }
            }"#]],
    );
}

#[test]
fn what_was_said_stays() {
    let written = json!({"spec": {
        "revisionHistoryLimit": 0,
        "template": {"spec": {
            "dnsPolicy": "Default", "restartPolicy": "Never", "schedulerName": "mine",
            "securityContext": {"runAsUser": 1}, "terminationGracePeriodSeconds": 0,
        }},
        "updateStrategy": {"type": "OnDelete"},
    }});
    let mut stored = written.clone();
    daemon_set(&mut stored);
    assert_eq!(stored, written);
    let mut surge =
        json!({"spec": {"updateStrategy": {"rollingUpdate": {"maxSurge": "10%", "maxUnavailable": 0}}}});
    daemon_set(&mut surge);
    assert_eq!(
        surge["spec"]["updateStrategy"]["rollingUpdate"],
        json!({"maxSurge": "10%", "maxUnavailable": 0})
    );
}

#[test]
fn containers_are_filled_in_down_to_their_probes() {
    check(
        pod_template,
        json!({"spec": {"containers": [{
            "name": "c", "image": "nginx", "resources": {},
            "ports": [{"containerPort": 80}, {"containerPort": 53, "protocol": "UDP"}],
            "env": [
                {"name": "A", "value": "1"},
                {"name": "B", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                {"name": "C", "valueFrom": {"fileKeyRef": {"key": "k", "path": "p", "volumeName": "v"}}},
            ],
            "livenessProbe": {"httpGet": {"port": 80}},
            "readinessProbe": {"grpc": {"port": 9000}, "periodSeconds": 3},
            "lifecycle": {"preStop": {"httpGet": {"port": 80, "path": "/x", "scheme": "HTTPS"}}},
        }]}}),
        expect![[r#"
            {
              "spec": {
                "containers": [
                  {
                    "env": [
                      {
                        "name": "A",
                        "value": "1"
                      },
                      {
                        "name": "B",
                        "valueFrom": {
                          "fieldRef": {
                            "apiVersion": "v1",
                            "fieldPath": "metadata.name"
                          }
                        }
                      },
                      {
                        "name": "C",
                        "valueFrom": {
                          "fileKeyRef": {
                            "key": "k",
                            "optional": false,
                            "path": "p",
                            "volumeName": "v"
                          }
                        }
                      }
                    ],
                    "image": "nginx",
                    "imagePullPolicy": "Always",
                    "lifecycle": {
                      "preStop": {
                        "httpGet": {
                          "path": "/x",
                          "port": 80,
                          "scheme": "HTTPS"
                        }
                      }
                    },
                    "livenessProbe": {
                      "failureThreshold": 3,
                      "httpGet": {
                        "path": "/",
                        "port": 80,
                        "scheme": "HTTP"
                      },
                      "periodSeconds": 10,
                      "successThreshold": 1,
                      "timeoutSeconds": 1
                    },
                    "name": "c",
                    "ports": [
                      {
                        "containerPort": 80,
                        "protocol": "TCP"
                      },
                      {
                        "containerPort": 53,
                        "protocol": "UDP"
                      }
                    ],
                    "readinessProbe": {
                      "failureThreshold": 3,
                      "grpc": {
                        "port": 9000,
                        "service": ""
                      },
                      "periodSeconds": 3,
                      "successThreshold": 1,
                      "timeoutSeconds": 1
                    },
                    "resources": {},
                    "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File"
                  }
                ],
                "dnsPolicy": "ClusterFirst",
                "restartPolicy": "Always",
                "schedulerName": "default-scheduler",
                "securityContext": {},
                "terminationGracePeriodSeconds": 30
              }
            }"#]],
    );
}

#[test]
fn volumes_get_modes_and_kinds() {
    let mut template = json!({"spec": {"volumes": [
        {"name": "a"},
        {"name": "b", "hostPath": {"path": "/x"}},
        {"name": "c", "configMap": {"name": "m"}},
        {"name": "d", "secret": {"secretName": "s", "defaultMode": 256}},
        {"name": "e", "downwardAPI": {"items": [{"path": "l", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
        {"name": "f", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}},
        {"name": "g", "azureDisk": {"diskName": "d", "diskURI": "u"}},
        {"name": "h", "image": {"reference": "app:v1"}},
        {"name": "i", "ephemeral": {"volumeClaimTemplate": {"spec": {"resources": {"requests": {"storage": "100u"}}}}}},
        {"name": "j", "rbd": {"image": "i", "monitors": ["m"]}},
    ]}});
    pod_template(&mut template);
    assert_eq!(
        template["spec"]["volumes"],
        json!([
            {"name": "a", "emptyDir": {}},
            {"name": "b", "hostPath": {"path": "/x", "type": ""}},
            {"name": "c", "configMap": {"name": "m", "defaultMode": 420}},
            {"name": "d", "secret": {"secretName": "s", "defaultMode": 256}},
            {"name": "e", "downwardAPI": {"defaultMode": 420, "items": [
                {"path": "l", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.labels"}},
            ]}},
            {"name": "f", "projected": {"defaultMode": 420, "sources": [
                {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}},
            ]}},
            {"name": "g", "azureDisk": {
                "diskName": "d", "diskURI": "u", "cachingMode": "ReadWrite", "fsType": "ext4", "kind": "Shared",
                "readOnly": false,
            }},
            {"name": "h", "image": {"reference": "app:v1", "pullPolicy": "IfNotPresent"}},
            {"name": "i", "ephemeral": {"volumeClaimTemplate": {"spec": {
                "resources": {"requests": {"storage": "1m"}}, "volumeMode": "Filesystem",
            }}}},
            {"name": "j", "rbd": {"image": "i", "monitors": ["m"], "pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"}},
        ])
    );
}

#[test]
fn requests_follow_limits_on_pods_and_not_in_templates() {
    let spec = json!({"containers": [{"name": "c", "image": "a:1", "resources": {
        "limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "500m"},
    }}]});
    let mut template = json!({"spec": spec.clone()});
    pod_template(&mut template);
    assert_eq!(template["spec"]["containers"][0]["resources"], spec["containers"][0]["resources"]);
    let mut made = json!({"spec": spec});
    pod(&mut made);
    assert_eq!(
        made["spec"]["containers"][0]["resources"]["requests"],
        json!({"cpu": "500m", "memory": "1Gi"})
    );
    assert_eq!(made["spec"]["enableServiceLinks"], json!(true));
}

#[test]
fn pod_level_requests_come_from_the_containers() {
    let mut made = json!({"spec": {
        "resources": {"limits": {"cpu": "4", "memory": "4Gi"}},
        "initContainers": [
            {"name": "s", "restartPolicy": "Always", "resources": {"requests": {"cpu": "100m"}}},
            {"name": "i", "resources": {"requests": {"cpu": "2"}}},
        ],
        "containers": [
            {"name": "a", "resources": {"requests": {"cpu": "1"}}},
            {"name": "b", "resources": {"requests": {"cpu": "500m"}}},
        ],
    }});
    pod(&mut made);
    assert_eq!(made["spec"]["resources"]["requests"], json!({"cpu": "2100m", "memory": "4Gi"}));
}

#[test]
fn host_network_turns_ports_into_host_ports_on_pods() {
    let spec = json!({"hostNetwork": true, "containers": [{"ports": [{"containerPort": 80}]}]});
    let mut template = json!({"spec": spec.clone()});
    pod_template(&mut template);
    assert_eq!(template["spec"]["containers"][0]["ports"], json!([{"containerPort": 80, "protocol": "TCP"}]));
    let mut made = json!({"spec": spec});
    pod(&mut made);
    assert_eq!(
        made["spec"]["containers"][0]["ports"],
        json!([{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}])
    );
}

#[test]
fn old_spellings_are_kept_in_step() {
    let mut template = json!({
        "metadata": {"annotations": {"pod.beta.kubernetes.io/init-containers": "[]"}},
        "spec": {"serviceAccount": "sa"},
    });
    pod_template(&mut template);
    assert_eq!(template["spec"]["serviceAccountName"], json!("sa"));
    assert_eq!(template["metadata"], json!({}));
    let mut made = json!({"spec": {"serviceAccountName": "new", "serviceAccount": "old", "terminationGracePeriodSeconds": -5}});
    pod(&mut made);
    assert_eq!(made["spec"]["serviceAccount"], json!("new"));
    assert_eq!(made["spec"]["terminationGracePeriodSeconds"], json!(1));
}

#[test]
fn nodes_and_namespaces_are_filled_in() {
    check(
        node,
        json!({"metadata": {"name": "n1"}, "spec": {"podCIDRs": ["10.0.0.0/24"]}, "status": {"capacity": {"cpu": "2"}}}),
        expect![[r#"
            {
              "metadata": {
                "name": "n1"
              },
              "spec": {
                "podCIDR": "10.0.0.0/24",
                "podCIDRs": [
                  "10.0.0.0/24"
                ]
              },
              "status": {
                "allocatable": {
                  "cpu": "2"
                },
                "capacity": {
                  "cpu": "2"
                }
              }
            }"#]],
    );
    check(
        namespace,
        json!({"metadata": {"name": "web"}}),
        expect![[r#"
            {
              "metadata": {
                "labels": {
                  "kubernetes.io/metadata.name": "web"
                },
                "name": "web"
              },
              "status": {
                "phase": "Active"
              }
            }"#]],
    );
}

#[test]
fn fields_of_features_that_are_off_are_dropped() {
    let mut spec = json!({
        "schedulingGroup": {"podGroupName": "g"},
        "containers": [
            {"name": "a", "lifecycle": {"stopSignal": "SIGTERM"}},
            {"name": "b", "lifecycle": {"stopSignal": "SIGTERM", "preStop": {"sleep": {"seconds": 1}}}},
        ],
        "volumes": [{"name": "p", "projected": {"sources": [
            {"clusterTrustBundle": {"name": "x", "path": "y"}}, {"secret": {"name": "s"}},
        ]}}],
    });
    drop_disabled_pod_fields(&mut spec);
    assert_eq!(
        spec,
        json!({
            "containers": [{"name": "a"}, {"name": "b", "lifecycle": {"preStop": {"sleep": {"seconds": 1}}}}],
            "volumes": [{"name": "p", "projected": {"sources": [{}, {"secret": {"name": "s"}}]}}],
        })
    );
}

#[test]
fn strange_shapes_do_not_panic() {
    for value in [
        json!(null),
        json!([]),
        json!("x"),
        json!({"spec": []}),
        json!({"spec": {"containers": {}, "volumes": [1]}}),
    ] {
        for fill in [daemon_set, pod, node, namespace, pod_template, drop_disabled_pod_fields] {
            fill(&mut value.clone());
        }
    }
}
