use super::{decode, go_json, root};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

/// The canonical value as Go would marshal it, or the error; then the strict errors.
fn check(kind: &str, value: Value, expected: Expect) {
    let ty = root(kind).expect("the schema has the kind");
    let text = match decode(&value, ty) {
        Ok(decoded) => {
            let strict = decoded.strict_error().map(|error| format!("{error}\n")).unwrap_or_default();
            format!("{}\n{strict}", go_json(&decoded.value, ty))
        }
        Err(error) => format!("{error}\n"),
    };
    expected.assert_eq(&text);
}

fn daemon_set(pod_spec: Value) -> Value {
    json!({"spec": {"template": {"spec": pod_spec}}})
}

#[test]
fn what_is_empty_and_optional_is_left_out_and_structs_stay() {
    check(
        "PodTemplateSpec",
        json!({
            "metadata": {"labels": {}, "annotations": null, "creationTimestamp": null, "name": ""},
            "spec": {
                "containers": [{"name": "c", "command": [], "resources": null, "stdin": false, "securityContext": {}}],
                "hostNetwork": false, "priority": 0, "terminationGracePeriodSeconds": null, "volumes": [],
            },
        }),
        expect![[r#"
            {"metadata":{},"spec":{"containers":[{"name":"c","resources":{},"securityContext":{}}],"priority":0}}
        "#]],
    );
}

#[test]
fn what_is_missing_and_required_is_there_with_its_zero() {
    check(
        "DaemonSet",
        json!({"kind": "DaemonSet", "spec": {"template": {"spec": {"containers": []}}}}),
        expect![[r#"
            {"kind":"DaemonSet","metadata":{},"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"updateStrategy":{}},"status":{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}}
        "#]],
    );
    check(
        "Event",
        json!({}),
        expect![[r#"
            {"metadata":{},"involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null,"reportingComponent":"","reportingInstance":""}
        "#]],
    );
}

#[test]
fn null_means_nothing_was_said() {
    check(
        "PodSpec",
        json!({
            "containers": [null, {"name": null, "ports": [null], "env": [{"name": "a", "value": null}],
                "resources": {"limits": {"cpu": null}}, "command": [null],
                "livenessProbe": {"tcpSocket": {"port": null}}}],
            "nodeSelector": {"a": null},
        }),
        expect![[r#"
            {"containers":[{"name":"","resources":{}},{"name":"","command":[""],"ports":[{"containerPort":0}],"env":[{"name":"a"}],"resources":{"limits":{"cpu":"0"}},"livenessProbe":{"tcpSocket":{"port":0}}}],"nodeSelector":{"a":""}}
        "#]],
    );
}

#[test]
fn quantities_numbers_and_times_are_respelled() {
    check(
        "PodTemplateSpec",
        json!({
            "metadata": {"creationTimestamp": "2026-11-24T02:00:00.9+02:00"},
            "spec": {"containers": [{
                "name": "c",
                "resources": {"limits": {"cpu": 0.5, "memory": " 1.5Gi ", "a/b": 2, "c/d": 1e3}},
                "livenessProbe": {"initialDelaySeconds": 5.0, "httpGet": {"port": "http"}},
            }]},
        }),
        expect![[r#"
            {"metadata":{"creationTimestamp":"2026-11-24T00:00:00Z"},"spec":{"containers":[{"name":"c","resources":{"limits":{"a/b":"2","c/d":"1k","cpu":"500m","memory":"1536Mi"}},"livenessProbe":{"httpGet":{"port":"http"},"initialDelaySeconds":5}}]}}
        "#]],
    );
}

#[test]
fn unknown_fields_are_dropped_and_named_in_document_order() {
    check(
        "DaemonSet",
        json!({"spec": {
            "updateStragety": {"type": "OnDelete"},
            "template": {"spec": {"containers": [
                {"name": "c", "imagePullpolicy": "Always", "ports": [{"containerport": 80}]},
            ]}},
        }, "Kind": "x", "a\"b": 1}),
        expect![[r#"
            {"metadata":{},"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":[{"name":"c","ports":[{"containerPort":0}],"resources":{}}]}},"updateStrategy":{}},"status":{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}}
            strict decoding error: unknown field "Kind", unknown field "a\"b", unknown field "spec.template.spec.containers[0].imagePullpolicy", unknown field "spec.template.spec.containers[0].ports[0].containerport", unknown field "spec.updateStragety"
        "#]],
    );
}

#[test]
fn wrong_types_are_named_in_gos_words() {
    for (value, expected) in [
        (
            json!({"metadata": {"labels": {"enabled": true, "version": 1.1}}}),
            expect![[r#"
                json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string
            "#]],
        ),
        (
            json!({"spec": {"revisionHistoryLimit": "three"}}),
            expect![[r#"
                json: cannot unmarshal string into Go struct field DaemonSetSpec.spec.revisionHistoryLimit of type int32
            "#]],
        ),
        (
            json!({"spec": {"minReadySeconds": 2147483648_i64, "revisionHistoryLimit": 1.5}}),
            expect![[r#"
                json: cannot unmarshal number 2147483648 into Go struct field DaemonSetSpec.spec.minReadySeconds of type int32
            "#]],
        ),
        (
            daemon_set(json!({"containers": {"name": "c"}})),
            expect![[r#"
                json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container
            "#]],
        ),
        (
            daemon_set(json!({"containers": [{"command": "sh", "env": [{"value": 3}]}]})),
            expect![[r#"
                json: cannot unmarshal string into Go struct field Container.spec.template.spec.containers.command of type []string
            "#]],
        ),
        (
            daemon_set(json!({"containers": [{"livenessProbe": {"httpGet": "x"}}], "hostNetwork": "yes"})),
            expect![[r#"
                json: cannot unmarshal string into Go struct field Probe.spec.template.spec.containers.livenessProbe.ProbeHandler.httpGet of type v1.HTTPGetAction
            "#]],
        ),
        (
            json!([1]),
            expect![[r#"
                json: cannot unmarshal array into Go value of type v1.DaemonSet
            "#]],
        ),
    ] {
        check("DaemonSet", value, expected);
    }
}

#[test]
fn types_that_read_themselves_give_up_at_once() {
    for (pod_spec, expected) in [
        (
            json!({"containers": [{"name": 1, "resources": {"limits": {"memory": "12Q7"}}}]}),
            expect![[r#"
                quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            "#]],
        ),
        (
            json!({"containers": [{"name": 1, "livenessProbe": {"tcpSocket": {"port": 80.5}}}]}),
            expect![[r#"
                json: cannot unmarshal number 80.5 into Go struct field TCPSocketAction.spec.template.spec.containers.livenessProbe.ProbeHandler.tcpSocket.port of type int32
            "#]],
        ),
        (
            json!({"containers": [{"resources": {"limits": {"memory": {}}}}]}),
            expect![[r#"
                quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            "#]],
        ),
    ] {
        check("DaemonSet", daemon_set(pod_spec), expected);
    }
}

#[test]
fn times_are_refused_in_gos_words() {
    for (text, expected) in [
        (
            json!("yesterday"),
            expect![[r#"
                parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"
            "#]],
        ),
        (
            json!("2026-13-01T00:00:00Z"),
            expect![[r#"
                parsing time "2026-13-01T00:00:00Z": month out of range
            "#]],
        ),
        (
            json!("2026-02-29T00:00:00Z"),
            expect![[r#"
                parsing time "2026-02-29T00:00:00Z": day out of range
            "#]],
        ),
        (
            json!("2026-02-28T00:00:00Zé"),
            expect![[r#"
                parsing time "2026-02-28T00:00:00Zé": extra text: "é"
            "#]],
        ),
        (
            json!("2026-02-28T24:00:00Z"),
            expect![[r#"
                parsing time "2026-02-28T24:00:00Z": hour out of range
            "#]],
        ),
        (
            json!(5),
            expect![[r#"
                json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string
            "#]],
        ),
        (
            json!("2026-02-28T1:00:00-00:30"),
            expect![[r#"
                {"metadata":{"creationTimestamp":"2026-02-28T01:30:00Z"}}
            "#]],
        ),
        (
            json!("0001-01-01T00:00:00Z"),
            expect![[r#"
                {"metadata":{}}
            "#]],
        ),
    ] {
        check("PartialObjectMetadata", json!({"metadata": {"creationTimestamp": text}}), expected);
    }
}
