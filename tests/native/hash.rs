//! The template hash against what a real control plane computed (`tests/oracle/hash/vectors.jsonl`).

use daemonset_playground::api::hash::{compute_hash, dump};
use serde_json::{Value, json};

fn vectors() -> Vec<Value> {
    let text = include_str!("../oracle/hash/vectors.jsonl");
    text.lines().map(|line| serde_json::from_str(line).expect("a vector is JSON")).collect()
}

#[test]
fn recorded_templates_dump_and_hash_as_recorded() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 44);
    for vector in vectors {
        let name = &vector["name"];
        assert_eq!(Some(dump(&vector["template"]).as_str()), vector["dump"].as_str(), "dump of {name}");
        let hash = compute_hash(&vector["template"], None);
        assert_eq!(Some(hash.as_str()), vector["hash"].as_str(), "hash of {name}");
    }
}

/// The part of the dump that follows `field`, up to the next field of the same struct.
fn check(template: Value, from: &str, until: &str, expected: &str) {
    let text = dump(&template);
    let start = text.find(from).map(|at| at + from.len()).expect("the dump has the field");
    let end = text[start..].find(until).map(|at| start + at).expect("the dump goes on");
    assert_eq!(&text[start..end], expected);
}

fn with_container(container: Value) -> Value {
    json!({"metadata": {}, "spec": {"containers": [container]}})
}

#[test]
fn quantities_dump_in_the_representation_that_parsing_leaves() {
    for (text, expected) in [
        (
            "12345678901234567890",
            "{i:(resource.int64Amount){value:(int64)0 scale:(resource.Scale)0} d:(resource.infDecAmount)\
             {Dec:(*inf.Dec){unscaled:(big.Int){neg:(bool)false abs:(big.nat)[5097733592002180096 669260594]} \
             scale:(inf.Scale)9}} s:(string) Format:(resource.Format)DecimalSI}",
        ),
        (
            "1.5Gi",
            "{i:(resource.int64Amount){value:(int64)1610612736 scale:(resource.Scale)0} \
             d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string) Format:(resource.Format)BinarySI}",
        ),
        (
            "1e3",
            "{i:(resource.int64Amount){value:(int64)1 scale:(resource.Scale)3} \
             d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)1e3 Format:(resource.Format)DecimalExponent}",
        ),
    ] {
        let template = with_container(json!({"name": "c", "resources": {"limits": {"x/y": text}}}));
        check(template, "Limits:(v1.ResourceList)map[x/y:", "] Requests", expected);
    }
}

#[test]
fn an_empty_list_and_none_are_the_same() {
    let empty = with_container(json!({"name": "c", "command": [], "env": [], "resources": {"limits": {}}}));
    let none = with_container(json!({"name": "c"}));
    assert_eq!(dump(&empty), dump(&none));
    assert_eq!(compute_hash(&empty, None), compute_hash(&none, None));
}

#[test]
fn an_optional_struct_that_is_there_differs_from_one_that_is_not() {
    let without = with_container(json!({"name": "c"}));
    let with = with_container(json!({"name": "c", "securityContext": {}}));
    assert_ne!(compute_hash(&without, None), compute_hash(&with, None));
    let expected = "{Exec:(*v1.ExecAction)<nil> HTTPGet:(*v1.HTTPGetAction)<nil> \
                    TCPSocket:(*v1.TCPSocketAction){Port:(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 \
                    StrVal:(string)http} Host:(string)} GRPC:(*v1.GRPCAction)<nil>}";
    let probe = json!({"tcpSocket": {"port": "http"}, "periodSeconds": 10});
    let template = with_container(json!({"name": "c", "livenessProbe": probe}));
    check(template, "ProbeHandler:(v1.ProbeHandler)", " InitialDelaySeconds", expected);
}

#[test]
fn ephemeral_containers_show_the_struct_inlined_in_them() {
    let template = json!({"spec": {"ephemeralContainers": [{"name": "debug", "targetContainerName": "c"}]}});
    let from = "EphemeralContainers:([]v1.EphemeralContainer)[{EphemeralContainerCommon:";
    check(template.clone(), from, " Image", "(v1.EphemeralContainerCommon){Name:(string)debug");
    check(template, "TargetContainerName:", "}]", "(string)c");
}

#[test]
fn the_collision_count_is_part_of_the_hash_also_when_it_is_zero() {
    // Summed apart from this code: the recorded text, four bytes of the count, four zeros.
    let min = vectors().into_iter().find(|vector| vector["name"] == "min").expect("the vector is there");
    let hashes: Vec<_> = [None, Some(0), Some(1), Some(-1)]
        .into_iter()
        .map(|count| compute_hash(&min["template"], count))
        .collect();
    assert_eq!(hashes, ["5c4dd497bc", "57f5498f9", "6dbc85479d", "ff999bb9f"]);
}
