//! A session as text: where it started, its seed, and the commands with their times. The text is a transcript without
//! outputs, so it serves as test, lesson, share link and bug report.
//!
//! Invariant: a session made from the text of another one ends in the same digest at the same time.

use crate::apimachinery::labels::StringMap;
use crate::apimachinery::time::Time;
use crate::kubelet::config::Profile;
use crate::playground::command::Command;
use crate::playground::session::replay::Replay;
use crate::playground::session::session::{Given, Session};
use crate::playground::starts::Start;
use crate::playground::transcript::{Entry, Line, TranscriptError, print_line};

/// The first line of a session's text; the number is the format's version.
pub const HEADER: &str = "# daemonset-playground session 1";

impl Session {
    /// The session as text, up to this moment.
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEADER}\n");
        print_line(&Line::Seed(self.seed), &mut out);
        print_line(&Line::Start(self.start.name().to_owned()), &mut out);
        let mut at = Time::ZERO;
        let mut pass = |to: Time, out: &mut String| {
            if to > at {
                print_line(&Line::Wait(to.since(at)), out);
                at = to;
            }
        };
        for Given { at, command } in &self.given {
            pass(*at, &mut out);
            print_line(&line(command), &mut out);
        }
        pass(self.now(), &mut out);
        out
    }

    /// The session that a text stands for, at its last moment. Outputs in the text are passed over.
    ///
    /// Errors: a line that cannot be read, or that stands for nothing a session does.
    pub fn from_text(text: &str) -> Result<Session, TranscriptError> {
        let mut replay = Replay::new(text)?;
        while !replay.go_on(u32::MAX)? {}
        Ok(replay.into_session())
    }
}

/// A session at the start and with the seed that the lines name; where they name no start, at `default`.
pub(super) fn begin(entries: &[Entry], default: Start) -> Result<Session, TranscriptError> {
    let (mut start, mut seed) = (default, 1);
    for Entry { number, line } in entries {
        match line {
            Line::Seed(given) => seed = *given,
            Line::Start(name) => start = Start::named(name).ok_or_else(|| unknown(*number, "start", name))?,
            _ => {}
        }
    }
    Ok(Session::new(start, seed))
}

fn unknown(number: u32, what: &str, name: &str) -> TranscriptError {
    TranscriptError { number, message: format!("there is no {what} called {name:?}") }
}

/// The line that stands for a command.
fn line(command: &Command) -> Line {
    let pairs =
        |labels: &StringMap| labels.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    match command {
        Command::Shell(line) => Line::Command { command: line.clone(), output: Vec::new(), exit_code: 0 },
        Command::Interrupt => Line::Interrupt,
        Command::WriteFile { path, text } => Line::File { path: path.clone(), text: text.clone() },
        Command::SaveEdit(text) => Line::Saved(text.clone()),
        Command::CloseEdit => Line::Closed,
        Command::JoinNode { name, labels } => Line::Node { name: name.clone(), labels: pairs(labels) },
        Command::JoinNodes { count, prefix, labels } => {
            Line::Nodes { count: *count, prefix: prefix.clone(), labels: pairs(labels) }
        }
        Command::StopKubelet(name) => Line::StopKubelet(name.clone()),
        Command::Profile(profile) => Line::Profile(profile.name().to_owned()),
    }
}

/// The command that a line stands for; `None` where it is not one.
///
/// Errors: a profile there is not; a line that only a transcript has.
pub(super) fn command(number: u32, line: Line) -> Result<Option<Command>, TranscriptError> {
    let string_map = |labels: &[(String, String)]| {
        labels.iter().map(|(key, value)| (&**key, &**value)).collect::<StringMap>()
    };
    let command = match line {
        Line::Comment(_) | Line::Blank | Line::Seed(_) | Line::Start(_) | Line::Wait(_) => return Ok(None),
        Line::Node { name, labels } => Command::JoinNode { name, labels: string_map(&labels) },
        Line::Nodes { count, prefix, labels } => {
            Command::JoinNodes { count, prefix, labels: string_map(&labels) }
        }
        Line::File { path, text } => Command::WriteFile { path, text },
        Line::Saved(text) => Command::SaveEdit(text),
        Line::Closed => Command::CloseEdit,
        Line::StopKubelet(name) => Command::StopKubelet(name),
        Line::Profile(name) => {
            Command::Profile(Profile::named(&name).ok_or_else(|| unknown(number, "profile", &name))?)
        }
        Line::Interrupt => Command::Interrupt,
        Line::Command { command, .. } => Command::Shell(command),
        Line::Edit(_) | Line::Until { .. } => {
            let message =
                "a session has no @edit and no @until: they wait for what a transcript prints".into();
            return Err(TranscriptError { number, message });
        }
    };
    Ok(Some(command))
}
