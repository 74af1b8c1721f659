//! The shell itself: a prompt's memory, and at most one command line at work.

use super::environment::Environment;
use super::host::{Chunk, Host, Stream};
use super::machine::{COMMANDS_MAX, Cx, Machine};
use super::syntax::parse;
use super::tools::{Output, tool_names};
use crate::apimachinery::time::Time;

/// How many command lines are remembered.
const HISTORY_MAX: usize = 1000;

/// The shell of a session. Plain data; the session hands itself in as a [`Host`] where one is needed.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    environment: Environment,
    history: Vec<String>,
    job: Option<Machine>,
    /// What has not been shown yet.
    waiting: Vec<Chunk>,
}

/// Where a command line is after a [`poll`](Shell::poll).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// What it printed since the last time.
    pub output: Vec<Chunk>,
    /// Whether it goes on.
    pub state: JobState,
}

/// Whether a command line goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It has ended, with this exit code; or there was none.
    Ended(i32),
    /// It waits: for a program, or for this moment if there is one.
    Waiting(Option<Time>),
}

impl Shell {
    /// Begins a command line. What it prints comes from [`poll`](Shell::poll), which has to follow. A line that still
    /// runs is dropped; [`interrupt`](Shell::interrupt) it first.
    pub fn begin(&mut self, line: &str) {
        if !line.trim().is_empty() {
            self.history.push(line.to_owned());
            if self.history.len() > HISTORY_MAX {
                self.history.remove(0);
            }
        }
        match parse(line) {
            Ok(list) => self.job = Some(Machine::new(list)),
            Err(error) => {
                self.job = None;
                self.environment.last_exit = 2;
                self.waiting.push(Chunk { stream: Stream::Stderr, text: error.message() });
            }
        }
    }

    /// Goes on with the command line as far as it can at this moment.
    pub fn poll(&mut self, host: &mut dyn Host) -> Poll {
        let mut out = Output { chunks: std::mem::take(&mut self.waiting) };
        let Some(job) = &mut self.job else {
            return Poll { output: out.chunks, state: JobState::Ended(self.environment.last_exit) };
        };
        let mut budget = COMMANDS_MAX;
        let mut cx = Cx { host, history: &self.history, budget: &mut budget };
        let ended = job.poll(&mut self.environment, &mut String::new(), &mut out, &mut cx).is_some();
        let state = match ended {
            true => {
                self.job = None;
                self.environment.control = None;
                JobState::Ended(self.environment.last_exit)
            }
            false => JobState::Waiting(job.wake()),
        };
        Poll { output: out.chunks, state }
    }

    /// Ctrl-C: ends the command line and all programs that run for it.
    pub fn interrupt(&mut self, host: &mut dyn Host) {
        let Some(job) = self.job.take() else { return };
        let mut processes = Vec::new();
        job.processes(&mut processes);
        processes.into_iter().for_each(|process| host.stop(process));
        self.environment.last_exit = 130;
        self.environment.control = None;
    }

    /// Whether a command line is at work.
    pub fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// The exit code of the last command.
    pub fn last_exit(&self) -> i32 {
        self.environment.last_exit
    }

    /// Command lines typed before, the oldest first.
    pub fn history(&self) -> &[String] {
        &self.history
    }

    /// The working folder as [`Files`](super::files::Files) writes paths; empty at home.
    pub fn folder(&self) -> &str {
        &self.environment.folder
    }

    /// The names that could begin a command, besides the programs of the host, for completion.
    pub fn command_names(&self) -> Vec<String> {
        let aliases = self.environment.aliases.keys().cloned();
        let mut names: Vec<String> = tool_names().map(str::to_owned).chain(aliases).collect();
        names.retain(|name| name.len() > 1);
        names.sort();
        names.dedup();
        names
    }
}

/// Whether a text is the beginning of a command line that goes on: an open quote, here-document or loop.
pub fn is_incomplete(text: &str) -> bool {
    parse(text).is_err_and(|error| error.is_incomplete())
}
