//! All browser tests, one binary.
#![cfg(target_arch = "wasm32")]

mod cluster;
mod controls;
mod editor;
mod exercise;
mod explain;
mod frame;
mod keep;
mod lessons;
mod map;
mod person;
mod prompt;
#[path = "../exercise/script.rs"]
mod script;
mod time;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
