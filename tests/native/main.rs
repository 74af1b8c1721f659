//! All native tests, one binary.

#![allow(clippy::unwrap_used, reason = "a test that unwraps is a test that fails")]
#![cfg(not(target_arch = "wasm32"))]

mod defaults;
mod golden;
mod hash;
mod rollout;
mod schema;
mod story;
mod tidy;
mod transcripts;
mod versions;
