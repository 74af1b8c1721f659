//! A session as text: where it started, its seed, and the commands with their times. The text is a transcript without
//! outputs, so it serves as test, lesson, share link and bug report.
//!
//! Invariant: a session made from the text of another one ends in the same digest at the same time.

use std::rc::Rc;

use crate::apimachinery::labels::StringMap;
use crate::apimachinery::time::Time;
use crate::kubelet::config::Profile;
use crate::playground::command::Command;
use crate::playground::session::replay::Replay;
use crate::playground::session::session::{Given, Session};
use crate::playground::starts::Start;
use crate::playground::transcript::{Entry, Line, TranscriptError, parse, print_line};

/// The first line of a session's text; the number is the format's version.
pub const HEADER: &str = "# daemonset-playground session 1";
/// The first line of a text that holds the session's other futures as well.
pub const HEADER_FUTURES: &str = "# daemonset-playground session 2";

impl Session {
    /// The session as text, up to this moment.
    pub fn to_text(&self) -> String {
        session_text(self.start, self.seed, &self.given, self.now())
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

/// A session as text: where it starts, its seed, and what is given until it ends.
pub fn session_text(start: Start, seed: u64, given: &[Rc<Given>], end: Time) -> String {
    let mut out = format!("{HEADER}\n");
    print_line(&Line::Seed(seed), &mut out);
    print_line(&Line::Start(start.name().to_owned()), &mut out);
    print_given(given, Time::ZERO, end, &mut out);
    out
}

/// What is given from a moment on until the end, with the time between.
pub fn print_given(given: &[Rc<Given>], from: Time, end: Time, out: &mut String) {
    let mut at = from;
    let mut pass = |to: Time, out: &mut String| {
        if to > at {
            print_line(&Line::Wait(to.since(at)), out);
            at = to;
        }
    };
    for given in given {
        pass(given.at, out);
        print_line(&line(&given.command), out);
    }
    pass(end, out);
}

/// What a text says: where it starts, its seed, what is given when, and when it ends.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Where it starts.
    pub start: Start,
    /// The seed.
    pub seed: u64,
    /// What is given, in order.
    pub given: Vec<Rc<Given>>,
    /// Its last moment.
    pub end: Time,
}

impl Recording {
    /// Reads a session's text and carries nothing out. Outputs in the text are passed over.
    ///
    /// Errors: as [`Session::from_text`].
    pub fn read(text: &str) -> Result<Recording, TranscriptError> {
        let mut entries = parse(text)?;
        entries.truncate(shown(&entries));
        Recording::of(entries)
    }

    /// What lines say that were read already.
    ///
    /// Errors: as [`Session::from_text`].
    pub fn of(entries: Vec<Entry>) -> Result<Recording, TranscriptError> {
        let (start, seed) = beginning(&entries, Start::default())?;
        let mut recording = Recording { start, seed, given: Vec::new(), end: Time::ZERO };
        for entry in entries {
            recording.take(entry)?;
        }
        Ok(recording)
    }

    /// Takes in one more line.
    ///
    /// Errors: a line that stands for nothing a session does.
    pub fn take(&mut self, Entry { number, line }: Entry) -> Result<(), TranscriptError> {
        if let Line::Wait(millis) = line {
            self.end = self.end.plus(millis);
        } else if let Some(command) = command(number, line)? {
            self.given.push(Rc::new(Given { at: self.end, command }));
        }
        Ok(())
    }
}

/// How many of the lines belong to the future that is shown: other futures follow it.
pub fn shown(entries: &[Entry]) -> usize {
    let is_head = |entry: &Entry| matches!(entry.line, Line::Future(_) | Line::Redo(_));
    let mut heads = entries.iter().enumerate().filter(|(_, entry)| is_head(entry));
    heads.nth(1).map_or(entries.len(), |(index, _)| index)
}

/// A session at the start and with the seed that the lines name; where they name no start, at `default`.
pub(super) fn begin(entries: &[Entry], default: Start) -> Result<Session, TranscriptError> {
    let (start, seed) = beginning(entries, default)?;
    Ok(Session::new(start, seed))
}

fn beginning(entries: &[Entry], default: Start) -> Result<(Start, u64), TranscriptError> {
    let (mut start, mut seed) = (default, 1);
    for Entry { number, line } in entries {
        match line {
            Line::Seed(given) => seed = *given,
            Line::Start(name) => start = Start::named(name).ok_or_else(|| unknown(*number, "start", name))?,
            _ => {}
        }
    }
    Ok((start, seed))
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
        Command::Lesson(name) => Line::Lesson(name.clone()),
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
        Line::Future(_) | Line::Redo(_) => return Ok(None),
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
        // A text of a later version may name a lesson that this one has not: then the guide stays as it is.
        Line::Lesson(name) => Command::Lesson(name),
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
