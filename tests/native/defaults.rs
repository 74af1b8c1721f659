//! The manifests of the recording `10-hash` are stored as a real cluster stored them.
//!
//! The stored templates are those of `tests/oracle/hash/vectors.jsonl`, copied from the oracle.

use std::collections::BTreeMap;

use daemonset_playground::api::{defaults, schema};
use daemonset_playground::apimachinery::yaml;
use serde_json::Value;

const TRANSCRIPT: &str = include_str!("../oracle/scenarios/10-hash.transcript");
const VECTORS: &str = include_str!("../oracle/hash/vectors.jsonl");

/// The files of the transcript, by name.
fn files() -> BTreeMap<&'static str, String> {
    let mut files = BTreeMap::new();
    let mut lines = TRANSCRIPT.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("@file ") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "@end").collect();
            files.insert(name, text.join("\n"));
        }
    }
    files
}

#[test]
fn manifests_are_stored_with_the_defaults_of_a_real_cluster() {
    let files = files();
    let ty = schema::root("DaemonSet").expect("the schema has DaemonSet");
    let mut num_checked = 0;
    for line in VECTORS.lines() {
        let vector: Value = serde_json::from_str(line).expect("vectors are JSON");
        let name = vector["name"].as_str().expect("vectors have names");
        let manifest = &files[&*format!("{name}.yaml")];
        let document = yaml::parse_one(manifest).expect("the recording's manifests are YAML");
        let mut decoded = schema::decode(&document, ty).expect("the recording's manifests decode");
        assert_eq!(decoded.strict_error(), None, "{name}");
        defaults::daemon_set(&mut decoded.value);
        let template = &decoded.value["spec"]["template"];
        assert_eq!(*template, vector["template"], "{name}");
        num_checked += 1;
    }
    assert_eq!(num_checked, 44);
}
