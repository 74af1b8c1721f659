//! Pipelines, commands and their operands.

use super::funcs::is_function;
use super::lex::{Kind, Token};
use super::node::{Binding, Command, Operand, Pipe, Place, Term};
use super::parse::Parser;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::output::go_value::unquote_inner;
use serde_json::Value;

impl Parser {
    pub(super) fn unquoted(&self, token: &Token) -> Result<String, String> {
        let inner = token.text.get(1..token.text.len() - 1).unwrap_or("");
        if token.kind == Kind::RawString {
            return Ok(inner.replace('\r', ""));
        }
        match unquote_inner(inner, '"') {
            Some(text) => Ok(text),
            None => self.error("invalid syntax"),
        }
    }

    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe, String> {
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
