//! Compiling the page: Cargo, then bindgen, then the cut in two, then `wasm-opt`, then the site.

use crate::bindgen::{self, Bound};
use crate::setup::{self, WASM};
use crate::shell::{self, read};
use crate::site::Site;
use crate::split::{Names, split};
use crate::{Outcome, wasm_opt};

/// How the page is compiled: the names of Cargo profiles in the root manifest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Small and fast; takes minutes.
    Page,
    /// Nearly as fast, larger, and quick to build again.
    Serve,
    /// Slow and large, and the quickest to build: what Cargo's tests share.
    Debug,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Serve => "serve",
            Self::Debug => "dev",
        }
    }
}

/// The level that goes with the page profile's `opt-level`.
const WASM_OPT_LEVEL: &str = "-O2";

/// The site, and how its WebAssembly file was made.
pub struct Page {
    pub site: Site,
    pub note: String,
}

/// Builds the site in memory.
pub fn build(profile: Profile) -> Outcome<Page> {
    let bound = compile(profile)?;
    let wasm = bound.folder.join("page_bg.wasm");
    let bytes = read(&wasm)?;
    let (first, rest, note) = match profile {
        Profile::Serve | Profile::Debug => (bytes, None, "built in one part, without wasm-opt".to_owned()),
        Profile::Page => {
            let work = shell::target_dir().join("xtask");
            let parts = split(&bytes, Names::Dropped)?;
            let first = wasm_opt::optimise("first", parts.first, &work, WASM_OPT_LEVEL);
            let rest = wasm_opt::optimise("rest", parts.rest, &work, WASM_OPT_LEVEL);
            (first.bytes, Some(rest.bytes), first.note)
        }
    };
    Ok(Page { site: Site::assemble(&bound, first, rest)?, note })
}

/// The site that [`build`] made, not optimised, with names in its stack traces.
pub fn build_with_names() -> Outcome<Site> {
    let bound = compile(Profile::Page)?;
    let parts = split(&read(&bound.folder.join("page_bg.wasm"))?, Names::Kept)?;
    Site::assemble(&bound, parts.first, Some(parts.rest))
}

/// Builds the site into `dist/`.
pub fn build_dist(profile: Profile) -> Outcome {
    let page = build(profile)?;
    let dist = shell::root().join("dist");
    page.site.write(&dist)?;
    println!("Wrote {} ({} files; {})", dist.display(), page.site.files.len(), page.note);
    Ok(())
}

fn compile(profile: Profile) -> Outcome<Bound> {
    setup::wasm_target()?;
    let name = profile.name();
    let mut cargo = shell::cargo();
    cargo.args([
        "build",
        "--package",
        "daemonset-playground",
        "--bin",
        "page",
        "--target",
        WASM,
        "--profile",
        name,
    ]);
    if profile == Profile::Page {
        // Names that tell the types a generic function was made for: the cut in two goes by them.
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Csymbol-mangling-version=v0");
    }
    shell::run(&mut cargo)?;
    let target = shell::target_dir();
    // Cargo's profile and its folder have the same name, but for this one.
    let folder = if profile == Profile::Debug { "debug" } else { name };
    let wasm = target.join(WASM).join(folder).join("page.wasm");
    bindgen::bind(&wasm, target.join("xtask").join(name), profile)
}
