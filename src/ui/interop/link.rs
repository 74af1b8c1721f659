//! Handing a session on: links, files, the clipboard, and word to a page that embeds this one (`www/link.js`).
//!
//! A link is the page's address and `#v1.` with the session's text, compressed by the browser (zlib) and in base64url.
//! The number is the form's version; the text has its own. What stands behind `#` reaches no server.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/www/link.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = pack)]
    async fn js_pack(text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = unpack)]
    async fn js_unpack(packed: &str, limit: u32) -> Result<JsValue, JsValue>;
    /// Hands the browser a file to keep.
    pub fn download(name: &str, text: &str);
    #[wasm_bindgen(js_name = copy)]
    async fn js_copy(text: &str) -> JsValue;
    #[wasm_bindgen(catch, js_name = texts)]
    async fn js_texts(files: &JsValue, limit: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = choose)]
    async fn js_choose() -> JsValue;
    #[wasm_bindgen(js_name = keepOffline)]
    fn js_keep_offline(on_update: &Closure<dyn FnMut()>);
    /// Takes the new version that waits: the page is loaded again.
    #[wasm_bindgen(js_name = takeUpdate)]
    pub fn take_update();
    /// Tells an embedding page how far the lesson is.
    pub fn tell(kind: &str, name: &str, lesson: &str, done: u32, total: u32, step: &str);
}

/// What a link's fragment begins with.
const PREFIX: &str = "v1.";
/// A link that is longer does not survive every chat, mail or wiki.
pub const LINK_MAX: usize = 8_000;
/// Texts that are longer are none of ours.
const TEXT_BYTES_MAX: u32 = 4 * 1024 * 1024;

/// The fragment that stands for a text; none where the browser cannot compress.
pub async fn pack(text: &str) -> Option<String> {
    Some([PREFIX, &js_pack(text).await.ok()?.as_string()?].concat())
}

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLink {
    /// Damaged, or cut off on its way.
    Damaged,
    /// In a form that this version does not know.
    Newer,
}

/// The text that a fragment stands for. None where it stands for no session at all, as the names of parts of the page.
pub async fn unpack(fragment: &str) -> Option<Result<String, BadLink>> {
    let (version, _) = fragment.strip_prefix('v')?.split_once('.')?;
    version.parse::<u32>().ok()?;
    let Some(packed) = fragment.strip_prefix(PREFIX) else { return Some(Err(BadLink::Newer)) };
    let text = js_unpack(packed, TEXT_BYTES_MAX).await.ok().and_then(|text| text.as_string());
    Some(text.ok_or(BadLink::Damaged))
}

/// Puts a text on the clipboard; says whether the browser allowed it.
pub async fn copy(text: &str) -> bool {
    js_copy(text).await.is_truthy()
}

/// Names and texts of files: what a file input or a drop holds. A file that is too long comes without its text.
pub async fn texts(files: &JsValue) -> Vec<(String, String)> {
    let Ok(found) = js_texts(files, TEXT_BYTES_MAX).await else { return Vec::new() };
    let found: Vec<String> = Array::from(&found).iter().filter_map(|text| text.as_string()).collect();
    found.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

/// Lets the person choose files.
pub async fn choose() -> Vec<(String, String)> {
    texts(&js_choose().await).await
}

/// Lets the page open without a network from the next visit on. `on_update` hears of a new version that waits.
pub fn keep_offline(on_update: impl FnMut() + 'static) {
    let on_update = Closure::new(on_update);
    js_keep_offline(&on_update);
    // It may be called at any time while the page lives.
    on_update.forget();
}
