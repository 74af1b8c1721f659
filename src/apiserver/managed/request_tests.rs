//! Owners as requests keep them: names that are refused, lists that clients write, more managers than are kept.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{entries, value_with_managed_fields};
use crate::api::kind::Kind;
use crate::apimachinery::errors::ApiError;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::apply::Force;
use crate::apiserver::options::{Patch, WriteOptions, Written};
use crate::apiserver::server::ApiServer;
use expect_test::{Expect, expect};

fn options(manager: &str) -> WriteOptions {
    WriteOptions { field_manager: manager.into(), ..WriteOptions::default() }
}

fn namespace(data: Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x", "labels": data}})
}

/// A server with the namespace `x`, made by `maker`.
fn server() -> ApiServer {
    let mut api = ApiServer::new(Rng::new(1));
    api.set_now(Time(1_000));
    api.create_json(Kind::Namespace, "", &namespace(json!({"a": "1"})), &options("maker")).unwrap();
    api
}

fn patch(api: &mut ApiServer, manager: &str, patch: Patch) -> Result<Written, ApiError> {
    api.set_now(api.now().plus(1_000));
    api.patch_json(Kind::Namespace, "", "x", &patch, &options(manager))
}

fn label(api: &mut ApiServer, manager: &str, key: &str) {
    let merge = Patch::Merge(json!({"metadata": {"labels": {key: "v"}}}));
    patch(api, manager, merge).unwrap();
}

/// The managers with the labels that are theirs.
fn owners(api: &ApiServer) -> String {
    let object = api.get(Kind::Namespace, "", "x").unwrap();
    let mut text = String::new();
    for entry in entries(&object) {
        let labels = entry.fields.below("f:metadata").below("f:labels").steps().join(" ");
        let at = entry.time.map_or(0, |time| time.0 / 1000);
        writeln!(text, "{} {:?} at {at}: {labels}", entry.manager.name, entry.manager.operation).unwrap();
    }
    text
}

fn refused(result: Result<Written, ApiError>, expected: &Expect) {
    expected.assert_eq(&result.unwrap_err().message);
}

#[test]
fn a_managers_name_is_short_and_printable() {
    let mut api = server();
    let merge = || Patch::Merge(json!({"metadata": {"labels": {"b": "2"}}}));
    let long = "ä".repeat(65);
    refused(
        patch(&mut api, &long, merge()),
        &expect![[
            r#"PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes"#
        ]],
    );
    refused(
        patch(&mut api, "é\tb\u{ad}", merge()),
        &expect![[
            r#"PatchOptions.meta.k8s.io "" is invalid: [fieldManager: Invalid value: "é\tb\u00ad": invalid character U+0009 (at position 2), fieldManager: Invalid value: "é\tb\u00ad": invalid character U+00AD (at position 4)]"#
        ]],
    );
    let value = namespace(json!({}));
    for (kind, result) in [
        ("CreateOptions", api.create_json(Kind::Namespace, "", &value, &options("\n"))),
        ("UpdateOptions", api.replace_json(Kind::Namespace, "", "x", &value, &options("\n"))),
        ("PatchOptions", api.apply_json(Kind::Namespace, "", "x", &value, Force::Refuse, &options("\n"))),
    ] {
        let start = format!("{kind}.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"\\n\"");
        let message = result.unwrap_err().message;
        assert!(message.starts_with(&start), "{message}");
    }
    assert!(patch(&mut api, &"ä".repeat(64), merge()).is_ok(), "128 bytes are few enough");
}

#[test]
fn an_empty_list_or_entry_takes_all_owners_away_until_somebody_applies() {
    for reset in [json!([]), json!([{}])] {
        let mut api = server();
        let before = api.get(Kind::Namespace, "", "x").unwrap().meta.resource_version;
        patch(&mut api, "resetter", Patch::Strategic(json!({"metadata": {"managedFields": reset}}))).unwrap();
        let object = api.get(Kind::Namespace, "", "x").unwrap();
        assert_eq!(value_with_managed_fields(&object).pointer("/metadata/managedFields"), None, "{reset}");
        assert_ne!(object.meta.resource_version, before, "who owns what is part of the object");
        label(&mut api, "later", "b");
        assert_eq!(owners(&api), "", "after {reset} nobody is written down");
        let manifest = namespace(json!({"c": "3"}));
        api.apply_json(Kind::Namespace, "", "x", &manifest, Force::Refuse, &options("applier")).unwrap();
        expect![[r#"
            applier Apply at 3: f:c
            before-first-apply Update at 3: f:a f:b f:kubernetes.io/metadata.name
        "#]]
        .assert_eq(&owners(&api));
    }
}

#[test]
fn a_client_may_say_who_owns_what_where_the_server_understands_it() {
    let mut api = server();
    let entry = json!({
        "manager": "moved", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
        "fieldsV1": {"f:metadata": {"f:labels": {"f:a": {}}}}, "time": Time(1_000).rfc3339(),
    });
    let path = "/metadata/managedFields";
    let replace = |value: Value| Patch::Json(json!([{"op": "replace", "path": path, "value": value}]));
    patch(&mut api, "p", replace(json!([entry]))).unwrap();
    assert_eq!(owners(&api), "moved Update at 1: f:a\n");
    for (field, wrong) in [
        ("operation", json!("Patch")),
        ("apiVersion", json!("")),
        ("fieldsType", json!("FieldsV2")),
        ("fieldsV1", json!({"labels": {}})),
    ] {
        let mut entry = entry.clone();
        entry["manager"] = "wrong".into();
        entry[field] = wrong;
        patch(&mut api, "p", replace(json!([entry]))).unwrap();
        assert_eq!(owners(&api), "moved Update at 1: f:a\n", "a wrong {field} changes nothing");
    }
    let mut long = entry.clone();
    long["manager"] = "x".repeat(129).into();
    long["subresource"] = "s".repeat(257).into();
    refused(
        patch(&mut api, "p", replace(json!([long]))),
        &expect![[
            r#"Namespace "x" is invalid: [metadata.managedFields[0].manager: Too long: may not be more than 128 bytes, metadata.managedFields[0].subresource: Too long: may not be more than 256 bytes]"#
        ]],
    );
    patch(&mut api, "p", Patch::Json(json!([{"op": "remove", "path": path}]))).unwrap();
    assert_eq!(owners(&api), "moved Update at 1: f:a\n", "to leave the list out is to say nothing");
    patch(&mut api, "p", Patch::Json(json!([{"op": "remove", "path": "/metadata/managedFields/0"}])))
        .unwrap();
    assert_eq!(owners(&api), "", "a list of which the last entry is taken is empty");
}

#[test]
fn of_more_than_ten_managers_the_oldest_become_ancient() {
    let mut api = server();
    for i in 1..=9 {
        label(&mut api, &format!("m{i}"), &format!("l{i}"));
    }
    assert_eq!(owners(&api).lines().count(), 10);
    label(&mut api, "m10", "l10");
    label(&mut api, "m11", "l11");
    expect![[r#"
        ancient-changes Update at 3: f:a f:kubernetes.io/metadata.name f:l1 f:l2
        m3 Update at 4: f:l3
        m4 Update at 5: f:l4
        m5 Update at 6: f:l5
        m6 Update at 7: f:l6
        m7 Update at 8: f:l7
        m8 Update at 9: f:l8
        m9 Update at 10: f:l9
        m10 Update at 11: f:l10
        m11 Update at 12: f:l11
    "#]]
    .assert_eq(&owners(&api));
}
