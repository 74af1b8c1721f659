//! Random manifests, patches and applies: whatever a person pastes gets an answer, and answers agree with one another.
//!
//! Each target takes the files of its corpus as they are, then [`harness::count`] changed ones. A seed is one input, so a
//! run is the same every time; `FUZZ_COUNT=100000 cargo test --release --test fuzz` runs on. What fails is made smaller
//! and printed, and belongs into the corpus with its mending.

#![cfg(not(target_arch = "wasm32"))]

mod apply;
mod decode;
mod harness;
mod mutate;
mod patch;
