//! The licences of everything that is compiled into the site, as most of them ask for: `dist/licences.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Outcome;
use crate::setup::WASM;
use crate::shell::{self, cargo};

/// The text for the crates in the page and for the packages in the editor's bundle.
pub fn all() -> Outcome<String> {
    let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let metadata = shell::output(cargo().args(["metadata", "--format-version=1", "--filter-platform", WASM]))
        .ok_or("`cargo metadata` failed")?;
    let metadata: Value =
        serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
    let compiled = compiled_crates()?;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let field = |name: &str| package[name].as_str().unwrap_or_default();
        if field("source").is_empty()
            || !compiled.contains(&format!("{} v{}", field("name"), field("version")))
        {
            continue;
        }
        let title = format!("{} {} ({})", field("name"), field("version"), field("license"));
        by_text.entry(licence_text(Path::new(field("manifest_path")))).or_default().push(title);
    }
    let mut text = "The page is compiled from these crates, each under its own licence.\n".to_owned();
    for (licence, titles) in by_text {
        text.push_str(&format!("\n## {}\n\n{licence}\n", titles.join("\n## ")));
    }
    let editor = shell::read_text(&shell::root().join("www/editor/dist/LICENSES.txt"))?;
    Ok(format!("{text}\n{editor}"))
}

/// `name vVERSION` of every crate that the page links.
fn compiled_crates() -> Outcome<BTreeSet<String>> {
    let tree = shell::output(cargo().args([
        "tree",
        "--package=daemonset-playground",
        "--edges=normal,no-proc-macro",
        "--target",
        WASM,
        "--prefix=none",
        "--format={p}",
    ]));
    let tree = tree.ok_or("`cargo tree` failed")?;
    let crates = tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
    Ok(crates.collect())
}

/// The licence a crate comes with; where it offers several, MIT's, which is the shortest.
fn licence_text(manifest: &Path) -> String {
    let folder = manifest.parent().unwrap_or(manifest);
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| is_licence(name))
        .collect();
    names.sort_by_key(|name| (!name.contains("MIT"), name.clone()));
    let text = names.first().and_then(|name| fs::read_to_string(folder.join(name)).ok());
    text.map_or_else(|| "(the crate holds no licence file)".to_owned(), |text| text.trim().to_owned())
}

fn is_licence(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ["LICENSE", "LICENCE", "COPYING", "UNLICENSE"].iter().any(|start| name.starts_with(start))
}
