//! What the page asks of the engine in every frame: let time pass, and renew what is shown.

use daemonset_playground::playground::view::build::builder::ViewBuilder;
use daemonset_playground::sim::cluster::Cluster;
use divan::Bencher;

use crate::rollout::{change_image, rolled_out};

const FRAME_MS: u64 = 16;

fn frames(mut cluster: Cluster, mut builder: ViewBuilder, count: u32) -> (Cluster, ViewBuilder) {
    for _ in 0..count {
        let until = cluster.now().plus(FRAME_MS);
        cluster.advance_to(until).expect("the cluster comes to rest");
        // The page still holds what it drew last.
        let _shown = builder.parts().clone();
        builder.refresh(&mut cluster);
    }
    (cluster, builder)
}

/// A second in the middle of a rolling update.
#[divan::bench(args = [1_000, 10_000], max_time = 10, sample_count = 10, sample_size = 1)]
fn sixty_frames_of_a_roll(bencher: Bencher, num_nodes: u32) {
    let mut cluster = rolled_out(num_nodes);
    let builder = ViewBuilder::new(&mut cluster);
    change_image(&mut cluster, "agent:v2");
    let (cluster, builder) = frames(cluster, builder, 300);
    let inputs = || (cluster.clone(), builder.clone());
    bencher.with_inputs(inputs).bench_local_values(|(cluster, builder)| frames(cluster, builder, 60));
}

/// The frame in which a changed template reaches every node's picture.
#[divan::bench(args = [1_000, 10_000], max_time = 10, sample_count = 10, sample_size = 1)]
fn first_frame_of_a_roll(bencher: Bencher, num_nodes: u32) {
    let mut cluster = rolled_out(num_nodes);
    let builder = ViewBuilder::new(&mut cluster);
    change_image(&mut cluster, "agent:v2");
    let inputs = || (cluster.clone(), builder.clone());
    bencher.with_inputs(inputs).bench_local_values(|(cluster, builder)| frames(cluster, builder, 2));
}
