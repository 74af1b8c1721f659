//! Places in a text, from bytes to what an editor counts.

use crate::apimachinery::yaml::{Located, Span};

/// A range in an editor: UTF-16 offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub from: u32,
    /// One past the last.
    pub to: u32,
}

/// The range of some bytes.
pub(super) fn range(text: &str, start: usize, end: usize) -> Range {
    Range { from: utf16(text, start), to: utf16(text, end.max(start)) }
}

/// How many UTF-16 units stand before a byte.
pub(super) fn utf16(text: &str, byte: usize) -> u32 {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().chars().map(|c| c.len_utf16() as u32).sum()
}

/// The byte at which so many UTF-16 units have passed.
pub(super) fn byte_at(text: &str, offset: u32) -> usize {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units >= offset {
            return byte;
        }
        units += c.len_utf16() as u32;
    }
    text.len()
}

/// What to underline of a field: its value where that is short, otherwise its key.
pub(super) fn underline(text: &str, located: &Located) -> Range {
    let of = |span: Span| (span.start as usize, span.end as usize);
    let (start, end) = of(located.value);
    let value = text.get(start..end).unwrap_or_default();
    let is_short = located.exact && !value.trim_end().is_empty() && !value.trim_end().contains('\n');
    match located.key {
        Some(key) if !is_short => {
            let (start, end) = of(key);
            range(text, start, end)
        }
        _ => line_of(text, start, start + value.trim_end().len()),
    }
}

/// The part of a range on its first line; the whole line where that is nothing.
pub(super) fn line_of(text: &str, start: usize, end: usize) -> Range {
    let mut start = start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let rest = text.get(start..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default().trim_end();
    let length = end.saturating_sub(start).min(line.len());
    if length > 0 {
        return range(text, start, start + length);
    }
    // An error at the end of the text is shown on the last line with something on it.
    let before = text.get(..start).unwrap_or_default();
    let at_end = text.get(start..).unwrap_or_default().trim().is_empty();
    let before = if at_end { before.trim_end() } else { before };
    let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
    let whole = text.get(begin..).unwrap_or_default().split('\n').next().unwrap_or_default();
    let indent = whole.len() - whole.trim_start().len();
    range(text, begin + indent, begin + whole.trim_end().len())
}
