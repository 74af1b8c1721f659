//! A history as text: the future that is shown, as a session's text has it, and behind it the others, each with what it
//! does not share with one above.
//!
//! Invariants: a history made from the text of another one has the same futures under the same numbers, and the same undos
//! to take back; a text with nothing but one future is a plain session's, so what is kept by older versions can be opened,
//! and what has no other future can be opened by them; whatever the text says, every moment in it is one of its future.
//! Deliberately absent: which future is compared, marks and traces. They come back as the session runs.

use std::rc::Rc;

use crate::apimachinery::time::Time;
use crate::playground::history::future::Future;
use crate::playground::history::history::{FutureId, History, Position};
use crate::playground::history::marks::Marks;
use crate::playground::session::text::{HEADER_FUTURES, Recording, print_given, shown};
use crate::playground::transcript::{Entry, FutureLine, Line, Place, TranscriptError, parse, print_line};

/// Commands that the futures of a text may have together, shared ones counted each time.
const GIVEN_MAX: usize = 1_000_000;

impl History {
    /// The session with all its futures as text; that of the shown one alone where there is no other.
    pub fn to_whole_text(&self) -> String {
        let here = self.here();
        if self.futures.len() == 1 && here.name.is_none() && self.redo.is_empty() {
            return self.to_text();
        }
        let mut out = format!("{HEADER_FUTURES}\n");
        print_line(&Line::Seed(self.session.seed()), &mut out);
        print_line(&Line::Start(self.session.start().name().to_owned()), &mut out);
        let mut written: Vec<&Future> = Vec::new();
        let others = self.futures.iter().filter(|future| future.id != here.id);
        for future in std::iter::once(here).chain(others) {
            self.print_future(future, &written, &mut out);
            written.push(future);
        }
        for position in self.redo.iter().filter(|position| self.future(position.future).is_some()) {
            print_line(&Line::Redo(place(position)), &mut out);
        }
        out
    }

    fn print_future(&self, future: &Future, written: &[&Future], out: &mut String) {
        let shared = |other: &Future| {
            let both = other.given.iter().zip(&future.given);
            both.take_while(|(a, b)| Rc::ptr_eq(a, b)).count()
        };
        let nearest = written.iter().map(|other| (shared(other), other.id)).max_by_key(|(count, _)| *count);
        let (count, like) = match nearest {
            Some((count, id)) if count > 0 => (count, Some((id.0, number(count)))),
            _ => (0, None),
        };
        let head = FutureLine {
            id: future.id.0,
            like,
            from: future.from.filter(|from| self.future(from.future).is_some()).map(|from| place(&from)),
            is_draft: future.is_draft,
            name: future.name.as_deref().unwrap_or_default().replace(['\n', '\r'], " "),
        };
        print_line(&Line::Future(head), out);
        let (common, own) = future.given.split_at(count);
        print_given(own, common.last().map_or(Time::ZERO, |given| given.at), future.end, out);
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn place(position: &Position) -> Place {
    let Position { future, at, num_given } = *position;
    Place { future: future.0, num_given: number(num_given), at_ms: at.0 }
}

/// Reads a history's text, or a session's.
///
/// Errors: a line that cannot be read, or that stands for nothing a session does; a moment that is in no future.
pub(super) fn read(text: &str) -> Result<History, TranscriptError> {
    let mut entries = parse(text)?;
    let mut rest = entries.split_off(shown(&entries)).into_iter().peekable();
    let head = entries.iter().find_map(|entry| match &entry.line {
        Line::Future(head) => Some((entry.number, head.clone())),
        _ => None,
    });
    let recording = Recording::of(entries)?;
    let (start, seed) = (recording.start, recording.seed);
    let mut history = History::of(recording);
    let mut froms = Vec::new();
    if let Some((number, head)) = head {
        let here = history.here_mut();
        (here.id, here.is_draft, here.name) = (FutureId(head.id), head.is_draft, name(&head));
        history.current = FutureId(head.id);
        froms.extend(head.from.map(|from| (number, history.current, from)));
    }
    let mut redo = Vec::new();
    while let Some(Entry { number, line }) = rest.next() {
        match line {
            Line::Future(head) => {
                let mut recording = Recording { start, seed, given: Vec::new(), end: Time::ZERO };
                history.begin_like(number, &head, &mut recording)?;
                while let Some(entry) =
                    rest.next_if(|entry| !matches!(entry.line, Line::Future(_) | Line::Redo(_)))
                {
                    recording.take(entry)?;
                }
                let id = FutureId(head.id);
                froms.extend(head.from.map(|from| (number, id, from)));
                let Recording { given, end, .. } = recording;
                let (is_draft, name) = (head.is_draft, name(&head));
                let future = Future { id, name, given, end, from: None, is_draft, marks: Marks::default() };
                history.futures.push(future);
            }
            Line::Redo(place) => redo.push((number, place)),
            _ => return Err(fault(number, "a line after `@redo` is in no future")),
        }
    }
    history.futures.sort_by_key(|future| future.id);
    let last = history.futures.last().map_or(0, |future| future.id.0);
    history.next_id = last.checked_add(1).ok_or_else(|| fault(1, "a future's number is too high"))?;
    for (number, id, from) in froms {
        let from = history.position_in(number, from)?;
        if let Some(future) = history.futures.iter_mut().find(|future| future.id == id) {
            future.from = Some(from);
        }
    }
    for (number, place) in redo {
        let position = history.position_in(number, place)?;
        history.redo.push(position);
    }
    Ok(history)
}

impl History {
    /// What a future shares with one that was read already.
    fn begin_like(
        &self,
        number: u32,
        head: &FutureLine,
        recording: &mut Recording,
    ) -> Result<(), TranscriptError> {
        if self.future(FutureId(head.id)).is_some() {
            return Err(fault(number, "this future is there already"));
        }
        let total: usize = self.futures.iter().map(|future| future.given.len()).sum();
        if let Some((like, count)) = head.like {
            let shared = self
                .future(FutureId(like))
                .and_then(|future| future.given.get(..usize::try_from(count).ok()?));
            let Some(shared) = shared else {
                return Err(fault(number, "what it begins with is not above"));
            };
            recording.given = shared.to_vec();
            recording.end = shared.last().map_or(Time::ZERO, |given| given.at);
        }
        if total + recording.given.len() > GIVEN_MAX {
            return Err(fault(number, "the futures hold too many commands"));
        }
        Ok(())
    }

    /// A moment that is one of its future.
    fn position_in(&self, number: u32, place: Place) -> Result<Position, TranscriptError> {
        let position = usize::try_from(place.num_given).ok().and_then(|num_given| {
            let (future, at) = (self.future(FutureId(place.future))?, Time(place.at_ms));
            let before = future.given.get(..num_given)?.last();
            let next = future.given.get(num_given);
            let fits = at <= future.end
                && before.is_none_or(|given| given.at <= at)
                && next.is_none_or(|given| given.at >= at);
            fits.then_some(Position { future: future.id, at, num_given })
        });
        position.ok_or_else(|| fault(number, "this moment is in no future"))
    }
}

fn name(head: &FutureLine) -> Option<Rc<str>> {
    (!head.name.is_empty()).then(|| head.name.as_str().into())
}

fn fault(number: u32, message: &str) -> TranscriptError {
    TranscriptError { number, message: message.to_owned() }
}
