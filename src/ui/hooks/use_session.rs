//! The session on the page: it owns it, lets time run and hands out views.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::apimachinery::time::Time;
use crate::playground::command::Command;
use crate::playground::history::history::{FutureId, History};
use crate::playground::session::session::Session;
use crate::playground::starts::Start;
use crate::playground::trace::trace_view::{Past, TraceView};
use crate::playground::view::page::View;
use crate::playground::view::terminal::{Completion, click_line};
use crate::playground::view::time::TimeView;
use crate::ui::hooks::lens::Lens;
use crate::ui::interop::frame::FrameLoop;
use crate::ui::interop::{dom, paint, panic};

/// How long a frame may simulate before the rest is left to the next one: half of what a frame has at 60 a second.
const FRAME_BUDGET_MS: f64 = 7.0;
/// How many occurrences that change nothing on the page one step passes over.
const UNSEEN_MAX: u32 = 200;
/// The seed of a session that nobody chose one for.
pub const SEED: u64 = 1;

/// The session as components may use it.
#[derive(Clone, PartialEq)]
pub struct SessionHandle {
    /// What to show.
    pub view: Rc<View>,
    /// What to show of time.
    pub time: Rc<TimeView>,
    /// What components saw, decided and wrote, where that is asked for.
    pub trace: Option<Rc<TraceView>>,
    /// The moment, where it is in the past.
    pub past: Option<Past>,
    /// Which session it is: grows with every new beginning.
    pub serial: u32,
    /// Where this session began.
    pub start: Start,
    /// Gives a command.
    pub run: Callback<Command>,
    /// Issues a command line for a control on the page.
    pub issue: Callback<String>,
    /// Does something with time.
    pub on_time: Callback<TimeDeed>,
    /// Begins anew.
    pub restart: Callback<Start>,
    /// Begins the session that a text stands for, at a moment of it; an error says which line cannot be read. A long one
    /// takes some frames to come to its moment.
    pub load: Callback<SavedSession, Result<(), String>>,
    /// The session to be kept or shared.
    pub save: Callback<Extent, SavedSession>,
    /// Brings the session back that the last restart ended; none when there is none.
    pub revive: Option<Callback<()>>,
    /// Answers what components ask.
    pub lens: Lens,
    /// What Tab offers for a line and the cursor's byte offset in it.
    pub complete: Callback<(String, usize), Completion>,
    /// Puts another session in the place of this one, as it stands.
    pub adopt: Callback<Session>,
    /// Whether anything was done in the session.
    pub is_used: Callback<(), bool>,
    /// Reads a text off the session as it is now: its own, or what it can be exported as.
    pub read: Callback<fn(&Session) -> String, String>,
}

/// Something that is done with time.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeDeed {
    /// Goes to a moment, in milliseconds, as far as this future has run.
    Seek(u64),
    /// Goes to the end of this future.
    Present,
    /// Goes to the next occurrence.
    Step,
    /// Goes to the mark before this moment.
    PreviousMark,
    /// Goes to the mark after this moment.
    NextMark,
    /// Takes the last command back.
    Undo,
    /// Gives the command again that was taken back.
    Redo,
    /// Goes on from here without what is ahead.
    Fork,
    /// Goes to another future.
    Switch(FutureId),
    /// Gives up a future.
    Forget(FutureId),
    /// Names a future.
    Rename(FutureId, String),
    /// Shows a future beside this one.
    Compare(Option<FutureId>),
}

/// How much of a session is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All futures.
    Whole,
    /// The future that is shown.
    Shown,
}

/// A session as text, and a moment of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedSession {
    /// The session, also what is ahead of the moment.
    pub text: String,
    /// The moment; none for its end.
    pub at_ms: Option<u64>,
}

/// Which way time runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// It stands.
    Still,
    /// It runs.
    Playing,
    /// It runs backwards.
    Rewinding,
}

/// How the session runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Which way.
    pub motion: Motion,
    /// How fast, as a power of two.
    pub speed: i32,
    /// The trace is looked at.
    pub traces: bool,
}

struct Stage {
    history: History,
    start: Start,
    serial: u32,
    shown: Rc<View>,
    time: Rc<TimeView>,
    trace: Option<Rc<TraceView>>,
    traces: bool,
    /// Simulated milliseconds that frames have brought but not yet spent.
    rest: f64,
    before: Option<(History, Start)>,
}

/// Compared by identity: it is the same stage for as long as the page lives.
#[derive(Clone)]
struct Shared(Rc<RefCell<Stage>>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Stage {
    fn new(mut history: History) -> Self {
        let start = history.session().start();
        let (shown, time) = (history.view(), history.time_view());
        Stage { history, start, serial: 0, shown, time, trace: None, traces: false, rest: 0.0, before: None }
    }

    fn restart(&mut self, history: History) {
        let old = std::mem::replace(self, Stage::new(history));
        self.serial = old.serial + 1;
        self.traces = old.traces;
        // Nothing is lost with a session in which nobody did anything.
        self.before = if old.history.is_used() { Some((old.history, old.start)) } else { old.before };
    }

    fn revive(&mut self) {
        if let Some((history, start)) = self.before.take() {
            self.history = history;
            self.start = start;
            self.serial += 1;
        }
    }

    /// Goes to the next occurrence that shows: heartbeats and the like pass unseen.
    fn step(&mut self) {
        for _ in 0..UNSEEN_MAX {
            self.history.step();
            if !Rc::ptr_eq(&self.history.view(), &self.shown) {
                return;
            }
        }
    }

    fn do_with_time(&mut self, deed: TimeDeed) {
        let now = self.history.now().0;
        let history = &mut self.history;
        match deed {
            TimeDeed::Seek(at) => history.seek(Time(at)),
            TimeDeed::Present => history.seek_end(),
            TimeDeed::Step => self.step(),
            TimeDeed::PreviousMark => {
                let before = self.time.marks.iter().rev().find(|mark| mark.at_ms < now);
                history.seek(Time(before.map_or(0, |mark| mark.at_ms)));
            }
            TimeDeed::NextMark => {
                let after = self.time.marks.iter().find(|mark| mark.at_ms > now);
                match after {
                    Some(mark) => history.seek(Time(mark.at_ms)),
                    None => history.seek_end(),
                }
            }
            TimeDeed::Undo => history.undo(),
            TimeDeed::Redo => history.redo(),
            TimeDeed::Fork => _ = history.fork(),
            TimeDeed::Switch(id) => history.switch(id),
            TimeDeed::Forget(id) => history.forget(id),
            TimeDeed::Rename(id, name) => history.rename(id, &name),
            TimeDeed::Compare(id) => history.compare(id),
        }
        self.rest = 0.0;
        self.history.pursue(&mut budget());
    }

    /// Spends a frame's `wall_ms` at a speed, or as much of it as fits in the frame.
    fn advance(&mut self, motion: Motion, wall_ms: f64, speed: f64) {
        let mut has_time = budget();
        if self.history.is_under_way() && !self.history.pursue(&mut has_time) {
            return;
        }
        let total = wall_ms * speed + self.rest;
        self.rest = total.fract();
        let (now, millis) = (self.history.now(), total as u64);
        match motion {
            Motion::Still => self.rest = 0.0,
            Motion::Playing => self.history.advance_to(now.plus(millis), &mut has_time),
            Motion::Rewinding => {
                self.history.seek(Time(now.0.saturating_sub(millis)));
                self.history.pursue(&mut has_time);
            }
        }
    }

    /// Takes what is to be seen; says whether it is something else than before. On the way to a moment the picture stays.
    fn look(&mut self) -> bool {
        let view = if self.history.is_seeking() { self.shown.clone() } else { self.history.view() };
        let time = self.history.time_view();
        let trace = self.traces.then(|| self.history.trace());
        let is_same = match (&trace, &self.trace) {
            (Some(fresh), Some(old)) => Rc::ptr_eq(fresh, old),
            (fresh, old) => fresh.is_none() && old.is_none(),
        };
        let changed = !is_same || !Rc::ptr_eq(&view, &self.shown) || !Rc::ptr_eq(&time, &self.time);
        (self.shown, self.time, self.trace) = (view, time, trace);
        changed
    }

    fn paint(&self) {
        let (now, end) = (self.history.now(), self.history.end());
        paint::paint(now.0);
        paint::paint_time(&self.time.scale, now, end);
    }
}

/// A fresh session that nobody chose a seed for, with a lesson where it is not the first.
pub fn fresh(start: Start, lesson: Option<&str>) -> Session {
    let mut session = Session::new(start, SEED);
    if let Some(name) = lesson.filter(|name| *name != session.lesson()) {
        session.run(Command::Lesson(name.to_owned()));
    }
    session
}

/// Whether a frame has time left.
fn budget() -> impl FnMut() -> bool {
    let begun = dom::wall_ms();
    move || dom::wall_ms() - begun <= FRAME_BUDGET_MS
}

/// Owns the session; `on_begin` is told when a rewind has come to the beginning.
#[hook]
pub fn use_session(first: impl FnOnce() -> Session, run: Run, on_begin: Callback<()>) -> SessionHandle {
    let stage = Shared(use_memo((), |()| RefCell::new(Stage::new(History::adopt(first())))));
    let redraw = use_force_update();
    use_effect_with(stage.clone(), |stage| {
        let stage = stage.clone();
        panic::set_session_text(move || stage.0.try_borrow().ok().map(|stage| stage.history.to_text()));
    });
    let refresh = use_callback(stage.clone(), move |_: (), stage| {
        let changed = stage.0.borrow_mut().look();
        if changed {
            redraw.force_update();
        }
        stage.0.borrow().paint();
    });
    let is_seeking = stage.0.borrow().history.is_under_way();
    let Run { motion, speed, traces } = run;
    use_effect_with(traces, {
        let (stage, refresh) = (stage.clone(), refresh.clone());
        move |traces| {
            stage.0.borrow_mut().traces = *traces;
            refresh.emit(());
        }
    });
    use_effect_with((motion, speed, is_seeking), {
        let (stage, refresh) = (stage.clone(), refresh.clone());
        move |&(motion, speed, is_seeking)| {
            let runs = motion != Motion::Still || is_seeking;
            let running = runs.then(|| {
                let factor = 2f64.powi(speed);
                FrameLoop::start(move |elapsed| {
                    stage.0.borrow_mut().advance(motion, elapsed, factor);
                    refresh.emit(());
                    if motion == Motion::Rewinding && stage.0.borrow().history.now() == Time::ZERO {
                        on_begin.emit(());
                    }
                })
            });
            move || drop(running)
        }
    });
    let (view, time) = {
        let stage = stage.0.borrow();
        (stage.shown.clone(), stage.time.clone())
    };
    use_effect_with((view.clone(), time.clone()), {
        let stage = stage.clone();
        move |_| stage.0.borrow().paint()
    });
    use_handle(stage, refresh, view, time)
}

#[hook]
fn use_handle(stage: Shared, refresh: Callback<()>, view: Rc<View>, time: Rc<TimeView>) -> SessionHandle {
    let deps = (stage.clone(), refresh);
    let run = use_callback(deps.clone(), |command: Command, (stage, refresh)| {
        stage.0.borrow_mut().history.run(command);
        refresh.emit(());
    });
    let issue = use_callback(run.clone(), |line: String, run| run.emit(Command::Shell(click_line(&line))));
    let on_time = use_callback(deps.clone(), |deed: TimeDeed, (stage, refresh)| {
        stage.0.borrow_mut().do_with_time(deed);
        refresh.emit(());
    });
    let restart = use_callback(deps.clone(), |start: Start, (stage, refresh)| {
        // Who begins a lesson anew means that lesson.
        let lesson = stage.0.borrow().history.session().lesson();
        stage.0.borrow_mut().restart(History::adopt(fresh(start, Some(lesson))));
        refresh.emit(());
    });
    let adopt = use_callback(deps.clone(), |session: Session, (stage, refresh)| {
        stage.0.borrow_mut().restart(History::adopt(session));
        refresh.emit(());
    });
    let read = use_callback(stage.clone(), |read: fn(&Session) -> String, stage| {
        read(stage.0.borrow().history.session())
    });
    let is_used = use_callback(stage.clone(), |(): (), stage| stage.0.borrow().history.is_used());
    let load = use_callback(deps.clone(), |saved: SavedSession, (stage, refresh)| {
        let mut history = History::from_text(&saved.text).map_err(|error| error.to_string())?;
        match saved.at_ms {
            Some(at) => history.seek(Time(at)),
            None => history.seek_end(),
        }
        history.pursue(&mut budget());
        stage.0.borrow_mut().restart(history);
        refresh.emit(());
        Ok(())
    });
    let save = use_callback(stage.clone(), |extent: Extent, stage| saved(&stage.0.borrow().history, extent));
    let revive = use_callback(deps, |(): (), (stage, refresh)| {
        stage.0.borrow_mut().revive();
        refresh.emit(());
    });
    let complete = use_callback(stage.clone(), |(line, cursor): (String, usize), stage| {
        stage.0.borrow().history.session().complete(&line, cursor)
    });
    let lens = use_lens_of(stage.clone());
    let stage = stage.0.borrow();
    let revive = stage.before.is_some().then_some(revive);
    SessionHandle {
        view,
        trace: stage.trace.clone(),
        past: time
            .is_past
            .then(|| Past { at_ms: stage.history.now().0, num_traced: stage.history.num_traced() }),
        time,
        serial: stage.serial,
        start: stage.start,
        run,
        issue,
        on_time,
        restart,
        load,
        save,
        revive,
        lens,
        complete,
        adopt,
        is_used,
        read,
    }
}

fn saved(history: &History, extent: Extent) -> SavedSession {
    let text = match extent {
        Extent::Whole => history.to_whole_text(),
        Extent::Shown => history.to_text(),
    };
    SavedSession { text, at_ms: history.is_past().then_some(history.now().0) }
}

#[hook]
fn use_lens_of(stage: Shared) -> Lens {
    let lens = use_memo(stage, |stage| {
        let stage = stage.clone();
        Lens::new(move |ask| {
            if let Ok(stage) = stage.0.try_borrow() {
                ask(stage.history.session());
            }
        })
    });
    (*lens).clone()
}
