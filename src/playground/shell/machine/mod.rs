//! The evaluator: command lines that can rest in the middle.
//!
//! A [`Machine`] is a stack of frames, each at a place in a list, condition or loop; on top stands at most one pipeline at
//! work. Its stages run side by side: a program of the session, a filter, or a machine of their own. All of it is plain
//! data, so a session with a running `kubectl rollout status` can be cloned and rewound.
//!
//! Invariants: `poll` goes on until everything rests or has ended; between two moments of simulated time it begins at most
//! [`COMMANDS_MAX`] commands, so an endless loop ends with an error instead of hanging the page.
//! Differs: real shells run the stages of a pipeline at once; here a program that takes its input from a pipe starts when
//! all of it has come, and filters keep up with what they are given.

mod frames;
mod pipeline;
mod stage;
mod start;

pub(super) use frames::{Cx, Machine};
pub(in crate::playground) use start::duration_ms;

/// How many commands may begin while simulated time stands still.
pub const COMMANDS_MAX: u32 = 10_000;
/// How many bytes a pipe, a capture or a filter may hold.
pub const PIPE_BYTES_MAX: usize = 16 << 20;
