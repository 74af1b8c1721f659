//! L8: the page.

pub mod app;
pub mod interop;
