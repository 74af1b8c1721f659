//! The strip that says that the page shows the past, what a command would cut off, and the ways out.

use yew::prelude::*;

use crate::playground::view::time::Ahead;
use crate::ui::components::icon::icon;
use crate::ui::hooks::use_session::TimeDeed;

/// Props of [`Past`].
#[derive(Clone, PartialEq, Properties)]
pub struct PastProps {
    /// What is ahead.
    pub ahead: Ahead,
    /// Does something with time.
    pub on_time: Callback<TimeDeed>,
}

/// The strip.
#[component]
pub fn Past(props: &PastProps) -> Html {
    html! {
        <div class="past" role="status">
            {icon("past")}
            <p><b>{"You are in the past"}</b><span class="past-ahead">{ahead(&props.ahead)}</span></p>
            <button type="button" class="button small" onclick={props.on_time.reform(|_| TimeDeed::Fork)}
                title="Go on from here without what is ahead; that is kept as a future of its own">
                {icon("fork")}{"Fork here"}
            </button>
            <button type="button" class="button small primary" onclick={props.on_time.reform(|_| TimeDeed::Present)}>
                {"Back to the present"}
            </button>
        </div>
    }
}

fn ahead(ahead: &Ahead) -> Html {
    let Some(first) = &ahead.first else {
        return html! { {"Playing shows what came next. A command here begins another future; this one is kept."} };
    };
    let count = match ahead.num_commands {
        1 => "A command here begins another future, without ".to_owned(),
        count => format!("A command here begins another future, without {count} commands from "),
    };
    html! { <>{count}<code>{first}</code>{" on; this one is kept."}</> }
}
