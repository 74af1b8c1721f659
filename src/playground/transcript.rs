//! The transcript format: a script and its expected output in one text, which is test, lesson, share link and bug report
//! alike.
//!
//! - `# …` a comment. Blank lines between commands mean nothing.
//! - `@node NAME [key=value …]` a node joins and is Ready; `@nodes COUNT PREFIX [key=value …]` many at once.
//! - `@file PATH` … `@end` a file of the working folder.
//! - `@edit` … `@end` the sed script that stands in for the person at the next `kubectl edit`; `@saved` … `@end` the whole
//!   text that the person saved there.
//! - `@wait SECONDS` time passes; `@until SECONDS COMMAND` until the command succeeds, at most so long.
//! - `@stop-kubelet NAME` a machine dies.
//! - `@profile instant|realistic` how kubelets behave from here on.
//! - `@seed NUMBER`, `@start NAME` where a session began; `@interrupt` Ctrl-C at this moment.
//! - `$ COMMAND` and what it printed. Lines that a command spans (a here-document, an open quote) begin with `> `.
//!   `[exit N]` closes a command that failed.
//!
//! Invariants: [`print()`] of what [`parse()`] gives is the same text, but for blanks at the end of setup lines.
//! Deliberately absent: running it; that is the session's.

use super::shell::is_incomplete;

/// A line, or what belongs together with it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub number: u32,
    /// What it says.
    pub line: Line,
}

/// What a line of a transcript says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A whole comment line, `#` included; or the rest of an output that a line beginning with `#` cut off.
    Comment(String),
    /// An empty line.
    Blank,
    /// A node with labels joins.
    Node {
        /// Its name.
        name: String,
        /// Its labels beyond the usual ones.
        labels: Vec<(String, String)>,
    },
    /// Nodes PREFIX-1, PREFIX-2, … join.
    Nodes {
        /// How many.
        count: u32,
        /// What their names begin with.
        prefix: String,
        /// The labels of each.
        labels: Vec<(String, String)>,
    },
    /// A file is written.
    File {
        /// Its path in the working folder.
        path: String,
        /// Its text.
        text: String,
    },
    /// The sed script for the next `kubectl edit`.
    Edit(String),
    /// The text saved in the `kubectl edit` that is open.
    Saved(String),
    /// Milliseconds pass.
    Wait(u64),
    /// Time passes until a command succeeds.
    Until {
        /// At most this long.
        limit_ms: u64,
        /// What is tried.
        command: String,
    },
    /// A kubelet stops for good.
    StopKubelet(String),
    /// `instant` or `realistic`.
    Profile(String),
    /// What chance is derived from.
    Seed(u64),
    /// The starting point.
    Start(String),
    /// Ctrl-C.
    Interrupt,
    /// A command and what it printed.
    Command {
        /// What was typed, line breaks included.
        command: String,
        /// The lines it printed.
        output: Vec<String>,
        /// How it ended.
        exit_code: i32,
    },
}

/// What is wrong with a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptError {
    /// The line, from 1.
    pub number: u32,
    /// In words.
    pub message: String,
}

impl std::fmt::Display for TranscriptError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.number, self.message)
    }
}

/// How many nodes one `@nodes` line may add.
pub const NODES_MAX: u32 = 20_000;

/// Reads a transcript.
pub fn parse(text: &str) -> Result<Vec<Entry>, TranscriptError> {
    let mut parser =
        Parser { lines: text.lines().collect(), at: 0, entries: Vec::new(), output_was_cut: false };
    while parser.at < parser.lines.len() {
        parser.entry()?;
    }
    Ok(parser.entries)
}

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
        Line::Wait(millis) => push(out, &["@wait ", &seconds_text(*millis)]),
        Line::Until { limit_ms, command } => push(out, &["@until ", &seconds_text(*limit_ms), " ", command]),
        Line::StopKubelet(name) => push(out, &["@stop-kubelet ", name]),
        Line::Profile(name) => push(out, &["@profile ", name]),
        Line::Seed(seed) => push(out, &["@seed ", &seed.to_string()]),
        Line::Start(name) => push(out, &["@start ", name]),
        Line::Interrupt => push(out, &["@interrupt"]),
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

/// Seconds with at most three digits behind the point.
fn parse_seconds(text: &str) -> Option<u64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(seconds) || !digits(fraction) || fraction.len() > 3 {
        return None;
    }
    let millis: u64 = format!("{fraction:0<3}").parse().ok()?;
    seconds.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(millis)
}

struct Parser<'text> {
    lines: Vec<&'text str>,
    at: usize,
    entries: Vec<Entry>,
    /// A `#` line came in the middle of an output, so lines that belong nowhere are its rest.
    output_was_cut: bool,
}

impl Parser<'_> {
    fn entry(&mut self) -> Result<(), TranscriptError> {
        let line = self.lines[self.at];
        let number = self.at as u32 + 1;
        self.at += 1;
        let parsed = if let Some(command) = line.strip_prefix("$ ") {
            return self.command(number, command);
        } else if line.starts_with('#') {
            Line::Comment(line.to_owned())
        } else if line.trim().is_empty() {
            Line::Blank
        } else if is_setup(line) {
            self.output_was_cut = false;
            self.setup(line, number)?
        } else if self.output_was_cut {
            Line::Comment(line.to_owned())
        } else {
            let message = "a line begins with `$ ` for a command, `@` for what happens, or `#` for a comment"
                .to_owned();
            return Err(TranscriptError { number, message });
        };
        self.entries.push(Entry { number, line: parsed });
        Ok(())
    }

    fn command(&mut self, number: u32, first: &str) -> Result<(), TranscriptError> {
        let mut command = first.to_owned();
        while is_incomplete(&command)
            && let Some(more) = self.lines.get(self.at).and_then(|line| line.strip_prefix("> "))
        {
            command.push('\n');
            command.push_str(more);
            self.at += 1;
        }
        let start = self.at;
        let ends = |line: &&str| line.starts_with("$ ") || line.starts_with('#') || is_setup(line);
        while self.lines.get(self.at).is_some_and(|line| !ends(line)) {
            self.at += 1;
        }
        let mut output = &self.lines[start..self.at];
        let mut num_blank = 0;
        while let [rest @ .., last] = output
            && last.trim().is_empty()
        {
            output = rest;
            num_blank += 1;
        }
        self.output_was_cut =
            num_blank == 0 && self.lines.get(self.at).is_some_and(|line| line.starts_with('#'));
        let mut exit_code = 0;
        if let [rest @ .., last] = output
            && let Some(code) = parse_exit(last)
        {
            (output, exit_code) = (rest, code);
        }
        let output = output.iter().map(|line| (*line).to_owned()).collect();
        self.entries.push(Entry { number, line: Line::Command { command, output, exit_code } });
        for blank in (0..num_blank).rev() {
            self.entries.push(Entry { number: self.at as u32 - blank, line: Line::Blank });
        }
        Ok(())
    }

    fn setup(&mut self, line: &str, number: u32) -> Result<Line, TranscriptError> {
        let fail = |message: String| Err(TranscriptError { number, message });
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        let one_word = !rest.is_empty() && !rest.contains(char::is_whitespace);
        match name {
            "@file" if one_word => Ok(Line::File { path: rest.to_owned(), text: self.block(number)? }),
            "@edit" if rest.is_empty() => self.block(number).map(Line::Edit),
            "@saved" if rest.is_empty() => self.block(number).map(Line::Saved),
            "@interrupt" if rest.is_empty() => Ok(Line::Interrupt),
            "@stop-kubelet" if one_word => Ok(Line::StopKubelet(rest.to_owned())),
            "@profile" if matches!(rest, "instant" | "realistic") => Ok(Line::Profile(rest.to_owned())),
            "@start" if one_word => Ok(Line::Start(rest.to_owned())),
            "@seed" if rest.parse::<u64>().is_ok() => Ok(Line::Seed(rest.parse().unwrap_or_default())),
            "@wait" => match parse_seconds(rest) {
                Some(millis) => Ok(Line::Wait(millis)),
                None => fail(format!("`@wait {rest}` is no number of seconds")),
            },
            "@until" => {
                match rest.split_once(' ').map(|(seconds, command)| (parse_seconds(seconds), command)) {
                    Some((Some(limit_ms), command)) => {
                        Ok(Line::Until { limit_ms, command: command.trim().to_owned() })
                    }
                    _ => fail("`@until` takes seconds and a command".to_owned()),
                }
            }
            "@node" => match rest.split_whitespace().next() {
                Some(name) => {
                    Ok(Line::Node { name: name.to_owned(), labels: parse_labels(rest, 1, number)? })
                }
                None => fail("`@node` takes a name".to_owned()),
            },
            "@nodes" => self.nodes(rest, number),
            "@end" => fail("`@end` without the line it would end".to_owned()),
            _ => match USAGE.iter().find(|usage| usage.split(' ').next() == Some(name)) {
                Some(usage) => fail(format!("expected `{usage}`")),
                None => fail(format!("`{name}` is not known")),
            },
        }
    }

    fn nodes(&self, rest: &str, number: u32) -> Result<Line, TranscriptError> {
        let mut words = rest.split_whitespace();
        let count = words.next().and_then(|count| count.parse::<u32>().ok());
        match (count, words.next()) {
            (Some(count), Some(prefix)) if count <= NODES_MAX => {
                let labels = parse_labels(rest, 2, number)?;
                Ok(Line::Nodes { count, prefix: prefix.to_owned(), labels })
            }
            (Some(_), Some(_)) => {
                Err(TranscriptError { number, message: format!("at most {NODES_MAX} nodes join at once") })
            }
            _ => Err(TranscriptError { number, message: "`@nodes` takes a count and a prefix".to_owned() }),
        }
    }

    /// The lines up to `@end`.
    fn block(&mut self, number: u32) -> Result<String, TranscriptError> {
        let mut text = String::new();
        while let Some(line) = self.lines.get(self.at) {
            self.at += 1;
            if *line == "@end" {
                return Ok(text);
            }
            text.push_str(line);
            text.push('\n');
        }
        Err(TranscriptError { number, message: "`@end` is missing".to_owned() })
    }
}

const USAGE: [&str; 8] = [
    "@file PATH",
    "@edit",
    "@saved",
    "@interrupt",
    "@stop-kubelet NODE",
    "@profile instant|realistic",
    "@start NAME",
    "@seed NUMBER",
];

/// Lines of a diff begin with `@@`, so only a letter after the `@` makes a setup line.
fn is_setup(line: &str) -> bool {
    line.strip_prefix('@').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_lowercase()))
}

fn parse_exit(line: &str) -> Option<i32> {
    line.strip_prefix("[exit ")?.strip_suffix(']')?.parse().ok()
}

fn parse_labels(text: &str, skipped: usize, number: u32) -> Result<Vec<(String, String)>, TranscriptError> {
    let label = |word: &str| match word.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(TranscriptError { number, message: format!("`{word}` is no label; expected key=value") }),
    };
    text.split_whitespace().skip(skipped).map(label).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{Line, parse, print};

    #[test]
    fn every_kind_of_line_survives_reading_and_writing() {
        let text = "\
# A comment.
@seed 7
@start minikube
@node n1 a=b zone=
@nodes 100 edge pool=x
@profile realistic
@file a/b.yaml
a: 1

# not a comment
@end
@edit
s/a/b/
@end
$ kubectl edit ds x
edited
@saved
a: 2
@end

@wait 2.05
@until 60 kubectl get ds x
@stop-kubelet n1
$ cat <<EOF | wc -l
> one
> $ two
> EOF
2
$ kubectl diff -f a/b.yaml
@@ -1 +1 @@

> not a continuation
[exit 1]

@interrupt
";
        let entries = parse(text).expect("it is a transcript");
        assert_eq!(print(&entries), text);
        let line =
            |number: u32| &entries.iter().find(|entry| entry.number == number).expect("it is there").line;
        assert_eq!(*line(21), Line::Wait(2050));
        assert_eq!(
            *line(24),
            Line::Command {
                command: "cat <<EOF | wc -l\none\n$ two\nEOF".to_owned(),
                output: vec!["2".to_owned()],
                exit_code: 0
            }
        );
        let Line::Command { output, exit_code: 1, .. } = line(29) else {
            panic!("line 29 is a failed command")
        };
        assert_eq!(output.len(), 3);
    }

    #[test]
    fn an_output_with_comment_lines_is_no_mistake() {
        let text = "$ cat x.yaml\na: 1\n# note\nb: 2\n$ true\n";
        assert_eq!(print(&parse(text).expect("it is a transcript")), text);
    }

    #[test]
    fn mistakes_name_their_line() {
        let check = |text: &str, expected: &str| {
            let error = parse(text).expect_err("it is wrong");
            assert_eq!(error.to_string(), expected, "{text}");
        };
        check(
            "\nkubectl get ds\n",
            "line 2: a line begins with `$ ` for a command, `@` for what happens, or `#` for a comment",
        );
        check("# x\n@file a\nb\n", "line 2: `@end` is missing");
        check("@file\n@end\n", "line 1: expected `@file PATH`");
        check("@wait soon\n", "line 1: `@wait soon` is no number of seconds");
        check("@wait 1.2345\n", "line 1: `@wait 1.2345` is no number of seconds");
        check("@node\n", "line 1: `@node` takes a name");
        check("@node a b\n", "line 1: `b` is no label; expected key=value");
        check("@nodes 1000000 a\n", "line 1: at most 20000 nodes join at once");
        check("@nodes a\n", "line 1: `@nodes` takes a count and a prefix");
        check("@profile slow\n", "line 1: expected `@profile instant|realistic`");
        check("@until x\n", "line 1: `@until` takes seconds and a command");
        check("@fly\n", "line 1: `@fly` is not known");
        check("@end\n", "line 1: `@end` without the line it would end");
    }
}
