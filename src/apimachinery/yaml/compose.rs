//! From libyaml's events to the tree of one document.
//!
//! Invariants: never recursive, and everything is bounded: nesting by [`DEPTH_MAX`], nodes by [`NODES_MAX`].
//! Differs: go-yaml allows 10,000 levels; the objects Kubernetes has are less than 30 deep, and everything that later
//! walks a value may then simply recurse, also on WebAssembly's small stack.
//! Upstream: go.yaml.in/yaml/v2 `decode.go`, `parser`.

use std::collections::BTreeMap;

use super::events::{Event, EventKind, Events, Mark};
use super::tree::{Node, NodeId, NodeKind, Span, Tree};

/// How deep lists and maps may nest, in YAML and JSON alike.
pub const DEPTH_MAX: u32 = 100;
/// How many keys and values a document may have.
pub const NODES_MAX: usize = 400_000;

/// Why a text is not one document: the words after `yaml: `, and the byte offset in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub message: String,
    pub offset: u32,
}

/// Reads the first document of a text; what follows it is not looked at, as go-yaml's `Unmarshal` does.
/// A text without any document gives an empty tree.
///
/// In flow style go-yaml lets a colon stand at the end of a plain scalar (`{app:[x]}`), where libyaml has since become
/// stricter. Such a colon is hidden from libyaml behind a character the text does not have, and put back afterwards.
pub(super) fn compose(text: &str) -> Result<Tree, SyntaxError> {
    let mut result = compose_as_libyaml(text);
    let Some(mask) = COLON_MASKS.iter().find(|mask| !text.contains(**mask)) else { return result };
    let mut masked = String::new();
    for _ in 0..MASKED_COLONS_MAX {
        let Err(error) = &result else { break };
        let colon = error.offset as usize;
        if !error.message.ends_with("found unexpected ':'") || text.as_bytes().get(colon) != Some(&b':') {
            break;
        }
        if masked.is_empty() {
            masked = text.to_owned();
        }
        masked.replace_range(colon..=colon, mask);
        result = compose_as_libyaml(&masked);
    }
    if let (Ok(tree), false) = (&mut result, masked.is_empty()) {
        for node in &mut tree.nodes {
            if let NodeKind::Scalar { text, .. } = &mut node.kind {
                *text = text.replace(mask, ":").into();
            }
        }
    }
    result
}

/// Characters of one byte that mean nothing to YAML within a scalar.
const COLON_MASKS: [&str; 8] = ["^", "~", ";", "$", "+", "(", "=", "Q"];
/// How often a text is read again to hide one more colon.
const MASKED_COLONS_MAX: usize = 20;

fn compose_as_libyaml(text: &str) -> Result<Tree, SyntaxError> {
    let mut composer = Composer {
        offsets: Offsets::new(text),
        nodes: Vec::new(),
        open: Vec::new(),
        anchors: BTreeMap::new(),
    };
    let mut events = Events::new(text);
    loop {
        let event = events.next().map_err(|failure| SyntaxError {
            message: failure.message,
            offset: composer.offsets.byte(failure.mark),
        })?;
        let start = event.start;
        let done = composer
            .take(event)
            .map_err(|message| SyntaxError { message, offset: composer.offsets.byte(start) })?;
        if done {
            return Ok(Tree { nodes: composer.nodes });
        }
    }
}

struct Composer {
    offsets: Offsets,
    nodes: Vec<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<String, NodeId>,
}

/// A collection whose end has not come yet.
struct Open {
    id: NodeId,
    flow: bool,
    line: u64,
    /// In a map, the key that waits for its value.
    key: Option<NodeId>,
}

impl Composer {
    /// Takes in one event; true once the document is whole.
    fn take(&mut self, event: Event) -> Result<bool, String> {
        let span = Span { start: self.offsets.byte(event.start), end: self.offsets.byte(event.end) };
        match event.kind {
            EventKind::StreamStart | EventKind::DocumentStart => {}
            EventKind::StreamEnd | EventKind::DocumentEnd => return Ok(true),
            EventKind::Alias(name) => {
                let Some(&target) = self.anchors.get(&name) else {
                    return Err(format!("unknown anchor '{name}' referenced"));
                };
                self.add(NodeKind::Alias(name.into(), target), span, None)?;
            }
            EventKind::Scalar { anchor, tag, text, plain_implicit } => {
                if plain_implicit && text.contains('?') {
                    self.refuse_question_mark(event.start, &text)?;
                }
                let tag = tag.map(String::into_boxed_str);
                let kind = NodeKind::Scalar { text: text.into(), tag, plain: plain_implicit };
                self.add(kind, span, anchor)?;
            }
            EventKind::SequenceStart { anchor, flow } => {
                let id = self.add(NodeKind::Sequence(Vec::new()), span, anchor)?;
                self.open(id, event.start, flow)?;
            }
            EventKind::MappingStart { anchor, flow } => {
                let id = self.add(NodeKind::Mapping(Vec::new()), span, anchor)?;
                self.open(id, event.start, flow)?;
            }
            EventKind::SequenceEnd | EventKind::MappingEnd => self.close(span),
        }
        Ok(false)
    }

    /// Adds a node to the collection that is open. Its anchor counts from here on, so that it can hold its own alias.
    fn add(&mut self, kind: NodeKind, span: Span, anchor: Option<String>) -> Result<NodeId, String> {
        if self.nodes.len() >= NODES_MAX {
            return Err(format!("document has more than {NODES_MAX} values"));
        }
        let id = self.nodes.len() as NodeId;
        self.nodes.push(Node { kind, span });
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        let Some(parent) = self.open.last_mut() else { return Ok(id) };
        match (&mut self.nodes[parent.id as usize].kind, parent.key.take()) {
            (NodeKind::Mapping(entries), Some(key)) => entries.push((key, id)),
            (NodeKind::Mapping(_), None) => parent.key = Some(id),
            (NodeKind::Sequence(items), _) => items.push(id),
            _ => {}
        }
        Ok(id)
    }

    fn open(&mut self, id: NodeId, start: Mark, flow: bool) -> Result<(), String> {
        if self.open.len() >= DEPTH_MAX as usize {
            return Err(format!("exceeded max depth of {DEPTH_MAX}"));
        }
        self.open.push(Open { id, flow, line: start.line, key: None });
        Ok(())
    }

    /// go-yaml ends a plain scalar in flow style at a question mark, which then is out of place; libyaml no longer does.
    fn refuse_question_mark(&self, start: Mark, text: &str) -> Result<(), String> {
        let Some(open) = self.open.last().filter(|open| open.flow) else { return Ok(()) };
        let before = text.split('?').next().unwrap_or_default();
        let end = match self.nodes[open.id as usize].kind {
            NodeKind::Mapping(_) => '}',
            _ => ']',
        };
        let line = start.line + before.matches('\n').count() as u64;
        let line = if line == 0 { open.line } else { line };
        let place = if line == 0 { String::new() } else { format!("line {line}: ") };
        Err(format!("{place}did not find expected ',' or '{end}'"))
    }

    /// Ends the innermost collection. libyaml ends a block collection where the next token begins, which may be lines
    /// later; here it ends with its last child.
    fn close(&mut self, end: Span) {
        let Some(Open { id, flow, .. }) = self.open.pop() else { return };
        let last = match &self.nodes[id as usize].kind {
            NodeKind::Mapping(entries) => entries.last().map(|&(_, value)| value),
            NodeKind::Sequence(items) => items.last().copied(),
            _ => None,
        };
        let end = match last {
            _ if flow => end.end,
            Some(last) => self.nodes[last as usize].span.end,
            None => self.nodes[id as usize].span.end,
        };
        self.nodes[id as usize].span.end = end;
    }
}

/// From libyaml's marks, which count bytes, to byte offsets.
struct Offsets {
    /// libyaml does not count a byte order mark.
    skipped: u64,
    length: u32,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let mark = '\u{feff}';
        let skipped = if text.starts_with(mark) { mark.len_utf8() as u64 } else { 0 };
        Offsets { skipped, length: text.len() as u32 }
    }

    fn byte(&self, mark: Mark) -> u32 {
        u32::try_from(mark.index + self.skipped).unwrap_or(self.length).min(self.length)
    }
}
