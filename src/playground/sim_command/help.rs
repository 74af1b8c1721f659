//! What `sim help` says: all of it follows from the table.

use crate::playground::sim_command::call::{Arg, Call, Needs, SimCommand, Takes};
use crate::playground::sim_command::program::{Failure, Stand, unknown};
use crate::playground::sim_command::table::{COMMANDS, HEADINGS, find};

const INTRODUCTION: &str = "\
sim does to the cluster what no request to its API could: machines die, images break, probes fail.

Usage:
  sim COMMAND …
";

const CONCLUSION: &str = "
A TARGET is a pod (NAME or pod/NAME), ds/NAME for all pods of a DaemonSet, or image/NAME for all containers of an image.
It exits with 0, with 1 where the cluster has no such thing, and with 2 where the line itself is wrong.
See 'sim COMMAND --help' for more about a command.
";

/// `sim help [COMMAND]`.
pub(super) fn run(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let text = match call.arg(0) {
        "" => overview(),
        name => of(find(name).ok_or_else(|| unknown(name))?),
    };
    stand.print(text);
    Ok(())
}

fn overview() -> String {
    let mut text = INTRODUCTION.to_owned();
    for command in &COMMANDS {
        if let Some((_, heading)) = HEADINGS.iter().find(|(name, _)| *name == command.name) {
            text.push_str(&format!("\n{heading}:\n"));
        }
        text.push_str(&format!("  {:<15} {}\n", command.name, command.about));
    }
    text + CONCLUSION
}

/// A command's own help.
pub(super) fn of(command: &SimCommand) -> String {
    let mut text = format!("{}.\n", command.about);
    if !command.more.is_empty() {
        text.push_str(&format!("{}\n", command.more));
    }
    text.push_str(&format!("\nUsage:\n  {}\n", usage(command)));
    let words = command.args.iter().filter_map(|arg| Some((arg.name, meaning(arg)?)));
    let words: String = words.map(|(name, meaning)| format!("  {name:<10} {meaning}\n")).collect();
    if !words.is_empty() {
        text.push_str(&format!("\nArguments:\n{words}"));
    }
    if !command.flags.is_empty() {
        text.push_str("\nOptions:\n");
    }
    for flag in command.flags {
        let value =
            if flag.value.is_empty() { String::new() } else { format!(" {}", flag.value.to_uppercase()) };
        let name = format!("-{}, --{}{value}", flag.short, flag.name);
        text.push_str(&format!("  {name:<26} {}\n", flag.about));
    }
    text
}

fn usage(command: &SimCommand) -> String {
    let mut usage = format!("sim {}", command.name);
    for arg in command.args {
        let name = arg.name;
        usage += &match arg.needs {
            Needs::One => format!(" {name}"),
            Needs::AtMostOne => format!(" [{name}]"),
            Needs::Some => format!(" {name}…"),
            Needs::Any => format!(" [{name}…]"),
        };
    }
    if command.flags.is_empty() { usage } else { usage + " [OPTIONS]" }
}

fn meaning(arg: &Arg) -> Option<String> {
    Some(match arg.takes {
        Takes::Word(words) => words.join(", "),
        Takes::Containers => "a pod, ds/NAME for a DaemonSet's pods, or image/NAME".to_owned(),
        Takes::Pods => "a pod, or ds/NAME for a DaemonSet's pods".to_owned(),
        Takes::Slowness => "a factor such as 10x, or a time such as 90s".to_owned(),
        Takes::Label => "a label of the node".to_owned(),
        Takes::Node | Takes::Image | Takes::Name | Takes::Count => return None,
    })
}
