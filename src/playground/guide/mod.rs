//! Lessons: what a person may do, and how far they got. A lesson is a YAML file, so that teachers can write their own;
//! `manifests/lessons` says how.
//!
//! A step is done when the cluster shows it, however the person got there. A step that only asks to look at something
//! is done when a command of that kind ran and ended well. What is done stays done.
//!
//! Invariant: looking at the cluster costs the same whatever its size.

pub mod command_words;
pub mod course;
pub mod lesson;
pub mod progress;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
