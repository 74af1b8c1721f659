//! Steps that every change of a template goes through.

use daemonset_playground::api::hash::compute_hash;
use daemonset_playground::apimachinery::yaml::{parse_one, print};
use divan::{Bencher, black_box};
use serde_json::Value;

fn template() -> Value {
    let vectors = include_str!("../oracle/hash/vectors.jsonl");
    let vector = vectors.lines().max_by_key(|line| line.len()).expect("there is a vector");
    let vector: Value = serde_json::from_str(vector).expect("a vector is JSON");
    vector["template"].clone()
}

/// The largest recorded template.
#[divan::bench]
fn hash_of_a_template(bencher: Bencher) {
    let template = template();
    bencher.bench_local(|| compute_hash(black_box(&template), None));
}

#[divan::bench]
fn manifest_read(bencher: Bencher) {
    let text = print(&template());
    bencher.bench_local(|| parse_one(black_box(&text)));
}
