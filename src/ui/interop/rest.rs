//! The part of the program that is fetched when the page is alive already.
//!
//! `cargo xtask build` takes the WebAssembly file apart, see `src/xtask/src/split`. Each function of the second part that is
//! called before that part is there asks for it by the hook below, which `www/boot.js` sets. Nothing here calls it in earnest:
//! it is only named, so that it is in the file for the build to find. A build that leaves the file whole never calls it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = __needRest)]
    fn need_rest();
}

/// Makes sure that the rest is there.
#[wasm_bindgen(js_name = needRest)]
pub fn ensure_rest() {
    need_rest();
}
