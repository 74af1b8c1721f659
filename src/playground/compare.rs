//! Compares two transcripts of one scenario, command by command, with what varies from run to run blanked out.
//!
//! Blanked are random name suffixes, ages, times, uids, resource versions, addresses, container ids, the order of table
//! rows, and how often `rollout status` repeats itself. The rules are those of the tool that came with the recordings, so
//! that both agree on what agrees.

use super::shell::regex::{Regex, Syntax};

/// How a comparison went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The commands whose output differs.
    pub differences: Vec<Difference>,
    /// How many commands the expected transcript has.
    pub total: u32,
}

/// A command whose output differs: its normalised lines in both transcripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The command.
    pub command: String,
    /// What was expected.
    pub expected: Vec<String>,
    /// What there is instead.
    pub actual: Vec<String>,
}

impl Report {
    /// How many commands agree.
    pub fn num_agreeing(&self) -> u32 {
        self.total - self.differences.len() as u32
    }
}

/// Compares two transcripts; commands pair up by their place.
pub fn compare(expected: &str, actual: &str) -> Report {
    let rules = Rules::new();
    let (expected, actual) = (blocks(expected), blocks(actual));
    let mut differences = Vec::new();
    for (index, (command, lines)) in expected.iter().enumerate() {
        let wanted = rules.normalise(command, lines);
        let got = match actual.get(index) {
            Some((other, lines)) if other == command => rules.normalise(command, lines),
            _ => vec!["<no such command in the other transcript>".to_owned()],
        };
        if wanted != got {
            differences.push(Difference { command: (*command).to_owned(), expected: wanted, actual: got });
        }
    }
    Report { differences, total: expected.len() as u32 }
}

/// A transcript as it is compared.
pub fn normalise(text: &str) -> String {
    let rules = Rules::new();
    let mut out = String::new();
    for (command, lines) in blocks(text) {
        out.push_str("$ ");
        out.push_str(command);
        out.push('\n');
        for line in rules.normalise(command, &lines) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// Commands with the lines they printed. Everything after a setup line or a comment belongs to no command.
fn blocks(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks: Vec<(&str, Vec<&str>)> = Vec::new();
    let (mut skip, mut open) = (false, false);
    for line in text.lines() {
        if skip {
            skip = line != "@end";
        } else if line.starts_with("@file") || line.starts_with("@edit") || line.starts_with("@saved") {
            // Unlike other setup lines these do not end an output.
            skip = true;
        } else if line.starts_with(['@', '#']) {
            open = false;
        } else if let Some(command) = line.strip_prefix("$ ") {
            blocks.push((command, Vec::new()));
            open = true;
        } else if let (true, Some((_, lines))) = (open, blocks.last_mut()) {
            lines.push(line);
        }
    }
    blocks
}

/// The patterns that blank out, in the order they apply.
struct Rules {
    replacements: Vec<(Regex, &'static str)>,
    dropped: Regex,
    heading: Regex,
}

/// What a pattern becomes; `\1` is its first group.
const REPLACEMENTS: [(&str, &str); 8] = [
    (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} [0-9:]+ [+-]\d{4}", "<time>"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>"),
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<uid>"),
    ("(resourceVersion\"?: *)\"\\d+\"", "\\1\"<rv>\""),
    (r"\b\d{1,3}(\.\d{1,3}){3}\b", "<ip>"),
    ("((containerID|imageID|Container ID|Image ID)\"?: *)\\S+", "\\1<id>"),
    (r"\bv1\.36\.\d+\b", "v1.36.x"),
    ("Context \"[^\"]+\" modified", "Context <name> modified"),
];
const DROPPED: &str = r"^\S.*\bopenshift\b|\s(kubelet|kubelet, \S+)\s|^\S+\s+(Normal|Warning)\s+(Pulling|Pulled|Created|Started|Killing|BackOff|Failed)\s";
const HEADING: &str = r"^[A-Z][A-Z0-9 _()/-]*$|^  Type  Reason  Age  From  Message$";

impl Rules {
    fn new() -> Self {
        let regex =
            |pattern: &str| Regex::new(pattern, Syntax::Extended, false).expect("the rules are patterns");
        Rules {
            replacements: REPLACEMENTS.iter().map(|(pattern, by)| (regex(pattern), *by)).collect(),
            dropped: regex(DROPPED),
            heading: regex(HEADING),
        }
    }

    fn normalise(&self, command: &str, lines: &[&str]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for line in lines {
            if self.dropped.is_match(line) {
                continue;
            }
            let line = if line.starts_with("Waiting for daemon set") {
                let waiting = "Waiting for daemon set ...";
                if out.last().is_some_and(|last| last == waiting) {
                    continue;
                }
                waiting
            } else {
                line
            };
            out.push(self.blank_out(line));
        }
        while out.last().is_some_and(String::is_empty) {
            out.pop();
        }
        if command.contains("--no-headers") || command.contains("{range") {
            out.sort();
            return out;
        }
        self.sort_rows(&mut out);
        out
    }

    fn blank_out(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for (pattern, by) in &self.replacements {
            line = replace_all(pattern, &line, by);
        }
        squeeze(&blank_ages(&blank_suffixes(&line)))
    }

    /// Rows under a heading are a set: real clusters sort them by random names.
    fn sort_rows(&self, lines: &mut [String]) {
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            if line.len() <= 3 || !self.heading.is_match(line) {
                at += 1;
                continue;
            }
            let mut start = at + 1;
            start += usize::from(lines.get(start).is_some_and(|line| line.starts_with("  ----")));
            let rows = lines.get(start..).unwrap_or_default();
            let num_rows =
                rows.iter().take_while(|line| !line.is_empty() && !self.heading.is_match(line)).count();
            if let Some(rows) = lines.get_mut(start..start + num_rows) {
                rows.sort();
            }
            at = start + num_rows;
        }
    }
}

fn replace_all(pattern: &Regex, line: &str, by: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(found) = pattern.find(line, at) {
        let range = found.range();
        out.push_str(line.get(at..range.start).unwrap_or_default());
        match by.strip_prefix("\\1") {
            Some(rest) => out.extend([found.group(line, 1), rest]),
            None => out.push_str(by),
        }
        at = range.end;
    }
    out.push_str(line.get(at..).unwrap_or_default());
    out
}

/// `name-abcde` becomes `name-<rand>`: five letters of the alphabet that Kubernetes takes for random names, not followed
/// by more of a name.
fn blank_suffixes(line: &str) -> String {
    const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let bytes = line.as_bytes();
    let part = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(byte);
    let word_before = |at: usize| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_some_and(|before| before.is_alphanumeric() || before == '_')
    };
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        let first = bytes[at].is_ascii_lowercase() || bytes[at].is_ascii_digit();
        if !first || word_before(at) {
            at += 1;
            continue;
        }
        // Greedy, so the last dash that is followed by a suffix is the one.
        let end = at + bytes[at..].iter().take_while(|byte| part(byte)).count();
        let suffix = (at + 1..end).rev().find(|&dash| {
            let letters = bytes.get(dash + 1..dash + 6).unwrap_or_default();
            let after = bytes.get(dash + 6);
            bytes[dash] == b'-'
                && letters.len() == 5
                && letters.iter().all(|letter| ALPHABET.contains(letter))
                && !after
                    .is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
        });
        match suffix {
            Some(dash) => {
                out.push_str(line.get(copied..dash).unwrap_or_default());
                out.push_str("-<rand>");
                copied = dash + 6;
                at = copied;
            }
            None => at += 1,
        }
    }
    out.push_str(line.get(copied..).unwrap_or_default());
    out
}

/// `5d3h`, `2m10s` and the like become `<age>` where they stand alone.
fn blank_ages(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    let mut before: Option<char> = None;
    while let Some(first) = rest.chars().next() {
        let alone = !before.is_some_and(|c| c.is_alphanumeric() || "_.=-".contains(c));
        if let (true, Some(after)) = (alone, after_age(rest)) {
            out.push_str("<age>");
            rest = after;
            before = Some('s');
        } else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            before = Some(first);
        }
    }
    out
}

/// What follows an age, which has to be a blank or nothing.
fn after_age(text: &str) -> Option<&str> {
    let mut rest = text;
    for unit in ['d', 'h', 'm', 's'] {
        let after_digits = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
        if after_digits.len() < rest.len()
            && let Some(after) = after_digits.strip_prefix(unit)
        {
            rest = after;
        }
    }
    let ends = rest.chars().next().is_none_or(char::is_whitespace);
    (rest.len() < text.len() && ends).then_some(rest)
}

/// Two or more blanks in a row become two, but for those a line begins with; none stay at its end.
fn squeeze(line: &str) -> String {
    let mut out = String::new();
    let mut blanks = String::new();
    for character in line.trim_end().chars() {
        if character.is_whitespace() {
            blanks.push(character);
            continue;
        }
        let run = if out.is_empty() || blanks.chars().count() < 2 { blanks.as_str() } else { "  " };
        out.push_str(run);
        out.push(character);
        blanks.clear();
    }
    out
}
