//! The menu of sessions: which one is open, the others, a new one, a file.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::playground::starts::Start;
use crate::ui::cluster::chip_input::ChipInput;
use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::components::popover::Popover;
use crate::ui::hooks::use_keep::{KeepAction, KeepHandle};
use crate::ui::interop::store::{self, Kept};
use crate::ui::interop::{dom, link};
use crate::ui::text::{keep, shell};

/// Props of [`SessionMenu`].
#[derive(Clone, PartialEq, Properties)]
pub struct SessionMenuProps {
    /// The session's place.
    pub keep: KeepHandle,
    /// Where it began.
    pub start: Start,
}

/// The session's name, and the menu behind it.
#[component]
pub fn SessionMenu(props: &SessionMenuProps) -> Html {
    let place = &props.keep;
    let face = html! {
        <>
            {icon("file")}
            <span class="session-name">{place.name.to_string()}</span>
            if place.refused { <span class="dirty" title={keep::NOT_KEPT}><span class="visually-hidden">{keep::NOT_KEPT}</span></span> }
        </>
    };
    let (place, start) = (place.clone(), props.start);
    let label = [shell::SESSIONS, ": ", &place.name].concat();
    let panel = Callback::from(move |on_done: Callback<()>| {
        html! { <SessionList keep={place.clone()} {start} {on_done} /> }
    });
    html! { <Popover class="sessions" {label} {face} {panel} /> }
}

/// Props of [`SessionList`].
#[derive(Clone, PartialEq, Properties)]
struct SessionListProps {
    keep: KeepHandle,
    start: Start,
    on_done: Callback<()>,
}

impl SessionListProps {
    /// A click that does something and closes the menu.
    fn act(&self, action: KeepAction) -> Callback<MouseEvent> {
        let (act, on_done) = (self.keep.act.clone(), self.on_done.clone());
        Callback::from(move |_| {
            on_done.emit(());
            act.emit(action.clone());
        })
    }
}

/// The list. It reads the store when it is drawn, which is when the menu opens.
#[component]
fn SessionList(props: &SessionListProps) -> Html {
    let renaming = use_state_eq(|| None::<Rc<str>>);
    let place = &props.keep;
    let mut kept = store::list();
    kept.sort_by_key(|kept| kept.id != place.id);
    let is_listed = kept.first().is_some_and(|first| first.id == place.id);
    if !is_listed {
        let here = Kept {
            id: place.id.clone(),
            name: place.name.clone(),
            start: props.start.name().to_owned(),
            num_lines: 0,
            saved_ms: 0.0,
        };
        kept.insert(0, here);
    }
    let begin = props.act(KeepAction::Begin(props.start));
    let open_file = {
        let (act, on_done) = (place.act.clone(), props.on_done.clone());
        move |_: MouseEvent| {
            let act = act.clone();
            spawn_local(async move { act.emit(KeepAction::Files(link::choose().await)) });
            on_done.emit(());
        }
    };
    html! {
        <>
            <ul class="session-list">{for kept.iter().map(|kept| row(props, kept, &renaming))}</ul>
            if place.refused { <p class="session-hint">{keep::NOT_KEPT}</p> }
            if kept.len() == 1 && !place.refused { <p class="session-hint">{shell::NO_OTHER_SESSION}</p> }
            <div class="session-foot">
                <button type="button" class="button small" onclick={begin}>{icon("plus")}{shell::NEW_SESSION}</button>
                <button type="button" class="button small" onclick={open_file}>{icon("file")}{shell::OPEN_FILE}</button>
            </div>
            <p class="session-hint">{shell::OPEN_HINT}</p>
            <div class="session-starts" role="group" aria-label={shell::NEW_FROM}>
                <span>{shell::NEW_FROM}</span>
                {for Start::OFFERED.into_iter().map(|start| html! {
                    <button type="button" class="link" onclick={props.act(KeepAction::Begin(start))}>
                        {start.name().replace('-', " ")}
                    </button>
                })}
            </div>
        </>
    }
}

fn row(props: &SessionListProps, kept: &Kept, renaming: &UseStateHandle<Option<Rc<str>>>) -> Html {
    let act = &props.keep.act;
    let is_open = kept.id == props.keep.id;
    let id = kept.id.clone();
    if renaming.as_ref() == Some(&id) {
        let done = renaming.clone();
        let on_text = act.reform(move |name: String| KeepAction::Rename(id.clone(), name));
        return html! {
            <li key={kept.id.to_string()} class="session-row">
                <ChipInput initial={kept.name.to_string()} name={shell::RENAME} size="24" {on_text}
                    on_close={Callback::from(move |()| done.set(None))} />
            </li>
        };
    }
    let on_open = props.act(KeepAction::Switch(id.clone()));
    let on_rename = {
        let (renaming, id) = (renaming.clone(), id.clone());
        Callback::from(move |()| renaming.set(Some(id.clone())))
    };
    let on_delete = act.reform(move |()| KeepAction::Delete(id.clone()));
    let words = |verb: &str| [verb, " ", &kept.name].concat();
    html! {
        <li key={kept.id.to_string()} class={classes!("session-row", is_open.then_some("session-open"))}
            aria-current={is_open.then_some("true")}>
            <button type="button" class="session-face" onclick={on_open}>
                <b>{kept.name.to_string()}</b>
                <small>{details(kept)}</small>
            </button>
            <IconButton icon="edit" class="quiet" label={words(shell::RENAME)} on_press={on_rename} />
            if !is_open || kept.num_lines > 0 {
                <IconButton icon="trash" class="quiet" label={words(shell::DELETE)} on_press={on_delete} />
            }
        </li>
    }
}

/// `edge and core · 12 commands · 25/11/2026, 14:05`
fn details(kept: &Kept) -> String {
    let mut parts = vec![kept.start.replace('-', " "), shell::num_lines(kept.num_lines)];
    if kept.saved_ms > 0.0 {
        parts.push(dom::local_time(kept.saved_ms));
    }
    parts.join(" · ")
}
