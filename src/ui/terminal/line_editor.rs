//! What a shell's prompt does with its line, apart from any browser: history, killing, searching back.
//!
//! Cursors count characters in the way of the input element, in UTF-16 units.

/// The line and where the cursor is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// The cursor.
    pub cursor: usize,
}

impl Line {
    /// A line with the cursor at its end.
    pub fn ending(text: &str) -> Line {
        Line { text: text.to_string(), cursor: text.encode_utf16().count() }
    }

    /// The cursor as a byte offset.
    pub fn cursor_byte(&self) -> usize {
        let mut units = 0;
        for (byte, char) in self.text.char_indices() {
            if units >= self.cursor {
                return byte;
            }
            units += char.len_utf16();
        }
        self.text.len()
    }

    fn parts(&self) -> (&str, &str) {
        self.text.split_at(self.cursor_byte())
    }

    /// Replaces what lies between a byte offset and the cursor.
    pub fn replace_from(&self, start: usize, with: &str) -> Line {
        let (before, after) = self.parts();
        let kept = before.get(..start).unwrap_or(before);
        let head = [kept, with].concat();
        let cursor = head.encode_utf16().count();
        Line { text: head + after, cursor }
    }
}

/// History and the text killed last.
#[derive(Clone, Debug, Default)]
pub struct LineEditor {
    history: Vec<String>,
    /// Position in the history; its length while on the line that is being written.
    at: usize,
    /// The line that was being written when the person went into the history.
    written: String,
    killed: String,
}

/// Lines that are remembered.
const HISTORY_MAX: usize = 500;

impl LineEditor {
    /// Remembers a line that was run.
    pub fn remember(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() && self.history.last().is_none_or(|last| last != line) {
            self.history.push(line.to_string());
        }
        if self.history.len() > HISTORY_MAX {
            self.history.remove(0);
        }
        self.at = self.history.len();
        self.written.clear();
    }

    /// The line before the one that is shown.
    pub fn older(&mut self, line: &Line) -> Option<Line> {
        if self.at == self.history.len() {
            self.written = line.text.clone();
        }
        self.at = self.at.checked_sub(1)?;
        self.history.get(self.at).map(|text| Line::ending(text))
    }

    /// The line after the one that is shown.
    pub fn newer(&mut self) -> Option<Line> {
        if self.at >= self.history.len() {
            return None;
        }
        self.at += 1;
        Some(Line::ending(self.history.get(self.at).unwrap_or(&self.written)))
    }

    /// The newest line that contains a text, `skip` matches back.
    pub fn search(&self, text: &str, skip: usize) -> Option<&str> {
        let found = self.history.iter().rev().filter(|line| line.contains(text)).nth(skip);
        found.map(String::as_str)
    }

    /// Ctrl-U: kills up to the start.
    pub fn kill_before(&mut self, line: &Line) -> Line {
        let (before, after) = line.parts();
        self.killed = before.to_string();
        Line { text: after.to_string(), cursor: 0 }
    }

    /// Ctrl-K: kills up to the end.
    pub fn kill_after(&mut self, line: &Line) -> Line {
        let (before, after) = line.parts();
        self.killed = after.to_string();
        Line { text: before.to_string(), cursor: line.cursor }
    }

    /// Ctrl-W: kills the word before the cursor.
    pub fn kill_word(&mut self, line: &Line) -> Line {
        let (before, _) = line.parts();
        let word = before.trim_end_matches(' ').rfind(' ').map_or(0, |blank| blank + 1);
        self.killed = before.get(word..).unwrap_or_default().to_string();
        line.replace_from(word, "")
    }

    /// Ctrl-Y: puts back what was killed last.
    pub fn yank(&self, line: &Line) -> Line {
        line.replace_from(line.cursor_byte(), &self.killed)
    }
}

/// The longest text that all candidates begin with.
pub fn common_prefix(candidates: &[String]) -> &str {
    let Some((first, rest)) = candidates.split_first() else { return "" };
    let mut length = first.len();
    for other in rest {
        let same = first.chars().zip(other.chars()).take_while(|(a, b)| a == b);
        length = length.min(same.map(|(a, _)| a.len_utf8()).sum());
    }
    first.get(..length).unwrap_or_default()
}
