//! What is wrong with a manifest, and where: syntax, unknown fields, wrong types, broken rules, warnings.

use serde_json::Value;

use crate::api::kind::Kind;
use crate::api::schema;
use crate::apimachinery::yaml::{Document, Tree, parse_documents};
use crate::apiserver::server::ApiServer;
use crate::kubectl::builder::manifests::check_kind;
use crate::playground::manifest::place::{Range, line_of, range, underline};
use crate::playground::manifest::try_out::apply;

/// How many problems are told.
const PROBLEMS_MAX: usize = 50;

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it speaks of.
    pub range: Range,
    /// Its line, from 1.
    pub line: u32,
    /// The text would be refused; otherwise the person is only told something.
    pub is_error: bool,
    /// The field it speaks of; empty where there is none.
    pub field: String,
    /// In the words of the API server.
    pub message: String,
}

/// All problems of a text, in the order of their places.
pub fn problems(text: &str, api: &ApiServer) -> Vec<Problem> {
    let mut api = api.clone();
    let mut finder = Finder { text, found: Vec::new() };
    for document in parse_documents(text) {
        match document {
            Err(error) => {
                let range = line_of(text, error.span.start as usize, error.span.end as usize);
                finder.add(range, true, "", &error.message);
            }
            Ok(document) if document.value.is_null() => {}
            Ok(document) => finder.document(&document, &mut api),
        }
    }
    finder.found.sort_by_key(|problem| problem.range.from);
    finder.found.truncate(PROBLEMS_MAX);
    finder.found
}

struct Finder<'a> {
    text: &'a str,
    found: Vec<Problem>,
}

impl Finder<'_> {
    fn add(&mut self, range: Range, is_error: bool, field: &str, message: &str) {
        let problem = Problem {
            range,
            line: 1 + self
                .text
                .chars()
                .scan(0, |units, c| {
                    *units += c.len_utf16() as u32;
                    (*units <= range.from).then_some(u32::from(c == '\n'))
                })
                .sum::<u32>(),
            is_error,
            field: field.to_owned(),
            message: message.to_owned(),
        };
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    fn at_field(&mut self, tree: &Tree, field: &str, is_error: bool, message: &str) {
        let range = tree.locate(field).map(|located| underline(self.text, &located)).unwrap_or_default();
        self.add(range, is_error, field, message);
    }

    fn document(&mut self, document: &Document, api: &mut ApiServer) {
        let tree = &document.tree;
        for twice in tree.duplicate_keys() {
            let range = range(self.text, twice.key_span.start as usize, twice.key_span.end as usize);
            let message = ["`", &twice.key, "` is set twice here; the last one counts"].concat();
            self.add(range, false, &twice.key, &message);
        }
        match document.value.get("items").and_then(Value::as_array) {
            Some(items) if document.value["kind"].as_str().is_some_and(|kind| kind.ends_with("List")) => {
                for (index, item) in items.iter().enumerate() {
                    self.object(item, tree, &format!("items[{index}]"), api);
                }
            }
            _ => self.object(&document.value, tree, "", api),
        }
    }

    /// Looks at one object; `base` is the way to it in its document.
    fn object(&mut self, value: &Value, tree: &Tree, base: &str, api: &mut ApiServer) {
        let join = |field: &str| match (base, field) {
            ("", field) => field.to_owned(),
            (base, "") => base.to_owned(),
            (base, field) => [base, ".", field].concat(),
        };
        if let Err(why) = check_kind(value) {
            return self.at_field(tree, base, true, &why);
        }
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let Some(kind) = Kind::of(text("apiVersion"), text("kind")) else {
            let (kind, version) = (text("kind"), text("apiVersion"));
            let message = format!("no matches for kind {kind:?} in version {version:?}");
            return self.at_field(tree, &join("kind"), true, &message);
        };
        let before = self.found.len();
        if let Some(schema) = schema::root(kind.resource().kind_name) {
            match schema::decode(value, schema) {
                Err(error) => {
                    let field = join(error.path());
                    let message = [&error.to_string(), yaml_hint(tree, &field, self.text)].concat();
                    return self.at_field(tree, &field, true, &message);
                }
                Ok(decoded) => {
                    for unknown in &decoded.strict_errors {
                        let field = unknown.split('"').nth(1).unwrap_or_default();
                        let message = match nearest(field, schema) {
                            Some(known) => format!("{unknown}; did you mean {known:?}?"),
                            None => unknown.clone(),
                        };
                        self.key(tree, &join(field), &message);
                    }
                }
            }
        }
        let is_known = self.found.len() == before;
        match apply(api, kind, value).result {
            Ok(written) => self.warnings(tree, &join, &written.warnings),
            Err(error) => {
                self.warnings(tree, &join, &error.warnings);
                for cause in &error.causes {
                    self.at_field(tree, &join(&cause.field), true, &cause.message);
                }
                if error.causes.is_empty() && is_known {
                    self.at_field(tree, &join("kind"), true, &error.message);
                }
            }
        }
    }

    /// A field that nobody knows: its key is what is wrong.
    fn key(&mut self, tree: &Tree, field: &str, message: &str) {
        let located = tree.locate(field);
        let key = located.filter(|located| located.exact).and_then(|located| located.key);
        match key {
            Some(key) => {
                let range = range(self.text, key.start as usize, key.end as usize);
                self.add(range, true, field, message);
            }
            None => self.at_field(tree, field, true, message),
        }
    }

    fn warnings(&mut self, tree: &Tree, join: &dyn Fn(&str) -> String, warnings: &[String]) {
        for warning in warnings {
            let field = warning.split_once(": ").map_or("", |(field, _)| field);
            let is_field = !field.is_empty() && !field.contains(' ');
            self.at_field(tree, &join(if is_field { field } else { "" }), false, warning);
        }
    }
}

/// What surprises most people about YAML 1.1, where it is the reason.
fn yaml_hint(tree: &Tree, field: &str, text: &str) -> &'static str {
    let Some(located) = tree.locate(field).filter(|located| located.exact) else { return "" };
    let written = text.get(located.value.start as usize..located.value.end as usize).unwrap_or_default();
    let is_word = ["y", "n", "yes", "no", "on", "off", "true", "false"].iter();
    if is_word.into_iter().any(|word| written.eq_ignore_ascii_case(word)) {
        return ". YAML reads this word as true or false; write it in quotes to have a text";
    }
    if written.parse::<f64>().is_ok() {
        return ". YAML reads this as a number; write it in quotes to have a text";
    }
    ""
}

/// The known field that an unknown one was probably meant to be: the same but for its case, or one letter away.
fn nearest(field: &str, schema: &'static schema::Type) -> Option<&'static str> {
    let (parent, name) = field.rsplit_once('.').unwrap_or(("", field));
    let mut ty = schema;
    for part in parent.split('.').filter(|part| !part.is_empty()) {
        let key = part.split('[').next().unwrap_or_default();
        ty = ty.pointee().field(key)?.ty().pointee();
        if matches!(ty.kind(), schema::Kind::Slice | schema::Kind::Map) {
            ty = ty.elem().pointee();
        }
    }
    let names = ty.json_fields().map(|known| known.json_name);
    names
        .map(|known| (distance(known, name), known))
        .filter(|(far, _)| *far <= 2)
        .min()
        .map(|(_, known)| known)
}

/// How many letters differ, case aside; more than 2 is far.
fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.iter().enumerate() {
            let change = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
