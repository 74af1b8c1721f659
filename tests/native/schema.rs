//! The compact table of types against the facts taken from the real ones (`tests/oracle/schema.json`).

use daemonset_playground::api::schema::{Field, Kind, PatchStrategy, Type, decode, root};
use serde_json::{Map, Value};

/// Types whose insides the table leaves to the code that knows them by name, and those insides.
const KNOWN_BY_NAME: [&str; 14] = [
    "inf.Dec",
    "intstr.IntOrString",
    "intstr.Type",
    "resource.Format",
    "resource.Quantity",
    "resource.Scale",
    "resource.infDecAmount",
    "resource.int64Amount",
    "runtime.Object",
    "runtime.RawExtension",
    "time.Time",
    "v1.FieldsV1",
    "v1.MicroTime",
    "v1.Time",
];

#[test]
fn every_field_of_every_type_is_as_in_go() {
    let text = include_str!("../oracle/schema.json");
    let oracle: Map<String, Value> = serde_json::from_str(text).expect("the oracle is JSON");
    assert_eq!(oracle.len(), 236);
    for (go_name, expected) in oracle {
        if KNOWN_BY_NAME.contains(&go_name.as_str()) {
            continue;
        }
        let name = go_name.rsplit('.').next().expect("a split has a first part");
        let ty = root(name).unwrap_or_else(|| panic!("{go_name} is missing"));
        assert_eq!(ty.go_name(), go_name);
        check_type(ty, &expected);
    }
}

fn check_type(ty: &Type, expected: &Value) {
    let go_name = ty.go_name();
    assert_eq!(Some(ty.package()), expected["package"].as_str(), "package of {go_name}");
    match expected["kind"].as_str() {
        Some("struct") => assert_eq!(ty.kind(), Kind::Struct, "{go_name}"),
        Some("string") => assert_eq!(ty.kind(), Kind::String, "{go_name}"),
        Some("map") => {
            assert_eq!(ty.kind(), Kind::Map, "{go_name}");
            assert_eq!(Some(ty.elem().go_name()), expected["elem"].as_str(), "{go_name}");
        }
        other => panic!("{go_name} is a {other:?}"),
    }
    let fields: Vec<Value> = ty.fields().iter().map(describe).collect();
    let expected = expected["fields"].as_array().cloned().unwrap_or_default();
    assert_eq!(fields, expected, "fields of {go_name}");
}

/// The field in the oracle's own words.
fn describe(field: &Field) -> Value {
    let mut facts = Map::new();
    facts.insert("go".to_owned(), field.go_name.into());
    facts.insert("type".to_owned(), field.ty().go_name().into());
    for (fact, is_so) in
        [("inline", field.inline), ("omitempty", field.omitempty), ("omitzero", field.omitzero)]
    {
        if is_so {
            facts.insert(fact.to_owned(), true.into());
        }
    }
    if !field.inline {
        facts.insert("json".to_owned(), field.json_name.into());
    }
    let strategy = match field.patch_strategy {
        PatchStrategy::Replace => None,
        PatchStrategy::Merge => Some("merge"),
        PatchStrategy::MergeRetainKeys => Some("merge,retainKeys"),
    };
    if let Some(strategy) = strategy {
        facts.insert("patchStrategy".to_owned(), strategy.into());
    }
    if let Some(key) = field.merge_key {
        facts.insert("patchMergeKey".to_owned(), key.into());
    }
    Value::Object(facts)
}

#[test]
fn inlined_fields_are_found_by_their_json_name() {
    let volume = root("Volume").expect("the schema has volumes");
    let found: Vec<_> = ["name", "hostPath", "VolumeSource", "hostpath"]
        .into_iter()
        .map(|name| volume.field(name).map(|field| field.ty().go_name()))
        .collect();
    assert_eq!(found, [Some("string"), Some("*v1.HostPathVolumeSource"), None, None]);
    let names: Vec<_> = volume.json_fields().take(3).map(|field| field.json_name).collect();
    assert_eq!(names, ["name", "hostPath", "emptyDir"]);
}

#[test]
fn every_kind_the_cluster_stores_has_a_type_and_a_list() {
    for kind in ["ControllerRevision", "DaemonSet", "Event", "Lease", "Namespace", "Node", "Pod"] {
        let list = root(&format!("{kind}List")).unwrap_or_else(|| panic!("a list of {kind}"));
        let items = list.field("items").unwrap_or_else(|| panic!("items of {kind}List"));
        assert_eq!(items.ty().elem().name(), kind);
    }
}

#[test]
fn what_a_cluster_stored_is_canonical_already() {
    let template = root("PodTemplateSpec").expect("the schema has the pod template");
    for line in include_str!("../oracle/hash/vectors.jsonl").lines() {
        let vector: Value = serde_json::from_str(line).expect("a vector is JSON");
        let decoded = decode(&vector["template"], template).expect("it was accepted");
        assert_eq!(decoded.value, vector["template"], "{}", vector["name"]);
        assert_eq!(decoded.strict_error(), None, "{}", vector["name"]);
    }
}
