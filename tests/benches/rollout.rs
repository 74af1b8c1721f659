//! A rolling update through the whole engine, from the changed image to the last available pod.

use daemonset_playground::api::kind::Kind;
use daemonset_playground::apimachinery::labels::StringMap;
use daemonset_playground::apiserver::options::{Patch, WriteOptions};
use daemonset_playground::kubelet::config::Profile;
use daemonset_playground::sim::cluster::Cluster;
use divan::Bencher;
use serde_json::{Value, json};

/// The container `main` with this image.
fn containers(image: &str) -> Value {
    json!({"containers": [{"name": "main", "image": image}]})
}

/// A cluster of that many nodes with a DaemonSet that is everywhere available.
pub(super) fn rolled_out(num_nodes: u32) -> Cluster {
    let mut cluster = Cluster::new(1, Profile::Realistic);
    for number in 1..=num_nodes {
        cluster.join_node(&format!("node-{number}"), &StringMap::default(), &[]).expect("the name is free");
    }
    let manifest = json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "updateStrategy": {"rollingUpdate": {"maxUnavailable": "10%"}},
            "template": {"metadata": {"labels": {"app": "agent"}}, "spec": containers("agent:v1")},
        },
    });
    let created =
        cluster.api_mut().create_json(Kind::DaemonSet, "default", &manifest, &WriteOptions::default());
    created.expect("the manifest is valid");
    run_until_available(&mut cluster);
    cluster
}

pub(super) fn run_until_available(cluster: &mut Cluster) {
    loop {
        let until = cluster.now().plus(1000);
        cluster.advance_to(until).expect("the cluster comes to rest");
        let object = cluster.api().get(Kind::DaemonSet, "default", "agent").expect("it is there");
        let status = object.as_daemon_set().expect("it is a DaemonSet").status;
        let is_new = status.observed_generation == object.meta.generation;
        let desired = status.desired_number_scheduled;
        if is_new && status.updated_number_scheduled == desired && status.number_available == desired {
            return;
        }
    }
}

/// The change that a rolling update brings to every node.
pub(super) fn change_image(cluster: &mut Cluster, image: &str) {
    let patch = Patch::Strategic(json!({"spec": {"template": {"spec": containers(image)}}}));
    let patched =
        cluster.api_mut().patch_json(Kind::DaemonSet, "default", "agent", &patch, &WriteOptions::default());
    patched.expect("the patch is valid");
}

fn roll(mut cluster: Cluster) -> Cluster {
    change_image(&mut cluster, "agent:v2");
    run_until_available(&mut cluster);
    cluster
}

#[divan::bench(args = [100, 1_000, 10_000], max_time = 20, sample_count = 10, sample_size = 1)]
fn rolling_update(bencher: Bencher, num_nodes: u32) {
    let cluster = rolled_out(num_nodes);
    bencher.with_inputs(|| cluster.clone()).bench_local_values(roll);
}

/// What a checkpoint costs.
#[divan::bench(args = [1_000, 10_000], max_time = 5)]
fn clone_of_a_cluster(bencher: Bencher, num_nodes: u32) {
    let cluster = rolled_out(num_nodes);
    bencher.bench_local(|| cluster.clone());
}

/// What a jump within a roll-out costs whose nearest checkpoint is five seconds earlier: a copy, and the way from it.
#[divan::bench(args = [1_000, 10_000], max_time = 10, sample_count = 10, sample_size = 1)]
fn seek_five_seconds_past_a_checkpoint(bencher: Bencher, num_nodes: u32) {
    let mut cluster = rolled_out(num_nodes);
    change_image(&mut cluster, "agent:v2");
    let middle = cluster.now().plus(10_000);
    cluster.advance_to(middle).expect("the cluster comes to rest");
    bencher.bench_local(|| {
        let mut copy = cluster.clone();
        copy.advance_to(middle.plus(5_000)).expect("the cluster comes to rest");
        copy
    });
}
