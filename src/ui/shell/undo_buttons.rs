//! Takes the last command back, or gives it again.

use yew::prelude::*;

use crate::ui::components::button::IconButton;
use crate::ui::hooks::use_session::TimeDeed;
use crate::ui::text::time;

/// Props of [`UndoButtons`].
#[derive(Clone, PartialEq, Properties)]
pub struct UndoButtonsProps {
    /// The command that an undo takes back.
    pub undo: Option<String>,
    /// The command that a redo gives again.
    pub redo: Option<String>,
    /// Does something with time.
    pub on_time: Callback<TimeDeed>,
}

/// Both. They stand in the head on a desk and beside the time buttons on a phone.
#[component]
pub fn UndoButtons(props: &UndoButtonsProps) -> Html {
    let label = |verb: &str, command: &Option<String>| match command {
        Some(command) => [verb, ": ", command].concat(),
        None => verb.to_owned(),
    };
    html! {
        <div class="undo" role="group" aria-label={time::COMMANDS}>
            <IconButton icon="undo" label={label(time::UNDO, &props.undo)} disabled={props.undo.is_none()}
                on_press={props.on_time.reform(|()| TimeDeed::Undo)} />
            <IconButton icon="redo" label={label(time::REDO, &props.redo)} disabled={props.redo.is_none()}
                on_press={props.on_time.reform(|()| TimeDeed::Redo)} />
        </div>
    }
}
