//! Where pods may go: selectors, affinity, tolerations, spread, and the plain fields of a spec.

use expect_test::expect;
use serde_json::json;

use super::support::{check_spec, daemon_set};
use crate::api::validation::daemon_set_create;

#[test]
fn node_affinity() {
    check_spec(
        json!({"affinity": {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{
                "matchExpressions": [
                    {"key": "a", "operator": "In"},
                    {"key": "bad key", "operator": "Exists", "values": ["x"]},
                    {"key": "a", "operator": "Gt", "values": ["1", "2"]},
                    {"key": "a", "operator": "Near", "values": ["-"]},
                ],
                "matchFields": [
                    {"key": "metadata.name", "operator": "In", "values": ["A"]},
                    {"key": "metadata.name", "operator": "Exists"},
                    {"key": "spec.x", "operator": "In", "values": ["a", "b"]},
                ],
            }]},
            "preferredDuringSchedulingIgnoredDuringExecution": [
                {"weight": 0, "preference": {"matchExpressions": [{"key": "a", "operator": "In", "values": ["-"]}]}},
                {"weight": 101, "preference": {}},
            ],
        }}}),
        expect![[r#"
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].key: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[3].operator: Invalid value: "Near": not a valid selector operator
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[3].values[0]: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].values[0]: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[1].operator: Invalid value: "Exists": not a valid selector operator
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[2].values: Required value: must be only one value when `operator` is 'In' or 'NotIn' for node field selector
            spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[2].key: Invalid value: "spec.x": not a valid field selector key
            spec.template.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100
            spec.template.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].weight: Invalid value: 101: must be in the range 1-100"#]],
    );
    check_spec(
        json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {}}}}),
        expect![
            "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term"
        ],
    );
}

#[test]
fn pod_affinity() {
    check_spec(
        json!({"affinity": {
            "podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
                {"topologyKey": "", "namespaces": ["Bad"], "labelSelector": {"matchLabels": {"a": "-"}}},
                {"topologyKey": "zone", "matchLabelKeys": ["a"]},
            ]},
            "podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 200, "podAffinityTerm": {
                "topologyKey": "zone", "namespaceSelector": {"matchExpressions": [{"key": "a", "operator": "In"}]},
                "labelSelector": {"matchLabels": {"k": "v"}, "matchExpressions": [{"key": "k", "operator": "In", "values": ["v"]}]},
                "matchLabelKeys": ["k", "bad key", "both"], "mismatchLabelKeys": ["both"],
            }}]},
        }}),
        expect![[r#"
            spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespace: Invalid value: "Bad": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty
            spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": name part must be non-empty
            spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[1].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set
            spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 200: must be in the range 1-100
            spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.namespaceSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'
            spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.matchLabelKeys[1]: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm[0]: Invalid value: "k": exists in both matchLabelKeys and labelSelector
            spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.matchLabelKeys[2]: Invalid value: "both": exists in both matchLabelKeys and mismatchLabelKeys"#]],
    );
}

#[test]
fn tolerations() {
    check_spec(
        json!({"tolerations": [
            {"operator": "Exists"},
            {"key": "a", "value": "v"},
            {"key": "bad key", "operator": "Exists", "value": "v"},
            {"key": "a", "operator": "Equal", "value": "-", "effect": "NoSchedule", "tolerationSeconds": 3},
            {"key": "a", "operator": "Lt", "value": "3", "effect": "Never"},
            {},
        ]}),
        expect![[r#"
            spec.template.spec.tolerations[2].key: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.tolerations[2].operator: Invalid value: "v": value must be empty when `operator` is 'Exists'
            spec.template.spec.tolerations[3].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when `tolerationSeconds` is set
            spec.template.spec.tolerations[3].operator: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            spec.template.spec.tolerations[4].operator: Unsupported value: "Lt": supported values: "Equal", "Exists", "Lt", "Gt"
            spec.template.spec.tolerations[4].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"
            spec.template.spec.tolerations[5].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys""#]],
    );
}

#[test]
fn spread() {
    check_spec(
        json!({"topologySpreadConstraints": [
            {"maxSkew": 0, "whenUnsatisfiable": "Panic", "minDomains": 0},
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "nodeAffinityPolicy": "Maybe"},
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "matchLabelKeys": ["a"],
             "labelSelector": {"matchExpressions": [{"key": "a", "operator": "Sometimes"}]}},
        ]}),
        expect![[r#"
            spec.template.spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero
            spec.template.spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty
            spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Panic": supported values: "DoNotSchedule", "ScheduleAnyway"
            spec.template.spec.topologySpreadConstraints[0].minDomains: Invalid value: 0: must be greater than zero
            spec.template.spec.topologySpreadConstraints[0].minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not Panic
            spec.template.spec.topologySpreadConstraints[1].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"
            spec.template.spec.topologySpreadConstraints[1].nodeAffinityPolicy: Unsupported value: "Maybe": supported values: "Honor", "Ignore"
            spec.template.spec.topologySpreadConstraints[2].labelSelector.matchExpressions[0].operator: Invalid value: "Sometimes": not a valid selector operator"#]],
    );
}

#[test]
fn names_in_a_spec() {
    check_spec(
        json!({
            "serviceAccountName": "Bad", "nodeName": "a_b", "hostname": "a.b", "subdomain": "-", "activeDeadlineSeconds": 0,
            "priorityClassName": "X", "runtimeClassName": "", "preemptionPolicy": "Always", "schedulerName": "",
            "dnsPolicy": "Sometimes", "restartPolicy": "Rarely", "nodeSelector": {"a": "b c"},
            "hostAliases": [{"ip": "300.1.1.1", "hostnames": ["ok", "Not Ok"]}],
            "readinessGates": [{"conditionType": "bad type"}],
            "schedulingGates": [{"name": "a.io/x"}, {"name": "a.io/x"}, {"name": ""}],
        }),
        expect![[r#"
            spec.template.spec.restartPolicy: Unsupported value: "Rarely": supported values: "Always", "OnFailure", "Never"
            spec.template.spec.dnsPolicy: Unsupported value: "Sometimes": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"
            spec.template.spec.nodeSelector: Invalid value: "b c": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            spec.template.spec.readinessGates[0].conditionType: Invalid value: "bad type": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.schedulingGates[1]: Duplicate value: "a.io/x"
            spec.template.spec.schedulingGates[2]: Invalid value: "": name part must be non-empty
            spec.template.spec.schedulingGates[2]: Invalid value: "": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.serviceAccountName: Invalid value: "Bad": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.nodeName: Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive
            spec.template.spec.hostname: Invalid value: "a.b": must not contain dots
            spec.template.spec.subdomain: Invalid value: "-": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            spec.template.spec.hostAliases[0].ip: Invalid value: "300.1.1.1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
            spec.template.spec.hostAliases[0].hostnames[1]: Invalid value: "Not Ok": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.priorityClassName: Invalid value: "X": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.runtimeClassName: Invalid value: "": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"
            spec.template.spec.restartPolicy: Unsupported value: "Rarely": supported values: "Always"
            spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported"#]],
    );
}

#[test]
fn dns() {
    check_spec(
        json!({"dnsPolicy": "None"}),
        expect![
            "spec.template.spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"
        ],
    );
    check_spec(
        json!({"dnsPolicy": "None", "dnsConfig": {"searches": ["x"]}}),
        expect![
            "spec.template.spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None"
        ],
    );
    check_spec(
        json!({"dnsConfig": {
            "nameservers": ["1.1.1.1", "1.1.1.01", "::ffff:1.2.3.4", "x"], "searches": [".", "a_b.c.", "Bad!"],
            "options": [{"value": "1"}, {"name": "ndots"}],
        }}),
        expect![[r#"
            spec.template.spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.01","::ffff:1.2.3.4","x"]: must not have more than 3 nameservers
            spec.template.spec.dnsConfig.nameservers[1]: Invalid value: "1.1.1.01": must not have leading 0s
            spec.template.spec.dnsConfig.nameservers[2]: Invalid value: "::ffff:1.2.3.4": must not be an IPv4-mapped IPv6 address
            spec.template.spec.dnsConfig.nameservers[3]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
            spec.template.spec.dnsConfig.searches[2]: Invalid value: "Bad!": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.dnsConfig.options[0]: Required value: must not be empty"#]],
    );
    let long =
        daemon_set(json!({"spec": {"template": {"spec": {"dnsConfig": {"searches": ["s".repeat(2049)]}}}}}));
    let details: Vec<String> = daemon_set_create(&long).iter().map(|error| error.detail.clone()).collect();
    assert_eq!(
        details,
        [
            "must not have more than 2048 characters (including spaces) in the search list",
            "must be no more than 253 characters",
        ]
    );
    let searches: Vec<String> = (0..33).map(|i| format!("s{i}")).collect();
    check_spec(
        json!({"dnsConfig": {"searches": searches}}),
        expect![[
            r#"spec.template.spec.dnsConfig.searches: Invalid value: ["s0","s1","s2","s3","s4","s5","s6","s7","s8","s9","s10","s11","s12","s13","s14","s15","s16","s17","s18","s19","s20","s21","s22","s23","s24","s25","s26","s27","s28","s29","s30","s31","s32"]: must not have more than 32 search paths"#
        ]],
    );
}

#[test]
fn hostnames_of_ones_own() {
    check_spec(
        json!({"hostnameOverride": "Bad", "setHostnameAsFQDN": true, "hostNetwork": true}),
        expect![[r#"
            spec.template.spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true
            spec.template.spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true
            spec.template.spec.hostnameOverride: Invalid value: "Bad": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#]],
    );
    check_spec(
        json!({"hostnameOverride": "a".repeat(65)}),
        expect!["spec.template.spec.hostnameOverride: Too long: may not be more than 64 bytes"],
    );
}
