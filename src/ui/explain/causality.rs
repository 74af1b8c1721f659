//! Requests and notifications as small marks that move between the control plane and the nodes.
//!
//! Drawn from the trace and the time alone, on a canvas that lies over the cluster and takes no clicks. Who asked for less
//! movement sees none of it: the trace says the same in words.

use std::collections::BTreeMap;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};
use yew::prelude::*;

use crate::playground::view::flight::{Flight, Freight, Stop};
use crate::playground::view::page::View;
use crate::ui::hooks::lens::{Lens, use_lens};
use crate::ui::interop::dom;
use crate::ui::interop::frame::FrameLoop;

/// Props of [`Causality`].
#[derive(Clone, PartialEq, Properties)]
pub struct CausalityProps {
    /// Marks are drawn anew whenever it changes, also while time stands.
    pub view: Rc<View>,
    /// Speed as a power of two: a mark takes as long for the eye at any speed.
    pub speed: i32,
}

/// How long a mark is on its way, for the eye.
const SPAN_MS: f64 = 420.0;
/// With more nodes there are no cards for marks to go to.
const NODES_MAX: usize = 60;

/// The canvas.
#[component]
pub fn Causality(props: &CausalityProps) -> Html {
    let canvas = use_node_ref();
    let lens = use_lens();
    let is_on = props.view.nodes.len() <= NODES_MAX && !dom::reduced_motion() && !dom::is_phone();
    use_effect_with((is_on, props.speed, lens), {
        let canvas = canvas.clone();
        move |(is_on, speed, lens)| {
            let frames = is_on.then(|| {
                let (lens, span) = (lens.clone(), (SPAN_MS * 2f64.powi(*speed)) as u64);
                let mut was_empty = true;
                FrameLoop::start(move |_| was_empty = draw(&canvas, &lens, span, was_empty))
            });
            move || drop(frames)
        }
    });
    if !is_on {
        return Html::default();
    }
    html! {
        <canvas class="causality" ref={canvas} aria-hidden="true">
            <i class="probe probe-request" /><i class="probe probe-watch" /><i class="probe probe-bad" />
        </canvas>
    }
}

/// Draws one frame; says whether there was nothing to draw.
fn draw(canvas: &NodeRef, lens: &Lens, span_ms: u64, was_empty: bool) -> bool {
    let flights = lens.flights(span_ms);
    let Some(canvas) = canvas.cast::<HtmlCanvasElement>() else { return true };
    if flights.is_empty() && was_empty {
        return true;
    }
    let Ok(Some(context)) = canvas.get_context("2d") else { return true };
    let context: CanvasRenderingContext2d = context.unchecked_into();
    let ratio = dom::window().device_pixel_ratio();
    let frame = canvas.get_bounding_client_rect();
    let size = ((frame.width() * ratio) as u32, (frame.height() * ratio) as u32);
    if size != (canvas.width(), canvas.height()) {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
        let _ = context.scale(ratio, ratio);
    }
    context.clear_rect(0.0, 0.0, frame.width(), frame.height());
    if flights.is_empty() {
        return true;
    }
    let colours = probes(&canvas);
    let mut places = Places { origin: (frame.left(), frame.top()), known: BTreeMap::new() };
    for flight in &flights {
        if let (Some(from), Some(to)) = (places.of(&flight.from), places.of(&flight.to)) {
            mark(&context, flight, from, to, &colours);
        }
    }
    false
}

/// Where stops are on the canvas, looked up once a frame.
struct Places {
    origin: (f64, f64),
    known: BTreeMap<Stop, Option<Place>>,
}

/// Marks leave and reach a stop at its edges, so that they never lie on its words.
#[derive(Clone, Copy)]
struct Place {
    x: f64,
    top: f64,
    bottom: f64,
}

impl Places {
    fn of(&mut self, stop: &Stop) -> Option<Place> {
        if let Some(known) = self.known.get(stop) {
            return *known;
        }
        let selector = match stop {
            Stop::Kubectl => "[data-stop=kubectl]".to_string(),
            Stop::ApiServer => "[data-stop=api]".to_string(),
            Stop::DaemonSetController => "[data-stop=daemonset]".to_string(),
            Stop::Scheduler => "[data-stop=scheduler]".to_string(),
            Stop::OtherController => "[data-stop=others]".to_string(),
            Stop::Node(name) => format!("[data-node=\"{name}\"]"),
        };
        let part = dom::document().query_selector(&selector).ok().flatten();
        let place = part.map(|part: Element| {
            let frame = part.get_bounding_client_rect();
            let x = match stop {
                // A node is reached above its name.
                Stop::Node(_) => frame.left() + 44f64.min(frame.width() / 2.0),
                _ => frame.left() + frame.width() / 2.0,
            };
            let (top, bottom) = (frame.top() - self.origin.1, frame.bottom() - self.origin.1);
            Place { x: x - self.origin.0, top, bottom }
        });
        self.known.insert(stop.clone(), place);
        place
    }
}

/// A mark on its arc: requests are full, notifications hollow, deletions a cross.
fn mark(context: &CanvasRenderingContext2d, flight: &Flight, from: Place, to: Place, colours: &[String]) {
    let colour = |index: usize| colours.get(index).map_or("gray", String::as_str);
    let share = f64::from(flight.share) / 1000.0;
    let eased = share * share * (3.0 - 2.0 * share);
    // Within the row a mark flies above it, to and from nodes it goes nearly straight from edge to edge.
    let is_row = (from.top - to.top).abs() < 12.0;
    let (start, end) = match is_row {
        true => (from.top - 2.0, to.top - 2.0),
        false if from.top < to.top => (from.bottom + 3.0, to.top - 2.0),
        false => (from.top - 2.0, to.bottom + 3.0),
    };
    let (from, to, lift) = ((from.x, start), (to.x, end), if is_row { 11.0 } else { 4.0 });
    let at = |t: f64| {
        let arc = 4.0 * lift * t * (1.0 - t);
        (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t - arc)
    };
    let (x, y) = at(eased);
    let tail = at((eased - 0.14).max(0.0));
    let index = match flight.freight {
        Freight::Notification => 1,
        Freight::Deletion => 2,
        Freight::Creation | Freight::Change => 0,
    };
    context.set_global_alpha((share * 8.0).min((1.0 - share) * 8.0).clamp(0.0, 1.0));
    context.set_stroke_style_str(colour(index));
    context.set_fill_style_str(colour(index));
    context.set_line_width(1.5);
    context.begin_path();
    context.move_to(tail.0, tail.1);
    context.line_to(x, y);
    context.stroke();
    context.begin_path();
    match flight.freight {
        Freight::Deletion => {
            for (dx, dy) in [(1.0, 1.0), (1.0, -1.0)] {
                context.move_to(x - 4.0 * dx, y - 4.0 * dy);
                context.line_to(x + 4.0 * dx, y + 4.0 * dy);
            }
            context.set_line_width(2.2);
            context.stroke();
        }
        Freight::Notification => {
            let _ = context.arc(x, y, 3.4, 0.0, std::f64::consts::TAU);
            context.stroke();
        }
        freight => {
            let radius = if freight == Freight::Creation { 4.6 } else { 3.4 };
            let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
            context.fill();
        }
    }
    context.set_global_alpha(1.0);
}

/// The colours of the tokens as the browser computes them: a canvas knows no custom properties.
fn probes(canvas: &HtmlCanvasElement) -> Vec<String> {
    let children = canvas.children();
    (0..children.length())
        .filter_map(|index| children.item(index))
        .filter_map(|probe| dom::window().get_computed_style(&probe).ok().flatten())
        .filter_map(|style| style.get_property_value("color").ok())
        .collect()
}
