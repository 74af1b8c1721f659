//! What the shell finds in a session: the clock, the files, kubectl and `sim`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::apimachinery::time::Time;
use crate::kubectl::command::Env;
use crate::kubectl::files::Files as KubectlFiles;
use crate::kubectl::kubeconfig::Kubeconfig;
use crate::kubectl::process::{Invocation as KubectlInvocation, Process, Step};
use crate::kubectl::streams::{Output, Stream as KubectlStream};
use crate::kubectl::task::EditRequest;
use crate::playground::shell::files::{Files, absolute, resolve};
use crate::playground::shell::{Chunk, Host, Invocation, ProcessId, Progress, Stream};
use crate::playground::sim_command;
use crate::sim::cluster::Cluster;

/// A program that has not been asked for its end yet.
#[derive(Clone, Debug)]
struct Run {
    /// `None` for a program that has done all it does.
    process: Option<Process>,
    step: Step,
    output: Vec<Chunk>,
    /// The store's version when it was last polled.
    seen_revision: u64,
    folder: String,
}

/// The programs of a session.
#[derive(Clone, Debug, Default)]
pub(super) struct Programs {
    runs: BTreeMap<ProcessId, Run>,
    next: u32,
}

impl Programs {
    /// The text that a `kubectl edit` wants edited, if one does.
    pub(super) fn edit_request(&self) -> Option<(ProcessId, &EditRequest)> {
        self.runs.iter().find_map(|(id, run)| match &run.step {
            Step::Edit(request) => Some((*id, request)),
            _ => None,
        })
    }

    /// When the next of them wants to look again although nothing changed.
    pub(super) fn next_wake(&self) -> Option<Time> {
        let wakes = self.runs.values().filter_map(|run| match run.step {
            Step::Waiting { until } => until,
            _ => None,
        });
        wakes.min()
    }
}

/// A session, lent to its shell.
pub(super) struct SessionHost<'a> {
    pub(super) cluster: &'a mut Cluster,
    pub(super) files: &'a mut Files,
    pub(super) programs: &'a mut Programs,
}

impl SessionHost<'_> {
    /// Hands a `kubectl edit` the text the person saved, or `None` where the editor was closed without.
    pub(super) fn edited(&mut self, id: ProcessId, text: Option<String>) {
        self.go_on(id, |process, env, out| process.edited(text, env, out));
    }

    /// Runs `sim`, which ends at once.
    fn sim(&mut self, invocation: Invocation) -> Run {
        let words = invocation.argv.get(1..).unwrap_or_default();
        let folder = WorkingFolder { files: self.files, folder: &invocation.folder };
        let (output, exit_code) = sim_command::run(words, self.cluster, &namespace(&folder));
        let seen_revision = self.cluster.api().revision();
        Run { process: None, step: Step::Exit(exit_code), output, seen_revision, folder: invocation.folder }
    }

    fn go_on(&mut self, id: ProcessId, act: impl FnOnce(&mut Process, &mut Env<'_>, &mut Output) -> Step) {
        let Some(mut run) = self.programs.runs.remove(&id) else { return };
        let Some(process) = &mut run.process else { return };
        let mut files = WorkingFolder { files: self.files, folder: &run.folder };
        let mut out = Output::default();
        let now = self.cluster.now();
        let mut env = Env { now, api: self.cluster.api_mut(), files: &mut files };
        run.step = act(process, &mut env, &mut out);
        run.seen_revision = self.cluster.api().revision();
        run.output.extend(chunks(out));
        self.programs.runs.insert(id, run);
    }
}

/// The session's files as kubectl sees them from a folder.
pub(super) struct WorkingFolder<'a> {
    pub(super) files: &'a mut Files,
    pub(super) folder: &'a str,
}

impl KubectlFiles for WorkingFolder<'_> {
    fn read(&self, path: &str) -> Option<Rc<str>> {
        self.files.read(&resolve(self.folder, path)).ok().map(Rc::from)
    }

    fn write(&mut self, path: &str, text: &str) {
        // kubectl writes its configuration only; a full disk loses that, as a real one does.
        _ = self.files.put(&resolve(self.folder, path), text);
    }

    fn is_folder(&self, path: &str) -> bool {
        self.files.is_folder(&resolve(self.folder, path))
    }

    fn absolute(&self, path: &str) -> String {
        absolute(&resolve(self.folder, path))
    }

    fn paths(&self) -> Vec<String> {
        let inside = |path: &str| match self.folder {
            "" => Some(path.to_owned()),
            folder => Some(path.strip_prefix(folder)?.strip_prefix('/')?.to_owned()),
        };
        self.files.iter().filter_map(|(path, _)| inside(path)).collect()
    }
}

/// The namespace of the context in use.
pub(super) fn namespace(folder: &WorkingFolder<'_>) -> String {
    Kubeconfig::load(folder).namespace()
}

fn chunks(mut out: Output) -> Vec<Chunk> {
    let chunk = |(stream, text)| match stream {
        KubectlStream::Out => Chunk { stream: Stream::Stdout, text },
        KubectlStream::Err => Chunk { stream: Stream::Stderr, text },
    };
    out.take().into_iter().map(chunk).collect()
}

impl Host for SessionHost<'_> {
    fn now(&self) -> Time {
        self.cluster.now()
    }

    fn files(&mut self) -> &mut Files {
        self.files
    }

    fn programs(&self) -> &'static [&'static str] {
        &["kubectl", "k", "sim"]
    }

    fn start(&mut self, invocation: Invocation) -> ProcessId {
        let id = ProcessId(self.programs.next);
        self.programs.next += 1;
        if invocation.argv.first().is_some_and(|name| name == "sim") {
            let run = self.sim(invocation);
            self.programs.runs.insert(id, run);
            return id;
        }
        let argv = invocation.argv.into_iter().skip(1).collect();
        let kubectl = KubectlInvocation { argv, stdin: invocation.stdin };
        let mut files = WorkingFolder { files: self.files, folder: &invocation.folder };
        let mut out = Output::default();
        let now = self.cluster.now();
        let mut env = Env { now, api: self.cluster.api_mut(), files: &mut files };
        let (process, step) = Process::start(&kubectl, &mut env, &mut out);
        let seen_revision = self.cluster.api().revision();
        let run = Run {
            process: Some(process),
            step,
            output: chunks(out),
            seen_revision,
            folder: invocation.folder,
        };
        self.programs.runs.insert(id, run);
        id
    }

    fn poll(&mut self, id: ProcessId) -> Progress {
        let (now, revision) = (self.cluster.now(), self.cluster.api().revision());
        let is_due = self.programs.runs.get(&id).is_some_and(|run| match run.step {
            Step::Waiting { until } => {
                run.seen_revision != revision || until.is_some_and(|until| until <= now)
            }
            _ => false,
        });
        if is_due {
            self.go_on(id, Process::poll);
        }
        let Some(run) = self.programs.runs.get_mut(&id) else { return Progress::default() };
        let output = std::mem::take(&mut run.output);
        let exit_code = match run.step {
            Step::Exit(code) => Some(code),
            _ => None,
        };
        if exit_code.is_some() {
            self.programs.runs.remove(&id);
        }
        Progress { output, exit_code }
    }

    fn stop(&mut self, id: ProcessId) {
        self.go_on(id, |process, env, out| Step::Exit(process.interrupt(env, out)));
        self.programs.runs.remove(&id);
    }
}
