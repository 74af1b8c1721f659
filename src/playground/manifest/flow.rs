//! Flow style in a manifest that is being written: `{a: b, c: [d, …`.
//!
//! Quotes and comments are minded; what stands in a block of text (`|`) is taken for flow style where it looks like it.

use std::ops::Range;

use crate::playground::manifest::cursor::{Part, Slot};

/// Where a cursor stands inside braces and brackets.
pub(super) struct Flow {
    /// The byte of the outermost brace or bracket.
    pub open: usize,
    /// The way from there to the innermost.
    pub path: Vec<Part>,
    /// What is being written.
    pub slot: Slot,
    /// The bytes of the word at the cursor, without its quotes.
    pub word: Range<usize>,
    /// How it must look.
    pub style: Style,
    /// Keys that the innermost map has already.
    pub siblings: Vec<String>,
    /// The value of `kind` in the outermost map.
    pub kind: String,
}

/// How what is written at the cursor must look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// On lines of its own.
    Block,
    /// Between braces.
    Map,
    /// Between brackets.
    List,
    /// Between quotes, which are there.
    Quoted,
}

/// A brace or bracket that is open.
struct Frame {
    is_map: bool,
    /// The key whose value is being read.
    key: Option<String>,
    /// Keys with their values, where these are plain.
    pairs: Vec<(String, String)>,
    /// Where the word that is being read begins.
    word: usize,
}

struct Scan<'a> {
    text: &'a str,
    frames: Vec<Frame>,
    /// The outermost brace or bracket.
    open: usize,
    /// Where a quoted text began, and its quote.
    quote: Option<(usize, char)>,
    /// What stands before the next character.
    before: char,
    is_comment: bool,
}

/// Looks at a document from a byte in it; `None` where nothing is open there.
pub(super) fn flow(text: &str, at: usize) -> Option<Flow> {
    let mut scan = Scan { text, frames: Vec::new(), open: 0, quote: None, before: '\n', is_comment: false };
    let (before, after) = text.split_at_checked(at)?;
    for (position, c) in before.char_indices() {
        scan.step(position, c);
    }
    let depth = scan.frames.len();
    let frame = scan.frames.last().filter(|_| !scan.is_comment)?;
    let quote = scan.quote.map(|(start, quote)| (start + 1, quote));
    let begin = quote.map_or_else(|| frame.word_begin(text, at), |(begin, _)| begin);
    let ends = |c: char| match quote {
        Some((_, quote)) => c == quote || c == '\n',
        None => matches!(c, ',' | ':' | '}' | ']' | '{' | '[' | '\n' | '#'),
    };
    let rest = after.split(ends).next().unwrap_or_default();
    let end = at + if quote.is_some() { rest.len() } else { rest.trim_end().len() };
    let (is_map, slot) = match &frame.key {
        Some(key) => (true, Slot::Value(key.clone())),
        None => (frame.is_map, Slot::Key),
    };
    let style = match (quote, is_map) {
        (Some(_), _) => Style::Quoted,
        (None, true) => Style::Map,
        (None, false) => Style::List,
    };
    let mut path = Vec::new();
    for (index, frame) in scan.frames.iter().enumerate() {
        path.extend((!frame.is_map).then_some(Part::Item));
        path.extend(frame.key.clone().filter(|_| index + 1 < depth).map(Part::Key));
    }
    let word = begin..end;
    let kind = scan.frames.first().and_then(|frame| frame.value_of("kind")).unwrap_or_default();
    let mut flow = Flow { open: scan.open, path, slot, word, style, siblings: Vec::new(), kind };
    let known = scan.frames.last().map_or(0, |frame| frame.pairs.len());
    let mut pairs = None;
    for (position, c) in text.char_indices().skip_while(|(position, _)| *position < at) {
        let is_end = scan.quote.is_none() && !scan.is_comment && matches!(c, '}' | ']');
        // What closes takes its keys along.
        if is_end && (scan.frames.len() == 1 || scan.frames.len() == depth) {
            scan.end_word(position);
            pairs = pairs.or_else(|| scan.keys(depth));
        }
        if is_end && scan.frames.len() == 1 {
            break;
        }
        scan.step(position, c);
    }
    let keys = pairs.or_else(|| scan.keys(depth)).unwrap_or_default();
    // The first that ends behind the cursor is what is being written.
    flow.siblings =
        keys.into_iter().enumerate().filter(|(index, _)| *index != known).map(|(_, key)| key).collect();
    if flow.kind.is_empty() {
        flow.kind = scan.frames.first().and_then(|frame| frame.value_of("kind")).unwrap_or_default();
    }
    Some(flow)
}

impl Frame {
    fn word_begin(&self, text: &str, at: usize) -> usize {
        let rest = text.get(self.word..at).unwrap_or_default();
        self.word + (rest.len() - rest.trim_start().len())
    }

    fn value_of(&self, key: &str) -> Option<String> {
        self.pairs.iter().find(|(one, _)| one == key).map(|(_, value)| value.clone())
    }
}

impl Scan<'_> {
    /// The keys of the frame so deep in, where that is still open.
    fn keys(&self, depth: usize) -> Option<Vec<String>> {
        let frame = self.frames.get(depth.checked_sub(1)?)?;
        Some(frame.pairs.iter().map(|(key, _)| key.clone()).collect())
    }

    fn step(&mut self, position: usize, c: char) {
        let before = std::mem::replace(&mut self.before, c);
        if self.is_comment {
            self.is_comment = c != '\n';
            return;
        }
        if let Some((_, quote)) = self.quote {
            let is_escaped = quote == '"' && before == '\\';
            if c == quote && !is_escaped {
                self.quote = None;
            }
            return;
        }
        match c {
            '#' if before.is_whitespace() => self.is_comment = true,
            '"' | '\'' if self.is_word_start(position) => self.quote = Some((position, c)),
            '{' | '[' if self.is_word_start(position) => {
                if self.frames.is_empty() {
                    self.open = position;
                }
                self.frames.push(Frame {
                    is_map: c == '{',
                    key: None,
                    pairs: Vec::new(),
                    word: position + 1,
                });
            }
            '}' | ']' if !self.frames.is_empty() => {
                self.end_word(position);
                self.frames.pop();
                if let Some(outer) = self.frames.last_mut() {
                    outer.word = position + 1;
                }
            }
            ',' => self.end_word(position),
            ':' => self.end_key(position),
            _ => {}
        }
    }

    /// Whether a value may begin at a byte: in flow style where nothing was said yet, outside of it behind `: `, `- ` or
    /// at the beginning of a line.
    fn is_word_start(&self, position: usize) -> bool {
        if let Some(frame) = self.frames.last() {
            return self.text.get(frame.word..position).is_some_and(|text| text.trim().is_empty());
        }
        let line = self.text.get(..position).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let trimmed = line.trim_end();
        trimmed.is_empty() || (trimmed.len() < line.len() && trimmed.ends_with([':', '-']))
    }

    /// A colon makes a key of the word before it where a blank follows, or where it was quoted.
    fn end_key(&mut self, position: usize) {
        let text = self.text;
        let Some(frame) = self.frames.last_mut() else { return };
        let word = text.get(frame.word..position).unwrap_or_default().trim();
        let after = text.get(position + 1..).unwrap_or_default();
        let is_key = word.ends_with(['"', '\''])
            || after.is_empty()
            || after.starts_with([' ', '\n', '\r', '{', '[', '}', ']', ',']);
        if frame.key.is_none() && is_key {
            frame.key = Some(plain(word));
            frame.word = position + 1;
        }
    }

    /// The innermost's word ends: it is a value, or a key without one.
    fn end_word(&mut self, position: usize) {
        let text = self.text;
        let Some(frame) = self.frames.last_mut() else { return };
        let word = plain(text.get(frame.word..position).unwrap_or_default());
        frame.word = position + 1;
        match frame.key.take() {
            Some(key) => frame.pairs.push((key, word)),
            None => frame.pairs.push((word, String::new())),
        }
    }
}

fn plain(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}
