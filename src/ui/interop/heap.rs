//! Memory grows by a quarter of itself, not page by page.
//!
//! The system's allocator asks the browser for a page or two (64 KiB each) whenever it is out of memory. Each time costs
//! the browser some of its own housekeeping, half a millisecond and more, and a cluster of ten thousand nodes needs two
//! thousand pages: seconds of waiting. When memory has grown, a large block is asked for and given back at once; the
//! allocator keeps it for what comes next.

use std::alloc::{GlobalAlloc, Layout, System};
use std::arch::wasm32::memory_size;

const PAGE_BYTES: usize = 1 << 16;
/// How much is asked for at once, at most.
const RESERVE_MAX: usize = 32 << 20;

struct Heap;

#[global_allocator]
static HEAP: Heap = Heap;

// SAFETY: every call goes on to the system's allocator unchanged; the reserve is not used before it is given back.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let before = memory_size(0);
        let block = unsafe { System.alloc(layout) };
        reserve_after(before);
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let before = memory_size(0);
        let block = unsafe { System.realloc(block, layout, size) };
        reserve_after(before);
        block
    }
}

fn reserve_after(pages_before: usize) {
    if memory_size(0) != pages_before {
        reserve();
    }
}

#[cold]
fn reserve() {
    let bytes = (memory_size(0) * PAGE_BYTES / 4).min(RESERVE_MAX);
    let Ok(layout) = Layout::from_size_align(bytes, 8) else { return };
    // SAFETY: the size is not zero, as memory has at least the page that has just been added to it.
    let block = unsafe { System.alloc(layout) };
    if !block.is_null() {
        // SAFETY: it comes from the same allocator with the same layout.
        unsafe { System.dealloc(block, layout) }
    }
}
