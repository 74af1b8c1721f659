//! wasm-bindgen's two programs, as functions of this one.

use std::path::{Path, PathBuf};

use crate::args::Args;
use crate::page::Profile;
use crate::shell;
use crate::{Outcome, setup};

/// What the bindgen step wrote.
pub struct Bound {
    /// The folder of `page.js`, `page_bg.wasm` and `snippets/`.
    pub folder: PathBuf,
}

/// Makes `page.js` and `page_bg.wasm` of what the compiler wrote.
pub fn bind(wasm: &Path, folder: PathBuf, profile: Profile) -> Outcome<Bound> {
    // A snippet's folder is named by a hash that changes; an old one would be taken along.
    shell::remove_dir(&folder)?;
    let mut args = vec![
        "wasm-bindgen".as_ref(),
        wasm.as_os_str(),
        "--target=web".as_ref(),
        "--out-name=page".as_ref(),
        "--out-dir".as_ref(),
        folder.as_os_str(),
        "--no-typescript".as_ref(),
        // The boot script passes the address of the WebAssembly file, whose name has a hash.
        "--omit-default-module-path".as_ref(),
        // The editor's bundle becomes a file of its own instead of text inside page.js.
        "--split-linked-modules".as_ref(),
        "--remove-producers-section".as_ref(),
    ];
    // The cut in two goes by the names of functions, and drops them.
    if profile != Profile::Page {
        args.push("--remove-name-section".as_ref());
    }
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    Ok(Bound { folder })
}

/// Runs one test binary in the browser; Cargo calls it with the binary and the test arguments.
pub fn run_tests(mut args: Args) -> Outcome {
    // `cargo test -q` hands these on, and the runner refuses them.
    args.flag("--quiet");
    args.flag("-q");
    if std::env::var_os("CHROMEDRIVER").is_none() {
        setup::browser()?;
    }
    let args = std::iter::once("wasm-bindgen-test-runner".to_owned()).chain(args.rest());
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(args).map_err(|error| format!("{error:#}"))
}
