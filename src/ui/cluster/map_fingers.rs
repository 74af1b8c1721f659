//! The fingers that lie on the map, so that two of them zoom it.
//!
//! Invariant: pure bookkeeping; what a browser tells of a pointer arrives as its number and its place.

use crate::ui::cluster::map_layout::Pair;

/// Fingers by the number that the browser gave them, in the order of arrival.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fingers {
    down: Vec<(i32, (f64, f64))>,
}

impl Fingers {
    /// A finger arrives. One that is known already, because its end was missed, begins anew.
    pub fn put_down(&mut self, id: i32, at: (f64, f64)) {
        self.lift(id);
        self.down.push((id, at));
    }

    /// A finger leaves; one that is not known changes nothing.
    pub fn lift(&mut self, id: i32) {
        self.down.retain(|(known, _)| *known != id);
    }

    /// A finger moves: where the two were and are, if there are two and it is one of them.
    pub fn move_to(&mut self, id: i32, at: (f64, f64)) -> Option<(Pair, Pair)> {
        let before = self.pair();
        let moved = self.down.iter_mut().find(|(known, _)| *known == id)?;
        moved.1 = at;
        before.zip(self.pair())
    }

    /// Whether exactly two fingers are down.
    pub fn is_pinch(&self) -> bool {
        self.pair().is_some()
    }

    /// Where the finger is that is alone.
    pub fn only(&self) -> Option<(f64, f64)> {
        match self.down[..] {
            [(_, at)] => Some(at),
            _ => None,
        }
    }

    fn pair(&self) -> Option<Pair> {
        match self.down[..] {
            [(_, a), (_, b)] => Some([a, b]),
            _ => None,
        }
    }
}
