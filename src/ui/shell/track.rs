//! The track: the whole session from its beginning, with its marks and a knob at the moment.
//!
//! Where the knob stands and how far the session has run is painted past Yew with every frame: `--now` and `--end`.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::apimachinery::time::Time;
use crate::playground::history::scale::Scale;
use crate::playground::view::time::{MarkLook, MarkView};
use crate::ui::hooks::use_session::TimeDeed;
use crate::ui::interop::dom;
use crate::ui::interop::paint::clock_text;
use crate::ui::interop::place::place;
use crate::ui::text::time;

/// Props of [`Track`].
#[derive(Clone, PartialEq, Properties)]
pub struct TrackProps {
    /// Where moments are drawn.
    pub scale: Rc<Scale>,
    /// What stands out.
    pub marks: Rc<Vec<MarkView>>,
    /// Does something with time.
    pub on_time: Callback<TimeDeed>,
}

/// How far an arrow key goes, in milliseconds.
const ARROW_MS: u64 = 1_000;
/// A mark closer to the pointer than this share of the track is named.
const NEAR: f64 = 0.012;

/// What the pointer is over.
#[derive(Clone, Debug, PartialEq)]
struct Hint {
    place: f64,
    at: u64,
    mark: Option<MarkView>,
}

/// The track, as a slider.
#[component]
pub fn Track(props: &TrackProps) -> Html {
    let node = use_node_ref();
    let dragging = use_mut_ref(|| false);
    let hint = use_state_eq(|| None::<Hint>);
    let at_pointer = pointer(&node, props);
    let on_down = {
        let (at, dragging, on_time) = (at_pointer.clone(), dragging.clone(), props.on_time.clone());
        move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            if let Some(target) = event.current_target() {
                let target: &Element = wasm_bindgen::JsCast::unchecked_ref(&target);
                let _ = target.set_pointer_capture(event.pointer_id());
            }
            *dragging.borrow_mut() = true;
            if let Some(hint) = at(&event) {
                on_time.emit(TimeDeed::Seek(hint.at));
            }
        }
    };
    let on_move = {
        let (at, dragging, on_time) = (at_pointer, dragging.clone(), props.on_time.clone());
        let hint = hint.setter();
        move |event: PointerEvent| {
            let found = at(&event);
            if let Some(found) = found.as_ref().filter(|_| *dragging.borrow()) {
                on_time.emit(TimeDeed::Seek(found.at));
            }
            hint.set(found);
        }
    };
    let on_up = move |_: PointerEvent| *dragging.borrow_mut() = false;
    let on_leave = {
        let hint = hint.setter();
        move |_: PointerEvent| hint.set(None)
    };
    html! {
        <div class="track" ref={node} data-track="" role="slider" tabindex="0" aria-label={time::TRACK}
            aria-valuemin="0" aria-valuenow="0" aria-valuemax="0" aria-orientation="horizontal"
            onpointerdown={on_down} onpointermove={on_move} onpointerup={on_up.clone()} onpointercancel={on_up}
            onpointerleave={on_leave} onkeydown={keys(&props.on_time)}>
            <div class="track-rail"><i class="track-ahead" /><i class="track-done" /></div>
            <Marks scale={props.scale.clone()} marks={props.marks.clone()} />
            <i class="track-knob" />
            if let Some(hint) = &*hint { <Tip hint={hint.clone()} /> }
        </div>
    }
}

/// The moment under the pointer. Close to a mark it is the mark's, so that what one points at is what one gets.
fn pointer(node: &NodeRef, props: &TrackProps) -> impl Fn(&PointerEvent) -> Option<Hint> + Clone + 'static {
    let (node, scale, marks) = (node.clone(), props.scale.clone(), props.marks.clone());
    move |event: &PointerEvent| {
        let rect = node.cast::<HtmlElement>()?.get_bounding_client_rect();
        let place = ((f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0)).clamp(0.0, 1.0);
        let distance = |mark: &MarkView| (scale.place(Time(mark.at_ms)) - place).abs();
        let near = marks.iter().filter(|mark| distance(mark) < NEAR);
        // A command is worth more than the events around it.
        let mark = near.max_by(|a, b| a.look.cmp(&b.look).then(distance(b).total_cmp(&distance(a)))).cloned();
        let at = mark.as_ref().map_or_else(|| scale.moment(place).0, |mark| mark.at_ms);
        Some(Hint { place, at, mark })
    }
}

fn keys(on_time: &Callback<TimeDeed>) -> impl Fn(KeyboardEvent) + 'static {
    let on_time = on_time.clone();
    move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let now = dom::document()
            .query_selector("[data-now]")
            .ok()
            .flatten()
            .and_then(|element| element.get_attribute("data-now")?.parse::<u64>().ok())
            .unwrap_or_default();
        let deed = match (event.key().as_str(), event.shift_key()) {
            ("ArrowLeft" | "ArrowDown", false) => TimeDeed::Seek(now.saturating_sub(ARROW_MS)),
            ("ArrowRight" | "ArrowUp", false) => TimeDeed::Seek(now + ARROW_MS),
            ("PageDown" | "ArrowLeft" | "ArrowDown", _) => TimeDeed::PreviousMark,
            ("PageUp" | "ArrowRight" | "ArrowUp", _) => TimeDeed::NextMark,
            ("Home", _) => TimeDeed::Seek(0),
            ("End", _) => TimeDeed::Present,
            _ => return,
        };
        on_time.emit(deed);
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Props of [`Tip`].
#[derive(Clone, PartialEq, Properties)]
struct TipProps {
    hint: Hint,
}

#[component]
fn Tip(props: &TipProps) -> Html {
    let (node, hint) = (use_node_ref(), &props.hint);
    use_effect_with(hint.clone(), {
        let node = node.clone();
        move |_| place(&node)
    });
    let edge = match hint.place {
        place if place < 0.12 => Some("tip-left"),
        place if place > 0.88 => Some("tip-right"),
        _ => None,
    };
    html! {
        <div class={classes!("track-tip", edge)} ref={node} data-left={format!("{:.2}", hint.place * 100.0)} aria-hidden="true">
            <b>{clock_text(hint.at)}</b>
            if let Some(mark) = &hint.mark {
                <span class={look_class(mark.look)}>{&*mark.text}</span>
            }
        </div>
    }
}

/// Props of [`Marks`].
#[derive(Clone, PartialEq, Properties)]
struct MarksProps {
    scale: Rc<Scale>,
    marks: Rc<Vec<MarkView>>,
}

/// The marks, of which those that would be drawn over each other are one.
#[component]
fn Marks(props: &MarksProps) -> Html {
    let node = use_node_ref();
    use_effect_with(props.clone(), {
        let node = node.clone();
        move |_| place(&node)
    });
    let mut drawn: Vec<(u32, MarkLook)> = Vec::new();
    let mut revisions: Vec<u32> = Vec::new();
    for mark in props.marks.iter() {
        // A track has room for some four hundred ticks.
        let place = (props.scale.place(Time(mark.at_ms)) * 400.0).round() as u32;
        match drawn.last_mut() {
            // A revision follows the command that asks for it at once; it stands above the others.
            _ if mark.look == MarkLook::Revision => revisions.push(place),
            Some((last, look)) if *last == place => *look = mark.look.max(*look),
            _ => drawn.push((place, mark.look)),
        }
    }
    revisions.dedup();
    drawn.extend(revisions.into_iter().map(|place| (place, MarkLook::Revision)));
    html! {
        <div class="track-marks" ref={node} aria-hidden="true">
            {for drawn.into_iter().map(|(place, look)| html! {
                <i class={look_class(look)} data-left={(f64::from(place) / 4.0).to_string()} />
            })}
        </div>
    }
}

fn look_class(look: MarkLook) -> &'static str {
    match look {
        MarkLook::Event => "mark mark-event",
        MarkLook::Warning => "mark mark-warning",
        MarkLook::Revision => "mark mark-revision",
        MarkLook::Command => "mark mark-command",
    }
}
