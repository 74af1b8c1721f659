//! Fails where the page says something that does not stand in the catalogue, `src/ui/text`.
//!
//! Inside of `html!` no attribute that is read out may hold a literal with a letter in it, and neither may what stands
//! between tags unless it is only a name of something (an icon, a class). Outside of `html!`, a literal that looks like a
//! sentence is a text as well, whatever way it takes to the page.

use std::fs;
use std::path::{Path, PathBuf};

/// Attributes that a person sees or hears.
const READ_OUT: [&str; 12] = [
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "label",
    "name",
    "hint",
    "text",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
    "action",
];

/// What stands before a literal that nobody reads: classes, styles, selectors, messages to ourselves.
const UNSEEN_BEFORE: [&str; 9] = [
    "class=",
    "class={",
    "expect(",
    "query_selector(",
    "query_selector_all(",
    "closest(",
    "reason = ",
    "font = ",
    "set_font(",
];

/// What stands before a name that no translation changes: an icon's, a key's, a command's.
const UNTRANSLATED_BEFORE: [&str; 3] = ["icon(if ", "<kbd>{", "<code>{"];

/// A literal, and what stands around it.
struct Literal {
    line: usize,
    text: String,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// The value of an attribute of this name, directly or within its braces.
    Attribute(String),
    /// Between tags, with the code before it.
    Between(String),
    /// No part of `html!`; with the code before it.
    Outside(String),
}

/// A reader of one source file: enough of Rust to know literals, comments and the tags of `html!`.
struct Reader<'a> {
    rest: &'a str,
    all: &'a str,
    literals: Vec<Literal>,
}

impl Reader<'_> {
    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn line(&self) -> usize {
        self.all[..self.all.len() - self.rest.len()].matches('\n').count() + 1
    }

    fn before(&self) -> &str {
        &self.all[..self.all.len() - self.rest.len()]
    }

    /// Takes a comment or a literal of a character; says whether there was one.
    fn takes_unseen(&mut self) -> bool {
        if self.rest.starts_with("//") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
            return true;
        }
        let mut chars = self.rest.chars();
        if chars.next() != Some('\'') {
            return false;
        }
        let length = match chars.next() {
            Some('\\') => self.rest[2..].find('\'').map(|at| at + 3).filter(|length| *length < 12),
            Some(c) => (chars.next() == Some('\'')).then(|| 2 + c.len_utf8()),
            None => None,
        };
        // Without a second quote it is a lifetime.
        self.skip(length.unwrap_or(1));
        true
    }

    /// The literal that begins here.
    fn takes_literal(&mut self) -> Option<String> {
        let raw = self.rest.strip_prefix('r').map(|rest| rest.len() - rest.trim_start_matches('#').len());
        let hashes = raw.filter(|hashes| self.rest[1 + hashes..].starts_with('"'));
        let is_word = self.before().ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if let Some(hashes) = hashes.filter(|_| !is_word) {
            let end = ["\"", &"#".repeat(hashes)].concat();
            let body = &self.rest[hashes + 2..];
            let length = body.find(&end).unwrap_or(body.len());
            let text = body[..length].to_owned();
            self.skip((hashes + 2 + length + end.len()).min(self.rest.len()));
            return Some(text);
        }
        let body = self.rest.strip_prefix('"')?;
        let mut is_escaped = false;
        let length = body.find(|c| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        });
        let length = length.unwrap_or(body.len());
        let text = body[..length].to_owned();
        self.skip((length + 2).min(self.rest.len()));
        Some(text)
    }

    fn note(&mut self, place: Place) -> bool {
        let line = self.line();
        let found = self.takes_literal();
        let is_found = found.is_some();
        self.literals.extend(found.map(|text| Literal { line, text, place }));
        is_found
    }

    fn next_char(&mut self) -> char {
        let c = self.rest.chars().next().unwrap_or(' ');
        self.skip(c.len_utf8().min(self.rest.len()));
        c
    }

    /// Code, up to the brace that closes it or the end. `place` is where its literals stand.
    fn code(&mut self, place: &Place) {
        let mut depth = 0;
        while !self.rest.is_empty() {
            if self.rest.starts_with("html!") {
                let open = self.rest.find('{').map_or(self.rest.len(), |at| at + 1);
                self.skip(open);
                self.markup();
                continue;
            }
            let here = match place {
                Place::Outside(_) => Place::Outside(tail(self.before())),
                // What a call is given is not a text by standing there; a sentence is found by its look.
                Place::Between(_) if !stands_alone(self.before()) => Place::Outside(tail(self.before())),
                Place::Between(_) => Place::Between(tail(self.before())),
                place => place.clone(),
            };
            if self.takes_unseen() || self.note(here) {
                continue;
            }
            match self.next_char() {
                '{' => depth += 1,
                '}' if depth == 0 => return,
                '}' => depth -= 1,
                _ => {}
            }
        }
    }

    /// The inside of `html!`, up to its closing brace.
    fn markup(&mut self) {
        while !self.rest.is_empty() {
            if self.takes_unseen() || self.note(Place::Between(tail(self.before()))) {
                continue;
            }
            match self.next_char() {
                '<' if self.rest.starts_with(|c: char| c.is_alphabetic()) => self.tag(),
                '{' => self.code(&Place::Between(String::new())),
                '}' => return,
                // The head of an `if` or a `match` between tags, up to its block.
                _ if self.rest.starts_with("if ") || self.rest.starts_with("match ") => {
                    while !self.rest.is_empty() && !self.rest.starts_with('{') {
                        if !self.takes_unseen() && self.takes_literal().is_none() {
                            self.next_char();
                        }
                    }
                    self.next_char();
                    self.markup();
                }
                _ => {}
            }
        }
    }

    /// The attributes of a tag, up to its `>`.
    fn tag(&mut self) {
        while !self.rest.is_empty() {
            let name = Place::Attribute(attribute(self.before()));
            if self.takes_unseen() || self.note(name.clone()) {
                continue;
            }
            match self.next_char() {
                '{' => self.code(&name),
                '>' if !self.before().ends_with("->") && !self.before().ends_with("=>") => return,
                _ => {}
            }
        }
    }
}

/// The name before the `=` that `before` ends with.
fn attribute(before: &str) -> String {
    let before = before.strip_suffix('=').unwrap_or("");
    let start = before.rfind(|c: char| !c.is_alphanumeric() && !"-_".contains(c)).map_or(0, |at| at + 1);
    before[start..].to_owned()
}

/// A literal after this is what a block or an arm comes to, not what a call is given.
fn stands_alone(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with('{') || before.ends_with("=>")
}

fn tail(before: &str) -> String {
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    before[line..].to_owned()
}

fn has_letter(text: &str) -> bool {
    text.contains(|c: char| c.is_alphabetic())
}

/// Words with spaces between them of which one begins a sentence or ends it, or none is a command's or a class's.
fn is_sentence(text: &str) -> bool {
    let is_line = ["kubectl ", "sim ", "sed ", "cat "].iter().any(|program| text.starts_with(program));
    let words: Vec<&str> = text.split(' ').filter(|word| has_letter(word)).collect();
    let is_word = |word: &&&str| word.chars().all(|c| c.is_alphabetic() || "’'.,:;?!…".contains(c));
    let num_words = words.iter().filter(is_word).count();
    let begins = text.starts_with(|c: char| c.is_uppercase()) && words.len() > 1;
    !is_line && num_words > 0 && (begins || num_words > 2 && num_words * 2 > words.len())
}

fn is_text(literal: &Literal) -> bool {
    // What is put in is no text of ours.
    let text = literal.text.split('{').enumerate().map(|(index, part)| match index {
        0 => part,
        _ => part.split_once('}').map_or("", |(_, after)| after),
    });
    let text = text.collect::<Vec<_>>().concat().replace("\\n", " ");
    match &literal.place {
        Place::Attribute(name) => READ_OUT.contains(&name.as_str()) && has_letter(&text),
        Place::Between(before) => {
            let is_name = UNTRANSLATED_BEFORE.iter().any(|name| before.contains(name));
            // A class of the style sheets.
            let is_class = text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            has_letter(&text) && !is_name && !is_class
        }
        Place::Outside(before) => {
            is_sentence(&text) && !UNSEEN_BEFORE.iter().any(|unseen| before.contains(unseen))
        }
    }
}

/// The texts in a source outside of its tests, with their lines.
fn texts(source: &str) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(all(test").next().unwrap_or_default();
    let mut reader = Reader { rest: source, all: source, literals: Vec::new() };
    reader.code(&Place::Outside(String::new()));
    let found = reader.literals.into_iter().filter(is_text);
    found.map(|literal| (literal.line, literal.text)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.ends_with("ui/text") => {}
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}

#[test]
fn every_text_of_the_page_stands_in_the_catalogue() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    assert!(files.len() > 50, "the page's sources were not found");
    let mut broken = Vec::new();
    for path in files {
        let source = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().display();
        broken.extend(texts(&source).iter().map(|(line, text)| format!("ui/{name}:{line} says {text:?}")));
    }
    assert!(broken.is_empty(), "texts that belong to src/ui/text:\n{}", broken.join("\n"));
}

#[test]
fn texts_are_found_wherever_they_stand() {
    let check = |source: &str, expected: &[&str]| {
        let found: Vec<String> = texts(source).into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, expected, "{source}");
    };
    check(r#"html! { <p class="prose">{"Hello"}</p> }"#, &["Hello"]);
    check(r#"html! { <p title="Hello" class={classes!("big", "red")}>{text::HELLO}</p> }"#, &["Hello"]);
    check(r#"html! { <b aria-label={format!("Pods on {name}")}>{name}</b> }"#, &["Pods on {name}"]);
    check(r#"html! { <b title={if on { "Show" } else { "Hide" }} /> }"#, &["Show", "Hide"]);
    check(r#"html! { if is_on { <b>{"yes"}</b> } else { {"no"} } }"#, &["yes", "no"]);
    check(r#"html! { {for list.iter().map(|one| html! { <li key="x">{"item "}{one}</li> })} }"#, &["item "]);
    check(r#"html! { <b>{icon("check")}<code>{"help"}</code>{"·"}</b> } // "No text""#, &[]);
    check(r#"fn f() -> &'static str { "Nothing has happened yet" }"#, &["Nothing has happened yet"]);
    check(r#"fn f() -> String { format!("kubectl delete ds {name}") }"#, &[]);
    check(r#"let c = '"'; let class = classes!("panel", "panel-off");"#, &[]);
}
