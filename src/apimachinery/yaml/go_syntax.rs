//! Values as Go's `%#v` writes them, which two error messages of kubectl quote: for keys that are maps (the usual fate of
//! an unfilled `{{ placeholder }}`) and for keys that are null.
//!
//! Upstream: go.yaml.in/yaml/v2 `decode.go` (`invalid map key`), sigs.k8s.io/yaml (`unsupported map key`).

use super::resolve::{Scalar, resolve};
use super::tree::{NodeId, NodeKind, Tree};
use crate::apimachinery::json::float_text_general;

/// How long the quoted value may become; an alias bomb would otherwise be spelled out.
const BYTES_MAX: usize = 4096;

/// The value of a node in Go's words.
pub(super) fn go_syntax(tree: &Tree, id: NodeId) -> String {
    let mut out = String::new();
    write(tree, id, &mut out, 0);
    out
}

fn write(tree: &Tree, id: NodeId, out: &mut String, depth: u32) {
    if out.len() > BYTES_MAX || depth > super::compose::DEPTH_MAX {
        return;
    }
    match &tree.nodes[id as usize].kind {
        NodeKind::Alias(_, target) => write(tree, *target, out, depth + 1),
        NodeKind::Sequence(items) => {
            out.push_str("[]interface {}{");
            for (index, &item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write(tree, item, out, depth + 1);
            }
            out.push('}');
        }
        NodeKind::Mapping(entries) => {
            // Go sorts the keys it prints.
            let mut parts: Vec<(String, NodeId)> = Vec::new();
            for &(key, value) in entries {
                let mut text = String::new();
                write(tree, key, &mut text, depth + 1);
                parts.retain(|(other, _)| *other != text);
                parts.push((text, value));
            }
            parts.sort();
            out.push_str("map[interface {}]interface {}{");
            for (index, (key, value)) in parts.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                out.push_str(key);
                out.push(':');
                write(tree, *value, out, depth + 1);
            }
            out.push('}');
        }
        NodeKind::Scalar { text, tag, plain } => {
            let meaning = if *plain && tag.is_none() { resolve(text) } else { Scalar::Text };
            write_scalar(meaning, text, out, depth);
        }
    }
}

fn write_scalar(meaning: Scalar, text: &str, out: &mut String, depth: u32) {
    match meaning {
        Scalar::Null => out.push_str(if depth == 0 { "<nil>" } else { "interface {}(nil)" }),
        Scalar::Bool(flag) => out.push_str(if flag { "true" } else { "false" }),
        Scalar::Int(number) => out.push_str(&number.to_string()),
        Scalar::Uint(number) => out.push_str(&format!("{number:#x}")),
        Scalar::Float(number) if number.is_finite() => out.push_str(&float_text_general(number)),
        Scalar::Float(number) => {
            out.push_str(if number.is_nan() {
                "NaN"
            } else if number > 0.0 {
                "+Inf"
            } else {
                "-Inf"
            });
        }
        Scalar::Timestamp | Scalar::Text => out.push_str(&crate::apimachinery::quote::go_quote(text)),
    }
}
