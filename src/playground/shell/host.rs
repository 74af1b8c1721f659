//! What the shell needs of the session it runs in.

use std::collections::BTreeMap;

use super::files::Files;
use crate::apimachinery::time::Time;

/// A program that the session runs for the shell; the session chooses the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProcessId(pub u32);

/// What a program is started with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// Name and arguments, expanded.
    pub argv: Vec<String>,
    /// Its input, if a pipe or redirection gives it one.
    pub stdin: Option<String>,
    /// The working folder, as [`Files`] writes paths: empty at home.
    pub folder: String,
    /// Variables, among them those set for this command alone.
    pub variables: BTreeMap<String, String>,
}

/// Where a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// Nowhere: the terminal is to be cleared.
    Clear,
}

/// A text on its way to a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Where it goes.
    pub stream: Stream,
    /// The text; it need not end with a line.
    pub text: String,
}

/// How a program is getting on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What it printed since it was last asked.
    pub output: Vec<Chunk>,
    /// Its exit code, once it has ended. It will not be asked again then.
    pub exit_code: Option<i32>,
}

/// The session, as the shell sees it. It is handed in whenever the shell runs, so that the shell itself stays plain data.
pub trait Host {
    /// The time.
    fn now(&self) -> Time;
    /// The files.
    fn files(&mut self) -> &mut Files;
    /// The names of programs it can start: `kubectl` and their like.
    fn programs(&self) -> &'static [&'static str];
    /// Starts a program; it may do its work at once or bit by bit.
    fn start(&mut self, invocation: Invocation) -> ProcessId;
    /// Asks for news of a program.
    fn poll(&mut self, process: ProcessId) -> Progress;
    /// Ends a program: somebody pressed Ctrl-C, or nobody reads what it prints any more.
    fn stop(&mut self, process: ProcessId);
}
