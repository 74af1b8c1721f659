//! From tokens to statements; what stands inside the braces of each is read in `parse_pipe`.

use super::lex::{Keyword, Kind, Token, lex};
use super::node::{Call, Control, Statement};
use crate::apimachinery::quote::go_quote;
use std::collections::BTreeMap;

/// The name under which kubectl parses a template.
pub(super) const NAME: &str = "output";

/// Blocks and parentheses nest so deep and no deeper: parser and evaluator go down one call for each.
const NESTING_MAX: u32 = 64;

/// A parsed template with those that it defines.
#[derive(Clone, Debug)]
pub struct Template {
    pub(super) text: String,
    pub(super) trees: BTreeMap<String, Vec<Statement>>,
}

impl Template {
    /// Reads a template; the error is upstream's.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser {
            tokens: lex(text),
            next: 0,
            furthest: 0,
            variables: vec!["$".into()],
            action_line: 0,
            range_depth: 0,
            nesting: 0,
            trees: BTreeMap::new(),
        };
        let root = parser.root()?;
        parser.define(NAME.into(), root)?;
        Ok(Self { text: text.into(), trees: parser.trees })
    }
}

/// What closed a list of statements.
enum End {
    End,
    Else,
}

pub(super) struct Parser {
    tokens: Vec<Token>,
    pub(super) next: usize,
    /// How many tokens were looked at; the last of them names the line of an error.
    furthest: usize,
    pub(super) variables: Vec<String>,
    action_line: usize,
    range_depth: u32,
    pub(super) nesting: u32,
    trees: BTreeMap<String, Vec<Statement>>,
}

impl Parser {
    pub(super) fn error<T>(&self, message: &str) -> Result<T, String> {
        let line = self.tokens.get(self.furthest.saturating_sub(1)).map_or(0, |token| token.line);
        Err(format!("template: {NAME}:{line}: {message}"))
    }

    pub(super) fn unexpected<T>(&self, token: &Token, context: &str) -> Result<T, String> {
        if token.kind != Kind::Error {
            return self.error(&format!("unexpected {} in {context}", token.shown()));
        }
        let mut extra = String::new();
        if self.action_line != 0 && self.action_line != token.line {
            let action = if token.text.ends_with(" action") { "" } else { " in action" };
            extra = format!("{action} started at {NAME}:{}", self.action_line);
        }
        self.error(&format!("{}{extra}", token.text))
    }

    pub(super) fn take(&mut self) -> Token {
        let token = self.tokens.get(self.next).cloned();
        self.furthest = self.furthest.max((self.next + 1).min(self.tokens.len()));
        self.next += 1;
        // Behind an error nothing follows.
        token.unwrap_or(Token { kind: Kind::Error, pos: 0, text: String::new(), line: 0 })
    }

    pub(super) fn take_word(&mut self) -> Token {
        loop {
            let token = self.take();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    pub(super) fn back(&mut self) {
        self.next -= 1;
    }

    pub(super) fn peek(&mut self) -> Token {
        let token = self.take();
        self.back();
        token
    }

    pub(super) fn peek_word(&mut self) -> Token {
        let token = self.take_word();
        self.back();
        token
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token, String> {
        let token = self.take_word();
        if token.kind == kind { Ok(token) } else { self.unexpected(&token, context) }
    }

    pub(super) fn deeper(&mut self) -> Result<(), String> {
        self.nesting += 1;
        if self.nesting > NESTING_MAX { self.error("template is nested too deeply") } else { Ok(()) }
    }

    fn define(&mut self, name: String, list: Vec<Statement>) -> Result<(), String> {
        match self.trees.get(&name) {
            Some(known) if !is_empty(known) => {
                if is_empty(&list) {
                    return Ok(());
                }
                self.error(&format!("template: multiple definition of template {}", go_quote(&name)))
            }
            _ => {
                self.trees.insert(name, list);
                Ok(())
            }
        }
    }

    fn root(&mut self) -> Result<Vec<Statement>, String> {
        let mut list = Vec::new();
        while self.peek().kind != Kind::Eof {
            let start = self.next;
            if self.take().kind == Kind::LeftDelimiter
                && self.take_word().kind == Kind::Keyword(Keyword::Define)
            {
                self.definition()?;
                continue;
            }
            self.next = start;
            match self.statement()? {
                Ok(statement) => list.push(statement),
                Err(End::End) => return self.error("unexpected {{end}}"),
                Err(End::Else) => return self.error("unexpected {{else}}"),
            }
        }
        Ok(list)
    }

    fn definition(&mut self) -> Result<(), String> {
        let context = "define clause";
        let token = self.take_word();
        let name = self.template_name(&token, context)?;
        self.expect(Kind::RightDelimiter, context)?;
        let list = self.separate(context)?;
        self.define(name, list)
    }

    /// The body of a template of its own: it knows none of the variables around it.
    fn separate(&mut self, context: &str) -> Result<Vec<Statement>, String> {
        let variables = std::mem::replace(&mut self.variables, vec!["$".into()]);
        let range_depth = std::mem::take(&mut self.range_depth);
        let action_line = std::mem::take(&mut self.action_line);
        let (list, end) = self.list()?;
        if matches!(end, End::Else) {
            return self.error(&format!("unexpected {{{{else}}}} in {context}"));
        }
        (self.variables, self.range_depth, self.action_line) = (variables, range_depth, action_line);
        Ok(list)
    }

    fn list(&mut self) -> Result<(Vec<Statement>, End), String> {
        self.deeper()?;
        let mut list = Vec::new();
        while self.peek_word().kind != Kind::Eof {
            match self.statement()? {
                Ok(statement) => list.push(statement),
                Err(end) => {
                    self.nesting -= 1;
                    return Ok((list, end));
                }
            }
        }
        self.error("unexpected EOF")
    }

    fn statement(&mut self) -> Result<Result<Statement, End>, String> {
        let token = self.take_word();
        match token.kind {
            Kind::Text => Ok(Ok(Statement::Text(token.text))),
            Kind::LeftDelimiter => {
                self.action_line = token.line;
                let action = self.action();
                self.action_line = 0;
                action
            }
            _ => self.unexpected(&token, "input"),
        }
    }

    fn action(&mut self) -> Result<Result<Statement, End>, String> {
        let Kind::Keyword(keyword) = self.peek_word().kind else {
            return Ok(Ok(Statement::Action(self.pipeline("command", Kind::RightDelimiter)?)));
        };
        self.take_word();
        Ok(Ok(match keyword {
            Keyword::Block => self.block()?,
            Keyword::Break => self.leave("{{break}}", Statement::Break)?,
            Keyword::Continue => self.leave("{{continue}}", Statement::Continue)?,
            Keyword::If => Statement::If(self.control("if")?),
            Keyword::With => Statement::With(self.control("with")?),
            Keyword::Range => Statement::Range(self.control("range")?),
            Keyword::Template => self.call()?,
            Keyword::End => {
                self.expect(Kind::RightDelimiter, "end")?;
                return Ok(Err(End::End));
            }
            Keyword::Else => {
                // `{{else if` and `{{else with` leave their keyword to the statement they belong to.
                let kind = self.peek_word().kind;
                if kind != Kind::Keyword(Keyword::If) && kind != Kind::Keyword(Keyword::With) {
                    self.expect(Kind::RightDelimiter, "else")?;
                }
                return Ok(Err(End::Else));
            }
            Keyword::Define => {
                self.back();
                Statement::Action(self.pipeline("command", Kind::RightDelimiter)?)
            }
        }))
    }

    fn leave(&mut self, name: &str, statement: Statement) -> Result<Statement, String> {
        let token = self.take_word();
        if token.kind != Kind::RightDelimiter {
            return self.unexpected(&token, name);
        }
        if self.range_depth == 0 {
            return self.error(&format!("{name} outside {{{{range}}}}"));
        }
        Ok(statement)
    }

    fn control(&mut self, context: &str) -> Result<Control, String> {
        let variables = self.variables.len();
        let pipe = self.pipeline(context, Kind::RightDelimiter)?;
        let in_range = u32::from(context == "range");
        self.range_depth += in_range;
        let (list, end) = self.list()?;
        self.range_depth -= in_range;
        let mut otherwise = Vec::new();
        if matches!(end, End::Else) {
            otherwise = self.otherwise(context)?;
        }
        self.variables.truncate(variables);
        Ok(Control { pipe, list, otherwise })
    }

    fn otherwise(&mut self, context: &str) -> Result<Vec<Statement>, String> {
        let kind = self.peek().kind;
        if kind == Kind::Keyword(Keyword::If) && context == "if" {
            self.take();
            self.deeper()?;
            let chained = self.control("if")?;
            self.nesting -= 1;
            return Ok(vec![Statement::If(chained)]);
        }
        if kind == Kind::Keyword(Keyword::With) && context == "with" {
            self.take();
            self.deeper()?;
            let chained = self.control("with")?;
            self.nesting -= 1;
            return Ok(vec![Statement::With(chained)]);
        }
        match self.list()? {
            (list, End::End) => Ok(list),
            (_, End::Else) => self.error("expected end; found {{else}}"),
        }
    }

    fn block(&mut self) -> Result<Statement, String> {
        let context = "block clause";
        let token = self.take_word();
        let name = self.template_name(&token, context)?;
        let pipe = self.pipeline(context, Kind::RightDelimiter)?;
        let list = self.separate(context)?;
        self.define(name.clone(), list)?;
        Ok(Statement::Template(Call { pos: token.pos, name, pipe: Some(pipe) }))
    }

    fn call(&mut self) -> Result<Statement, String> {
        let context = "template clause";
        let token = self.take_word();
        let name = self.template_name(&token, context)?;
        let mut pipe = None;
        if self.take_word().kind != Kind::RightDelimiter {
            self.back();
            pipe = Some(self.pipeline(context, Kind::RightDelimiter)?);
        }
        Ok(Statement::Template(Call { pos: token.pos, name, pipe }))
    }

    fn template_name(&self, token: &Token, context: &str) -> Result<String, String> {
        match token.kind {
            Kind::String | Kind::RawString => self.unquoted(token),
            _ => self.unexpected(token, context),
        }
    }
}

fn is_empty(list: &[Statement]) -> bool {
    list.iter().all(|statement| match statement {
        Statement::Text(text) => text.trim().is_empty(),
        _ => false,
    })
}
