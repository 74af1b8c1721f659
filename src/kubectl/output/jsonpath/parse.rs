//! From text to nodes. The parser accepts what upstream's accepts, odd corners included, since people rely on them.

use crate::kubectl::output::go_value::{code_point, unquote_inner};
use serde_json::Value;

/// A parsed expression.
#[derive(Clone, Debug)]
pub struct JsonPath {
    /// Each is text outside braces or one `{…}`.
    pub(super) nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    List(Vec<Node>),
    /// Text, a number or a boolean.
    Literal(Value),
    Field(String),
    Array([Bound; 3]),
    Filter(Box<Filter>),
    Wildcard,
    Recursive,
    Union(Vec<Vec<Node>>),
    Identifier(String),
}

/// `[?(left operator right)]`; without an operator it asks whether `left` finds anything.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub(super) left: Vec<Node>,
    pub(super) operator: Option<String>,
    pub(super) right: Vec<Node>,
}

/// From, to or step of `[from:to:step]`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bound {
    pub(super) value: Option<i64>,
    /// `[3]` means `[3:4]`: the end follows from the start.
    pub(super) derived: bool,
}

/// Actions nest through unions, keys and filters; text deeper than this is refused instead of parsed.
const DEPTH_MAX: u32 = 32;

impl JsonPath {
    /// Reads an expression; the error is what upstream's parser says.
    pub fn parse(text: &str) -> Result<Self, String> {
        Ok(Self { nodes: Parser { input: text, pos: 0, start: 0, depth: 0 }.text()? })
    }
}

/// `metadata.name`, `.metadata.name`, `{metadata.name}` and `{.metadata.name}` all mean the last.
pub fn relaxed(expression: &str) -> Result<String, String> {
    if expression.is_empty() {
        return Ok(String::new());
    }
    let braced = expression.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let field = braced.unwrap_or(expression);
    // A lone dot is the field's own text: the pattern behind this wants at least one character.
    let field = field.strip_prefix('.').filter(|rest| !rest.is_empty()).unwrap_or(field);
    if field.is_empty() || field.contains(['{', '}']) {
        return Err(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or \
                    '{.name1.name2}'"
                .into(),
        );
    }
    Ok(format!("{{.{field}}}"))
}

struct Parser<'a> {
    input: &'a str,
    pos: usize,
    /// Where the token being read began.
    start: usize,
    depth: u32,
}

impl<'a> Parser<'a> {
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

    fn consume(&mut self) -> &'a str {
        let token = self.input.get(self.start..self.pos).unwrap_or("");
        self.start = self.pos;
        token
    }

    fn skip(&mut self, count: usize) {
        self.pos += count;
        self.start = self.pos;
    }

    fn text(mut self) -> Result<Vec<Node>, String> {
        let mut root = Vec::new();
        loop {
            let text = self.rest();
            let length = text.find('{').unwrap_or(text.len());
            if length > 0 {
                self.pos += length;
                root.push(Node::Literal(self.consume().into()));
            }
            if self.rest().is_empty() {
                return Ok(root);
            }
            self.skip(1);
            let action = self.action()?;
            root.push(Node::List(action));
        }
    }

    /// What stands between braces, up to and with the closing one.
    fn action(&mut self) -> Result<Vec<Node>, String> {
        let mut list = Vec::new();
        loop {
            let rest = self.rest();
            if rest.starts_with('}') {
                self.skip(1);
                return Ok(list);
            }
            if rest.starts_with("[?(") {
                list.push(self.filter()?);
                continue;
            }
            if rest.starts_with("..") {
                if matches!(list.last(), Some(Node::Recursive)) {
                    return Err("invalid multiple recursive descent".into());
                }
                self.skip(2);
                list.push(Node::Recursive);
                if self.peek().is_some_and(is_alphanumeric) {
                    list.push(self.field());
                }
                continue;
            }
            match self.next() {
                None | Some('\r' | '\n') => return Err("unclosed action".into()),
                Some(' ' | '@' | '$') => self.skip(0),
                Some('[') => self.array(&mut list)?,
                Some(quote @ ('"' | '\'')) => list.push(self.quoted(quote)?),
                Some('.') => list.push(self.field()),
                Some(c) if c == '+' || c == '-' || c.is_numeric() => list.push(self.number()?),
                Some(c) if is_alphanumeric(c) => list.push(self.identifier()),
                Some(c) => return Err(format!("unrecognized character in action: {}", code_point(c))),
            }
        }
    }

    /// A small expression inside another one.
    fn inner(&self, text: &str) -> Result<Vec<Node>, String> {
        if self.depth >= DEPTH_MAX {
            return Err("expression is nested too deeply".into());
        }
        let braced = format!("{{{text}}}");
        let parser = Parser { input: &braced, pos: 0, start: 0, depth: self.depth + 1 };
        match parser.text()?.into_iter().next() {
            Some(Node::List(nodes)) => Ok(nodes),
            _ => Ok(Vec::new()),
        }
    }

    fn identifier(&mut self) -> Node {
        while self.peek().is_some_and(|c| !is_terminator(c)) {
            self.next();
        }
        match self.consume() {
            "true" => Node::Literal(true.into()),
            "false" => Node::Literal(false.into()),
            name => Node::Identifier(name.into()),
        }
    }

    fn number(&mut self) -> Result<Node, String> {
        while self.peek().is_some_and(|c| c == '.' || c.is_numeric()) {
            self.next();
        }
        let text = self.consume();
        if let Ok(integer) = text.parse::<i64>() {
            return Ok(Node::Literal(integer.into()));
        }
        match text.parse::<f64>() {
            Ok(float) => Ok(Node::Literal(float.into())),
            Err(_) => Err(format!("cannot parse number {text}")),
        }
    }

    fn field(&mut self) -> Node {
        self.skip(0);
        while let Some(c) = self.peek() {
            if is_terminator(c) {
                break;
            }
            self.next();
            if c == '\\' {
                self.next();
            }
        }
        match self.consume() {
            "*" => Node::Wildcard,
            name => Node::Field(name.replace('\\', "")),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Node, String> {
        let mut before = quote;
        loop {
            match self.next() {
                None | Some('\n') => return Err("unterminated quoted string".into()),
                Some(c) if c == quote && before != '\\' => break,
                Some(c) => before = c,
            }
        }
        let text = self.consume();
        let inner = text.get(1..text.len() - 1).unwrap_or("");
        if !inner.contains(['\\', quote]) {
            return Ok(Node::Literal(inner.into()));
        }
        match unquote_inner(inner, quote) {
            Some(value) => Ok(Node::Literal(value.into())),
            None => Err(format!("unquote string {text} error invalid syntax")),
        }
    }

    fn array(&mut self, list: &mut Vec<Node>) -> Result<(), String> {
        loop {
            match self.next() {
                None | Some('\n') => return Err("unterminated array".into()),
                Some(']') => break,
                Some(_) => {}
            }
        }
        let token = self.consume();
        let text = token.get(1..token.len() - 1).unwrap_or("");
        if text.contains(',') {
            let members = text.split(',').map(|part| self.inner(&format!("[{}]", part.trim_matches(' '))));
            list.push(Node::Union(members.collect::<Result<_, _>>()?));
            return Ok(());
        }
        let key = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        if let Some(key) = key.filter(|key| !key.contains('\'')) {
            list.extend(self.inner(&format!(".{key}"))?);
            return Ok(());
        }
        list.push(Node::Array(bounds(if text == "*" { ":" } else { text })?));
        Ok(())
    }

    fn filter(&mut self) -> Result<Node, String> {
        self.skip("[?(".len());
        self.filter_end()?;
        if self.next() != Some(']') {
            return Err("unclosed array expect ]".into());
        }
        let token = self.consume();
        let text = token.strip_suffix(")]").unwrap_or(token);
        let Some((left, operator, right)) = comparison(text) else {
            return Ok(Node::Filter(Box::new(Filter {
                left: self.inner(text)?,
                operator: None,
                right: Vec::new(),
            })));
        };
        Ok(Node::Filter(Box::new(Filter {
            left: self.inner(left)?,
            operator: Some(operator.into()),
            right: self.inner(right)?,
        })))
    }

    /// Goes behind the parenthesis that closes a filter: one inside the quoted text does not.
    fn filter_end(&mut self) -> Result<(), String> {
        let mut pair = None;
        let mut closed = false;
        let mut before = '(';
        loop {
            let c = self.next();
            match c {
                None | Some('\n') => return Err("unterminated filter".into()),
                Some('"' | '\'') if pair.is_none() => pair = c,
                Some('"' | '\'') if before != '\\' && c == pair => closed = true,
                Some(')') if pair.is_some() == closed => return Ok(()),
                Some(_) => {}
            }
            before = c.unwrap_or(before);
        }
    }
}

/// `@.a=="x"` into its three parts.
fn comparison(text: &str) -> Option<(&str, &str, &str)> {
    let is_operator = |c: char| matches!(c, '!' | '<' | '>' | '=');
    let (left, rest) = text.split_at(text.find(is_operator).filter(|at| *at > 0)?);
    let length = rest.find(|c| !is_operator(c)).unwrap_or(rest.len());
    // The right side needs a character, so an operator with nothing behind it gives up its last one.
    let length = if length == rest.len() { length - 1 } else { length };
    let (operator, right) = rest.split_at(length);
    (!operator.is_empty()).then_some((left, operator, right))
}

fn bounds(text: &str) -> Result<[Bound; 3], String> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_number =
        |part: &&str| part.strip_prefix('-').unwrap_or(part).bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() > 3 || !parts.iter().all(is_number) {
        return Err(format!("invalid array index {text}"));
    }
    let mut bounds = [Bound::default(); 3];
    for (bound, part) in bounds.iter_mut().zip(&parts) {
        if !part.is_empty() {
            let value = part.parse().map_err(|_| format!("array index {part} is not a number"))?;
            bound.value = Some(value);
        }
    }
    if parts.len() == 1 {
        bounds[1] = Bound { value: Some(bounds[0].value.unwrap_or(0).saturating_add(1)), derived: true };
    }
    Ok(bounds)
}

fn is_terminator(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}')
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}
