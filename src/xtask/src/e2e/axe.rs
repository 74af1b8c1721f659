//! axe-core looks at every view, light and dark. An optional step: it comes from npm, where Node is.

use std::path::PathBuf;

use serde_json::Value;

use crate::e2e::pictures::reach;
use crate::e2e::views::VIEWS;
use crate::serve::Server;
use crate::shell::{self, program, read_text};
use crate::webdriver::{Driver, Tab};
use crate::{Outcome, setup};

const VERSION: &str = "4.14.1";

/// What axe is asked, and its answer in a line each.
const LOOK: &str = "
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await axe.run(document, { runOnly: tags });
    return found.violations.map((one) =>
        `${one.id}: ${one.help}\\n    ${one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160)).join('\\n    ')}`);
";

/// Fails where axe finds something in some view.
pub fn finds_nothing(driver: &Driver, server: &Server) -> Outcome {
    let Some(script) = installed()? else {
        println!("Not looked at by axe: Node is not installed.");
        return Ok(());
    };
    let axe = read_text(&script)?;
    let mut found = Vec::new();
    for view in VIEWS {
        for (size, theme) in [((1440, 900), "light"), ((1440, 900), "dark"), ((390, 844), "light")] {
            let tab = driver.open()?;
            reach(&tab, &server.address(), view, size, theme)?;
            for violation in look(&tab, &axe)? {
                found.push(format!("{} ({theme}, {} wide): {violation}", view.name, size.0));
            }
        }
    }
    if found.is_empty() { Ok(()) } else { Err(format!("axe finds:\n{}", found.join("\n"))) }
}

fn look(tab: &Tab<'_>, axe: &str) -> Outcome<Vec<String>> {
    // Scripts of the driver are no part of the page, so its policy does not hold them back.
    tab.run(axe, &[])?;
    let answer = tab.run(&format!("return (async () => {{ {LOOK} }})()"), &[])?;
    let lines = answer.as_array().ok_or("axe gives no answer")?;
    Ok(lines.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// Where axe is installed: in `target/`, once.
fn installed() -> Outcome<Option<PathBuf>> {
    let Some(npm) = setup::npm() else { return Ok(None) };
    let folder = shell::target_dir().join(format!("xtask/axe-{VERSION}"));
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if !script.is_file() {
        println!("Installing axe-core {VERSION} …");
        let mut command = program(npm);
        command.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
        shell::run(command.arg(&folder).arg(format!("axe-core@{VERSION}")))?;
    }
    Ok(Some(script))
}
