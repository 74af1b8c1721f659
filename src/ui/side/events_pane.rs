//! Recent events, newest first.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::page::EventView;
use crate::playground::view::subject::Subject;
use crate::ui::interop::paint::clock_text;
use crate::ui::text::side;

/// Props of [`EventsPane`].
#[derive(Clone, PartialEq, Properties)]
pub struct EventsPaneProps {
    /// The events.
    pub events: Rc<Vec<Rc<EventView>>>,
}

/// Events that are listed; the terminal has them all.
const LISTED_MAX: usize = 100;

/// A list of events.
#[component]
pub fn EventsPane(props: &EventsPaneProps) -> Html {
    if props.events.is_empty() {
        return html! {
            <div class="blank"><h3>{side::NO_EVENTS}</h3>
                <p>{side::NO_EVENTS_HINT}</p></div>
        };
    }
    html! {
        <ol class="events" aria-label={side::EVENTS_LIST}>
            {for props.events.iter().take(LISTED_MAX).map(|event| html! {
                <EventRow key={event.name.clone()} event={event.clone()} />
            })}
        </ol>
    }
}

/// Props of [`EventRow`].
#[derive(Clone, PartialEq, Properties)]
struct EventRowProps {
    event: Rc<EventView>,
}

#[component]
fn EventRow(props: &EventRowProps) -> Html {
    let event = &*props.event;
    let key = Subject::Event(event.name.as_str().into()).key();
    html! {
        <li class={classes!("event", event.warning.then_some("event-warning"))} data-subject={key.clone()} data-choose={key.clone()}>
            <time>{clock_text(event.last_seen_ms)}</time>
            <div>
                <button type="button" class="event-reason" data-choose={key.clone()} data-point={key}
                    title={side::LIGHT_EVENT}>{&event.reason}</button>{" "}<code>{&event.object}</code>
                if event.count > 1 { <span class="event-count">{format!("×{}", event.count)}</span> }
                <p>{&event.message}</p>
            </div>
        </li>
    }
}
