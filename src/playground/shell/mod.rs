//! A small shell: what stands between the prompt and kubectl.
//!
//! A line is parsed by `syntax`, its words become arguments in `expand`, and `machine` evaluates it as far as it can at
//! this moment of simulated time; `tools` are the commands besides kubectl, over the session's `files`.
//!
//! How a session uses it: [`Shell::begin`] a line, then [`Shell::poll`] until it is
//! [`Ended`](JobState::Ended). While it is [`Waiting`](JobState::Waiting) the session lets time pass, to the moment given
//! or to the next occurrence that concerns a program, and polls again. [`Shell::interrupt`] is Ctrl-C. The session is the
//! [`Host`]: it starts kubectl when asked, is polled for what kubectl prints, and stops it when nobody reads on. Output
//! comes in chunks, marked as standard output or error, in the order it was printed.
//!
//! Invariants: the shell is plain data and can be cloned in the middle of a command; it never waits by itself, and all it
//! reads and keeps is bounded.
//! Differs: one user, one shell called bash; commands, options and messages are those of bash and the GNU tools as far as
//! they are here, and what is not says so.
//! Deliberately absent: job control, terminals, processes other than the session's.

mod environment;
mod expand;
pub mod files;
mod host;
mod job;
mod machine;
pub mod regex;
pub mod sed;
mod syntax;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod tools;

pub use host::{Chunk, Host, Invocation, ProcessId, Progress, Stream};
pub use job::{JobState, Poll, Shell, is_incomplete};
pub(in crate::playground) use machine::duration_ms;
pub use machine::{COMMANDS_MAX, PIPE_BYTES_MAX};
pub(in crate::playground) use tools::closest;
