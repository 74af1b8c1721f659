//! The program: its words in, its output and exit code out.

use crate::api::kind::Kind;
use crate::apimachinery::errors::ApiError;
use crate::playground::shell::{Chunk, Stream, closest};
use crate::playground::sim_command::call::Call;
use crate::playground::sim_command::{help, table};
use crate::sim::cluster::Cluster;

/// Why a line was refused.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    exit_code: i32,
}

impl Failure {
    /// The line itself is wrong.
    pub fn usage(command: &str, message: &str) -> Failure {
        Failure { message: format!("{message}\nSee 'sim {command} --help'."), exit_code: 2 }
    }

    /// The cluster has no such thing, or it is not so.
    pub fn refused(message: String) -> Failure {
        Failure { message, exit_code: 1 }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Failure {
        Failure::refused(error.message)
    }
}

/// What a command works with.
pub(super) struct Stand<'a> {
    pub cluster: &'a mut Cluster,
    /// The namespace of the kubeconfig's context.
    pub namespace: &'a str,
    output: Vec<Chunk>,
}

impl Stand<'_> {
    /// Runs the words of a line behind `sim`; gives its exit code.
    pub fn run_line(&mut self, words: &[String]) -> i32 {
        match begin(words, self) {
            Ok(()) => 0,
            Err(Failure { message, exit_code }) => {
                self.output.push(Chunk { stream: Stream::Stderr, text: format!("error: {message}\n") });
                exit_code
            }
        }
    }

    /// Prints a line.
    pub fn say(&mut self, line: &str) {
        self.output.push(Chunk { stream: Stream::Stdout, text: format!("{line}\n") });
    }

    /// Prints a text whose lines are ended.
    pub fn print(&mut self, text: String) {
        self.output.push(Chunk { stream: Stream::Stdout, text });
    }

    /// The names of the objects of a kind in a namespace.
    pub fn names(&self, kind: Kind, namespace: &str) -> Vec<String> {
        let objects = self.cluster.api().list(kind, namespace);
        objects.iter().map(|object| object.meta.name.to_string()).collect()
    }
}

/// Runs the words behind `sim`; gives what it prints and its exit code.
pub(in crate::playground) fn run(
    words: &[String],
    cluster: &mut Cluster,
    namespace: &str,
) -> (Vec<Chunk>, i32) {
    let mut stand = Stand { cluster, namespace, output: Vec::new() };
    let exit_code = stand.run_line(words);
    (stand.output, exit_code)
}

fn begin(words: &[String], stand: &mut Stand) -> Result<(), Failure> {
    let is_help = |word: &String| matches!(word.as_str(), "-h" | "--help");
    let Some((name, rest)) = words.split_first().filter(|(name, _)| !is_help(name)) else {
        return help::run(&Call::default(), stand);
    };
    let Some(command) = table::find(name) else { return Err(unknown(name)) };
    if rest.iter().take_while(|word| *word != "--").any(is_help) {
        stand.print(help::of(command));
        return Ok(());
    }
    (command.run)(&Call::parse(command, rest)?, stand)
}

/// There is no command of that name.
pub(super) fn unknown(name: &str) -> Failure {
    let hint = closest(name, table::COMMANDS.iter().map(|command| command.name));
    let hint = hint.map(|name| format!("\n\nDid you mean this?\n\t{name}\n")).unwrap_or_default();
    Failure { message: format!("unknown command {name:?} for \"sim\"{hint}\nSee 'sim help'."), exit_code: 2 }
}
