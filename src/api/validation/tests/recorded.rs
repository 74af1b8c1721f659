//! What a real cluster said, from the recordings `03-labels`, `05-strategies` and `06-invalid` under `tests/oracle`.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::support::{check_daemon_set, daemon_set, lines, merge};
use crate::api::defaults;
use crate::api::validation::{daemon_set_create, daemon_set_update, node_update};

/// Creates a DaemonSet from the manifest as decoded.
fn check_manifest(mut manifest: Value, expected: Expect) {
    defaults::daemon_set(&mut manifest);
    expected.assert_eq(&lines(&daemon_set_create(&manifest)));
}

/// Changes a stored DaemonSet.
fn check_patch(patch: Value, expected: Expect) {
    let mut old = daemon_set(
        json!({"spec": {"updateStrategy": {"rollingUpdate": {"maxUnavailable": 0, "maxSurge": 2}}}}),
    );
    merge(&mut old, json!({"metadata": {"resourceVersion": "1"}}));
    let mut new = old.clone();
    merge(&mut new, patch);
    expected.assert_eq(&lines(&daemon_set_update(&new, &old)));
}

#[test]
fn many_mistakes_come_in_the_order_of_the_rules() {
    check_manifest(
        json!({
            "metadata": {"name": "Bad_Name", "namespace": "default"},
            "spec": {
                "selector": {},
                "template": {
                    "metadata": {"labels": {"app": "not valid!"}},
                    "spec": {
                        "restartPolicy": "Never",
                        "containers": [
                            {
                                "name": "C",
                                "ports": [{"containerPort": 99999}, {"containerPort": 80, "protocol": "TPC"}],
                                "imagePullPolicy": "Sometimes",
                            },
                            {"name": "C", "image": "x", "volumeMounts": [{"name": "nope", "mountPath": ""}]},
                        ],
                    },
                },
            },
        }),
        expect![[r#"
            metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.selector: Invalid value: {}: empty selector is invalid for daemonset
            spec.template.labels: Invalid value: "not valid!": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            spec.template.spec.containers[0].name: Invalid value: "C": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            spec.template.spec.containers[0].image: Required value
            spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive
            spec.template.spec.containers[0].ports[1].protocol: Unsupported value: "TPC": supported values: "SCTP", "TCP", "UDP"
            spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"
            spec.template.spec.containers[1].name: Invalid value: "C": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            spec.template.spec.containers[1].volumeMounts[0].name: Not found: "nope"
            spec.template.spec.containers[1].volumeMounts[0].mountPath: Required value
            spec.template.spec.containers[1].name: Duplicate value: "C"
            spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always""#]],
    );
}

#[test]
fn a_template_without_containers() {
    check_manifest(
        json!({
            "metadata": {"name": "bad", "namespace": "default"},
            "spec": {
                "selector": {"matchLabels": {"app": "bad"}},
                "template": {
                    "metadata": {"labels": {"app": "bad"}},
                    "spec": {
                        "nodeSelector": {"bad key": "x"},
                        "tolerations": [{"key": "a", "operator": "Equals"}, {"operator": "Equal", "value": "v"}],
                    },
                },
            },
        }),
        expect![[r#"
            spec.template.spec.containers: Required value
            spec.template.spec.nodeSelector: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.tolerations[0].operator: Unsupported value: "Equals": supported values: "Equal", "Exists"
            spec.template.spec.tolerations[1].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys""#]],
    );
}

#[test]
fn an_empty_spec_without_a_name() {
    check_manifest(
        json!({"metadata": {"labels": {"a": "b"}, "namespace": "default"}, "spec": {}}),
        expect![[r#"
            metadata.name: Required value: name or generateName is required
            spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`
            spec.template.spec.containers: Required value"#]],
    );
}

#[test]
fn a_selector_that_selects_other_pods() {
    check_daemon_set(
        json!({"spec": {"template": {"metadata": {"labels": {"app": "other"}}}}}),
        expect![[
            r#"spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`"#
        ]],
    );
    check_daemon_set(
        json!({"spec": {"selector": null}}),
        expect![[
            r#"spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`"#
        ]],
    );
}

#[test]
fn a_port_that_was_misspelled_away() {
    check_daemon_set(
        json!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "nginx", "ports": [{}]}]}}}}),
        expect!["spec.template.spec.containers[0].ports[0].containerPort: Required value"],
    );
}

#[test]
fn a_selector_cannot_change() {
    check_patch(
        json!({"spec": {"selector": {"matchLabels": {"app": "new"}}}}),
        expect![[r#"
            spec.selector: Invalid value: {"matchLabels":{"app":"new"}}: field is immutable
            spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`"#]],
    );
    check_patch(
        json!({"spec": {"template": {"metadata": {"labels": {"app": "new"}}}}}),
        expect![[
            r#"spec.template.metadata.labels: Invalid value: {"app":"new"}: `selector` does not match template `labels`"#
        ]],
    );
}

#[test]
fn update_strategies() {
    let rolling = |unavailable: Value, surge: Value| json!({"spec": {"updateStrategy": {"rollingUpdate": {"maxUnavailable": unavailable, "maxSurge": surge}}}});
    check_patch(
        rolling(json!(1), json!(1)),
        expect![
            "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero"
        ],
    );
    check_patch(
        rolling(json!(0), json!(0)),
        expect![
            "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"
        ],
    );
    check_patch(
        rolling(json!("120%"), json!(2)),
        expect![[r#"
            spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "120%": must not be greater than 100%
            spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 2: may not be set when maxUnavailable is non-zero"#]],
    );
    check_patch(
        rolling(json!("abc"), json!(2)),
        expect![[
            r#"spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "abc": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"#
        ]],
    );
    check_patch(
        json!({"spec": {"updateStrategy": {"type": "Recreate"}}}),
        expect![[
            r#"spec.updateStrategy: Unsupported value: {"Type":"Recreate","RollingUpdate":{"MaxUnavailable":0,"MaxSurge":2}}: supported values: "RollingUpdate", "OnDelete""#
        ]],
    );
}

#[test]
fn numbers_below_zero() {
    check_patch(
        json!({"spec": {"minReadySeconds": -1}}),
        expect!["spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0"],
    );
    check_patch(
        json!({"spec": {"revisionHistoryLimit": -1}}),
        expect!["spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0"],
    );
}

#[test]
fn an_image_taken_away() {
    check_patch(
        json!({"spec": {"template": {"spec": {"containers": [{
            "name": "c", "imagePullPolicy": "IfNotPresent", "terminationMessagePolicy": "File",
        }]}}}}),
        expect!["spec.template.spec.containers[0].image: Required value"],
    );
}

#[test]
fn a_node_with_a_bad_label() {
    let old = json!({"metadata": {"name": "n3", "resourceVersion": "1"}});
    let mut new = old.clone();
    merge(&mut new, json!({"metadata": {"labels": {"bad key": "1"}}}));
    expect![[r#"metadata.labels: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"#]]
    .assert_eq(&lines(&node_update(&new, &old)));
}
