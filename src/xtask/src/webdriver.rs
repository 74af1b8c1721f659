//! A browser driven through its driver, by the few requests of the WebDriver protocol that we need.
//!
//! Own code rather than a crate: the protocol is JSON over HTTP to a program on this machine, and clients for it bring
//! an asynchronous runtime along.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::Outcome;
use crate::setup::Browser;

/// Looks after which a thing that has not appeared never will: a slow machine with a debug build needs most of them.
const LOOKS_MAX: u32 = 400;
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// The driver. It ends, with its browsers, when it is dropped.
pub struct Driver {
    process: Child,
    port: u16,
    chromium: String,
}

/// A browser window with a profile of its own.
pub struct Tab<'driver> {
    driver: &'driver Driver,
    session: String,
}

impl Driver {
    pub fn start(browser: &Browser) -> Outcome<Driver> {
        let mut process = Command::new(&browser.driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", browser.driver.display()))?;
        let output = process.stdout.take().ok_or("the driver has no output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            line.rsplit_once("on port ")?.1.trim_end_matches('.').parse::<u16>().ok().filter(|port| *port > 0)
        });
        let port = port.ok_or("the driver does not say its port")?;
        // It ends when nobody reads what it says.
        thread::spawn(move || lines.for_each(drop));
        Ok(Driver { process, port, chromium: browser.chromium.display().to_string() })
    }

    /// A fresh browser: nothing kept, nothing cached.
    pub fn open(&self) -> Outcome<Tab<'_>> {
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars",
            "--window-size=1440,900",
        ];
        let options = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments, "binary": self.chromium},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let answer = self.ask("POST", "/session", &options)?;
        let session = answer["sessionId"].as_str().ok_or("the driver opened no session")?.to_owned();
        Ok(Tab { driver: self, session })
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Outcome<Value> {
        let answer =
            self.http(method, path, &body.to_string()).map_err(|error| format!("driver: {error}"))?;
        let value: Value =
            serde_json::from_str(&answer).map_err(|error| format!("driver: {error}: {answer}"))?;
        let value = &value["value"];
        match value["error"].as_str() {
            Some(error) => Err(format!("{method} {path}: {error}: {}", value["message"])),
            None => Ok(value.clone()),
        }
    }

    fn http(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        let body = if method == "POST" { body } else { "" };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line)? > 2 {
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
            line.clear();
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Tab<'_> {
    fn ask(&self, method: &str, path: &str, body: &Value) -> Outcome<Value> {
        self.driver.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    pub fn go(&self, address: &str) -> Outcome {
        self.ask("POST", "/url", &json!({"url": address})).map(drop)
    }

    pub fn reload(&self) -> Outcome {
        self.ask("POST", "/refresh", &json!({})).map(drop)
    }

    /// What a function body answers with in the page.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Outcome<Value> {
        self.ask("POST", "/execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// Waits until a function body answers with something that is true, and hands it over.
    pub fn wait(&self, what: &str, script: &str, arguments: &[Value]) -> Outcome<Value> {
        for _ in 0..LOOKS_MAX {
            let found = self.run(script, arguments)?;
            let crash = self.run("return document.getElementById('crash-report')?.value", &[])?;
            if let Some(report) = crash.as_str() {
                return Err(format!("the page stopped while waiting for this: {what}\n{report}"));
            }
            let is_there = match &found {
                Value::Null | Value::Bool(false) => false,
                Value::String(text) => !text.is_empty(),
                _ => true,
            };
            if is_there {
                return Ok(found);
            }
            thread::sleep(PAUSE);
        }
        let page = self.run("return document.body.innerText", &[]).unwrap_or_default();
        Err(format!("never happened: {what}\n{}", page.as_str().unwrap_or_default()))
    }

    /// Types into an element as a keyboard would. `\n` is Enter.
    pub fn type_into(&self, selector: &str, text: &str) -> Outcome {
        let find = json!({"using": "css selector", "value": selector});
        let found = self.ask("POST", "/element", &find)?;
        let id = found.as_object().and_then(|map| map.values().next()).and_then(Value::as_str);
        let id = id.ok_or_else(|| format!("there is no {selector}"))?;
        // WebDriver's code for the Enter key.
        let text = text.replace('\n', "\u{e007}");
        self.ask("POST", &format!("/element/{id}/value"), &json!({"text": text})).map(drop)
    }

    /// Switches into the first embedded page, or with `None` out of it.
    pub fn frame(&self, index: Option<u32>) -> Outcome {
        self.ask("POST", "/frame", &json!({"id": index})).map(drop)
    }

    /// A picture of the window, as PNG.
    pub fn picture(&self) -> Outcome<Vec<u8>> {
        let text = self.ask("GET", "/screenshot", &Value::Null)?;
        decode_base64(text.as_str().unwrap_or_default()).ok_or_else(|| "the picture is no base64".to_owned())
    }

    /// A command of Chromium's own protocol: sizes, media, networks.
    pub fn chromium(&self, command: &str, parameters: Value) -> Outcome<Value> {
        self.ask("POST", "/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// What was written to the console since the last call, without what is only told.
    pub fn complaints(&self) -> Outcome<Vec<String>> {
        let entries = self.ask("POST", "/se/log", &json!({"type": "browser"}))?;
        let entries = entries.as_array().cloned().unwrap_or_default();
        let is_bad = |entry: &&Value| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING"));
        Ok(entries.iter().filter(is_bad).map(|entry| entry["message"].to_string()).collect())
    }
}

impl Drop for Tab<'_> {
    fn drop(&mut self) {
        // Where the browser has died there is nothing left to close.
        let _ = self.ask("DELETE", "", &Value::Null);
    }
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut num_bits) = (0_u32, 0);
    for digit in text.bytes().filter(|byte| *byte != b'=' && !byte.is_ascii_whitespace()) {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        num_bits += 6;
        if num_bits >= 8 {
            num_bits -= 8;
            bytes.push((bits >> num_bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_back() {
        for (text, expected) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar")]
        {
            assert_eq!(decode_base64(text).as_deref(), Some(expected.as_bytes()));
        }
        assert_eq!(decode_base64("!"), None);
    }
}
