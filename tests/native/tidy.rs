//! Reads the sources and fails where they leave the rules of `src/ARCHITECTURE.md`: imports that point up, browser crates
//! below the page, functions that are too long, front pages with logic in them.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, and which others each may name. A sibling may not name its siblings.
const LAYERS: [(&str, &[&str]); 11] = [
    ("apimachinery", &[]),
    ("api", &["apimachinery"]),
    ("apiserver", &["api", "apimachinery"]),
    ("client", &["apiserver", "api", "apimachinery"]),
    ("controller", &["client", "apiserver", "api", "apimachinery"]),
    ("scheduler", &["client", "apiserver", "api", "apimachinery"]),
    ("kubelet", &["client", "apiserver", "api", "apimachinery"]),
    ("sim", &["controller", "scheduler", "kubelet", "client", "apiserver", "api", "apimachinery"]),
    ("kubectl", &["client", "apiserver", "api", "apimachinery"]),
    (
        "playground",
        &[
            "kubectl",
            "sim",
            "controller",
            "scheduler",
            "kubelet",
            "client",
            "apiserver",
            "api",
            "apimachinery",
        ],
    ),
    ("ui", &["playground", "apimachinery::time"]),
];

/// Crates that only work in a browser.
const BROWSER_CRATES: [&str; 5] = ["web_sys", "js_sys", "wasm_bindgen", "gloo", "yew"];

const FUNCTION_LINES_MAX: usize = 70;
const FILE_LINES_WARN: usize = 400;

struct Source {
    path: PathBuf,
    layer: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path.strip_prefix(root).unwrap().to_owned();
            let layer = relative.iter().next().unwrap().to_string_lossy().into_owned();
            sources.push(Source { path: relative, layer, text: fs::read_to_string(&path).unwrap() });
        }
    }
}

/// Lines of code: without comments, and without what a test module at the end of a file says.
fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    source.text.lines().filter(is_code).enumerate()
}

fn report(broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn imports_point_down_only() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == source.layer) else { continue };
        for (number, line) in code(&source) {
            for named in layers_named(line) {
                let is_allowed =
                    allowed.iter().any(|one| named == *one || named.starts_with(&format!("{one}::")));
                if !is_allowed && named.split("::").next() != Some(source.layer.as_str()) {
                    broken.push(format!("{}:{} names crate::{named}", source.path.display(), number + 1));
                }
            }
        }
    }
    report(broken);
}

/// The paths behind `crate::` in a line, with braces opened: `crate::{api, client::informer}` names two.
fn layers_named(line: &str) -> Vec<String> {
    let mut named = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split('}').next().unwrap_or_default();
                named.extend(
                    list.split(',').map(|path| path.trim().to_owned()).filter(|path| !path.is_empty()),
                );
            }
            None => named.push(rest.chars().take_while(|c| is_path(*c)).collect()),
        }
    }
    named
}

#[test]
fn nobody_reaches_over_two_parents() {
    let sources = sources();
    let broken = sources.iter().flat_map(|source| {
        let lines = code(source).filter(|(_, line)| line.contains("super::super"));
        lines.map(|(number, _)| format!("{}:{} says super::super", source.path.display(), number + 1))
    });
    report(broken.collect());
}

#[test]
fn the_browser_is_known_to_the_page_only() {
    let mut broken = Vec::new();
    for source in sources() {
        if matches!(source.layer.as_str(), "ui" | "main.rs" | "xtask") {
            continue;
        }
        for (number, line) in code(&source) {
            for name in BROWSER_CRATES.iter().filter(|name| line.contains(&format!("{name}::"))) {
                broken.push(format!("{}:{} uses {name}", source.path.display(), number + 1));
            }
        }
    }
    report(broken);
}

#[test]
fn functions_fit_on_a_screen() {
    let mut broken = Vec::new();
    // A test's table is as long as its cases.
    let is_test = |source: &&Source| {
        source.path.ends_with("tests.rs") || source.path.iter().any(|part| part == "tests")
    };
    for source in sources().iter().filter(|source| !is_test(source)) {
        let lines: Vec<&str> = source.text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let is_function = line.split_whitespace().take(6).any(|word| word == "fn");
            if !is_function || line.trim_start().starts_with("//") || line.trim_end().ends_with(';') {
                continue;
            }
            let closes = |line: &str| line.len() - line.trim_start().len() == indent && line.trim() == "}";
            let Some(length) = lines[start..].iter().position(|line| closes(line)) else { continue };
            if length + 1 > FUNCTION_LINES_MAX && !line.trim_end().ends_with('}') {
                broken.push(format!("{}:{} has {} lines", source.path.display(), start + 1, length + 1));
            }
        }
        if lines.len() > FILE_LINES_WARN {
            eprintln!("{} has {} lines: is it one thing?", source.path.display(), lines.len());
        }
    }
    report(broken);
}

#[test]
fn front_pages_hold_no_logic() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| source.path.ends_with("mod.rs")) {
        for (number, line) in code(source) {
            let is_logic =
                ["fn ", "struct ", "enum ", "impl ", "trait "].iter().any(|word| line.contains(word));
            if is_logic || line.contains("::*;") {
                broken.push(format!("{}:{} has more than modules", source.path.display(), number + 1));
            }
        }
        if !source.text.starts_with("//!") && !source.text.starts_with("#![doc") {
            broken.push(format!("{} has no documentation", source.path.display()));
        }
    }
    report(broken);
}

/// One brace that is lost in a merge takes the styles of all that follows away.
#[test]
fn every_style_sheet_closes_what_it_opens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/styles");
    let mut broken = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let mut depth = 0;
        for (number, line) in text.lines().enumerate() {
            let at_margin = line.chars().next().is_some_and(|c| !c.is_whitespace() && c != '}');
            if at_margin && depth > 0 && line.ends_with('{') {
                broken.push(format!(
                    "{}:{} opens before what is above is closed",
                    path.display(),
                    number + 1
                ));
                depth = 0;
            }
            let count = |brace: char| i32::try_from(line.matches(brace).count()).unwrap();
            depth += count('{') - count('}');
        }
        if depth != 0 {
            broken.push(format!("{} ends {depth} deep", path.display()));
        }
    }
    report(broken);
}

#[test]
fn the_architecture_lists_every_difference() {
    let architecture = include_str!("../../src/ARCHITECTURE.md");
    let listed: Vec<&str> = architecture
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .flat_map(|line| line.split('|').next().unwrap_or_default().split('`'))
        .map(|name| name.trim_matches([',', ' ']))
        .filter(|name| !name.is_empty())
        .collect();
    let differing: Vec<String> =
        sources().iter().filter(|source| source.text.contains("Differs:")).map(module).collect();
    let unlisted = differing.iter().filter(|name| !listed.contains(&&***name));
    let unfounded = listed.iter().filter(|name| !differing.iter().any(|differing| differing == **name));
    report(
        unlisted
            .map(|name| format!("{name} has a `Differs:` note and is not in ARCHITECTURE.md"))
            .chain(unfounded.map(|name| format!("{name} is in ARCHITECTURE.md and has no `Differs:` note")))
            .collect(),
    );
}

/// `kubelet::probes` of `kubelet/probes.rs`; a front page goes by its folder.
fn module(source: &Source) -> String {
    let path = source.path.with_extension("");
    let parts = path.iter().map(|part| part.to_string_lossy()).filter(|part| part != "mod");
    parts.collect::<Vec<_>>().join("::")
}

#[test]
fn style_sheets_close_what_they_open() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/styles");
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 5, "the style sheets were not found");
    let broken = files.iter().filter_map(|path| {
        // One brace too few and a browser passes over all the rules after it.
        let (mut depth, text) = (0, fs::read_to_string(path).unwrap());
        for (number, line) in text.lines().enumerate() {
            for c in line.chars() {
                depth += i32::from(c == '{') - i32::from(c == '}');
            }
            let is_rule = line.ends_with('{') && !line.starts_with([' ', '@']) && depth > 1;
            if is_rule || depth < 0 {
                return Some(format!("{}:{}", path.display(), number + 1));
            }
        }
        (depth != 0).then(|| format!("{} ends inside of a rule", path.display()))
    });
    report(broken.collect());
}
