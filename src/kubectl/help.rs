//! `--help`: what a command is for, its commands and flags.
//!
//! Differs: the sentences are our own and shorter, except where a family of commands shows its help as an error.
//! Upstream: `k8s.io/kubectl/pkg/util/templates/{templater,templates}.go`.

use crate::kubectl::command::Command;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::root::GROUPS;

/// The help of the command at the end of a path.
pub fn text(path: &[&'static Command]) -> String {
    let Some(command) = path.last() else { return String::new() };
    let names: Vec<&str> = path.iter().map(|command| command.name).collect();
    let mut text = if command.long.is_empty() { command.short } else { command.long }.to_owned();
    text.push_str("\n\n");
    if !command.examples.is_empty() {
        text.push_str(&format!("Examples:\n{}\n\n", command.examples));
    }
    if path.len() == 1 {
        for (title, names) in GROUPS {
            let commands: Vec<&Command> = names.iter().filter_map(|name| command.subcommand(name)).collect();
            push_commands(&mut text, title, commands);
        }
    } else if !command.subcommands.is_empty() {
        push_commands(&mut text, "Available Commands:", command.subcommands.to_vec());
    }
    let own: Vec<&Flag> =
        command.flags.iter().flat_map(|table| table.iter()).filter(|flag| !flag.hidden).collect();
    if !own.is_empty() && path.len() > 1 {
        text.push_str(&format!("Options:\n{}", flags(own)));
    }
    if path.len() == 1 {
        text.push_str("Usage:\n  kubectl [flags] [options]\n\n");
    } else {
        text.push_str(&format!("Usage:\n  kubectl {} [options]\n\n", command.usage));
    }
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

/// Flags as help lists them, by name.
pub fn flags(mut flags: Vec<&Flag>) -> String {
    flags.sort_by_key(|flag| flag.name);
    let mut text = String::new();
    for flag in flags {
        let short = match flag.short {
            ' ' => "    ".to_owned(),
            short => format!("-{short}, "),
        };
        let default = match flag.takes {
            Takes::Text => format!("'{}'", flag.default),
            Takes::Words | Takes::Lines => "[]".to_owned(),
            _ => flag.default.to_owned(),
        };
        text.push_str(&format!("    {short}--{}={default}:\n\t{}\n\n", flag.name, flag.help));
    }
    text
}

fn push_commands(text: &mut String, title: &str, mut commands: Vec<&Command>) {
    if commands.is_empty() {
        return;
    }
    if title == "Available Commands:" {
        commands.sort_by_key(|command| command.name);
    }
    let widest = commands.iter().map(|command| command.name.len()).max().unwrap_or_default().max(11);
    text.push_str(title);
    text.push('\n');
    for command in commands {
        text.push_str(&format!("  {:widest$}   {}\n", command.name, command.short));
    }
    text.push('\n');
}
