//! `cargo xtask screenshots`: a picture of every view, at both sizes, in both themes, for people to look at.

use crate::e2e::person::{act, alive, dress, no_complaints};
use crate::e2e::views::{VIEWS, View};
use crate::page::{self, Profile};
use crate::serve::Server;
use crate::webdriver::{Driver, Tab};
use crate::{Outcome, setup, shell};

const SIZES: [(&str, (u32, u32)); 2] = [("desk", (1440, 900)), ("phone", (390, 844))];
const THEMES: [&str; 2] = ["light", "dark"];

/// Writes `target/screenshots/VIEW-SIZE-THEME.png` for the chosen views, or for all.
pub fn take(profile: Profile, chosen: &[String]) -> Outcome {
    let browser = setup::browser()?;
    let server = Server::start(0, "/some/folder/")?;
    server.show(page::build(profile)?.site);
    let driver = Driver::start(&browser)?;
    let folder = shell::target_dir().join("screenshots");
    let mut failed = Vec::new();
    for view in VIEWS.iter().filter(|view| chosen.is_empty() || chosen.iter().any(|name| name == view.name)) {
        for (size_name, size) in SIZES {
            for theme in THEMES {
                let name = format!("{}-{size_name}-{theme}", view.name);
                let picture = driver.open().and_then(|tab| {
                    reach(&tab, &server.address(), view, size, theme)?;
                    let picture = tab.picture()?;
                    no_complaints(&tab).map(|()| picture)
                });
                match picture {
                    Ok(picture) => shell::write(&folder.join(format!("{name}.png")), &picture)?,
                    Err(error) => {
                        eprintln!("{name}: {error}");
                        failed.push(name);
                    }
                }
            }
        }
    }
    println!("The pictures are in {}", folder.display());
    if failed.is_empty() { Ok(()) } else { Err(format!("without a picture: {}", failed.join(", "))) }
}

/// Opens the page and goes to the view.
pub fn reach(tab: &Tab<'_>, address: &str, view: &View, size: (u32, u32), theme: &str) -> Outcome {
    dress(tab, size, theme)?;
    tab.go(&format!("{address}{}", view.query))?;
    if view.name != "poster" {
        alive(tab)?;
    }
    act(tab, view.deeds)
}
