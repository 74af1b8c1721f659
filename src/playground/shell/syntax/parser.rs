//! Lists, pipelines and commands.
//!
//! Upstream: POSIX shell command language, section 2.10, as far as this shell goes; bash for the words of errors.

use std::rc::Rc;

use super::here::fill_list;
use super::lexer::{Lexer, Token};
use super::tree::{
    AndOr, Command, Compound, Connector, Here, List, Part, Pipeline, Redirect, RedirectKind, Simple, Word,
};

/// How deep commands may nest.
const DEPTH_MAX: u32 = 30;

/// Why a text is no command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) enum SyntaxError {
    /// A quote or bracket that nothing closes.
    Open(char),
    /// A here-document that nothing ends.
    OpenDocument(String),
    /// The text ends in the middle of a command.
    EndOfFile,
    /// A token that does not fit.
    Unexpected(String),
    /// Something real shells have and this one does not.
    Absent(&'static str),
}

impl SyntaxError {
    pub(super) fn absent(what: &'static str) -> Self {
        SyntaxError::Absent(what)
    }

    /// Whether another line could mend it.
    pub(in crate::playground::shell) fn is_incomplete(&self) -> bool {
        matches!(self, SyntaxError::Open(_) | SyntaxError::OpenDocument(_) | SyntaxError::EndOfFile)
    }

    /// The message as bash prints it.
    pub(in crate::playground::shell) fn message(&self) -> String {
        match self {
            SyntaxError::Open(quote) => {
                format!("bash: unexpected EOF while looking for matching `{quote}'\n")
            }
            SyntaxError::OpenDocument(delimiter) => {
                format!("bash: here-document delimited by end-of-file (wanted `{delimiter}')\n")
            }
            SyntaxError::EndOfFile => "bash: syntax error: unexpected end of file\n".to_owned(),
            SyntaxError::Unexpected(token) => format!("bash: syntax error near unexpected token `{token}'\n"),
            SyntaxError::Absent(what) => format!("bash: this shell does not have {what}\n"),
        }
    }
}

/// A whole text.
pub(in crate::playground::shell) fn parse(text: &str) -> Result<List, SyntaxError> {
    let mut parser = Parser::new(text, 0, 0)?;
    let list = parser.list(&[])?;
    match parser.token {
        Token::End => parser.finish(list),
        _ => Err(parser.unexpected()),
    }
}

/// The list in a `$( … )` that begins at a byte offset, and the offset behind its parenthesis.
pub(super) fn parse_nested(text: &str, at: usize, depth: u32) -> Result<(List, usize), SyntaxError> {
    let mut parser = Parser::new(text, at, depth)?;
    let list = parser.list(&[])?;
    match parser.token {
        Token::Operator(")") => {
            let end = parser.lexer.at;
            Ok((parser.finish(list)?, end))
        }
        Token::End => Err(SyntaxError::Open(')')),
        _ => Err(parser.unexpected()),
    }
}

/// Words that begin, join or end compound commands where a command could begin.
const RESERVED: [&str; 16] = [
    "if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "{", "}", "!", "in", "case",
    "function",
];

struct Parser<'text> {
    lexer: Lexer<'text>,
    token: Token,
}

impl<'text> Parser<'text> {
    fn new(text: &'text str, at: usize, depth: u32) -> Result<Self, SyntaxError> {
        if depth > DEPTH_MAX {
            return Err(SyntaxError::absent("that many commands within commands"));
        }
        let mut lexer = Lexer::new(text, at, depth);
        let token = lexer.next()?;
        Ok(Parser { lexer, token })
    }

    /// Puts the here-documents, which come after their line, in their places.
    fn finish(self, list: List) -> Result<List, SyntaxError> {
        if self.lexer.documents.is_empty() {
            return Ok(list);
        }
        let bodies: Vec<Word> =
            self.lexer.documents.into_iter().map(|document| document.body.unwrap_or_default()).collect();
        Ok(fill_list(&list, &bodies))
    }

    /// Commands up to one of the words that end them, or to something that cannot begin one.
    fn list(&mut self, ends: &[&str]) -> Result<List, SyntaxError> {
        let mut items = Vec::new();
        loop {
            while matches!(self.token, Token::Operator("\n" | ";")) {
                if items.is_empty() && self.token == Token::Operator(";") {
                    return Err(self.unexpected());
                }
                self.advance()?;
            }
            if matches!(self.token, Token::End | Token::Operator(")")) || self.is_reserved(ends) {
                return Ok(items.into());
            }
            items.push(self.and_or()?);
            match self.token {
                Token::Operator("\n" | ";" | ")") | Token::End => {}
                Token::Operator("&") => return Err(SyntaxError::absent("background jobs")),
                _ => return Err(self.unexpected()),
            }
        }
    }

    fn and_or(&mut self) -> Result<AndOr, SyntaxError> {
        let mut pipelines = vec![(Connector::Then, Rc::new(self.pipeline()?))];
        loop {
            let connector = match self.token {
                Token::Operator("&&") => Connector::And,
                Token::Operator("||") => Connector::Or,
                _ => return Ok(AndOr { pipelines: pipelines.into() }),
            };
            self.advance()?;
            self.skip_lines()?;
            pipelines.push((connector, Rc::new(self.pipeline()?)));
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline, SyntaxError> {
        let mut negated = false;
        while self.is_reserved(&["!"]) {
            negated = !negated;
            self.advance()?;
        }
        let mut commands = vec![self.command()?];
        while self.token == Token::Operator("|") {
            self.advance()?;
            self.skip_lines()?;
            commands.push(self.command()?);
        }
        Ok(Pipeline { negated, commands })
    }

    fn command(&mut self) -> Result<Command, SyntaxError> {
        if self.token == Token::Operator("(") {
            self.deeper()?;
            self.advance()?;
            let list = self.list(&[])?;
            self.lexer.depth -= 1;
            self.expect_operator(")")?;
            return self.compound(Compound::Subshell(list));
        }
        let word = self.reserved_word();
        let compound = match word {
            None => return self.simple().map(Command::Simple),
            Some("{") => {
                let list = self.block("{", &["}"])?;
                self.expect_word("}")?;
                Compound::Group(list)
            }
            Some("if") => self.condition()?,
            Some("for") => self.for_loop()?,
            Some(kind @ ("while" | "until")) => {
                let condition = self.block(kind, &["do"])?;
                let body = self.block("do", &["done"])?;
                self.expect_word("done")?;
                Compound::While { until: kind == "until", condition, body }
            }
            Some("in") => return self.simple().map(Command::Simple),
            Some("case") => return Err(SyntaxError::absent("case")),
            Some("function") => return Err(SyntaxError::absent("functions")),
            Some(_) => return Err(self.unexpected()),
        };
        self.compound(compound)
    }

    fn compound(&mut self, compound: Compound) -> Result<Command, SyntaxError> {
        let mut redirects = Vec::new();
        while self.redirect(&mut redirects)? {}
        Ok(Command::Compound(compound, redirects))
    }

    /// A word that has to be here, and the list behind it.
    fn block(&mut self, begin: &str, ends: &[&str]) -> Result<List, SyntaxError> {
        self.expect_word(begin)?;
        self.deeper()?;
        let list = self.list(ends)?;
        self.lexer.depth -= 1;
        if list.is_empty() && self.token != Token::End {
            return Err(self.unexpected());
        }
        Ok(list)
    }

    fn condition(&mut self) -> Result<Compound, SyntaxError> {
        let mut branches = Vec::new();
        let mut begin = "if";
        loop {
            let condition = self.block(begin, &["then"])?;
            let body = self.block("then", &["elif", "else", "fi"])?;
            branches.push((condition, body));
            if !self.is_reserved(&["elif"]) {
                break;
            }
            begin = "elif";
        }
        let otherwise = if self.is_reserved(&["else"]) { Some(self.block("else", &["fi"])?) } else { None };
        self.expect_word("fi")?;
        Ok(Compound::If(branches.into(), otherwise))
    }

    fn for_loop(&mut self) -> Result<Compound, SyntaxError> {
        self.expect_word("for")?;
        let name = match &self.token {
            Token::Word(word) => plain_text(word).filter(|name| is_name(name)).map(str::to_owned),
            _ => None,
        };
        let Some(name) = name else { return Err(self.unexpected()) };
        self.advance()?;
        self.skip_lines()?;
        self.expect_word("in")?;
        let mut words = Vec::new();
        while let Token::Word(word) = &self.token {
            words.push(word.clone());
            self.advance()?;
        }
        match self.token {
            Token::Operator("\n" | ";") => self.advance()?,
            Token::End => return Err(SyntaxError::EndOfFile),
            _ => return Err(self.unexpected()),
        }
        self.skip_lines()?;
        let body = self.block("do", &["done"])?;
        self.expect_word("done")?;
        Ok(Compound::For(name, words, body))
    }

    fn simple(&mut self) -> Result<Simple, SyntaxError> {
        let mut simple = Simple::default();
        loop {
            if self.redirect(&mut simple.redirects)? {
                continue;
            }
            let Token::Word(word) = &self.token else { break };
            match assignment(word) {
                Some(assignment) if simple.words.is_empty() => simple.assignments.push(assignment),
                _ => simple.words.push(word.clone()),
            }
            self.advance()?;
            if self.token == Token::Operator("(") && simple.words.len() == 1 {
                self.advance()?;
                return Err(match self.token {
                    Token::Operator(")") => SyntaxError::absent("functions"),
                    Token::End => SyntaxError::Unexpected("newline".to_owned()),
                    _ => self.unexpected(),
                });
            }
        }
        if simple == Simple::default() { Err(self.unexpected()) } else { Ok(simple) }
    }

    /// Takes in a redirection, if one begins here.
    fn redirect(&mut self, redirects: &mut Vec<Redirect>) -> Result<bool, SyntaxError> {
        let mut fd = None;
        if let Token::Number(number) = self.token {
            fd = Some(number);
            self.advance()?;
        }
        let operator = match self.token {
            Token::HereDocument(index) => {
                self.advance()?;
                // The body comes later; until then its place is marked by its number.
                let word = vec![Part::Plain(index.to_string())];
                redirects.push(Redirect { fd: fd.unwrap_or(0), kind: RedirectKind::Here(Here { word }) });
                return Ok(true);
            }
            Token::Operator(operator @ ("<" | ">" | ">>" | "<<<" | ">&" | "&>" | "&>>" | "<&")) => operator,
            _ => return Ok(false),
        };
        self.advance()?;
        let Token::Word(word) = &self.token else { return Err(self.unexpected()) };
        let word = word.clone();
        self.advance()?;
        let (default, kind) = match operator {
            "<" => (0, RedirectKind::Read(word)),
            ">" | "&>" => (1, RedirectKind::Write(word)),
            ">>" | "&>>" => (1, RedirectKind::Append(word)),
            "<<<" => (0, RedirectKind::Here(Here { word: with_line_break(word) })),
            _ => match plain_text(&word).and_then(|text| text.parse::<u8>().ok()).filter(|fd| *fd <= 2) {
                Some(source) => (1, RedirectKind::Copy(source)),
                None => return Err(SyntaxError::absent("redirections to other descriptors than 1 and 2")),
            },
        };
        redirects.push(Redirect { fd: fd.unwrap_or(default), kind });
        if operator.starts_with('&') {
            redirects.push(Redirect { fd: 2, kind: RedirectKind::Copy(1) });
        }
        Ok(true)
    }

    fn advance(&mut self) -> Result<(), SyntaxError> {
        self.token = self.lexer.next()?;
        Ok(())
    }

    fn skip_lines(&mut self) -> Result<(), SyntaxError> {
        while self.token == Token::Operator("\n") {
            self.advance()?;
        }
        Ok(())
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.lexer.depth += 1;
        if self.lexer.depth > DEPTH_MAX {
            return Err(SyntaxError::absent("that many commands within commands"));
        }
        Ok(())
    }

    fn reserved_word(&self) -> Option<&'static str> {
        let Token::Word(word) = &self.token else { return None };
        let text = plain_text(word)?;
        RESERVED.into_iter().find(|reserved| *reserved == text)
    }

    fn is_reserved(&self, words: &[&str]) -> bool {
        self.reserved_word().is_some_and(|word| words.contains(&word))
    }

    fn expect_word(&mut self, word: &str) -> Result<(), SyntaxError> {
        if self.reserved_word() == Some(word) { self.advance() } else { Err(self.unexpected()) }
    }

    fn expect_operator(&mut self, operator: &str) -> Result<(), SyntaxError> {
        match self.token {
            Token::Operator(found) if found == operator => self.advance(),
            _ => Err(self.unexpected()),
        }
    }

    fn unexpected(&self) -> SyntaxError {
        match &self.token {
            Token::End => SyntaxError::EndOfFile,
            Token::Operator("\n") => SyntaxError::Unexpected("newline".to_owned()),
            Token::Operator(operator) => SyntaxError::Unexpected((*operator).to_owned()),
            Token::HereDocument(_) => SyntaxError::Unexpected("<<".to_owned()),
            Token::Number(number) => SyntaxError::Unexpected(number.to_string()),
            Token::Word(word) => SyntaxError::Unexpected(plain_text(word).unwrap_or("word").to_owned()),
        }
    }
}

/// The text of a word that is nothing but text.
pub(super) fn plain_text(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Part::Plain(text)] => Some(text),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `NAME=value` as its two halves.
fn assignment(word: &Word) -> Option<(String, Word)> {
    let Some((Part::Plain(first), rest)) = word.split_first() else { return None };
    let (name, begin) = first.split_once('=').filter(|(name, _)| is_name(name))?;
    let mut value = Word::new();
    if !begin.is_empty() {
        value.push(Part::Plain(begin.to_owned()));
    }
    value.extend_from_slice(rest);
    Some((name.to_owned(), value))
}

/// A here-string ends its line.
fn with_line_break(mut word: Word) -> Word {
    word.push(Part::Quoted("\n".to_owned()));
    word
}
