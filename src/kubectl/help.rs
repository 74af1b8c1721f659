//! `--help`: what a command is for, its commands and flags.
//!
//! Differs: of commands that have little to do with DaemonSets the text is our own and shorter.
//! Upstream: `k8s.io/kubectl/pkg/util/templates/{templater,templates}.go`.

use crate::kubectl::command::Command;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::root::GROUPS;

const TEXTS: &str = include_str!("help.txt");
/// What the files of `-f` are to a command, by its name.
const FILES: &[(&str, &str)] = &[
    ("annotate", "identifying the resource to update the annotation"),
    ("autoscale", "identifying the resource to autoscale."),
    ("create", "to use to create the resource"),
    ("delete", "containing the resource to delete."),
    ("describe", "containing the resource to describe"),
    ("diff", "contains the configuration to diff"),
    ("edit", "to use to edit the resource"),
    ("env", "the resource to update the env"),
    ("expose", "identifying the resource to expose a service"),
    ("label", "identifying the resource to update the labels"),
    ("patch", "identifying the resource to update"),
    ("scale", "identifying the resource to set a new size"),
    ("view-last-applied", "that contains the last-applied-configuration annotations"),
    ("wait", "identifying the resource."),
    ("", "identifying the resource to get from a server."),
];

/// The help of the command at the end of a path.
pub fn text(path: &[&'static Command]) -> String {
    let Some(command) = path.last() else { return String::new() };
    let about = match texts(path) {
        Some((about, _)) => about,
        None if command.long.is_empty() => command.short,
        None => command.long,
    };
    format!("{about}{}", usage(path))
}

/// What help says below the first text, where it also stands alone.
pub fn usage(path: &[&'static Command]) -> String {
    let Some(command) = path.last() else { return String::new() };
    let names: Vec<&str> = path.iter().map(|command| command.name).collect();
    let mut text = "\n\n".to_owned();
    if !command.aliases.is_empty() {
        text.push_str(&format!("Aliases:\n{}, {}\n\n", command.name, command.aliases.join(", ")));
    }
    if let Some((_, examples)) = texts(path).filter(|(_, examples)| !examples.is_empty()) {
        let lines: Vec<String> = examples.lines().map(|line| format!("  {line}")).collect();
        text.push_str(&format!("Examples:\n{}\n\n", lines.join("\n")));
    } else if !command.examples.is_empty() {
        text.push_str(&format!("Examples:\n{}\n\n", command.examples));
    }
    if path.len() == 1 {
        for (title, names) in GROUPS {
            let commands: Vec<&Command> = names.iter().filter_map(|name| command.subcommand(name)).collect();
            push_commands(&mut text, title, commands, widest(command));
        }
    } else if !command.subcommands.is_empty() {
        push_commands(&mut text, "Available Commands:", command.subcommands.to_vec(), widest(command));
    }
    let own: Vec<&Flag> =
        command.flags.iter().flat_map(|table| table.iter()).filter(|flag| !flag.hidden).collect();
    if !own.is_empty() && path.len() > 1 {
        let files = FILES.iter().find(|(name, _)| name.is_empty() || *name == command.name);
        let listed = flags(own).replace("{files}", files.map(|(_, files)| *files).unwrap_or_default());
        let listed = listed.replace("{command}", &names[1..].join(" "));
        text.push_str(&format!("Options:\n{listed}"));
    }
    let usage = if path.len() == 1 { "[flags]" } else { command.usage };
    let options = if usage.contains("[options]") { "" } else { " [options]" };
    text.push_str(&format!("Usage:\n  kubectl {usage}{options}\n\n"));
    if !command.subcommands.is_empty() {
        let path = names.join(" ");
        text.push_str(&format!(
            "Use \"{path} <command> --help\" for more information about a given command.\n"
        ));
    }
    text.push_str(
        "Use \"kubectl options\" for a list of global command-line options (applies to all commands).\n",
    );
    text
}

/// The text and the examples that the file has for a command.
fn texts(path: &[&'static Command]) -> Option<(&'static str, &'static str)> {
    let names: Vec<&str> = path.iter().skip(1).map(|command| command.name).collect();
    let head = format!("\n[{}]\n", names.join(" "));
    let (_, after) = TEXTS.split_once(head.as_str())?;
    let section = after.split("\n[").next().unwrap_or(after);
    let section = section.trim_end();
    Some(section.split_once("\n---\n").unwrap_or((section.trim_end_matches("\n---"), "")))
}

/// Flags as help lists them, by name.
pub fn flags(mut flags: Vec<&Flag>) -> String {
    flags.sort_by_key(|flag| flag.name);
    // A command may have its own words for a flag of a shared table.
    flags.dedup_by_key(|flag| flag.name);
    let mut text = String::new();
    for flag in flags {
        let short = match flag.short {
            ' ' => String::new(),
            short => format!("-{short}, "),
        };
        let default = match flag.takes {
            Takes::Text => format!("'{}'", flag.default),
            Takes::Words | Takes::Lines => format!("[{}]", flag.default),
            _ => flag.default.to_owned(),
        };
        text.push_str(&format!("    {short}--{}={default}:\n\t{}\n\n", flag.name, flag.help));
    }
    text
}

/// The width of the longest name in a family, which all its groups share.
fn widest(command: &Command) -> usize {
    const NAME_MIN: usize = 11;
    command.subcommands.iter().map(|one| one.name.len()).max().unwrap_or_default().max(NAME_MIN)
}

/// Commands of a group, by name where the group has no order of its own.
fn push_commands(text: &mut String, title: &str, mut commands: Vec<&Command>, widest: usize) {
    if commands.is_empty() {
        return;
    }
    if title == "Available Commands:" {
        commands.sort_by_key(|command| command.name);
    }
    text.push_str(title);
    text.push('\n');
    for command in commands {
        text.push_str(&format!("  {:widest$}   {}\n", command.name, command.short));
    }
    text.push('\n');
}
