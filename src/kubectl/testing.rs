//! What the tests of kubectl share: a small cluster without controllers, and lines typed at it.

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::apimachinery::rand::Rng;
use crate::apimachinery::time::Time;
use crate::apiserver::options::WriteOptions;
use crate::apiserver::server::ApiServer;
use crate::kubectl::command::Env;
use crate::kubectl::files::MemoryFiles;
use crate::kubectl::process::{Invocation, Process, Step};
use crate::kubectl::streams::{Output, Stream};

/// A cluster, a working folder, and the command that is running.
pub struct Bench {
    /// The server.
    pub api: ApiServer,
    /// The working folder.
    pub files: MemoryFiles,
    /// The clock.
    pub now: Time,
    process: Option<Process>,
}

impl Bench {
    /// Namespaces, two nodes and no workload, ten seconds after its birth.
    #[allow(clippy::new_without_default, reason = "a bench is a cluster, not a default value")]
    pub fn new() -> Bench {
        let mut bench = Bench {
            api: ApiServer::new(Rng::new(1)),
            files: MemoryFiles::default(),
            now: Time::ZERO,
            process: None,
        };
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            bench.create(Kind::Namespace, "", json!({"metadata": {"name": name}}));
        }
        for (name, zone) in [("n1", "a"), ("n2", "b")] {
            let labels = json!({"kubernetes.io/hostname": name, "zone": zone});
            bench.create(Kind::Node, "", json!({"metadata": {"name": name, "labels": labels}, "spec": {}}));
        }
        bench.wait(10);
        bench
    }

    /// Creates an object behind kubectl's back.
    pub fn create(&mut self, kind: Kind, namespace: &str, mut value: Value) {
        value["apiVersion"] = kind.resource().api_version().into();
        value["kind"] = kind.resource().kind_name.into();
        let created = self.api.create_json(kind, namespace, &value, &WriteOptions::default());
        created.unwrap_or_else(|error| panic!("{}", error.message));
    }

    /// A DaemonSet of one container.
    pub fn create_daemon_set(&mut self, name: &str) {
        let value = json!({
            "metadata": {"name": name},
            "spec": {
                "selector": {"matchLabels": {"app": name}},
                "template": {
                    "metadata": {"labels": {"app": name}},
                    "spec": {"containers": [{"name": name, "image": format!("{name}:v1")}]},
                },
            },
        });
        self.create(Kind::DaemonSet, "default", value);
    }

    /// Seconds pass.
    pub fn wait(&mut self, seconds: u64) {
        self.now = self.now.plus(seconds * 1000);
        self.api.set_now(self.now);
    }

    /// Types lines, split at blanks with single quotes kept together; returns them with what they print.
    pub fn type_lines(&mut self, lines: &str) -> String {
        let mut text = String::new();
        for line in lines.lines() {
            text.push_str(&format!("$ {line}\n{}", self.run(line, None)));
        }
        text
    }

    /// Runs one line.
    pub fn run(&mut self, line: &str, stdin: Option<&str>) -> String {
        let mut argv = words(line);
        if argv.first().is_some_and(|word| word == "kubectl") {
            argv.remove(0);
        }
        let invocation = Invocation { argv, stdin: stdin.map(str::to_owned) };
        let mut out = Output::default();
        let mut env = Env { now: self.now, api: &mut self.api, files: &mut self.files };
        let (process, step) = Process::start(&invocation, &mut env, &mut out);
        self.process = Some(process);
        show(out, &step)
    }

    /// Lets the running command look again.
    pub fn poll(&mut self) -> String {
        let Some(mut process) = self.process.take() else { return String::new() };
        let mut out = Output::default();
        let mut env = Env { now: self.now, api: &mut self.api, files: &mut self.files };
        let step = process.poll(&mut env, &mut out);
        self.process = Some(process);
        show(out, &step)
    }

    /// Leaves the editor that the running command opened.
    pub fn edited(&mut self, text: Option<&str>) -> String {
        let Some(mut process) = self.process.take() else { return String::new() };
        let mut out = Output::default();
        let mut env = Env { now: self.now, api: &mut self.api, files: &mut self.files };
        let step = process.edited(text.map(str::to_owned), &mut env, &mut out);
        self.process = Some(process);
        show(out, &step)
    }
}

/// Types lines at a fresh cluster that has the DaemonSet `agent`, and compares what they print. Of a line of nothing but
/// blanks each is shown as `·`, since an expected text in the sources loses them.
#[cfg(not(target_arch = "wasm32"))]
pub fn check(lines: &str, expected: expect_test::Expect) {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    bench.wait(5);
    let printed = bench.type_lines(lines);
    let shown = printed.split('\n').map(|line| match line.trim_start_matches(' ') {
        "" => "·".repeat(line.len()),
        _ => line.to_owned(),
    });
    expected.assert_eq(&shown.collect::<Vec<_>>().join("\n"));
}

/// What was printed: standard error marked with `!`, and how the step ended unless with exit code 0.
fn show(mut out: Output, step: &Step) -> String {
    let mut text = String::new();
    for (stream, chunk) in out.take() {
        for line in chunk.lines() {
            let mark = if stream == Stream::Err { "! " } else { "" };
            text.push_str(&format!("{mark}{line}\n"));
        }
    }
    match step {
        Step::Exit(0) => {}
        Step::Exit(code) => text.push_str(&format!("[exit {code}]\n")),
        Step::Waiting { until: None } => text.push_str("[waiting]\n"),
        Step::Waiting { until: Some(time) } => text.push_str(&format!("[waiting until {}]\n", time.0)),
        Step::Edit(request) => text.push_str(&format!("[edit {}]\n{}", request.title, request.text)),
    }
    text
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
