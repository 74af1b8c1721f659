//! `cargo xtask test`: everything that must hold before a change lands, in one command.

use std::process::Command;

use crate::setup::{self, WASM};
use crate::shell::{self, cargo};
use crate::{Outcome, editor, smoke};

/// Runs every check and stops at the first that fails.
pub fn test() -> Outcome {
    setup::wasm_target()?;
    setup::cargo_component("rustfmt", "fmt")?;
    setup::cargo_component("clippy", "clippy")?;
    let browser = setup::browser()?;
    step("formatting", cargo().args(["fmt", "--all", "--check"]))?;
    check_editor()?;
    step("lints, native", cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    let page = ["--package", "daemonset-playground", "--target", WASM];
    step(
        "lints, WebAssembly",
        cargo().arg("clippy").args(page).args(["--all-targets", "--", "-D", "warnings"]),
    )?;
    step("native tests", cargo().args(["test", "--workspace"]))?;
    let mut doc = cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", "-D warnings");
    step("documentation", &mut doc)?;
    // The runner takes whichever driver it meets first on PATH, so it is told.
    let mut tests = cargo();
    tests.arg("test").args(page).args(["--test", "browser"]).env("CHROMEDRIVER", &browser.driver);
    step("browser tests", &mut tests)?;
    title("the built page, from a sub-path");
    smoke::built_page_comes_alive(&browser)?;
    println!("\nEverything holds.");
    Ok(())
}

fn check_editor() -> Outcome {
    title("the editor's bundle");
    if setup::npm().is_none() {
        println!("Not compared with its sources: Node is not installed.");
        return Ok(());
    }
    editor::check()
}

fn step(name: &str, command: &mut Command) -> Outcome {
    title(name);
    shell::run(command)
}

fn title(name: &str) {
    println!("\n== {name}");
}
