//! Paints the map: all of it when the picture moved, and otherwise only the cells of nodes that look different.
//!
//! A cell's colour is the revision of its pod, its size and shape the state: full when ready, a bar while something is
//! under way, hollow while terminating, a dot without a pod.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::playground::view::cluster::{NodeView, PodState, PodView};
use crate::ui::cluster::map_layout::{Camera, MapLayout};
use crate::ui::cluster::pod_chip::COLOURS;
use crate::ui::interop::dom;

/// Colour group and shape of a cell.
pub type Look = (u8, PodState);

/// Which nodes are lit up, by their index; none where all look the same.
pub type Lit = Option<Rc<Vec<bool>>>;

/// How much is left of a cell that is not lit up while others are.
const DIM: f64 = 0.22;
/// More cells than this are painted faster all at once.
const DIRTY_MAX: usize = 600;
/// Where headings are written, above their group.
const HEADING_UP: f64 = 6.0;

/// What is painted.
#[derive(Default)]
pub struct Painter {
    nodes: Rc<Vec<Rc<NodeView>>>,
    looks: Vec<Look>,
    lit: Lit,
    grouping: Option<String>,
    width: f64,
    height: f64,
    /// Where the cells lie.
    pub layout: MapLayout,
    /// What part is seen.
    pub camera: Camera,
    colours: Vec<String>,
    font: String,
}

impl Painter {
    /// The size of the picture.
    pub fn size(&self) -> (f64, f64) {
        (self.width, self.height)
    }

    /// Shows these nodes, grouped by a label; `anew` where colours or sizes may have changed. What only moved in time
    /// costs a comparison of references and the cells that look different.
    pub fn show(
        &mut self,
        canvas: &HtmlCanvasElement,
        nodes: &Rc<Vec<Rc<NodeView>>>,
        lit: &Lit,
        grouping: Option<&str>,
        anew: bool,
    ) {
        let before = std::mem::replace(&mut self.nodes, nodes.clone());
        let width = f64::from(canvas.client_width()).max(40.0);
        let height = f64::from(canvas.client_height()).max(40.0);
        let regroups = self.grouping.as_deref() != grouping;
        let mut dirty = Vec::new();
        let resizes = (width - self.width).abs().max((height - self.height).abs()) > 0.5;
        let mut moves = anew || regroups || before.len() != nodes.len() || resizes;
        self.looks.resize(nodes.len(), (COLOURS, PodState::Pending));
        for (index, (node, look)) in nodes.iter().zip(&mut self.looks).enumerate() {
            let old = before.get(index);
            if !anew && old.is_some_and(|old| Rc::ptr_eq(old, node)) {
                continue;
            }
            moves |= grouping.is_some() && old.is_some_and(|old| !Rc::ptr_eq(&old.labels, &node.labels));
            let fresh = look_of(node);
            if fresh != *look {
                *look = fresh;
                dirty.push(index);
            }
        }
        if moves {
            (self.width, self.height) = (width, height);
            self.grouping = grouping.map(str::to_owned);
            self.layout = MapLayout::fit(members(nodes, grouping), width, self.height);
            self.read_colours(canvas);
        }
        let relights = self.lit != *lit;
        self.lit = lit.clone();
        if moves || relights || dirty.len() > DIRTY_MAX {
            self.paint(canvas);
        } else if !dirty.is_empty() {
            self.paint_some(canvas, &dirty);
        }
    }

    /// Paints everything that is seen: one path a colour, so the canvas is asked to fill a handful of times.
    pub fn paint(&self, canvas: &HtmlCanvasElement) {
        let Some(context) = self.context(canvas) else { return };
        context.clear_rect(0.0, 0.0, self.width, self.height);
        let (bright, dim): (Vec<_>, Vec<_>) =
            self.seen_slots().into_iter().partition(|(slot, _)| self.is_bright(*slot));
        self.paint_cells(&context, &bright);
        context.set_global_alpha(DIM);
        self.paint_cells(&context, &dim);
        context.set_global_alpha(1.0);
        self.paint_headings(&context);
    }

    /// Whether a slot's node is lit up, or no node is told apart.
    fn is_bright(&self, slot: usize) -> bool {
        let Some(lit) = &self.lit else { return true };
        let node = self.layout.order.get(slot);
        node.and_then(|node| lit.get(*node as usize)).is_some_and(|lit| *lit)
    }

    fn paint_cells(&self, context: &CanvasRenderingContext2d, slots: &[(usize, Look)]) {
        for colour in 0..COLOURS + 2 {
            let of_colour = slots.iter().filter(|(_, look)| look.0 == colour);
            if colour < COLOURS {
                context.begin_path();
                for &(slot, _) in of_colour.clone().filter(|(_, look)| under_way(look.1)) {
                    let (x, y, side) = self.cell(slot);
                    context.rect(x, y, side, side);
                }
                self.fill(context, COLOURS + 2 + colour);
            }
            context.begin_path();
            for &(slot, look) in of_colour {
                shape(context, self.cell(slot), look);
            }
            self.fill(context, colour);
        }
    }

    fn paint_headings(&self, context: &CanvasRenderingContext2d) {
        context.set_font(&self.font);
        context.set_fill_style_str(self.colours.last().map_or("gray", String::as_str));
        for group in self.layout.groups.iter().filter(|group| !group.name.is_empty()) {
            let (_, y) = self.camera.seen((0.0, group.top));
            if (0.0..self.height + 20.0).contains(&y) {
                // A heading that cannot be written leaves the cells as they are.
                let _ = context.fill_text(&format!("{} ({})", group.name, group.count), 1.0, y - HEADING_UP);
            }
        }
    }

    fn paint_some(&self, canvas: &HtmlCanvasElement, nodes: &[usize]) {
        let Some(context) = self.context(canvas) else { return };
        for &node in nodes {
            let (Some(&slot), Some(&look)) = (self.layout.slots.get(node), self.looks.get(node)) else {
                continue;
            };
            let (x, y, side) = self.cell(slot as usize);
            if x > self.width || y > self.height || x + side < 0.0 || y + side < 0.0 {
                continue;
            }
            context.clear_rect(x, y, side, side);
            context.set_global_alpha(if self.is_bright(slot as usize) { 1.0 } else { DIM });
            if look.0 < COLOURS && under_way(look.1) {
                context.begin_path();
                context.rect(x, y, side, side);
                self.fill(&context, COLOURS + 2 + look.0);
            }
            context.begin_path();
            shape(&context, (x, y, side), look);
            self.fill(&context, look.0);
        }
        context.set_global_alpha(1.0);
    }

    fn fill(&self, context: &CanvasRenderingContext2d, colour: u8) {
        context.set_fill_style_str(self.colours.get(usize::from(colour)).map_or("gray", String::as_str));
        context.fill();
    }

    /// A slot's corner and side as they are seen.
    pub fn cell(&self, slot: usize) -> (f64, f64, f64) {
        let (x, y) = self.camera.seen(self.layout.corner(slot));
        let pitch = self.layout.pitch * self.camera.zoom;
        let gap = match pitch {
            ..=5.0 => 0.5,
            ..=20.0 => 1.0,
            _ => 3.0,
        };
        (x, y, (pitch - gap).max(1.0))
    }

    fn seen_slots(&self) -> Vec<(usize, Look)> {
        let pitch = self.layout.pitch;
        let top = self.camera.y - pitch;
        let bottom = self.camera.y + self.height / self.camera.zoom;
        let look = |slot: usize| {
            let node = *self.layout.order.get(slot)? as usize;
            Some((slot, *self.looks.get(node)?))
        };
        let is_seen = |slot: &usize| {
            let (_, y) = self.layout.corner(*slot);
            y >= top && y <= bottom
        };
        (0..self.layout.order.len()).filter(is_seen).filter_map(look).collect()
    }

    fn context(&self, canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
        let ratio = dom::window().device_pixel_ratio();
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok().flatten()?.unchecked_into();
        let size = ((self.width * ratio) as u32, (self.height * ratio) as u32);
        // A new size costs a new buffer and forgets the scale, so it is set only when it changes.
        if size != (canvas.width(), canvas.height()) {
            canvas.set_width(size.0);
            canvas.set_height(size.1);
            let _ = context.scale(ratio, ratio);
        }
        Some(context)
    }

    /// The colours of the tokens as the browser computes them: a canvas knows no custom properties.
    fn read_colours(&mut self, canvas: &HtmlCanvasElement) {
        let children = canvas.children();
        let style = |index: u32| dom::window().get_computed_style(&children.item(index)?).ok().flatten();
        let value = |index: u32, name: &str| style(index)?.get_property_value(name).ok();
        self.colours = (0..children.length()).filter_map(|index| value(index, "color")).collect();
        let family = value(0, "font-family").unwrap_or_else(|| "sans-serif".to_owned());
        self.font = format!("600 11.5px {family}");
    }
}

/// The nodes of each value of a label, in the order in which they joined; those without it last.
fn members(nodes: &[Rc<NodeView>], grouping: Option<&str>) -> Vec<(String, Vec<u32>)> {
    let Some(key) = grouping else { return vec![(String::new(), (0..nodes.len() as u32).collect())] };
    let mut groups: std::collections::BTreeMap<(bool, String), Vec<u32>> = std::collections::BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        let value = node.labels.iter().find(|label| label.key == key).map(|label| label.value.clone());
        let name = value.as_ref().map_or_else(|| format!("no {key}"), |value| format!("{key}={value}"));
        groups.entry((value.is_none(), name)).or_default().push(index as u32);
    }
    groups.into_iter().map(|((_, name), nodes)| (name, nodes)).collect()
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

fn look_of(node: &NodeView) -> Look {
    match telling(node) {
        None => (COLOURS, PodState::Pending),
        Some(pod) if pod.state == PodState::Failed => (COLOURS + 1, PodState::Failed),
        Some(pod) => (pod.revision.map_or(COLOURS, |mark| mark.colour % COLOURS), pod.state),
    }
}

fn under_way(state: PodState) -> bool {
    state < PodState::Ready
}

fn shape(context: &CanvasRenderingContext2d, (x, y, side): (f64, f64, f64), (colour, state): Look) {
    let part = |share: f64| (side * share).max(1.0);
    match state {
        _ if colour == COLOURS => context.rect(x + side * 0.35, y + side * 0.35, part(0.3), part(0.3)),
        PodState::Ready | PodState::Failed | PodState::Succeeded if side > 12.0 => {
            // Rounded where there is room. A browser that cannot round leaves the corners as they are.
            let _ = context.round_rect_with_f64(x, y, side, side, side * 0.12);
        }
        PodState::Ready | PodState::Failed | PodState::Succeeded => context.rect(x, y, side, side),
        PodState::Terminating => {
            let edge = part(0.16);
            context.rect(x, y, side, edge);
            context.rect(x, y + side - edge, side, edge);
            context.rect(x, y + edge, edge, side - 2.0 * edge);
            context.rect(x + side - edge, y + edge, edge, side - 2.0 * edge);
        }
        PodState::NotReady => context.rect(x, y + side * 0.34, side, part(0.66)),
        _ => context.rect(x, y + side * 0.66, side, part(0.34)),
    }
}
