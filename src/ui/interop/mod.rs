//! Where the page meets the browser. All `extern` blocks live here.

pub mod address;
pub mod dom;
pub mod editor;
pub mod frame;
mod heap;
pub mod light;
pub mod link;
pub mod paint;
pub mod panic;
pub mod place;
pub mod rest;
pub mod store;
