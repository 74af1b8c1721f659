//! All browser tests, one binary.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps is a test that fails")]

mod editor;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
