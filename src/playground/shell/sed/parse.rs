//! From a script's text to its commands.

use crate::playground::shell::regex::{Regex, Syntax};

/// A script that can be run on texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub(super) commands: Vec<Command>,
    /// Print only what `p` says, as `sed -n`.
    pub(super) quiet: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub from: Option<Address>,
    pub to: Option<Address>,
    pub negated: bool,
    pub action: Action,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    Line(u32),
    Last,
    Pattern(Regex),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Substitute { pattern: Regex, by: Vec<Part>, nth: u32, global: bool, print: bool },
    Transliterate(Vec<(char, char)>),
    Delete,
    Print,
    Quit,
    LineNumber,
    Append(String),
    Insert(String),
    Change(String),
}

/// A piece of a replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Group(usize),
}

impl Script {
    /// Reads a script, or gives the error as `sed` prints it.
    pub fn new(text: &str, syntax: Syntax, quiet: bool) -> Result<Script, String> {
        let mut parser = Parser { text: text.chars().collect(), at: 0, syntax };
        match parser.script() {
            Ok(commands) => Ok(Script { commands, quiet }),
            Err(message) => Err(format!("sed: -e expression #1, char {}: {message}", parser.at)),
        }
    }
}

struct Parser {
    text: Vec<char>,
    at: usize,
    syntax: Syntax,
}

impl Parser {
    fn script(&mut self) -> Result<Vec<Command>, String> {
        let mut commands = Vec::new();
        loop {
            while self.peek().is_some_and(|c| c.is_whitespace() || c == ';') {
                self.at += 1;
            }
            match self.peek() {
                None => return Ok(commands),
                Some('#') => self.skip_line(),
                Some(_) => commands.push(self.command()?),
            }
        }
    }

    fn command(&mut self) -> Result<Command, String> {
        let from = self.address()?;
        let mut to = None;
        self.skip_blanks();
        if from.is_some() && self.peek() == Some(',') {
            self.at += 1;
            self.skip_blanks();
            to = self.address()?;
            if to.is_none() {
                return Err("unexpected `,'".to_owned());
            }
        }
        self.skip_blanks();
        let negated = self.peek() == Some('!');
        while self.peek().is_some_and(|c| c == '!' || c == ' ') {
            self.at += 1;
        }
        let Some(name) = self.peek() else { return Err("missing command".to_owned()) };
        self.at += 1;
        let action = self.action(name)?;
        Ok(Command { from, to, negated, action })
    }

    fn action(&mut self, name: char) -> Result<Action, String> {
        let action = match name {
            's' => self.substitute()?,
            'y' => self.transliterate()?,
            'd' => Action::Delete,
            'p' => Action::Print,
            'q' => Action::Quit,
            '=' => Action::LineNumber,
            'a' => return self.text_argument().map(Action::Append),
            'i' => return self.text_argument().map(Action::Insert),
            'c' => return self.text_argument().map(Action::Change),
            'b' | 't' | 'T' | ':' | 'h' | 'H' | 'g' | 'G' | 'x' | 'n' | 'N' | 'D' | 'P' | 'r' | 'w' | 'R'
            | 'W' | 'e' | 'F' | 'l' | 'Q' | 'z' | '{' | '}' => {
                return Err(format!("the command `{name}' is not part of this sed"));
            }
            _ => return Err(format!("unknown command: `{name}'")),
        };
        self.skip_blanks();
        match self.peek() {
            None | Some(';' | '\n' | '#') => Ok(action),
            Some(_) => {
                self.at += 1;
                Err("extra characters after command".to_owned())
            }
        }
    }

    fn address(&mut self) -> Result<Option<Address>, String> {
        match self.peek() {
            Some('$') => {
                self.at += 1;
                Ok(Some(Address::Last))
            }
            Some('0'..='9') => {
                let mut line = 0u32;
                while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
                    line = line.saturating_mul(10).saturating_add(digit);
                    self.at += 1;
                }
                if line == 0 {
                    return Err("invalid usage of line address 0".to_owned());
                }
                Ok(Some(Address::Line(line)))
            }
            Some('/') => {
                self.at += 1;
                self.pattern_address('/').map(Some)
            }
            Some('\\') => {
                self.at += 1;
                let delimiter = self.peek().unwrap_or('/');
                self.at += 1;
                self.pattern_address(delimiter).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn pattern_address(&mut self, delimiter: char) -> Result<Address, String> {
        let pattern = self.until(delimiter, true).ok_or("unterminated address regex")?;
        let ignore_case = self.peek() == Some('I');
        self.at += usize::from(ignore_case);
        Regex::new(&pattern, self.syntax, ignore_case).map(Address::Pattern)
    }

    fn substitute(&mut self) -> Result<Action, String> {
        const UNTERMINATED: &str = "unterminated `s' command";
        let delimiter = self.peek().filter(|c| !"\n\\".contains(*c)).ok_or(UNTERMINATED)?;
        self.at += 1;
        let pattern = self.until(delimiter, true).ok_or(UNTERMINATED)?;
        let by = self.until(delimiter, false).ok_or(UNTERMINATED)?;
        let (mut global, mut print, mut ignore_case, mut nth) = (false, false, false, 1u32);
        loop {
            match self.peek() {
                Some('g') => global = true,
                Some('p') => print = true,
                Some('i' | 'I') => ignore_case = true,
                Some(digit @ '1'..='9') => nth = digit.to_digit(10).unwrap_or(1),
                Some('e' | 'w' | 'm' | 'M') => {
                    return Err("this option to `s' is not part of this sed".to_owned());
                }
                None | Some(';' | '\n' | ' ' | '\t' | '}' | '#') => break,
                Some(_) => {
                    self.at += 1;
                    return Err("unknown option to `s'".to_owned());
                }
            }
            self.at += 1;
        }
        let pattern = Regex::new(&pattern, self.syntax, ignore_case)?;
        let by = replacement(&by, pattern.num_groups())?;
        Ok(Action::Substitute { pattern, by, nth, global, print })
    }

    fn transliterate(&mut self) -> Result<Action, String> {
        const UNTERMINATED: &str = "unterminated `y' command";
        let delimiter = self.peek().ok_or(UNTERMINATED)?;
        self.at += 1;
        let from = self.until(delimiter, true).ok_or(UNTERMINATED)?;
        let to = self.until(delimiter, true).ok_or(UNTERMINATED)?;
        if from.chars().count() != to.chars().count() {
            return Err("strings for `y' command are different lengths".to_owned());
        }
        Ok(Action::Transliterate(from.chars().zip(to.chars()).collect()))
    }

    /// The text up to a delimiter, past which the parser then is. A delimiter with a backslash is part of the text; the
    /// backslash stays for replacements, where it may matter.
    fn until(&mut self, delimiter: char, pattern: bool) -> Option<String> {
        let mut out = String::new();
        let mut in_set = false;
        while let Some(character) = self.peek() {
            self.at += 1;
            match character {
                _ if character == delimiter && !in_set => return Some(out),
                '\n' if pattern => return None,
                '\\' => {
                    let next = self.peek()?;
                    self.at += 1;
                    if next != delimiter || !pattern && next == '&' {
                        out.push('\\');
                    }
                    out.push(next);
                }
                _ => {
                    in_set = pattern && (character == '[' || in_set && character != ']');
                    out.push(character);
                }
            }
        }
        None
    }

    /// What `a`, `i` and `c` take: the rest of the line, or the next line after a backslash, which keeps its blanks. A
    /// backslash at its end joins one more line.
    fn text_argument(&mut self) -> Result<String, String> {
        self.skip_blanks();
        if self.peek() == Some('\\') {
            self.at += 1;
            if self.peek() == Some('\n') {
                self.at += 1;
            }
        }
        if self.peek().is_none() {
            return Err("expected \\ after `a', `c' or `i'".to_owned());
        }
        let mut out = String::new();
        while let Some(character) = self.peek() {
            self.at += 1;
            match character {
                '\n' => break,
                '\\' => {
                    out.extend(self.peek());
                    self.at += 1;
                }
                _ => out.push(character),
            }
        }
        Ok(out)
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|c| c == ' ' || c == '\t') {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|c| c != '\n') {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }
}

/// `&` and `\1` stand for what was found, `\n` for a line break.
fn replacement(text: &str, num_groups: usize) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let group = match character {
            '&' => Some(0),
            '\\' => match characters.next() {
                Some(digit @ '0'..='9') => Some(digit as usize - '0' as usize),
                Some('n') => {
                    plain.push('\n');
                    None
                }
                Some('t') => {
                    plain.push('\t');
                    None
                }
                other => {
                    plain.extend(other);
                    None
                }
            },
            _ => {
                plain.push(character);
                None
            }
        };
        let Some(group) = group else { continue };
        if group > num_groups {
            return Err(format!("invalid reference \\{group} on `s' command's RHS"));
        }
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        parts.push(Part::Group(group));
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    Ok(parts)
}
