//! Brings a session back from its text, a part at a time, so that a page stays alive while a long one comes.
//!
//! Invariant: however the parts are cut, the session is the same: its digest is that of the session the text was
//! taken from.

use std::vec::IntoIter;

use crate::apimachinery::time::Time;
use crate::playground::session::session::Session;
use crate::playground::session::text::{begin, command, shown};
use crate::playground::starts::Start;
use crate::playground::transcript::{Entry, Line, TranscriptError, parse};

/// A session on its way back.
#[derive(Debug)]
pub struct Replay {
    session: Session,
    entries: IntoIter<Entry>,
    /// How far the last wait goes.
    until: Time,
    total_ms: u64,
}

impl Replay {
    /// Reads the text. Outputs in it are passed over.
    ///
    /// Errors: a line that cannot be read.
    pub fn new(text: &str) -> Result<Replay, TranscriptError> {
        let mut entries = parse(text)?;
        entries.truncate(shown(&entries));
        let session = begin(&entries, Start::default())?;
        let waits = entries.iter().filter_map(|entry| match entry.line {
            Line::Wait(millis) => Some(millis),
            _ => None,
        });
        let total_ms = waits.fold(0, u64::saturating_add);
        Ok(Replay { until: session.now(), session, entries: entries.into_iter(), total_ms })
    }

    /// Goes on for about `steps` commands and occurrences; says whether the end is reached.
    ///
    /// Errors: a line that stands for nothing a session does.
    pub fn go_on(&mut self, steps: u32) -> Result<bool, TranscriptError> {
        for _ in 0..steps {
            if self.session.now() < self.until && self.session.failure().is_none() {
                let due = self.session.next_due().map_or(self.until, |due| due.min(self.until));
                self.session.advance_to(due);
                continue;
            }
            let Some(Entry { number, line }) = self.entries.next() else { return Ok(true) };
            if let Line::Wait(millis) = line {
                self.until = Time(self.session.now().0.saturating_add(millis));
            } else if let Some(command) = command(number, line)? {
                self.session.run(command);
            }
        }
        Ok(false)
    }

    /// How much of the session's time is there already, in percent.
    pub fn percent(&self) -> u64 {
        self.session.now().0.saturating_mul(100).checked_div(self.total_ms).unwrap_or(100).min(100)
    }

    /// The session as far as it came.
    pub fn into_session(self) -> Session {
        self.session
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::command::Command;

    fn used() -> Session {
        let mut session = Session::new(Start::EdgeAndCore, 7);
        for line in [
            "kubectl create -f manifests/ds-example.yaml",
            "kubectl label node edge-1 nodeType=edge",
            "kubectl rollout status ds/ds-example",
        ] {
            session.run(Command::Shell(line.to_owned()));
            session.advance_to(session.now().plus(1_234));
        }
        session.advance_to(session.now().plus(120_000));
        session
    }

    #[test]
    fn a_session_comes_back_the_same_however_it_is_cut() {
        let session = used();
        for steps in [1, 7, u32::MAX] {
            let mut replay = Replay::new(&session.to_text()).unwrap();
            while !replay.go_on(steps).unwrap() {}
            assert_eq!(replay.percent(), 100);
            let back = replay.into_session();
            assert_eq!((back.digest(), back.now()), (session.digest(), session.now()));
            assert_eq!(back.to_text(), session.to_text());
        }
    }

    #[test]
    fn it_says_how_far_it_is() {
        let mut replay = Replay::new("@start zones\n@wait 100\n@wait 300\n").unwrap();
        assert_eq!(replay.percent(), 0);
        while replay.percent() == 0 {
            replay.go_on(1).unwrap();
        }
        assert!(replay.percent() < 50);
    }
}
