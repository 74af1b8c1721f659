//! Aligned columns from text with tabs: tables of `kubectl get` and the pages of `kubectl describe`.
//!
//! A cell is text that ends in a tab; what follows the last tab of a line belongs to no column and is never padded.
//! Cells of neighbouring lines form a column block, and the block ends at the first line without such a cell, so a line
//! with fewer tabs lets the lines after it find new widths.
//!
//! Invariants: widths count characters, not bytes; nothing is written before `flush`; a writer is plain data, so a
//! watch that prints row by row can be cloned with its session.
//!
//! Deliberately absent: right alignment, HTML filtering, escapes, discarding of empty columns; kubectl asks for none.
//!
//! Upstream: Go `text/tabwriter`; `github.com/liggitt/tabwriter` (remembered widths);
//! `cli-runtime/pkg/printers/tabwriter.go`; `kubectl/pkg/describe/describe.go` (`tabbedString`).

use std::fmt;

/// Collects text with tabs, gives it back aligned.
#[derive(Clone, Debug)]
pub struct TabWriter {
    min_width: u32,
    padding: u32,
    memory: Memory,
    text: String,
    remembered: Vec<u32>,
}

/// Whether a column may become narrower again after a flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Memory {
    /// Tables: rows that a watch prints later stand under the header printed first.
    Widths,
    None,
}

#[derive(Clone, Copy)]
struct Cell {
    start: usize,
    end: usize,
    width: u32,
}

impl TabWriter {
    /// The columns of `kubectl get`: three spaces apart and at least six wide.
    pub fn table() -> Self {
        Self { min_width: 6, padding: 3, memory: Memory::Widths, text: String::new(), remembered: Vec::new() }
    }

    /// The columns of `kubectl describe`: two spaces apart.
    pub fn describe() -> Self {
        Self { min_width: 0, padding: 2, memory: Memory::None, text: String::new(), remembered: Vec::new() }
    }

    /// Takes more text. Tabs end cells, line feeds end lines, a form feed ends all columns too.
    pub fn write(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Everything written since the last flush, aligned.
    pub fn flush(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        let mut out = String::with_capacity(text.len() * 2);
        let mut rest = text.as_str();
        while let Some((section, after)) = rest.split_once('\u{c}') {
            self.section(section, Ending::FormFeed, &mut out);
            out.push('\n');
            rest = after;
        }
        self.section(rest, Ending::Flush, &mut out);
        out
    }

    fn section(&mut self, text: &str, ending: Ending, out: &mut String) {
        let lines = cells(text, ending);
        let mut layout = Layout { text, lines: &lines, widths: Vec::new(), out };
        layout.format(self, 0, lines.len());
    }

    /// The width of the column that starts now, never smaller than before where the writer remembers.
    fn remember(&mut self, column: usize, width: u32) -> u32 {
        if self.memory == Memory::None {
            return width;
        }
        match self.remembered.get_mut(column) {
            Some(known) => {
                *known = (*known).max(width);
                *known
            }
            None => {
                self.remembered.push(width);
                width
            }
        }
    }
}

impl fmt::Write for TabWriter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.write(text);
        Ok(())
    }
}

/// Tabular text in one call, for callers that print once.
pub fn table(text: &str) -> String {
    let mut writer = TabWriter::table();
    writer.write(text);
    writer.flush()
}

/// What the last line of a section ran into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    FormFeed,
    Flush,
}

fn cells(text: &str, ending: Ending) -> Vec<Vec<Cell>> {
    let mut lines = Vec::new();
    let mut line_start = 0;
    let mut lines_left = text.split('\n').peekable();
    while let Some(line) = lines_left.next() {
        let mut start = line_start;
        let mut row: Vec<Cell> = line
            .split(['\t', '\u{b}'])
            .map(|cell| {
                let end = start + cell.len();
                let width = u32::try_from(cell.chars().count()).unwrap_or(u32::MAX);
                let made = Cell { start, end, width };
                start = end + 1;
                made
            })
            .collect();
        // Text that stops right behind a tab leaves that cell unfinished: it does not count as one.
        let is_unfinished = ending == Ending::Flush && lines_left.peek().is_none();
        if is_unfinished && row.last().is_some_and(|cell| cell.width == 0) {
            row.pop();
        }
        lines.push(row);
        line_start += line.len() + 1;
    }
    lines
}

struct Layout<'a> {
    text: &'a str,
    lines: &'a [Vec<Cell>],
    /// The columns left of the one being measured; its length is the column's number.
    widths: Vec<u32>,
    out: &'a mut String,
}

impl Layout<'_> {
    fn format(&mut self, writer: &mut TabWriter, mut first: usize, last: usize) {
        let column = self.widths.len();
        let mut this = first;
        while this < last {
            if !self.has_cell(this, column) {
                this += 1;
                continue;
            }
            self.write_lines(first, this);
            first = this;
            let mut width = writer.min_width;
            while this < last && self.has_cell(this, column) {
                width = width.max(self.lines[this][column].width.saturating_add(writer.padding));
                this += 1;
            }
            let width = writer.remember(column, width);
            self.widths.push(width);
            self.format(writer, first, this);
            self.widths.pop();
            first = this;
        }
        self.write_lines(first, last);
    }

    /// The last cell of a line ends in no tab and belongs to no column.
    fn has_cell(&self, line: usize, column: usize) -> bool {
        column + 1 < self.lines[line].len()
    }

    fn write_lines(&mut self, first: usize, last: usize) {
        for line in first..last {
            for (column, cell) in self.lines[line].iter().enumerate() {
                self.out.push_str(&self.text[cell.start..cell.end]);
                let wanted = self.widths.get(column).copied().unwrap_or(0);
                for _ in cell.width..wanted {
                    self.out.push(' ');
                }
            }
            if line + 1 < self.lines.len() {
                self.out.push('\n');
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(mut writer: TabWriter, text: &str, expected: Expect) {
        writer.write(text);
        // A dollar sign shows where each line ends, since trailing spaces are part of the answer.
        expected.assert_eq(&writer.flush().replace('\n', "$\n"));
    }

    #[test]
    fn table_columns_stand_three_apart_and_the_last_is_not_padded() {
        check(
            TabWriter::table(),
            "NAME\tSTATUS\tZONE\tDISK\nn1\tReady\ta\tssd\nn2\tReady\ta\t\n",
            expect![[r#"
                NAME   STATUS   ZONE   DISK$
                n1     Ready    a      ssd$
                n2     Ready    a      $
            "#]],
        );
    }

    #[test]
    fn width_counts_characters() {
        check(
            TabWriter::table(),
            "NAME\tX\nprün–a\ty\n",
            expect![[r#"
            NAME     X$
            prün–a   y$
        "#]],
        );
    }

    #[test]
    fn line_without_the_cell_ends_the_column_block() {
        check(
            TabWriter::describe(),
            "Name:\tx\nAnnotations:\t<none>\nPods Status:\nLabels:\tapp=nginx\nE:\ty\n",
            expect![[r#"
                Name:         x$
                Annotations:  <none>$
                Pods Status:$
                Labels:  app=nginx$
                E:       y$
            "#]],
        );
    }

    #[test]
    fn inner_columns_belong_to_the_outer_block() {
        check(
            TabWriter::describe(),
            "a\tbbbb\tc\naaaa\tb\tc\na\tend\na\tbb\tc\n",
            expect![[r#"
                a     bbbb  c$
                aaaa  b     c$
                a     end$
                a     bb  c$
            "#]],
        );
    }

    #[test]
    fn form_feed_ends_all_columns() {
        check(
            TabWriter::describe(),
            "aaaa\tb\x0ca\tb\n",
            expect![[r#"
            aaaa  b$
            a  b$
        "#]],
        );
    }

    #[test]
    fn text_that_stops_behind_a_tab_has_no_column_there() {
        check(
            TabWriter::describe(),
            "aaaa\tb\na\t",
            expect![[r#"
            aaaa  b$
            a"#]],
        );
    }

    #[test]
    fn rows_of_a_watch_keep_the_columns_of_its_header() {
        let mut writer = TabWriter::table();
        writer.write("NAME\tREADY\tSTATUS\nlong-name-1\t1/1\tRunning\n");
        let mut text = writer.flush();
        writer.write("b\t0/1\tPending\n");
        text += &writer.flush();
        writer.write("a-very-long-name\t0/1\tPending\n");
        text += &writer.flush();
        expect![[r#"
            NAME          READY   STATUS
            long-name-1   1/1     Running
            b             0/1     Pending
            a-very-long-name   0/1     Pending
        "#]]
        .assert_eq(&text);
    }
}
