//! The editor's bundle: committed, so that only who changes it needs Node.

use std::path::Path;

use crate::args::Args;
use crate::shell::{self, program, read, root};
use crate::{Outcome, setup};

const FILES: [&str; 2] = ["editor.js", "LICENSES.txt"];

/// `cargo xtask editor [--check]`.
pub fn editor(mut args: Args) -> Outcome {
    let check_only = args.flag("--check");
    args.finish()?;
    if check_only {
        return check();
    }
    bundle(&root().join("www/editor/dist"))
}

/// Fails unless the committed bundle is what its sources give.
pub fn check() -> Outcome {
    let fresh = shell::target_dir().join("xtask/editor");
    bundle(&fresh)?;
    for file in FILES {
        if read(&fresh.join(file))? != read(&root().join("www/editor/dist").join(file))? {
            return Err(format!(
                "www/editor/dist/{file} is not what its sources give: run `cargo xtask editor`"
            ));
        }
    }
    Ok(())
}

fn bundle(folder: &Path) -> Outcome {
    let npm = setup::npm().ok_or("bundling the editor needs Node")?;
    let sources = root().join("www/editor");
    shell::run(program(npm).current_dir(&sources).args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    shell::run(program("node").current_dir(&sources).arg("build.mjs").arg(folder))
}
