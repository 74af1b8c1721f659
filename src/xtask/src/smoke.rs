//! Opens the built page in a browser, from a folder of a server, and looks whether it comes alive.

use std::thread;
use std::time::Duration;

use crate::Outcome;
use crate::e2e::person;
use crate::page::{self, Profile};
use crate::serve::Server;
use crate::setup::Browser;
use crate::site::Site;
use crate::webdriver::Driver;

/// How long the page is watched before somebody types: it draws, and the cluster settles.
const WATCHED: Duration = Duration::from_secs(2);

/// Fails unless the page mounts from a sub-path and `kubectl get` answers, with nothing refused and nothing written to
/// the console, and without waiting for the program's second part before it is alive.
pub fn built_page_comes_alive(browser: &Browser) -> Outcome {
    let driver = Driver::start(browser)?;
    if use_page(page::build(Profile::Page)?.site, &driver)?.is_empty() {
        return Ok(());
    }
    let stack = use_page(page::build_with_names()?, &driver)?;
    Err(format!(
        "the page asked for the rest of the program before it was alive; what called for it belongs in \
         src/xtask/src/split/first.txt:\n{stack}"
    ))
}

/// Opens a site and gives a command. Says what called for the second part before the page was alive.
fn use_page(site: Site, driver: &Driver) -> Outcome<String> {
    let server = Server::start(0, "/some/folder/")?;
    server.show(site);
    let tab = driver.open()?;
    tab.go(&server.address())?;
    person::alive(&tab)?;
    thread::sleep(WATCHED);
    person::type_line(&tab, "kubectl get nodes")?;
    let answered = "return document.querySelector('.terminal')?.innerText.includes('VERSION')";
    tab.wait("`kubectl get nodes` answers", answered, &[])?;
    person::no_complaints(&tab)?;
    // `www/boot.js` leaves it there.
    let stack = tab.run("return document.documentElement.dataset.restNeeded", &[])?;
    Ok(stack.as_str().unwrap_or_default().to_owned())
}
