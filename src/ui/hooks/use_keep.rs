//! The session's name and place in the store: it is kept as it happens, and comes back after a reload.
//!
//! Invariants: nothing that a person did is lost by opening something else, for what was open is kept first; a session in
//! which nothing was done takes no place; an embedded page keeps nothing; nothing is written over what this page has not
//! read or written itself.
//! Deliberately absent: one session in two tabs. A tab whose session another one goes on with takes a new place, be it that
//! it hears of it at once or, when it was put to sleep, that it finds something else in the store than it left there.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use yew::prelude::*;

use crate::playground::exchange::import::{Import, read, session_version};
use crate::playground::session::session::Session;
use crate::playground::starts::Start;
use crate::ui::hooks::use_arrival::Arrival;
use crate::ui::hooks::use_session::{Extent, SEED, SessionHandle};
use crate::ui::interop::{dom, link, store};
use crate::ui::text::keep as text;

/// A command is kept after so many milliseconds without another.
const AFTER_COMMAND_MS: u32 = 400;
/// Time that only passes is kept this often.
const WHILE_TIME_PASSES_MS: u32 = 5_000;

/// What a person is told about keeping and opening.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The sentence.
    pub text: String,
    /// Something failed: the note stays until it is put away.
    pub is_error: bool,
    /// What can be done about it.
    pub way_back: Option<WayBack>,
}

/// What a note offers.
#[derive(Clone, Debug, PartialEq)]
pub enum WayBack {
    /// The session that was open before is opened again.
    Before,
    /// A session that was deleted is kept again.
    Deleted(Rc<str>, String),
    /// The page is loaded again in its new version.
    Update,
}

/// What can be done with sessions.
#[derive(Clone, Debug)]
pub enum KeepAction {
    /// A new session.
    Begin(Start),
    /// The session that was open before the last new one.
    GoBack,
    /// A kept session.
    Switch(Rc<str>),
    /// Another name.
    Rename(Rc<str>, String),
    /// A kept session goes.
    Delete(Rc<str>),
    /// A deleted session comes back.
    Restore(Rc<str>, String),
    /// Files that were dropped or chosen: name and text.
    Files(Vec<(String, String)>),
    /// What a link holds.
    Link(Result<String, link::BadLink>),
    /// A new version of the page waits.
    Update,
    /// The note is put away.
    Dismiss,
}

/// The session's place as components may use it.
#[derive(Clone, PartialEq)]
pub struct KeepHandle {
    /// The session's key.
    pub id: Rc<str>,
    /// The session's name.
    pub name: Rc<str>,
    /// What a person is told.
    pub note: Option<Note>,
    /// The browser refuses to keep.
    pub refused: bool,
    /// Does something.
    pub act: Callback<KeepAction>,
    /// The session's text with its name.
    pub text: Callback<Extent, String>,
}

/// The place of the session that was open before.
struct Before {
    id: Rc<str>,
    name: Rc<str>,
    stored: Option<String>,
}

struct Place {
    id: Rc<str>,
    name: Rc<str>,
    before: Option<Before>,
    kept: String,
    /// What this page has read or written last in its place in the store.
    stored: Option<String>,
    note: Option<Note>,
    refused: bool,
    embed: bool,
}

impl Place {
    /// Another place, in which the store holds `stored`.
    fn move_to(&mut self, id: Rc<str>, name: Rc<str>, stored: Option<String>) {
        (self.id, self.name, self.stored) = (id, name, stored);
        self.kept.clear();
    }
}

#[derive(Clone)]
struct Keeper {
    place: Rc<RefCell<Place>>,
    session: SessionHandle,
    redraw: UseForceUpdateHandle,
    /// Writes a manifest into the session and shows it.
    on_file: Callback<(String, String)>,
    /// Writes what is unsaved in the editor into the session.
    on_leave: Callback<()>,
}

/// Keeps the session, and opens others in its place.
#[hook]
pub fn use_keep(
    session: &SessionHandle,
    arrival: &Rc<Arrival>,
    on_file: Callback<(String, String)>,
    on_leave: Callback<()>,
) -> KeepHandle {
    let place = use_memo((), |()| RefCell::new(first_place(arrival)));
    let redraw = use_force_update();
    let keeper = Keeper { place, session: session.clone(), redraw, on_file, on_leave };
    use_last(&keeper, arrival);
    use_keeping(&keeper);
    let act = {
        let keeper = keeper.clone();
        Callback::from(move |action: KeepAction| keeper.act(action))
    };
    let place = keeper.place.borrow();
    KeepHandle {
        id: place.id.clone(),
        name: place.name.clone(),
        note: place.note.clone(),
        refused: place.refused,
        act,
        text: Callback::from({
            let keeper = keeper.clone();
            move |extent| keeper.text(extent)
        }),
    }
}

fn first_place(arrival: &Arrival) -> Place {
    Place {
        id: arrival.id.clone(),
        name: arrival.name.clone(),
        before: None,
        kept: String::new(),
        stored: arrival.last.clone(),
        note: arrival.problem.clone().map(|text| Note { text, is_error: true, way_back: None }),
        refused: false,
        embed: arrival.address.embed,
    }
}

/// Opens the session that was open last.
#[hook]
fn use_last(keeper: &Keeper, arrival: &Rc<Arrival>) {
    let (keeper, arrival) = (keeper.clone(), arrival.clone());
    use_effect_with((), move |()| {
        if let Some(text) = &arrival.last
            && let Err(error) = keeper.session.load.emit(store::saved(text))
        {
            let mut place = keeper.place.borrow_mut();
            place.move_to(store::fresh_id(), store::fresh_name(keeper.session.start.name()), None);
            drop(place);
            keeper.say(&text::cannot_open_last(error));
        }
    });
}

/// Keeps what happens: a moment after a command, now and then while time passes, and before the page goes.
#[hook]
fn use_keeping(keeper: &Keeper) {
    let latest = use_mut_ref(|| keeper.clone());
    *latest.borrow_mut() = keeper.clone();
    let given = keeper.session.view.terminal.entries.last().map(|entry| entry.id);
    use_effect_with((given, keeper.session.serial), {
        let latest = latest.clone();
        move |_| {
            let timeout = Timeout::new(AFTER_COMMAND_MS, move || latest.borrow().keep());
            move || drop(timeout)
        }
    });
    use_effect_with((), move |()| {
        let keep = {
            let latest = latest.clone();
            move || latest.borrow().keep()
        };
        let interval = Interval::new(WHILE_TIME_PASSES_MS, keep.clone());
        // A page that goes into the background may never come back.
        let hidden = {
            let latest = latest.clone();
            dom::listen(&dom::window(), "pagehide", move |_| {
                // Not under the borrow: leaving may draw anew.
                let keeper = latest.borrow().clone();
                keeper.leave();
            })
        };
        let left = dom::listen(&dom::document(), "visibilitychange", move |_| keep());
        let elsewhere = dom::listen(&dom::window(), "storage", move |event| latest.borrow().make_way(event));
        move || drop((interval, hidden, left, elsewhere))
    });
}

impl Keeper {
    fn text(&self, extent: Extent) -> String {
        store::named(&self.session.save.emit(extent), &self.place.borrow().name)
    }

    fn is_used(&self) -> bool {
        self.session.is_used.emit(())
    }

    fn keep(&self) {
        if self.place.borrow().embed {
            return;
        }
        let text = self.text(Extent::Whole);
        if text == self.place.borrow().kept {
            return store::set_current(&self.place.borrow().id);
        }
        let there = store::get(&self.place.borrow().id);
        if there.is_none() && !self.is_used() {
            return store::set_current(&self.place.borrow().id);
        }
        // What was deleted elsewhere and is still in use here is written again; what was written elsewhere stays.
        let text = if there.is_some() && there != self.place.borrow().stored {
            self.take_own_place();
            self.text(Extent::Whole)
        } else {
            text
        };
        let mut place = self.place.borrow_mut();
        store::set_current(&place.id);
        let refused = !store::put(&place.id, &text);
        place.stored = store::get(&place.id);
        place.kept = text;
        let changed = std::mem::replace(&mut place.refused, refused) != refused;
        drop(place);
        if changed {
            self.redraw.force_update();
        }
    }

    /// Another tab has written this tab's session: from here on this one has a place of its own.
    fn make_way(&self, event: &web_sys::Event) {
        let key = js_sys::Reflect::get(event, &"key".into()).ok().and_then(|key| key.as_string());
        let id = self.place.borrow().id.clone();
        if key.is_some_and(|key| store::is_entry(&key, &id)) && store::get(&id).is_some() {
            self.take_own_place();
        }
    }

    fn take_own_place(&self) {
        let mut place = self.place.borrow_mut();
        let name = store::fresh_name(&place.name);
        place.move_to(store::fresh_id(), name, None);
        // An error that is being read is not put away for this.
        if place.note.as_ref().is_none_or(|note| !note.is_error) {
            let text = text::has_own_place(&place.name);
            place.note = Some(Note { text, is_error: true, way_back: None });
        }
        drop(place);
        self.redraw.force_update();
    }

    fn say(&self, text: &str) {
        self.note(Some(Note { text: text.to_owned(), is_error: true, way_back: None }));
    }

    fn note(&self, note: Option<Note>) {
        self.place.borrow_mut().note = note;
        self.redraw.force_update();
    }

    fn act(&self, action: KeepAction) {
        match action {
            KeepAction::Begin(start) => self.begin(start),
            KeepAction::GoBack => self.go_back(),
            KeepAction::Switch(id) => self.switch(id),
            KeepAction::Rename(id, name) => self.rename(&id, name.trim()),
            KeepAction::Delete(id) => self.delete(&id),
            KeepAction::Restore(id, text) => {
                store::put(&id, &text);
                self.note(None);
            }
            KeepAction::Files(files) => files.into_iter().for_each(|(name, text)| self.file(&name, &text)),
            KeepAction::Link(Ok(text)) => self.open(&text),
            KeepAction::Link(Err(link::BadLink::Damaged)) => self.say(text::LINK_DAMAGED),
            KeepAction::Link(Err(link::BadLink::Newer)) => self.say(text::LINK_NEWER),
            KeepAction::Update => self.note(Some(Note {
                text: text::UPDATE.to_owned(),
                is_error: false,
                way_back: Some(WayBack::Update),
            })),
            KeepAction::Dismiss => self.note(None),
        }
    }

    /// Keeps the session before another is opened or the page goes, with what is unsaved in the editor. In the past that
    /// would begin another future, so there it is given up.
    fn leave(&self) {
        if !self.session.time.is_past {
            self.on_leave.emit(());
        }
        self.keep();
    }

    fn begin(&self, start: Start) {
        self.leave();
        let is_used = self.is_used();
        self.session.restart.emit(start);
        let mut place = self.place.borrow_mut();
        if is_used {
            let (id, name, stored) = (place.id.clone(), place.name.clone(), place.stored.clone());
            place.before = Some(Before { id, name, stored });
        }
        place.move_to(store::fresh_id(), store::fresh_name(start.name()), None);
        place.note = is_used.then(|| Note {
            text: text::BEGAN_ANEW.to_owned(),
            is_error: false,
            way_back: Some(WayBack::Before),
        });
        drop(place);
        self.redraw.force_update();
    }

    fn go_back(&self) {
        if let Some(revive) = &self.session.revive {
            revive.emit(());
            let mut place = self.place.borrow_mut();
            if let Some(before) = place.before.take() {
                place.move_to(before.id, before.name, before.stored);
            }
        }
        self.note(None);
    }

    fn switch(&self, id: Rc<str>) {
        if self.place.borrow().id == id {
            return;
        }
        self.leave();
        match store::get(&id) {
            Some(text) => self.start_opening(&text, id, Some(&text)),
            None => self.say(text::GONE),
        }
    }

    /// Opens a text that comes from outside, under a name of its own.
    fn open(&self, text: &str) {
        self.leave();
        match session_version(text) {
            Some(true) => self.start_opening(text, store::fresh_id(), None),
            Some(false) => self.say(text::SESSION_NEWER),
            None => self.say(text::NO_SESSION),
        }
    }

    fn start_opening(&self, session: &str, id: Rc<str>, stored: Option<&str>) {
        if let Err(error) = self.session.load.emit(store::saved(session)) {
            return self.say(&text::cannot_open(error));
        }
        let name = store::name_in(session).map_or_else(|| store::fresh_name(text::SHARED), Rc::from);
        self.take_place(id, name, stored);
    }

    fn adopt(&self, session: Session, id: Rc<str>, name: Rc<str>) {
        self.session.adopt.emit(session);
        self.take_place(id, name, None);
    }

    fn take_place(&self, id: Rc<str>, name: Rc<str>, stored: Option<&str>) {
        let mut place = self.place.borrow_mut();
        place.move_to(id, name, stored.map(str::to_owned));
        place.note = None;
        drop(place);
        self.redraw.force_update();
    }

    fn rename(&self, id: &Rc<str>, name: &str) {
        if name.is_empty() {
            return;
        }
        let is_open = self.place.borrow().id == *id;
        if is_open {
            self.place.borrow_mut().name = name.into();
            self.keep();
        } else if let Some(text) = store::get(id) {
            store::put(id, &store::named(&store::saved(&text), name));
        }
        self.redraw.force_update();
    }

    fn delete(&self, id: &Rc<str>) {
        let Some(text) = store::get(id) else { return };
        if self.place.borrow().id == *id {
            self.begin(self.session.start);
        }
        let name = store::name_in(&text).unwrap_or(text::UNNAMED);
        store::remove(id);
        self.note(Some(Note {
            text: text::deleted(name),
            is_error: false,
            way_back: Some(WayBack::Deleted(id.clone(), text)),
        }));
    }

    fn file(&self, name: &str, text: &str) {
        if text.trim().is_empty() {
            return self.say(&text::cannot_open_file(name, text::NOTHING_IN_IT));
        }
        match read(name, text, SEED) {
            Ok(Import::Session(text)) => self.open(&text),
            Ok(Import::Cluster(session)) => {
                self.keep();
                let stem = name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or(text::CLUSTER);
                self.adopt(*session, store::fresh_id(), store::fresh_name(stem));
            }
            Ok(Import::File { path, text }) => self.on_file.emit((path, text)),
            Err(error) => self.say(&text::cannot_open_file(name, error)),
        }
    }
}
