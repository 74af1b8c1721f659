//! A pipeline at work.

use std::rc::Rc;

use super::PIPE_BYTES_MAX;
use super::frames::Cx;
use super::stage::{Route, Stage};
use crate::apimachinery::time::Time;
use crate::playground::shell::environment::Environment;
use crate::playground::shell::files::FileError;
use crate::playground::shell::host::{ProcessId, Stream};
use crate::playground::shell::syntax::Pipeline;
use crate::playground::shell::tools::Output;

/// The exit code of a command whose output nobody reads.
const BROKEN_PIPE: i32 = 141;

/// Stages side by side. With several of them each works on its own copy of the environment.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pipeline: Rc<Pipeline>,
    stages: Vec<Stage>,
}

impl Running {
    pub(super) fn new(pipeline: Rc<Pipeline>) -> Running {
        let stage = |(index, command)| {
            let is_last = index + 1 == pipeline.commands.len();
            Stage { is_last, ..Stage::new(command, index > 0) }
        };
        let stages = pipeline.commands.iter().cloned().enumerate().map(stage).collect();
        Running { pipeline, stages }
    }

    pub(super) fn poll(
        &mut self,
        environment: &mut Environment,
        input: &mut String,
        out: &mut Output,
        cx: &mut Cx,
    ) -> Option<i32> {
        let alone = self.stages.len() == 1;
        for index in 0..self.stages.len() {
            let stage = &mut self.stages[index];
            if stage.exit_code.is_some() {
                continue;
            }
            let mut printed = Output::default();
            if alone {
                stage.poll(environment, input, &mut printed, cx);
            } else {
                let mut own = stage.environment.take().unwrap_or_else(|| Box::new(environment.clone()));
                stage.poll(&mut own, input, &mut printed, cx);
                stage.environment = Some(own);
            }
            self.route(index, printed, out, cx);
            if self.stages[index].exit_code.is_some()
                && let Some(next) = self.stages.get_mut(index + 1)
            {
                next.input_ended = true;
            }
        }
        self.stop_unread(cx);
        let codes: Option<Vec<i32>> = self.stages.iter().map(|stage| stage.exit_code).collect();
        let code = codes?.last().copied().unwrap_or(0);
        Some(if self.pipeline.negated { i32::from(code == 0) } else { code })
    }

    /// Sends what a stage printed where it is meant to go.
    fn route(&mut self, index: usize, printed: Output, out: &mut Output, cx: &mut Cx) {
        let routes = self.stages[index].routes.clone();
        for chunk in printed.chunks {
            let route = match chunk.stream {
                Stream::Stdout => &routes.stdout,
                Stream::Stderr => &routes.stderr,
                Stream::Clear => {
                    out.push(Stream::Clear, "");
                    continue;
                }
            };
            match route {
                Route::Out => match self.stages.get_mut(index + 1) {
                    Some(next) if next.exit_code.is_some() => {}
                    Some(next) if next.input.len() + chunk.text.len() > PIPE_BYTES_MAX => {
                        out.push(Stream::Stderr, "bash: write error: the pipe is full\n");
                        self.stages[index].stop(1, cx);
                        return;
                    }
                    Some(next) => next.input.push_str(&chunk.text),
                    None => out.push(Stream::Stdout, &chunk.text),
                },
                Route::Error => out.push(Stream::Stderr, &chunk.text),
                Route::Nowhere => {}
                Route::File(path) => {
                    if cx.host.files().append(path, &chunk.text).is_err() {
                        out.push(
                            Stream::Stderr,
                            &format!("bash: write error: {}\n", FileError::NoSpace.message()),
                        );
                        self.stages[index].stop(1, cx);
                        return;
                    }
                }
            }
        }
    }

    /// Ends stages whose reader has ended, from the back to the front.
    fn stop_unread(&mut self, cx: &mut Cx) {
        for index in (1..self.stages.len()).rev() {
            let unread = self.stages[index].exit_code.is_some();
            let writer = &mut self.stages[index - 1];
            if unread
                && writer.exit_code.is_none()
                && writer.routes.stdout == Route::Out
                && writer.has_begun()
            {
                writer.stop(BROKEN_PIPE, cx);
            }
        }
    }

    pub(super) fn processes(&self, found: &mut Vec<ProcessId>) {
        self.stages.iter().for_each(|stage| stage.processes(found));
    }

    pub(super) fn wake(&self) -> Option<Time> {
        self.stages.iter().filter_map(Stage::wake).min()
    }
}
