//! binaryen's `wasm-opt`, an optional step that makes the page about a seventh smaller.
//!
//! It comes from npm, where Node is; without it, or when it fails, the build goes on with what the compiler wrote.
//! The result is kept under its input's hash, because it takes seconds and the input often did not change.

use std::path::{Path, PathBuf};

use crate::shell::{self, program};
use crate::site::hash;
use crate::{Outcome, setup};

const VERSION: &str = "132.0.0";

// What rustc emits by default. `wasm-opt` refuses instructions it is not told of.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// How the WebAssembly file came to be.
pub struct Optimised {
    pub bytes: Vec<u8>,
    /// `binaryen 132.0.0`, or why it did not run.
    pub note: String,
}

/// Runs `wasm-opt` over the part of the page called `name`, or gives it back as it is with the reason.
pub fn optimise(name: &str, bytes: Vec<u8>, work: &Path, level: &str) -> Optimised {
    match try_optimise(name, &bytes, work, level) {
        Ok(bytes) => Optimised { bytes, note: format!("wasm-opt {level} ran (binaryen {VERSION})") },
        Err(reason) => Optimised { bytes, note: format!("wasm-opt did not run: {reason}") },
    }
}

fn try_optimise(name: &str, bytes: &[u8], work: &Path, level: &str) -> Outcome<Vec<u8>> {
    let prefix = format!("wasm-opt-{name}-");
    let kept = work.join(format!("{prefix}{VERSION}{level}-{}.wasm", hash(bytes)));
    if kept.is_file() {
        return shell::read(&kept);
    }
    let script = installed(work)?;
    let input = work.join(format!("{name}.wasm"));
    shell::write(&input, bytes)?;
    let fresh = work.join("wasm-opt.wasm");
    let mut command = program("node");
    command.arg(script).args(FEATURES).arg(level).arg(input).arg("-o").arg(&fresh);
    shell::run(&mut command)?;
    for old in shell::files_below(work) {
        let name = old.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if old.parent() == Some(work) && name.starts_with(&prefix) {
            // A leftover costs only disk space.
            let _ = std::fs::remove_file(old);
        }
    }
    let optimised = shell::read(&fresh)?;
    shell::write(&kept, &optimised)?;
    Ok(optimised)
}

/// Where `wasm-opt` is installed: in `target/`, once.
fn installed(work: &Path) -> Outcome<PathBuf> {
    let npm = setup::npm().ok_or("Node is not installed")?;
    let folder = work.join(format!("binaryen-{VERSION}"));
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !script.is_file() {
        println!("Installing binaryen {VERSION} for wasm-opt …");
        let mut command = program(npm);
        command.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
        shell::run(command.arg(&folder).arg(format!("binaryen@{VERSION}")))?;
    }
    Ok(script)
}
