//! What the tasks need beyond crates, installed where that is possible.
//!
//! Deliberately absent: anything for which a person would have to be asked. Only a root on Debian gets packages.

use std::path::PathBuf;

use crate::Outcome;
use crate::shell::{self, find_program, program};

pub const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for WebAssembly.
pub fn wasm_target() -> Outcome {
    let installed = shell::output(program("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .is_some_and(|folder| PathBuf::from(folder).is_dir());
    if installed {
        return Ok(());
    }
    if find_program("rustup").is_none() {
        return Err(format!("Rust's target {WASM} is missing: install Rust with rustup"));
    }
    println!("Installing Rust's target {WASM} …");
    shell::run(program("rustup").args(["target", "add", WASM]))
}

/// rustfmt and clippy: a minimal toolchain has neither.
pub fn cargo_component(component: &str, subcommand: &str) -> Outcome {
    if shell::output(shell::cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    if find_program("rustup").is_none() {
        return Err(format!("{component} is missing: install Rust with rustup"));
    }
    println!("Installing {component} …");
    shell::run(program("rustup").args(["component", "add", component]))
}

/// A Chromium and the driver that belongs to it.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

/// The browser for tests, installed from Debian's packages where we may.
pub fn browser() -> Outcome<Browser> {
    if let Some(browser) = find_browser() {
        return Ok(browser);
    }
    if find_program("apt-get").is_none() || !is_root() {
        return Err("browser tests need Chromium and its driver: `apt-get install chromium chromium-driver` as root, \
                    `brew install --cask chromium chromedriver`, or set CHROME and CHROMEDRIVER to their paths"
            .to_owned());
    }
    println!("Installing Chromium and its driver …");
    let apt =
        |args: &[&str]| shell::run(program("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "--quiet=2"])?;
    apt(&["install", "--quiet=2", "--yes", "--no-install-recommends", "chromium", "chromium-driver"])?;
    find_browser().ok_or_else(|| "chromium and chromium-driver are installed, but not on PATH".to_owned())
}

fn find_browser() -> Option<Browser> {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let chromium = named("CHROME")
        .or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find_program))?;
    let driver = named("CHROMEDRIVER").or_else(|| find_program("chromedriver"))?;
    Some(Browser { chromium, driver })
}

fn is_root() -> bool {
    shell::output(program("id").arg("-u")).is_some_and(|id| id == "0")
}

/// npm, where Node is installed.
pub fn npm() -> Option<PathBuf> {
    find_program("node")?;
    // On Windows npm is a script, which only its full name starts.
    find_program(if cfg!(windows) { "npm.cmd" } else { "npm" })
}
