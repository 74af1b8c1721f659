//! `cargo xtask test`: everything that must hold before a change lands, in one command.

use crate::page::Profile;
use crate::setup::{self, Browser, WASM};
use crate::shell::{self, cargo};
use crate::{Outcome, e2e, editor, smoke};

/// Runs every check, also after one failed: a run in CI is long, and should tell all there is to mend.
pub fn test() -> Outcome {
    setup::wasm_target()?;
    setup::cargo_component("rustfmt", "fmt")?;
    setup::cargo_component("clippy", "clippy")?;
    let browser = setup::browser()?;
    let checks: [(&str, &dyn Fn() -> Outcome); 9] = [
        ("formatting", &|| shell::run(cargo().args(["fmt", "--all", "--check"]))),
        ("the editor's bundle", &check_editor),
        ("lints, native", &|| lint(&["--workspace"])),
        ("lints, WebAssembly", &|| lint(&["--package", "daemonset-playground", "--target", WASM])),
        ("native tests", &|| shell::run(cargo().args(["test", "--workspace"]))),
        ("documentation", &document),
        ("browser tests", &|| browser_tests(&browser)),
        ("the built page, from a folder of a server", &|| smoke::built_page_comes_alive(&browser)),
        ("the built page, end to end", &|| e2e::tests::run(&browser, Profile::Page, "")),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        println!("\n== {name}");
        if let Err(error) = check() {
            eprintln!("xtask: {error}");
            failed.push(name);
        }
    }
    if failed.is_empty() {
        println!("\nEverything holds.");
        return Ok(());
    }
    Err(format!("does not hold: {}", failed.join(" · ")))
}

fn check_editor() -> Outcome {
    if setup::npm().is_none() {
        println!("Not compared with its sources: Node is not installed.");
        return Ok(());
    }
    editor::check()
}

fn lint(selection: &[&str]) -> Outcome {
    shell::run(cargo().arg("clippy").args(selection).args(["--all-targets", "--", "-D", "warnings"]))
}

fn document() -> Outcome {
    let mut doc = cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--document-private-items"]);
    shell::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn browser_tests(browser: &Browser) -> Outcome {
    let mut tests = cargo();
    tests.args(["test", "--package", "daemonset-playground", "--target", WASM, "--test", "browser"]);
    // The runner takes whichever driver it meets first on PATH, so it is told.
    shell::run(tests.env("CHROMEDRIVER", &browser.driver))
}
