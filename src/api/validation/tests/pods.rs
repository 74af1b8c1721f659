//! Pods on their own: what a template may have and a pod may not, and the little that may change.

use expect_test::expect;
use serde_json::json;

use super::support::{check_pod, check_pod_update, check_spec};

#[test]
fn a_fine_pod_is_taken_and_may_stay_as_it_is() {
    check_pod(json!({}), expect![[""]]);
    check_pod_update(json!({}), json!({}), expect![[""]]);
}

#[test]
fn pods_are_held_to_more_than_templates() {
    let spec = json!({
        "containers": [{"name": "c", "image": " nginx "}],
        "volumes": [
            {"name": "i", "image": {}},
            {"name": "t", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}},
        ],
    });
    check_spec(spec.clone(), expect![[""]]);
    check_pod(
        json!({"spec": spec}),
        expect![[r#"
        spec.volumes[0].image.reference: Required value
        spec.volumes[1].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set
        spec.containers[0].image: Invalid value: " nginx ": must not have leading or trailing whitespace"#]],
    );
    check_pod(
        json!({"metadata": {"annotations": {"kubernetes.io/config.mirror": "x"}}, "spec": {
            "schedulingGates": [{"name": "a"}], "nodeName": "n", "resourceClaims": [{"name": "a", "resourceClaimName": "b"}],
            "ephemeralContainers": [{
                "name": "c", "image": "i", "targetContainerName": "z", "lifecycle": {"preStop": {"exec": {"command": ["x"]}}},
                "ports": [{"containerPort": 1}], "resources": {"limits": {"cpu": "1"}},
            }],
        }}),
        expect![[r#"
            []: Forbidden: static pods do not support resource claims
            spec.ephemeralContainers[0].name: Duplicate value: "c"
            spec.ephemeralContainers[0].targetContainerName: Not found: "z"
            spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container
            spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container
            spec.ephemeralContainers[0].lifecycle: Forbidden: cannot be set for an Ephemeral Container
            spec.ephemeralContainers: Forbidden: cannot be set on create
            spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"#]],
    );
}

#[test]
fn images_and_tolerations_may_change() {
    let before = json!({"spec": {"tolerations": [{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}]}});
    check_pod_update(
        before.clone(),
        json!({
            "metadata": {"labels": {"x": "y"}},
            "spec": {
                "containers": [{
                    "name": "c", "image": "nginx:2", "resources": {}, "imagePullPolicy": "IfNotPresent",
                    "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
                }],
                "activeDeadlineSeconds": 5,
                "tolerations": [
                    {"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 50}, {"operator": "Exists"},
                ],
            },
        }),
        expect![[""]],
    );
    check_pod_update(
        before.clone(),
        json!({"spec": {"tolerations": null}}),
        expect![
            "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"
        ],
    );
    check_pod_update(
        before,
        json!({"spec": {"tolerations": [{"key": "a", "operator": "Exists", "effect": "NoExecute"}, {"operator": "X", "key": "k"}]}}),
        expect![[
            r#"spec.tolerations[1].operator: Unsupported value: "X": supported values: "Equal", "Exists""#
        ]],
    );
}

#[test]
fn containers_and_deadlines() {
    check_pod_update(
        json!({}),
        json!({"spec": {"initContainers": [{
            "name": "i", "image": "x", "imagePullPolicy": "Always", "terminationMessagePolicy": "File",
        }]}}),
        expect!["spec.initContainers: Forbidden: pod updates may not add or remove containers"],
    );
    let before = json!({"spec": {"activeDeadlineSeconds": 10}});
    check_pod_update(
        before.clone(),
        json!({"spec": {"activeDeadlineSeconds": 11}}),
        expect![
            "spec.activeDeadlineSeconds: Invalid value: 11: must be less than or equal to previous value"
        ],
    );
    check_pod_update(
        before.clone(),
        json!({"spec": {"activeDeadlineSeconds": 0}}),
        expect!["spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"],
    );
    check_pod_update(
        before,
        json!({"spec": {"activeDeadlineSeconds": null}}),
        expect![
            "spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value"
        ],
    );
}

#[test]
fn annotations_that_stay() {
    let apparmor = "container.apparmor.security.beta.kubernetes.io/c";
    check_pod_update(
        json!({"metadata": {"annotations": {apparmor: "runtime/default"}}}),
        json!({"metadata": {"annotations": {apparmor: null, "kubernetes.io/config.mirror": "m"}}}),
        expect![[r#"
            metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "m": must set spec.nodeName if mirror pod annotation is set
            metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: Forbidden: may not remove or update AppArmor annotations
            metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not add mirror pod annotation"#]],
    );
}

#[test]
fn gated_pods_may_be_narrowed() {
    let term =
        |value: &str| json!([{"matchExpressions": [{"key": "a", "operator": "In", "values": [value]}]}]);
    let affinity = |terms: serde_json::Value| json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}});
    let mut before = affinity(term("x"));
    before["schedulingGates"] = json!([{"name": "g"}]);
    before["nodeSelector"] = json!({"a": "b"});
    let before = json!({"spec": before});
    check_pod_update(
        before.clone(),
        json!({"spec": {"schedulingGates": null, "nodeSelector": {"c": "d"}}}),
        expect![[""]],
    );
    let mut narrowed = term("x");
    narrowed[0]["matchExpressions"]
        .as_array_mut()
        .expect("a list")
        .push(json!({"key": "b", "operator": "Exists"}));
    check_pod_update(before.clone(), json!({"spec": affinity(narrowed)}), expect![[""]]);
    check_pod_update(
        before.clone(),
        json!({"spec": {"schedulingGates": [{"name": "h"}], "nodeSelector": {"a": "c"}}}),
        expect![[r#"
            spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'h'
            spec.nodeSelector: Invalid value: {"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)"#]],
    );
    check_pod_update(
        before.clone(),
        json!({"spec": affinity(term("y"))}),
        expect![[
            r#"spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]: Invalid value: {"MatchExpressions":[{"Key":"a","Operator":"In","Values":["y"]}],"MatchFields":null}: only additions are allowed (no mutations or deletions)"#
        ]],
    );
    check_pod_update(
        before,
        json!({"spec": affinity(json!([]))}),
        expect![[r#"
        spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term
        spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Invalid value: null: no additions/deletions to non-empty NodeSelectorTerms list are allowed"#]],
    );
}

#[test]
fn other_changes_are_shown() {
    check_pod_update(
        json!({}),
        json!({"spec": {"nodeSelector": {"a": "b"}, "hostNetwork": true, "containers": [{
            "name": "c", "image": "nginx:2", "resources": {"limits": {"cpu": "1"}}, "imagePullPolicy": "Always",
            "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
        }]}}),
        expect![[r#"
            spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)
            @@ -12,7 +12,9 @@
                "EnvFrom": null,
                "Env": null,
                "Resources": {
            -    "Limits": null,
            +    "Limits": {
            +     "cpu": "1"
            +    },
                 "Requests": null,
                 "Claims": null
                },
            @@ -27,7 +29,7 @@
                "Lifecycle": null,
                "TerminationMessagePath": "/dev/termination-log",
                "TerminationMessagePolicy": "File",
            -   "ImagePullPolicy": "IfNotPresent",
            +   "ImagePullPolicy": "Always",
                "SecurityContext": null,
                "Stdin": false,
                "StdinOnce": false,
            @@ -39,12 +41,14 @@
              "TerminationGracePeriodSeconds": 30,
              "ActiveDeadlineSeconds": null,
              "DNSPolicy": "ClusterFirst",
            - "NodeSelector": null,
            + "NodeSelector": {
            +  "a": "b"
            + },
              "ServiceAccountName": "",
              "AutomountServiceAccountToken": null,
              "NodeName": "",
              "SecurityContext": {
            -  "HostNetwork": false,
            +  "HostNetwork": true,
               "HostPID": false,
               "HostIPC": false,
               "ShareProcessNamespace": null,
        "#]],
    );
}
