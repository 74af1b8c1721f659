//! Lists, conditions and loops.

use std::rc::Rc;

use super::COMMANDS_MAX;
use super::pipeline::Running;
use crate::apimachinery::time::Time;
use crate::playground::shell::environment::{Control, Environment};
use crate::playground::shell::expand::{ExpandError, Expander};
use crate::playground::shell::host::{Host, ProcessId, Stream};
use crate::playground::shell::syntax::{AndOr, Compound, Connector, List};
use crate::playground::shell::tools::Output;

/// What a machine works with while it is polled.
pub(in crate::playground::shell) struct Cx<'shell> {
    pub host: &'shell mut dyn Host,
    pub history: &'shell [String],
    /// How many more commands may begin at this moment.
    pub budget: &'shell mut u32,
}

/// A list on its way.
#[derive(Clone, Debug)]
pub(in crate::playground::shell) struct Machine {
    frames: Vec<Frame>,
    /// A copy of its own, in a subshell.
    environment: Option<Box<Environment>>,
    /// Input given to it as a whole, for the commands in it to share.
    input: Option<String>,
}

#[derive(Clone, Debug)]
enum Frame {
    List { list: List, next: usize },
    AndOr { item: AndOr, next: usize },
    Pipeline(Box<Running>),
    If { branches: Rc<[(List, List)]>, otherwise: Option<List>, next: usize, testing: bool },
    For { name: String, values: std::vec::IntoIter<String>, body: List },
    While { until: bool, condition: List, body: List, tested: bool },
}

impl Machine {
    /// Runs a list.
    pub(in crate::playground::shell) fn new(list: List) -> Machine {
        Machine { frames: vec![Frame::List { list, next: 0 }], environment: None, input: None }
    }

    /// The same, on a copy of the environment.
    pub(in crate::playground::shell) fn subshell(list: List, environment: &Environment) -> Machine {
        Machine { environment: Some(Box::new(environment.clone())), ..Machine::new(list) }
    }

    /// Runs a compound command, or says why its words cannot be expanded.
    pub(super) fn compound(
        compound: &Compound,
        expander: &Expander,
        environment: &Environment,
    ) -> Result<Machine, ExpandError> {
        let frame = match compound {
            Compound::Group(list) => return Ok(Machine::new(list.clone())),
            Compound::Subshell(list) => return Ok(Machine::subshell(list.clone(), environment)),
            Compound::If(branches, otherwise) => Frame::If {
                branches: branches.clone(),
                otherwise: otherwise.clone(),
                next: 0,
                testing: false,
            },
            Compound::For(name, words, body) => Frame::For {
                name: name.clone(),
                values: expander.fields(words)?.into_iter(),
                body: body.clone(),
            },
            Compound::While { until, condition, body } => Frame::While {
                until: *until,
                condition: condition.clone(),
                body: body.clone(),
                tested: false,
            },
        };
        Ok(Machine { frames: vec![frame], environment: None, input: None })
    }

    pub(super) fn with_input(mut self, input: Option<String>) -> Machine {
        self.input = input;
        self
    }

    /// Goes on until it rests (none) or has ended, with its exit code.
    pub(in crate::playground::shell) fn poll(
        &mut self,
        environment: &mut Environment,
        input: &mut String,
        out: &mut Output,
        cx: &mut Cx,
    ) -> Option<i32> {
        let mut own_environment = self.environment.take();
        let mut own_input = self.input.take();
        let code = self.run(
            own_environment.as_deref_mut().unwrap_or(environment),
            own_input.as_mut().unwrap_or(input),
            out,
            cx,
        );
        self.environment = own_environment;
        self.input = own_input;
        code
    }

    fn run(
        &mut self,
        environment: &mut Environment,
        input: &mut String,
        out: &mut Output,
        cx: &mut Cx,
    ) -> Option<i32> {
        loop {
            if let Some(control) = environment.control {
                self.jump(control, environment);
            }
            let Some(frame) = self.frames.last_mut() else { return Some(environment.last_exit) };
            if let Frame::Pipeline(running) = frame {
                environment.last_exit = running.poll(environment, input, out, cx)?;
                self.frames.pop();
                continue;
            }
            match advance(frame, environment) {
                Some(next) => {
                    if matches!(next, Frame::Pipeline(_)) && !begin_command(out, cx) {
                        environment.control = Some(Control::Exit(1));
                        continue;
                    }
                    self.frames.push(next);
                }
                None => drop(self.frames.pop()),
            }
        }
    }

    /// Leaves frames until the jump has reached its loop; what is not for this machine stays for the one around it.
    fn jump(&mut self, control: Control, environment: &mut Environment) {
        let is_loop = |frame: &Frame| matches!(frame, Frame::For { .. } | Frame::While { .. });
        if let Control::Exit(code) = control {
            environment.last_exit = code;
            self.frames.clear();
            return;
        }
        while self.frames.last().is_some_and(|frame| !is_loop(frame)) {
            self.frames.pop();
        }
        if self.frames.is_empty() {
            return;
        }
        environment.control = None;
        environment.last_exit = 0;
        match (control, self.frames.last_mut()) {
            (Control::Break, _) => drop(self.frames.pop()),
            (_, Some(Frame::While { tested, .. })) => *tested = false,
            _ => {}
        }
    }

    /// All programs of the session that run for it.
    pub(in crate::playground::shell) fn processes(&self, found: &mut Vec<ProcessId>) {
        for frame in &self.frames {
            if let Frame::Pipeline(running) = frame {
                running.processes(found);
            }
        }
    }

    /// When it wants to go on by itself.
    pub(in crate::playground::shell) fn wake(&self) -> Option<Time> {
        let wakes = self.frames.iter().filter_map(|frame| match frame {
            Frame::Pipeline(running) => running.wake(),
            _ => None,
        });
        wakes.min()
    }
}

/// What a frame does next: a frame to put on top, or none when it is through.
fn advance(frame: &mut Frame, environment: &mut Environment) -> Option<Frame> {
    let list = |list: &List| Some(Frame::List { list: list.clone(), next: 0 });
    match frame {
        Frame::List { list, next } => {
            let item = list.get(*next)?.clone();
            *next += 1;
            Some(Frame::AndOr { item, next: 0 })
        }
        Frame::AndOr { item, next } => loop {
            let (connector, pipeline) = item.pipelines.get(*next)?;
            *next += 1;
            let runs = match connector {
                Connector::Then => true,
                Connector::And => environment.last_exit == 0,
                Connector::Or => environment.last_exit != 0,
            };
            if runs {
                return Some(Frame::Pipeline(Box::new(Running::new(pipeline.clone()))));
            }
        },
        Frame::Pipeline(_) => None,
        Frame::If { branches, otherwise, next, testing } => {
            if std::mem::take(testing) && environment.last_exit == 0 {
                let (_, body) = branches.get(*next - 1)?;
                *next = usize::MAX;
                return list(body);
            }
            let condition = branches.get(*next).map(|(condition, _)| condition);
            if condition.is_some() {
                (*next, *testing) = (*next + 1, true);
                return condition.and_then(list);
            }
            if *next > branches.len() {
                return None;
            }
            *next = usize::MAX;
            environment.last_exit = 0;
            otherwise.as_ref().and_then(list)
        }
        Frame::For { name, values, body } => {
            environment.variables.insert(name.clone(), values.next()?);
            list(body)
        }
        Frame::While { until, condition, body, tested } => {
            *tested = !*tested;
            if *tested {
                return list(condition);
            }
            if (environment.last_exit == 0) == *until {
                environment.last_exit = 0;
                return None;
            }
            list(body)
        }
    }
}

/// Whether one more command may begin.
fn begin_command(out: &mut Output, cx: &mut Cx) -> bool {
    if *cx.budget == 0 {
        out.push(
            Stream::Stderr,
            &format!("bash: stopped after {COMMANDS_MAX} commands without any time passing; put a sleep into the loop\n"),
        );
        return false;
    }
    *cx.budget -= 1;
    true
}
