//! All browser tests, one binary.
#![cfg(target_arch = "wasm32")]

mod editor;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
