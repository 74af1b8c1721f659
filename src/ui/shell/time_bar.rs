//! Time at the foot of the page: which way and how fast it runs, the whole session on a track, and the clock.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::time::TimeView;
use crate::ui::components::button::IconButton;
use crate::ui::hooks::use_session::TimeDeed;
use crate::ui::interop::dom;
use crate::ui::shell::futures_menu::FuturesMenu;
use crate::ui::shell::past::Past;
use crate::ui::shell::track::Track;
use crate::ui::shell::undo_buttons::UndoButtons;
use crate::ui::state::{SPEED_MAX, SPEED_MIN};
use crate::ui::text::time;

/// Props of [`TimeBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct TimeBarProps {
    /// Time runs.
    pub playing: bool,
    /// Time runs backwards.
    pub rewinding: bool,
    /// Speed as a power of two.
    pub speed: i32,
    /// Marks, what is ahead, and other futures.
    pub time: Rc<TimeView>,
    /// Plays or pauses.
    pub on_toggle: Callback<()>,
    /// Runs backwards, or stops doing so.
    pub on_rewind: Callback<()>,
    /// Sets the speed.
    pub on_speed: Callback<i32>,
    /// Does something with time.
    pub on_time: Callback<TimeDeed>,
}

/// The bar. In the past a strip above it says so.
#[component]
pub fn TimeBar(props: &TimeBarProps) -> Html {
    let time = &props.time;
    let label = if props.playing { time::PAUSE } else { time::PLAY };
    let rewind = if props.rewinding { time::STOP_REWINDING } else { time::REWIND };
    html! {
        <footer class={classes!("time", time.is_past.then_some("time-past"))} aria-label={time::TIME}>
            if time.is_past {
                <Past ahead={time.ahead.clone()} on_time={props.on_time.clone()} />
            }
            <IconButton icon="rewind" label={rewind} class="rewind" pressed={Some(props.rewinding)}
                on_press={props.on_rewind.clone()} />
            <IconButton icon={if props.playing { "pause" } else { "play" }} label={label} class="play"
                on_press={props.on_toggle.clone()} />
            <IconButton icon="step" label={time::STEP} class="step-forward"
                on_press={props.on_time.reform(|()| TimeDeed::Step)} />
            <UndoButtons undo={time.undo.clone()} redo={time.redo.clone()} on_time={props.on_time.clone()} />
            <Speed speed={props.speed} on_speed={props.on_speed.clone()} />
            <Track scale={time.scale.clone()} marks={time.marks.clone()} on_time={props.on_time.clone()} />
            <div class={classes!("clock", time.is_seeking.then_some("clock-seeks"))}>
                <span class={classes!("clock-dot", props.playing.then_some("clock-runs"))} />
                <time data-clock="" role="timer" aria-label={time::CLOCK}>{"00:00:00"}</time>
            </div>
            <FuturesMenu futures={time.futures.clone()} compared={time.compare.as_ref().map(|compare| compare.there)}
                on_time={props.on_time.clone()} />
        </footer>
    }
}

/// Props of [`Speed`].
#[derive(Clone, PartialEq, Properties)]
struct SpeedProps {
    speed: i32,
    on_speed: Callback<i32>,
}

#[component]
fn Speed(props: &SpeedProps) -> Html {
    let (speed, on_speed) = (props.speed, &props.on_speed);
    let on_slide = on_speed.reform(|event: InputEvent| dom::input_value(&event).parse().unwrap_or(0));
    html! {
        <div class="speed" role="group" aria-label={time::SPEED}>
            <IconButton icon="minus" label={time::SLOWER} class="quiet" disabled={speed <= SPEED_MIN}
                on_press={on_speed.reform(move |()| speed - 1)} />
            <input type="range" min={SPEED_MIN.to_string()} max={SPEED_MAX.to_string()} step="1"
                value={speed.to_string()} aria-label={time::SPEED} aria-valuetext={speed_text(speed)} oninput={on_slide} />
            <IconButton icon="plus" label={time::FASTER} class="quiet" disabled={speed >= SPEED_MAX}
                on_press={on_speed.reform(move |()| speed + 1)} />
            <output>{speed_text(speed)}</output>
        </div>
    }
}

/// `0.25×` to `64×`
fn speed_text(speed: i32) -> String {
    if speed < 0 { format!("{}×", 1.0 / f64::from(1 << -speed)) } else { format!("{}×", 1 << speed) }
}
