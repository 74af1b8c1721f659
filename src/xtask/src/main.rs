//! Builds, serves and tests the page with nothing installed but what Cargo fetches.
//!
//! `wasm-bindgen`'s command line and its browser test runner are linked in as libraries, pinned by `Cargo.lock`, so
//! their version cannot differ from the page's. What is not a crate (the WebAssembly target, a browser and its driver,
//! binaryen, the editor's packages) is installed where it can be and otherwise named in one line.

mod args;
mod bench;
mod bindgen;
mod check;
mod css;
mod e2e;
mod editor;
mod html;
mod licences;
mod page;
mod serve;
mod setup;
mod shell;
mod site;
mod smoke;
mod split;
mod wasm_opt;
mod watch;
mod webdriver;

use std::process::ExitCode;

use args::Args;

/// What a task ends with. An error is one sentence for the person at the terminal.
type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
cargo xtask COMMAND

  serve [--port N] [--release] [--base /PATH/]
               build the page, serve it on 127.0.0.1:8080 and build again when a file changes
  test         everything that must hold: formatting, lints, native tests, documentation, browser tests, the built page
  build [--quick | --debug]
               write dist/, a static site that works from any folder of any server; --quick builds as `serve` does,
               --debug as tests are built
  bench        time the engine and print the size of every file in dist/
  size         only the sizes
  smoke        build the page and see in a browser that it comes alive, from a folder of a server
  e2e [--quick | --debug] [FILTER]
               end-to-end tests of the built page in a browser, from a folder of a server
  screenshots [--quick | --debug] [VIEW …]
               a picture of every view at both sizes in both themes: target/screenshots/
  editor       bundle www/editor again (needs Node); with --check, compare with the committed bundle
  runner       what Cargo calls to run browser tests: cargo test --target wasm32-unknown-unknown
";

/// How the page shall be built: as it is published, or sooner.
fn profile(args: &mut Args) -> page::Profile {
    match (args.flag("--quick"), args.flag("--debug")) {
        (_, true) => page::Profile::Debug,
        (true, false) => page::Profile::Serve,
        (false, false) => page::Profile::Page,
    }
}

fn main() -> ExitCode {
    let mut args = Args::from_env();
    let command = args.next();
    let outcome = match command.as_deref() {
        Some("serve") => serve::serve(args),
        Some("test") => args.finish().and_then(|()| check::test()),
        Some("build") => {
            let profile = profile(&mut args);
            args.finish().and_then(|()| page::build_dist(profile))
        }
        Some("bench") => bench::bench(args),
        Some("size") => args.finish().and_then(|()| bench::size()),
        Some("smoke") => args.finish().and_then(|()| smoke::built_page_comes_alive(&setup::browser()?)),
        Some("e2e") => {
            let profile = profile(&mut args);
            let filter = args.next().unwrap_or_default();
            args.finish().and_then(|()| e2e::tests::run(&setup::browser()?, profile, &filter))
        }
        Some("screenshots") => e2e::pictures::take(profile(&mut args), &args.rest()),
        Some("editor") => editor::editor(args),
        Some("runner") => bindgen::run_tests(args),
        Some("help" | "--help" | "-h") | None => {
            print!("{USAGE}");
            Ok(())
        }
        Some(other) => Err(format!("there is no `cargo xtask {other}`\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
