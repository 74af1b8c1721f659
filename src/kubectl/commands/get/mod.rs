//! `kubectl get`: objects as tables or whole, once or as they change.

pub mod command;
mod raw;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
pub mod watch;
