//! What was done in a session as a shell script, to be run against a real cluster.
//!
//! Files are written, what was saved in `kubectl edit` is put there by a stand-in for the editor, and time that passed
//! becomes `sleep`. What only a simulator can do (a node joins, a machine dies) stands there as a comment.

use std::fmt::Write;
use std::rc::Rc;

use crate::playground::command::Command;
use crate::playground::session::session::{Given, Session};
use crate::playground::view::terminal::split_origin;

/// A pause of the person at the keyboard is no part of what they did: at most so many seconds are slept.
const SLEEP_MAX: u64 = 60;

/// The script.
pub fn script(session: &Session) -> String {
    let given = session.given();
    let mut out = format!(
        "#!/bin/sh\n# What was done in the DaemonSet playground, beginning with the cluster {:?}.\n",
        session.start().name()
    );
    let mut before = None;
    for (index, one) in given.iter().enumerate() {
        let Given { at, command } = &**one;
        let seconds = before.map_or(0, |before| at.since(before) / 1000).min(SLEEP_MAX);
        if seconds > 0 {
            _ = writeln!(out, "sleep {seconds}");
        }
        before = Some(*at);
        match command {
            Command::Shell(line) => shell_line(&mut out, line, saved_after(&given[index + 1..])),
            Command::WriteFile { path, text } => write_file(&mut out, path, text),
            Command::JoinNode { name, .. } => _ = writeln!(out, "# node {name} joined"),
            Command::JoinNodes { count, prefix, .. } => {
                _ = writeln!(out, "# nodes {prefix}-1 to {prefix}-{count} joined");
            }
            Command::StopKubelet(name) => _ = writeln!(out, "# the kubelet of {name} stopped"),
            Command::Profile(profile) => {
                _ = writeln!(out, "# kubelets behave like this from here on: {}", profile.name());
            }
            Command::Interrupt => out.push_str("# Ctrl-C\n"),
            Command::SaveEdit(_) | Command::CloseEdit | Command::Lesson(_) => {}
        }
    }
    out
}

/// The text saved in the editor that a line opened, if any was before the next line.
fn saved_after(rest: &[Rc<Given>]) -> Option<&str> {
    let next = rest.iter().find(|given| matches!(given.command, Command::Shell(_) | Command::SaveEdit(_)))?;
    match &next.command {
        Command::SaveEdit(text) => Some(text),
        _ => None,
    }
}

fn shell_line(out: &mut String, line: &str, saved: Option<&str>) {
    let (_, line) = split_origin(line);
    let first = line.split_whitespace().next().unwrap_or_default();
    if first == "sim" {
        _ = writeln!(out, "# only in the playground: {}", line.replace('\n', "\n# "));
    } else if let Some(text) = saved {
        put_here(out, "cat > /tmp/edited.yaml", text);
        _ = writeln!(out, "KUBE_EDITOR='cp /tmp/edited.yaml' {line}");
    } else {
        _ = writeln!(out, "{line}");
    }
}

fn write_file(out: &mut String, path: &str, text: &str) {
    if let Some((folder, _)) = path.rsplit_once('/').filter(|(folder, _)| !folder.is_empty()) {
        _ = writeln!(out, "mkdir -p {}", quoted(folder));
    }
    put_here(out, &format!("cat > {}", quoted(path)), text);
}

/// A command that reads a text, with the text behind it.
pub(super) fn put_here(out: &mut String, command: &str, text: &str) {
    let mut end = "EOF".to_owned();
    while text.lines().any(|line| line == end) {
        end.push('_');
    }
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    _ = write!(out, "{command} <<'{end}'\n{text}{newline}{end}\n");
}

/// The word as a shell reads it back.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:=-@%+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
