//! Opens the built page in a browser, from a folder of a server, and looks whether it comes alive.

use std::process::Command;

use crate::Outcome;
use crate::page::{self, Profile};
use crate::serve::Server;
use crate::setup::Browser;
use crate::site::Site;

/// The attribute by which `www/boot.js` says where the page called for what was not there yet.
const RESTLESS: &str = "data-rest-needed=\"";

/// Fails unless the page mounts from a sub-path, with nothing refused and nothing written to the console.
pub fn built_page_comes_alive(browser: &Browser) -> Outcome {
    let page = page::build(Profile::Page)?;
    let dom = open(page.site, browser)?;
    if dom.contains(RESTLESS) {
        let dom = open(page::build_with_names()?, browser)?;
        let (_, stack) = dom.split_once(RESTLESS).unwrap_or_default();
        let stack = stack.split('"').next().unwrap_or_default();
        return Err(format!(
            "the page asked for the rest of the program before it was alive; what called for it belongs in \
             src/xtask/src/split/first.txt:\n{stack}"
        ));
    }
    Ok(())
}

/// Opens a site, and gives the page as it is when it has come alive.
fn open(site: Site, browser: &Browser) -> Outcome<String> {
    let server = Server::start(0, "/some/folder/")?;
    server.show(site);
    let output = Command::new(&browser.chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--enable-logging=stderr",
        ])
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(server.address())
        .output()
        .map_err(|error| format!("{} does not start: {error}", browser.chromium.display()))?;
    let dom = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    let complaints: Vec<&str> = log.lines().filter(|line| line.contains("CONSOLE")).collect();
    if !complaints.is_empty() {
        return Err(format!("the built page wrote to the console:\n{}", complaints.join("\n")));
    }
    if dom.contains("class=\"crash\"") || !dom.contains("data-alive") {
        return Err(format!("the built page did not come alive:\n{dom}"));
    }
    Ok(dom.into_owned())
}
