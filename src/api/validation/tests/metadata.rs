//! Names, labels, annotations, owners, finalizers; what cannot change.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::support::{check_daemon_set, daemon_set, lines, merge};
use crate::api::kind::Kind;
use crate::api::validation::{daemon_set_create, daemon_set_update, validate_create, validate_update};

fn check_update(before: Value, patch: Value, expected: Expect) {
    let mut old = daemon_set(json!({"metadata": {
        "resourceVersion": "1", "uid": "u", "generation": 2, "creationTimestamp": "2026-11-24T00:00:00Z",
    }}));
    merge(&mut old, before);
    let mut new = old.clone();
    merge(&mut new, patch);
    expected.assert_eq(&lines(&daemon_set_update(&new, &old)));
}

#[test]
fn a_fine_daemon_set_is_taken() {
    check_daemon_set(json!({}), expect![""]);
    check_daemon_set(
        json!({"metadata": {
            "name": "a.b-c.9", "labels": {"example.com/a": "", "b": "1.2_x"},
            "annotations": {"Example.com/Upper": "anything at all", "x": "\u{0}"},
            "finalizers": ["foregroundDeletion", "example.com/f"],
        }}),
        expect![""],
    );
}

#[test]
fn names_and_prefixes() {
    check_daemon_set(
        json!({"metadata": {"name": "x-", "generateName": "x-", "namespace": "Not.A.Label"}}),
        expect![[r#"
            metadata.name: Invalid value: "x-": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            metadata.namespace: Invalid value: "Not.A.Label": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"#]],
    );
    let long = daemon_set(json!({"metadata": {"name": "a".repeat(254), "namespace": null}}));
    let bodies: Vec<String> = daemon_set_create(&long).iter().map(|error| error.body()).collect();
    assert!(
        bodies.iter().any(|body| body.ends_with("\": must be no more than 253 characters")),
        "{bodies:?}"
    );
    assert!(bodies.contains(&"Required value".to_owned()), "{bodies:?}");
}

#[test]
fn labels_and_annotations() {
    check_daemon_set(
        json!({"metadata": {
            "labels": {"a/b/c": "x", "ok": "-"},
            "annotations": {"bad key": "v", "long": "v".repeat(256 * 1024)},
        }}),
        expect![[r#"
            metadata.labels: Invalid value: "a/b/c": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')
            metadata.labels: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            metadata.annotations: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            metadata.annotations: Too long: may not be more than 262144 bytes"#]],
    );
}

#[test]
fn owners_and_finalizers() {
    let owner = |kind: &str, name: &str| json!({"apiVersion": "v1", "kind": kind, "name": name, "uid": "u", "controller": true});
    check_daemon_set(
        json!({"metadata": {
            "ownerReferences": [owner("Node", "a"), owner("Event", "b"), {"apiVersion": "x/", "kind": "K"}],
            "finalizers": ["orphan", "foregroundDeletion", "mine", "bad name/x"],
        }}),
        expect![[r#"
            metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"b","uid":"u","controller":true}: /v1, Kind=Event is disallowed from being an owner
            metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Node","name":"a","uid":"u","controller":true},{"apiVersion":"v1","kind":"Event","name":"b","uid":"u","controller":true},{"apiVersion":"x/","kind":"K"}]: Only one reference can have Controller set to true. Found "true" in references for Node/a and Event/b
            metadata.ownerReferences.apiVersion: Invalid value: "x/": version must not be empty
            metadata.ownerReferences.name: Invalid value: "": must not be empty
            metadata.ownerReferences.uid: Invalid value: "": must not be empty
            metadata.finalizers: Invalid value: "bad name/x": prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            metadata.finalizers: Invalid value: ["orphan","foregroundDeletion","mine","bad name/x"]: finalizer orphan and foregroundDeletion cannot be both set
            metadata.finalizers[2]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified"#]],
    );
}

#[test]
fn identity_cannot_change() {
    check_update(
        json!({"metadata": {"deletionTimestamp": "2026-11-24T01:00:00Z", "deletionGracePeriodSeconds": 30}}),
        json!({"metadata": {
            "name": "other", "namespace": "other", "uid": "v", "generation": 1, "resourceVersion": null,
            "creationTimestamp": null, "deletionTimestamp": "2026-11-24T02:00:00Z",
            "deletionGracePeriodSeconds": null, "finalizers": ["b.io/x", "a.io/x"],
        }}),
        expect![[r#"
            metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a.io/x", "b.io/x"}
            metadata.resourceVersion: Invalid value: "": must be specified for an update
            metadata.generation: Invalid value: 1: must not be decremented
            metadata.name: Invalid value: "other": field is immutable
            metadata.namespace: Invalid value: "other": field is immutable
            metadata.uid: Invalid value: "v": field is immutable
            metadata.creationTimestamp: Invalid value: null: field is immutable
            metadata.deletionTimestamp: Invalid value: "2026-11-24T02:00:00Z": field is immutable
            metadata.deletionGracePeriodSeconds: Invalid value: null: field is immutable"#]],
    );
}

#[test]
fn selectors_print_in_the_order_of_their_fields() {
    check_update(
        json!({}),
        json!({"spec": {"selector": {
            "matchExpressions": [{"values": ["x"], "operator": "NotIn", "key": "k"}, {"key": "b", "operator": "Exists"}],
        }}}),
        expect![[
            r#"spec.selector: Invalid value: {"matchLabels":{"app":"a"},"matchExpressions":[{"key":"k","operator":"NotIn","values":["x"]},{"key":"b","operator":"Exists"}]}: field is immutable
spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`"#
        ]],
    );
}

#[test]
fn requirements_of_selectors() {
    check_daemon_set(
        json!({"spec": {"selector": {"matchExpressions": [
            {"key": "app", "operator": "In"},
            {"key": "app", "operator": "Exists", "values": ["a"]},
            {"key": "app", "operator": "Like", "values": ["a"]},
            {"key": "app", "operator": "NotIn", "values": ["b", "-"]},
        ]}}}),
        expect![[r#"
            spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'
            spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'
            spec.selector.matchExpressions[2].operator: Invalid value: "Like": not a valid selector operator
            spec.selector.matchExpressions[3].values[1]: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"#]],
    );
    let fits = json!({"spec": {"selector": {"matchExpressions": [
        {"key": "app", "operator": "In", "values": ["b", "a"]}, {"key": "x", "operator": "DoesNotExist"},
        {"key": "x", "operator": "NotIn", "values": ["1"]}, {"key": "app", "operator": "Exists"},
    ]}}});
    check_daemon_set(fits, expect![""]);
}

#[test]
fn a_rollout_needs_its_parameters() {
    check_daemon_set(
        json!({"spec": {"template": {"spec": {"restartPolicy": "OnFailure", "activeDeadlineSeconds": 5}}}}),
        expect![[r#"
            spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"
            spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported"#]],
    );
    let mut odd = daemon_set(json!({}));
    merge(&mut odd, json!({"spec": {"updateStrategy": {"rollingUpdate": null}}}));
    expect!["spec.updateStrategy.rollingUpdate: Required value"]
        .assert_eq(&lines(&validate_create(Kind::DaemonSet, &odd)));
    check_daemon_set(
        json!({"spec": {"updateStrategy": {"rollingUpdate": {"maxUnavailable": -1, "maxSurge": "101%"}}}}),
        expect![[r#"
            spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: -1: must be greater than or equal to 0
            spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "101%": must not be greater than 100%
            spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "101%": may not be set when maxUnavailable is non-zero"#]],
    );
    check_daemon_set(
        json!({"spec": {"updateStrategy": {"rollingUpdate": {"maxUnavailable": "0%", "maxSurge": "99999999999999999999%"}}}}),
        expect![[
            r#"spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "99999999999999999999%": must not be greater than 100%"#
        ]],
    );
}

#[test]
fn other_kinds_are_held_to_their_metadata() {
    let check = |kind: Kind, object: Value, expected: Expect| {
        expected.assert_eq(&lines(&validate_create(kind, &object)));
    };
    check(
        Kind::Namespace,
        json!({"metadata": {"name": "a.b", "namespace": "x"}, "spec": {"finalizers": ["kubernetes", "odd"]}}),
        expect![[r#"
            metadata.name: Invalid value: "a.b": must not contain dots
            metadata.namespace: Forbidden: not allowed on this type
            spec.finalizers: Invalid value: "odd": name is neither a standard finalizer name nor is it fully qualified"#]],
    );
    check(
        Kind::ConfigMap,
        json!({"metadata": {"name": "a.b"}}),
        expect!["metadata.namespace: Required value"],
    );
    check(Kind::ClusterRole, json!({"metadata": {"name": "system:a"}}), expect![""]);
    check(
        Kind::ControllerRevision,
        json!({"metadata": {"name": "r", "namespace": "d"}, "revision": -1}),
        expect![[r#"
            revision: Invalid value: -1: must be greater than or equal to 0
            data: Required value: data is mandatory"#]],
    );
    let old =
        json!({"metadata": {"name": "r", "namespace": "d", "resourceVersion": "1"}, "data": {"spec": 1}});
    let mut new = old.clone();
    merge(&mut new, json!({"data": {"spec": 2}}));
    expect![[r#"data: Invalid value: {"spec":2}: field is immutable"#]].assert_eq(&lines(&validate_update(
        Kind::ControllerRevision,
        &new,
        &old,
    )));
}
