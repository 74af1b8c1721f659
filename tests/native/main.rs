//! All native tests, one binary.

#![allow(clippy::unwrap_used, reason = "a test that unwraps is a test that fails")]
#![cfg(not(target_arch = "wasm32"))]

mod api_table;
mod controllers;
mod defaults;
mod exercise;
mod extremes;
mod golden;
mod hash;
mod judged;
mod properties;
mod rollout;
mod schema;
#[path = "../exercise/script.rs"]
mod script;
mod story;
mod texts;
mod tidy;
mod transcripts;
mod variants;
mod versions;
