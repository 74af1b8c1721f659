//! Says that a command has begun another future, and offers the way back.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::history::history::FutureId;
use crate::ui::shell::toast::Toast;
use crate::ui::text::time as text;

/// Props of [`CutNote`].
#[derive(Clone, PartialEq, Properties)]
pub struct CutNoteProps {
    /// Which session it is.
    pub serial: u32,
    /// The future that is shown.
    pub future: Option<FutureId>,
    /// The name of the one that was cut.
    pub cut: Option<Rc<str>>,
    /// Takes the command back that cut it.
    pub on_undo: Callback<()>,
}

/// The note, once for each future.
#[component]
pub fn CutNote(props: &CutNoteProps) -> Html {
    let noted = use_state_eq(|| None::<(u32, FutureId)>);
    let here = props.future.map(|future| (props.serial, future));
    let put_away = {
        let noted = noted.setter();
        Callback::from(move |()| noted.set(here))
    };
    let Some(cut) = props.cut.as_ref().filter(|_| *noted != here) else { return html! {} };
    let on_action = {
        let (on_undo, put_away) = (props.on_undo.clone(), put_away.clone());
        Callback::from(move |()| {
            put_away.emit(());
            on_undo.emit(());
        })
    };
    html! {
        <Toast key={here.map(|(_, future)| future.0).unwrap_or_default()} text={text::begins(cut)}
            action={text::UNDO} on_action={on_action} on_close={put_away} />
    }
}
