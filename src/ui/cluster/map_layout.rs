//! Where the cells of the map lie: in rows, in groups under a heading where a label groups them, at a zoom.
//!
//! Invariant: pure arithmetic, so that a pointer, a key and the painter agree on every cell.

/// A group of cells under its heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The label's value; empty where nothing is grouped.
    pub name: String,
    /// Its first slot.
    pub first: usize,
    /// How many slots it has.
    pub count: usize,
    /// Where its first row of cells begins, at zoom 1.
    pub top: f64,
}

/// Slots are places in the picture; which node stands in a slot is `order`'s business.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapLayout {
    /// The groups in order.
    pub groups: Vec<Group>,
    /// Nodes by slot.
    pub order: Vec<u32>,
    /// Slots by node.
    pub slots: Vec<u32>,
    /// Cells in a row.
    pub columns: usize,
    /// From a cell to the next, at zoom 1.
    pub pitch: f64,
    /// Height of the whole at zoom 1.
    pub height: f64,
}

/// Height of a heading.
const HEADING: f64 = 20.0;
/// The smallest and the largest cell.
const PITCHES: (f64, f64) = (3.0, 44.0);

impl MapLayout {
    /// Lays out nodes that belong to the named groups into a box; as large as fits.
    pub fn fit(members: Vec<(String, Vec<u32>)>, width: f64, height: f64) -> MapLayout {
        let mut pitch = PITCHES.1;
        while pitch > PITCHES.0 && tall(&members, columns(width, pitch), pitch) > height {
            pitch -= 0.5;
        }
        let columns = columns(width, pitch);
        let mut layout = MapLayout { columns, pitch, ..MapLayout::default() };
        let mut y = 0.0;
        for (name, nodes) in members {
            y += if name.is_empty() { 0.0 } else { HEADING };
            let (first, count) = (layout.order.len(), nodes.len());
            layout.groups.push(Group { name, first, count, top: y });
            layout.order.extend(nodes);
            y += rows(count, columns) * pitch;
        }
        layout.height = y;
        layout.slots = vec![0; layout.order.len()];
        for (slot, node) in layout.order.iter().enumerate() {
            if let Some(place) = layout.slots.get_mut(*node as usize) {
                *place = slot as u32;
            }
        }
        layout
    }

    /// The upper left corner of a slot at zoom 1.
    pub fn corner(&self, slot: usize) -> (f64, f64) {
        let at = self.groups.partition_point(|group| group.first <= slot).saturating_sub(1);
        let Some(group) = self.groups.get(at) else { return (0.0, 0.0) };
        let within = slot - group.first;
        let (column, row) = (within % self.columns, within / self.columns);
        (column as f64 * self.pitch, group.top + row as f64 * self.pitch)
    }

    /// The slot at a point at zoom 1.
    pub fn slot_at(&self, x: f64, y: f64) -> Option<usize> {
        let at = self.groups.iter().rposition(|group| group.top <= y)?;
        let group = self.groups.get(at)?;
        let column = (x / self.pitch) as usize;
        let within = ((y - group.top) / self.pitch) as usize * self.columns + column;
        (x >= 0.0 && column < self.columns && within < group.count).then_some(group.first + within)
    }
}

fn columns(width: f64, pitch: f64) -> usize {
    ((width / pitch) as usize).max(1)
}

fn rows(count: usize, columns: usize) -> f64 {
    count.div_ceil(columns) as f64
}

fn tall(members: &[(String, Vec<u32>)], columns: usize, pitch: f64) -> f64 {
    let heading = |name: &str| if name.is_empty() { 0.0 } else { HEADING };
    members.iter().map(|(name, nodes)| heading(name) + rows(nodes.len(), columns) * pitch).sum()
}

/// What part of the picture is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// How often as large as what fits.
    pub zoom: f64,
    /// What lies at the left edge, at zoom 1.
    pub x: f64,
    /// What lies at the upper edge, at zoom 1.
    pub y: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Camera { zoom: 1.0, x: 0.0, y: 0.0 }
    }
}

const ZOOM_MAX: f64 = 16.0;

/// Where two fingers are, in pixels of the box.
pub type Pair = [(f64, f64); 2];

/// Fingers nearer than this many pixels count as so far apart: their distance divides.
const APART_MIN: f64 = 8.0;

fn middle([a, b]: Pair) -> (f64, f64) {
    (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
}

fn apart([a, b]: Pair) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1).max(APART_MIN)
}

impl Camera {
    /// Zooms about a point of the box, and stays within the picture.
    #[must_use]
    pub fn zoomed(self, factor: f64, about: (f64, f64), size: (f64, f64)) -> Camera {
        let zoom = (self.zoom * factor).clamp(1.0, ZOOM_MAX);
        let keep = |edge: f64, at: f64| edge + at / self.zoom - at / zoom;
        Camera { zoom, x: keep(self.x, about.0), y: keep(self.y, about.1) }.within(size)
    }

    /// Moves by so many pixels of the box.
    #[must_use]
    pub fn panned(self, dx: f64, dy: f64, size: (f64, f64)) -> Camera {
        Camera { x: self.x + dx / self.zoom, y: self.y + dy / self.zoom, ..self }.within(size)
    }

    /// Zooms and moves so that what was under two fingers stays under them as they go elsewhere.
    #[must_use]
    pub fn pinched(self, from: Pair, to: Pair, size: (f64, f64)) -> Camera {
        let (was, is) = (middle(from), middle(to));
        let factor = apart(to) / apart(from);
        self.zoomed(factor, was, size).panned(was.0 - is.0, was.1 - is.1, size)
    }

    fn within(self, (width, height): (f64, f64)) -> Camera {
        let hold = |edge: f64, full: f64| edge.clamp(0.0, (full - full / self.zoom).max(0.0));
        Camera { x: hold(self.x, width), y: hold(self.y, height), ..self }
    }

    /// Where a point of the picture is seen.
    pub fn seen(self, (x, y): (f64, f64)) -> (f64, f64) {
        ((x - self.x) * self.zoom, (y - self.y) * self.zoom)
    }

    /// What point of the picture is seen there.
    pub fn at(self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.x + x / self.zoom, self.y + y / self.zoom)
    }
}
