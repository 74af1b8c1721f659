//! Commands that finish at once.

use super::file_tools::{self, Place};
use super::help::{HELP, tool_names};
use super::output::Output;
use super::{print, test};
use crate::apimachinery::time::Time;
use crate::playground::shell::environment::{Control, Environment};
use crate::playground::shell::files::{Files, absolute, resolve};
use crate::playground::shell::host::Stream;

/// What a builtin works with.
pub(in crate::playground::shell) struct Context<'shell> {
    pub environment: &'shell mut Environment,
    pub files: &'shell mut Files,
    pub history: &'shell [String],
    pub programs: &'shell [&'shell str],
    pub now: Time,
    /// The input that a compound command around this one was given; `read` takes lines from it.
    pub input: &'shell mut String,
    /// Nothing stands between its output and the terminal.
    pub to_terminal: bool,
}

/// Runs with the arguments behind its name; gives its exit code.
pub(in crate::playground::shell) type Builtin = fn(&mut Context, &[String], &mut Output) -> i32;

/// The builtin of a name.
pub(in crate::playground::shell) fn builtin(name: &str) -> Option<Builtin> {
    BUILTINS.iter().find(|(known, _)| *known == name).map(|(_, builtin)| *builtin)
}

pub(super) const BUILTINS: [(&str, Builtin); 37] = [
    (":", |_, _, _| 0),
    ("true", |_, _, _| 0),
    ("false", |_, _, _| 1),
    ("echo", |_, args, out| {
        out.print(&print::echo(args));
        0
    }),
    ("printf", |_, args, out| {
        let (text, errors) = print::printf(args);
        errors.iter().for_each(|error| out.error(error));
        out.print(&text);
        i32::from(!errors.is_empty())
    }),
    ("seq", |_, args, out| match print::seq(args) {
        Ok(text) => {
            out.print(&text);
            0
        }
        Err(message) => {
            out.error(&message);
            1
        }
    }),
    ("ls", |context, args, out| {
        let columns = context.to_terminal;
        file_tools::ls(&context.place(), args, columns, out)
    }),
    ("rm", |context, args, out| file_tools::rm(&mut context.place(), args, out)),
    ("mkdir", |context, args, out| file_tools::mkdir(&mut context.place(), args, out)),
    ("rmdir", |context, args, out| file_tools::rmdir(&mut context.place(), args, out)),
    ("touch", |context, args, out| file_tools::touch(&mut context.place(), args, out)),
    ("cp", |context, args, out| file_tools::copy("cp", &mut context.place(), args, out)),
    ("mv", |context, args, out| file_tools::copy("mv", &mut context.place(), args, out)),
    ("pwd", |context, _, out| {
        out.line(&absolute(&context.environment.folder));
        0
    }),
    ("cd", cd),
    ("test", |context, args, out| evaluate_test("test", context, args, out)),
    ("[", |context, args, out| match args.split_last() {
        Some((last, args)) if last == "]" => evaluate_test("[", context, args, out),
        _ => {
            out.error("bash: [: missing `]'");
            2
        }
    }),
    ("[[", |context, args, out| match args.split_last() {
        Some((last, args)) if last == "]]" => evaluate_test("[[", context, args, out),
        _ => {
            out.error("bash: [[: missing `]]'");
            2
        }
    }),
    ("date", date),
    ("clear", |_, _, out| {
        out.push(Stream::Clear, "");
        0
    }),
    ("reset", |_, _, out| {
        out.push(Stream::Clear, "");
        0
    }),
    ("history", |context, _, out| {
        for (index, line) in context.history.iter().enumerate() {
            out.line(&format!("{:>5}  {line}", index + 1));
        }
        0
    }),
    ("help", |_, _, out| {
        out.print(HELP);
        0
    }),
    ("export", export),
    ("declare", export),
    ("local", export),
    ("unset", |context, args, _| {
        args.iter().for_each(|name| drop(context.environment.variables.remove(name)));
        0
    }),
    ("env", |context, _, out| {
        for (name, value) in &context.environment.variables {
            out.line(&format!("{name}={value}"));
        }
        0
    }),
    ("alias", alias),
    ("unalias", |context, args, _| {
        args.iter().for_each(|name| drop(context.environment.aliases.remove(name)));
        0
    }),
    ("type", which),
    ("which", which),
    ("read", read),
    ("exit", |context, args, _| {
        let code = args.first().and_then(|code| code.parse::<i32>().ok());
        let code = code.map_or(context.environment.last_exit, |code| code & 255);
        context.environment.control = Some(Control::Exit(code));
        code
    }),
    ("break", |context, _, _| {
        context.environment.control = Some(Control::Break);
        0
    }),
    ("continue", |context, _, _| {
        context.environment.control = Some(Control::Continue);
        0
    }),
    ("basename", |_, args, out| {
        let Some(path) = args.first() else { return 1 };
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let suffix = args.get(1).map_or("", String::as_str);
        out.line(name.strip_suffix(suffix).filter(|short| !short.is_empty()).unwrap_or(name));
        0
    }),
];

impl Context<'_> {
    fn place(&mut self) -> Place<'_> {
        Place { files: self.files, folder: &self.environment.folder }
    }
}

fn cd(context: &mut Context, args: &[String], out: &mut Output) -> i32 {
    let path = args.first().map_or("~", String::as_str);
    let folder = match path {
        "~" => String::new(),
        "-" => context.environment.previous_folder.clone(),
        _ => resolve(&context.environment.folder, path),
    };
    if !context.files.is_folder(&folder) {
        let there = context.files.read(&folder).is_ok();
        let words = if there { "Not a directory" } else { "No such file or directory" };
        out.error(&format!("bash: cd: {path}: {words}"));
        return 1;
    }
    let previous = std::mem::replace(&mut context.environment.folder, folder);
    context.environment.previous_folder = previous;
    0
}

fn evaluate_test(name: &str, context: &mut Context, args: &[String], out: &mut Output) -> i32 {
    match test::evaluate(args, context.files, &context.environment.folder) {
        Ok(holds) => i32::from(!holds),
        Err(message) => {
            out.error(&format!("bash: {name}: {message}"));
            2
        }
    }
}

/// `date`, with the formats of which people build names.
fn date(context: &mut Context, args: &[String], out: &mut Output) -> i32 {
    // Mon, 05 Jan 2026 08:00:07 +0000
    let text = context.now.rfc1123z();
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let [weekday, day, month, year, clock, _] = words[..] else { return 1 };
    let Some(format) = args.iter().find_map(|arg| arg.strip_prefix('+')) else {
        out.line(&format!("{weekday} {month} {:>2} {clock} UTC {year}", day.trim_start_matches('0')));
        return 0;
    };
    let iso = context.now.rfc3339();
    let month_number = iso.get(5..7).unwrap_or_default();
    let seconds = (crate::apimachinery::time::EPOCH_SECONDS + context.now.0 / 1000).to_string();
    let mut line = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            line.push(character);
            continue;
        }
        let letter = characters.next();
        match letter {
            Some('Y') => line.push_str(year),
            Some('m') => line.push_str(month_number),
            Some('d') => line.push_str(day),
            Some('H') => line.push_str(clock.get(..2).unwrap_or_default()),
            Some('M') => line.push_str(clock.get(3..5).unwrap_or_default()),
            Some('S') => line.push_str(clock.get(6..).unwrap_or_default()),
            Some('F') => line.push_str(iso.get(..10).unwrap_or_default()),
            Some('T') => line.push_str(clock),
            Some('s') => line.push_str(&seconds),
            Some('Z') => line.push_str("UTC"),
            Some('a') => line.push_str(weekday),
            Some('b') => line.push_str(month),
            other => {
                line.push('%');
                line.extend(other.filter(|letter| *letter != '%'));
            }
        }
    }
    out.line(&line);
    0
}

fn export(context: &mut Context, args: &[String], out: &mut Output) -> i32 {
    let mut code = 0;
    for arg in args.iter().filter(|arg| !arg.starts_with('-')) {
        let (name, value) =
            arg.split_once('=').map_or((arg.as_str(), None), |(name, value)| (name, Some(value)));
        let valid = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !valid {
            out.error(&format!("bash: export: `{arg}': not a valid identifier"));
            code = 1;
        } else if let Some(value) = value {
            context.environment.variables.insert(name.to_owned(), value.to_owned());
        }
    }
    code
}

fn alias(context: &mut Context, args: &[String], out: &mut Output) -> i32 {
    let aliases = &mut context.environment.aliases;
    if args.is_empty() {
        aliases.iter().for_each(|(name, value)| out.line(&format!("alias {name}='{value}'")));
    }
    let mut code = 0;
    for arg in args {
        match (arg.split_once('='), aliases.get(arg)) {
            (Some((name, value)), _) => drop(aliases.insert(name.to_owned(), value.to_owned())),
            (None, Some(value)) => out.line(&format!("alias {arg}='{value}'")),
            (None, None) => {
                out.error(&format!("bash: alias: {arg}: not found"));
                code = 1;
            }
        }
    }
    code
}

fn which(context: &mut Context, args: &[String], out: &mut Output) -> i32 {
    let mut code = 0;
    for name in args {
        if let Some(value) = context.environment.aliases.get(name) {
            out.line(&format!("{name} is aliased to `{value}'"));
        } else if context.programs.contains(&name.as_str()) {
            out.line(&format!("/usr/local/bin/{name}"));
        } else if builtin(name).is_some() {
            out.line(&format!("{name} is a shell builtin"));
        } else if tool_names().any(|known| known == name) {
            out.line(&format!("/usr/bin/{name}"));
        } else {
            out.error(&format!("bash: type: {name}: not found"));
            code = 1;
        }
    }
    code
}

/// `read`: a line of the input, split at blanks among the names; the last takes what is left.
fn read(context: &mut Context, args: &[String], _: &mut Output) -> i32 {
    if context.input.is_empty() {
        return 1;
    }
    let end = context.input.find('\n').map_or(context.input.len(), |at| at + 1);
    let line: String = context.input.drain(..end).collect();
    let mut rest = line.trim();
    let names: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    for (index, name) in names.iter().enumerate() {
        let split = if index + 1 == names.len() { None } else { rest.split_once(char::is_whitespace) };
        let (value, after) = split.unwrap_or((rest, ""));
        context.environment.variables.insert((*name).clone(), value.to_owned());
        rest = after.trim_start();
    }
    0
}
