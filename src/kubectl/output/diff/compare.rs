//! Which lines of two texts changed.

use std::collections::BTreeMap;

/// Lines kept around what differs when the equal ends are cut off; they take part in the search.
const HORIZON: usize = 3;

/// More differences than this are not searched for: the search takes time in their square.
const COST_MAX: isize = 4096;

/// One text while it is compared.
struct Side {
    /// For each line the number that stands for its text.
    lines: Vec<u32>,
    /// For each line whether it changed.
    changed: Vec<bool>,
}

/// For each line of both texts whether it is removed or added.
pub(super) fn changed_lines(old: &[&str], new: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let mut numbers = BTreeMap::new();
    let mut side =
        |lines: &[&'_ str]| -> Vec<u32> { lines.iter().map(|line| number(&mut numbers, line)).collect() };
    let (old, new) = (side(old), side(new));
    let before = old.iter().zip(&new).take_while(|(left, right)| left == right).count();
    let shorter = old.len().min(new.len()) - before;
    let behind = old.iter().rev().zip(new.iter().rev()).take(shorter).take_while(|(a, b)| a == b).count();
    let (from, keep) = (before.saturating_sub(HORIZON), behind.saturating_sub(HORIZON));

    let cut = |lines: &[u32]| -> Side {
        let lines = lines[from..lines.len() - keep].to_vec();
        let changed = vec![false; lines.len()];
        Side { lines, changed }
    };
    let (mut left, mut right) = (cut(&old), cut(&new));
    search(&mut left, &mut right);
    shift(&mut left, &right.changed);
    shift(&mut right, &left.changed);

    let whole = |side: Side| -> Vec<bool> {
        let mut changed = vec![false; from];
        changed.extend(side.changed);
        changed.resize(changed.len() + keep, false);
        changed
    };
    (whole(left), whole(right))
}

fn number(numbers: &mut BTreeMap<String, u32>, line: &str) -> u32 {
    if let Some(number) = numbers.get(line) {
        return *number;
    }
    let number = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    numbers.insert(line.to_owned(), number);
    number
}

/// Marks what changed. Lines that the other side does not have at all are out of the search from the start.
fn search(left: &mut Side, right: &mut Side) {
    let (x, x_lines) = shared(left, &right.lines);
    let (y, y_lines) = shared(right, &left.lines);
    let size = x.len() + y.len() + 3;
    let mut search = Search { x, y, forward: vec![0; size], backward: vec![0; size], changes: Vec::new() };
    let (x_length, y_length) = (signed(search.x.len()), signed(search.y.len()));
    search.compare(0, x_length, 0, y_length);
    for change in search.changes {
        match change {
            Change::X(at) => left.changed[x_lines[index(at)]] = true,
            Change::Y(at) => right.changed[y_lines[index(at)]] = true,
        }
    }
}

fn shared(side: &mut Side, other: &[u32]) -> (Vec<u32>, Vec<usize>) {
    let mut known = other.to_vec();
    known.sort_unstable();
    let mut kept = (Vec::new(), Vec::new());
    for (at, line) in side.lines.iter().enumerate() {
        if known.binary_search(line).is_ok() {
            kept.0.push(*line);
            kept.1.push(at);
        } else {
            side.changed[at] = true;
        }
    }
    kept
}

enum Change {
    X(isize),
    Y(isize),
}

struct Search {
    x: Vec<u32>,
    y: Vec<u32>,
    /// By diagonal, how far the search got from the start and from the end.
    forward: Vec<isize>,
    backward: Vec<isize>,
    changes: Vec<Change>,
}

fn signed(value: usize) -> isize {
    isize::try_from(value).unwrap_or(isize::MAX)
}

fn index(value: isize) -> usize {
    usize::try_from(value).unwrap_or(0)
}

impl Search {
    fn same(&self, x: isize, y: isize) -> bool {
        self.x[index(x)] == self.y[index(y)]
    }

    /// Diagonals go from minus the number of `y` lines on; one more on each side guards the borders.
    fn slot(&self, diagonal: isize) -> usize {
        index(diagonal + signed(self.y.len()) + 1)
    }

    fn compare(&mut self, mut x: isize, mut x_end: isize, mut y: isize, mut y_end: isize) {
        // Whichever half is smaller goes down a call, the other goes round the loop: depth stays logarithmic.
        loop {
            while x < x_end && y < y_end && self.same(x, y) {
                (x, y) = (x + 1, y + 1);
            }
            while x < x_end && y < y_end && self.same(x_end - 1, y_end - 1) {
                (x_end, y_end) = (x_end - 1, y_end - 1);
            }
            let middle = if x == x_end || y == y_end { None } else { self.middle(x, x_end, y, y_end) };
            let Some((x_middle, y_middle)) = middle else {
                self.changes.extend((x..x_end).map(Change::X));
                self.changes.extend((y..y_end).map(Change::Y));
                return;
            };
            if x_middle - x + y_middle - y < x_end - x_middle + y_end - y_middle {
                self.compare(x, x_middle, y, y_middle);
                (x, y) = (x_middle, y_middle);
            } else {
                self.compare(x_middle, x_end, y_middle, y_end);
                (x_end, y_end) = (x_middle, y_middle);
            }
        }
    }

    /// A point that a shortest way passes, found by searching from both ends at once.
    fn middle(&mut self, x: isize, x_end: isize, y: isize, y_end: isize) -> Option<(isize, isize)> {
        let (lowest, highest) = (x - y_end, x_end - y);
        let (from, to) = (x - y, x_end - y_end);
        let is_odd = (from - to) & 1 != 0;
        let (mut f_low, mut f_high, mut b_low, mut b_high) = (from, from, to, to);
        let (slot_from, slot_to) = (self.slot(from), self.slot(to));
        self.forward[slot_from] = x;
        self.backward[slot_to] = x_end;
        for _ in 0..COST_MAX {
            widen(&mut f_low, &mut f_high, lowest, highest, |diagonal| {
                let slot = index(diagonal + signed(self.y.len()) + 1);
                self.forward[slot] = -1;
            });
            for diagonal in (f_low..=f_high).rev().step_by(2) {
                let slot = self.slot(diagonal);
                let (low, high) = (self.forward[slot - 1], self.forward[slot + 1]);
                let mut at = if low < high { high } else { low + 1 };
                while at < x_end && at - diagonal < y_end && self.same(at, at - diagonal) {
                    at += 1;
                }
                self.forward[slot] = at;
                if is_odd && (b_low..=b_high).contains(&diagonal) && self.backward[slot] <= at {
                    return Some((at, at - diagonal));
                }
            }
            widen(&mut b_low, &mut b_high, lowest, highest, |diagonal| {
                let slot = index(diagonal + signed(self.y.len()) + 1);
                self.backward[slot] = isize::MAX;
            });
            for diagonal in (b_low..=b_high).rev().step_by(2) {
                let slot = self.slot(diagonal);
                let (low, high) = (self.backward[slot - 1], self.backward[slot + 1]);
                let mut at = if low < high { low } else { high - 1 };
                while at > x && at - diagonal > y && self.same(at - 1, at - diagonal - 1) {
                    at -= 1;
                }
                self.backward[slot] = at;
                if !is_odd && (f_low..=f_high).contains(&diagonal) && at <= self.forward[slot] {
                    return Some((at, at - diagonal));
                }
            }
        }
        None
    }
}

/// One more diagonal on each side, or one less where the border is reached; `guard` closes the one beyond.
fn widen(low: &mut isize, high: &mut isize, lowest: isize, highest: isize, mut guard: impl FnMut(isize)) {
    if *low > lowest {
        *low -= 1;
        guard(*low - 1);
    } else {
        *low += 1;
    }
    if *high < highest {
        *high += 1;
        guard(*high + 1);
    } else {
        *high -= 1;
    }
}

/// Slides each run of changed lines as far down as equal lines allow, joining runs that meet, and back up to where the
/// other side changed too if there is such a place.
fn shift(side: &mut Side, other: &[bool]) {
    let is_set = |flags: &[bool], at: usize| flags.get(at).copied().unwrap_or(false);
    let before = |flags: &[bool], at: usize| at > 0 && is_set(flags, at - 1);
    let Side { lines, changed } = side;
    let (mut i, mut j) = (0, 0);
    loop {
        while i < lines.len() && !changed[i] {
            while is_set(other, j) {
                j += 1;
            }
            (i, j) = (i + 1, j + 1);
        }
        if i == lines.len() {
            return;
        }
        let mut start = i;
        while is_set(changed, i) {
            i += 1;
        }
        while is_set(other, j) {
            j += 1;
        }
        let mut matching;
        loop {
            let length = i - start;
            while start > 0 && lines[start - 1] == lines[i - 1] {
                (start, i) = (start - 1, i - 1);
                (changed[start], changed[i]) = (true, false);
                while before(changed, start) {
                    start -= 1;
                }
                j -= 1;
                while is_set(other, j) {
                    j -= 1;
                }
            }
            matching = if before(other, j) { i } else { lines.len() };
            while i < lines.len() && lines[start] == lines[i] {
                (changed[start], changed[i]) = (false, true);
                (start, i) = (start + 1, i + 1);
                while is_set(changed, i) {
                    i += 1;
                }
                j += 1;
                while is_set(other, j) {
                    j += 1;
                    matching = i;
                }
            }
            if length == i - start {
                break;
            }
        }
        while matching < i {
            (start, i) = (start - 1, i - 1);
            (changed[start], changed[i]) = (true, false);
            j -= 1;
            while is_set(other, j) {
                j -= 1;
            }
        }
    }
}
