//! What lies over the page for a moment: a note on what was kept or opened.

use yew::prelude::*;

use crate::ui::hooks::use_keep::{KeepAction, KeepHandle, WayBack};
use crate::ui::interop::link;
use crate::ui::shell::toast::Toast;
use crate::ui::text::keep;

/// Props of [`Notes`].
#[derive(Clone, PartialEq, Properties)]
pub struct NotesProps {
    /// The session's place.
    pub keep: KeepHandle,
}

/// The note.
#[component]
pub fn Notes(props: &NotesProps) -> Html {
    let act = &props.keep.act;
    html! {
        <>
            if let Some(note) = &props.keep.note {
                <Toast key={note.text.clone()} text={note.text.clone()} is_error={note.is_error}
                    action={note.way_back.as_ref().map(word)}
                    on_action={take(act, note.way_back.clone())}
                    on_close={act.reform(|()| KeepAction::Dismiss)} />
            }
        </>
    }
}

fn word(way_back: &WayBack) -> AttrValue {
    match way_back {
        WayBack::Before | WayBack::Deleted(..) => keep::BRING_BACK.into(),
        WayBack::Update => keep::RELOAD.into(),
    }
}

fn take(act: &Callback<KeepAction>, way_back: Option<WayBack>) -> Callback<()> {
    let act = act.clone();
    Callback::from(move |()| match way_back.clone() {
        Some(WayBack::Before) => act.emit(KeepAction::GoBack),
        Some(WayBack::Deleted(id, text)) => act.emit(KeepAction::Restore(id, text)),
        Some(WayBack::Update) => link::take_update(),
        None => {}
    })
}
