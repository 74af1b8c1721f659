//! Words and operators.
//!
//! Upstream: POSIX shell command language, section 2.3, as far as this shell goes.

use super::parser::{SyntaxError, parse_nested};
use super::tree::{Part, Word};

/// The smallest piece of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// A number right before a redirection.
    Number(u8),
    /// `|`, `&&`, `;`, `(`, `>` and their like; a line break is `\n`.
    Operator(&'static str),
    /// `<<` or `<<-`: its document is read once the line ends.
    HereDocument(usize),
    End,
}

/// A here-document in the order of their operators.
#[derive(Clone, Debug)]
pub(super) struct HereDocument {
    delimiter: String,
    /// A quoted delimiter keeps `$` from meaning anything.
    literal: bool,
    strip_tabs: bool,
    pub body: Option<Word>,
}

const OPERATORS: [&str; 18] =
    ["<<-", "<<<", "<<", "&>>", "&&", "||", ";;", "&>", ">>", ">&", "<&", "|", "&", ";", "(", ")", "<", ">"];

pub(super) struct Lexer<'text> {
    text: &'text str,
    pub at: usize,
    pub documents: Vec<HereDocument>,
    pub depth: u32,
}

impl<'text> Lexer<'text> {
    pub(super) fn new(text: &'text str, at: usize, depth: u32) -> Self {
        Lexer { text, at, documents: Vec::new(), depth }
    }

    pub(super) fn next(&mut self) -> Result<Token, SyntaxError> {
        self.skip_blanks();
        let Some(first) = self.peek() else {
            self.read_documents()?;
            return Ok(Token::End);
        };
        if first == '\n' {
            self.at += 1;
            self.read_documents()?;
            return Ok(Token::Operator("\n"));
        }
        if let Some(operator) = OPERATORS.into_iter().find(|operator| self.rest().starts_with(operator)) {
            self.at += operator.len();
            return match operator {
                "<<" | "<<-" => self.here_document(operator == "<<-"),
                _ => Ok(Token::Operator(operator)),
            };
        }
        let digit = first.to_digit(10).filter(|_| matches!(self.rest().as_bytes().get(1), Some(b'<' | b'>')));
        if let Some(digit) = digit {
            self.at += 1;
            return Ok(Token::Number(digit as u8));
        }
        self.word().map(Token::Word)
    }

    fn skip_blanks(&mut self) {
        while let Some(character) = self.peek() {
            match character {
                ' ' | '\t' | '\r' => self.at += 1,
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                _ => break,
            }
        }
    }

    fn word(&mut self) -> Result<Word, SyntaxError> {
        let mut word = Word::new();
        while let Some(character) = self.peek() {
            match character {
                ' ' | '\t' | '\r' | '\n' | '|' | '&' | ';' | '(' | ')' | '<' | '>' => break,
                '\'' => {
                    self.at += 1;
                    let end = self.rest().find('\'').ok_or(SyntaxError::Open('\''))?;
                    let text = self.rest().get(..end).unwrap_or_default().to_owned();
                    self.at += end + 1;
                    word.push(Part::Quoted(text));
                }
                '"' => {
                    self.at += 1;
                    self.double_quoted(&mut word, Some('"'))?;
                }
                '\\' => {
                    self.at += 1;
                    match self.peek() {
                        None => return Err(SyntaxError::Open('\\')),
                        Some('\n') => self.at += 1,
                        Some(escaped) => {
                            self.at += escaped.len_utf8();
                            word.push(Part::Quoted(escaped.to_string()));
                        }
                    }
                }
                '$' => self.dollar(&mut word, false)?,
                '`' => return Err(SyntaxError::absent("backquotes; write $( … )")),
                _ => {
                    self.at += character.len_utf8();
                    push_plain(&mut word, character);
                }
            }
        }
        Ok(word)
    }

    /// Text in which only `$`, `\` and the closing quote mean something. Without a closing quote it goes to the end of the
    /// text, which is how a here-document is read.
    fn double_quoted(&mut self, word: &mut Word, close: Option<char>) -> Result<(), SyntaxError> {
        let mut text = String::new();
        loop {
            let Some(character) = self.peek() else {
                return match close {
                    Some(close) => Err(SyntaxError::Open(close)),
                    None => {
                        word.push(Part::Quoted(text));
                        Ok(())
                    }
                };
            };
            match character {
                _ if Some(character) == close => {
                    self.at += 1;
                    word.push(Part::Quoted(text));
                    return Ok(());
                }
                '$' => {
                    word.push(Part::Quoted(std::mem::take(&mut text)));
                    self.dollar(word, true)?;
                }
                '\\' => {
                    self.at += 1;
                    let next = self.peek();
                    self.at += next.map_or(0, char::len_utf8);
                    match next {
                        Some('\n') => {}
                        Some(escaped @ ('$' | '\\' | '`')) => text.push(escaped),
                        Some(escaped) if next == close => text.push(escaped),
                        other => {
                            text.push('\\');
                            text.extend(other);
                        }
                    }
                }
                _ => {
                    self.at += character.len_utf8();
                    text.push(character);
                }
            }
        }
    }

    /// What begins with a dollar sign; alone it is itself.
    fn dollar(&mut self, word: &mut Word, quoted: bool) -> Result<(), SyntaxError> {
        self.at += 1;
        match self.peek() {
            Some('(') if self.rest().starts_with("((") && self.arithmetic_end()?.is_some() => {
                let end = self.arithmetic_end()?.unwrap_or(self.at);
                let inner = self.text.get(self.at + 2..end).unwrap_or_default();
                let mut text = Word::new();
                Lexer::new(inner, 0, self.depth).double_quoted(&mut text, None)?;
                self.at = end + 2;
                word.push(Part::Arithmetic { text, quoted });
                Ok(())
            }
            Some('(') => {
                let (list, end) = parse_nested(self.text, self.at + 1, self.depth + 1)?;
                self.at = end;
                word.push(Part::Substitution { list, quoted });
                Ok(())
            }
            Some('{') => {
                self.at += 1;
                self.braced_variable(word, quoted)
            }
            Some(special @ ('?' | '$' | '#' | '!' | '0'..='9')) => {
                self.at += 1;
                word.push(Part::Variable { name: special.to_string(), default: None, quoted });
                Ok(())
            }
            Some(first) if first.is_ascii_alphabetic() || first == '_' => {
                let name = self.name();
                word.push(Part::Variable { name, default: None, quoted });
                Ok(())
            }
            _ => {
                match quoted {
                    true => word.push(Part::Quoted("$".to_owned())),
                    false => push_plain(word, '$'),
                }
                Ok(())
            }
        }
    }

    /// Where the `))` of a `$((` is; none if the parentheses close apart, which makes it a command in a command.
    fn arithmetic_end(&self) -> Result<Option<usize>, SyntaxError> {
        let mut depth = 0u32;
        for (at, character) in self.rest().char_indices().skip(2) {
            match character {
                '(' => depth += 1,
                ')' if depth > 0 => depth -= 1,
                ')' => {
                    let closes = self.rest().get(at..).is_some_and(|rest| rest.starts_with("))"));
                    return Ok(closes.then_some(self.at + at));
                }
                _ => {}
            }
        }
        Err(SyntaxError::Open(')'))
    }

    fn braced_variable(&mut self, word: &mut Word, quoted: bool) -> Result<(), SyntaxError> {
        let name = match self.peek() {
            Some('?') => {
                self.at += 1;
                "?".to_owned()
            }
            _ => self.name(),
        };
        let default = if self.rest().starts_with(":-") {
            self.at += 2;
            let end = self.rest().find('}').ok_or(SyntaxError::Open('}'))?;
            let mut inner =
                Lexer::new(self.text.get(..self.at + end).unwrap_or_default(), self.at, self.depth);
            let mut default = Word::new();
            inner.double_quoted(&mut default, None)?;
            self.at += end;
            Some(default)
        } else {
            None
        };
        match self.peek() {
            Some('}') if !name.is_empty() => {
                self.at += 1;
                word.push(Part::Variable { name, default, quoted });
                Ok(())
            }
            None => Err(SyntaxError::Open('}')),
            Some(_) => Err(SyntaxError::absent("${ … } other than ${name} and ${name:-word}")),
        }
    }

    fn name(&mut self) -> String {
        let length =
            self.rest().bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let name = self.rest().get(..length).unwrap_or_default().to_owned();
        self.at += length;
        name
    }

    fn here_document(&mut self, strip_tabs: bool) -> Result<Token, SyntaxError> {
        self.skip_blanks();
        let mut delimiter = String::new();
        let mut literal = false;
        for part in self.word()? {
            match part {
                Part::Plain(text) => delimiter.push_str(&text),
                Part::Quoted(text) => {
                    literal = true;
                    delimiter.push_str(&text);
                }
                _ => return Err(SyntaxError::absent("a here-document ended by an expansion")),
            }
        }
        if delimiter.is_empty() && !literal {
            return Err(SyntaxError::Unexpected("newline".to_owned()));
        }
        self.documents.push(HereDocument { delimiter, literal, strip_tabs, body: None });
        Ok(Token::HereDocument(self.documents.len() - 1))
    }

    /// The documents announced in the line that has just ended.
    fn read_documents(&mut self) -> Result<(), SyntaxError> {
        for index in 0..self.documents.len() {
            if self.documents[index].body.is_some() {
                continue;
            }
            let HereDocument { delimiter, literal, strip_tabs, .. } = self.documents[index].clone();
            let mut body = String::new();
            loop {
                if self.rest().is_empty() {
                    return Err(SyntaxError::OpenDocument(delimiter));
                }
                let end = self.rest().find('\n').unwrap_or(self.rest().len());
                let line = self.rest().get(..end).unwrap_or_default();
                let line = if strip_tabs { line.trim_start_matches('\t') } else { line };
                let found = line == delimiter;
                if !found {
                    body.push_str(line);
                    body.push('\n');
                }
                // Past the line break, which the last line may lack.
                self.at = (self.at + end + 1).min(self.text.len());
                if found {
                    break;
                }
            }
            let mut word = Word::new();
            if literal {
                word.push(Part::Quoted(body));
            } else {
                Lexer::new(&body, 0, self.depth).double_quoted(&mut word, None)?;
            }
            self.documents[index].body = Some(word);
        }
        Ok(())
    }

    fn rest(&self) -> &'text str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }
}

fn push_plain(word: &mut Word, character: char) {
    match word.last_mut() {
        Some(Part::Plain(text)) => text.push(character),
        _ => word.push(Part::Plain(character.to_string())),
    }
}
