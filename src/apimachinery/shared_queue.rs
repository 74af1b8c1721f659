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
        }
        let mut copy = queue.clone();
        for queue in [&mut queue, &mut copy] {
            for item in expected..next {
                assert_eq!(queue.front(), Some(&item));
                queue.drop_front();
            }
            assert_eq!(queue.front(), None);
            queue.drop_front();
            queue.push(7);
            assert_eq!(queue.front(), Some(&7));
        }
    }
}
