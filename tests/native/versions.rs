//! wasm-bindgen's crate, its command line inside `xtask` and the lock file must name one version: they write and read
//! one private format.

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The version in the first line that starts with `start` and holds `"=X"`.
fn pinned(manifest: &str, start: &str) -> String {
    let text = read(manifest);
    let line =
        text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{manifest}: {start}"));
    let version = line.split_once("\"=").and_then(|(_, rest)| rest.split_once('"'));
    version.unwrap_or_else(|| panic!("{manifest}: {line} pins no exact version")).0.to_owned()
}

fn locked(package: &str) -> Vec<String> {
    let text = read("Cargo.lock");
    let start = format!("name = \"{package}\"\nversion = \"");
    text.split(&start)
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(version, _)| version.to_owned())
        .collect()
}

#[test]
fn wasm_bindgen_is_one_version_everywhere() {
    let version = pinned("Cargo.toml", "wasm-bindgen =");
    assert_eq!(pinned("src/xtask/Cargo.toml", "wasm-bindgen-cli ="), version);
    for package in ["wasm-bindgen", "wasm-bindgen-cli", "wasm-bindgen-cli-support", "wasm-bindgen-shared"] {
        assert_eq!(locked(package), [version.as_str()], "{package} in Cargo.lock");
    }
}
