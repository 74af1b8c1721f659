//! What happens when the page panics: the boot script's crash page, with the panic's words and the session's text.
//!
//! A panic in WebAssembly ends only the call it happened in; what it left half done stays so. The page is therefore
//! replaced at once by `www/boot.js` and nothing of it goes on.
//!
//! Deliberately absent: any attempt to go on. `catch_unwind` does not exist on this target.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Set by `www/boot.js`. Missing on the test runner's page, hence `catch`.
    #[wasm_bindgen(catch, js_name = __crash)]
    fn show_crash(message: &str) -> Result<(), JsValue>;
}

/// Lets a panic show the crash page. Call once, before anything can panic.
pub fn set_hook() {
    // Through Yew, which would otherwise set its own at the first render.
    yew::set_custom_panic_hook(Box::new(|info| {
        let message = info.to_string();
        web_sys::console::error_1(&JsValue::from_str(&message));
        // Where there is no crash page, the console has the words.
        let _ = show_crash(&message);
    }));
}

/// Hands the crash page a way to ask for the session. It is asked in the middle of a panic: `text` answers `None`
/// rather than take a borrow that somebody may still hold.
pub fn set_session_text(text: impl Fn() -> Option<String> + 'static) {
    let hook = Closure::<dyn Fn() -> Option<String>>::new(text);
    // Fails only where there is no global object to set a property on.
    let _ = js_sys::Reflect::set(&js_sys::global(), &JsValue::from_str("__session"), hook.as_ref());
    hook.forget();
}
