//! Commands: the table behind `kubectl`, how a line finds its command, and what a running command is given.
//!
//! Upstream: `github.com/spf13/cobra` (`Find`, `legacyArgs`, `SuggestionsFor`), `k8s.io/kubectl/pkg/cmd/cmd.go`.

use std::fmt;

use crate::apimachinery::quote::go_quote;
use crate::apimachinery::time::Time;
use crate::apiserver::server::ApiServer;
use crate::kubectl::common::GLOBAL_FLAGS;
use crate::kubectl::errors::Failure;
use crate::kubectl::files::Files;
use crate::kubectl::flags::{
    Flag, FlagTables, ParsedFlags, Takes, parse_duration, parse_number, parse_switch,
};
use crate::kubectl::streams::Output;
use crate::kubectl::task::Progress;

/// What carries a command out.
pub type Run = fn(&Call, &mut Context<'_, '_>) -> Result<Progress, Failure>;

/// A command or a family of commands.
pub struct Command {
    /// The word that calls it.
    pub name: &'static str,
    /// Other words that call it.
    pub aliases: &'static [&'static str],
    /// Words people try for it.
    pub suggest_for: &'static [&'static str],
    /// A line about it, for lists of commands.
    pub short: &'static str,
    /// What it does, at the head of its help; empty repeats the line.
    pub long: &'static str,
    /// Examples for its help, indented by two; may be empty.
    pub examples: &'static str,
    /// Its usage after `kubectl `.
    pub usage: &'static str,
    /// Its tables of flags.
    pub flags: &'static [&'static [Flag]],
    /// Its subcommands.
    pub subcommands: &'static [&'static Command],
    /// What carries it out.
    pub run: Run,
}

impl Command {
    /// The parts that most commands leave empty.
    pub const EMPTY: Command = Command {
        name: "",
        aliases: &[],
        suggest_for: &[],
        short: "",
        long: "",
        examples: "",
        usage: "",
        flags: &[],
        subcommands: &[],
        run: run_family,
    };

    /// The subcommand of that name.
    pub fn subcommand(&self, name: &str) -> Option<&'static Command> {
        self.subcommands.iter().copied().find(|one| one.name == name || one.aliases.contains(&name))
    }

    /// The flags that hold for it.
    pub fn flag_tables(&self) -> FlagTables {
        FlagTables([self.flags, GLOBAL_FLAGS])
    }

    /// Subcommands that a mistyped word may have meant.
    pub fn suggestions(&self, typed: &str) -> Vec<&'static str> {
        const DISTANCE_MAX: usize = 2;
        let lower = typed.to_lowercase();
        let is_close = |command: &&Command| {
            distance(&lower, command.name) <= DISTANCE_MAX
                || command.name.starts_with(&lower)
                || command.suggest_for.iter().any(|word| word.eq_ignore_ascii_case(typed))
        };
        self.subcommands.iter().copied().filter(is_close).map(|command| command.name).collect()
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A command line that has found its command.
#[derive(Clone, Debug)]
pub struct Call {
    /// From the root to the command.
    pub path: Vec<&'static Command>,
    /// Its flags and words.
    pub parsed: ParsedFlags,
    /// All words of the line as they were typed, those that lead to the command among them.
    pub typed: Vec<String>,
    /// What it reads for `-f -`.
    pub stdin: Option<String>,
    /// The namespace of the context in use.
    pub context_namespace: String,
}

impl Call {
    /// The command.
    pub fn command(&self) -> &'static Command {
        self.path.last().copied().unwrap_or(&Command::EMPTY)
    }

    /// `kubectl rollout undo`.
    pub fn command_path(&self) -> String {
        let names: Vec<&str> = self.path.iter().map(|command| command.name).collect();
        names.join(" ")
    }

    /// The words behind the command.
    pub fn args(&self) -> &[String] {
        &self.parsed.args
    }

    /// A mistake in the command line, with the pointer to the help.
    pub fn usage_error(&self, message: &str) -> Failure {
        Failure::usage(&self.command_path(), message)
    }

    /// Whether a flag was given.
    pub fn is_set(&self, name: &str) -> bool {
        self.parsed.set.iter().any(|(flag, _)| flag.name == name)
    }

    /// A flag's text: the one given last, or its default; empty for a flag the command does not have.
    pub fn text(&self, name: &str) -> &str {
        let given = self.parsed.set.iter().rev().find(|(flag, _)| flag.name == name);
        match given {
            Some((_, value)) => value,
            None => self.command().flag_tables().named(name).map(|flag| flag.default).unwrap_or_default(),
        }
    }

    /// Whether a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        parse_switch(self.text(name)).unwrap_or_default()
    }

    /// All texts given to a flag that may be given again.
    pub fn list(&self, name: &str) -> Vec<String> {
        let mut list = Vec::new();
        for (flag, value) in self.parsed.set.iter().filter(|(flag, _)| flag.name == name) {
            match flag.takes {
                Takes::Words => list.extend(value.split(',').map(str::to_owned)),
                _ => list.push(value.clone()),
            }
        }
        list
    }

    /// A number.
    pub fn number(&self, name: &str) -> i64 {
        parse_number(self.text(name)).unwrap_or_default()
    }

    /// Milliseconds.
    pub fn duration(&self, name: &str) -> i64 {
        parse_duration(self.text(name)).unwrap_or_default()
    }

    /// The namespace to work in, and whether the person named it.
    pub fn namespace(&self) -> (String, bool) {
        match self.text("namespace") {
            "" => (self.context_namespace.clone(), false),
            given => (given.to_owned(), true),
        }
    }

    /// The command line as `--record` writes it down: words first, as typed (`set sa` stays that), then the flags in the
    /// order given.
    ///
    /// Upstream: `genericclioptions.parseCommandArguments`.
    pub fn change_cause(&self) -> String {
        let mut text = self.path.first().map(|root| root.name).unwrap_or_default().to_owned();
        for word in &self.typed {
            text.push(' ');
            text.push_str(word);
        }
        for (flag, value) in &self.parsed.set {
            text.push_str(&format!(" --{}={value}", flag.name));
        }
        text
    }
}

/// The namespace of a context that names none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// What a session lends to kubectl.
pub struct Env<'a> {
    /// The clock on the wall.
    pub now: Time,
    /// The API server.
    pub api: &'a mut ApiServer,
    /// The working folder.
    pub files: &'a mut dyn Files,
}

/// What a running command works with.
pub struct Context<'a, 'e> {
    /// The session's side.
    pub env: &'a mut Env<'e>,
    /// Where it prints.
    pub out: &'a mut Output,
}

impl Context<'_, '_> {
    /// The clock on the wall.
    pub fn now(&self) -> Time {
        self.env.now
    }
}

/// Finds the command of a line and reads its flags.
///
/// Errors: kubectl's words for an unknown command or a mistaken flag; notices of deprecated flags go to `out`.
pub fn parse(
    root: &'static Command,
    argv: &[String],
    stdin: Option<String>,
    out: &mut Output,
) -> Result<Call, Failure> {
    let (path, rest) = find(root, argv);
    let context_namespace = DEFAULT_NAMESPACE.to_owned();
    let parsed = ParsedFlags::default();
    let mut call = Call { path, parsed, typed: Vec::new(), stdin, context_namespace };
    let tables = call.command().flag_tables();
    call.typed = ParsedFlags::parse(argv, tables).0.args;
    let words = tables.words(&rest);
    if call.path.len() == 1
        && let Some((_, word)) = words.first()
    {
        return Err(unknown_command(root, word));
    }
    let (parsed, result) = ParsedFlags::parse(&rest, tables);
    for (flag, _) in &parsed.set {
        if !flag.deprecated.is_empty() {
            out.err(&format!("Flag --{} has been deprecated, {}\n", flag.name, flag.deprecated));
        }
    }
    call.parsed = parsed;
    match result {
        Ok(()) => Ok(call),
        Err(message) => {
            Err(Failure::Message(format!("{message}\nSee '{} --help' for usage.", call.command_path())))
        }
    }
}

/// The command that the words of a line lead to, and the line without them.
pub fn find(root: &'static Command, argv: &[String]) -> (Vec<&'static Command>, Vec<String>) {
    let mut path = vec![root];
    let mut rest = argv.to_vec();
    let mut command = root;
    while let Some(&(at, word)) = command.flag_tables().words(&rest).first() {
        let Some(next) = command.subcommand(word) else { break };
        rest.remove(at);
        path.push(next);
        command = next;
    }
    (path, rest)
}

fn unknown_command(root: &Command, word: &str) -> Failure {
    let mut text = format!("unknown command {} for {}", go_quote(word), go_quote(root.name));
    let suggestions = root.suggestions(word);
    if !suggestions.is_empty() {
        text.push_str("\n\nDid you mean this?\n");
        for suggestion in suggestions {
            text.push_str(&format!("\t{suggestion}\n"));
        }
    }
    Failure::Message(text)
}

/// A family called without a command of it prints its help as an error.
///
/// Upstream: `cmdutil.DefaultSubCommandRun`.
pub fn run_family(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err(call.usage_error(&format!("unknown command {}", go_quote(&call.args().join(" ")))));
    }
    context.out.err(&super::help::text(&call.path));
    Err(Failure::Silent)
}

/// How many letters differ (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
