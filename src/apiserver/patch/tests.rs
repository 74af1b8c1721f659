use super::{
    PatchError, Precondition, apply_patch, create_json_merge, create_three_way_json_merge,
    create_three_way_strategic, create_two_way_strategic, json_merge, json_patch, strategic_merge,
};
use crate::api::schema::{Type, root};
use crate::apimachinery::errors::ApiError;
use crate::apiserver::options::{FieldValidation, Patch};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

fn ty(kind: &str) -> &'static Type {
    root(kind).expect("the schema has the kind")
}

fn check(result: Result<Value, PatchError>, expected: Expect) {
    let text = match result {
        Ok(value) => value.to_string(),
        Err(error) => format!("{:?}: {error}", error.reason),
    };
    expected.assert_eq(&text);
}

/// The result of a strategic merge patch on a pod spec.
fn check_merge(original: Value, patch: Value, expected: Expect) {
    check(strategic_merge(&original, &patch, ty("PodSpec")), expected);
}

/// The patch that `kubectl apply` would send for a pod spec.
fn check_apply(last_applied: Value, file: Value, live: Value, expected: Expect) {
    check(create_three_way_strategic(&last_applied, &file, &live, ty("PodSpec"), &[]), expected);
}

#[test]
fn lists_with_a_merge_key_are_merged_by_it() {
    check_merge(
        json!({"containers": [{"name": "main", "image": "a:1", "env": [{"name": "A", "value": "1"}]}, {"name": "side"}]}),
        json!({"containers": [{"name": "main", "image": "a:2", "env": [{"name": "B", "value": "2"}]}, {"name": "new"}]}),
        expect![[
            r#"{"containers":[{"env":[{"name":"B","value":"2"},{"name":"A","value":"1"}],"image":"a:2","name":"main"},{"name":"new"},{"name":"side"}]}"#
        ]],
    );
}

#[test]
fn lists_without_one_are_replaced() {
    check_merge(
        json!({"tolerations": [{"key": "a"}], "containers": [{"name": "c", "command": ["x", "y"]}]}),
        json!({"tolerations": [{"key": "b"}], "containers": [{"name": "c", "command": ["z"]}]}),
        expect![[r#"{"containers":[{"command":["z"],"name":"c"}],"tolerations":[{"key":"b"}]}"#]],
    );
}

#[test]
fn null_deletes_and_is_forgotten_where_there_is_nothing() {
    check_merge(
        json!({"nodeSelector": {"a": "1", "b": "2"}, "hostNetwork": true}),
        json!({"nodeSelector": {"a": null, "c": null}, "hostNetwork": null, "affinity": {"podAffinity": null}}),
        expect![[r#"{"affinity":{},"nodeSelector":{"b":"2"}}"#]],
    );
}

#[test]
fn directives_delete_replace_and_order() {
    check_merge(
        json!({"containers": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}),
        json!({"containers": [{"name": "b", "$patch": "delete"}]}),
        expect![[r#"{"containers":[{"name":"a"},{"name":"c"}]}"#]],
    );
    check_merge(
        json!({"containers": [{"name": "a"}, {"name": "b"}]}),
        json!({"containers": [{"name": "x"}, {"$patch": "replace"}]}),
        expect![[r#"{"containers":[{"name":"x"}]}"#]],
    );
    check_merge(
        json!({"nodeSelector": {"a": "1"}}),
        json!({"nodeSelector": {"$patch": "replace", "b": "2"}}),
        expect![[r#"{"nodeSelector":{"b":"2"}}"#]],
    );
    check_merge(
        json!({"nodeSelector": {"a": "1"}}),
        json!({"nodeSelector": {"$patch": "delete"}}),
        expect![[r#"{"nodeSelector":{}}"#]],
    );
    check_merge(
        json!({"containers": [{"name": "a"}, {"name": "server"}, {"name": "b"}]}),
        json!({"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}], "containers": [{"name": "b", "image": "x"}]}),
        expect![[r#"{"containers":[{"name":"server"},{"image":"x","name":"b"},{"name":"a"}]}"#]],
    );
}

#[test]
fn retained_keys_are_all_that_stays() {
    check_merge(
        json!({"volumes": [{"name": "v", "emptyDir": {}}]}),
        json!({"volumes": [{"name": "v", "$retainKeys": ["name", "hostPath"], "hostPath": {"path": "/x"}}]}),
        expect![[r#"{"volumes":[{"hostPath":{"path":"/x"},"name":"v"}]}"#]],
    );
    check_merge(
        json!({"volumes": [{"name": "v", "emptyDir": {}}]}),
        json!({"volumes": [{"name": "v", "$retainKeys": ["name"], "hostPath": {"path": "/x"}}]}),
        expect!["BadRequest: invalid patch format of retainKeys"],
    );
}

#[test]
fn lists_of_scalars_merge_and_delete() {
    let original = json!({"finalizers": ["a", "b", "c"]});
    let meta = ty("ObjectMeta");
    let patch = json!({"$deleteFromPrimitiveList/finalizers": ["b"]});
    check(strategic_merge(&original, &patch, meta), expect![[r#"{"finalizers":["a","c"]}"#]]);
    let patch = json!({"finalizers": ["d", "a"], "$setElementOrder/finalizers": ["d", "a"]});
    check(strategic_merge(&original, &patch, meta), expect![[r#"{"finalizers":["d","a","b","c"]}"#]]);
    let patch = json!({"$deleteFromPrimitiveList": ["b"]});
    check(
        strategic_merge(&original, &patch, meta),
        expect!["BadRequest: invalid patch format of primitive list"],
    );
}

#[test]
fn patches_that_cannot_be_merged_are_refused_in_upstreams_words() {
    for (patch, expected) in [
        (
            json!({"containers": [{"image": "x"}]}),
            expect!["Unknown: map: map[image:x] does not contain declared merge key: name"],
        ),
        (
            json!({"containers": [{"name": "c", "$patch": "merge"}]}),
            expect!["Unknown: merging lists cannot yet be specified in the patch"],
        ),
        (
            json!({"containers": [{"name": "c", "$patch": "drop"}]}),
            expect!["Unknown: unknown patch type: drop in map: map[$patch:drop name:c]"],
        ),
        (
            json!({"containers": ["c"]}),
            expect!["Unknown: list element types are not identical: [[map[name:c]] [c]]"],
        ),
        (
            json!({"containers": [null]}),
            expect!["Unknown: list element types are not identical: [[map[name:c]] [<nil>]]"],
        ),
        (json!({"containers": "c"}), expect![[r#"{"containers":"c"}"#]]),
        (
            json!({"$setElementOrder/containers": [{"name": "x"}], "containers": [{"name": "c", "tty": true}]}),
            expect![[r#"
                Unknown: The order in patch list:
                [map[name:c tty:true]]
                 doesn't match $setElementOrder list:
                [map[name:x]]
            "#]],
        ),
        (
            json!([1]),
            expect!["BadRequest: json: cannot unmarshal array into Go value of type map[string]interface {}"],
        ),
    ] {
        check_merge(json!({"containers": [{"name": "c"}]}), patch, expected);
    }
}

#[test]
fn apply_changes_what_differs_and_deletes_what_it_once_set() {
    check_apply(
        json!({"containers": [{"name": "main", "image": "a:1", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]},
            {"name": "sidecar", "image": "s:1"}], "nodeSelector": {"x": "1"}}),
        json!({"containers": [{"name": "main", "image": "a:2", "env": [{"name": "B", "value": "22"}]}]}),
        json!({"containers": [{"name": "main", "image": "a:1", "imagePullPolicy": "IfNotPresent",
            "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]},
            {"name": "sidecar", "image": "s:1"}, {"name": "injected"}], "nodeSelector": {"x": "1", "y": "2"}}),
        expect![[
            r#"{"$setElementOrder/containers":[{"name":"main"}],"containers":[{"$setElementOrder/env":[{"name":"B"}],"env":[{"name":"B","value":"22"},{"$patch":"delete","name":"A"}],"image":"a:2","name":"main"},{"$patch":"delete","name":"sidecar"}],"nodeSelector":null}"#
        ]],
    );
}

#[test]
fn apply_of_the_same_file_changes_nothing() {
    let file = json!({"containers": [{"name": "c", "ports": [{"containerPort": 53}]}]});
    let live = json!({"containers": [{"name": "c", "tty": true, "ports": [{"containerPort": 53, "protocol": "TCP"}]}]});
    check_apply(file.clone(), file, live, expect!["{}"]);
}

#[test]
fn apply_names_the_order_also_when_nothing_else_changed() {
    let file = json!({"containers": [{"name": "b"}, {"name": "a"}]});
    let live = json!({"containers": [{"name": "a"}, {"name": "b"}]});
    check_apply(
        live.clone(),
        file,
        live,
        expect![[r#"{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}"#]],
    );
}

#[test]
fn apply_keeps_only_the_source_that_a_volume_names() {
    let old = json!({"volumes": [{"name": "v", "emptyDir": {}}]});
    let new = json!({"volumes": [{"name": "v", "hostPath": {"path": "/x"}}]});
    check_apply(
        old.clone(),
        new,
        old,
        expect![[
            r#"{"$setElementOrder/volumes":[{"name":"v"}],"volumes":[{"$retainKeys":["hostPath","name"],"emptyDir":null,"hostPath":{"path":"/x"},"name":"v"}]}"#
        ]],
    );
}

#[test]
fn two_way_patches_hold_every_difference() {
    let old =
        json!({"metadata": {"name": "x", "finalizers": ["a", "b"], "labels": {"l": "1"}}, "kind": "Pod"});
    let new = json!({"metadata": {"name": "x", "finalizers": ["b", "c"]}, "kind": "Pod"});
    check(
        create_two_way_strategic(&old, &new, ty("Pod"), &[Precondition::KeyUnchanged("kind")]),
        expect![[
            r#"{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["b","c"],"finalizers":["c"],"labels":null}}"#
        ]],
    );
    let renamed = json!({"metadata": {"name": "y"}, "kind": "Pod"});
    check(
        create_two_way_strategic(&old, &renamed, ty("Pod"), &[Precondition::MetadataKeyUnchanged("name")]),
        expect!["Conflict: precondition failed for: map[metadata:map[finalizers:<nil> labels:<nil> name:y]]"],
    );
}

#[test]
fn elements_with_one_key_twice_come_out_as_upstream_leaves_them() {
    let container = |ports: Value| json!({"containers": [{"name": "c", "ports": ports}]});
    check_apply(
        container(
            json!([{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53, "protocol": "TCP"}]),
        ),
        container(
            json!([{"containerPort": 53, "protocol": "TCP"}, {"containerPort": 53, "protocol": "UDP"}]),
        ),
        container(
            json!([{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53, "protocol": "TCP"}]),
        ),
        expect![[
            r#"{"$setElementOrder/containers":[{"name":"c"}],"containers":[{"$setElementOrder/ports":[{"containerPort":53},{"containerPort":53}],"name":"c","ports":[{"containerPort":53,"protocol":"UDP"},{"containerPort":53,"protocol":"TCP"}]}]}"#
        ]],
    );
}

#[test]
fn json_merge_replaces_lists_and_drops_nulls() {
    for (patch, expected) in [
        (
            json!({"a": [{"x": null}], "b": {"c": null, "d": {"e": null}}, "n": {"m": null}}),
            expect![[r#"{"a":[{}],"b":{"d":{}},"n":{}}"#]],
        ),
        (json!({"b": [{"x": null}]}), expect![[r#"{"a":[1],"b":[{"x":null}]}"#]]),
        (
            json!([]),
            expect![
                "BadRequest: error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"
            ],
        ),
        (json!(null), expect!["BadRequest: Invalid JSON Patch"]),
    ] {
        check(json_merge(&json!({"a": [1], "b": {"c": 1}}), &patch), expected);
    }
}

#[test]
fn json_merge_patches_are_computed() {
    let old = json!({"a": 1, "b": {"c": 1, "d": 2}, "e": [1]});
    let new = json!({"a": 1, "b": {"c": 2}, "e": [2]});
    let live = json!({"a": 1, "b": {"c": 1, "d": 2, "x": 9}, "e": [1], "y": 1});
    check(Ok(create_json_merge(&old, &new)), expect![[r#"{"b":{"c":2,"d":null},"e":[2]}"#]]);
    check(Ok(create_three_way_json_merge(&old, &new, &live)), expect![[r#"{"b":{"c":2,"d":null},"e":[2]}"#]]);
}

#[test]
fn json_patch_carries_out_operations_in_turn() {
    let original = json!({"a": {"b/c": [1, 2]}, "n": null});
    for (patch, expected) in [
        (
            json!([{"op": "add", "path": "/a/b~1c/-", "value": 3}, {"op": "add", "path": "/a/b~1c/0", "value": 0}]),
            expect![[r#"{"a":{"b/c":[0,1,2,3]},"n":null}"#]],
        ),
        (
            json!([{"op": "move", "from": "/a/b~1c", "path": "/x"}, {"op": "copy", "from": "/x/-1", "path": "/y"}]),
            expect![[r#"{"a":{},"n":null,"x":[1,2],"y":2}"#]],
        ),
        (
            json!([{"op": "test", "path": "/z"}, {"op": "replace", "path": "/z", "value": 1}]),
            expect![[r#"{"a":{"b/c":[1,2]},"n":null,"z":1}"#]],
        ),
        (
            json!([{"op": "test", "path": "/a", "value": 1}]),
            expect!["Invalid: testing value /a failed: test failed"],
        ),
        (
            json!([{"op": "remove", "path": "/spec/nope"}]),
            expect![[
                r#"Invalid: remove operation does not apply: doc is missing path: "/spec/nope": missing value"#
            ]],
        ),
        (
            json!([{"op": "remove", "path": "/a/b~1c/2"}]),
            expect![
                "Invalid: error in remove for path: '/a/b~1c/2': Unable to access invalid index: 2: invalid index referenced"
            ],
        ),
        (json!([{"op": "frob", "path": "/a"}]), expect!["Invalid: Unexpected kind: frob"]),
        (json!([{"op": "test", "path": "/z", "value": null}]), expect![[r#"{"a":{"b/c":[1,2]},"n":null}"#]]),
        (
            json!({"op": "add"}),
            expect![
                "BadRequest: error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"
            ],
        ),
        (
            json!([{"op": 1}]),
            expect![
                "BadRequest: error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string"
            ],
        ),
    ] {
        check(json_patch(&original, &patch).map(|patched| patched.value), expected);
    }
}

#[test]
fn each_json_operation_says_in_its_own_words_what_is_missing() {
    let original = json!({"a": {"b": [1, 2]}});
    let check = |operation: Value, expected: &str| {
        let answer = json_patch(&original, &json!([operation]));
        assert_eq!(answer.map_err(|error| error.to_string()).err().as_deref(), Some(expected), "{operation}");
    };
    let operation =
        |op: &str, from: &str, path: &str| json!({"op": op, "from": from, "path": path, "value": 1});
    for (op, from, path, expected) in [
        ("add", "", "/x/y", r#"add operation does not apply: doc is missing path: "/x/y": missing value"#),
        (
            "add",
            "",
            "/a/b/x",
            r#"error in add for path: '/a/b/x': value was not a proper array index: 'x': strconv.Atoi: parsing "x": invalid syntax"#,
        ),
        (
            "add",
            "",
            "/a/b/3",
            "error in add for path: '/a/b/3': Unable to access invalid index: 3: invalid index referenced",
        ),
        (
            "remove",
            "",
            "/a/x",
            "error in remove for path: '/a/x': Unable to remove nonexistent key: x: missing value",
        ),
        (
            "remove",
            "",
            "/a/b/99999999999999999999",
            r#"error in remove for path: '/a/b/99999999999999999999': strconv.Atoi: parsing "99999999999999999999": value out of range"#,
        ),
        ("replace", "", "/x/y", "replace operation does not apply: doc is missing path: /x/y: missing value"),
        (
            "replace",
            "",
            "/a/b/2",
            "replace operation does not apply: doc is missing key: /a/b/2: missing value",
        ),
        ("replace", "", "", "replace operation value must be object or array: %!w(<nil>)"),
        ("test", "", "/x/y", "test operation does not apply: is missing path: /x/y: missing value"),
        (
            "test",
            "",
            "/a/b/7",
            "error in test for path: '/a/b/7': Unable to access invalid index: 7: invalid index referenced",
        ),
        (
            "move",
            "/x/y",
            "/a",
            "move operation does not apply: doc is missing from path: /x/y: missing value",
        ),
        (
            "move",
            "/a/x",
            "/a",
            "error in move for path: 'x': Unable to remove nonexistent key: x: missing value",
        ),
        (
            "move",
            "/a/b",
            "/x/y",
            "move operation does not apply: doc is missing destination path: /x/y: missing value",
        ),
        (
            "copy",
            "/x/y",
            "/a",
            "copy operation does not apply: doc is missing from path: /x/y: missing value",
        ),
        (
            "copy",
            "/a/b/5",
            "/a",
            "error in copy for from: '/a/b/5': Unable to access invalid index: 5: invalid index referenced",
        ),
        (
            "copy",
            "/a/b",
            "/x/y",
            "copy operation does not apply: doc is missing destination path: /x/y: missing value",
        ),
        (
            "copy",
            "/a/b/0",
            "/a/b/9",
            "error while adding value during copy: Unable to access invalid index: 9: invalid index referenced",
        ),
    ] {
        check(operation(op, from, path), expected);
    }
    check(json!({"op": "add"}), "add operation failed to decode path: missing value");
    check(
        json!({"op": "test"}),
        "test operation failed to decode path: operation missing path field: missing value",
    );
    check(
        json!({"op": "move"}),
        "move operation failed to decode from: operation, missing from field: missing value",
    );
    check(json!({"op": "copy", "from": "/a"}), "copy operation failed to decode path: missing value");
}

#[test]
fn json_patch_names_fields_that_operations_do_not_have() {
    let patched = json_patch(&json!({}), &json!([{"op": "add", "path": "/a", "val": 1}]));
    let strict_errors = patched.map(|patched| patched.strict_errors).unwrap_or_default();
    assert_eq!(strict_errors, [r#"json patch unknown field "[0].val""#]);
}

#[test]
fn the_api_server_keeps_to_itself_why_an_operation_failed() {
    let error = json_patch(&json!({}), &json!([{"op": "remove", "path": "/a/b"}])).map_err(ApiError::from);
    let message = error.map_err(|error| error.message).err();
    assert_eq!(message.as_deref(), Some("the server rejected our request due to an error in our request"));
}

#[test]
fn a_patched_object_is_decoded_with_the_words_of_its_kind_of_patch() {
    let current = json!({"spec": {"minReadySeconds": 1}});
    for (patch, validation, expected) in [
        (
            Patch::Strategic(json!({"spec": {"minReadySeconds": "x"}})),
            FieldValidation::Warn,
            expect![[
                r#" "" is invalid: patch: Invalid value: "map[spec:map[minReadySeconds:x]]": unrecognized type: int32"#
            ]],
        ),
        (
            Patch::Merge(json!({"spec": {"minReadySeconds": "x"}})),
            FieldValidation::Warn,
            expect![[
                r#" "" is invalid: patch: Invalid value: "{\"spec\":{\"minReadySeconds\":\"x\"}}": json: cannot unmarshal string into Go struct field DaemonSetSpec.spec.minReadySeconds of type int32"#
            ]],
        ),
        (
            Patch::Strategic(json!({"spec": {"z": 1, "template": {"spec": {"a": 1}}}})),
            FieldValidation::Warn,
            expect![[r#"1 ["unknown field \"spec.template.spec.a\"", "unknown field \"spec.z\""]"#]],
        ),
        (Patch::Json(json!([])), FieldValidation::Strict, expect!["1 []"]),
        (
            Patch::Json(json!([{"op": "add", "path": "/spec/z", "value": 1}])),
            FieldValidation::Strict,
            expect![[
                r#" "" is invalid: patch: Invalid value: "{\"spec\":{\"minReadySeconds\":1,\"z\":1}}": strict decoding error: unknown field "spec.z""#
            ]],
        ),
        (
            Patch::Strategic(json!({"spec": {"template": {"spec": {"containers": {}}}}})),
            FieldValidation::Ignore,
            expect![[
                r#" "" is invalid: patch: Invalid value: "map[spec:map[template:map[spec:map[containers:map[]]]]]": cannot restore slice from map"#
            ]],
        ),
        (
            Patch::Strategic(json!({"spec": {"template": {"spec": {"hostNetwork": 1, "dnsPolicy": 5}}}})),
            FieldValidation::Ignore,
            expect![[
                r#" "" is invalid: patch: Invalid value: "map[spec:map[template:map[spec:map[dnsPolicy:5 hostNetwork:1]]]]": cannot convert int64 to v1.DNSPolicy"#
            ]],
        ),
    ] {
        let text = match apply_patch(&current, &patch, ty("DaemonSet"), validation) {
            Ok((value, warnings)) => format!("{} {warnings:?}", value["spec"]["minReadySeconds"]),
            Err(error) => error.message,
        };
        expected.assert_eq(&text);
    }
}
