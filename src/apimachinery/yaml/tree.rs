//! A document as it was written: every key and value with its place, for diagnostics, completion and duplicate keys.
//!
//! Invariants: nodes live in one vector and name each other by index, so that a deep document neither nests boxes nor
//! overflows the stack when dropped; a child's index is greater than its parent's, except that of an alias' target;
//! spans are byte ranges in the text the document was read from.
//! Deliberately absent: comments, and the style a scalar was written in.

/// A half-open byte range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Line and column of a byte offset, both from 1; columns count characters.
pub fn line_column(text: &str, offset: u32) -> (u32, u32) {
    let before = text.get(..offset as usize).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.bytes().filter(|&byte| byte == b'\n').count();
    let column = 1 + before.get(line_start..).unwrap_or_default().chars().count();
    (line as u32, column as u32)
}

/// Which node of a [`Tree`].
pub type NodeId = u32;

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A scalar as written, quotes and escapes undone.
    Scalar {
        /// The text.
        text: Box<str>,
        /// An explicit tag, in its long form.
        tag: Option<Box<str>>,
        /// Whether it was written plain, so that its text decides its type.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<NodeId>),
    /// A map, in the order written, duplicates included.
    Mapping(Vec<(NodeId, NodeId)>),
    /// `*name`, with the node it stands for.
    Alias(Box<str>, NodeId),
}

/// A node and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Span,
}

/// The nodes of one document; the root is node 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    pub(in crate::apimachinery) nodes: Vec<Node>,
}

/// What [`Tree::locate`] found for a field path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// The key that holds the value, where there is one.
    pub key: Option<Span>,
    /// The value.
    pub value: Span,
    /// Whether the whole path was found; otherwise this is its deepest part that exists.
    pub exact: bool,
}

/// A key that an earlier line of the same map already has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The key.
    pub key: String,
    /// The later of the two keys, which is the one that counts.
    pub key_span: Span,
    /// Its value; go-yaml names this one's line.
    pub value_span: Span,
}

/// One step from a value to a value in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into a map.
    Key(String),
    /// Into a list.
    Index(u32),
}

impl Tree {
    /// The node of an id, or the root for an id of another tree.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// The place of a field path as the API server writes it, such as `spec.containers[0].image` or `metadata.labels[a/b]`.
    /// A path that leads to nothing gives its deepest existing part, so that a missing field underlines its parent.
    pub fn locate(&self, path: &str) -> Option<Located> {
        let root = self.node(0)?;
        let mut found = Located { key: None, value: root.span, exact: path.is_empty() };
        let (mut id, mut rest) = (0, path);
        while let Some((key, child, after)) = self.descend(id, rest) {
            found.key = key.or(found.key);
            found.value = self.node(child)?.span;
            found.exact = after.is_empty();
            (id, rest) = (child, after);
        }
        Some(found)
    }

    /// Maps with a key twice, in the order written.
    pub fn duplicate_keys(&self) -> Vec<DuplicateKey> {
        let mut duplicates = Vec::new();
        for node in &self.nodes {
            let NodeKind::Mapping(entries) = &node.kind else { continue };
            let mut seen = std::collections::BTreeSet::new();
            for &(key, value) in entries {
                let (Some(key_node), Some(value_node)) = (self.node(key), self.node(value)) else { continue };
                let NodeKind::Scalar { text, .. } = &key_node.kind else { continue };
                if !seen.insert(text) && **text != *"<<" {
                    let (key_span, value_span) = (key_node.span, value_node.span);
                    duplicates.push(DuplicateKey { key: text.to_string(), key_span, value_span });
                }
            }
        }
        duplicates
    }

    /// The steps to the innermost key or value whose span holds the offset, for completion and hover.
    pub fn path_at(&self, offset: u32) -> Vec<Step> {
        let mut path = Vec::new();
        let mut id = 0;
        while let Some((step, child)) = self.child_at(id, offset) {
            path.push(step);
            id = child;
        }
        path
    }

    /// The child of a node that the offset is in: a map's entry reaches from its key to its value's end.
    fn child_at(&self, id: NodeId, offset: u32) -> Option<(Step, NodeId)> {
        let within = |start: u32, end: u32| start <= offset && offset <= end;
        match &self.node(id)?.kind {
            NodeKind::Sequence(items) => items.iter().enumerate().find_map(|(index, &item)| {
                let span = self.node(item)?.span;
                within(span.start, span.end).then_some((Step::Index(index as u32), item))
            }),
            NodeKind::Mapping(entries) => entries.iter().find_map(|&(key, value)| {
                let key_node = self.node(key)?;
                let NodeKind::Scalar { text, .. } = &key_node.kind else { return None };
                let span = self.node(value)?.span;
                within(key_node.span.start, span.end.max(key_node.span.end))
                    .then(|| (Step::Key(text.to_string()), value))
            }),
            _ => None,
        }
    }

    /// Follows the first element of a field path, and gives what is left of it.
    fn descend<'path>(&self, id: NodeId, path: &'path str) -> Option<(Option<Span>, NodeId, &'path str)> {
        match &self.node(id)?.kind {
            NodeKind::Alias(_, target) => self.descend(*target, path),
            NodeKind::Sequence(items) => {
                let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
                let item = items.get(index.parse::<usize>().ok()?)?;
                Some((None, *item, rest))
            }
            NodeKind::Mapping(entries) => {
                // A key may hold dots itself, so the longest key that the path begins with wins; the last duplicate counts.
                let mut best: Option<(usize, Option<Span>, NodeId, &str)> = None;
                for &(key, value) in entries {
                    let key_node = self.node(key)?;
                    let NodeKind::Scalar { text, .. } = &key_node.kind else { continue };
                    if let Some(rest) = after_key(path, text)
                        && best.is_none_or(|(length, ..)| text.len() >= length)
                    {
                        best = Some((text.len(), Some(key_node.span), value, rest));
                    }
                }
                best.map(|(_, key, value, rest)| (key, value, rest))
            }
            NodeKind::Scalar { .. } => None,
        }
    }
}

/// What follows a key in a field path: `.key`, `key` at its beginning, or `[key]`.
fn after_key<'path>(path: &'path str, key: &str) -> Option<&'path str> {
    if let Some(rest) = path.strip_prefix('[') {
        return rest.strip_prefix(key)?.strip_prefix(']');
    }
    let rest = path.strip_prefix('.').unwrap_or(path).strip_prefix(key)?;
    (rest.is_empty() || rest.starts_with(['.', '['])).then_some(rest)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::apimachinery::yaml;

    const TEXT: &str = "\
metadata:
  labels: {app.io/name: x}
spec:
  containers:
  - name: ü
    image: a
  - image: b
  key: 1
  key: 2
";

    fn check(path: &str, expected: &str) {
        let documents = yaml::parse_documents(TEXT);
        let tree = &documents[0].as_ref().expect("the text is well-formed").tree;
        let located = tree.locate(path).expect("the tree has a root");
        let text = |span: super::Span| TEXT[span.start as usize..span.end as usize].to_owned();
        let actual = format!(
            "{} = {} {}",
            located.key.map(text).unwrap_or_default(),
            text(located.value),
            located.exact
        );
        assert_eq!(actual, expected, "{path}");
    }

    #[test]
    fn a_field_path_finds_its_key_and_value() {
        check("spec.containers[1].image", "image = b true");
        check("spec.containers[0].name", "name = ü true");
        check("metadata.labels[app.io/name]", "app.io/name = x true");
        check("metadata.labels.app.io/name", "app.io/name = x true");
        check("spec.containers[1]", "containers = image: b true");
        check("spec.key", "key = 2 true");
    }

    #[test]
    fn a_missing_field_finds_its_parent() {
        check("spec.containers[1].name", "containers = image: b false");
        check("metadata.labels[other]", "labels = {app.io/name: x} false");
    }

    #[test]
    fn a_key_given_twice_is_found() {
        let documents = yaml::parse_documents(TEXT);
        let tree = &documents[0].as_ref().expect("the text is well-formed").tree;
        let duplicates = tree.duplicate_keys();
        assert_eq!(duplicates.len(), 1);
        assert_eq!(duplicates[0].key, "key");
        assert_eq!(super::line_column(TEXT, duplicates[0].key_span.start), (9, 3));
    }

    #[test]
    fn an_offset_finds_its_path() {
        use super::Step::{Index, Key};
        let documents = yaml::parse_documents(TEXT);
        let tree = &documents[0].as_ref().expect("the text is well-formed").tree;
        let offset = TEXT.find("image: b").expect("it is there") as u32 + 7;
        let expected = [Key("spec".into()), Key("containers".into()), Index(1), Key("image".into())];
        assert_eq!(tree.path_at(offset), expected);
    }
}
