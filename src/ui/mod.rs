//! L8: the page.
//!
//! It draws a [`crate::playground::view::page::View`] and turns what a person does into commands of the session; it
//! holds neither API objects nor the store. Only hooks own state that outlives a drawing; a component takes props and
//! returns callbacks. What changes with every frame (clock, progress) goes past Yew, in `interop::paint`.

pub mod app;
pub mod cluster;
pub mod components;
pub mod explain;
pub mod hooks;
pub mod interop;
pub mod selection;
pub mod shell;
pub mod side;
pub mod state;
pub mod terminal;
pub mod text;
