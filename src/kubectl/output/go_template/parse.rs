//! From tokens to statements.

use super::funcs::is_function;
use super::lex::{Keyword, Kind, Token, lex};
use super::node::{Binding, Call, Command, Control, Operand, Pipe, Place, Statement, Term};
use crate::apimachinery::quote::go_quote;
use crate::kubectl::output::go_value::unquote_inner;
use serde_json::Value;
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

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    /// How many tokens were looked at; the last of them names the line of an error.
    furthest: usize,
    variables: Vec<String>,
    action_line: usize,
    range_depth: u32,
    nesting: u32,
    trees: BTreeMap<String, Vec<Statement>>,
}

impl Parser {
    fn error<T>(&self, message: &str) -> Result<T, String> {
        let line = self.tokens.get(self.furthest.saturating_sub(1)).map_or(0, |token| token.line);
        Err(format!("template: {NAME}:{line}: {message}"))
    }

    fn unexpected<T>(&self, token: &Token, context: &str) -> Result<T, String> {
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

    fn take(&mut self) -> Token {
        let token = self.tokens.get(self.next).cloned();
        self.furthest = self.furthest.max((self.next + 1).min(self.tokens.len()));
        self.next += 1;
        // Behind an error nothing follows.
        token.unwrap_or(Token { kind: Kind::Error, pos: 0, text: String::new(), line: 0 })
    }

    fn take_word(&mut self) -> Token {
        loop {
            let token = self.take();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    fn back(&mut self) {
        self.next -= 1;
    }

    fn peek(&mut self) -> Token {
        let token = self.take();
        self.back();
        token
    }

    fn peek_word(&mut self) -> Token {
        let token = self.take_word();
        self.back();
        token
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token, String> {
        let token = self.take_word();
        if token.kind == kind { Ok(token) } else { self.unexpected(&token, context) }
    }

    fn deeper(&mut self) -> Result<(), String> {
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

    fn unquoted(&self, token: &Token) -> Result<String, String> {
        let inner = token.text.get(1..token.text.len() - 1).unwrap_or("");
        if token.kind == Kind::RawString {
            return Ok(inner.replace('\r', ""));
        }
        match unquote_inner(inner, '"') {
            Some(text) => Ok(text),
            None => self.error("invalid syntax"),
        }
    }

    fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe, String> {
        let pos = self.peek_word().pos;
        let mut pipe = Pipe { pos, binding: Binding::Declare, variables: Vec::new(), commands: Vec::new() };
        self.declarations(&mut pipe, context)?;
        loop {
            let token = self.take_word();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::CharConstant
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.back();
                    pipe.commands.push(self.command()?);
                }
                _ => return self.unexpected(&token, context),
            }
        }
        if pipe.commands.is_empty() {
            return self.error(&format!("missing value for {context}"));
        }
        let is_value = |command: &Command| {
            matches!(
                command.args.first().map(|operand| &operand.term),
                Some(Term::Bool(_) | Term::Dot | Term::Nil | Term::Number(..) | Term::Text(..))
            )
        };
        if let Some(at) = pipe.commands.iter().skip(1).position(is_value) {
            return self.error(&format!("non executable command in pipeline stage {}", at + 2));
        }
        Ok(pipe)
    }

    fn declarations(&mut self, pipe: &mut Pipe, context: &str) -> Result<(), String> {
        loop {
            let variable = self.peek_word();
            if variable.kind != Kind::Variable {
                return Ok(());
            }
            self.take_word();
            let behind = self.next;
            let following = self.take_word();
            match following.kind {
                Kind::Assign | Kind::Declare => {
                    if following.kind == Kind::Assign {
                        pipe.binding = Binding::Assign;
                    }
                    pipe.variables.push(variable.text.clone());
                    self.variables.push(variable.text);
                    return Ok(());
                }
                Kind::Char if following.text == "," => {
                    pipe.variables.push(variable.text.clone());
                    self.variables.push(variable.text);
                    if context != "range" || pipe.variables.len() >= 2 {
                        return self.error(&format!("too many declarations in {context}"));
                    }
                    if !matches!(
                        self.peek_word().kind,
                        Kind::Variable | Kind::RightDelimiter | Kind::RightParen
                    ) {
                        return self.error("range can only initialize variables");
                    }
                }
                _ => {
                    // It is an argument, not a declaration.
                    self.next = behind - 1;
                    return Ok(());
                }
            }
        }
    }

    fn command(&mut self) -> Result<Command, String> {
        let mut command = Command { pos: self.peek_word().pos, args: Vec::new() };
        loop {
            self.skip_spaces();
            if let Some(operand) = self.operand()? {
                command.args.push(operand);
            }
            let token = self.take();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelimiter | Kind::RightParen => self.back(),
                Kind::Pipe => {}
                _ => return self.unexpected(&token, "operand"),
            }
            break;
        }
        if command.args.is_empty() { self.error("empty command") } else { Ok(command) }
    }

    fn skip_spaces(&mut self) {
        while self.peek().kind == Kind::Space {
            self.take();
        }
    }

    fn operand(&mut self) -> Result<Option<Operand>, String> {
        let Some(mut operand) = self.term()? else { return Ok(None) };
        let token = self.peek();
        if token.kind != Kind::Field {
            return Ok(Some(operand));
        }
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            fields.push(self.take().text.split_off(1));
        }
        // Upstream places the chain at its second part.
        operand.pos = match &mut operand.term {
            Term::Field(names) | Term::Variable(names) => {
                names.append(&mut fields);
                token.pos
            }
            Term::Function(_) | Term::Pipe(_) | Term::Chain(..) => {
                let inner = Box::new(operand);
                return Ok(Some(Operand { pos: token.pos, term: Term::Chain(inner, fields) }));
            }
            _ => {
                let text = Place::Operand(&operand).text();
                return self.error(&format!("unexpected . after term {}", go_quote(&text)));
            }
        };
        Ok(Some(operand))
    }

    fn term(&mut self) -> Result<Option<Operand>, String> {
        let token = self.take_word();
        let pos = token.pos;
        let term = match token.kind {
            Kind::Identifier if is_function(&token.text) => Term::Function(token.text),
            Kind::Identifier => {
                return self.error(&format!("function {} not defined", go_quote(&token.text)));
            }
            Kind::Dot => Term::Dot,
            Kind::Nil => Term::Nil,
            Kind::Variable if self.variables.contains(&token.text) => Term::Variable(vec![token.text]),
            Kind::Variable => return self.error(&format!("undefined variable {}", go_quote(&token.text))),
            Kind::Field => Term::Field(vec![token.text.get(1..).unwrap_or("").into()]),
            Kind::Bool => Term::Bool((token.text == "true").into()),
            Kind::Number => match number(&token.text) {
                Ok(value) => Term::Number(value, token.text),
                Err(message) => return self.error(&message),
            },
            Kind::CharConstant => {
                let inner = token.text.get(1..token.text.len() - 1).unwrap_or("");
                let Some(text) = unquote_inner(inner, '\'') else { return self.error("invalid syntax") };
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => Term::Number(Some(u32::from(c).into()), token.text),
                    (None, _) => return self.error("invalid syntax"),
                    _ => return self.error(&format!("malformed character constant: {}", token.text)),
                }
            }
            Kind::LeftParen => {
                self.deeper()?;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.nesting -= 1;
                return Ok(Some(Operand { pos: pipe.pos, term: Term::Pipe(pipe) }));
            }
            Kind::String | Kind::RawString => Term::Text(self.unquoted(&token)?.into(), token.text),
            _ => {
                self.back();
                return Ok(None);
            }
        };
        Ok(Some(Operand { pos, term }))
    }
}

fn is_empty(list: &[Statement]) -> bool {
    list.iter().all(|statement| match statement {
        Statement::Text(text) => text.trim().is_empty(),
        _ => false,
    })
}

/// A number as written; `None` when it is whole but too large for `int`.
fn number(text: &str) -> Result<Option<Value>, String> {
    let plain = text.replace('_', "");
    let unsigned = plain.trim_start_matches(['+', '-']);
    let (digits, radix) = match unsigned.get(..2) {
        Some("0x" | "0X") => (&unsigned[2..], 16),
        Some("0o" | "0O") => (&unsigned[2..], 8),
        Some("0b" | "0B") => (&unsigned[2..], 2),
        _ if unsigned.len() > 1 && unsigned.starts_with('0') => (&unsigned[1..], 8),
        _ => (unsigned, 10),
    };
    if let Ok(magnitude) = i128::from_str_radix(digits, radix) {
        let value = if plain.starts_with('-') { -magnitude } else { magnitude };
        if let Ok(value) = i64::try_from(value) {
            return Ok(Some(value.into()));
        }
        return if u64::try_from(value).is_ok() { Ok(None) } else { Err(overflow(text)) };
    }
    match plain.parse::<f64>() {
        Ok(float) if plain.contains(['.', 'e', 'E']) => Ok(Some(float.into())),
        Ok(_) => Err(overflow(text)),
        _ => Err(format!("illegal number syntax: {}", go_quote(text))),
    }
}

fn overflow(text: &str) -> String {
    format!("integer overflow: {}", go_quote(text))
}
