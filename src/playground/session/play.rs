//! Plays a transcript: the commands at a fresh cluster, and the transcript with what they printed.
//!
//! Between two commands a tenth of a second passes, as a kubectl takes to start; a command that waits lets time pass
//! until it ends.
//!
//! The control plane of the recordings had seen every node but the newest when the first command was typed, and the list
//! of events was empty then: `01-exercise` lists a `RegisteredNode` of its only node that is younger than the first
//! command, `09-notready` lists none of a node that was followed by another. `Player::set_up` begins in the same state.

use crate::apimachinery::time::Time;
use crate::playground::command::Command;
use crate::playground::session::session::Session;
use crate::playground::session::text::{self, begin};
use crate::playground::shell::regex::Syntax;
use crate::playground::shell::sed::Script;
use crate::playground::starts::Start;
use crate::playground::transcript::{Entry, Line, TranscriptError, parse, print};

/// Milliseconds from the end of a command to the start of the next, and after a node has joined.
const COMMAND_MS: u64 = 100;
/// Milliseconds of simulated time after which a command that does not end is interrupted.
const COMMAND_MS_MAX: u64 = 3_600_000;
/// Milliseconds between two tries of `@until`.
const UNTIL_MS: u64 = 500;
/// Milliseconds in which the node lifecycle controller looks at every node once, and registers a new one.
const REGISTERED_MS: u64 = 5000;

/// Plays a transcript and returns it with the outputs that this cluster gave.
///
/// Errors: a line that cannot be read or carried out.
pub fn play(text: &str) -> Result<String, TranscriptError> {
    let entries = parse(text)?;
    let session = begin(&entries, Start::Empty)?;
    let mut player = Player { session, edit_script: None, stage: Stage::Empty };
    let played: Result<Vec<Entry>, TranscriptError> =
        entries.into_iter().map(|entry| player.line(entry)).collect();
    Ok(print(&played?))
}

/// How far the cluster is set up for the first command.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Empty,
    HasNodes,
    Ready,
}

struct Player {
    session: Session,
    edit_script: Option<String>,
    stage: Stage,
}

impl Player {
    fn line(&mut self, mut entry: Entry) -> Result<Entry, TranscriptError> {
        let number = entry.number;
        self.set_up(&entry.line, number)?;
        match &mut entry.line {
            Line::Edit(script) => self.edit_script = Some(script.clone()),
            Line::Wait(millis) => self.wait(*millis),
            Line::Until { limit_ms, command } => self.until(*limit_ms, command),
            Line::Command { command, output, exit_code } => {
                let (text, code) = self.command(command, number)?;
                *output = text.trim_end_matches('\n').lines().map(str::to_owned).collect();
                *exit_code = code;
                self.wait(COMMAND_MS);
            }
            line => {
                let joins = matches!(line, Line::Node { .. } | Line::Nodes { .. });
                if let Some(command) = text::command(number, line.clone())? {
                    self.session.run(command);
                }
                if joins {
                    self.wait(COMMAND_MS);
                }
            }
        }
        Ok(entry)
    }

    /// Before the first command: lets the control plane see each node before the next one joins, and empties the list of
    /// events.
    fn set_up(&mut self, next: &Line, number: u32) -> Result<(), TranscriptError> {
        match (self.stage, next) {
            (Stage::Empty, Line::Node { .. }) => self.stage = Stage::HasNodes,
            (Stage::HasNodes, Line::Node { .. }) => self.wait(REGISTERED_MS),
            (Stage::HasNodes, Line::Command { .. } | Line::Until { .. }) => {
                self.stage = Stage::Ready;
                self.command("kubectl delete events --all --all-namespaces", number)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn wait(&mut self, millis: u64) {
        self.session.advance_to(self.session.now().plus(millis));
    }

    /// Runs a command to its end; returns what it printed and its exit code.
    fn command(&mut self, command: &str, number: u32) -> Result<(String, i32), TranscriptError> {
        self.session.run(Command::Shell(command.to_owned()));
        let limit = self.session.now().plus(COMMAND_MS_MAX);
        while self.session.has_jobs() {
            if let Some((_, text)) = self.session.edit_request() {
                let text = text.to_owned();
                self.edit(text, number)?;
            } else if !self.go_on(limit) {
                self.session.run(Command::Interrupt);
            }
        }
        Ok(self.session.last_output())
    }

    /// Lets the next thing happen; says whether there was one before the limit.
    fn go_on(&mut self, limit: Time) -> bool {
        let next = self.session.next_due().filter(|due| *due <= limit);
        if let Some(due) = next {
            self.session.advance_to(due);
        }
        next.is_some() && self.session.failure().is_none()
    }

    /// Does to the editor's text what the script says; a text that stays as it was is closed unsaved.
    fn edit(&mut self, text: String, number: u32) -> Result<(), TranscriptError> {
        let Some(script) = self.edit_script.take() else {
            self.session.run(Command::CloseEdit);
            return Ok(());
        };
        let script = Script::new(&script, Syntax::Basic, false);
        let edited = script.map_err(|message| TranscriptError { number, message })?.run(&text);
        self.session.run(if edited == text { Command::CloseEdit } else { Command::SaveEdit(edited) });
        Ok(())
    }

    fn until(&mut self, limit_ms: u64, command: &str) {
        let limit = self.session.now().plus(limit_ms);
        loop {
            let succeeded = self.command(command, 0).is_ok_and(|(_, code)| code == 0);
            if succeeded || self.session.now() >= limit {
                return;
            }
            self.wait(UNTIL_MS);
        }
    }
}
