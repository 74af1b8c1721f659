//! One style sheet out of several: `@import` lines are filled in, files in `url(…)` are placed, comments dropped.
//!
//! Deliberately absent: everything else a minifier does. Brotli makes up for white space.

use std::path::Path;

use crate::Outcome;
use crate::shell::read_text;

/// Places a file that a style sheet names and gives its new name, in the same folder as the sheet's.
pub type Place<'a> = &'a mut dyn FnMut(&Path) -> Outcome<String>;

/// The sheet at `path` with everything it imports.
pub fn bundle(path: &Path, place: Place<'_>) -> Outcome<String> {
    let source = compact(&read_text(path)?);
    if !is_balanced(&source) {
        return Err(format!("{}: a brace is open or closed too often", path.display()));
    }
    let folder = path.parent().unwrap_or(path);
    let mut text = String::new();
    for line in source.lines() {
        match import(line) {
            Some((address, layer)) => {
                let inner = bundle(&folder.join(address), place)?;
                match layer {
                    Some(layer) => text.push_str(&format!("@layer {layer} {{\n{inner}}}\n")),
                    None => text.push_str(&inner),
                }
            }
            None => {
                text.push_str(&with_placed_urls(line, folder, place)?);
                text.push('\n');
            }
        }
    }
    Ok(text)
}

/// `@import "file.css";` or `@import "file.css" layer(name);` alone on its line.
fn import(line: &str) -> Option<(&str, Option<&str>)> {
    let rest = line.strip_prefix("@import ")?.strip_suffix(';')?;
    let (address, rest) = rest.trim().strip_prefix('"')?.split_once('"')?;
    let layer = rest.trim().strip_prefix("layer(").and_then(|layer| layer.strip_suffix(')'));
    Some((address, layer))
}

fn with_placed_urls(line: &str, folder: &Path, place: Place<'_>) -> Outcome<String> {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("url(\"") {
        let (address, tail) =
            after.split_once('"').ok_or("a url(…) in a style sheet has no closing quote")?;
        let address = if address.starts_with("data:") || address.starts_with('#') {
            address.to_owned()
        } else {
            place(&folder.join(address))?
        };
        text.push_str(&format!("{before}url(\"{address}\""));
        rest = tail;
    }
    Ok(text + rest)
}

/// Whether every brace is closed: a browser would pass over the rest of the page's styles without a word.
fn is_balanced(source: &str) -> bool {
    let mut depth = 0_i32;
    for line in source.lines() {
        let mut quoted = false;
        for character in line.chars() {
            match character {
                '"' => quoted = !quoted,
                '{' if !quoted => depth += 1,
                '}' if !quoted => depth -= 1,
                _ => {}
            }
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Without comments, indentation and empty lines. Strings stay as they are.
fn compact(source: &str) -> String {
    let mut text = String::new();
    let mut quote = None;
    let mut rest = source.chars().peekable();
    while let Some(next) = rest.next() {
        match (quote, next) {
            (None, '/') if rest.peek() == Some(&'*') => {
                let mut last = ' ';
                rest.next();
                for skipped in rest.by_ref() {
                    if last == '*' && skipped == '/' {
                        break;
                    }
                    last = skipped;
                }
                continue;
            }
            (None, '"' | '\'') => quote = Some(next),
            (Some(open), _) if open == next => quote = None,
            _ => {}
        }
        text.push(next);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn comments_and_indentation_go_and_strings_stay() {
        let source = "/* a\n b */ .a {\n  content: \"/* kept */\";\n\n  color: red; /* c */\n}\n";
        expect![[r#"
            .a {
            content: "/* kept */";
            color: red;
            }"#]]
        .assert_eq(&compact(source));
    }

    #[test]
    fn a_brace_that_is_not_closed_is_noticed() {
        for (source, expected) in
            [(".a {\n}", true), (".a {\n.b {\n}", false), ("}\n.a {", false), (".a { x: \"{\" }", true)]
        {
            assert_eq!(is_balanced(source), expected, "{source}");
        }
    }

    #[test]
    fn an_import_may_name_a_layer() {
        assert_eq!(import("@import \"a.css\";"), Some(("a.css", None)));
        assert_eq!(import("@import \"a.css\" layer(base);"), Some(("a.css", Some("base"))));
        assert_eq!(import("@layer a, b;"), None);
    }

    #[test]
    fn files_in_urls_are_placed_and_data_is_not() {
        let line = "src: url(\"f.woff2\"), url(\"data:,x\");";
        let text = with_placed_urls(line, Path::new("www"), &mut |path| Ok(format!("{}-1", path.display())));
        assert_eq!(text.as_deref(), Ok("src: url(\"www/f.woff2-1\"), url(\"data:,x\");"));
    }
}
