//! The trace in words: what each component saw, decided and wrote, as rows of a list.
//!
//! Words are made when a row is looked at, so a long trace costs what is seen of it.

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
pub mod trace_view;
mod words;
