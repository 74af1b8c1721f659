//! What a person does with the page, through WebDriver.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::Outcome;
use crate::webdriver::Tab;

/// Something a person does.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// Types a line at the prompt and presses Enter.
    Type(&'static str),
    /// Presses the button, tab or choice of that name.
    Press(&'static str),
    /// Waits until an element is there.
    See(&'static str),
    /// Lets the page go on for so many milliseconds.
    Pause(u64),
}

/// Finds a control by its label or text. In the page's language, so that tests read like instructions to a person.
const FIND: &str = "
    const name = arguments[0];
    const all = document.querySelectorAll('button, [role=tab], [role=menuitem], summary, label');
    const text = (one) => (one.getAttribute('aria-label') ?? one.textContent).replace(/\\s+/g, ' ').trim();
    const seen = [...all].filter((one) => one.checkVisibility());
    const found = seen.find((one) => text(one) === name) ?? seen.find((one) => text(one).startsWith(name));
";

/// Does one thing after the other.
pub fn act(tab: &Tab<'_>, deeds: &[Deed]) -> Outcome {
    for deed in deeds {
        match *deed {
            Deed::Type(line) => type_line(tab, line)?,
            Deed::Press(name) => press(tab, name)?,
            Deed::See(selector) => see(tab, selector).map(drop)?,
            Deed::Pause(millis) => thread::sleep(Duration::from_millis(millis)),
        }
    }
    Ok(())
}

/// Waits until the page is alive.
pub fn alive(tab: &Tab<'_>) -> Outcome {
    let script =
        "return 'alive' in document.documentElement.dataset && document.querySelector('.prompt-input')";
    tab.wait("the page comes alive", script, &[]).map(drop)
}

/// Presses a control.
pub fn press(tab: &Tab<'_>, name: &str) -> Outcome {
    let script = format!("{FIND} found?.click(); return Boolean(found);");
    tab.wait(&format!("a control {name:?}"), &script, &[json!(name)]).map(drop)
}

/// Types a line and waits for its end. On a phone the terminal has to be brought up first.
pub fn type_line(tab: &Tab<'_>, line: &str) -> Outcome {
    tab.run(
        "const prompt = document.querySelector('.prompt-input');
         if (!prompt.checkVisibility()) document.getElementById('tab-terminal')?.click();",
        &[],
    )?;
    tab.type_into(".prompt-input", &format!("{line}\n"))
}

/// Waits until an element is there; hands over its text.
pub fn see(tab: &Tab<'_>, selector: &str) -> Outcome<String> {
    let script =
        "const found = document.querySelector(arguments[0]); return found && (found.textContent || ' ')";
    let text = tab.wait(&format!("{selector} is there"), script, &[json!(selector)])?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// The session's text.
pub fn session_text(tab: &Tab<'_>) -> Outcome<String> {
    Ok(tab.run("return window.__session()", &[])?.as_str().unwrap_or_default().to_owned())
}

/// The commands of the session, one a line.
pub fn commands(tab: &Tab<'_>) -> Outcome<String> {
    let text = session_text(tab)?;
    let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("$ ")).collect();
    Ok(commands.join("\n"))
}

/// Makes the window so large and asks for a scheme of colours.
pub fn dress(tab: &Tab<'_>, (width, height): (u32, u32), scheme: &str) -> Outcome {
    let phone = width < 600;
    tab.chromium(
        "Emulation.setDeviceMetricsOverride",
        json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone}),
    )?;
    let features = json!([
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]);
    tab.chromium("Emulation.setEmulatedMedia", json!({"features": features})).map(|_: Value| ())
}

/// Fails where the page has complained to the console.
pub fn no_complaints(tab: &Tab<'_>) -> Outcome {
    let complaints = tab.complaints()?;
    if complaints.is_empty() { Ok(()) } else { Err(format!("on the console: {}", complaints.join("\n"))) }
}
