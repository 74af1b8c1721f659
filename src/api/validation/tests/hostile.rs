//! Shapes that decoding would refuse pass through without a panic: the editor asks about text as it is typed.

use serde_json::{Value, json};

use super::support::{daemon_set, merge, pod};
use crate::api::defaults;
use crate::api::kind::Kind;
use crate::api::validation::{validate_create, validate_update, warnings_on_create, warnings_on_update};

const KINDS: &[Kind] = &[
    Kind::DaemonSet,
    Kind::Pod,
    Kind::Node,
    Kind::Namespace,
    Kind::ControllerRevision,
    Kind::ConfigMap,
    Kind::Role,
];

const SPEC: &str = r#"{
    "nodeSelector": {"a": "b"}, "hostNetwork": true, "hostUsers": false, "hostnameOverride": "h",
    "affinity": {
        "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
            {"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}], "matchFields": [{"key": "metadata.name"}]}
        ]}},
        "podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 1, "podAffinityTerm": {"topologyKey": "z", "labelSelector": {"matchLabels": {"a": "b"}}, "matchLabelKeys": ["a"]}}
        ]}
    },
    "tolerations": [{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 1}],
    "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule", "minDomains": 2}],
    "dnsConfig": {"nameservers": ["1.1.1.1"], "searches": ["a."], "options": [{"name": "x"}]},
    "hostAliases": [{"ip": "::1", "hostnames": ["a"]}], "imagePullSecrets": [{"name": "s"}],
    "readinessGates": [{"conditionType": "a"}], "schedulingGates": [{"name": "a"}], "os": {"name": "linux"},
    "resourceClaims": [{"name": "c", "resourceClaimName": "d"}], "overhead": {"cpu": "1"},
    "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "1"}},
    "securityContext": {"sysctls": [{"name": "a.b", "value": "c"}], "supplementalGroups": [1],
        "seccompProfile": {"type": "Localhost", "localhostProfile": "x"}, "windowsOptions": {"runAsUserName": "a\\b"}},
    "volumes": [
        {"name": "p", "projected": {"sources": [{"secret": {"name": "s", "items": [{"key": "k", "path": "p"}]}}]}},
        {"name": "i", "iscsi": {"targetPortal": "t", "iqn": "iqn.2015-02.example.com:test", "initiatorName": "eui.1"}},
        {"name": "e", "ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1"}}}}}},
        {"name": "d", "downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.labels['x']"}}]}}
    ],
    "initContainers": [{"name": "i", "image": "i", "restartPolicy": "Always"}],
    "containers": [{
        "name": "c", "image": "é:1@x", "ports": [{"name": "p", "containerPort": 1, "hostPort": 1, "hostIP": "x"}],
        "env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}}}],
        "envFrom": [{"prefix": "x", "secretRef": {"name": "s"}}], "resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}],
        "resources": {"limits": {"hugepages-2Mi": "2Mi", "cpu": "1"}, "claims": [{"name": "c", "request": "r"}]},
        "volumeMounts": [{"name": "p", "mountPath": "/p", "subPath": "é"}], "volumeDevices": [{"name": "e", "devicePath": "/e"}],
        "livenessProbe": {"httpGet": {"port": "p", "httpHeaders": [{"name": "a", "value": "b"}]}},
        "lifecycle": {"preStop": {"sleep": {"seconds": 1}}},
        "securityContext": {"capabilities": {"add": ["X"]}, "allowPrivilegeEscalation": false, "privileged": true},
        "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}]
    }]
}"#;

/// A DaemonSet and a pod with something in nearly every field.
fn rich() -> Vec<Value> {
    let spec: Value = serde_json::from_str(SPEC).expect("the spec is JSON");
    vec![daemon_set(json!({"spec": {"template": {"spec": spec.clone()}}})), pod(json!({"spec": spec}))]
}

/// Puts `odd` in the place of every value in turn.
fn spoil(value: &Value, odd: &Value, visit: &mut dyn FnMut(&Value)) {
    let mut paths = Vec::new();
    collect(value, String::new(), &mut paths);
    for path in paths {
        let mut spoiled = value.clone();
        if let Some(place) = spoiled.pointer_mut(&path) {
            *place = odd.clone();
        }
        visit(&spoiled);
    }
}

fn collect(value: &Value, path: String, paths: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.replace('~', "~0").replace('/', "~1"), field)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    paths.push(path.clone());
    for (name, child) in children {
        collect(child, format!("{path}/{name}"), paths);
    }
}

#[test]
fn odd_values_in_any_place_do_not_panic() {
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{0}é/../']['"),
        json!([]),
        json!([null, {}, "x", [1]]),
        json!({}),
        json!({"": null, "type": [], "name": {}}),
    ];
    let mut num_tried = 0;
    for value in rich() {
        for odd in &odd {
            spoil(&value, odd, &mut |spoiled| {
                for kind in [Kind::DaemonSet, Kind::Pod] {
                    validate_create(kind, spoiled);
                    warnings_on_create(kind, spoiled);
                    // Updates print whole specs, which takes its time.
                    if num_tried % 16 == 0 {
                        validate_update(kind, spoiled, &value);
                        validate_update(kind, &value, spoiled);
                    }
                }
                if num_tried % 4 == 0 {
                    let mut defaulted = spoiled.clone();
                    defaults::daemon_set(&mut defaulted);
                    defaults::pod(&mut defaulted);
                    validate_create(Kind::Pod, &defaulted);
                }
                num_tried += 1;
            });
        }
    }
    assert!(num_tried > 2000, "{num_tried}");
}

#[test]
fn things_that_are_no_objects_are_refused() {
    for kind in KINDS {
        for value in [json!(null), json!([]), json!("x"), json!({"metadata": [], "spec": "x", "status": 3})] {
            assert!(!validate_create(*kind, &value).is_empty(), "{kind:?} {value}");
            let mut named = json!({"metadata": {"name": "a", "namespace": "b"}});
            merge(&mut named, json!({"spec": value.clone()}));
            validate_update(*kind, &named, &value);
            warnings_on_update(*kind, &value, &named);
        }
    }
}
