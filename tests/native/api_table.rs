//! `tests/api.md` says which of our tests answer which of upstream's: the ones it names are there.

use std::fs;
use std::path::Path;

const TABLE: &str = include_str!("../api.md");

/// The text of every Rust file below a folder.
fn add_texts(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_texts(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn tests_that_the_table_names_exist() {
    let mut texts = String::new();
    for folder in ["src", "tests"] {
        add_texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut texts);
    }
    let is_name = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let rows = TABLE.lines().filter(|line| line.starts_with("| Test"));
    let named: Vec<&str> = rows.flat_map(|row| row.split('`')).filter(|word| is_name(word)).collect();
    assert!(named.len() > 120, "the table was not read: {}", named.len());
    let missing: Vec<&&str> = named.iter().filter(|name| !texts.contains(&format!("fn {name}()"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
