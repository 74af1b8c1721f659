#![doc = include_str!("ARCHITECTURE.md")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that unwraps is a test that fails"))]

pub mod api;
pub mod apimachinery;
pub mod apiserver;
pub mod client;
pub mod controller;
pub mod kubectl;
pub mod kubelet;
pub mod playground;
pub mod scheduler;
pub mod sim;
#[cfg(target_arch = "wasm32")]
pub mod ui;
