//! Containers, their ports, variables, probes, resources.

use expect_test::expect;
use serde_json::json;

use super::support::{check_container, check_daemon_set, check_spec};

#[test]
fn what_every_container_needs() {
    check_daemon_set(
        json!({"spec": {"template": {"spec": {"containers": [{}]}}}}),
        expect![[r#"
            spec.template.spec.containers[0].name: Required value
            spec.template.spec.containers[0].image: Required value"#]],
    );
    check_container(
        json!({"terminationMessagePolicy": "Log", "image": " nginx "}),
        expect![[
            r#"spec.template.spec.containers[0].terminationMessagePolicy: Unsupported value: "Log": supported values: "File", "FallbackToLogsOnError""#
        ]],
    );
}

#[test]
fn ports() {
    check_container(
        json!({"ports": [
            {"name": "http", "containerPort": 80, "hostPort": 8080},
            {"name": "http", "containerPort": 81, "hostPort": 8080},
            {"name": "Way-Too-Long-Name", "containerPort": 65536, "hostPort": -1},
            {"name": "80", "containerPort": 1, "hostPort": 8080, "protocol": "UDP"},
            {"name": "a--b-", "containerPort": 1, "hostPort": 8080, "hostIP": "10.0.0.1"},
        ]}),
        expect![[r#"
            spec.template.spec.containers[0].ports[1].name: Duplicate value: "http"
            spec.template.spec.containers[0].ports[2].name: Invalid value: "Way-Too-Long-Name": must be no more than 15 characters
            spec.template.spec.containers[0].ports[2].name: Invalid value: "Way-Too-Long-Name": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)
            spec.template.spec.containers[0].ports[2].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive
            spec.template.spec.containers[0].ports[2].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive
            spec.template.spec.containers[0].ports[3].name: Invalid value: "80": must contain at least one letter (a-z)
            spec.template.spec.containers[0].ports[4].name: Invalid value: "a--b-": must not contain consecutive hyphens
            spec.template.spec.containers[0].ports[4].name: Invalid value: "a--b-": must not begin or end with a hyphen
            spec.template.spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//8080""#]],
    );
    check_spec(
        json!({"hostNetwork": true, "containers": [
            {"name": "a", "image": "a", "ports": [{"containerPort": 80}, {"containerPort": 81, "hostPort": 82}]},
        ]}),
        expect![
            "spec.template.spec.containers[0].ports[1].hostPort: Invalid value: 82: must match `containerPort` when `hostNetwork` is true"
        ],
    );
}

#[test]
fn names_are_unique_among_all_containers() {
    check_spec(
        json!({
            "containers": [{"name": "a", "image": "a"}, {"name": "b", "image": "b", "ports": [{"containerPort": 1, "hostPort": 1}]}],
            "initContainers": [
                {"name": "a", "image": "a", "livenessProbe": {"exec": {"command": ["x"]}}, "lifecycle": {}},
                {"name": "i", "image": "a", "restartPolicy": "Always", "livenessProbe": {"exec": {}}},
                {"name": "i", "image": "a", "resizePolicy": [{"resourceName": "cpu", "restartPolicy": "RestartContainer"}]},
            ],
        }),
        expect![[r#"
            spec.template.spec.initContainers[0].name: Duplicate value: "a"
            spec.template.spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always
            spec.template.spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always
            spec.template.spec.initContainers[1].livenessProbe.exec.command: Required value
            spec.template.spec.initContainers[2].name: Duplicate value: "i"
            spec.template.spec.initContainers[2].resizePolicy[0].restartPolicy: Invalid value: "RestartContainer": must not be set to 'RestartContainer' for non-sidecar initContainers"#]],
    );
}

#[test]
fn restart_policies_of_containers() {
    check_container(
        json!({"restartPolicy": "Maybe", "restartPolicyRules": [
            {"action": "Restart", "exitCodes": {"operator": "In", "values": [42]}},
            {"action": "Explode"},
            {"action": "RestartAllContainers", "exitCodes": {"operator": "Like"}},
        ]}),
        expect![[r#"
            spec.template.spec.containers[0].restartPolicy: Unsupported value: "Maybe": supported values: "Always", "Never", "OnFailure"
            spec.template.spec.containers[0].restartPolicyRules[1].action: Unsupported value: "Explode": supported values: "Restart", "RestartAllContainers"
            spec.template.spec.containers[0].restartPolicyRules[1].exitCodes: Required value: must be specified
            spec.template.spec.containers[0].restartPolicyRules[2].exitCodes.operator: Unsupported value: "Like": supported values: "In", "NotIn""#]],
    );
    check_container(
        json!({"restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}]}),
        expect![
            "spec.template.spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used"
        ],
    );
}

#[test]
fn variables() {
    let from = |source: serde_json::Value| json!({"name": "A", "valueFrom": source});
    check_container(
        json!({"env": [
            {"value": "x"},
            {"name": "a=b"},
            {"name": "fine name"},
            from(json!({})),
            {"name": "B", "value": "x", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            from(json!({"fieldRef": {"fieldPath": "metadata.name"}, "secretKeyRef": {"name": "s", "key": "k"}})),
            from(json!({"fieldRef": {"fieldPath": ""}})),
            from(json!({"fieldRef": {"fieldPath": "spec.nope"}})),
            from(json!({"fieldRef": {"fieldPath": "metadata.labels"}})),
            from(json!({"fieldRef": {"fieldPath": "metadata.labels['app']"}})),
            from(json!({"fieldRef": {"fieldPath": "metadata.name['app']"}})),
            from(json!({"fieldRef": {"fieldPath": "metadata.labels['bad key']"}})),
            from(json!({"fieldRef": {"fieldPath": "metadata.name", "apiVersion": "v2"}})),
        ]}),
        expect![[r#"
            spec.template.spec.containers[0].env[0].name: Required value
            spec.template.spec.containers[0].env[1].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='
            spec.template.spec.containers[0].env[3].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`
            spec.template.spec.containers[0].env[4].valueFrom: Invalid value: "": may not be specified when `value` is not empty
            spec.template.spec.containers[0].env[5].valueFrom: Invalid value: "": may not have more than one field specified at a time
            spec.template.spec.containers[0].env[6].valueFrom.fieldRef.fieldPath: Required value
            spec.template.spec.containers[0].env[7].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nope": error converting fieldPath: field label not supported: spec.nope
            spec.template.spec.containers[0].env[8].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"
            spec.template.spec.containers[0].env[10].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name['app']": error converting fieldPath: field label does not support subscript: metadata.name['app']
            spec.template.spec.containers[0].env[11].valueFrom.fieldRef: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.containers[0].env[12].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2"#]],
    );
}

#[test]
fn variables_from_resources_keys_and_files() {
    let from = |source: serde_json::Value| json!({"name": "A", "valueFrom": source});
    check_container(
        json!({"env": [
            from(json!({"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}})),
            from(json!({"resourceFieldRef": {"resource": "limits.cpu", "divisor": "10m"}})),
            from(json!({"resourceFieldRef": {"resource": "requests.memory", "divisor": "2Mi"}})),
            from(json!({"resourceFieldRef": {"resource": "limits.hugepages-2Mi", "divisor": "1Mi"}})),
            from(json!({"resourceFieldRef": {"resource": "limits.gpu", "divisor": "0"}})),
            from(json!({"configMapKeyRef": {"name": "", "key": ""}})),
            from(json!({"secretKeyRef": {"name": "s", "key": "..x"}})),
            from(json!({"fileKeyRef": {"key": "", "volumeName": "V", "path": "../x"}})),
        ], "envFrom": [
            {"prefix": "a=", "configMapRef": {"name": "c"}},
            {"secretRef": {"name": ""}, "configMapRef": {"name": "C"}},
            {},
        ]}),
        expect![[r#"
            spec.template.spec.containers[0].env[1].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource
            spec.template.spec.containers[0].env[2].valueFrom.resourceFieldRef.divisor: Invalid value: "requests.memory": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource
            spec.template.spec.containers[0].env[4].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"
            spec.template.spec.containers[0].env[5].valueFrom.configMapKeyRef.name: Invalid value: "": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.containers[0].env[5].valueFrom.configMapKeyRef.key: Required value
            spec.template.spec.containers[0].env[6].valueFrom.secretKeyRef.key: Invalid value: "..x": must not start with '..'
            spec.template.spec.containers[0].env[7].valueFrom.fileKeyRef.key: Required value
            spec.template.spec.containers[0].env[7].valueFrom.fileKeyRef.volumeName: Invalid value: "V": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            spec.template.spec.containers[0].env[7].valueFrom.fileKeyRef.path: Invalid value: "../x": must not contain '..'
            spec.template.spec.containers[0].envFrom[0].prefix: Invalid value: "a=": a valid environment variable name must consist only of printable ASCII characters other than '='
            spec.template.spec.containers[0].envFrom[1].configMapRef.name: Invalid value: "C": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.containers[0].envFrom[1].secretRef.name: Required value
            spec.template.spec.containers[0].envFrom: Invalid value: "": may not have more than one field specified at a time
            spec.template.spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`
            spec.template.spec.containers[0].env[7].valueFrom.fileKeyRef.volumeName: Not found: "V""#]],
    );
}

#[test]
fn probes_and_hooks() {
    check_container(
        json!({
            "livenessProbe": {"httpGet": {"port": 0, "scheme": "FTP", "httpHeaders": [{"name": "a b", "value": "x"}]}, "exec": {"command": ["x"]}, "successThreshold": 2},
            "readinessProbe": {"tcpSocket": {"port": "no_name"}, "terminationGracePeriodSeconds": 0, "periodSeconds": -1},
            "startupProbe": {},
            "lifecycle": {
                "postStart": {"sleep": {"seconds": -1}},
                "preStop": {"sleep": {"seconds": 31}, "httpGet": {"port": 70000}},
            },
        }),
        expect![[r#"
            spec.template.spec.containers[0].lifecycle.postStart.sleep: Invalid value: -1: must be non-negative and less than terminationGracePeriodSeconds (30)
            spec.template.spec.containers[0].lifecycle.preStop.httpGet.port: Invalid value: 70000: must be between 1 and 65535, inclusive
            spec.template.spec.containers[0].lifecycle.preStop.sleep: Forbidden: may not specify more than 1 handler type
            spec.template.spec.containers[0].livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type
            spec.template.spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1
            spec.template.spec.containers[0].readinessProbe.tcpSocket.port: Invalid value: "no_name": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)
            spec.template.spec.containers[0].readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0
            spec.template.spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0
            spec.template.spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 0: must not be set for readinessProbes
            spec.template.spec.containers[0].startupProbe: Required value: must specify a handler type"#]],
    );
    check_container(
        json!({"livenessProbe": {"httpGet": {"port": 80, "scheme": "FTP", "httpHeaders": [{"name": "a b", "value": "x"}]}}}),
        expect![[r#"
            spec.template.spec.containers[0].livenessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"
            spec.template.spec.containers[0].livenessProbe.httpGet.httpHeaders: Invalid value: "a b": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"#]],
    );
}

#[test]
fn resources() {
    check_container(
        json!({"resources": {
            "limits": {"cpu": "1", "memory": "-1", "gpu": "1", "example.com/gpu": "1500m", "hugepages-2Mi": "3Mi", "a b": "1"},
            "requests": {"cpu": "1500m", "example.com/gpu": "1", "example.com/other": "1", "kubernetes.io/x": "1"},
            "claims": [{"name": "c"}, {}],
        }}),
        expect![[r#"
            spec.template.spec.containers[0].resources.limits[a b]: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            spec.template.spec.containers[0].resources.limits[a b]: Invalid value: "a b": must be a standard resource for containers
            spec.template.spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "1500m": must be an integer
            spec.template.spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified
            spec.template.spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource for containers
            spec.template.spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi
            spec.template.spec.containers[0].resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0
            spec.template.spec.containers[0].resources.requests: Invalid value: "1500m": must be less than or equal to cpu limit of 1
            spec.template.spec.containers[0].resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 1500m
            spec.template.spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources
            spec.template.spec.containers[0].resources.claims[0]: Not found: "c": must be one of the names in pod.spec.resourceClaims which is empty
            spec.template.spec.containers[0].resources.claims[1]: Required value"#]],
    );
    check_container(
        json!({"resources": {"limits": {"hugepages-2Mi": "4Mi"}}}),
        expect!["spec.template.spec.containers[0].resources: Forbidden: HugePages require cpu or memory"],
    );
    check_container(
        json!({"resizePolicy": [
            {"resourceName": "cpu", "restartPolicy": "NotRequired"}, {"resourceName": "cpu", "restartPolicy": "Sometimes"},
            {"resourceName": "disk"},
        ]}),
        expect![[r#"
            spec.template.spec.containers[0].resizePolicy[1]: Duplicate value: "cpu"
            spec.template.spec.containers[0].resizePolicy: Unsupported value: "Sometimes": supported values: "NotRequired", "RestartContainer"
            spec.template.spec.containers[0].resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"
            spec.template.spec.containers[0].resizePolicy: Required value"#]],
    );
}

#[test]
fn claims_and_resources_of_the_pod() {
    check_spec(
        json!({
            "resourceClaims": [
                {"name": "a", "resourceClaimName": "c"}, {"name": "a", "resourceClaimName": "c"},
                {"name": "b"}, {"name": "d", "resourceClaimName": "X", "resourceClaimTemplateName": "y"},
            ],
            "containers": [{"name": "c", "image": "i", "resources": {
                "claims": [{"name": "a"}, {"name": "a", "request": "r"}, {"name": "z"}],
                "requests": {"cpu": "2"}, "limits": {"cpu": "8"},
            }}],
            "resources": {"requests": {"cpu": "1", "ephemeral-storage": "1Gi"}, "limits": {"cpu": "4"}},
        }),
        expect![[r#"
            spec.template.spec.resourceClaims[1].name: Duplicate value: "a"
            spec.template.spec.resourceClaims[2]: Invalid value: {"Name":"b","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`
            spec.template.spec.resourceClaims[3]: Invalid value: {"Name":"d","ResourceClaimName":"X","ResourceClaimTemplateName":"y"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified
            spec.template.spec.resourceClaims[3].resourceClaimName: Invalid value: "X": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.containers[0].resources.claims[1]: Duplicate value: "a"
            spec.template.spec.containers[0].resources.claims[2]: Not found: "z": must be one of the names in pod.spec.resourceClaims: a, b, d
            spec.template.spec.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"
            spec.template.spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2
            spec.template.spec.resources.containers[0][cpu].limits: Invalid value: "8": must be less than or equal to pod limits of 4"#]],
    );
}
