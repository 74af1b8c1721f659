//! The strip that says that the page shows the past, what a command would cut off, and the ways out.

use yew::prelude::*;

use crate::playground::view::time::Ahead;
use crate::ui::components::icon::icon;
use crate::ui::hooks::use_session::TimeDeed;
use crate::ui::text::time;

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
            <p><b>{time::PAST}</b><span class="past-ahead">{ahead(&props.ahead)}</span></p>
            <button type="button" class="button small" onclick={props.on_time.reform(|_| TimeDeed::Fork)}
                title={time::FORK_HINT}>
                {icon("fork")}{time::FORK}
            </button>
            <button type="button" class="button small primary" onclick={props.on_time.reform(|_| TimeDeed::Present)}>
                {time::PRESENT}
            </button>
        </div>
    }
}

fn ahead(ahead: &Ahead) -> Html {
    let Some(first) = &ahead.first else {
        return html! { {time::NOTHING_AHEAD} };
    };
    let (before, after) = time::commands_ahead(ahead.num_commands);
    html! { <>{before}<code>{first}</code>{after}</> }
}
