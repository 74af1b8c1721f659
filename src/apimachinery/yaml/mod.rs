//! YAML as kubectl reads and prints it.
//!
//! Reading: [`parse_documents`] splits a file, `events` (libyaml) and `compose` make the [`Tree`] of a document, `decode`
//! and `resolve` its value. Printing: [`print`](print()) for `-o yaml`.
//!
//! Invariants: reading is total, bounded in time and memory ([`BYTES_MAX`], [`DEPTH_MAX`], [`NODES_MAX`],
//! [`EXPANSION_MAX`]); values hold integers of 64 bits signed and floats, nothing else numeric.
//! Deliberately absent: reading into types; `api::schema` does that from values.
//! Upstream: go.yaml.in/yaml/v2, sigs.k8s.io/yaml, k8s.io/apimachinery/pkg/util/yaml.

mod compose;
mod decode;
mod documents;
mod events;
mod go_syntax;
mod print;
mod resolve;
mod sort;
mod style;
mod tree;

pub use compose::{DEPTH_MAX, NODES_MAX};
pub use decode::EXPANSION_MAX;
pub use documents::{BYTES_MAX, Document, DocumentError, is_json, parse_documents, parse_one};
pub use print::print;
pub use tree::{DuplicateKey, Located, Node, NodeId, NodeKind, Span, Step, Tree, line_column};
