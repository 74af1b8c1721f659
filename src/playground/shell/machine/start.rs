//! How a command begins: its `$( … )` run, its words become arguments, its streams are led, and then it is a builtin, a
//! filter, a program, or nothing known.

use super::PIPE_BYTES_MAX;
use super::frames::{Cx, Machine};
use super::stage::{Route, Stage, State};
use crate::playground::shell::environment::{Control, Environment};
use crate::playground::shell::expand::{ExpandError, Expander};
use crate::playground::shell::files::resolve;
use crate::playground::shell::host::{Invocation, Stream};
use crate::playground::shell::syntax::{
    Command, Compound, Here, Part, Redirect, RedirectKind, Simple, Word, parse,
};
use crate::playground::shell::tools::{
    Context, Output, Source, Xargs, builtin, did_you_mean, prepare as prepare_filter,
};

/// How often aliases may lead to aliases.
const ALIASES_MAX: u32 = 10;

/// Goes on preparing; false when it rests.
pub(super) fn prepare(
    stage: &mut Stage,
    environment: &mut Environment,
    input: &mut String,
    out: &mut Output,
    cx: &mut Cx,
) -> bool {
    let State::Preparing { command, capture, captured_exit } = &mut stage.state else { return false };
    if let Some((machine, text)) = capture {
        let mut printed = Output::default();
        let code = machine.poll(environment, input, &mut printed, cx);
        for chunk in printed.chunks {
            match chunk.stream {
                Stream::Stdout => text.push_str(&chunk.text),
                stream => out.push(stream, &chunk.text),
            }
        }
        if text.len() > PIPE_BYTES_MAX {
            fail(stage, 1, &ExpandError::TooLong.message(), out);
            return true;
        }
        let Some(code) = code else { return false };
        let text = text.trim_end_matches('\n').to_owned();
        if let Some(part @ Part::Substitution { .. }) = next_substitution(command) {
            let quoted = matches!(part, Part::Substitution { quoted: true, .. });
            *part = Part::Captured { text, quoted };
        }
        *captured_exit = Some(code);
        *capture = None;
    }
    if let Some(Part::Substitution { list, .. }) = next_substitution(command) {
        *capture = Some((Box::new(Machine::subshell(list.clone(), environment)), String::new()));
        return true;
    }
    let (command, code) = (command.clone(), captured_exit.unwrap_or(0));
    begin(stage, &command, code, environment, input, out, cx);
    true
}

/// The first `$( … )` that has yet to run, in the order in which a shell runs them.
fn next_substitution(command: &mut Command) -> Option<&mut Part> {
    let (words, redirects) = match command {
        Command::Simple(Simple { assignments, words, redirects }) => {
            let values = assignments.iter_mut().map(|(_, value)| value);
            (words.iter_mut().chain(values).collect::<Vec<_>>(), redirects)
        }
        Command::Compound(Compound::For(_, words, _), redirects) => (words.iter_mut().collect(), redirects),
        Command::Compound(_, redirects) => (Vec::new(), redirects),
    };
    let targets = redirects.iter_mut().filter_map(|redirect| match &mut redirect.kind {
        RedirectKind::Read(word) | RedirectKind::Write(word) | RedirectKind::Append(word) => Some(word),
        RedirectKind::Here(Here { word }) => Some(word),
        RedirectKind::Copy(_) => None,
    });
    words.into_iter().chain(targets).find_map(substitution_in)
}

fn substitution_in(word: &mut Word) -> Option<&mut Part> {
    word.iter_mut().find_map(|part| match part {
        Part::Substitution { .. } => Some(part),
        Part::Variable { default: Some(inner), .. } | Part::Arithmetic { text: inner, .. } => {
            substitution_in(inner)
        }
        _ => None,
    })
}

fn begin(
    stage: &mut Stage,
    command: &Command,
    captured_exit: i32,
    environment: &mut Environment,
    input: &mut String,
    out: &mut Output,
    cx: &mut Cx,
) {
    let redirects = match command {
        Command::Simple(simple) => &simple.redirects,
        Command::Compound(_, redirects) => redirects,
    };
    if let Err(message) = lead(stage, redirects, environment, cx) {
        fail(stage, 1, &message, out);
        return;
    }
    match command {
        Command::Compound(compound, _) => {
            let machine = Machine::compound(compound, &expander(environment, cx), environment);
            match machine {
                Ok(machine) => stage.state = State::Machine(Box::new(machine)),
                Err(error) => fail(stage, 1, &error.message(), out),
            }
        }
        Command::Simple(simple) => {
            let expander = expander(environment, cx);
            let values =
                simple.assignments.iter().map(|(name, value)| Ok((name.clone(), expander.text(value)?)));
            let values: Result<Vec<(String, String)>, ExpandError> = values.collect();
            let expanded = values.and_then(|values| Ok((values, expander.fields(&simple.words)?)));
            let (values, argv) = match expanded {
                Ok(expanded) => expanded,
                Err(error) => {
                    // What follows would work with half of it.
                    environment.control = Some(Control::Exit(1));
                    return fail(stage, 1, &error.message(), out);
                }
            };
            if argv.is_empty() {
                environment.variables.extend(values);
                stage.exit_code = Some(captured_exit);
                return;
            }
            run(stage, with_alias(argv, environment), values, environment, input, out, cx);
        }
    }
}

fn expander<'shell>(environment: &'shell Environment, cx: &'shell mut Cx) -> Expander<'shell> {
    Expander {
        variables: &environment.variables,
        last_exit: environment.last_exit,
        folder: &environment.folder,
        files: cx.host.files(),
    }
}

/// A stage for arguments that are there already, without redirections; it may have ended when this returns.
pub(super) fn stage_of(
    argv: Vec<String>,
    environment: &mut Environment,
    out: &mut Output,
    cx: &mut Cx,
) -> Stage {
    let mut stage = Stage::new(Command::Simple(Simple::default()), false);
    run(&mut stage, argv, Vec::new(), environment, &mut String::new(), out, cx);
    stage
}

/// A machine for a text, on a copy of the environment, or the message of what is wrong with it.
pub(super) fn machine_of(text: &str, environment: &Environment) -> Result<Machine, String> {
    let list = parse(text).map_err(|error| error.message())?;
    Ok(Machine::subshell(list, environment))
}

fn with_alias(mut argv: Vec<String>, environment: &Environment) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..ALIASES_MAX {
        let Some(first) = argv.first().filter(|first| !seen.contains(first)) else { break };
        let Some(value) = environment.aliases.get(first) else { break };
        seen.push(first.clone());
        argv.splice(0..1, value.split_whitespace().map(str::to_owned));
    }
    argv
}

/// Makes a stage do what its arguments say.
fn run(
    stage: &mut Stage,
    argv: Vec<String>,
    values: Vec<(String, String)>,
    environment: &mut Environment,
    input: &mut String,
    out: &mut Output,
    cx: &mut Cx,
) {
    let Some((name, args)) = argv.split_first() else {
        stage.exit_code = Some(0);
        return;
    };
    match name.as_str() {
        "sudo" | "command" | "exec" | "nohup" | "time" if !args.is_empty() => {
            return run(stage, args.to_vec(), values, environment, input, out, cx);
        }
        "sleep" => return sleep(stage, args, out, cx),
        "watch" => return watch(stage, args, out, cx),
        "xargs" => {
            return match Xargs::parse(args) {
                Ok(xargs) => stage.state = State::Xargs(Box::new(xargs)),
                Err(message) => fail(stage, 1, &format!("{message}\n"), out),
            };
        }
        "bash" | "sh" | "source" | "." | "eval" => return script(stage, name, args, environment, out, cx),
        _ => {}
    }
    if let Some(builtin) = builtin(name) {
        let programs = cx.host.programs();
        let now = cx.host.now();
        let mut own_input = std::mem::take(&mut stage.input);
        let input = if stage.has_input { &mut own_input } else { input };
        let files = cx.host.files();
        let to_terminal = stage.is_last && stage.routes.stdout == Route::Out;
        let mut context =
            Context { environment, files, history: cx.history, programs, now, input, to_terminal };
        stage.exit_code = Some(builtin(&mut context, args, out));
        return;
    }
    if cx.host.programs().contains(&name.as_str()) {
        let mut variables = environment.variables.clone();
        variables.extend(values);
        let folder = environment.folder.clone();
        stage.state = State::Waiting(Box::new(Invocation { argv, stdin: None, folder, variables }));
        return;
    }
    match prepare_filter(name, args, cx.host.files(), &environment.folder, out) {
        Some((filter, Source::Done)) => stage.exit_code = Some(filter.exit_code()),
        Some((filter, Source::Input)) => {
            if !stage.has_input {
                stage.input = std::mem::take(input);
            }
            stage.state = State::Filter(Box::new(filter));
        }
        None => not_found(stage, name, environment, out, cx),
    }
}

fn not_found(stage: &mut Stage, name: &str, environment: &Environment, out: &mut Output, cx: &mut Cx) {
    if name.contains('/') {
        let at = resolve(&environment.folder, name);
        let files = cx.host.files();
        let (code, words) = match (files.is_folder(&at), files.read(&at).is_ok()) {
            (true, _) => (126, "Is a directory"),
            (_, true) => (126, "Permission denied"),
            _ => (127, "No such file or directory"),
        };
        fail(stage, code, &format!("bash: {name}: {words}\n"), out);
        return;
    }
    let mut message = format!("bash: {name}: command not found\n");
    if let Some(hint) = did_you_mean(name, cx.host.programs()) {
        message.push_str(&hint);
        message.push('\n');
    }
    fail(stage, 127, &message, out);
}

fn sleep(stage: &mut Stage, args: &[String], out: &mut Output, cx: &mut Cx) {
    let mut millis = 0u64;
    for arg in args {
        match duration_ms(arg) {
            Some(part) => millis = millis.saturating_add(part),
            None => {
                let message = format!(
                    "sleep: invalid time interval '{arg}'\nTry 'sleep --help' for more information.\n"
                );
                fail(stage, 1, &message, out);
                return;
            }
        }
    }
    if args.is_empty() {
        fail(stage, 1, "sleep: missing operand\nTry 'sleep --help' for more information.\n", out);
        return;
    }
    stage.state = State::Sleeping(cx.host.now().plus(millis));
}

/// `2`, `0.5`, `3s`, `1m`, `2h`, `1d` in milliseconds.
pub(in crate::playground) fn duration_ms(text: &str) -> Option<u64> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor = match unit {
        "" | "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    whole.checked_mul(factor)?.checked_add(thousandths * factor / 1000)
}

fn watch(stage: &mut Stage, args: &[String], out: &mut Output, cx: &mut Cx) {
    const USAGE: &str = "Usage: watch [-n seconds] command\n";
    let mut interval_ms = 2000;
    let mut args = args.iter();
    let mut command: Vec<&str> = Vec::new();
    while let Some(arg) = args.next() {
        let interval = match arg.as_str() {
            "-n" | "--interval" => args.next().map(String::as_str),
            "-d" | "-t" | "-c" | "--color" => continue,
            _ if command.is_empty() && arg.starts_with("-n") => arg.get(2..),
            _ => {
                command.push(arg);
                command.extend(args.by_ref().map(String::as_str));
                break;
            }
        };
        match interval.and_then(duration_ms) {
            Some(millis) => interval_ms = millis.max(100),
            None => return fail(stage, 1, USAGE, out),
        }
    }
    if command.is_empty() {
        return fail(stage, 1, USAGE, out);
    }
    let next = cx.host.now();
    stage.state = State::Watch { command: command.join(" "), interval_ms, current: None, next };
}

/// `bash FILE`, `bash -c TEXT`, `source FILE`, `eval TEXT`; without any of them the input is the script.
fn script(
    stage: &mut Stage,
    name: &str,
    args: &[String],
    environment: &mut Environment,
    out: &mut Output,
    cx: &mut Cx,
) {
    let text = match (name, args) {
        ("eval", _) => args.join(" "),
        ("bash" | "sh", [option, text, ..]) if option == "-c" => text.clone(),
        (_, [path, ..]) => match cx.host.files().read(&resolve(&environment.folder, path)) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                fail(stage, 127, &format!("bash: {path}: {}\n", error.message()), out);
                return;
            }
        },
        _ => std::mem::take(&mut stage.input),
    };
    let machine = match parse(&text) {
        // A script of its own gets a copy of everything; the others work right here.
        Ok(list) if matches!(name, "bash" | "sh") => Machine::subshell(list, environment),
        Ok(list) => Machine::new(list),
        Err(error) => return fail(stage, 2, &error.message(), out),
    };
    stage.state = State::Machine(Box::new(machine));
}

/// Leads the streams as the redirections say, in their order.
fn lead(
    stage: &mut Stage,
    redirects: &[Redirect],
    environment: &Environment,
    cx: &mut Cx,
) -> Result<(), String> {
    let target = |word: &Word, cx: &mut Cx| {
        let path = expander(environment, cx).text(word).map_err(|error| error.message())?;
        Ok::<_, String>((resolve(&environment.folder, &path), path))
    };
    for redirect in redirects {
        let route = match &redirect.kind {
            RedirectKind::Here(Here { word }) => {
                stage.input = expander(environment, cx).text(word).map_err(|error| error.message())?;
                (stage.has_input, stage.input_ended) = (true, true);
                continue;
            }
            RedirectKind::Read(word) => {
                let (at, path) = target(word, cx)?;
                let text = match at.as_str() {
                    "/dev/null" => Ok(""),
                    _ => cx.host.files().read(&at),
                };
                stage.input =
                    text.map_err(|error| format!("bash: {path}: {}\n", error.message()))?.to_owned();
                (stage.has_input, stage.input_ended) = (true, true);
                continue;
            }
            RedirectKind::Copy(1) => stage.routes.stdout.clone(),
            RedirectKind::Copy(_) => stage.routes.stderr.clone(),
            RedirectKind::Write(word) | RedirectKind::Append(word) => {
                let (at, path) = target(word, cx)?;
                match at.as_str() {
                    "/dev/null" => Route::Nowhere,
                    "/dev/stdout" => Route::Out,
                    "/dev/stderr" => Route::Error,
                    _ => {
                        let append = matches!(redirect.kind, RedirectKind::Append(_));
                        let files = cx.host.files();
                        let result = if append { files.append(&at, "") } else { files.write(&at, "") };
                        result.map_err(|error| format!("bash: {path}: {}\n", error.message()))?;
                        Route::File(at)
                    }
                }
            }
        };
        match redirect.fd {
            1 => stage.routes.stdout = route,
            2 => stage.routes.stderr = route,
            _ => return Err("bash: this shell leads no other outputs than 1 and 2\n".to_owned()),
        }
    }
    Ok(())
}

/// Ends a stage with a message.
fn fail(stage: &mut Stage, code: i32, message: &str, out: &mut Output) {
    out.push(Stream::Stderr, message);
    stage.state = State::Ended;
    stage.exit_code = Some(code);
}
