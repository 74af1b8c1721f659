//! What could stand at the cursor, and what a word means, from the schema and from what the cluster has.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::api::docs;
use crate::api::kind::{Kind as ObjectKind, RESOURCES};
use crate::api::schema::{Field, Kind, Type, root};
use crate::apiserver::server::ApiServer;
use crate::playground::manifest::cursor::{Cursor, Part, Slot, cursor};
use crate::playground::manifest::facts::facts;
use crate::playground::manifest::flow::Style;
use crate::playground::manifest::place::{Range, byte_at, range};

/// How many labels of the cluster are offered.
const LABELS_MAX: usize = 40;

/// Something that could stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// What is shown.
    pub label: String,
    /// Its type in a word: `list of Container`.
    pub detail: String,
    /// A text about it.
    pub info: String,
    /// What is written.
    pub insert: String,
}

/// What could stand at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Where the word begins that one of them would replace; it ends at the cursor.
    pub from: u32,
    /// They.
    pub list: Vec<Suggestion>,
}

/// A text about a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The word.
    pub range: Range,
    /// The text.
    pub text: String,
}

/// What could stand at a UTF-16 offset.
pub fn suggest(text: &str, offset: u32, api: &ApiServer) -> Suggestions {
    let at = byte_at(text, offset);
    let cursor = cursor(text, at);
    let typed = text.get(cursor.word.start..at).unwrap_or_default();
    let mut list = candidates(&cursor, api);
    let prefix = typed.to_ascii_lowercase();
    list.retain(|one| one.label.to_ascii_lowercase().contains(&prefix) && one.label != typed);
    Suggestions { from: range(text, cursor.word.start, at).from, list }
}

/// What a word at a UTF-16 offset means.
pub fn about(text: &str, offset: u32) -> Option<About> {
    let cursor = cursor(text, byte_at(text, offset));
    let word = text.get(cursor.word.clone())?;
    let name = match &cursor.slot {
        Slot::Key => word.trim_matches(['"', '\'']),
        Slot::Value(key) => key,
    };
    let ty = type_at(&cursor)?;
    let field = ty.field(name)?;
    let mut path: Vec<&str> = Vec::new();
    for part in &cursor.path {
        match part {
            Part::Key(key) => path.push(key),
            Part::Item => {}
        }
    }
    path.push(name);
    let mut text_about = [&path.join("."), ": ", &type_text(field.ty())].concat();
    let info = info(ty, field);
    if !info.is_empty() {
        text_about = [&text_about, "\n", &info].concat();
    }
    Some(About { range: range(text, cursor.word.start, cursor.word.end), text: text_about })
}

fn candidates(cursor: &Cursor, api: &ApiServer) -> Vec<Suggestion> {
    if cursor.path.is_empty()
        && let Some(list) = of_any_object(cursor)
    {
        return list;
    }
    if let Some(list) = labels(cursor, api) {
        return list;
    }
    let Some(ty) = type_at(cursor) else { return Vec::new() };
    match &cursor.slot {
        Slot::Key => keys(ty, cursor),
        Slot::Value(key) => ty.field(key).map(|field| values(ty, field)).unwrap_or_default(),
    }
}

/// The two fields that say what a document is.
fn of_any_object(cursor: &Cursor) -> Option<Vec<Suggestion>> {
    let known = || RESOURCES.iter().filter(|resource| resource.kind != ObjectKind::Event);
    match &cursor.slot {
        Slot::Value(key) if key == "kind" => Some(known().map(|one| word(one.kind_name)).collect()),
        Slot::Value(key) if key == "apiVersion" => {
            let versions: BTreeSet<String> = known().map(|one| one.api_version()).collect();
            Some(versions.iter().map(|version| word(version)).collect())
        }
        Slot::Key if cursor.kind.is_empty() => {
            let keys = ["apiVersion", "kind", "metadata", "spec"];
            let keys = keys.into_iter().filter(|key| !cursor.siblings.iter().any(|one| one == key));
            let after = if cursor.style == Style::Quoted { "" } else { ": " };
            Some(keys.map(|key| Suggestion { insert: [key, after].concat(), ..word(key) }).collect())
        }
        _ => None,
    }
}

fn word(text: &str) -> Suggestion {
    Suggestion { label: text.to_owned(), insert: text.to_owned(), ..Suggestion::default() }
}

/// Labels that nodes have, where a node selector asks for one.
fn labels(cursor: &Cursor, api: &ApiServer) -> Option<Vec<Suggestion>> {
    let [.., Part::Key(last)] = &cursor.path[..] else { return None };
    if last != "nodeSelector" {
        return None;
    }
    let nodes = api.table(ObjectKind::Node);
    let mut found: BTreeSet<Rc<str>> = BTreeSet::new();
    for node in nodes.iter() {
        for (key, value) in node.meta.labels.iter() {
            match &cursor.slot {
                Slot::Key if !cursor.siblings.iter().any(|one| **one == **key) => found.insert(key.clone()),
                Slot::Value(wanted) if **wanted == **key => found.insert(value.clone()),
                _ => false,
            };
        }
        if found.len() >= LABELS_MAX {
            break;
        }
    }
    let is_key = cursor.slot == Slot::Key;
    let detail = if is_key { "label of a node" } else { "value on a node" };
    let insert = |text: &str| match (is_key, text) {
        (_, text) if cursor.style == Style::Quoted => text.to_owned(),
        (true, key) => [key, ": "].concat(),
        // Text that YAML would read as something else.
        (false, text) if text.is_empty() || text.parse::<f64>().is_ok() || is_yaml_word(text) => {
            ["\"", text, "\""].concat()
        }
        (false, text) => text.to_owned(),
    };
    let suggestion = |text: &Rc<str>| Suggestion {
        label: text.to_string(),
        detail: detail.to_owned(),
        info: String::new(),
        insert: insert(text),
    };
    Some(found.iter().map(suggestion).collect())
}

fn is_yaml_word(text: &str) -> bool {
    let words = ["y", "n", "yes", "no", "true", "false", "on", "off", "null", "~"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The struct that the cursor is in.
fn type_at(cursor: &Cursor) -> Option<&'static Type> {
    let mut ty = root(&cursor.kind)?;
    for part in &cursor.path {
        ty = match (part, ty.kind()) {
            (Part::Key(key), Kind::Struct) => ty.field(key)?.ty().pointee(),
            (Part::Key(_), Kind::Map) | (Part::Item, Kind::Slice) => ty.elem().pointee(),
            _ => return None,
        };
    }
    Some(ty)
}

fn keys(ty: &'static Type, cursor: &Cursor) -> Vec<Suggestion> {
    if ty.kind() != Kind::Struct {
        return Vec::new();
    }
    // What the server writes is not for a manifest.
    const OF_THE_SERVER: [&str; 9] = [
        "status",
        "managedFields",
        "selfLink",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ];
    let is_top = cursor.path.is_empty() || cursor.path == [Part::Key("metadata".to_owned())];
    let fields = ty.json_fields().filter(|field| {
        let name = field.json_name;
        let is_there = cursor.siblings.iter().any(|one| one == name);
        let is_not_for_people = is_top && OF_THE_SERVER.contains(&name);
        !is_there && !is_not_for_people
    });
    let suggestion = |field: &'static Field| Suggestion {
        label: field.json_name.to_owned(),
        detail: type_text(field.ty()),
        info: info(ty, field),
        insert: written(field, cursor),
    };
    fields.map(suggestion).collect()
}

/// A key with what comes before its value, in the style of the place.
fn written(field: &Field, cursor: &Cursor) -> String {
    let indent = " ".repeat(cursor.column + 2);
    let (of_map, of_list) = match cursor.style {
        Style::Block => ([":\n", &indent].concat(), [":\n", &indent, "- "].concat()),
        Style::Map | Style::List => (": {".to_owned(), ": [".to_owned()),
        Style::Quoted => return field.json_name.to_owned(),
    };
    let brace = if cursor.style == Style::List { "{" } else { "" };
    let after = match field.ty().pointee().kind() {
        Kind::Struct | Kind::Map => &of_map,
        Kind::Slice => &of_list,
        _ => ": ",
    };
    [brace, field.json_name, after].concat()
}

fn values(ty: &'static Type, field: &'static Field) -> Vec<Suggestion> {
    let (default, often) = facts(ty.name(), field.json_name);
    let allowed: Vec<&str> =
        docs::values(field.ty().pointee()).into_iter().filter(|value| *value != "\"\"").collect();
    let words: Vec<&str> = match field.ty().pointee().kind() {
        Kind::Bool => vec!["true", "false"],
        _ if !allowed.is_empty() => allowed,
        _ if often.is_empty() && !default.is_empty() => vec![default],
        _ => often,
    };
    let detail = |text: &str| if text == default { "the default".to_owned() } else { String::new() };
    words.into_iter().map(|text| Suggestion { detail: detail(text), ..word(text) }).collect()
}

/// `list of Container`
fn type_text(ty: &'static Type) -> String {
    let ty = ty.pointee();
    match ty.kind() {
        Kind::Slice => ["list of ", &type_text(ty.elem())].concat(),
        Kind::Map => ["map of ", &type_text(ty.elem())].concat(),
        Kind::String => "text".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Int32 | Kind::Int64 => "whole number".to_owned(),
        Kind::IntOrString => "number or text".to_owned(),
        Kind::Quantity => "quantity".to_owned(),
        Kind::Time | Kind::MicroTime => "time".to_owned(),
        Kind::Struct | Kind::Pointer | Kind::Raw => ty.name().to_owned(),
    }
}

/// What is known of a field besides its type.
fn info(ty: &'static Type, field: &'static Field) -> String {
    let (default, _) = facts(ty.name(), field.json_name);
    let about = docs::about_field(ty, field).or_else(|| docs::about_type(field.ty().pointee()));
    let mut parts: Vec<String> = about.iter().map(|about| (*about).to_owned()).collect();
    let allowed = docs::values(field.ty().pointee());
    if !allowed.is_empty() {
        parts.push(["One of ", &allowed.join(", "), "."].concat());
    }
    if !default.is_empty() && !about.is_some_and(|about| about.contains("by default")) {
        parts.push(["Default: ", default, "."].concat());
    }
    if docs::is_required(ty, field) {
        parts.push("Required.".to_owned());
    }
    parts.join(" ")
}
