//! Any object, field by field, with names turned into words.
//!
//! Upstream: `genericDescriber`, `printUnstructuredContent`, `smartLabelFor`; `github.com/fatih/camelcase`.

use serde_json::{Map, Value};

use crate::api::fields::Fields;
use crate::api::object::Object;
use crate::kubectl::describe::text;
use crate::kubectl::output::go_value::sprint;
use crate::kubectl::output::prefix_writer::PrefixWriter;

/// What the head of the page has said already.
const SAID: [&str; 5] = [
    ".metadata.managedFields",
    ".metadata.name",
    ".metadata.namespace",
    ".metadata.labels",
    ".metadata.annotations",
];

/// Writes the page, but for the events.
pub fn write(w: &mut PrefixWriter, object: &Object) {
    w.field(0, "Name:", &object.meta.name);
    w.field(0, "Namespace:", &object.meta.namespace);
    let value = object.to_value();
    text::labels(w, "Labels", value.at("metadata"), "labels");
    text::annotations(w, "Annotations", value.at("metadata"));
    if let Value::Object(fields) = value {
        write_fields(w, 0, &fields, "");
    }
}

fn write_fields(w: &mut PrefixWriter, level: u32, fields: &Map<String, Value>, path: &str) {
    for (name, value) in fields {
        let path = format!("{path}.{name}");
        if SAID.contains(&path.as_str()) {
            continue;
        }
        let label = format!("{}:", words(name));
        match value {
            Value::Object(inner) => {
                w.line(level, &label);
                write_fields(w, level + 1, inner, &path);
            }
            Value::Array(items) => {
                w.line(level, &label);
                for item in items {
                    match item {
                        Value::Object(inner) => write_fields(w, level + 1, inner, &path),
                        other => w.line(level + 1, &sprint(other)),
                    }
                }
            }
            other => w.field(level, &label, &sprint(other)),
        }
    }
}

/// `imagePullPolicy` as `Image Pull Policy`.
fn words(name: &str) -> String {
    const ACRONYMS: [&str; 4] = ["API", "URL", "UID", "GUID"];
    if name.contains(|c: char| !c.is_alphabetic() && c != '-') {
        return name.to_owned();
    }
    let words = merge_acronyms(split(name)).into_iter().map(|word| {
        let upper = word.to_uppercase();
        if ACRONYMS.contains(&upper.as_str()) {
            return upper;
        }
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if word.to_lowercase() == word => first.to_uppercase().chain(letters).collect(),
            _ => word,
        }
    });
    words.collect::<Vec<String>>().join(" ")
}

/// Splits before capitals; the last capital of several belongs to the word that follows it.
fn split(name: &str) -> Vec<String> {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Lower,
        Upper,
        Other,
    }
    let class = |c: char| match c {
        c if c.is_lowercase() => Class::Lower,
        c if c.is_uppercase() => Class::Upper,
        _ => Class::Other,
    };
    let mut parts: Vec<(Class, String)> = Vec::new();
    for c in name.chars() {
        match parts.last_mut() {
            Some((last, part)) if *last == class(c) => part.push(c),
            _ => parts.push((class(c), c.to_string())),
        }
    }
    for at in 1..parts.len() {
        if parts[at - 1].0 == Class::Upper && parts[at].0 == Class::Lower {
            let capital = parts[at - 1].1.pop();
            parts[at].1.insert_str(0, &capital.map(String::from).unwrap_or_default());
        }
    }
    parts.into_iter().map(|(_, part)| part).filter(|part| !part.is_empty()).collect()
}

fn merge_acronyms(parts: Vec<String>) -> Vec<String> {
    let mut merged: Vec<String> = Vec::new();
    let mut parts = parts.into_iter().peekable();
    while let Some(mut part) = parts.next() {
        let is_acronym = part.chars().count() >= 2 && part.to_uppercase() == part && part != "-";
        if is_acronym && let Some(next) = parts.next_if(|next| next.starts_with(char::is_uppercase)) {
            part.push_str(&next);
        }
        merged.push(part);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        for (name, expected) in [
            ("apiVersion", "API Version"),
            ("creationTimestamp", "Creation Timestamp"),
            ("uid", "UID"),
            ("dnsPolicy", "Dns Policy"),
            ("hostIP", "Host IP"),
            ("$patch", "$patch"),
            ("reportingComponent", "Reporting Component"),
            ("HTTPServer", "HTTPServer"),
        ] {
            assert_eq!(words(name), expected);
        }
    }
}
