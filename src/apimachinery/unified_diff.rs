//! The difference of two texts as the API server puts it into an error message.
//!
//! It looks for the longest common run of lines and goes on to its left and right. In texts of 200 lines or more, lines
//! that stand on more than one line in a hundred start no run. Both show in which lines are printed.
//!
//! Invariants: bounded time; texts too long to compare count as wholly different.
//!
//! Upstream: `k8s.io/apimachinery/pkg/util/diff`, `github.com/pmezard/go-difflib`. What `kubectl diff` prints is another
//! program's and lives elsewhere.

use std::collections::BTreeMap;

const CONTEXT: usize = 3;
const LINES_MAX: usize = 20_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Equal,
    Changed,
}

/// `a[i1..i2]` stands against `b[j1..j2]`.
#[derive(Clone, Copy)]
struct Op {
    tag: Tag,
    i1: usize,
    i2: usize,
    j1: usize,
    j2: usize,
}

/// A run of equal lines.
#[derive(Clone, Copy)]
struct Run {
    a: usize,
    b: usize,
    length: usize,
}

/// The hunks between two texts, without file names; empty when they are equal.
pub fn unified_diff(a: &str, b: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split('\n').collect(), b.split('\n').collect());
    let mut out = String::new();
    for group in groups(&ops(&a, &b)) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (old, new) = (range(first.i1, last.i2), range(first.j1, last.j2));
        out.push_str(&format!("@@ -{old} +{new} @@\n"));
        for op in &group {
            let marks = match op.tag {
                Tag::Equal => [(" ", a.get(op.i1..op.i2)), (" ", None)],
                Tag::Changed => [("-", a.get(op.i1..op.i2)), ("+", b.get(op.j1..op.j2))],
            };
            for (mark, lines) in marks {
                for line in lines.into_iter().flatten() {
                    out.push_str(mark);
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
    }
    out
}

fn range(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        length => format!("{},{length}", start + 1),
    }
}

/// Where each line of `b` stands, without those that stand nearly everywhere.
fn positions<'a>(b: &[&'a str]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut positions: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (j, line) in b.iter().enumerate() {
        positions.entry(line).or_default().push(j);
    }
    if b.len() >= 200 {
        positions.retain(|_, at| at.len() <= b.len() / 100 + 1);
    }
    positions
}

fn longest(a: &[&str], b: &[&str], positions: &BTreeMap<&str, Vec<usize>>, op: Op) -> Run {
    let mut best = Run { a: op.i1, b: op.j1, length: 0 };
    // How long the run is that ends at the line before, for each line of b it ends at.
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, line) in a.iter().enumerate().take(op.i2).skip(op.i1) {
        let mut now = BTreeMap::new();
        for &j in positions.get(line).into_iter().flatten().filter(|j| (op.j1..op.j2).contains(*j)) {
            let length = 1 + j.checked_sub(1).and_then(|j| before.get(&j)).copied().unwrap_or_default();
            now.insert(j, length);
            if length > best.length {
                best = Run { a: i + 1 - length, b: j + 1 - length, length };
            }
        }
        before = now;
    }
    while best.a > op.i1 && best.b > op.j1 && a[best.a - 1] == b[best.b - 1] {
        best = Run { a: best.a - 1, b: best.b - 1, length: best.length + 1 };
    }
    while best.a + best.length < op.i2
        && best.b + best.length < op.j2
        && a[best.a + best.length] == b[best.b + best.length]
    {
        best.length += 1;
    }
    best
}

fn ops(a: &[&str], b: &[&str]) -> Vec<Op> {
    let mut runs = Vec::new();
    if a.len().max(b.len()) <= LINES_MAX {
        let positions = positions(b);
        let mut open = vec![Op { tag: Tag::Changed, i1: 0, i2: a.len(), j1: 0, j2: b.len() }];
        while let Some(part) = open.pop() {
            let run = longest(a, b, &positions, part);
            if run.length == 0 {
                continue;
            }
            runs.push(run);
            if part.i1 < run.a && part.j1 < run.b {
                open.push(Op { i2: run.a, j2: run.b, ..part });
            }
            if run.a + run.length < part.i2 && run.b + run.length < part.j2 {
                open.push(Op { i1: run.a + run.length, j1: run.b + run.length, ..part });
            }
        }
    }
    runs.sort_by_key(|run| run.a);
    runs.push(Run { a: a.len(), b: b.len(), length: 0 });
    let mut ops: Vec<Op> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for run in runs {
        if i < run.a || j < run.b {
            ops.push(Op { tag: Tag::Changed, i1: i, i2: run.a, j1: j, j2: run.b });
        }
        (i, j) = (run.a + run.length, run.b + run.length);
        match ops.last_mut() {
            // Runs that touch are one.
            Some(last) if last.tag == Tag::Equal && last.i2 == run.a => (last.i2, last.j2) = (i, j),
            _ if run.length > 0 => ops.push(Op { tag: Tag::Equal, i1: run.a, i2: i, j1: run.b, j2: j }),
            _ => {}
        }
    }
    ops
}

/// Changes that stand near each other, with the equal lines around them.
fn groups(ops: &[Op]) -> Vec<Vec<Op>> {
    let mut groups = vec![Vec::new()];
    for (at, op) in ops.iter().enumerate() {
        let mut op = *op;
        if op.tag == Tag::Equal {
            if at == 0 {
                (op.i1, op.j1) =
                    (op.i1.max(op.i2.saturating_sub(CONTEXT)), op.j1.max(op.j2.saturating_sub(CONTEXT)));
            }
            if at + 1 == ops.len() {
                (op.i2, op.j2) = (op.i2.min(op.i1 + CONTEXT), op.j2.min(op.j1 + CONTEXT));
            }
            if op.i2 - op.i1 > 2 * CONTEXT {
                let end = Op { i2: op.i1 + CONTEXT, j2: op.j1 + CONTEXT, ..op };
                groups.last_mut().expect("the list starts with a group").push(end);
                groups.push(Vec::new());
                (op.i1, op.j1) = (op.i2 - CONTEXT, op.j2 - CONTEXT);
            }
        }
        groups.last_mut().expect("the list starts with a group").push(op);
    }
    groups.retain(|group| group.iter().any(|op| op.tag == Tag::Changed));
    groups
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(a: &str, b: &str, expected: Expect) {
        expected.assert_eq(&unified_diff(a, b));
    }

    #[test]
    fn equal_texts_have_no_difference() {
        check("", "", expect![""]);
        check("a\nb", "a\nb", expect![""]);
    }

    #[test]
    fn a_changed_line_stands_between_three_others() {
        check(
            "1\n2\n3\n4\n5\n6\n7\n8\n9",
            "1\n2\n3\n4\nfive\n6\n7\n8\n9",
            expect![[r#"
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
            "#]],
        );
    }

    #[test]
    fn changes_far_apart_make_hunks_of_their_own() {
        check(
            "a\n1\n2\n3\n4\n5\n6\n7\nz",
            "1\n2\n3\n4\n5\n6\n7\nz\nnew",
            expect![[r#"
                @@ -1,4 +1,3 @@
                -a
                 1
                 2
                 3
                @@ -7,3 +6,4 @@
                 6
                 7
                 z
                +new
            "#]],
        );
    }

    #[test]
    fn lines_that_stand_everywhere_start_no_run() {
        let mut a: Vec<String> =
            (0..210).map(|i| if i % 2 == 0 { format!("k{i}") } else { "null".to_owned() }).collect();
        let text = a.join("\n");
        a.insert(100, "null".to_owned());
        check(
            &text,
            &a.join("\n"),
            expect![[r#"
                @@ -98,6 +98,7 @@
                 null
                 k98
                 null
                +null
                 k100
                 null
                 k102
            "#]],
        );
    }

    #[test]
    fn texts_without_end_are_wholly_different() {
        let long = "x\n".repeat(LINES_MAX + 1);
        assert!(unified_diff(&long, "y").ends_with("-\n+y\n"));
    }
}
