//! Line by line, and as hunks.

use super::compare::changed_lines;

/// What happens to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It stays.
    Keep,
    /// Only the old text has it.
    Remove,
    /// Only the new text has it.
    Add,
}

/// Lines shown around a change.
const CONTEXT: usize = 3;

/// Every line of both texts, in the order in which a person reads them. Lines keep their line feed.
pub fn edits<'a>(old: &'a str, new: &'a str) -> Vec<(Edit, &'a str)> {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let (removed, added) = changed_lines(&old, &new);
    let mut edits = Vec::with_capacity(old.len().max(new.len()));
    let (mut left, mut right) = (0, 0);
    while left < old.len() || right < new.len() {
        while removed.get(left) == Some(&true) {
            edits.push((Edit::Remove, old[left]));
            left += 1;
        }
        while added.get(right) == Some(&true) {
            edits.push((Edit::Add, new[right]));
            right += 1;
        }
        if let Some(line) = old.get(left) {
            edits.push((Edit::Keep, line));
        }
        (left, right) = (left + 1, right + 1);
    }
    edits
}

/// The hunks of `diff -u`, without the two lines that name the files; empty when the texts are equal.
pub fn unified(old: &str, new: &str) -> String {
    let edits = edits(old, new);
    let mut out = String::new();
    let mut old_line = 0;
    let mut new_line = 0;
    let mut at = 0;
    while let Some(first) = edits.iter().skip(at).position(|edit| edit.0 != Edit::Keep) {
        let start = at.max((at + first).saturating_sub(CONTEXT));
        // What lies before the hunk is kept on both sides.
        (old_line, new_line) = (old_line + start - at, new_line + start - at);
        let end = hunk_end(&edits, at + first);
        let hunk = &edits[start..end];
        let olds = hunk.iter().filter(|edit| edit.0 != Edit::Add).count();
        let news = hunk.iter().filter(|edit| edit.0 != Edit::Remove).count();
        out.push_str("@@ -");
        push_range(old_line, olds, &mut out);
        out.push_str(" +");
        push_range(new_line, news, &mut out);
        out.push_str(" @@\n");
        for (edit, line) in hunk {
            out.push(match edit {
                Edit::Keep => ' ',
                Edit::Remove => '-',
                Edit::Add => '+',
            });
            out.push_str(line);
            if !line.ends_with('\n') {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
        (old_line, new_line, at) = (old_line + olds, new_line + news, end);
    }
    out
}

/// Where the hunk ends whose first change is at `change`: changes so near that their context would meet share one.
fn hunk_end(edits: &[(Edit, &str)], change: usize) -> usize {
    let mut last = change;
    for (at, edit) in edits.iter().enumerate().skip(change) {
        if edit.0 != Edit::Keep {
            last = at;
        } else if at - last > 2 * CONTEXT {
            break;
        }
    }
    edits.len().min(last + 1 + CONTEXT)
}

fn push_range(before: usize, count: usize, out: &mut String) {
    // An empty range names the line before it; a single line goes without its count.
    let start = if count == 0 { before } else { before + 1 };
    out.push_str(&start.to_string());
    if count != 1 {
        out.push(',');
        out.push_str(&count.to_string());
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(old: &str, new: &str, expected: Expect) {
        expected.assert_eq(&unified(old, new));
    }

    #[test]
    fn equal_texts_have_no_hunks() {
        check("a\nb\n", "a\nb\n", expect![[r#""#]]);
    }

    #[test]
    fn nearby_changes_share_a_hunk_and_far_ones_do_not() {
        let old: String = (1..=20).map(|at| format!("{at}\n")).collect();
        check(
            &old,
            &old.replace("5\n6", "5\nx\n6").replace("12\n", ""),
            expect![[r#"
            @@ -3,13 +3,13 @@
             3
             4
             5
            +x
             6
             7
             8
             9
             10
             11
            -12
             13
             14
             15
        "#]],
        );
        check(
            &old,
            &old.replace("5\n6", "five\n6").replace("13\n", ""),
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
            @@ -10,7 +10,6 @@
             10
             11
             12
            -13
             14
             15
             16
        "#]],
        );
    }

    #[test]
    fn repeated_lines_slide_down_as_gnu_diff_slides_them() {
        let old = "        env:\n        - name: A\n          value: \"1\"\n        - name: B\n          value: \"2\"\n        image: app:v1\n";
        let new = "        env:\n        - name: B\n          value: \"22\"\n        image: app:v2\n";
        check(
            old,
            new,
            expect![[r#"
            @@ -1,6 +1,4 @@
                     env:
            -        - name: A
            -          value: "1"
                     - name: B
            -          value: "2"
            -        image: app:v1
            +          value: "22"
            +        image: app:v2
        "#]],
        );
        check(
            "a\nb\nc\n",
            "a\nb\na\nb\nc\n",
            expect![[r#"
            @@ -1,3 +1,5 @@
             a
             b
            +a
            +b
             c
        "#]],
        );
    }

    #[test]
    fn texts_may_be_empty_or_lack_the_last_line_feed() {
        check(
            "",
            "a\nb\n",
            expect![[r#"
            @@ -0,0 +1,2 @@
            +a
            +b
        "#]],
        );
        check(
            "a\n",
            "",
            expect![[r#"
            @@ -1 +0,0 @@
            -a
        "#]],
        );
        check(
            "a\nb",
            "a\nb\n",
            expect![[r#"
            @@ -1,2 +1,2 @@
             a
            -b
            \ No newline at end of file
            +b
        "#]],
        );
    }

    #[test]
    fn texts_with_nothing_in_common_are_replaced_even_when_huge() {
        let text = |start: u32, step: u32| -> String {
            (0..9000).map(|at| format!("{}\n", start + at * step)).collect()
        };
        assert_eq!(edits(&text(0, 2), &text(1, 3)).len(), 18_000 - 3000);
        let shuffled: String = (0..9000_u32).map(|at| format!("{}\n", at * 7 % 9001)).collect();
        let in_order: String = (0..9001).map(|at| format!("{at}\n")).collect();
        let added = edits(&shuffled, &in_order).iter().filter(|edit| edit.0 != Edit::Remove).count();
        assert_eq!(added, 9001);
    }
}
