//! Nodes.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::support::{lines, merge};
use crate::api::validation::{node_create, node_update};

fn check_create(node: Value, expected: Expect) {
    expected.assert_eq(&lines(&node_create(&node)));
}

fn check_update(before: Value, patch: Value, expected: Expect) {
    let mut old = json!({"metadata": {"name": "n", "resourceVersion": "1"}});
    merge(&mut old, before);
    let mut new = old.clone();
    merge(&mut new, patch);
    expected.assert_eq(&lines(&node_update(&new, &old)));
}

#[test]
fn nodes_that_join() {
    check_create(
        json!({
            "metadata": {"name": "N_1", "namespace": "default"},
            "spec": {"taints": [
                {"key": "a", "effect": "NoSchedule"}, {"key": "a", "effect": "NoExecute"},
                {"key": "a", "value": "x", "effect": "NoSchedule"}, {"key": "bad key", "value": "-", "effect": "Never"}, {"key": "b"},
            ], "podCIDRs": ["10.0.0.0/24", "10.0.1.0/24", "x"]},
            "status": {
                "capacity": {"cpu": "-1", "pods": "1500m"}, "allocatable": {"example.com/gpu": "500m"},
                "declaredFeatures": ["B", "A", "a", "a"],
            },
        }),
        expect![[r#"
            metadata.name: Invalid value: "N_1": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            metadata.namespace: Forbidden: not allowed on this type
            metadata.taints[2]: Duplicate value: {"Key":"a","Value":"x","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair
            metadata.taints[3].key: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            metadata.taints[3].value: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            metadata.taints[3].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"
            metadata.taints[4].effect: Required value
            status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0
            status.capacity.pods: Invalid value: "1500m": must be an integer
            status.allocatable.example.com/gpu: Invalid value: "500m": must be an integer
            status.declaredFeatures[1]: Invalid value: "A": list must be sorted alphabetically
            status.declaredFeatures[2]: Invalid value: "a": invalid feature name "a": must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes
            status.declaredFeatures[3]: Duplicate value: "a"
            status.declaredFeatures[3]: Invalid value: "a": invalid feature name "a": must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes
            spec.podCIDRs[2]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
            spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24","x"]: may specify no more than one CIDR for each IP family"#]],
    );
    check_create(
        json!({"metadata": {"name": "n1"}, "spec": {"podCIDRs": ["10.0.0.0/24", "fd00::/64"]}}),
        expect![[""]],
    );
}

#[test]
fn nodes_that_change() {
    let before = json!({"spec": {"podCIDRs": ["10.0.0.0/24"], "providerID": "p"}});
    check_update(
        before.clone(),
        json!({"spec": {"unschedulable": true, "taints": [{"key": "k", "effect": "NoSchedule"}]}}),
        expect![[""]],
    );
    check_update(
        before,
        json!({
            "spec": {"podCIDRs": ["10.0.2.0/24"], "providerID": "q", "externalID": "e"},
            "status": {"addresses": [
                {"type": "InternalIP", "address": "10.0.0.1"}, {"type": "Hostname", "address": "n"},
                {"type": "InternalIP", "address": "10.0.0.1"},
            ]},
        }),
        expect![[r#"
            status.addresses[2]: Duplicate value: {"Type":"InternalIP","Address":"10.0.0.1"}
            spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid
            spec.providerID: Forbidden: node updates may not change providerID except from "" to valid
            spec.externalID: Forbidden: may not be updated"#]],
    );
}
