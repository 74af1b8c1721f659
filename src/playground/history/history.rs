//! The history itself: where it stands, how it gets elsewhere, and what is done there.

use std::rc::Rc;

use crate::apimachinery::time::Time;
use crate::playground::command::Command;
use crate::playground::history::checkpoints::{Checkpoints, effort, is_on, spacing};
use crate::playground::history::future::Future;
use crate::playground::history::look::Drawn;
use crate::playground::history::marks::Marks;
use crate::playground::history::saved::read;
use crate::playground::session::session::{Given, Session};
use crate::playground::session::text::{Recording, session_text};
use crate::playground::starts::Start;
use crate::playground::trace::trace_view::TraceView;
use crate::playground::transcript::TranscriptError;

/// Occurrences between two looks at whether there is time left.
const SLICE: u32 = 64;
/// How many futures are kept.
const FUTURES_MAX: usize = 24;

/// Which future.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FutureId(pub u32);

/// A moment of a future. Several commands may be given at one time; the number of those given tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The future.
    pub future: FutureId,
    /// The time.
    pub at: Time,
    /// How many commands have been given.
    pub num_given: usize,
}

/// Another future beside the one that is shown.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub id: FutureId,
    pub session: Session,
}

/// A session with its time.
#[derive(Clone, Debug)]
pub struct History {
    pub(super) session: Session,
    pub(super) futures: Vec<Future>,
    pub(super) current: FutureId,
    pub(super) next_id: u32,
    /// Where the last undos came from.
    pub(super) redo: Vec<Position>,
    pub(super) checkpoints: Checkpoints,
    /// The effort at the last checkpoint that was taken or gone back to.
    last_kept: u64,
    /// Where it is on the way to.
    pub(super) goal: Option<Position>,
    pub(super) compared: Option<Compared>,
    pub(super) drawn: Option<Drawn>,
    /// The longest trace of a future, and its moment.
    pub(super) traced: Option<(FutureId, Time, Rc<TraceView>)>,
}

/// There is always time left.
pub fn always() -> bool {
    true
}

impl History {
    /// At the beginning of a session.
    pub fn new(start: Start, seed: u64) -> History {
        History::of(Recording { start, seed, given: Vec::new(), end: Time::ZERO })
    }

    /// At the beginning of the session that a text stands for; all of it is still ahead. [`History::seek`] goes on to any
    /// moment of it.
    ///
    /// Errors: a line that cannot be read, or that stands for nothing a session does.
    pub fn from_text(text: &str) -> Result<History, TranscriptError> {
        read(text)
    }

    /// Around a session that has run already, at its present moment.
    pub fn adopt(session: Session) -> History {
        let recording = Recording {
            start: session.start(),
            seed: session.seed(),
            given: session.given().to_vec(),
            end: session.now(),
        };
        let mut history = History::of(recording);
        history.session = session;
        history.arrived(false);
        history
    }

    pub(super) fn of(recording: Recording) -> History {
        let session = Session::new(recording.start, recording.seed);
        let id = FutureId(0);
        let Recording { given, end, .. } = recording;
        let marks = Marks::default();
        let future = Future { id, name: None, given, end, from: None, is_draft: false, marks };
        let mut checkpoints = Checkpoints::default();
        checkpoints.keep(session.clone(), &future);
        let last_kept = effort(&session);
        History {
            session,
            futures: vec![future],
            current: id,
            next_id: 1,
            redo: Vec::new(),
            checkpoints,
            last_kept,
            goal: None,
            compared: None,
            drawn: None,
            traced: None,
        }
    }

    /// The session of this future as text, to its end, also where that is still ahead.
    pub fn to_text(&self) -> String {
        self.future_text(self.current).unwrap_or_default()
    }

    /// Whether anything was done in the session, be it in a future that is not shown or ahead of the moment. The lesson
    /// that it began with is nothing that was done.
    pub fn is_used(&self) -> bool {
        let is_deed =
            |given: &Rc<Given>| given.at > Time::ZERO || !matches!(given.command, Command::Lesson(_));
        self.futures.iter().any(|future| future.given.iter().any(is_deed))
    }

    /// The same for any future.
    pub fn future_text(&self, id: FutureId) -> Option<String> {
        let future = self.future(id)?;
        Some(session_text(self.session.start(), self.session.seed(), &future.given, future.end))
    }

    /// The session as it is at this moment.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The session, to ask it for its view. Commands and time go through the history.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Where it stands.
    pub fn position(&self) -> Position {
        Position { future: self.current, at: self.session.now(), num_given: self.session.given().len() }
    }

    /// The moment that is shown or will be in a moment.
    pub fn now(&self) -> Time {
        self.goal.map_or(self.session.now(), |goal| goal.at)
    }

    /// How far this future has run.
    pub fn end(&self) -> Time {
        self.here().end
    }

    /// Whether this future goes on beyond the moment.
    pub fn is_past(&self) -> bool {
        let num_given = self.goal.map_or(self.session.given().len(), |goal| goal.num_given);
        self.now() < self.end() || num_given < self.here().given.len()
    }

    pub(super) fn future(&self, id: FutureId) -> Option<&Future> {
        self.futures.iter().find(|future| future.id == id)
    }

    pub(super) fn here(&self) -> &Future {
        self.future(self.current).expect("invariant: the current future is kept")
    }

    pub(super) fn here_mut(&mut self) -> &mut Future {
        let current = self.current;
        let mut there = self.futures.iter_mut();
        there.find(|future| future.id == current).expect("invariant: the current future is kept")
    }

    /// Gives a command at this moment. In the past that begins a future of its own.
    pub fn run(&mut self, command: Command) {
        self.arrive(&mut always);
        if self.is_past() {
            self.begin_future();
        }
        self.redo.clear();
        self.session.run(command);
        let given = self.session.given().last().cloned();
        let now = self.session.now();
        let here = self.here_mut();
        here.given.extend(given);
        here.end = here.end.max(now);
        here.is_draft = false;
        self.prune();
    }

    /// From this moment on, time goes on without what was given later. Says whether there was anything later.
    pub fn fork(&mut self) -> bool {
        self.arrive(&mut always);
        let forks = self.is_past();
        if forks {
            self.begin_future();
            self.redo.clear();
            self.prune();
        }
        forks
    }

    fn begin_future(&mut self) {
        let from = self.position();
        let id = self.new_id();
        let mut future = self.here().branch(id, from.at, from.num_given);
        future.from = Some(from);
        self.futures.push(future);
        self.current = id;
    }

    pub(super) fn new_id(&mut self) -> FutureId {
        self.next_id += 1;
        FutureId(self.next_id - 1)
    }

    /// Lets time pass up to `until`, giving again what was given then. Stops early where `has_time` says so.
    pub fn advance_to(&mut self, until: Time, has_time: &mut dyn FnMut() -> bool) {
        self.arrive(&mut always);
        self.go(until, usize::MAX, has_time);
        self.follow(has_time);
    }

    /// Goes to the next thing that happens or was given.
    pub fn step(&mut self) {
        self.arrive(&mut always);
        let num_given = self.session.given().len();
        let next = self.here().given.get(num_given).map(|given| given.at);
        if !self.session.step_to(next) {
            // Nothing happens any more of itself: what was given next does, or the end of what was waited.
            let (until, num_given) = next.map_or((self.end(), usize::MAX), |at| (at, num_given + 1));
            self.go(until, num_given, &mut always);
        }
        self.arrived(false);
        self.follow(&mut always);
    }

    /// Sets out for a moment of this future, as far as it has run; the first one is before any command.
    /// [`History::pursue`] goes there.
    pub fn seek(&mut self, at: Time) {
        let at = at.min(self.end());
        let num_given = if at == Time::ZERO { 0 } else { self.here().num_given_at(at) };
        self.set_out(Position { future: self.current, at, num_given });
    }

    /// Sets out for the end of this future.
    pub fn seek_end(&mut self) {
        let here = self.here();
        self.set_out(Position { future: here.id, at: here.end, num_given: here.given.len() });
    }

    pub(super) fn set_out(&mut self, goal: Position) {
        self.current = goal.future;
        self.goal = Some(goal);
    }

    /// Whether it is on the way.
    pub fn is_seeking(&self) -> bool {
        self.goal.is_some()
    }

    /// Whether it is on the way, or the future beside it is.
    pub fn is_under_way(&self) -> bool {
        self.is_seeking() || !self.has_followed()
    }

    /// Goes on towards the moment it set out for, and takes the future beside it there; says whether both are there.
    pub fn pursue(&mut self, has_time: &mut dyn FnMut() -> bool) -> bool {
        self.arrive(has_time) && self.follow(has_time)
    }

    /// Goes on towards the moment it set out for; says whether it is there.
    pub(super) fn arrive(&mut self, has_time: &mut dyn FnMut() -> bool) -> bool {
        let Some(goal) = self.goal else { return true };
        self.jump(goal);
        self.go(goal.at, goal.num_given, has_time);
        let has_come = self.session.now() >= goal.at && self.session.given().len() >= goal.num_given;
        if !has_come && self.session.failure().is_none() {
            return false;
        }
        self.goal = None;
        true
    }

    /// Takes the session that is nearest to the goal: the one there is, or a checkpoint.
    fn jump(&mut self, goal: Position) {
        let future = self.here();
        let is_before =
            |session: &Session| session.now() <= goal.at && session.given().len() <= goal.num_given;
        let fits = is_before(&self.session) && is_on(&self.session, future);
        let nearest = self.checkpoints.nearest(future, is_before);
        let better =
            nearest.filter(|nearest| !fits || effort(nearest) > effort(&self.session) + spacing(nearest) / 2);
        let Some(session) = better.cloned() else {
            assert!(fits, "the checkpoint at the start is in every future");
            return;
        };
        let future = future.clone();
        // The way back to where it was is kept short.
        let left = std::mem::replace(&mut self.session, session);
        self.checkpoints.keep(left, &future);
        self.last_kept = effort(&self.session);
    }

    /// Runs up to a moment and a number of commands.
    fn go(&mut self, until: Time, num_given: usize, has_time: &mut dyn FnMut() -> bool) {
        let is_short = self.goal.is_some();
        loop {
            let next = self.here().given.get(self.session.given().len()).cloned();
            let next = next.filter(|given| given.at <= until && self.session.given().len() < num_given);
            match next {
                Some(given) if given.at <= self.session.now() => self.session.give(given),
                Some(given) => slice(&mut self.session, given.at),
                None if self.session.now() < until => slice(&mut self.session, until),
                None => return,
            }
            self.arrived(is_short);
            if self.session.failure().is_some() || !has_time() {
                return;
            }
        }
    }

    /// Takes note of a moment that was come to.
    fn arrived(&mut self, is_short: bool) {
        let now = self.session.now();
        let effort = effort(&self.session);
        // Whoever looks around stays near: more of them there make the next look quick.
        let spacing = if is_short { spacing(&self.session) / 3 } else { spacing(&self.session) };
        if effort >= self.last_kept + spacing {
            self.last_kept = effort;
            let future = self.here().clone();
            self.checkpoints.keep(self.session.clone(), &future);
        }
        let current = self.current;
        let here = self.futures.iter_mut().find(|future| future.id == current);
        if let Some(here) = here {
            here.end = here.end.max(now);
            here.marks.listen(self.session.cluster().trace(), now);
        }
    }

    /// Drafts that lead nowhere go, and the oldest futures beyond the bound.
    pub(super) fn prune(&mut self) {
        let (current, redo) = (self.current, self.redo.clone());
        let compared = self.compared.as_ref().map(|compared| compared.id);
        let parent = self.here().from.map(|from| from.future);
        let is_wanted = |id: FutureId| {
            id == current
                || Some(id) == parent
                || Some(id) == compared
                || redo.iter().any(|position| position.future == id)
        };
        self.futures.retain(|future| !future.is_draft || is_wanted(future.id));
        while self.futures.len() > FUTURES_MAX {
            let oldest =
                self.futures.iter().position(|future| future.name.is_none() && !is_wanted(future.id));
            match oldest {
                Some(index) => self.futures.remove(index),
                None => return,
            };
        }
    }

    /// Gives a future a name of its own; an empty one takes it away.
    pub fn rename(&mut self, id: FutureId, name: &str) {
        if let Some(future) = self.futures.iter_mut().find(|future| future.id == id) {
            let name = name.trim();
            future.name = (!name.is_empty()).then(|| Rc::from(name));
        }
    }
}

/// Runs a session for a while, at most up to a moment.
pub(super) fn slice(session: &mut Session, until: Time) {
    for _ in 0..SLICE {
        match session.next_due() {
            Some(due) if due <= until => session.advance_to(due),
            _ => return session.advance_to(until),
        }
    }
}
