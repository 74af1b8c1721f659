//! What the page begins with: what its address asks for, or the session that was open last.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::playground::session::session::Session;
use crate::ui::hooks::use_keep::{KeepAction, KeepHandle};
use crate::ui::hooks::use_session::fresh;
use crate::ui::interop::address::{self, Address};
use crate::ui::interop::{dom, link, store};
use crate::ui::text::keep as words;

/// The beginning. Its parts are taken out once.
pub struct Arrival {
    /// What the address asks for.
    pub address: Address,
    /// The session to begin with.
    pub session: Cell<Option<Session>>,
    /// The text of the session that was open last, which takes the place of the other.
    pub last: Option<String>,
    /// The session's key in the store.
    pub id: Rc<str>,
    /// The session's name.
    pub name: Rc<str>,
    /// What could not be done.
    pub problem: Option<String>,
}

impl Arrival {
    /// Looks at the address and into the store.
    pub fn new() -> Arrival {
        let address = address::read();
        let problem = address.unknown.as_deref().map(words::unknown);
        let asked = address.embed || address.start.is_some() || address.lesson.is_some();
        let kept = if asked { None } else { store::current() };
        let last = kept.and_then(|id| Some((store::get(&id)?, id)));
        let session = fresh(address.start.unwrap_or_default(), address.lesson.as_deref());
        let (id, name) = match &last {
            Some((text, id)) => (id.as_str().into(), store::name_in(text).unwrap_or(words::UNNAMED).into()),
            None => (store::fresh_id(), store::fresh_name(session.start().name())),
        };
        let last = last.map(|(text, _)| text);
        Arrival { address, session: Cell::new(Some(session)), last, id, name, problem }
    }
}

impl Default for Arrival {
    fn default() -> Self {
        Arrival::new()
    }
}

/// Opens the session in the address's fragment: on arrival, and when a link is put into an open page's address. Hears of
/// new versions of the page.
#[hook]
pub fn use_links(keep: &KeepHandle) {
    let act = use_mut_ref(|| keep.act.clone());
    *act.borrow_mut() = keep.act.clone();
    use_effect_with((), move |()| {
        if !address::read().embed {
            let act = act.clone();
            link::keep_offline(move || act.borrow().emit(KeepAction::Update));
        }
        let look = move || {
            let act = act.clone();
            spawn_local(async move {
                if let Some(found) = link::unpack(&address::fragment()).await {
                    address::forget_fragment();
                    let act = act.borrow().clone();
                    act.emit(KeepAction::Link(found));
                }
            });
        };
        look();
        // What a start in the address asked for is there; a reload must not begin anew once more.
        let forget = Timeout::new(0, address::forget_start);
        let changed = dom::listen(&dom::window(), "hashchange", move |_| look());
        move || drop((changed, forget))
    });
}
