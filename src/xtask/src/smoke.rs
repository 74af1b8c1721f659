//! Opens the built page in a browser, from a folder of a server, and looks whether it comes alive.

use std::thread;
use std::time::Duration;

use crate::Outcome;
use crate::e2e::person;
use crate::page::{self, Profile};
use crate::serve::Server;
use crate::setup::Browser;
use crate::site::Site;
use crate::webdriver::{Driver, Tab};

/// How long the page is watched before somebody types: it draws, and the cluster settles.
const WATCHED: Duration = Duration::from_secs(2);

/// Fails unless the page mounts from a sub-path and `kubectl get` answers, with nothing refused, nothing written to the
/// console, and nothing of the program there but its first part.
pub fn built_page_comes_alive(browser: &Browser) -> Outcome {
    let driver = Driver::start(browser)?;
    let Some(error) = use_first_part(page::build(Profile::Page)?.site, &driver).err() else { return Ok(()) };
    let Err(named) = use_first_part(page::build_with_names()?, &driver) else { return Err(error) };
    Err(named)
}

/// Opens a site whose rest never comes, and does what must go without.
fn use_first_part(site: Site, driver: &Driver) -> Outcome {
    let server = Server::start(0, "/some/folder/")?;
    if let Some(rest) = site.files.keys().find(|path| path.starts_with("assets/rest-")) {
        server.withhold(rest);
    }
    server.show(site);
    let tab = driver.open()?;
    tab.go(&server.address())?;
    let used = use_page(&tab);
    // Where the rest was called for the page has stopped, and `www/boot.js` has left what called.
    let stack = tab.run("return document.documentElement.dataset.restNeeded", &[])?;
    match stack.as_str() {
        Some(stack) => Err(format!(
            "the page asked for the rest of the program before `kubectl get` had answered; what called for it belongs \
             in src/xtask/src/split/first.txt:\n{stack}"
        )),
        None => used,
    }
}

fn use_page(tab: &Tab<'_>) -> Outcome {
    person::alive(tab)?;
    thread::sleep(WATCHED);
    person::type_line(tab, "kubectl get nodes")?;
    let answered = "return document.querySelector('.terminal')?.innerText.includes('VERSION')";
    tab.wait("`kubectl get nodes` answers", answered, &[])?;
    person::no_complaints(tab)
}
