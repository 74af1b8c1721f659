//! Where a cursor stands in a manifest, also in one that is being written and that no parser would take.
//!
//! It goes by indentation alone, so half a line is no trouble; inside braces and brackets `flow` looks.

use crate::playground::manifest::flow::{Flow, Style, flow};

/// One step down a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Into a key.
    Key(String),
    /// Into an item of a list.
    Item,
}

/// What is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A key.
    Key,
    /// The value of this key.
    Value(String),
}

/// A place in a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The `kind` of the document; empty where it has none yet.
    pub kind: String,
    /// The way to the map that the cursor is in.
    pub path: Vec<Part>,
    /// What stands there.
    pub slot: Slot,
    /// The bytes of the word at the cursor.
    pub word: std::ops::Range<usize>,
    /// The column of keys here.
    pub column: usize,
    /// Keys that the map has already.
    pub siblings: Vec<String>,
    /// How what is written here must look.
    pub style: Style,
}

/// A line of YAML in block style.
struct Line<'a> {
    /// Where its last dash stands.
    dash: Option<usize>,
    /// Where its key or text begins.
    column: usize,
    key: Option<&'a str>,
}

fn read(line: &str) -> Option<Line<'_>> {
    let mut column = line.len() - line.trim_start_matches(' ').len();
    let mut dash = None;
    while let Some(rest) = line.get(column..).and_then(|rest| rest.strip_prefix('-')) {
        if !(rest.is_empty() || rest.starts_with(' ')) {
            break;
        }
        dash = Some(column);
        column += 1 + (rest.len() - rest.trim_start_matches(' ').len());
    }
    let rest = line.get(column..).unwrap_or_default();
    if rest.trim().is_empty() && dash.is_none() || rest.starts_with('#') {
        return None;
    }
    Some(Line { dash, column, key: key_of(rest) })
}

/// The key at the beginning of a text, without its quotes.
fn key_of(text: &str) -> Option<&str> {
    let end = text.match_indices(':').find(|(at, _)| {
        text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
    })?;
    text.get(..end.0).map(|key| key.trim().trim_matches(['"', '\'']))
}

/// Looks at a text from a byte in it.
pub fn cursor(text: &str, at: usize) -> Cursor {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let (begin, end) = document(text, at);
    match flow(text.get(begin..end).unwrap_or_default(), at.saturating_sub(begin)) {
        Some(flow) => inside(text, begin, flow),
        None => in_block(text, at),
    }
}

/// The place inside braces and brackets, which begin at a place in block style.
fn inside(text: &str, begin: usize, flow: Flow) -> Cursor {
    let mut cursor = in_block(text, begin + flow.open);
    if let Slot::Value(key) = std::mem::replace(&mut cursor.slot, flow.slot) {
        cursor.path.push(Part::Key(key));
    }
    cursor.path.extend(flow.path);
    if cursor.kind.is_empty() {
        cursor.kind = flow.kind;
    }
    cursor.word = begin + flow.word.start..begin + flow.word.end;
    cursor.siblings = flow.siblings;
    cursor.style = flow.style;
    cursor
}

fn in_block(text: &str, at: usize) -> Cursor {
    let (begin, end) = document(text, at);
    let document = text.get(begin..end).unwrap_or_default();
    let lines: Vec<&str> = document.split('\n').collect();
    let number = text.get(begin..at).unwrap_or_default().matches('\n').count();
    let line = lines.get(number).copied().unwrap_or_default();
    let line_begin = text.get(..at).unwrap_or_default().rfind('\n').map_or(0, |newline| newline + 1);
    let (slot, word, own) = own_line(line, at - line_begin);
    let mut cursor = Cursor {
        kind: kind_of(&lines),
        path: Vec::new(),
        slot,
        word: line_begin + word.start..line_begin + word.end,
        column: own.column,
        siblings: Vec::new(),
        style: Style::Block,
    };
    climb(&mut cursor, &lines, number, &own);
    later_siblings(&mut cursor, &lines, number, &own);
    cursor
}

/// The document around a byte.
fn document(text: &str, at: usize) -> (usize, usize) {
    let (mut begin, mut position) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with("---") {
            if position > at {
                return (begin, position);
            }
            begin = (position + line.len()).min(text.len());
        }
        position += line.len();
    }
    (begin.min(at), text.len())
}

fn kind_of(lines: &[&str]) -> String {
    let kind = lines.iter().find_map(|line| line.strip_prefix("kind:"));
    kind.unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()
}

/// What is written on the cursor's own line, the bytes of the word there, and the line's shape.
fn own_line(line: &str, at: usize) -> (Slot, std::ops::Range<usize>, Line<'_>) {
    let blank = Line { dash: None, column: at.min(line.len()), key: None };
    let Some(own) = read(line) else { return (Slot::Key, at..at, blank) };
    let column = own.column;
    let rest = line.get(column..).unwrap_or_default();
    let colon = own.key.and_then(|_| {
        rest.match_indices(':').find(|(at, _)| {
            rest.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
        })
    });
    match (own.key, colon) {
        (Some(key), Some((colon, _))) if at > column + colon => {
            let after = column + colon + 1;
            let value = line.get(after..).unwrap_or_default();
            let start = after + (value.len() - value.trim_start().len());
            let end = (start + value.trim().len()).max(at.max(start));
            (Slot::Value(key.to_owned()), start.min(at)..end, own)
        }
        (_, colon) => {
            let end = colon.map_or(column + rest.trim_end().len(), |(colon, _)| column + colon);
            (Slot::Key, column.min(at)..end.max(at), own)
        }
    }
}

/// Collects the way down to the cursor, from below.
fn climb(cursor: &mut Cursor, lines: &[&str], number: usize, own: &Line<'_>) {
    let mut column = own.column;
    let mut list = own.dash;
    let mut level = 0;
    let mut path = Vec::new();
    if let Some(dash) = own.dash {
        path.push(Part::Item);
        column = dash;
        level = 1;
    }
    for line in lines.iter().take(number).rev() {
        let Some(above) = read(line) else { continue };
        if let Some(dash) = list {
            // A list may stand as far in as its key.
            let is_key = above.dash.is_none_or(|other| other < dash) && above.column <= dash;
            let Some(key) = above.key.filter(|_| is_key) else { continue };
            path.push(Part::Key(key.to_owned()));
            level += 1;
            (column, list) = (above.column, above.dash);
            if let Some(dash) = above.dash {
                path.push(Part::Item);
                column = dash;
            }
            continue;
        }
        if above.column == column && level == 0 {
            cursor.siblings.extend(above.key.map(str::to_owned));
        }
        if above.column > column {
            continue;
        }
        if above.column < column {
            if let Some(key) = above.key {
                path.push(Part::Key(key.to_owned()));
                level += 1;
            }
            column = above.column;
        }
        if let Some(dash) = above.dash {
            path.push(Part::Item);
            level += 1;
            (column, list) = (dash, Some(dash));
        }
    }
    path.reverse();
    cursor.path = path;
}

fn later_siblings(cursor: &mut Cursor, lines: &[&str], number: usize, own: &Line<'_>) {
    for line in lines.iter().skip(number + 1) {
        let Some(below) = read(line) else { continue };
        if below.column < own.column || below.dash.is_some_and(|dash| dash < own.column) {
            return;
        }
        if below.column == own.column {
            cursor.siblings.extend(below.key.map(str::to_owned));
        }
    }
}
