//! All native tests, one binary.

#![cfg(not(target_arch = "wasm32"))]

mod defaults;
mod hash;
mod schema;
mod tidy;
mod transcripts;
mod versions;
