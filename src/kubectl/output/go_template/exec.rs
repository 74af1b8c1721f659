//! Running a template over a value.

use super::funcs::{Function, Parameter, call, find, is_true};
use super::node::{Binding, Call, Command, Control, Operand, Pipe, Place, Statement, Term};
use super::parse::{NAME, Template};
use super::value::{Form, Val};
use crate::apimachinery::quote::go_quote;
use crate::kubectl::output::go_value::sprint;
use crate::kubectl::output::jsonpath::eval::MissingKeys;
use serde_json::Value;
use std::borrow::Cow;

/// Templates that call one another, before evaluation gives up.
const DEPTH_MAX: u32 = 64;

/// Statements run, values made and bytes written before evaluation gives up.
const STEPS_MAX: usize = 64_000_000;

/// What one statement costs, compared with one byte of output.
const STEP: usize = 16;

impl Template {
    /// Runs the template. What was written before an error is part of the answer, as upstream prints it.
    pub fn execute(&self, data: &Value, missing: MissingKeys) -> (String, Result<(), String>) {
        let data = Val::borrowed(data, Form::Concrete);
        let mut state = State {
            template: self,
            missing,
            out: String::new(),
            variables: vec![("$", data.clone())],
            place: None,
            name: NAME,
            depth: 0,
            steps: 0,
        };
        let list = self.trees.get(NAME).map_or(&[][..], Vec::as_slice);
        let result = state.walk(&data, list).map(|_| ());
        (state.out, result)
    }
}

struct State<'a> {
    template: &'a Template,
    missing: MissingKeys,
    out: String,
    variables: Vec<(&'a str, Val<'a>)>,
    place: Option<Place<'a>>,
    /// The template that runs.
    name: &'a str,
    depth: u32,
    steps: usize,
}

enum Flow {
    Next,
    Break,
    Continue,
}

impl<'a> State<'a> {
    fn error<T>(&self, message: &str) -> Result<T, String> {
        let Some(place) = self.place else { return Err(format!("template: {NAME}: {message}")) };
        let before = self.template.text.get(..place.pos()).unwrap_or("");
        let line = 1 + before.matches('\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        Err(format!(
            "template: {NAME}:{line}:{column}: executing {} at <{}>: {message}",
            go_quote(self.name),
            place.text()
        ))
    }

    fn charge(&mut self, cost: usize) -> Result<(), String> {
        self.steps = self.steps.saturating_add(cost);
        if self.steps > STEPS_MAX { self.error("the template does too much") } else { Ok(()) }
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        self.charge(text.len())?;
        self.out.push_str(text);
        Ok(())
    }

    fn walk(&mut self, dot: &Val<'a>, list: &'a [Statement]) -> Result<Flow, String> {
        for statement in list {
            self.charge(STEP)?;
            let flow = match statement {
                Statement::Text(text) => {
                    self.write(text)?;
                    Flow::Next
                }
                Statement::Action(pipe) => {
                    let value = self.pipe(dot, pipe)?;
                    if pipe.variables.is_empty() {
                        self.print(&value)?;
                    }
                    Flow::Next
                }
                Statement::If(control) => self.walk_if(dot, control, |_, dot| dot)?,
                Statement::With(control) => self.walk_if(dot, control, |value, _| value)?,
                Statement::Range(control) => self.walk_range(dot, control)?,
                Statement::Template(call) => {
                    self.walk_template(dot, call)?;
                    Flow::Next
                }
                Statement::Break => Flow::Break,
                Statement::Continue => Flow::Continue,
            };
            if !matches!(flow, Flow::Next) {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn print(&mut self, value: &Val<'a>) -> Result<(), String> {
        match value.concrete() {
            None => self.write("<no value>"),
            Some(Value::String(text)) => {
                // The borrow ends with the copy; strings are short.
                let text = text.clone();
                self.write(&text)
            }
            Some(value) => {
                let text = sprint(value);
                self.write(&text)
            }
        }
    }

    fn walk_if(
        &mut self,
        dot: &Val<'a>,
        control: &'a Control,
        inside: impl FnOnce(Val<'a>, Val<'a>) -> Val<'a>,
    ) -> Result<Flow, String> {
        let mark = self.variables.len();
        let value = self.pipe(dot, &control.pipe)?;
        let flow = if is_true(&value) {
            let dot = inside(value, dot.clone());
            self.walk(&dot, &control.list)?
        } else {
            self.walk(dot, &control.otherwise)?
        };
        self.variables.truncate(mark);
        Ok(flow)
    }

    fn walk_range(&mut self, dot: &Val<'a>, control: &'a Control) -> Result<Flow, String> {
        let mark = self.variables.len();
        let value = self.pipe(dot, &control.pipe)?;
        let count = match value.concrete() {
            None => 0,
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(fields)) => fields.len(),
            Some(Value::Number(number)) if number.is_i64() || number.is_u64() => {
                if control.pipe.variables.len() > 1 {
                    let text = format!("can't use {number} to iterate over more than one variable");
                    return self.error(&text);
                }
                number.as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
            }
            Some(other) => {
                let text = format!("range can't iterate over {}", sprint(other));
                return self.error(&text);
            }
        };
        let keys: Vec<String> = match value.concrete() {
            Some(Value::Object(fields)) => fields.keys().cloned().collect(),
            _ => Vec::new(),
        };
        for round in 0..count {
            self.charge(STEP)?;
            let (key, item) = match keys.get(round) {
                Some(key) => (Val::made(key.as_str()), value.member(key)),
                None => (Val::int(round), value.item(round)),
            };
            let item = item.unwrap_or_else(|| Val::int(round));
            if matches!(self.round(control, key, item)?, Flow::Break) {
                break;
            }
        }
        let flow = if count == 0 { self.walk(dot, &control.otherwise)? } else { Flow::Next };
        self.variables.truncate(mark);
        Ok(flow)
    }

    fn round(&mut self, control: &'a Control, key: Val<'a>, item: Val<'a>) -> Result<Flow, String> {
        let mark = self.variables.len();
        let names = &control.pipe.variables;
        let mut values = vec![item.clone()];
        if names.len() > 1 {
            values.insert(0, key);
        }
        for (name, value) in names.iter().zip(values) {
            if control.pipe.binding == Binding::Assign {
                self.assign(name, value)?;
            } else if let Some(slot) =
                self.variables.iter_mut().rev().take(names.len()).find(|slot| slot.0 == name)
            {
                slot.1 = value;
            }
        }
        let flow = self.walk(&item, &control.list)?;
        self.variables.truncate(mark);
        Ok(flow)
    }

    fn walk_template(&mut self, dot: &Val<'a>, call: &'a Call) -> Result<(), String> {
        self.place = Some(Place::Call(call));
        let Some((name, list)) = self.template.trees.get_key_value(&call.name) else {
            let text = format!("template {} not defined", go_quote(&call.name));
            return self.error(&text);
        };
        if self.depth == DEPTH_MAX {
            return self.error(&format!("exceeded maximum template depth ({DEPTH_MAX})"));
        }
        let dot = match &call.pipe {
            Some(pipe) => self.pipe(dot, pipe)?,
            None => Val::missing(),
        };
        // A template sees no variables but its own.
        let variables = std::mem::replace(&mut self.variables, vec![("$", dot.clone())]);
        let caller = std::mem::replace(&mut self.name, name);
        self.depth += 1;
        self.walk(&dot, list)?;
        self.depth -= 1;
        self.name = caller;
        self.variables = variables;
        Ok(())
    }

    fn pipe(&mut self, dot: &Val<'a>, pipe: &'a Pipe) -> Result<Val<'a>, String> {
        self.charge(STEP)?;
        self.place = Some(Place::Pipe(pipe));
        let mut value = None;
        for command in &pipe.commands {
            value = Some(self.command(dot, command, value)?.unboxed());
        }
        let value = value.unwrap_or_else(Val::missing);
        for name in &pipe.variables {
            if pipe.binding == Binding::Assign {
                self.assign(name, value.clone())?;
            } else {
                self.variables.push((name, value.clone()));
            }
        }
        Ok(value)
    }

    fn assign(&mut self, name: &str, value: Val<'a>) -> Result<(), String> {
        match self.variables.iter_mut().rev().find(|slot| slot.0 == name) {
            Some(slot) => slot.1 = value,
            None => return self.error(&format!("undefined variable: {name}")),
        }
        Ok(())
    }

    /// `piped` is what the command before gave; it becomes the last argument.
    fn command(
        &mut self,
        dot: &Val<'a>,
        command: &'a Command,
        piped: Option<Val<'a>>,
    ) -> Result<Val<'a>, String> {
        let Some(first) = command.args.first() else { return Ok(Val::missing()) };
        let has_args = command.args.len() > 1 || piped.is_some();
        match &first.term {
            Term::Function(name) => {
                self.place = Some(Place::Operand(first));
                return self.function(dot, name, Place::Command(command), &command.args[1..], piped);
            }
            Term::Field(names) => {
                self.place = Some(Place::Operand(first));
                return self.fields(dot.clone(), names, has_args);
            }
            Term::Variable(names) => {
                self.place = Some(Place::Operand(first));
                let value = self.variable(names)?;
                if names.len() > 1 {
                    return self.fields(value, &names[1..], has_args);
                }
            }
            Term::Chain(inner, names) => {
                let value = self.chain(dot, first, inner)?;
                return self.fields(value, names, has_args);
            }
            _ => {}
        }
        if !matches!(first.term, Term::Pipe(_)) {
            self.place = Some(Place::Operand(first));
        }
        if has_args {
            let text = Place::Operand(first).text();
            return self.error(&format!("can't give argument to non-function {text}"));
        }
        match &first.term {
            Term::Nil => self.error("nil is not a command"),
            Term::Pipe(pipe) => self.pipe(dot, pipe),
            _ => self.operand(dot, first),
        }
    }

    fn variable(&self, names: &[String]) -> Result<Val<'a>, String> {
        let name = names.first().map_or("", String::as_str);
        match self.variables.iter().rev().find(|slot| slot.0 == name) {
            Some(slot) => Ok(slot.1.clone()),
            None => self.error(&format!("undefined variable: {name}")),
        }
    }

    fn chain(&mut self, dot: &Val<'a>, whole: &'a Operand, inner: &'a Operand) -> Result<Val<'a>, String> {
        self.place = Some(Place::Operand(whole));
        if matches!(inner.term, Term::Nil) {
            let text = Place::Operand(whole).text();
            return self.error(&format!("indirection through explicit nil in {text}"));
        }
        self.operand(dot, inner)
    }

    fn fields(&self, mut value: Val<'a>, names: &[String], has_args: bool) -> Result<Val<'a>, String> {
        for (index, name) in names.iter().enumerate() {
            value = self.field(&value, name, has_args && index + 1 == names.len())?;
        }
        Ok(value)
    }

    fn field(&self, value: &Val<'a>, name: &str, has_args: bool) -> Result<Val<'a>, String> {
        match value.value.as_deref() {
            None if self.missing == MissingKeys::Refuse => {
                self.error(&format!("nil data; no entry for key {}", go_quote(name)))
            }
            None => Ok(Val::missing()),
            Some(Value::Null) => self.error(&format!("nil pointer evaluating interface {{}}.{name}")),
            Some(Value::Object(_)) if has_args => {
                self.error(&format!("{name} is not a method but has arguments"))
            }
            Some(Value::Object(_)) => match value.member(name) {
                Some(member) => Ok(member),
                None if self.missing == MissingKeys::Refuse => {
                    self.error(&format!("map has no entry for key {}", go_quote(name)))
                }
                None => Ok(Val::missing()),
            },
            Some(_) => self.error(&format!("can't evaluate field {name} in type {}", value.outer_type())),
        }
    }

    /// An operand by itself, as an argument or a whole command.
    fn operand(&mut self, dot: &Val<'a>, operand: &'a Operand) -> Result<Val<'a>, String> {
        self.place = Some(Place::Operand(operand));
        match &operand.term {
            Term::Bool(value) | Term::Text(value, _) => Ok(Val::borrowed(value, Form::Concrete)),
            Term::Number(Some(value), _) => Ok(Val::borrowed(value, Form::Int)),
            Term::Number(None, text) => self.error(&format!("{text} overflows int")),
            Term::Dot => Ok(dot.clone()),
            Term::Nil => Ok(Val::missing()),
            Term::Field(names) => self.fields(dot.clone(), names, false),
            Term::Variable(names) => {
                let value = self.variable(names)?;
                self.fields(value, &names[1..], false)
            }
            Term::Chain(inner, names) => {
                let value = self.chain(dot, operand, inner)?;
                self.fields(value, names, false)
            }
            Term::Function(name) => self.function(dot, name, Place::Operand(operand), &[], None),
            Term::Pipe(pipe) => self.pipe(dot, pipe),
        }
    }

    fn function(
        &mut self,
        dot: &Val<'a>,
        name: &str,
        place: Place<'a>,
        args: &'a [Operand],
        piped: Option<Val<'a>>,
    ) -> Result<Val<'a>, String> {
        self.charge(STEP)?;
        let Some(function) = find(name) else {
            return self.error(&format!("{} is not a defined function", go_quote(name)));
        };
        self.check_count(function, args.len(), args.len() + usize::from(piped.is_some()))?;
        let mut values = Vec::with_capacity(args.len() + 1);
        for operand in args {
            let parameter = function.parameter(values.len());
            let value = self.argument(dot, operand, parameter)?;
            // `and` and `or` do not look at what can no longer matter.
            if name == "and" && !is_true(&value) || name == "or" && is_true(&value) {
                return Ok(value);
            }
            values.push(value);
        }
        if let Some(value) = piped {
            let parameter = function.parameter(values.len());
            values.push(self.validated(value, parameter)?);
        }
        match call(name, values) {
            Ok(value) => {
                if let Some(Cow::Owned(Value::String(text))) = &value.value {
                    self.charge(text.len())?;
                }
                Ok(value)
            }
            Err(message) => {
                self.place = Some(place);
                self.error(&format!("error calling {name}: {message}"))
            }
        }
    }

    fn check_count(&self, function: &Function, written: usize, given: usize) -> Result<(), String> {
        let Function { name, fixed, is_variadic, .. } = function;
        if *is_variadic && given < *fixed {
            return self
                .error(&format!("wrong number of args for {name}: want at least {fixed} got {written}"));
        }
        if !is_variadic && given != *fixed {
            return self.error(&format!("wrong number of args for {name}: want {fixed} got {given}"));
        }
        Ok(())
    }

    fn argument(
        &mut self,
        dot: &Val<'a>,
        operand: &'a Operand,
        parameter: Parameter,
    ) -> Result<Val<'a>, String> {
        if parameter == Parameter::Text {
            self.place = Some(Place::Operand(operand));
            match &operand.term {
                Term::Nil => return self.error("cannot assign nil to string"),
                Term::Bool(_) | Term::Number(..) => {
                    let text = Place::Operand(operand).text();
                    return self.error(&format!("expected string; found {text}"));
                }
                _ => {}
            }
        }
        let value = self.operand(dot, operand)?;
        self.validated(value, parameter)
    }

    fn validated(&self, value: Val<'a>, parameter: Parameter) -> Result<Val<'a>, String> {
        match value.value.as_deref() {
            _ if parameter == Parameter::Any => Ok(value),
            Some(Value::String(_)) => Ok(value),
            None => self.error("invalid value; expected string"),
            Some(_) => {
                self.error(&format!("wrong type for value; expected string; got {}", value.inner_type()))
            }
        }
    }
}
