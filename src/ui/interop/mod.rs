//! What the page takes from JavaScript beyond `web-sys`. All `extern` blocks live here.

pub mod editor;
pub mod panic;
