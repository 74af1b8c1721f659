//! A session with its time: going back and forth, undoing, and the futures that were cut off.
//!
//! A future is a list of commands with their times, and how far it has run. The session stands at some moment of one of
//! them. Going elsewhere takes the nearest checkpoint, a clone of the session, and runs on, giving the recorded commands
//! again at their times. A command given in the past begins a future of its own; the one it leaves is kept.
//!
//! Invariants: a moment of a future is the same state however it was reached; checkpoints are bounded, and the farther
//! away from the moment the sparser; nothing is lost by undo, redo, a command in the past or a change of futures.
//! Deliberately absent: what a person wrote in the editor and did not save.

mod checkpoints;
mod future;
#[allow(clippy::module_inception)]
pub mod history;
mod look;
pub mod marks;
mod saved;
pub mod scale;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod undo;
