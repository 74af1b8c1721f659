//! The same cluster when it has many nodes: one small cell a node on a canvas, with the facts in a table below.
//!
//! It can be grouped by a label, zoomed and moved; pointer and keys go from node to node.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{HtmlCanvasElement, HtmlElement, PointerEvent, WheelEvent};
use yew::prelude::*;

use crate::playground::view::cluster::NodeView;
use crate::playground::view::subject::Subject;
use crate::ui::cluster::fact_table::{FactTable, facts};
use crate::ui::cluster::map_fingers::Fingers;
use crate::ui::cluster::map_layout::Camera;
use crate::ui::cluster::map_painter::{Lit, Painter};
use crate::ui::cluster::node_card::NodeCard;
use crate::ui::cluster::pod_chip::COLOURS;
use crate::ui::components::button::IconButton;
use crate::ui::hooks::lens::use_lens;
use crate::ui::interop::dom;
use crate::ui::text::{controls, map};

/// Props of [`DenseMap`].
#[derive(Clone, PartialEq, Properties)]
pub struct DenseMapProps {
    /// The nodes.
    pub nodes: Rc<Vec<Rc<NodeView>>>,
    /// The selected node.
    pub selected: Option<Rc<str>>,
    /// What is lit up.
    pub lit: Option<Subject>,
    /// Redraws when the theme changes.
    pub dark: bool,
    /// A node is selected, or let go of.
    pub on_select: Callback<Rc<str>>,
    /// Issues a command line.
    pub on_issue: Callback<String>,
}

/// How much a key or a button zooms.
const ZOOM_STEP: f64 = 1.5;
/// Pixels after which a press is a drag and no click.
const DRAG_FROM: f64 = 4.0;
/// A label with more values than this groups nothing.
const GROUPS_MAX: usize = 40;
/// Nodes whose labels are offered for grouping: a look at all of ten thousand would cost a frame.
const NODES_LOOKED_AT: usize = 400;

/// Map, facts of the node under the pointer, the selected node's card, and the table.
#[component]
pub fn DenseMap(props: &DenseMapProps) -> Html {
    let canvas = use_node_ref();
    let ring = use_node_ref();
    let painter = use_mut_ref(Painter::default);
    let pointed = use_state_eq(|| None::<usize>);
    let grouping = use_state_eq(|| None::<String>);
    let size = use_state_eq(|| (0, 0));
    let lit = use_lit(props);
    let painted = use_mut_ref(|| None::<(bool, (i32, i32))>);
    use_effect_with((props.nodes.clone(), props.dark, (*grouping).clone(), *size, lit.clone()), {
        let (canvas, painter) = (canvas.clone(), painter.clone());
        move |(nodes, dark, grouping, size, lit)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                let anew = painted.replace(Some((*dark, *size))) != Some((*dark, *size));
                painter.borrow_mut().show(&canvas, nodes, lit, grouping.as_deref(), anew);
            }
        }
    });
    use_effect_with((), {
        let size = size.clone();
        move |()| {
            let resized = dom::listen(&dom::window(), "resize", move |_| size.set(dom::window_size()));
            move || drop(resized)
        }
    });
    let hand = Hand {
        canvas: canvas.clone(),
        painter,
        grip: use_mut_ref(|| None),
        fingers: use_mut_ref(Fingers::default),
        pointed: pointed.clone(),
        nodes: props.nodes.clone(),
        on_select: props.on_select.clone(),
    };
    use_effect_with((*pointed, props.nodes.len()), {
        let (hand, ring) = (hand.clone(), ring.clone());
        move |_| hand.place_ring(&ring)
    });
    let count = props.nodes.len();
    let line = pointed.and_then(|index| props.nodes.get(index)).map(|node| facts(node).join(" · "));
    let selected = props.nodes.iter().find(|node| props.selected.as_ref() == Some(&node.name));
    html! {
        <section class="map" aria-label={controls::NODES}>
            {tools(props, &hand, &ring, &grouping)}
            <div class="map-box">
                {draw_canvas(&hand, &ring, count)}
                <i class="map-ring" ref={ring} hidden={pointed.is_none()} />
            </div>
            <p id="map-line" class="map-line" aria-live="polite">{line.unwrap_or_else(|| sentence(&lit, count))}</p>
            if let Some(node) = selected {
                <NodeCard key={node.name.to_string()} node={node.clone()} on_issue={props.on_issue.clone()} />
            }
            <FactTable nodes={props.nodes.clone()} on_select={props.on_select.clone()} />
        </section>
    }
}

/// Which of the nodes are touched by what is lit up; none are told apart where it touches no node.
#[hook]
fn use_lit(props: &DenseMapProps) -> Lit {
    let lens = use_lens();
    let lit = use_memo((props.lit.clone(), props.nodes.clone()), move |(lit, nodes)| {
        let touched = lens.touched(lit.as_ref()?);
        let lit: Vec<bool> = nodes.iter().map(|node| touched.has_node(&node.name)).collect();
        lit.contains(&true).then(|| Rc::new(lit))
    });
    (*lit).clone()
}

fn sentence(lit: &Lit, count: usize) -> String {
    match lit {
        Some(lit) => map::lit(lit.iter().filter(|lit| **lit).count(), count),
        None => map::hint(count),
    }
}

fn tools(
    props: &DenseMapProps,
    hand: &Hand,
    ring: &NodeRef,
    grouping: &UseStateHandle<Option<String>>,
) -> Html {
    let on_group = {
        let grouping = grouping.clone();
        move |event: Event| grouping.set(Some(dom::select_value(&event)).filter(|key| !key.is_empty()))
    };
    let zoom = |factor: Option<f64>| {
        let (hand, ring) = (hand.clone(), ring.clone());
        Callback::from(move |()| hand.zoom(factor, None, &ring))
    };
    html! {
        <div class="map-tools">
            <label>{controls::GROUP_BY}{" "}<select class="field" onchange={on_group}>
                <option value="" selected={grouping.is_none()}>{controls::NO_GROUPS}</option>
                {for keys(&props.nodes).into_iter().map(|key| {
                    let selected = grouping.as_deref() == Some(key.as_str());
                    html! { <option value={key.clone()} {selected}>{key}</option> }
                })}
            </select></label>
            <span class="grow" />
            <IconButton icon="zoom-out" label={map::ZOOM_OUT} class="quiet" on_press={zoom(Some(1.0 / ZOOM_STEP))} />
            <IconButton icon="zoom-in" label={map::ZOOM_IN} class="quiet" on_press={zoom(Some(ZOOM_STEP))} />
            <IconButton icon="fit" label={map::FIT} class="quiet" on_press={zoom(None)} />
        </div>
    }
}

/// Keys of labels that tell nodes apart without giving each a group of its own.
fn keys(nodes: &[Rc<NodeView>]) -> Vec<String> {
    let mut values: std::collections::BTreeMap<&str, std::collections::BTreeSet<&str>> =
        std::collections::BTreeMap::new();
    let step = nodes.len().div_ceil(NODES_LOOKED_AT).max(1);
    for label in nodes.iter().step_by(step).flat_map(|node| node.labels.iter()) {
        values.entry(&label.key).or_default().insert(&label.value);
    }
    let tells = |values: &std::collections::BTreeSet<&str>| (1..=GROUPS_MAX).contains(&values.len());
    values.into_iter().filter(|(_, values)| tells(values)).map(|(key, _)| key.to_owned()).collect()
}

fn draw_canvas(hand: &Hand, ring: &NodeRef, count: usize) -> Html {
    let on_down = {
        let hand = hand.clone();
        move |event: PointerEvent| hand.press_down(&event)
    };
    let on_move = {
        let (hand, ring) = (hand.clone(), ring.clone());
        move |event: PointerEvent| hand.move_to(&event, &ring)
    };
    let on_up = {
        let hand = hand.clone();
        move |event: PointerEvent| hand.let_go(&event)
    };
    // The page scrolls with the finger from here on.
    let on_cancel = {
        let hand = hand.clone();
        move |event: PointerEvent| {
            hand.lift(&event);
            *hand.grip.borrow_mut() = None;
        }
    };
    let on_wheel = {
        let (hand, ring) = (hand.clone(), ring.clone());
        // A wheel alone scrolls the page; with Ctrl, as a pinch on a touchpad sends it, it zooms.
        move |event: WheelEvent| {
            if event.ctrl_key() {
                event.prevent_default();
                let about = (f64::from(event.offset_x()), f64::from(event.offset_y()));
                hand.zoom(Some((-event.delta_y() / 120.0).exp2().clamp(0.5, 2.0)), Some(about), &ring);
            }
        }
    };
    let on_key = {
        let (hand, ring) = (hand.clone(), ring.clone());
        move |event: KeyboardEvent| hand.press_key(&event, &ring)
    };
    html! {
        <canvas ref={hand.canvas.clone()} tabindex="0" role="application" onpointerdown={on_down} onpointermove={on_move}
            onpointerup={on_up} onpointercancel={on_cancel} onwheel={on_wheel} onkeydown={on_key} aria-describedby="map-line"
            aria-label={map::label(count)}>
            {for (0..COLOURS).map(|colour| html! { <i class={format!("probe rev-{colour}")} /> })}
            <i class="probe probe-idle" /><i class="probe probe-bad" />
            {for (0..COLOURS).map(|colour| html! { <i class={format!("probe probe-soft rev-{colour}")} /> })}
            <i class="probe probe-ring" />
        </canvas>
    }
}

/// Where a drag began, and what was seen then.
type Grip = Option<((f64, f64), Camera, bool)>;

/// What pointer and keys do to the map.
#[derive(Clone)]
struct Hand {
    canvas: NodeRef,
    painter: Rc<RefCell<Painter>>,
    grip: Rc<RefCell<Grip>>,
    fingers: Rc<RefCell<Fingers>>,
    pointed: UseStateHandle<Option<usize>>,
    nodes: Rc<Vec<Rc<NodeView>>>,
    on_select: Callback<Rc<str>>,
}

fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}

impl Hand {
    fn node_at(&self, at: (f64, f64)) -> Option<usize> {
        let painter = self.painter.borrow();
        let (x, y) = painter.camera.at(at);
        let slot = painter.layout.slot_at(x, y)?;
        painter.layout.order.get(slot).map(|node| *node as usize)
    }

    fn press_down(&self, event: &PointerEvent) {
        let is_pinch = event.pointer_type() == "touch" && {
            let mut fingers = self.fingers.borrow_mut();
            fingers.put_down(event.pointer_id(), place(event));
            fingers.is_pinch()
        };
        // A pinch is no press: what is under it when it ends is not selected.
        *self.grip.borrow_mut() = Some((place(event), self.painter.borrow().camera, is_pinch));
    }

    fn move_to(&self, event: &PointerEvent, ring: &NodeRef) {
        let at = place(event);
        let pinch = self.fingers.borrow_mut().move_to(event.pointer_id(), at);
        if let Some((from, to)) = pinch {
            let (camera, size) = {
                let painter = self.painter.borrow();
                (painter.camera, painter.size())
            };
            return self.look(camera.pinched(from, to, size), ring);
        }
        let grip = *self.grip.borrow();
        if let Some((from, camera, dragged)) = grip.filter(|_| event.buttons() != 0) {
            let (dx, dy) = (from.0 - at.0, from.1 - at.1);
            if dragged || dx.hypot(dy) > DRAG_FROM {
                *self.grip.borrow_mut() = Some((from, camera, true));
                let size = self.painter.borrow().size();
                self.look(camera.panned(dx, dy, size), ring);
            }
        } else {
            self.pointed.set(self.node_at(at));
        }
    }

    /// Takes a finger off the map. One that stays goes on moving it from where it is.
    fn lift(&self, event: &PointerEvent) -> bool {
        let mut fingers = self.fingers.borrow_mut();
        let was_pinch = fingers.is_pinch();
        fingers.lift(event.pointer_id());
        if let Some(at) = fingers.only().filter(|_| was_pinch) {
            *self.grip.borrow_mut() = Some((at, self.painter.borrow().camera, true));
        }
        was_pinch
    }

    fn let_go(&self, event: &PointerEvent) {
        if self.lift(event) {
            return;
        }
        let grip = self.grip.borrow_mut().take();
        if grip.is_some_and(|(_, _, dragged)| !dragged) {
            self.select(self.node_at(place(event)));
        }
    }

    fn select(&self, node: Option<usize>) {
        if let Some(node) = node.and_then(|node| self.nodes.get(node)) {
            self.on_select.emit(node.name.clone());
        }
    }

    fn zoom(&self, factor: Option<f64>, about: Option<(f64, f64)>, ring: &NodeRef) {
        let (size, camera) = {
            let painter = self.painter.borrow();
            (painter.size(), painter.camera)
        };
        let about = about.unwrap_or((size.0 / 2.0, size.1 / 2.0));
        self.look(factor.map_or_else(Camera::default, |factor| camera.zoomed(factor, about, size)), ring);
    }

    fn look(&self, camera: Camera, ring: &NodeRef) {
        if let Some(canvas) = self.canvas.cast::<HtmlCanvasElement>() {
            self.painter.borrow_mut().camera = camera;
            self.painter.borrow().paint(&canvas);
            // Of a picture that is seen whole there is nothing to move: there a finger scrolls the page.
            let touch = if camera.zoom > 1.0 { "none" } else { "pan-y" };
            // Where the browser does not take it, a finger scrolls and the buttons zoom.
            let _ = canvas.style().set_property("touch-action", touch);
        }
        self.place_ring(ring);
    }

    /// Draws the ring around the node that is pointed at.
    fn place_ring(&self, ring: &NodeRef) {
        let painter = self.painter.borrow();
        let slot = self.pointed.and_then(|node| painter.layout.slots.get(node));
        let (Some(&slot), Some(ring)) = (slot, ring.cast::<HtmlElement>()) else { return };
        let (x, y, side) = painter.cell(slot as usize);
        let style = ring.style();
        for (name, value) in [("width", side), ("height", side), ("left", x), ("top", y)] {
            // A length that the browser does not take leaves the ring where it was.
            let _ = style.set_property(name, &format!("{value}px"));
        }
    }

    fn press_key(&self, event: &KeyboardEvent, ring: &NodeRef) {
        let (at, columns, last) = {
            let painter = self.painter.borrow();
            let slot = self.pointed.and_then(|node| painter.layout.slots.get(node));
            (
                slot.map_or(-1, |slot| *slot as isize),
                painter.layout.columns as isize,
                painter.layout.order.len() as isize - 1,
            )
        };
        let next = match event.key().as_str() {
            "ArrowRight" => at + 1,
            "ArrowLeft" => at - 1,
            "ArrowDown" => at + if at < 0 { 1 } else { columns },
            "ArrowUp" => at - columns,
            "Home" => 0,
            "End" => last,
            "+" | "=" => return self.zoom(Some(ZOOM_STEP), None, ring),
            "-" => return self.zoom(Some(1.0 / ZOOM_STEP), None, ring),
            "0" => return self.zoom(None, None, ring),
            "Enter" | " " => {
                event.prevent_default();
                event.stop_propagation();
                return self.select(*self.pointed);
            }
            _ => return,
        };
        event.prevent_default();
        let slot = next.clamp(0, last.max(0)) as usize;
        let node = self.painter.borrow().layout.order.get(slot).map(|node| *node as usize);
        self.pointed.set(node);
        self.follow(slot, ring);
    }

    /// Brings a cell that a key went to into view.
    fn follow(&self, slot: usize, ring: &NodeRef) {
        let (camera, (x, y, side), size) = {
            let painter = self.painter.borrow();
            (painter.camera, painter.cell(slot), painter.size())
        };
        let beyond = |at: f64, full: f64| if at < 0.0 { at } else { (at + side - full).max(0.0) };
        let (dx, dy) = (beyond(x, size.0), beyond(y, size.1));
        if dx != 0.0 || dy != 0.0 {
            self.look(camera.panned(dx, dy, size), ring);
        }
    }
}
