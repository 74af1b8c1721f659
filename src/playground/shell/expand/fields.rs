//! Words become fields.

use std::collections::BTreeMap;

use super::arithmetic::evaluate;
use super::braces::expand_braces;
use super::glob::matches_glob;
use super::{BYTES_MAX, FIELDS_MAX};
use crate::playground::shell::files::{Files, HOME, resolve};
use crate::playground::shell::syntax::{Part, Word};

/// What words are expanded with.
pub(in crate::playground::shell) struct Expander<'shell> {
    pub variables: &'shell BTreeMap<String, String>,
    pub last_exit: i32,
    /// The working folder.
    pub folder: &'shell str,
    pub files: &'shell Files,
}

/// Why words cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) enum ExpandError {
    /// More than [`FIELDS_MAX`] or [`BYTES_MAX`].
    TooLong,
    /// What is wrong with a `$(( … ))`.
    Arithmetic(String),
}

impl ExpandError {
    /// The message as bash prints it.
    pub(in crate::playground::shell) fn message(&self) -> String {
        match self {
            ExpandError::TooLong => "bash: argument list too long\n".to_owned(),
            ExpandError::Arithmetic(error) => format!("bash: {error}\n"),
        }
    }
}

/// A field on its way: its text, and the same as a pattern, in which quoted text has lost its meaning.
#[derive(Default)]
struct Field {
    text: String,
    pattern: String,
    is_pattern: bool,
    /// A quoted empty text is a field, an unquoted one is not.
    exists: bool,
}

impl Expander<'_> {
    /// The arguments that words stand for.
    pub(in crate::playground::shell) fn fields(&self, words: &[Word]) -> Result<Vec<String>, ExpandError> {
        let mut fields = Vec::new();
        let mut bytes = 0;
        for word in words.iter().flat_map(expand_braces) {
            for field in self.split(&word)? {
                let names = if field.is_pattern { self.file_names(&field.pattern) } else { Vec::new() };
                let before = fields.len();
                match names.is_empty() {
                    true => fields.push(field.text),
                    false => fields.extend(names),
                }
                bytes += fields[before..].iter().map(String::len).sum::<usize>();
                if bytes > BYTES_MAX || fields.len() > FIELDS_MAX {
                    return Err(ExpandError::TooLong);
                }
            }
        }
        Ok(fields)
    }

    /// The one text that a word stands for, as in an assignment or a here-document.
    pub(in crate::playground::shell) fn text(&self, word: &Word) -> Result<String, ExpandError> {
        let mut out = String::new();
        for (index, part) in word.iter().enumerate() {
            match part {
                Part::Plain(text) if index == 0 => out.push_str(&expand_tilde(text)),
                Part::Plain(text) | Part::Quoted(text) | Part::Captured { text, .. } => out.push_str(text),
                Part::Variable { name, default, .. } => out.push_str(&self.variable(name, default.as_ref())),
                Part::Arithmetic { text, .. } => out.push_str(&self.arithmetic(text)?),
                Part::Substitution { .. } => {}
            }
            if out.len() > BYTES_MAX {
                return Err(ExpandError::TooLong);
            }
        }
        Ok(out)
    }

    fn arithmetic(&self, text: &Word) -> Result<String, ExpandError> {
        let text = self.text(text)?;
        let value = evaluate(&text, self.variables)
            .map_err(|error| ExpandError::Arithmetic(format!("{}: {error}", text.trim())))?;
        Ok(value.to_string())
    }

    fn split(&self, word: &Word) -> Result<Vec<Field>, ExpandError> {
        let mut done = Vec::new();
        let mut field = Field::default();
        for (index, part) in word.iter().enumerate() {
            match part {
                Part::Plain(text) => {
                    let text = if index == 0 { expand_tilde(text) } else { text.clone() };
                    field.push_plain(&text);
                }
                Part::Quoted(text) | Part::Captured { text, quoted: true } => field.push_quoted(text),
                Part::Variable { name, default, quoted: true } => {
                    field.push_quoted(&self.variable(name, default.as_ref()));
                }
                Part::Variable { name, default, quoted: false } => {
                    push_split(&self.variable(name, default.as_ref()), &mut field, &mut done);
                }
                Part::Captured { text, quoted: false } => push_split(text, &mut field, &mut done),
                Part::Arithmetic { text, .. } => field.push_quoted(&self.arithmetic(text)?),
                Part::Substitution { .. } => {}
            }
        }
        if field.exists {
            done.push(field);
        }
        Ok(done)
    }

    fn variable(&self, name: &str, default: Option<&Word>) -> String {
        let value = match name {
            "?" => self.last_exit.to_string(),
            "0" => "bash".to_owned(),
            "#" => "0".to_owned(),
            "$" => "1".to_owned(),
            "HOME" => HOME.to_owned(),
            "PWD" => crate::playground::shell::files::absolute(self.folder),
            _ => self.variables.get(name).cloned().unwrap_or_default(),
        };
        match default {
            Some(default) if value.is_empty() => self.text(default).unwrap_or_default(),
            _ => value,
        }
    }

    /// The files that a pattern matches, written the way the pattern is.
    fn file_names(&self, pattern: &str) -> Vec<String> {
        let mut found = vec![String::from(if pattern.starts_with('/') { "/" } else { "" })];
        let mut rest = pattern.trim_start_matches('/').split('/').peekable();
        while let Some(name) = rest.next() {
            let last = rest.peek().is_none();
            let mut next = Vec::new();
            for base in &found {
                if matches!(name, "." | ".." | "") {
                    next.push(format!("{base}{name}"));
                } else {
                    for (entry, is_folder) in self.files.list(&resolve(self.folder, base)) {
                        let visible = !entry.starts_with('.') || name.starts_with('.');
                        if (last || is_folder) && visible && matches_glob(name, &entry) {
                            next.push(format!("{base}{entry}"));
                        }
                    }
                }
            }
            if !last {
                next.iter_mut().for_each(|path| path.push('/'));
            }
            found = next;
        }
        found
    }
}

impl Field {
    fn push_plain(&mut self, text: &str) {
        self.text.push_str(text);
        self.pattern.push_str(text);
        self.is_pattern |= text.contains(['*', '?', '[']);
        self.exists |= !text.is_empty();
    }

    fn push_quoted(&mut self, text: &str) {
        self.text.push_str(text);
        for character in text.chars() {
            if "*?[\\".contains(character) {
                self.pattern.push('\\');
            }
            self.pattern.push(character);
        }
        self.exists = true;
    }
}

/// Unquoted text from a variable or command falls apart at blanks; its ends join what stands beside it.
fn push_split(text: &str, field: &mut Field, done: &mut Vec<Field>) {
    if text.starts_with(char::is_whitespace) && field.exists {
        done.push(std::mem::take(field));
    }
    let mut pieces = text.split_whitespace().peekable();
    while let Some(piece) = pieces.next() {
        field.push_plain(piece);
        if pieces.peek().is_some() {
            done.push(std::mem::take(field));
        }
    }
    if text.ends_with(char::is_whitespace) && field.exists {
        done.push(std::mem::take(field));
    }
}

fn expand_tilde(text: &str) -> String {
    match text.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{HOME}{rest}"),
        _ => text.to_owned(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::Expander;
    use crate::playground::shell::files::Files;
    use crate::playground::shell::syntax::{Command, parse};

    fn check(line: &str, expected: &[&str]) {
        let mut files = Files::default();
        for path in ["a.yaml", "b.yaml", "m/c.yaml", "m/d.txt", ".hidden"] {
            files.put(path, "").expect("there is room");
        }
        let variables = [("x", "one two"), ("e", ""), ("g", "*.yaml")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let expander = Expander { variables: &variables, last_exit: 3, folder: "", files: &files };
        let list = parse(line).expect("it is a command");
        let Command::Simple(simple) = &list[0].pipelines[0].1.commands[0] else { panic!("{line} is simple") };
        assert_eq!(expander.fields(&simple.words).expect("it is small"), expected, "{line}");
    }

    #[test]
    fn quotes_and_escapes_keep_text_together() {
        check(r#"a 'b c' "d e" f\ g"#, &["a", "b c", "d e", "f g"]);
        check(r#"'' "" a''"#, &["", "", "a"]);
        check(r#""a\"b\$c\d" 'a\b' a\\b"#, &["a\"b$c\\d", "a\\b", "a\\b"]);
        check("a#b # comment", &["a#b"]);
        check("-o jsonpath='{.items[*].a}{\"\\n\"}'", &["-o", "jsonpath={.items[*].a}{\"\\n\"}"]);
        check("-o jsonpath={.items[*].a}", &["-o", "jsonpath={.items[*].a}"]);
    }

    #[test]
    fn variables_fall_apart_unless_quoted() {
        check(
            "$x \"$x\" a${x}b ${e:-or} $e \"$e\" $?",
            &["one", "two", "one two", "aone", "twob", "or", "", "3"],
        );
        check("$ a$ \"$\" $unset", &["$", "a$", "$"]);
        check("$((1+2)) a$((2*3))b \"$((${u:-4}-1))\" $(( (1+1) * 2 ))", &["3", "a6b", "3", "4"]);
        check("~ ~/a a~", &["/home/user", "/home/user/a", "a~"]);
    }

    #[test]
    fn patterns_become_file_names() {
        check("*.yaml", &["a.yaml", "b.yaml"]);
        check("m/* ./m/*.yaml */c*", &["m/c.yaml", "m/d.txt", "./m/c.yaml", "m/c.yaml"]);
        check("[ab].yaml ?.yaml [!a].yaml", &["a.yaml", "b.yaml", "a.yaml", "b.yaml", "b.yaml"]);
        check("*.json '*.yaml' \"$g\" $g", &["*.json", "*.yaml", "*.yaml", "a.yaml", "b.yaml"]);
        check("*", &["a.yaml", "b.yaml", "m"]);
    }

    #[test]
    fn braces_become_several_words() {
        check("n{1..3}", &["n1", "n2", "n3"]);
        check("a{b,c}d{e,}", &["abde", "abd", "acde", "acd"]);
        check("{08..10} {c..a} {1..7..3}", &["08", "09", "10", "c", "b", "a", "1", "4", "7"]);
        check("{a} '{a,b}' {a,b c}", &["{a}", "{a,b}", "{a,b", "c}"]);
    }
}
