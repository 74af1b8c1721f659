//! The parts of a parsed template, and how error messages write them.

use crate::apimachinery::quote::go_quote;
use serde_json::Value;

#[derive(Clone, Debug)]
pub(super) enum Statement {
    Text(String),
    Action(Pipe),
    If(Control),
    With(Control),
    Range(Control),
    Template(Call),
    Break,
    Continue,
}

#[derive(Clone, Debug)]
pub(super) struct Control {
    pub(super) pipe: Pipe,
    pub(super) list: Vec<Statement>,
    pub(super) otherwise: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) pos: usize,
    pub(super) name: String,
    pub(super) pipe: Option<Pipe>,
}

/// `$x := command | command`.
#[derive(Clone, Debug)]
pub(super) struct Pipe {
    pub(super) pos: usize,
    pub(super) binding: Binding,
    pub(super) variables: Vec<String>,
    pub(super) commands: Vec<Command>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    Declare,
    Assign,
}

#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) pos: usize,
    pub(super) args: Vec<Operand>,
}

#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub(super) pos: usize,
    pub(super) term: Term,
}

#[derive(Clone, Debug)]
pub(super) enum Term {
    Bool(Value),
    Dot,
    Nil,
    /// The number and how it was written; none is one that fits no integer.
    Number(Option<Value>, String),
    /// The string and how it was written.
    Text(Value, String),
    Field(Vec<String>),
    /// The variable's name, then fields.
    Variable(Vec<String>),
    Chain(Box<Operand>, Vec<String>),
    Function(String),
    Pipe(Pipe),
}

/// What was being evaluated when something went wrong.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Operand(&'a Operand),
    Pipe(&'a Pipe),
    Command(&'a Command),
    Call(&'a Call),
}

impl Place<'_> {
    pub(super) fn pos(self) -> usize {
        match self {
            Self::Operand(operand) => operand.pos,
            Self::Pipe(pipe) => pipe.pos,
            Self::Command(command) => command.pos,
            Self::Call(call) => call.pos,
        }
    }

    /// The source text, as upstream writes it anew from the tree.
    pub(super) fn text(self) -> String {
        let mut out = String::new();
        match self {
            Self::Operand(operand) => write_operand(operand, &mut out),
            Self::Pipe(pipe) => write_pipe(pipe, &mut out),
            Self::Command(command) => write_command(command, &mut out),
            Self::Call(call) => {
                out.push_str("{{template ");
                out.push_str(&go_quote(&call.name));
                if let Some(pipe) = &call.pipe {
                    out.push(' ');
                    write_pipe(pipe, &mut out);
                }
                out.push_str("}}");
            }
        }
        out
    }
}

fn write_pipe(pipe: &Pipe, out: &mut String) {
    if !pipe.variables.is_empty() {
        out.push_str(&pipe.variables.join(", "));
        out.push_str(if pipe.binding == Binding::Assign { " = " } else { " := " });
    }
    for (index, command) in pipe.commands.iter().enumerate() {
        if index > 0 {
            out.push_str(" | ");
        }
        write_command(command, out);
    }
}

fn write_command(command: &Command, out: &mut String) {
    for (index, operand) in command.args.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        write_inner(operand, out);
    }
}

/// A pipe inside something else stands in parentheses.
fn write_inner(operand: &Operand, out: &mut String) {
    if matches!(operand.term, Term::Pipe(_)) {
        out.push('(');
        write_operand(operand, out);
        out.push(')');
    } else {
        write_operand(operand, out);
    }
}

fn write_operand(operand: &Operand, out: &mut String) {
    match &operand.term {
        Term::Bool(value) => out.push_str(if *value == Value::Bool(true) { "true" } else { "false" }),
        Term::Dot => out.push('.'),
        Term::Nil => out.push_str("nil"),
        Term::Number(_, text) | Term::Text(_, text) | Term::Function(text) => out.push_str(text),
        Term::Field(names) => write_fields(names, out),
        Term::Variable(names) => out.push_str(&names.join(".")),
        Term::Chain(inner, names) => {
            write_inner(inner, out);
            write_fields(names, out);
        }
        Term::Pipe(pipe) => write_pipe(pipe, out),
    }
}

fn write_fields(names: &[String], out: &mut String) {
    for name in names {
        out.push('.');
        out.push_str(name);
    }
}
