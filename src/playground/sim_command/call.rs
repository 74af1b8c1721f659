//! A line's arguments, read by a command's row in the table.

use crate::playground::shell::{closest, duration_ms};
use crate::playground::sim_command::program::{Failure, Stand};

/// What an argument is, for its check, its help and its completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// A node's name.
    Node,
    /// A pod, or a DaemonSet as `ds/NAME` for all its pods.
    Pods,
    /// A pod, a DaemonSet, or `image/NAME` for whatever runs that image.
    Containers,
    /// An image's name.
    Image,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number from 1.
    Count,
    /// How much longer, or how long.
    Slowness,
    /// `KEY=VALUE`.
    Label,
    /// Something new.
    Name,
}

/// One argument of a command.
pub(super) struct Arg {
    pub takes: Takes,
    /// As help shows it.
    pub name: &'static str,
    pub needs: Needs,
}

/// How often an argument must or may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    One,
    /// It may be left out.
    AtMostOne,
    /// One or more; it is the last.
    Some,
    /// As many as one likes; it is the last.
    Any,
}

/// An option.
pub(super) struct Flag {
    pub name: &'static str,
    pub short: char,
    /// What its value is called; empty where it has none.
    pub value: &'static str,
    pub about: &'static str,
}

/// A command.
pub(super) struct SimCommand {
    pub name: &'static str,
    pub args: &'static [Arg],
    pub flags: &'static [&'static Flag],
    /// One line.
    pub about: &'static str,
    /// What else there is to know, in lines.
    pub more: &'static str,
    pub run: fn(&Call, &mut Stand) -> Result<(), Failure>,
}

/// A command's arguments.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub args: Vec<String>,
    flags: Vec<(&'static str, String)>,
}

impl Call {
    /// Reads the words behind a command's name.
    pub fn parse(command: &SimCommand, words: &[String]) -> Result<Call, Failure> {
        let mut call = Call::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                call.args.extend(words.by_ref().cloned());
            } else if word.starts_with('-') && word.len() > 1 {
                call.flag(command, word, &mut words)?;
            } else {
                call.args.push(word.clone());
            }
        }
        call.check_count(command)?;
        for (index, word) in call.args.iter().enumerate() {
            if let Some(arg) = arg_at(command, index) {
                check_word(command, arg, word)?;
            }
        }
        Ok(call)
    }

    fn flag<'a>(
        &mut self,
        command: &SimCommand,
        word: &str,
        words: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Failure> {
        let (given, joined) = match word.strip_prefix("--") {
            Some(long) => long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value))),
            None => {
                let end = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
                let (short, rest) = word.split_at(end);
                let rest = rest.strip_prefix('=').unwrap_or(rest);
                (short.trim_start_matches('-'), (!rest.is_empty()).then_some(rest))
            }
        };
        let is_named = |flag: &&&Flag| match word.starts_with("--") {
            true => flag.name == given,
            false => given.chars().eq([flag.short]),
        };
        let Some(flag) = command.flags.iter().find(is_named) else {
            let hint = closest(given, command.flags.iter().map(|flag| flag.name));
            let hint = hint.map(|name| format!("; did you mean --{name}?")).unwrap_or_default();
            return Err(Failure::usage(command.name, &format!("unknown option {word}{hint}")));
        };
        let value = match (flag.value, joined) {
            ("", None) => String::new(),
            ("", Some(_)) => {
                return Err(Failure::usage(command.name, &format!("--{} takes no value", flag.name)));
            }
            (_, Some(joined)) => joined.to_owned(),
            (value, None) => words
                .next()
                .cloned()
                .ok_or_else(|| Failure::usage(command.name, &format!("--{} takes a {value}", flag.name)))?,
        };
        self.flags.push((flag.name, value));
        Ok(())
    }

    fn check_count(&self, command: &SimCommand) -> Result<(), Failure> {
        let given = self.args.len();
        let missing =
            command.args.iter().skip(given).find(|arg| matches!(arg.needs, Needs::One | Needs::Some));
        if let Some(arg) = missing {
            return Err(Failure::usage(command.name, &format!("{} is missing", arg.name)));
        }
        match self.args.iter().enumerate().find(|(index, _)| arg_at(command, *index).is_none()) {
            Some((_, word)) => Err(Failure::usage(command.name, &format!("{word:?} is one word too many"))),
            None => Ok(()),
        }
    }

    pub fn has(&self, flag: &Flag) -> bool {
        self.value(flag).is_some()
    }

    /// The last value given for a flag.
    pub fn value(&self, flag: &Flag) -> Option<&str> {
        self.values(flag).last()
    }

    /// All values given for a flag.
    pub fn values(&self, flag: &Flag) -> impl Iterator<Item = &str> {
        self.flags.iter().filter(move |(name, _)| *name == flag.name).map(|(_, value)| value.as_str())
    }

    /// The argument at a place; empty where none was given.
    pub fn arg(&self, index: usize) -> &str {
        self.args.get(index).map_or("", String::as_str)
    }

    /// The arguments from a place on.
    pub fn from(&self, index: usize) -> &[String] {
        self.args.get(index..).unwrap_or_default()
    }
}

/// What the argument at that place is; the last one may stand for all after it.
pub(super) fn arg_at(command: &SimCommand, index: usize) -> Option<&Arg> {
    let last = command.args.last().filter(|last| matches!(last.needs, Needs::Some | Needs::Any));
    command.args.get(index).or(last)
}

fn check_word(command: &SimCommand, arg: &Arg, word: &str) -> Result<(), Failure> {
    let wrong = |message: String| Err(Failure::usage(command.name, &message));
    match arg.takes {
        Takes::Word(words) if !words.contains(&word) => {
            let hint = closest(word, words.iter().copied());
            let hint = hint.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
            wrong(format!("{} is one of {}, not {word:?}{hint}", arg.name, words.join(", ")))
        }
        Takes::Count if word.parse::<u32>().map_or(0, |count| count) == 0 => {
            wrong(format!("{} is a number from 1, not {word:?}", arg.name))
        }
        Takes::Label if !word.contains('=') => wrong(format!("a label is KEY=VALUE, not {word:?}")),
        Takes::Slowness
            if word.parse::<u32>().is_err() && slow_times(word).is_none() && duration_ms(word).is_none() =>
        {
            wrong(format!("{} is a factor such as 10x or a time such as 90s, not {word:?}", arg.name))
        }
        _ => Ok(()),
    }
}

/// `10x`, or a number alone.
pub(super) fn slow_times(word: &str) -> Option<u32> {
    word.strip_suffix(['x', 'X']).unwrap_or(word).parse().ok()
}
