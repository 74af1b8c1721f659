//! One run of kubectl, from its command line to its exit code.
//!
//! Invariant: a process is plain data. It touches the server and the files only inside the calls below, so a session
//! can be cloned between any two of them.
//!
//! Upstream: `k8s.io/component-base/cli/run.go`, `k8s.io/kubectl/pkg/util/interrupt`.

use crate::apimachinery::time::Time;
use crate::kubectl::command::{Context, Env, parse};
use crate::kubectl::connection;
use crate::kubectl::errors::Failure;
use crate::kubectl::help;
use crate::kubectl::root::ROOT;
use crate::kubectl::streams::Output;
use crate::kubectl::task::{EditRequest, Progress, Task};

/// A command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invocation {
    /// The words behind `kubectl`.
    pub argv: Vec<String>,
    /// What a pipe or `<` feeds it.
    pub stdin: Option<String>,
}

/// What a process asks of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It has ended with that exit code.
    Exit(i32),
    /// Poll it whenever the store has changed, and at `until` at the latest.
    Waiting {
        /// When to poll although nothing changed.
        until: Option<Time>,
    },
    /// It wants a text edited; answer with `edited`.
    Edit(EditRequest),
}

/// A run of kubectl.
#[derive(Clone, Debug)]
pub struct Process {
    task: Option<Task>,
    failure_code: i32,
}

impl Process {
    /// Starts kubectl. Most commands end at once.
    pub fn start(invocation: &Invocation, env: &mut Env<'_>, out: &mut Output) -> (Process, Step) {
        let mut process = Process { task: None, failure_code: 1 };
        let mut call = match parse(&ROOT, &invocation.argv, invocation.stdin.clone(), out) {
            Ok(call) => call,
            Err(failure) => return process.end(&failure, out),
        };
        // `diff` tells "differs" from "failed", so its failures count one more.
        process.failure_code = if call.command().name == "diff" { 2 } else { 1 };
        if call.is_on("help") {
            out.out(&help::text(&call.path));
            return (process, Step::Exit(0));
        }
        match connection::namespace(&call, env) {
            Ok(namespace) => call.context_namespace = namespace,
            Err(failure) => return process.end(&failure, out),
        }
        let result = (call.command().run)(&call, &mut Context { env, out });
        let step = process.settle(result, out);
        (process, step)
    }

    /// Goes on after the store changed or the time came.
    pub fn poll(&mut self, env: &mut Env<'_>, out: &mut Output) -> Step {
        match self.task.take() {
            Some(task) => {
                let result = task.poll(&mut Context { env, out });
                self.settle(result, out)
            }
            None => Step::Exit(0),
        }
    }

    /// Goes on after the editor closed: with the text saved, or `None` where it was closed unchanged.
    pub fn edited(&mut self, text: Option<String>, env: &mut Env<'_>, out: &mut Output) -> Step {
        match self.task.take() {
            Some(task) => {
                let result = task.edited(text, &mut Context { env, out });
                self.settle(result, out)
            }
            None => Step::Exit(0),
        }
    }

    /// Ends it as Ctrl-C does; the exit code is a shell's for an interrupted command.
    pub fn interrupt(&mut self, env: &mut Env<'_>, out: &mut Output) -> i32 {
        const INTERRUPTED: i32 = 130;
        if let Some(task) = self.task.take() {
            task.interrupt(&mut Context { env, out });
        }
        INTERRUPTED
    }

    fn settle(&mut self, result: Result<Progress, Failure>, out: &mut Output) -> Step {
        match result {
            Ok(Progress::Ended) => Step::Exit(0),
            Ok(Progress::Waiting(task, until)) => {
                self.task = Some(task);
                Step::Waiting { until }
            }
            Ok(Progress::Editing(task, request)) => {
                self.task = Some(task);
                Step::Edit(request)
            }
            Err(failure) => {
                for warning in failure.warnings() {
                    out.server_warning(warning);
                }
                out.err(&failure.text());
                let silent = matches!(failure, Failure::Silent);
                Step::Exit(if silent { 1 } else { self.failure_code })
            }
        }
    }

    fn end(mut self, failure: &Failure, out: &mut Output) -> (Process, Step) {
        let step = self.settle(Err(failure.clone()), out);
        (self, step)
    }
}
