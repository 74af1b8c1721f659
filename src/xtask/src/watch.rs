//! Notices that a source changed, by looking at the files' times: no crate and no operating system's interface needed.

use std::thread;
use std::time::Duration;

use crate::shell::{files_below, root};
use crate::site::hash;

const SOURCES: [&str; 3] = ["src", "www", "manifests"];
const FILES: [&str; 3] = ["Cargo.toml", "Cargo.lock", "index.html"];

/// A value that differs when a source was added, removed or written.
pub fn fingerprint() -> String {
    let root = root();
    let mut text = String::new();
    let files = SOURCES.iter().flat_map(|folder| files_below(&root.join(folder)));
    for path in files.chain(FILES.iter().map(|file| root.join(file))) {
        if path.iter().any(|part| part == "node_modules" || part == "xtask") {
            continue;
        }
        let modified = path.metadata().and_then(|metadata| metadata.modified());
        text.push_str(&format!("{} {modified:?}\n", path.display()));
    }
    hash(text.as_bytes())
}

/// Waits until the sources differ from `before` and have been still for a moment.
pub fn wait_for_change(before: &str) {
    let mut last = before.to_owned();
    loop {
        thread::sleep(Duration::from_millis(300));
        let now = fingerprint();
        if now == last && now != before {
            return;
        }
        last = now;
    }
}
