//! One command of a pipeline.

use std::collections::VecDeque;

use super::frames::{Cx, Machine};
use super::start;
use crate::apimachinery::time::Time;
use crate::playground::shell::environment::Environment;
use crate::playground::shell::host::{Invocation, ProcessId, Stream};
use crate::playground::shell::syntax::Command;
use crate::playground::shell::tools::{Filter, Output, Xargs};

/// Where a stream of a command leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The next stage, or what is around the pipeline.
    Out,
    /// The error stream of what is around.
    Error,
    File(String),
    Nowhere,
}

/// Where both streams lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Routes {
    pub stdout: Route,
    pub stderr: Route,
}

#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub state: State,
    pub routes: Routes,
    /// What has come and not been read.
    pub input: String,
    /// Nothing more will come.
    pub input_ended: bool,
    /// There is an input of its own: a pipe or a redirection. Otherwise it reads what is around, if anything.
    pub has_input: bool,
    /// Nothing of its pipeline comes after it.
    pub is_last: bool,
    pub environment: Option<Box<Environment>>,
    pub exit_code: Option<i32>,
}

/// What a stage is doing.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// Running the `$( … )` in its words, one after the other.
    Preparing {
        command: Command,
        capture: Option<(Box<Machine>, String)>,
        captured_exit: Option<i32>,
    },
    Filter(Box<Filter>),
    /// A program that starts once its input is whole.
    Waiting(Box<Invocation>),
    Process(ProcessId),
    /// A compound command or a script that starts once its input is whole.
    Machine(Box<Machine>),
    Sleeping(Time),
    Xargs(Box<Xargs>),
    /// Commands one after another, from xargs; each is a stage without words to prepare.
    Queue {
        waiting: VecDeque<Vec<String>>,
        current: Option<Box<Stage>>,
        exit_code: i32,
    },
    Watch {
        command: String,
        interval_ms: u64,
        current: Option<Box<Machine>>,
        next: Time,
    },
    Ended,
}

impl Stage {
    pub(super) fn new(command: Command, has_input: bool) -> Stage {
        Stage {
            state: State::Preparing { command, capture: None, captured_exit: None },
            routes: Routes { stdout: Route::Out, stderr: Route::Error },
            input: String::new(),
            input_ended: !has_input,
            has_input,
            is_last: true,
            environment: None,
            exit_code: None,
        }
    }

    /// Goes on as far as it can; its exit code is there once it has ended.
    pub(super) fn poll(
        &mut self,
        environment: &mut Environment,
        input: &mut String,
        out: &mut Output,
        cx: &mut Cx,
    ) {
        // Every state either rests or leads to another one.
        while self.exit_code.is_none() && self.go_on(environment, input, out, cx) {}
    }

    /// Does one step; false when it rests.
    fn go_on(
        &mut self,
        environment: &mut Environment,
        input: &mut String,
        out: &mut Output,
        cx: &mut Cx,
    ) -> bool {
        match &mut self.state {
            State::Preparing { .. } => start::prepare(self, environment, input, out, cx),
            State::Filter(filter) => {
                filter.feed(&std::mem::take(&mut self.input), out);
                if self.input_ended {
                    filter.end(cx.host.files(), out);
                }
                if self.input_ended || !filter.wants_more() {
                    self.exit_code = Some(filter.exit_code());
                }
                false
            }
            State::Waiting(invocation) if self.input_ended => {
                let mut invocation = (**invocation).clone();
                if self.has_input {
                    invocation.stdin = Some(std::mem::take(&mut self.input));
                } else if !input.is_empty() {
                    invocation.stdin = Some(std::mem::take(input));
                }
                self.state = State::Process(cx.host.start(invocation));
                true
            }
            State::Process(process) => {
                let progress = cx.host.poll(*process);
                progress.output.iter().for_each(|chunk| out.push(chunk.stream, &chunk.text));
                self.exit_code = progress.exit_code;
                false
            }
            State::Machine(machine) if self.input_ended => {
                if self.has_input {
                    **machine = machine.clone().with_input(Some(std::mem::take(&mut self.input)));
                    self.has_input = false;
                }
                self.exit_code = machine.poll(environment, input, out, cx);
                false
            }
            State::Sleeping(until) => {
                if *until <= cx.host.now() {
                    self.exit_code = Some(0);
                }
                false
            }
            State::Xargs(xargs) if self.input_ended => {
                let waiting = xargs.commands(&std::mem::take(&mut self.input)).into();
                self.state = State::Queue { waiting, current: None, exit_code: 0 };
                true
            }
            State::Queue { .. } => self.go_on_in_queue(environment, input, out, cx),
            State::Watch { .. } => self.go_on_watching(environment, out, cx),
            State::Waiting(_) | State::Machine(_) | State::Xargs(_) | State::Ended => false,
        }
    }

    fn go_on_in_queue(
        &mut self,
        environment: &mut Environment,
        input: &mut String,
        out: &mut Output,
        cx: &mut Cx,
    ) -> bool {
        let State::Queue { waiting, current, exit_code } = &mut self.state else { return false };
        if let Some(stage) = current {
            stage.poll(environment, input, out, cx);
            let Some(code) = stage.exit_code else { return false };
            // xargs has one code for all that failed.
            *exit_code = match code {
                0 => *exit_code,
                127 => 127,
                _ => 123,
            };
            *current = None;
        }
        match waiting.pop_front() {
            Some(argv) => *current = Some(Box::new(start::stage_of(argv, environment, out, cx))),
            None => self.exit_code = Some(*exit_code),
        }
        true
    }

    fn go_on_watching(&mut self, environment: &mut Environment, out: &mut Output, cx: &mut Cx) -> bool {
        let now = cx.host.now();
        let State::Watch { command, interval_ms, current, next } = &mut self.state else { return false };
        if current.is_none() && *next <= now {
            out.push(Stream::Clear, "");
            let seconds = format!("{}.{}", *interval_ms / 1000, *interval_ms % 1000 / 100);
            out.line(&format!("Every {seconds}s: {command}\n"));
            match start::machine_of(command, environment) {
                Ok(machine) => *current = Some(Box::new(machine)),
                Err(message) => {
                    out.push(Stream::Stderr, &message);
                    self.exit_code = Some(2);
                    return false;
                }
            }
            *next = now.plus(*interval_ms);
        }
        if let Some(machine) = current
            && machine.poll(environment, &mut String::new(), out, cx).is_some()
        {
            *current = None;
        }
        false
    }

    /// Whether it is past the preparation, so that ending it early leaves nothing undone.
    pub(super) fn has_begun(&self) -> bool {
        !matches!(self.state, State::Preparing { .. })
    }

    /// Ends it from outside.
    pub(super) fn stop(&mut self, code: i32, cx: &mut Cx) {
        let mut processes = Vec::new();
        self.processes(&mut processes);
        processes.into_iter().for_each(|process| cx.host.stop(process));
        self.state = State::Ended;
        self.exit_code.get_or_insert(code);
    }

    pub(super) fn processes(&self, found: &mut Vec<ProcessId>) {
        if self.exit_code.is_some() {
            return;
        }
        match &self.state {
            State::Process(process) => found.push(*process),
            State::Machine(machine) => machine.processes(found),
            State::Preparing { capture: Some((machine, _)), .. } => machine.processes(found),
            State::Watch { current: Some(machine), .. } => machine.processes(found),
            State::Queue { current: Some(stage), .. } => stage.processes(found),
            _ => {}
        }
    }

    /// When it wants to go on by itself.
    pub(super) fn wake(&self) -> Option<Time> {
        if self.exit_code.is_some() {
            return None;
        }
        match &self.state {
            State::Sleeping(until) => Some(*until),
            State::Watch { current: None, next, .. } => Some(*next),
            State::Watch { current: Some(machine), .. } => machine.wake(),
            State::Machine(machine) => machine.wake(),
            State::Preparing { capture: Some((machine, _)), .. } => machine.wake(),
            State::Queue { current: Some(stage), .. } => stage.wake(),
            _ => None,
        }
    }
}
