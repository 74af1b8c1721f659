//! Running a script on a text, line by line.

use super::parse::{Action, Address, Command, Part, Script};
use crate::playground::shell::regex::Regex;

impl Script {
    /// Whether the script treats lines by their number or by what stood before them, so that it needs the text as a whole.
    pub fn looks_at_line_numbers(&self) -> bool {
        let numbered = |address: &Option<Address>| matches!(address, Some(Address::Line(_) | Address::Last));
        self.commands.iter().any(|command| {
            let action = matches!(command.action, Action::Quit | Action::LineNumber);
            numbered(&command.from) || command.to.is_some() || action
        })
    }

    /// The text that the script makes of a text.
    pub fn run(&self, text: &str) -> String {
        let mut lines: Vec<&str> = text.split('\n').collect();
        let ended = lines.last() == Some(&"");
        if ended {
            lines.pop();
        }
        let mut out = String::new();
        let mut active = vec![false; self.commands.len()];
        for (index, line) in lines.iter().enumerate() {
            let number = index as u32 + 1;
            let last = index + 1 == lines.len();
            let mut cycle = Cycle { line: (*line).to_owned(), out: &mut out, after: String::new() };
            let mut ending = Ending::Continue;
            for (command, active) in self.commands.iter().zip(&mut active) {
                let selected = select(command, active, &cycle.line, number, last);
                if selected != command.negated {
                    ending = cycle.run(&command.action, number, *active);
                }
                if ending != Ending::Continue {
                    break;
                }
            }
            if ending != Ending::Delete && !self.quiet {
                cycle.print();
            }
            let after = cycle.after;
            out.push_str(&after);
            if ending == Ending::Quit {
                break;
            }
        }
        // sed keeps a missing line break at the end missing.
        if !ended && out.ends_with('\n') {
            out.pop();
        }
        out
    }
}

#[derive(PartialEq)]
enum Ending {
    Continue,
    Delete,
    Quit,
}

/// One line on its way through the script.
struct Cycle<'out> {
    line: String,
    out: &'out mut String,
    /// What is printed after the line.
    after: String,
}

impl Cycle<'_> {
    fn run(&mut self, action: &Action, number: u32, in_range: bool) -> Ending {
        match action {
            Action::Substitute { pattern, by, nth, global, print } => {
                if let Some(line) = substitute(&self.line, pattern, by, *nth, *global) {
                    self.line = line;
                    if *print {
                        self.print();
                    }
                }
            }
            Action::Transliterate(pairs) => {
                let by = |c: char| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
                self.line = self.line.chars().map(by).collect();
            }
            Action::Delete => return Ending::Delete,
            Action::Print => self.print(),
            Action::Quit => return Ending::Quit,
            Action::LineNumber => self.write(&number.to_string()),
            Action::Append(text) => {
                self.after.push_str(text);
                self.after.push('\n');
            }
            Action::Insert(text) => self.write(text),
            Action::Change(text) => {
                // A range is changed as a whole, at its end.
                if !in_range {
                    self.write(text);
                }
                return Ending::Delete;
            }
        }
        Ending::Continue
    }

    fn print(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.write(&line);
        self.line = line;
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// Whether a command is for this line; `active` says whether its range goes on after it.
fn select(command: &Command, active: &mut bool, line: &str, number: u32, last: bool) -> bool {
    let hits = |address: &Address| match address {
        Address::Line(expected) => *expected == number,
        Address::Last => last,
        Address::Pattern(pattern) => pattern.is_match(line),
    };
    let Some(from) = &command.from else { return true };
    let Some(to) = &command.to else { return hits(from) };
    if *active {
        // A line number that is already past ends the range where it stands.
        *active = match to {
            Address::Line(end) => number < *end,
            _ => !hits(to),
        };
        return !matches!(to, Address::Line(end) if number > *end);
    }
    let begins = hits(from);
    *active = begins && !last && !matches!(to, Address::Line(end) if *end <= number);
    begins
}

/// The line with matches replaced; none if there is nothing to replace.
fn substitute(line: &str, pattern: &Regex, by: &[Part], nth: u32, global: bool) -> Option<String> {
    let mut out = String::new();
    let (mut at, mut copied, mut count) = (0, 0, 0);
    let mut changed = false;
    let mut previous_end = None;
    while at <= line.len() {
        let Some(found) = pattern.find(line, at) else { break };
        let range = found.range();
        if range.is_empty() && previous_end == Some(range.start) {
            // Nothing right behind a match is part of it.
            let Some(next) = line.get(at..).and_then(|rest| rest.chars().next()) else { break };
            at += next.len_utf8();
            previous_end = None;
            continue;
        }
        previous_end = Some(range.end);
        count += 1;
        if count >= nth {
            out.push_str(line.get(copied..range.start).unwrap_or_default());
            for part in by {
                match part {
                    Part::Text(text) => out.push_str(text),
                    Part::Group(index) => out.push_str(found.group(line, *index)),
                }
            }
            copied = range.end;
            changed = true;
            if !global {
                break;
            }
        }
        at = range.end;
        if range.is_empty() {
            // Past an empty match by one character, or it would be found again.
            let Some(next) = line.get(at..).and_then(|rest| rest.chars().next()) else { break };
            at += next.len_utf8();
        }
    }
    out.push_str(line.get(copied..).unwrap_or_default());
    changed.then_some(out)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::playground::shell::regex::Syntax;
    use crate::playground::shell::sed::Script;

    fn check(script: &str, text: &str, expected: &str) {
        let result = Script::new(script, Syntax::Basic, false).map(|script| script.run(text));
        let actual = result.unwrap_or_else(|error| error);
        assert_eq!(actual, expected, "{script}");
    }

    #[test]
    fn substitutions_replace_first_nth_or_all() {
        check("s/image: app:v3/image: app:v4/", "  image: app:v3\n", "  image: app:v4\n");
        check("s/a/b/", "aaa", "baa");
        check("s/a/b/g", "aaa\naa", "bbb\nbb");
        check("s/a/b/2", "aaa", "aba");
        check("s/a/b/2g", "aaaa", "abbb");
        check(r"s/\(.\)=\(.\)/\2=\1 [&]/", "a=b", "b=a [a=b]");
        check("s|/a|/b|", "/a/c", "/b/c");
        check(r"s/a\/b/c/", "a/b", "c");
        check("s/x*/-/g", "abc", "-a-b-c-");
        check(r"s/b/x\ny/", "abc", "ax\nyc");
        check("s/[/]/x/", "a/b", "axb");
        check("s/A/b/i", "a", "b");
        check("s/a/b/; s/b/c/\ns/c/d/", "a", "d");
    }

    #[test]
    fn addresses_choose_lines() {
        let text = "1 a\n2 b\n3 c\n4 d\n";
        check("/b/d", text, "1 a\n3 c\n4 d\n");
        check("2d", text, "1 a\n3 c\n4 d\n");
        check("$d", text, "1 a\n2 b\n3 c\n");
        check("2,3d", text, "1 a\n4 d\n");
        check("/b/,/d/d", text, "1 a\n");
        check("/c/,1d", text, "1 a\n2 b\n4 d\n");
        check("/b/!d", text, "2 b\n");
        check("2q", text, "1 a\n2 b\n");
    }

    #[test]
    fn lines_are_added_and_changed() {
        check("$ a tail", "x\ny\n", "x\ny\ntail\n");
        check("1i\\  head", "x\n", "  head\nx\n");
        check("1i\\\n  head\\\n  more", "x\n", "  head\n  more\nx\n");
        check("2,3c new", "1\n2\n3\n4\n", "1\nnew\n4\n");
        check("y/ab/AB/", "cab\n", "cAB\n");
        check("=", "a\n", "1\na\n");
    }

    #[test]
    fn wrong_scripts_are_refused_in_seds_words() {
        check("s/a/b", "", "sed: -e expression #1, char 5: unterminated `s' command");
        check("s/a/b/x", "", "sed: -e expression #1, char 7: unknown option to `s'");
        check("k", "", "sed: -e expression #1, char 1: unknown command: `k'");
        check("/a", "", "sed: -e expression #1, char 2: unterminated address regex");
        check("1", "", "sed: -e expression #1, char 1: missing command");
        check("dd", "", "sed: -e expression #1, char 2: extra characters after command");
        check(r"s/a/\1/", "", r"sed: -e expression #1, char 7: invalid reference \1 on `s' command's RHS");
        check("N", "", "sed: -e expression #1, char 1: the command `N' is not part of this sed");
    }

    #[test]
    fn quiet_prints_only_what_is_asked_for() {
        let script = Script::new("s/a/b/p;/c/p", Syntax::Basic, true).expect("it is a script");
        assert_eq!(script.run("a\nb\nc\n"), "b\nc\n");
    }
}
