//! The session on the page: it owns it, lets time run and hands out views.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::apimachinery::time::Time;
use crate::playground::command::Command;
use crate::playground::session::session::Session;
use crate::playground::starts::Start;
use crate::playground::view::page::View;
use crate::playground::view::terminal::{Completion, click_line};
use crate::ui::hooks::lens::Lens;
use crate::ui::interop::frame::FrameLoop;
use crate::ui::interop::{dom, paint, panic};

/// How long a frame may simulate before the rest is left to the next one: half of what a frame has at 60 a second.
const FRAME_BUDGET_MS: f64 = 7.0;
/// Occurrences between two looks at the wall clock.
const SLICE: u32 = 64;
/// How many occurrences that change nothing on the page one step passes over.
const UNSEEN_MAX: u32 = 200;
/// The seed of a session that nobody chose one for.
const SEED: u64 = 1;

/// The session as components may use it.
#[derive(Clone, PartialEq)]
pub struct SessionHandle {
    /// What to show.
    pub view: Rc<View>,
    /// Which session it is: grows with every new beginning.
    pub serial: u32,
    /// Where this session began.
    pub start: Start,
    /// Gives a command.
    pub run: Callback<Command>,
    /// Issues a command line for a control on the page.
    pub issue: Callback<String>,
    /// Goes to the next occurrence.
    pub step: Callback<()>,
    /// Begins anew.
    pub restart: Callback<Start>,
    /// Brings the session back that the last restart ended; none when there is none.
    pub revive: Option<Callback<()>>,
    /// Answers what components ask.
    pub lens: Lens,
    /// What Tab offers for a line and the cursor's byte offset in it.
    pub complete: Callback<(String, usize), Completion>,
    /// Puts another session in the place of this one, as it stands.
    pub adopt: Callback<Session>,
    /// Reads a text off the session as it is now: its own, or what it can be exported as.
    pub read: Callback<fn(&Session) -> String, String>,
}

struct Stage {
    session: Session,
    start: Start,
    serial: u32,
    shown: Rc<View>,
    /// Simulated milliseconds that frames have brought but not yet spent, below one.
    rest: f64,
    before: Option<(Session, Start)>,
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
    fn new(mut session: Session) -> Self {
        let shown = session.view();
        Stage { start: session.start(), session, serial: 0, shown, rest: 0.0, before: None }
    }

    fn restart(&mut self, session: Session) {
        let fresh = Stage::new(session);
        let old = std::mem::replace(self, fresh);
        self.serial = old.serial + 1;
        // Nothing is lost with a session in which nobody did anything.
        let used = !old.shown.terminal.entries.is_empty();
        self.before = if used { Some((old.session, old.start)) } else { old.before };
    }

    fn revive(&mut self) {
        if let Some((session, start)) = self.before.take() {
            self.session = session;
            self.start = start;
            self.serial += 1;
        }
    }

    /// Goes to the next occurrence that shows: heartbeats and the like pass unseen.
    fn step(&mut self) {
        for _ in 0..UNSEEN_MAX {
            self.session.step();
            if !Rc::ptr_eq(&self.session.view(), &self.shown) {
                return;
            }
        }
    }

    /// Spends `wall_ms` at a speed, or as much of it as fits in the frame.
    fn advance(&mut self, wall_ms: f64, speed: f64) {
        let begun = dom::wall_ms();
        let total = wall_ms * speed + self.rest;
        self.rest = total.fract();
        let target = Time(self.session.now().0.saturating_add(total as u64));
        while self.session.now() < target && self.session.failure().is_none() {
            for _ in 0..SLICE {
                match self.session.next_due() {
                    Some(due) if due <= target => self.session.advance_to(due),
                    _ => return self.session.advance_to(target),
                }
            }
            if dom::wall_ms() - begun > FRAME_BUDGET_MS {
                return;
            }
        }
    }
}

/// A fresh session that nobody chose a seed for.
pub fn fresh(start: Start) -> Session {
    Session::new(start, SEED)
}

/// Owns the session. Time runs while `playing`, at `2^speed` times wall time.
#[hook]
pub fn use_session(first: impl FnOnce() -> Session, playing: bool, speed: i32) -> SessionHandle {
    let stage = Shared(use_memo((), |()| RefCell::new(Stage::new(first()))));
    let redraw = use_force_update();
    use_effect_with(stage.clone(), |stage| {
        let stage = stage.clone();
        panic::set_session_text(move || stage.0.try_borrow().ok().map(|stage| stage.session.to_text()));
    });
    let refresh = use_callback(stage.clone(), move |_: (), stage| {
        let changed = {
            let mut stage = stage.0.borrow_mut();
            let view = stage.session.view();
            let changed = !Rc::ptr_eq(&view, &stage.shown);
            stage.shown = view;
            changed
        };
        if changed {
            redraw.force_update();
        }
        paint::paint(stage.0.borrow().session.now().0);
    });
    use_effect_with((playing, speed), {
        let (stage, refresh) = (stage.clone(), refresh.clone());
        move |&(playing, speed)| {
            let running = playing.then(|| {
                let factor = 2f64.powi(speed);
                FrameLoop::start(move |elapsed| {
                    stage.0.borrow_mut().advance(elapsed, factor);
                    refresh.emit(());
                })
            });
            move || drop(running)
        }
    });
    let view = stage.0.borrow().shown.clone();
    use_effect_with(view.clone(), {
        let stage = stage.clone();
        move |_| paint::paint(stage.0.borrow().session.now().0)
    });
    use_handle(stage, refresh, view)
}

#[hook]
fn use_handle(stage: Shared, refresh: Callback<()>, view: Rc<View>) -> SessionHandle {
    let deps = (stage.clone(), refresh);
    let run = use_callback(deps.clone(), |command: Command, (stage, refresh)| {
        stage.0.borrow_mut().session.run(command);
        refresh.emit(());
    });
    let issue = use_callback(run.clone(), |line: String, run| run.emit(Command::Shell(click_line(&line))));
    let step = use_callback(deps.clone(), |(): (), (stage, refresh)| {
        stage.0.borrow_mut().step();
        refresh.emit(());
    });
    let restart = use_callback(deps.clone(), |start: Start, (stage, refresh)| {
        stage.0.borrow_mut().restart(fresh(start));
        refresh.emit(());
    });
    let adopt = use_callback(deps.clone(), |session: Session, (stage, refresh)| {
        stage.0.borrow_mut().restart(session);
        refresh.emit(());
    });
    let read =
        use_callback(stage.clone(), |read: fn(&Session) -> String, stage| read(&stage.0.borrow().session));
    let revive = use_callback(deps, |(): (), (stage, refresh)| {
        stage.0.borrow_mut().revive();
        refresh.emit(());
    });
    let complete = use_callback(stage.clone(), |(line, cursor): (String, usize), stage| {
        stage.0.borrow().session.complete(&line, cursor)
    });
    let lens = use_lens_of(stage.clone());
    let stage = stage.0.borrow();
    let revive = stage.before.is_some().then_some(revive);
    SessionHandle {
        view,
        serial: stage.serial,
        start: stage.start,
        run,
        issue,
        step,
        restart,
        revive,
        lens,
        complete,
        adopt,
        read,
    }
}

#[hook]
fn use_lens_of(stage: Shared) -> Lens {
    let lens = use_memo(stage, |stage| {
        let stage = stage.clone();
        Lens::new(move |ask| {
            if let Ok(stage) = stage.0.try_borrow() {
                ask(&stage.session);
            }
        })
    });
    (*lens).clone()
}
