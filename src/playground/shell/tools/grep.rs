//! `grep`.

use std::collections::VecDeque;

use super::options::Options;
use super::output::Output;
use crate::playground::shell::regex::{Regex, Syntax};

const LONG: [(&str, char); 24] = [
    ("count", 'c'),
    ("invert-match", 'v'),
    ("ignore-case", 'i'),
    ("extended-regexp", 'E'),
    ("fixed-strings", 'F'),
    ("basic-regexp", 'G'),
    ("perl-regexp", 'P'),
    ("only-matching", 'o'),
    ("line-number", 'n'),
    ("after-context", 'A'),
    ("before-context", 'B'),
    ("context", 'C'),
    ("word-regexp", 'w'),
    ("line-regexp", 'x'),
    ("quiet", 'q'),
    ("silent", 'q'),
    ("files-with-matches", 'l'),
    ("max-count", 'm'),
    ("regexp", 'e'),
    ("no-filename", 'h'),
    ("with-filename", 'H'),
    ("recursive", 'r'),
    ("line-buffered", 'U'),
    ("color", 'U'),
];

/// A search on its way through its input.
#[derive(Clone, Debug)]
pub(super) struct Grep {
    patterns: Vec<Regex>,
    invert: bool,
    only_matching: bool,
    count: bool,
    quiet: bool,
    names_only: bool,
    numbers: bool,
    /// Whether lines begin with the name of their file: always, never, or where there are several.
    with_names: Option<bool>,
    before: usize,
    after: usize,
    max_count: u64,
    pub recursive: bool,
    // Where it is.
    name: Option<String>,
    number: u64,
    found: u64,
    found_any: bool,
    /// Lines that may yet become context before a match.
    kept: VecDeque<(u64, String)>,
    after_left: usize,
    /// The last line printed, to know where a gap is.
    printed: u64,
    /// Lines around matches were asked for, so groups are set apart.
    with_context: bool,
    printed_any: bool,
}

impl Grep {
    /// The search, and the files it is for.
    pub(super) fn parse(tool: &str, args: &[String]) -> Result<(Grep, Vec<String>), String> {
        let usage = |message| {
            format!(
                "{message}\nUsage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information."
            )
        };
        let mut options =
            Options::parse("grep", args, "cviEFGPonA:B:C:wxqlm:e:hHrRsUa", &LONG).map_err(usage)?;
        let mut patterns: Vec<String> = options.values('e').map(str::to_owned).collect();
        if patterns.is_empty() {
            if options.rest.is_empty() {
                return Err(
                    "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information."
                        .to_owned(),
                );
            }
            patterns.push(options.rest.remove(0));
        }
        let kind = options.last_of("EFGP").unwrap_or(match tool {
            "egrep" => 'E',
            "fgrep" => 'F',
            _ => 'G',
        });
        let compile = |pattern: &str| {
            let ignore_case = options.has('i');
            let regex = match kind {
                'F' => Regex::literal(pattern, ignore_case),
                'G' => Regex::new(pattern, Syntax::Basic, ignore_case)?,
                _ => Regex::new(pattern, Syntax::Extended, ignore_case)?,
            };
            let regex = if options.has('w') { regex.whole_words() } else { regex };
            Ok(if options.has('x') { regex.whole_lines() } else { regex })
        };
        let patterns: Result<Vec<Regex>, String> =
            patterns.iter().flat_map(|pattern| pattern.split('\n')).map(compile).collect();
        let number = |letter: char| match options.value(letter) {
            Some(value) => value.parse::<usize>().map(Some).map_err(|_| {
                let what = if letter == 'm' { "max count" } else { "context length argument" };
                format!("grep: {value}: invalid {what}")
            }),
            None => Ok(None),
        };
        let around = number('C')?;
        let grep = Grep {
            patterns: patterns.map_err(|error| format!("grep: {error}"))?,
            invert: options.has('v'),
            only_matching: options.has('o'),
            count: options.has('c'),
            quiet: options.has('q'),
            names_only: options.has('l'),
            numbers: options.has('n'),
            with_names: options.last_of("hH").map(|letter| letter == 'H'),
            before: number('B')?.or(around).unwrap_or(0),
            after: number('A')?.or(around).unwrap_or(0),
            max_count: number('m')?.map_or(u64::MAX, |count| count as u64),
            recursive: options.has('r') || options.has('R'),
            name: None,
            number: 0,
            found: 0,
            found_any: false,
            kept: VecDeque::new(),
            after_left: 0,
            printed: 0,
            with_context: options.last_of("ABC").is_some(),
            printed_any: false,
        };
        Ok((grep, options.rest))
    }

    pub(super) fn begin(&mut self, name: Option<&str>, several: bool) {
        let shown = self.with_names.unwrap_or(several || self.recursive);
        self.name = match name {
            Some(name) if shown || self.names_only => Some(name.to_owned()),
            None if shown || self.names_only => Some("(standard input)".to_owned()),
            _ => None,
        };
        (self.number, self.found, self.after_left, self.printed) = (0, 0, 0, 0);
        self.kept.clear();
    }

    /// Whether more lines could matter.
    pub(super) fn wants_more(&self) -> bool {
        let enough = self.quiet || self.names_only;
        !(self.found >= self.max_count && self.after_left == 0 || enough && self.found > 0)
    }

    pub(super) fn line(&mut self, line: &str, out: &mut Output) {
        if !self.wants_more() {
            return;
        }
        self.number += 1;
        let matches = self.patterns.iter().any(|pattern| pattern.is_match(line)) != self.invert;
        if matches && self.found < self.max_count {
            self.found += 1;
            self.found_any = true;
            if self.count || self.quiet || self.names_only {
                return;
            }
            self.gap(out);
            for (number, line) in std::mem::take(&mut self.kept) {
                self.print(number, '-', &line, out);
            }
            self.after_left = self.after;
            match self.only_matching {
                true => self.print_matches(line, out),
                false => self.print(self.number, ':', line, out),
            }
        } else if self.after_left > 0 {
            self.after_left -= 1;
            self.print(self.number, '-', line, out);
        } else if self.before > 0 {
            if self.kept.len() == self.before {
                self.kept.pop_front();
            }
            self.kept.push_back((self.number, line.to_owned()));
        }
    }

    pub(super) fn end(&mut self, out: &mut Output) {
        if self.names_only && self.found > 0 {
            out.line(self.name.as_deref().unwrap_or_default());
        } else if self.count && !self.quiet {
            let prefix = self.name.as_ref().map(|name| format!("{name}:")).unwrap_or_default();
            out.line(&format!("{prefix}{}", self.found));
        }
    }

    pub(super) fn exit_code(&self) -> i32 {
        i32::from(!self.found_any)
    }

    /// Groups of lines with context are set apart.
    fn gap(&self, out: &mut Output) {
        let first = self.kept.front().map_or(self.number, |(number, _)| *number);
        if self.with_context && self.printed_any && (self.printed == 0 || first > self.printed + 1) {
            out.line("--");
        }
    }

    fn print(&mut self, number: u64, mark: char, line: &str, out: &mut Output) {
        if self.only_matching && mark == '-' {
            return;
        }
        self.printed = number;
        self.printed_any = true;
        if let Some(name) = &self.name {
            out.print(&format!("{name}{mark}"));
        }
        if self.numbers {
            out.print(&format!("{number}{mark}"));
        }
        out.line(line);
    }

    fn print_matches(&mut self, line: &str, out: &mut Output) {
        if self.invert {
            return;
        }
        let mut at = 0;
        while at <= line.len() {
            let found = self.patterns.iter().filter_map(|pattern| pattern.find(line, at));
            let Some(range) =
                found.map(|found| found.range()).min_by_key(|range| (range.start, usize::MAX - range.end))
            else {
                break;
            };
            if !range.is_empty() {
                self.print(self.number, ':', line.get(range.clone()).unwrap_or_default(), out);
            }
            let step = line.get(range.end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            at = if range.is_empty() { range.end + step } else { range.end };
        }
    }
}
