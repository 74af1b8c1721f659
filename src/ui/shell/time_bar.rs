//! Time at the foot of the page.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::page::EventView;
use crate::ui::components::button::IconButton;
use crate::ui::interop::dom;
use crate::ui::state::{SPEED_MAX, SPEED_MIN};

/// Props of [`TimeBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct TimeBarProps {
    /// Time runs.
    pub playing: bool,
    /// Speed as a power of two.
    pub speed: i32,
    /// The last event, as a ticker.
    pub latest: Option<Rc<EventView>>,
    /// Plays or pauses.
    pub on_toggle: Callback<()>,
    /// Goes to the next occurrence.
    pub on_step: Callback<()>,
    /// Sets the speed.
    pub on_speed: Callback<i32>,
}

/// Play, step, speed, the latest event and the clock.
#[component]
pub fn TimeBar(props: &TimeBarProps) -> Html {
    let label = if props.playing { "Pause" } else { "Play" };
    let on_slide = props.on_speed.reform(|event: InputEvent| dom::input_value(&event).parse().unwrap_or(0));
    let (speed, on_speed) = (props.speed, props.on_speed.clone());
    html! {
        <footer class="time" aria-label="Time">
            <IconButton icon={if props.playing { "pause" } else { "play" }} label={label} class="play"
                on_press={props.on_toggle.clone()} />
            <IconButton icon="step" label="Step to the next occurrence" on_press={props.on_step.clone()} />
            <div class="speed" role="group" aria-label="Speed">
                <IconButton icon="minus" label="Slower" class="quiet" disabled={speed <= SPEED_MIN}
                    on_press={on_speed.reform(move |()| speed - 1)} />
                <input type="range" min={SPEED_MIN.to_string()} max={SPEED_MAX.to_string()} step="1"
                    value={speed.to_string()} aria-label="Speed" aria-valuetext={speed_text(speed)} oninput={on_slide} />
                <IconButton icon="plus" label="Faster" class="quiet" disabled={speed >= SPEED_MAX}
                    on_press={on_speed.reform(move |()| speed + 1)} />
                <output>{speed_text(speed)}</output>
            </div>
            <p class="ticker">
                if let Some(event) = &props.latest {
                    <span key={format!("{}-{}", event.name, event.count)} class="ticker-line">
                        <b>{&event.reason}</b>{" "}{&event.message}
                    </span>
                }
            </p>
            <div class="clock">
                <span class={classes!("clock-dot", props.playing.then_some("clock-runs"))} />
                <time data-clock="" role="timer" aria-label="Simulated time">{"00:00:00"}</time>
            </div>
        </footer>
    }
}

/// `0.25×` to `64×`
fn speed_text(speed: i32) -> String {
    if speed < 0 { format!("{}×", 1.0 / f64::from(1 << -speed)) } else { format!("{}×", 1 << speed) }
}
