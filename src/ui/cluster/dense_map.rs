//! The same cluster when it has many nodes: one small cell a node on a canvas, with the facts in a table below.
//!
//! A cell's colour is the revision of its pod, its size and shape the state: full when ready, a bar while something is
//! under way, hollow while terminating, a dot without a pod.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use yew::prelude::*;

use crate::playground::view::cluster::{NodeView, PodState, PodView};
use crate::ui::cluster::fact_table::{FactTable, facts};
use crate::ui::cluster::node_card::NodeCard;
use crate::ui::cluster::pod_chip::COLOURS;
use crate::ui::interop::dom;

/// Props of [`DenseMap`].
#[derive(Clone, PartialEq, Properties)]
pub struct DenseMapProps {
    /// The nodes.
    pub nodes: Rc<Vec<Rc<NodeView>>>,
    /// The selected node.
    pub selected: Option<Rc<str>>,
    /// Redraws when the theme changes.
    pub dark: bool,
    /// A node is selected, or let go of.
    pub on_select: Callback<Rc<str>>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// Where the cells lie.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Layout {
    columns: usize,
    rows: usize,
    pitch: f64,
}

const HEIGHT_MAX: f64 = 280.0;

impl Layout {
    fn fit(count: usize, width: f64) -> Layout {
        let area = width * HEIGHT_MAX / count.max(1) as f64;
        let pitch = area.sqrt().floor().clamp(5.0, 22.0);
        let columns = ((width / pitch) as usize).max(1);
        Layout { columns, rows: count.div_ceil(columns), pitch }
    }

    fn corner(&self, index: usize) -> (f64, f64) {
        ((index % self.columns) as f64 * self.pitch, (index / self.columns) as f64 * self.pitch)
    }

    fn at(&self, x: f64, y: f64, count: usize) -> Option<usize> {
        let column = (x / self.pitch) as usize;
        let index = (y / self.pitch) as usize * self.columns + column;
        (x >= 0.0 && y >= 0.0 && column < self.columns && index < count).then_some(index)
    }
}

/// Map, facts of the node under the pointer, the selected node's card, and the table.
#[component]
pub fn DenseMap(props: &DenseMapProps) -> Html {
    let canvas = use_node_ref();
    let layout = use_mut_ref(Layout::default);
    let pointed = use_state_eq(|| None::<usize>);
    use_effect_with((props.nodes.clone(), props.dark, *pointed), {
        let (canvas, layout) = (canvas.clone(), layout.clone());
        move |(nodes, _, pointed): &(Rc<Vec<Rc<NodeView>>>, bool, Option<usize>)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                *layout.borrow_mut() = draw(&canvas, nodes, *pointed);
            }
        }
    });
    let hand = Hand {
        nodes: props.nodes.clone(),
        layout,
        pointed: pointed.clone(),
        on_select: props.on_select.clone(),
    };
    let count = props.nodes.len();
    let on_move = {
        let hand = hand.clone();
        move |event: MouseEvent| hand.pointed.set(hand.locate(&event))
    };
    let on_click = {
        let hand = hand.clone();
        move |event: MouseEvent| hand.select(hand.locate(&event))
    };
    let on_key = move |event: KeyboardEvent| hand.press(&event);
    let line = pointed.and_then(|index| props.nodes.get(index)).map(|node| facts(node).join(" · "));
    let selected = props.nodes.iter().find(|node| props.selected.as_ref() == Some(&node.name));
    html! {
        <section class="map" aria-label="Nodes">
            <canvas ref={canvas} tabindex="0" role="application" onmousemove={on_move} onclick={on_click}
                onkeydown={on_key} aria-describedby="map-line"
                aria-label={format!("Map of {count} nodes: arrow keys move, Enter selects")}>
                {for (0..COLOURS).map(|colour| html! { <i class={format!("probe rev-{colour}")} /> })}
                <i class="probe probe-idle" /><i class="probe probe-bad" />
                {for (0..COLOURS).map(|colour| html! { <i class={format!("probe probe-soft rev-{colour}")} /> })}
                <i class="probe probe-ring" />
            </canvas>
            <p id="map-line" class="map-line" aria-live="polite">
                {line.unwrap_or_else(|| format!("{count} nodes. Point at one to see what it is; select it to change it."))}
            </p>
            if let Some(node) = selected {
                <NodeCard key={node.name.to_string()} node={node.clone()} on_issue={props.on_issue.clone()} />
            }
            <FactTable nodes={props.nodes.clone()} on_select={props.on_select.clone()} />
        </section>
    }
}

/// What pointer and keys do to the map.
#[derive(Clone)]
struct Hand {
    nodes: Rc<Vec<Rc<NodeView>>>,
    layout: Rc<RefCell<Layout>>,
    pointed: UseStateHandle<Option<usize>>,
    on_select: Callback<Rc<str>>,
}

impl Hand {
    fn locate(&self, event: &MouseEvent) -> Option<usize> {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        self.layout.borrow().at(x, y, self.nodes.len())
    }

    fn select(&self, index: Option<usize>) {
        if let Some(node) = index.and_then(|index| self.nodes.get(index)) {
            self.on_select.emit(node.name.clone());
        }
    }

    fn press(&self, event: &KeyboardEvent) {
        let columns = self.layout.borrow().columns as isize;
        let at = self.pointed.map_or(-1, |at| at as isize);
        let next = match event.key().as_str() {
            "ArrowRight" => at + 1,
            "ArrowLeft" => at - 1,
            "ArrowDown" => at + columns,
            "ArrowUp" => at - columns,
            "Enter" | " " => {
                event.prevent_default();
                event.stop_propagation();
                return self.select(*self.pointed);
            }
            _ => return,
        };
        event.prevent_default();
        let last = (self.nodes.len() as isize - 1).max(0);
        self.pointed.set(Some(next.clamp(0, last) as usize));
    }
}

/// The pod that a cell speaks of: the one with most to say.
fn telling(node: &NodeView) -> Option<&Rc<PodView>> {
    node.pods.iter().min_by_key(|pod| match pod.state {
        PodState::Failed => 0,
        PodState::Terminating => 2,
        PodState::Ready | PodState::Succeeded => 3,
        _ => 1,
    })
}

/// Colour group and shape of a cell.
fn look(node: &NodeView) -> (u8, PodState) {
    match telling(node) {
        None => (COLOURS, PodState::Pending),
        Some(pod) if pod.state == PodState::Failed => (COLOURS + 1, PodState::Failed),
        Some(pod) => (pod.revision.map_or(COLOURS, |mark| mark.colour % COLOURS), pod.state),
    }
}

fn draw(canvas: &HtmlCanvasElement, nodes: &[Rc<NodeView>], pointed: Option<usize>) -> Layout {
    let ratio = dom::window().device_pixel_ratio();
    let width = f64::from(canvas.client_width()).max(40.0);
    let layout = Layout::fit(nodes.len(), width);
    let height = layout.rows as f64 * layout.pitch;
    let size = ((width * ratio) as u32, (height * ratio) as u32);
    let Ok(Some(context)) = canvas.get_context("2d") else { return layout };
    let context: CanvasRenderingContext2d = context.unchecked_into();
    // A new size costs a new buffer and forgets the scale, so it is set only when it changes.
    if size != (canvas.width(), canvas.height()) {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
        let _ = canvas.style().set_property("height", &format!("{height}px"));
        let _ = context.scale(ratio, ratio);
    }
    context.clear_rect(0.0, 0.0, width, height);
    let colours = probes(canvas);
    let mut looks: Vec<(u8, PodState, usize)> = nodes
        .iter()
        .enumerate()
        .map(|(index, node)| {
            let (colour, state) = look(node);
            (colour, state, index)
        })
        .collect();
    // One path a colour: the canvas is asked to fill a handful of times, however many nodes there are.
    looks.sort_unstable();
    for run in looks.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(colour, ..)) = run.first() else { continue };
        let fill = |index: u8| {
            context.set_fill_style_str(colours.get(usize::from(index)).map_or("gray", String::as_str));
            context.fill();
        };
        if colour < COLOURS {
            context.begin_path();
            for &(_, _, index) in run.iter().filter(|look| under_way(look.1)) {
                let (x, y) = layout.corner(index);
                context.rect(x, y, layout.pitch - 1.0, layout.pitch - 1.0);
            }
            fill(COLOURS + 2 + colour);
        }
        context.begin_path();
        for &(_, state, index) in run {
            cell(&context, &layout, index, colour == COLOURS, state);
        }
        fill(colour);
    }
    if let Some(index) = pointed {
        let (x, y) = layout.corner(index);
        context.set_stroke_style_str(colours.last().map_or("gray", String::as_str));
        context.set_line_width(2.0);
        context.stroke_rect(x, y, layout.pitch - 1.0, layout.pitch - 1.0);
    }
    layout
}

fn under_way(state: PodState) -> bool {
    state < PodState::Ready
}

fn cell(context: &CanvasRenderingContext2d, layout: &Layout, index: usize, idle: bool, state: PodState) {
    let (x, y) = layout.corner(index);
    let side = layout.pitch - 1.0;
    let part = |share: f64| (side * share).max(1.0);
    match state {
        _ if idle => context.rect(x + part(0.35), y + part(0.35), part(0.3), part(0.3)),
        PodState::Ready | PodState::Failed | PodState::Succeeded => context.rect(x, y, side, side),
        PodState::Terminating => {
            let edge = part(0.16);
            context.rect(x, y, side, edge);
            context.rect(x, y + side - edge, side, edge);
            context.rect(x, y + edge, edge, side - 2.0 * edge);
            context.rect(x + side - edge, y + edge, edge, side - 2.0 * edge);
        }
        PodState::NotReady => context.rect(x, y + part(0.34), side, part(0.66)),
        _ => context.rect(x, y + part(0.66), side, part(0.34)),
    }
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
