//! A queue whose copies share all but its end: for what grows long and is copied with each checkpoint.
//!
//! Invariant: `sealed` holds full chunks, `open` fewer items than one; `taken` counts those of the first chunk that are
//! gone already.

use std::collections::VecDeque;
use std::rc::Rc;

/// How many items a chunk has.
const CHUNK: usize = 256;

/// A first-in, first-out queue.
#[derive(Clone, Debug)]
pub struct SharedQueue<T> {
    sealed: VecDeque<Rc<[T]>>,
    open: Vec<T>,
    taken: usize,
}

impl<T> Default for SharedQueue<T> {
    fn default() -> SharedQueue<T> {
        SharedQueue { sealed: VecDeque::new(), open: Vec::new(), taken: 0 }
    }
}

impl<T> SharedQueue<T> {
    /// Adds an item at the end.
    pub fn push(&mut self, item: T) {
        self.open.push(item);
        if self.open.len() == CHUNK {
            self.sealed.push_back(std::mem::take(&mut self.open).into());
        }
    }

    /// The first item.
    pub fn front(&self) -> Option<&T> {
        self.sealed.front().map_or(&self.open[..], |chunk| chunk).get(self.taken)
    }

    /// Drops the first item.
    pub fn drop_front(&mut self) {
        let chunk = self.sealed.front().map_or(self.open.len(), |chunk| chunk.len());
        self.taken = (self.taken + 1).min(chunk);
        if self.taken == chunk {
            self.taken = 0;
            if self.sealed.pop_front().is_none() {
                self.open.clear();
            }
        }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.sealed.len() * CHUNK + self.open.len() - self.taken
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items, first in first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.sealed.iter().flat_map(|chunk| chunk.iter()).chain(&self.open).skip(self.taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_first_comes_out_first_across_chunks() {
        let mut queue = SharedQueue::default();
        let (mut next, mut expected) = (0, 0);
        for step in 0..3000 {
            if step % 3 < 2 {
                queue.push(next);
                next += 1;
            } else {
                assert_eq!(queue.front(), Some(&expected));
                queue.drop_front();
                expected += 1;
            }
            assert_eq!(queue.len(), (next - expected) as usize);
        }
        let copy = queue.clone();
        assert!(queue.iter().copied().eq(expected..next));
        for _ in 0..queue.len() {
            queue.drop_front();
        }
        assert!(queue.is_empty() && queue.front().is_none());
        queue.drop_front();
        queue.push(7);
        assert_eq!((queue.len(), queue.front()), (1, Some(&7)));
        assert!(copy.iter().copied().eq(expected..next));
    }
}
