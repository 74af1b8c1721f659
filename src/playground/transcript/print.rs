//! Writing transcripts.

use super::line::{Entry, FutureLine, Line, Place};

/// Writes a transcript.
pub fn print(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        print_line(&entry.line, &mut out);
    }
    out
}

/// Writes one line of a transcript, with everything that belongs to it.
pub fn print_line(line: &Line, out: &mut String) {
    match line {
        Line::Comment(text) => push(out, &[text]),
        Line::Blank => push(out, &[""]),
        Line::Node { name, labels } => push(out, &["@node ", name, &label_text(labels)]),
        Line::Nodes { count, prefix, labels } => {
            push(out, &["@nodes ", &count.to_string(), " ", prefix, &label_text(labels)]);
        }
        Line::File { path, text } => push_block(out, &format!("@file {path}"), text),
        Line::Edit(script) => push_block(out, "@edit", script),
        Line::Saved(text) => push_block(out, "@saved", text),
        Line::Closed => out.push_str("@closed\n"),
        Line::Wait(millis) => push(out, &["@wait ", &seconds_text(*millis)]),
        Line::Until { limit_ms, command } => push(out, &["@until ", &seconds_text(*limit_ms), " ", command]),
        Line::StopKubelet(name) => push(out, &["@stop-kubelet ", name]),
        Line::Profile(name) => push(out, &["@profile ", name]),
        Line::Lesson(name) => push(out, &["@lesson ", name]),
        Line::Seed(seed) => push(out, &["@seed ", &seed.to_string()]),
        Line::Start(name) => push(out, &["@start ", name]),
        Line::Interrupt => push(out, &["@interrupt"]),
        Line::Future(future) => push(out, &["@future ", &future_text(future)]),
        Line::Redo(place) => push(out, &["@redo ", &place_text(*place)]),
        Line::Command { command, output, exit_code } => {
            for (index, line) in command.split('\n').enumerate() {
                push(out, &[if index == 0 { "$ " } else { "> " }, line]);
            }
            for line in output {
                push(out, &[line]);
            }
            if *exit_code != 0 {
                push(out, &[&format!("[exit {exit_code}]")]);
            }
        }
    }
}

fn future_text(future: &FutureLine) -> String {
    let mut text = future.id.to_string();
    if let Some((id, count)) = future.like {
        text.push_str(&format!(" like={id}:{count}"));
    }
    if let Some(from) = future.from {
        text.extend([" from=", &place_text(from)]);
    }
    if future.is_draft {
        text.push_str(" draft");
    }
    if !future.name.is_empty() {
        text.extend([" name=", &future.name]);
    }
    text
}

fn place_text(place: Place) -> String {
    format!("{}:{}:{}", place.future, place.num_given, seconds_text(place.at_ms))
}

fn push(out: &mut String, parts: &[&str]) {
    out.extend(parts.iter().copied());
    out.push('\n');
}

fn push_block(out: &mut String, head: &str, text: &str) {
    push(out, &[head]);
    out.push_str(text);
    if !text.is_empty() && !text.ends_with('\n') {
        out.push('\n');
    }
    push(out, &["@end"]);
}

fn label_text(labels: &[(String, String)]) -> String {
    labels.iter().map(|(key, value)| format!(" {key}={value}")).collect()
}

/// Milliseconds as seconds, without zeros at the end.
fn seconds_text(millis: u64) -> String {
    let (seconds, rest) = (millis / 1000, millis % 1000);
    if rest == 0 {
        seconds.to_string()
    } else {
        format!("{seconds}.{rest:03}").trim_end_matches('0').to_owned()
    }
}
