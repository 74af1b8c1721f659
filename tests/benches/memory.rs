//! What a cluster and its checkpoints hold, in bytes asked of the allocator: `cargo bench --bench engine -- memory`.
//!
//! Counted per thread, so that counting costs the timed benches next to nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use crate::rollout::{change_image, rolled_out, run_until_available};

/// The system's allocator, counting.
pub struct Counting;

thread_local! {
    static LIVE: Cell<i64> = const { Cell::new(0) };
}

fn count(bytes: usize, sign: i64) {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    // A thread that ends counts no more.
    _ = LIVE.try_with(|live| live.set(live.get() + sign * bytes));
}

// SAFETY: every call goes on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), -1);
        count(size, 1);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

fn live() -> i64 {
    LIVE.with(Cell::get)
}

fn megabytes(bytes: i64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

/// Prints what clusters of three sizes hold.
pub fn report() {
    println!("memory          rolled out   updated once   a new checkpoint   a checkpoint 10 s behind");
    for num_nodes in [100, 1_000, 10_000] {
        let before = live();
        let mut cluster = rolled_out(num_nodes);
        let first = live() - before;
        change_image(&mut cluster, "agent:v2");
        run_until_available(&mut cluster);
        let updated = live() - before;
        let checkpoint = cluster.clone();
        let new = live() - before - updated;
        // What both had in common becomes the checkpoint's own as the cluster goes on.
        change_image(&mut cluster, "agent:v3");
        let until = cluster.now().plus(10_000);
        cluster.advance_to(until).expect("the cluster comes to rest");
        let both = live();
        drop(checkpoint);
        let [first, updated, new, behind] = [first, updated, new, both - live()].map(megabytes);
        println!("{num_nodes:>6} nodes {first:>13} {updated:>14} {new:>18} {behind:>26}");
    }
    println!();
}
