//! A session for tests, whose kubectl says what it was asked for.

use std::collections::BTreeMap;

use expect_test::Expect;

use crate::apimachinery::time::Time;
use crate::playground::shell::files::Files;
use crate::playground::shell::{
    Chunk, Host, Invocation, JobState, ProcessId, Progress, Shell, Stream, is_incomplete,
};

/// A session whose kubectl says what it was asked for. `kubectl get -w` prints a line every second, and
/// `kubectl fail` fails.
#[derive(Default)]
pub(super) struct FakeHost {
    pub now: Time,
    files: Files,
    processes: BTreeMap<ProcessId, (Invocation, Time)>,
    pub stopped: Vec<ProcessId>,
}

impl Host for FakeHost {
    fn now(&self) -> Time {
        self.now
    }

    fn files(&mut self) -> &mut Files {
        &mut self.files
    }

    fn programs(&self) -> &'static [&'static str] {
        &["kubectl", "sim"]
    }

    fn start(&mut self, invocation: Invocation) -> ProcessId {
        let id = ProcessId(self.processes.len() as u32);
        self.processes.insert(id, (invocation, self.now));
        id
    }

    fn poll(&mut self, process: ProcessId) -> Progress {
        let (invocation, since) = self.processes.get_mut(&process).expect("it was started");
        let words: Vec<&str> = invocation.argv.iter().map(String::as_str).collect();
        let chunk = |stream, text: String| Chunk { stream, text };
        match words[..] {
            ["kubectl", "get", "-w"] => {
                let mut output = Vec::new();
                while *since <= self.now {
                    output.push(chunk(
                        Stream::Stdout,
                        format!("pod-{} {}\n", since.0 / 1000, since.0 / 1000 % 2),
                    ));
                    *since = since.plus(1000);
                }
                Progress { output, exit_code: None }
            }
            ["kubectl", "fail"] => {
                let output = vec![chunk(Stream::Stderr, "error: failed\n".to_owned())];
                Progress { output, exit_code: Some(1) }
            }
            _ => {
                let mut text = format!("{}\n", words.join(" "));
                if let Some(stdin) = invocation.stdin.take() {
                    text.push_str(&format!("<{stdin}>\n"));
                }
                if !invocation.folder.is_empty() {
                    text.push_str(&format!("in {}\n", invocation.folder));
                }
                if let Some(editor) = invocation.variables.get("EDITOR") {
                    text.push_str(&format!("EDITOR={editor}\n"));
                }
                Progress { output: vec![chunk(Stream::Stdout, text)], exit_code: Some(0) }
            }
        }
    }

    fn stop(&mut self, process: ProcessId) {
        self.stopped.push(process);
    }
}

/// A session with a few files.
pub(super) fn session() -> (Shell, FakeHost) {
    let mut host = FakeHost::default();
    let pods = "NAME READY STATUS\na-1 1/1 Running\nb-2 0/1 Pending\na-10 1/1 Running\n";
    for (path, text) in
        [("pods.txt", pods), ("m/ds.yaml", "kind: DaemonSet\nimage: a:v1\n"), ("n.txt", "10\n9\n2\n9\n")]
    {
        host.files.put(path, text).expect("there is room");
    }
    (Shell::default(), host)
}

/// Runs a line to its end, a second at a time where it waits; errors are marked by `! `, a failing exit by `[exit N]`.
pub(super) fn run(shell: &mut Shell, host: &mut FakeHost, line: &str) -> String {
    shell.begin(line);
    let mut out = String::new();
    for _ in 0..20 {
        let poll = shell.poll(host);
        for chunk in poll.output {
            match chunk.stream {
                Stream::Stdout => out.push_str(&chunk.text),
                Stream::Stderr => out.extend(chunk.text.split_inclusive('\n').flat_map(|line| ["! ", line])),
                Stream::Clear => out.push_str("[clear]\n"),
            }
        }
        match poll.state {
            JobState::Ended(0) => return out,
            JobState::Ended(code) => return format!("{out}[exit {code}]\n"),
            JobState::Waiting(wake) => host.now = wake.unwrap_or(host.now.plus(1000)),
        }
        if out.len() > 2000 {
            break;
        }
    }
    shell.interrupt(host);
    out + "[still running]\n"
}

/// Runs lines in one session.
pub(super) fn check(lines: &str, expected: Expect) {
    let (mut shell, mut host) = session();
    let mut out = String::new();
    let mut line = String::new();
    for part in lines.lines() {
        line.push_str(part);
        if is_incomplete(&line) {
            line.push('\n');
            continue;
        }
        out.push_str(&run(&mut shell, &mut host, &std::mem::take(&mut line)));
    }
    expected.assert_eq(&out);
}
