//! End-to-end tests: what only the built page in a real browser can show.

use serde_json::json;

use crate::Outcome;
use crate::e2e::axe;
use crate::e2e::person::{alive, commands, no_complaints, press, see, session_text, type_line};
use crate::page::{self, Profile};
use crate::serve::Server;
use crate::setup::Browser;
use crate::site::File;
use crate::webdriver::Driver;

type Test = (&'static str, fn(&Driver, &Server) -> Outcome);

const TESTS: [Test; 8] = [
    ("the page comes alive in a folder of a server", comes_alive),
    ("a reload brings the session back", reload),
    ("a link opens the session in a fresh profile", link),
    ("a broken link says so and changes nothing", broken_link),
    ("several sessions are kept, renamed and deleted", sessions),
    ("an embedded page waits for a click and tells its progress", embed),
    ("the page opens without a network after the first visit", offline),
    ("axe finds nothing", axe::finds_nothing),
];

/// Builds the page and runs the tests whose names contain `filter`.
pub fn run(browser: &Browser, profile: Profile, filter: &str) -> Outcome {
    let server = Server::start(0, "/some/folder/")?;
    let mut site = page::build(profile)?.site;
    let host = File { bytes: HOST.as_bytes().to_vec(), first_load: false };
    site.files.insert("host.html".to_owned(), host);
    server.show(site);
    let driver = Driver::start(browser)?;
    let mut failed = Vec::new();
    for (name, test) in TESTS.iter().filter(|(name, _)| name.contains(filter)) {
        server.go_on();
        match test(&driver, &server) {
            Ok(()) => println!("holds: {name}"),
            Err(error) => {
                println!("fails: {name}\n{error}");
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("end to end: {}", failed.join(" · "))) }
}

/// Somebody's document with the page in it.
const HOST: &str = "<!doctype html><html lang=\"en\"><title>A document</title><link rel=\"icon\" href=\"data:,\">
<script>
  window.heard = [];
  addEventListener('message', (event) => heard.push(event.data));
</script>
<iframe src=\"./?embed&amp;lesson=managing-daemonsets&amp;theme=dark&amp;start=zones\" width=\"1200\" height=\"700\"></iframe>";

fn expect_equal(what: &str, found: &str, expected: &str) -> Outcome {
    if found == expected { Ok(()) } else { Err(format!("{what}: found\n{found}\nexpected\n{expected}")) }
}

fn comes_alive(driver: &Driver, server: &Server) -> Outcome {
    let tab = driver.open()?;
    tab.go(&server.address())?;
    alive(&tab)?;
    see(&tab, "[data-node=minikube]")?;
    no_complaints(&tab)
}

fn reload(driver: &Driver, server: &Server) -> Outcome {
    let tab = driver.open()?;
    tab.go(&format!("{}?start=zones", server.address()))?;
    alive(&tab)?;
    type_line(&tab, "kubectl cordon zone-b-2")?;
    see(&tab, "[data-node=zone-b-2] .badge-warn")?;
    press(&tab, "Pause")?;
    let before = session_text(&tab)?;
    tab.reload()?;
    alive(&tab)?;
    see(&tab, "[data-node=zone-b-2] .badge-warn")?;
    press(&tab, "Pause")?;
    let after = session_text(&tab)?;
    let is_continued = after.starts_with(before.trim_end().rsplit_once('\n').map_or("", |(head, _)| head));
    if !is_continued {
        return expect_equal("the session after a reload", &after, &before);
    }
    expect_equal("the address", address(&tab)?.as_str(), &server.address())?;
    no_complaints(&tab)
}

fn address(tab: &crate::webdriver::Tab<'_>) -> Outcome<String> {
    Ok(tab.run("return location.href", &[])?.as_str().unwrap_or_default().to_owned())
}

/// A link to a session with one command.
fn make_link(driver: &Driver, server: &Server) -> Outcome<String> {
    let tab = driver.open()?;
    tab.go(&format!("{}?start=zones", server.address()))?;
    alive(&tab)?;
    type_line(&tab, "kubectl label node zone-c-1 note='ünï \"quoted\"'")?;
    type_line(&tab, "kubectl cordon zone-c-1")?;
    see(&tab, "[data-node=zone-c-1] .badge-warn")?;
    press(&tab, "Share")?;
    let script = "return document.querySelector('.share input')?.value";
    let link = tab.wait("the share sheet shows a link", script, &[])?;
    no_complaints(&tab)?;
    Ok(link.as_str().unwrap_or_default().to_owned())
}

fn link(driver: &Driver, server: &Server) -> Outcome {
    let link = make_link(driver, server)?;
    let tab = driver.open()?;
    tab.go(&link)?;
    alive(&tab)?;
    see(&tab, "[data-node=zone-c-1] .badge-warn")?;
    let given = "$ kubectl label node zone-c-1 note='ünï \"quoted\"'\n$ kubectl cordon zone-c-1";
    expect_equal("the commands of the shared session", &commands(&tab)?, given)?;
    expect_equal("the address", &address(&tab)?, &server.address())?;
    tab.reload()?;
    alive(&tab)?;
    see(&tab, "[data-node=zone-c-1] .badge-warn")?;
    no_complaints(&tab)
}

fn broken_link(driver: &Driver, server: &Server) -> Outcome {
    let link = make_link(driver, server)?;
    let cut = &link[..link.len() - 9];
    let tab = driver.open()?;
    tab.go(&server.address())?;
    alive(&tab)?;
    type_line(&tab, "kubectl cordon minikube")?;
    see(&tab, "[data-node=minikube] .badge-warn")?;
    for (link, says) in [(cut, "cut off or changed"), (&link.replace("#v1.", "#v2."), "newer version")] {
        // The fragment alone changes, as when a link is pasted into the address of the open page.
        tab.run("location.href = arguments[0]", &[json!(link)])?;
        let script = "return document.querySelector('[role=alert]')?.textContent.includes(arguments[0])";
        tab.wait("the page says what is wrong", script, &[json!(says)])?;
        expect_equal("the person's own session", &commands(&tab)?, "$ kubectl cordon minikube")?;
        press(&tab, "Dismiss")?;
    }
    no_complaints(&tab)
}

fn sessions(driver: &Driver, server: &Server) -> Outcome {
    let tab = driver.open()?;
    tab.go(&server.address())?;
    alive(&tab)?;
    type_line(&tab, "kubectl cordon minikube")?;
    press(&tab, "zones")?;
    see(&tab, "[data-node=zone-a-1]")?;
    type_line(&tab, "kubectl cordon zone-a-1")?;
    see(&tab, "[data-node=zone-a-1] .badge-warn")?;
    press(&tab, "Sessions")?;
    press(&tab, "Rename minikube")?;
    tab.type_into(".session-row input", "first\n")?;
    press(&tab, "first")?;
    see(&tab, "[data-node=minikube] .badge-warn")?;
    press(&tab, "Sessions")?;
    press(&tab, "Delete zones")?;
    let script = "return ![...document.querySelectorAll('.session-row')].some((row) => row.textContent.includes('zones'))";
    tab.wait("the session is gone from the list", script, &[])?;
    // The menu stays open: nothing beside it was pointed at.
    press(&tab, "Bring it back")?;
    press(&tab, "Rename zones")?;
    tab.type_into(".session-row input", "second\n")?;
    press(&tab, "second")?;
    see(&tab, "[data-node=zone-a-1] .badge-warn")?;
    no_complaints(&tab)
}

fn embed(driver: &Driver, server: &Server) -> Outcome {
    let tab = driver.open()?;
    tab.go(&format!("{}host.html", server.address()))?;
    tab.frame(Some(0))?;
    see(&tab, ".poster")?;
    let loaded =
        "return performance.getEntriesByType('resource').some((entry) => entry.name.includes('.wasm'))";
    if tab.run(loaded, &[])? == json!(true) {
        return Err("the embedded page loaded the program before anybody clicked".to_owned());
    }
    press(&tab, "Start the playground")?;
    alive(&tab)?;
    see(&tab, "[data-node=zone-a-1]")?;
    expect_equal(
        "the theme",
        tab.run("return document.documentElement.dataset.theme", &[])?.as_str().unwrap_or(""),
        "dark",
    )?;
    type_line(&tab, "kubectl create -f manifests/ds-example.yaml")?;
    tab.frame(None)?;
    let heard = "const last = heard.at(-1); return heard.length > 1 && `${heard[0].kind} ${last.kind} ${last.done}/${last.total > 5}`";
    let heard = tab.wait("the document hears of progress", heard, &[])?;
    expect_equal("what the document hears", heard.as_str().unwrap_or_default(), "ready progress 1/true")?;
    no_complaints(&tab)
}

fn offline(driver: &Driver, server: &Server) -> Outcome {
    let tab = driver.open()?;
    tab.go(&server.address())?;
    alive(&tab)?;
    let script = "return navigator.serviceWorker.getRegistration().then((found) => found?.active?.state === 'activated')";
    tab.wait("the service worker is ready", script, &[])?;
    server.pause();
    tab.go(&format!("{}?from=elsewhere#somewhere", server.address()))?;
    alive(&tab)?;
    press(&tab, "Editor")?;
    see(&tab, ".code-mirror")?;
    type_line(&tab, "kubectl cordon minikube")?;
    see(&tab, "[data-node=minikube] .badge-warn")?;
    server.go_on();
    no_complaints(&tab)
}
