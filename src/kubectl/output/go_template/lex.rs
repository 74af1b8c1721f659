//! From template text to tokens.
//!
//! An error is the last token: the parser reports it once it gets there, as upstream's does.

use crate::apimachinery::quote::go_quote;
use crate::kubectl::output::go_value::code_point;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Error,
    Bool,
    /// A printable character that means nothing by itself, such as a comma.
    Char,
    CharConstant,
    Assign,
    Declare,
    Eof,
    Field,
    Identifier,
    LeftDelimiter,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelimiter,
    RightParen,
    Space,
    String,
    Text,
    Variable,
    Dot,
    Nil,
    Keyword(Keyword),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) pos: usize,
    pub(super) text: String,
    pub(super) line: usize,
}

impl Token {
    /// The token as error messages show it.
    pub(super) fn shown(&self) -> String {
        match self.kind {
            Kind::Eof => "EOF".into(),
            Kind::Error => self.text.clone(),
            Kind::Dot | Kind::Nil | Kind::Keyword(_) => format!("<{}>", self.text),
            _ if self.text.len() > 10 => {
                format!("{}...", go_quote(&self.text.chars().take(10).collect::<String>()))
            }
            _ => go_quote(&self.text),
        }
    }
}

pub(super) fn lex(input: &str) -> Vec<Token> {
    let mut lexer = Lexer { input, pos: 0, start: 0, line: 1, parens: 0, tokens: Vec::new() };
    if let Err(message) = lexer.run() {
        let (pos, line) = (lexer.start, lexer.line);
        lexer.tokens.push(Token { kind: Kind::Error, pos, text: message, line });
    }
    lexer.tokens
}

struct Lexer<'a> {
    input: &'a str,
    pos: usize,
    start: usize,
    /// The line on which `start` is.
    line: usize,
    parens: u32,
    tokens: Vec<Token>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.input.get(self.pos..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.pos += c.len_utf8();
        Some(c)
    }

    fn token(&self) -> &'a str {
        self.input.get(self.start..self.pos).unwrap_or("")
    }

    fn emit(&mut self, kind: Kind) {
        let token = Token { kind, pos: self.start, text: self.token().into(), line: self.line };
        self.tokens.push(token);
        self.ignore();
    }

    fn ignore(&mut self) {
        self.line += self.token().matches('\n').count();
        self.start = self.pos;
    }

    fn run(&mut self) -> Result<(), String> {
        loop {
            let text = self.rest();
            let Some(length) = text.find("{{") else {
                self.pos = self.input.len();
                if self.pos > self.start {
                    self.emit(Kind::Text);
                }
                self.emit(Kind::Eof);
                return Ok(());
            };
            let kept = match text.get(length + 2..) {
                Some(inside) if has_left_trim(inside) => text[..length].trim_end_matches(is_space).len(),
                _ => length,
            };
            let delimiter = self.pos + length;
            self.pos += kept;
            if kept > 0 {
                self.emit(Kind::Text);
            }
            self.pos = delimiter;
            self.ignore();
            self.delimited()?;
        }
    }

    /// `{{` up to and with `}}`.
    fn delimited(&mut self) -> Result<(), String> {
        self.pos += 2;
        let marker = if has_left_trim(self.rest()) { 2 } else { 0 };
        if self.rest().get(marker..).is_some_and(|rest| rest.starts_with("/*")) {
            self.pos += marker;
            self.ignore();
            return self.comment();
        }
        self.emit(Kind::LeftDelimiter);
        self.pos += marker;
        self.ignore();
        self.parens = 0;
        while !self.at_right_delimiter() {
            self.inside()?;
        }
        if self.parens > 0 {
            return Err("unclosed left paren".into());
        }
        self.right_delimiter(Kind::RightDelimiter);
        Ok(())
    }

    fn comment(&mut self) -> Result<(), String> {
        let Some(length) = self.rest().get(2..).and_then(|rest| rest.find("*/")) else {
            return Err("unclosed comment".into());
        };
        self.pos += 2 + length + 2;
        if !self.at_right_delimiter() {
            return Err("comment ends before closing delimiter".into());
        }
        self.right_delimiter(Kind::Text);
        Ok(())
    }

    fn at_right_delimiter(&self) -> bool {
        let rest = self.rest();
        rest.starts_with("}}") || has_right_trim(rest)
    }

    /// Takes the delimiter; behind a comment (`Text`) it gives no token.
    fn right_delimiter(&mut self, kind: Kind) {
        let trims = has_right_trim(self.rest());
        if trims {
            self.pos += 2;
            self.ignore();
        }
        self.pos += 2;
        if kind == Kind::RightDelimiter {
            self.emit(kind);
        }
        if trims {
            self.pos += self.rest().len() - self.rest().trim_start_matches(is_space).len();
        }
        self.ignore();
    }

    fn inside(&mut self) -> Result<(), String> {
        let Some(c) = self.next() else { return Err("unclosed action".into()) };
        match c {
            _ if is_space(c) => {
                while self.peek().is_some_and(is_space) && !has_right_trim(self.rest()) {
                    self.next();
                }
                self.emit(Kind::Space);
            }
            '=' => self.emit(Kind::Assign),
            ':' if self.next() == Some('=') => self.emit(Kind::Declare),
            ':' => return Err("expected :=".into()),
            '|' => self.emit(Kind::Pipe),
            '"' => self.quoted('"', "unterminated quoted string", Kind::String)?,
            '\'' => self.quoted('\'', "unterminated character constant", Kind::CharConstant)?,
            '`' => match self.rest().find('`') {
                Some(length) => {
                    self.pos += length + 1;
                    self.emit(Kind::RawString);
                }
                None => return Err("unterminated raw quoted string".into()),
            },
            '$' => self.name(Kind::Variable, Kind::Variable)?,
            '.' if self.peek().is_some_and(|next| !next.is_ascii_digit()) => {
                self.name(Kind::Field, Kind::Dot)?
            }
            '.' | '+' | '-' | '0'..='9' => {
                self.pos -= 1;
                self.number()?;
            }
            _ if is_alphanumeric(c) => self.word()?,
            '(' => {
                self.emit(Kind::LeftParen);
                self.parens += 1;
            }
            ')' if self.parens == 0 => {
                self.emit(Kind::RightParen);
                return Err(format!("unexpected right paren {}", code_point(c)));
            }
            ')' => {
                self.emit(Kind::RightParen);
                self.parens -= 1;
            }
            '!'..='~' => self.emit(Kind::Char),
            _ => return Err(format!("unrecognized character in action: {}", code_point(c))),
        }
        Ok(())
    }

    fn quoted(&mut self, quote: char, unterminated: &str, kind: Kind) -> Result<(), String> {
        loop {
            match self.next() {
                Some('\\') if self.peek().is_some_and(|c| c != '\n') => {
                    self.next();
                }
                None | Some('\n' | '\\') => return Err(unterminated.into()),
                Some(c) if c == quote => break,
                Some(_) => {}
            }
        }
        self.emit(kind);
        Ok(())
    }

    /// A field or a variable; with nothing behind its first character it is `alone`.
    fn name(&mut self, kind: Kind, alone: Kind) -> Result<(), String> {
        if self.at_terminator() {
            self.emit(alone);
            return Ok(());
        }
        while self.peek().is_some_and(is_alphanumeric) {
            self.next();
        }
        self.terminated()?;
        self.emit(kind);
        Ok(())
    }

    fn word(&mut self) -> Result<(), String> {
        while self.peek().is_some_and(is_alphanumeric) {
            self.next();
        }
        self.terminated()?;
        self.emit(match self.token() {
            "block" => Kind::Keyword(Keyword::Block),
            "break" => Kind::Keyword(Keyword::Break),
            "continue" => Kind::Keyword(Keyword::Continue),
            "define" => Kind::Keyword(Keyword::Define),
            "else" => Kind::Keyword(Keyword::Else),
            "end" => Kind::Keyword(Keyword::End),
            "if" => Kind::Keyword(Keyword::If),
            "range" => Kind::Keyword(Keyword::Range),
            "template" => Kind::Keyword(Keyword::Template),
            "with" => Kind::Keyword(Keyword::With),
            "nil" => Kind::Nil,
            "true" | "false" => Kind::Bool,
            _ => Kind::Identifier,
        });
        Ok(())
    }

    fn at_terminator(&self) -> bool {
        match self.peek() {
            None | Some('.' | ',' | '|' | ':' | ')' | '(') => true,
            Some(c) => is_space(c) || self.rest().starts_with("}}"),
        }
    }

    fn terminated(&self) -> Result<(), String> {
        match self.peek() {
            Some(c) if !self.at_terminator() => Err(format!("bad character {}", code_point(c))),
            _ => Ok(()),
        }
    }

    fn number(&mut self) -> Result<(), String> {
        let scanned = self.scan_number();
        if !scanned || matches!(self.peek(), Some('+' | '-')) {
            return Err(format!("bad number syntax: {}", go_quote(self.token())));
        }
        self.emit(Kind::Number);
        Ok(())
    }

    fn scan_number(&mut self) -> bool {
        self.accept("+-");
        let mut digits = "0123456789_";
        if self.accept("0") {
            if self.accept("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        while self.accept(digits) {}
        if self.accept(".") {
            while self.accept(digits) {}
        }
        let exponent = match digits.len() {
            11 => "eE",
            23 => "pP",
            _ => "",
        };
        if self.accept(exponent) {
            self.accept("+-");
            while self.accept("0123456789_") {}
        }
        self.accept("i");
        if self.peek().is_some_and(is_alphanumeric) {
            self.next();
            return false;
        }
        true
    }

    fn accept(&mut self, valid: &str) -> bool {
        let accepted = self.peek().is_some_and(|c| valid.contains(c));
        if accepted {
            self.next();
        }
        accepted
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn has_left_trim(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_space))
}

/// A space, the marker and the closing delimiter.
fn has_right_trim(text: &str) -> bool {
    text.strip_prefix(is_space).is_some_and(|rest| rest.starts_with("-}}"))
}
