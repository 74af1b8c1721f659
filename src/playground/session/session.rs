//! The session itself: one door in ([`Session::run`]), time ([`Session::advance_to`]), and what is to be seen.

use std::rc::Rc;

use crate::apimachinery::errors::ApiError;
use crate::apimachinery::time::Time;
use crate::client::trace::{Deed, TraceEntry};
use crate::kubectl::complete::complete;
use crate::kubelet::config::Profile;
use crate::playground::command::Command;
use crate::playground::guide::course::Course;
use crate::playground::session::host::{Programs, SessionHost, WorkingFolder, namespace};
use crate::playground::session::terminal_log::TerminalLog;
use crate::playground::shell::files::Files;
use crate::playground::shell::{Chunk, JobState, Shell, Stream};
use crate::playground::sim_command;
use crate::playground::starts::Start;
use crate::playground::view::build::builder::ViewBuilder;
use crate::playground::view::page::View;
use crate::playground::view::terminal::{Origin, split_origin};
use crate::sim::cluster::{Cluster, TooManyOccurrences};

/// Who the trace says gives commands, and who carries them out.
const PERSON: &str = "you";
const CLIENT: &str = "kubectl";
/// Milliseconds beyond which a step looks for no further occurrence.
const STEP_MS_MAX: u64 = 3_600_000;

/// A command and when it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// When.
    pub at: Time,
    /// What.
    pub command: Command,
}

/// A line that has not ended.
#[derive(Clone, Debug)]
struct Job {
    entry: u64,
    /// A control's line has a shell of its own: it does not wait for the one at the prompt.
    shell: Option<Shell>,
    wake: Option<Time>,
    seen_revision: u64,
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) start: Start,
    pub(super) seed: u64,
    pub(super) given: Vec<Rc<Given>>,
    pub(super) cluster: Cluster,
    pub(super) files: Files,
    pub(super) terminal: TerminalLog,
    shell: Shell,
    programs: Programs,
    jobs: Vec<Job>,
    failure: Option<TooManyOccurrences>,
    pub(super) builder: ViewBuilder,
    pub(super) course: Course,
    /// Whether a line ended since the lesson was last looked at.
    pub(super) has_news: bool,
    lessons_saw: u64,
    pub(super) seen_revision: u64,
    pub(super) edit_serial: u64,
    pub(super) shown: Rc<View>,
}

impl Session {
    /// A session at its start.
    pub fn new(start: Start, seed: u64) -> Session {
        let profile = if start == Start::Empty { Profile::Instant } else { Profile::Realistic };
        let mut cluster = Cluster::new(seed, profile);
        // It is there first, so that it sees in which order the nodes join.
        let builder = ViewBuilder::new(&mut cluster);
        for node in start.nodes() {
            let joined = cluster.join_node(&node.name, &node.labels, &node.taints);
            joined.expect("a start's nodes have names of their own");
        }
        let mut session = Session {
            start,
            seed,
            given: Vec::new(),
            cluster,
            files: Files::default(),
            terminal: TerminalLog::default(),
            shell: Shell::default(),
            programs: Programs::default(),
            jobs: Vec::new(),
            failure: None,
            builder,
            course: Course::default(),
            has_news: true,
            lessons_saw: 0,
            seen_revision: 0,
            edit_serial: 0,
            shown: Rc::default(),
        };
        for (path, text) in start.files() {
            session.files.put(path, text).expect("a start's files are small");
        }
        session
    }

    /// The moment.
    pub fn now(&self) -> Time {
        self.cluster.now()
    }

    /// The cluster.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The files of the working folder.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The digest of the cluster's state.
    pub fn digest(&self) -> String {
        self.cluster.digest()
    }

    /// Why the simulation cannot go on, if it cannot.
    pub fn failure(&self) -> Option<TooManyOccurrences> {
        self.failure
    }

    /// Whether a line at the prompt has not ended.
    pub fn is_running(&self) -> bool {
        self.jobs.iter().any(|job| job.shell.is_none())
    }

    /// Whether any line, typed or issued by a control, has not ended.
    pub fn has_jobs(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// The text that a `kubectl edit` wants edited, and its title.
    pub fn edit_request(&self) -> Option<(&str, &str)> {
        self.programs.edit_request().map(|(_, request)| (&*request.title, &*request.text))
    }

    /// Where it began.
    pub fn start(&self) -> Start {
        self.start
    }

    /// Its seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The commands given so far.
    pub fn given(&self) -> &[Rc<Given>] {
        &self.given
    }

    /// Does what a person asks for. A command that cannot be carried out says so in the terminal.
    pub fn run(&mut self, command: Command) {
        self.give(Rc::new(Given { at: self.now(), command }));
    }

    /// Does what was asked for at this moment, now or when the session first came by here.
    ///
    /// All that is due at the moment comes first: so a command's time fixes its place, whether time came here in one go
    /// or was held here before.
    pub fn give(&mut self, given: Rc<Given>) {
        self.advance_to(self.now());
        self.look_at_lessons();
        let command = given.command.clone();
        self.cluster.note_writes(CLIENT);
        self.cluster.tell(TraceEntry {
            at: given.at,
            component: PERSON,
            deed: Deed::Gave,
            object: None,
            detail: Some(command.words().into()),
        });
        self.given.push(given);
        self.carry_out(command);
        self.poll_jobs();
        self.cluster.note_writes(CLIENT);
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Shell(line) => self.begin(&line),
            Command::Interrupt => self.interrupt(),
            Command::WriteFile { path, text } => {
                let path = crate::playground::shell::files::resolve("", &path);
                if let Err(error) = self.files.put(&path, &text) {
                    self.complain(&format!("{path}: {}", error.message()));
                }
            }
            Command::SaveEdit(text) => self.edited(Some(text)),
            Command::CloseEdit => self.edited(None),
            Command::JoinNode { name, labels } => {
                let joined = self.cluster.join_node(&name, &labels, &[]);
                self.complain_of(joined);
            }
            Command::JoinNodes { count, prefix, labels } => {
                for number in 1..=count {
                    if let Err(error) = self.cluster.join_node(&format!("{prefix}-{number}"), &labels, &[]) {
                        return self.complain(&error.message);
                    }
                }
            }
            Command::StopKubelet(name) => {
                let stopped = self.cluster.meddle(|kubelets, context| kubelets.stop_kubelet(context, &name));
                self.complain_of(stopped);
            }
            Command::Profile(profile) => self.cluster.meddle(|kubelets, _| kubelets.set_profile(profile)),
            Command::Lesson(name) => {
                self.course.open(&name);
                self.has_news = true;
            }
        }
    }

    fn begin(&mut self, line: &str) {
        let entry = self.terminal.begin(line);
        let is_click = split_origin(line).0 == Origin::Click;
        if !is_click && self.is_running() {
            self.interrupt();
        }
        let mut job =
            Job { entry, shell: is_click.then(|| self.shell.clone()), wake: None, seen_revision: 0 };
        job.shell.as_mut().unwrap_or(&mut self.shell).begin(line);
        self.poll_job(&mut job).then(|| self.jobs.push(job));
    }

    /// Ctrl-C: the line at the prompt ends.
    fn interrupt(&mut self) {
        let mut host =
            SessionHost { cluster: &mut self.cluster, files: &mut self.files, programs: &mut self.programs };
        self.shell.interrupt(&mut host);
        let (ended, going): (Vec<Job>, Vec<Job>) =
            std::mem::take(&mut self.jobs).into_iter().partition(|job| job.shell.is_none());
        self.jobs = going;
        for job in ended {
            self.tick_off(job.entry);
            self.terminal.append(job.entry, vec![Chunk { stream: Stream::Stderr, text: "^C\n".into() }]);
            self.terminal.end(job.entry, 130);
        }
    }

    fn edited(&mut self, text: Option<String>) {
        let Some((process, _)) = self.programs.edit_request() else { return };
        self.edit_serial += 1;
        let mut host =
            SessionHost { cluster: &mut self.cluster, files: &mut self.files, programs: &mut self.programs };
        host.edited(process, text);
        for job in &mut self.jobs {
            job.wake = Some(Time::ZERO);
        }
    }

    fn complain_of<T>(&mut self, result: Result<T, ApiError>) {
        if let Err(error) = result {
            self.complain(&error.message);
        }
    }

    fn complain(&mut self, message: &str) {
        let entry = self.terminal.begin("");
        let text = format!("error: {message}\n");
        self.terminal.append(entry, vec![Chunk { stream: Stream::Stderr, text }]);
        self.terminal.end(entry, 1);
    }

    /// Tells the lessons of a line that ended well; what the line did counts before what it looked at.
    fn tick_off(&mut self, entry: u64) {
        self.course.update(self.cluster.api());
        self.course.ran(&self.terminal.command(entry));
        self.has_news = true;
    }

    /// Lets the lessons see the cluster. Wherever time stops they look, so that a session that comes back from its text,
    /// which nobody looks at on its way, has the steps done that were done when it was watched.
    fn look_at_lessons(&mut self) {
        let revision = self.cluster.api().revision();
        if self.lessons_saw != revision {
            self.lessons_saw = revision;
            self.has_news |= self.course.update(self.cluster.api());
        }
    }

    /// Goes on with a line as far as it can; says whether it has not ended.
    fn poll_job(&mut self, job: &mut Job) -> bool {
        let mut host =
            SessionHost { cluster: &mut self.cluster, files: &mut self.files, programs: &mut self.programs };
        let poll = job.shell.as_mut().unwrap_or(&mut self.shell).poll(&mut host);
        self.terminal.append(job.entry, poll.output);
        job.seen_revision = self.cluster.api().revision();
        match poll.state {
            JobState::Ended(code) => {
                self.terminal.end(job.entry, code);
                if code == 0 || code == 130 {
                    self.tick_off(job.entry);
                }
                self.has_news = true;
                false
            }
            JobState::Waiting(wake) => {
                job.wake = [wake, self.programs.next_wake()].into_iter().flatten().min();
                true
            }
        }
    }

    /// Goes on with every line that something changed for.
    fn poll_jobs(&mut self) {
        let (now, revision) = (self.now(), self.cluster.api().revision());
        for mut job in std::mem::take(&mut self.jobs) {
            let is_due = job.seen_revision != revision || job.wake.is_some_and(|wake| wake <= now);
            if !is_due || self.poll_job(&mut job) {
                self.jobs.push(job);
            }
        }
    }

    /// When the next thing happens by itself.
    pub fn next_due(&mut self) -> Option<Time> {
        let wakes = self.jobs.iter().filter_map(|job| job.wake);
        let wake = wakes.min().map(|wake| wake.max(self.cluster.now()));
        [self.cluster.next_due(), wake].into_iter().flatten().min()
    }

    /// Lets time pass up to `until`, never backwards.
    pub fn advance_to(&mut self, until: Time) {
        while self.failure.is_none() && !self.jobs.is_empty() {
            let Some(due) = self.next_due().filter(|due| *due <= until) else { break };
            self.advance_cluster(due);
            self.poll_jobs();
        }
        self.advance_cluster(until);
    }

    fn advance_cluster(&mut self, until: Time) {
        if self.failure.is_none()
            && let Err(failure) = self.cluster.advance_to(until.max(self.now()))
        {
            self.failure = Some(failure);
            self.complain(&failure.to_string());
        }
        self.look_at_lessons();
    }

    /// The name of the lesson that the guide shows.
    pub fn lesson(&self) -> &'static str {
        self.course.name()
    }

    /// Lets time pass until the next thing that can be seen happens.
    pub fn step(&mut self) {
        self.step_to(None);
    }

    /// The same, but no further than to a moment; says whether something happened before it.
    pub fn step_to(&mut self, limit: Option<Time>) -> bool {
        let limit = limit.unwrap_or(Time::NEVER).min(self.now().plus(STEP_MS_MAX));
        let revision = self.cluster.api().revision();
        while self.failure.is_none() && self.cluster.api().revision() == revision {
            let Some(due) = self.next_due().filter(|due| *due <= limit) else { return false };
            self.advance_to(due);
        }
        true
    }

    /// What the last line printed so far, both streams in order, and its exit code; 0 while it has not ended.
    pub fn last_output(&self) -> (String, i32) {
        let Some(entry) = self.terminal.last() else { return (String::new(), 0) };
        (self.terminal.text(entry), self.terminal.exit_code(entry).map_or(0, i32::from))
    }

    /// The names that may begin a line, besides kubectl.
    pub(super) fn command_names(&self) -> Vec<String> {
        self.shell.command_names()
    }

    /// What may stand in the place of the last of these words behind a program's name; `None` where it is no program.
    pub(super) fn complete_program(&self, program: &str, words: &[String]) -> Option<Vec<String>> {
        let mut files = self.files.clone();
        let folder = WorkingFolder { files: &mut files, folder: self.shell.folder() };
        match program {
            "kubectl" | "k" => Some(complete(words, self.cluster.api(), &folder)),
            "sim" => Some(sim_command::complete(words, &self.cluster, &namespace(&folder))),
            _ => None,
        }
    }
}
