//! Flags: a table per command, read from a command line as pflag reads them, with its words for mistakes.
//!
//! A flag takes `--name=value`, `--name value`, `-nvalue`, `-n=value` or `-n value`; one that can stand `bare` takes a
//! value only behind `=`; short ones without value stand together; `--` ends them.
//! Deliberately absent: flag files, underscores for dashes.
//!
//! Upstream: `github.com/spf13/pflag` (`parseArgs`, `parseLongArg`, `parseSingleShortArg`, `errors.go`).

use crate::apimachinery::quote::go_quote;

/// What a flag's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// `true` or `false`.
    Switch,
    /// Any text.
    Text,
    /// Texts between commas; giving the flag again adds more.
    Words,
    /// A text; giving the flag again adds one.
    Lines,
    /// An integer.
    Number,
    /// `30s`, `1m30s`.
    Duration,
}

/// A row of a command's table of flags.
#[derive(Debug)]
pub struct Flag {
    /// The long name.
    pub name: &'static str,
    /// The short name; a space where there is none.
    pub short: char,
    /// What its value is.
    pub takes: Takes,
    /// The value where it is not given.
    pub default: &'static str,
    /// The value where it is given without one; empty where it must have one.
    pub bare: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// Why not to use it any more; empty where it is welcome.
    pub deprecated: &'static str,
    /// Whether help and completion pass over it.
    pub hidden: bool,
}

impl Flag {
    /// A flag of that kind.
    pub const fn new(
        name: &'static str,
        short: char,
        takes: Takes,
        default: &'static str,
        help: &'static str,
    ) -> Flag {
        let bare = if matches!(takes, Takes::Switch) { "true" } else { "" };
        Flag { name, short, takes, default, bare, help, deprecated: "", hidden: false }
    }

    /// A switch that is off.
    pub const fn switch(name: &'static str, help: &'static str) -> Flag {
        Flag::new(name, ' ', Takes::Switch, "false", help)
    }

    /// A text that is empty.
    pub const fn text(name: &'static str, help: &'static str) -> Flag {
        Flag::new(name, ' ', Takes::Text, "", help)
    }

    /// The flag with a short name.
    #[must_use]
    pub const fn short(mut self, short: char) -> Flag {
        self.short = short;
        self
    }

    /// The flag with a default.
    #[must_use]
    pub const fn default(mut self, default: &'static str) -> Flag {
        self.default = default;
        self
    }

    /// The flag with a value for when it is given none.
    #[must_use]
    pub const fn bare(mut self, bare: &'static str) -> Flag {
        self.bare = bare;
        self
    }

    /// The flag, which says at each use why not to use it.
    #[must_use]
    pub const fn deprecated(mut self, why: &'static str) -> Flag {
        self.deprecated = why;
        self.hidden = true;
        self
    }

    /// The flag, out of sight.
    #[must_use]
    pub const fn hidden(mut self) -> Flag {
        self.hidden = true;
        self
    }
}

/// The tables that hold for a command: its own and the global ones.
#[derive(Clone, Copy, Debug)]
pub struct FlagTables(pub [&'static [&'static [Flag]]; 2]);

impl FlagTables {
    /// All flags.
    pub fn iter(&self) -> impl Iterator<Item = &'static Flag> + use<> {
        self.0.into_iter().flatten().flat_map(|table| table.iter())
    }

    /// The flag of that long name.
    pub fn named(&self, name: &str) -> Option<&'static Flag> {
        self.iter().find(|flag| flag.name == name)
    }

    /// The flag of that short name.
    pub fn short(&self, short: char) -> Option<&'static Flag> {
        self.iter().find(|flag| flag.short == short && short != ' ')
    }

    /// Where in `args` words stand that are no flags and no flag's value, as cobra looks for subcommands.
    ///
    /// Upstream: `cobra.stripFlags`.
    pub fn words<'a>(&self, args: &'a [String]) -> Vec<(usize, &'a str)> {
        let mut words = Vec::new();
        let mut at = 0;
        while let Some(arg) = args.get(at) {
            let takes_next = match arg.strip_prefix("--") {
                Some("") => break,
                _ if arg.contains('=') => false,
                Some(name) => self.named(name).is_none_or(|flag| flag.bare.is_empty()),
                None => {
                    let short = arg.strip_prefix('-').map(|rest| rest.chars().collect::<Vec<char>>());
                    match short.as_deref() {
                        Some([one]) => self.short(*one).is_none_or(|flag| flag.bare.is_empty()),
                        _ => false,
                    }
                }
            };
            if !arg.is_empty() && !arg.starts_with('-') {
                words.push((at, arg.as_str()));
            }
            at += if takes_next { 2 } else { 1 };
        }
        words
    }
}

/// What a command line says.
#[derive(Clone, Debug, Default)]
pub struct ParsedFlags {
    /// Flags in the order given.
    pub set: Vec<(&'static Flag, String)>,
    /// Words that are no flags.
    pub args: Vec<String>,
    /// How many of the words stand before `--`; `None` without it.
    pub args_before_dashes: Option<u32>,
}

impl ParsedFlags {
    /// Reads a command line without its command.
    ///
    /// Errors: pflag's sentence, and what was read before the mistake.
    pub fn parse(args: &[String], tables: FlagTables) -> (ParsedFlags, Result<(), String>) {
        let mut parsed = ParsedFlags::default();
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            let step = if arg == "--" {
                parsed.args_before_dashes = u32::try_from(parsed.args.len()).ok();
                parsed.args.extend(rest.by_ref().cloned());
                Ok(())
            } else if let Some(long) = arg.strip_prefix("--") {
                parsed.long(arg, long, &mut rest, tables)
            } else if let Some(shorts) = arg.strip_prefix('-').filter(|shorts| !shorts.is_empty()) {
                parsed.shorts(shorts, &mut rest, tables)
            } else {
                parsed.args.push(arg.clone());
                Ok(())
            };
            if let Err(message) = step {
                return (parsed, Err(message));
            }
        }
        (parsed, Ok(()))
    }

    fn long(
        &mut self,
        arg: &str,
        long: &str,
        rest: &mut std::slice::Iter<'_, String>,
        tables: FlagTables,
    ) -> Result<(), String> {
        if long.starts_with(['-', '=']) {
            return Err(format!("bad flag syntax: {arg}"));
        }
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        let flag = tables.named(name).ok_or_else(|| format!("unknown flag: --{name}"))?;
        let value = match value {
            Some(value) => value.to_owned(),
            None if !flag.bare.is_empty() => flag.bare.to_owned(),
            None => rest.next().cloned().ok_or_else(|| format!("flag needs an argument: {arg}"))?,
        };
        self.put(flag, value)
    }

    fn shorts(
        &mut self,
        mut shorts: &str,
        rest: &mut std::slice::Iter<'_, String>,
        tables: FlagTables,
    ) -> Result<(), String> {
        while let Some(short) = shorts.chars().next() {
            let after = &shorts[short.len_utf8()..];
            let flag = tables
                .short(short)
                .ok_or_else(|| format!("unknown shorthand flag: '{short}' in -{shorts}"))?;
            if let Some(value) = after.strip_prefix('=').filter(|value| !value.is_empty()) {
                return self.put(flag, value.to_owned());
            }
            if !flag.bare.is_empty() {
                self.put(flag, flag.bare.to_owned())?;
                shorts = after;
                continue;
            }
            let value = match after {
                "" => rest
                    .next()
                    .cloned()
                    .ok_or_else(|| format!("flag needs an argument: '{short}' in -{shorts}"))?,
                after => after.to_owned(),
            };
            return self.put(flag, value);
        }
        Ok(())
    }

    fn put(&mut self, flag: &'static Flag, value: String) -> Result<(), String> {
        let checked = match flag.takes {
            Takes::Switch => parse_switch(&value).map(|_| ()),
            Takes::Number => parse_number(&value).map(|_| ()),
            Takes::Duration => parse_duration(&value).map(|_| ()),
            Takes::Text | Takes::Words | Takes::Lines => Ok(()),
        };
        if let Err(why) = checked {
            let name = match flag.short {
                ' ' => format!("--{}", flag.name),
                short => format!("-{short}, --{}", flag.name),
            };
            return Err(format!("invalid argument {} for {} flag: {why}", go_quote(&value), go_quote(&name)));
        }
        self.set.push((flag, value));
        Ok(())
    }
}

/// Upstream: Go's `strconv.ParseBool`.
pub fn parse_switch(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        other => Err(format!("strconv.ParseBool: parsing {}: invalid syntax", go_quote(other))),
    }
}

/// Upstream: Go's `strconv.ParseInt` in base 10.
pub fn parse_number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|error: std::num::ParseIntError| {
        let why = match error.kind() {
            std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => "value out of range",
            _ => "invalid syntax",
        };
        format!("strconv.ParseInt: parsing {}: {why}", go_quote(text))
    })
}

/// Milliseconds.
///
/// Differs: fractions below a millisecond are dropped, since simulated time has none.
/// Upstream: Go's `time.ParseDuration`.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    let quoted = go_quote(text);
    let invalid = || format!("time: invalid duration {quoted}");
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut nanos: i128 = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') || number.len() > 18 {
            return Err(invalid());
        }
        let unit_end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_end);
        let scale: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "" => return Err(format!("time: missing unit in duration {quoted}")),
            other => return Err(format!("time: unknown unit {} in duration {quoted}", go_quote(other))),
        };
        nanos += whole.parse::<i128>().unwrap_or_default() * scale;
        let digits = fraction.parse::<i128>().unwrap_or_default();
        nanos += digits * scale / 10_i128.pow(u32::try_from(fraction.len()).unwrap_or_default());
        rest = next;
    }
    let millis = i64::try_from(nanos / 1_000_000).map_err(|_| invalid())?;
    Ok(if negative { -millis } else { millis })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    static TABLE: &[&[Flag]] = &[&[
        Flag::switch("watch", "").short('w'),
        Flag::text("filename", "").short('f'),
        Flag::text("dry-run", "").default("none").bare("unchanged"),
        Flag::new("timeout", ' ', Takes::Duration, "0s", ""),
        Flag::new("revision", ' ', Takes::Number, "0", ""),
    ]];

    fn check(line: &str, expected: Expect) {
        let args: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let (parsed, result) = ParsedFlags::parse(&args, FlagTables([TABLE, &[]]));
        let flags: Vec<String> =
            parsed.set.iter().map(|(flag, value)| format!("{}={value}", flag.name)).collect();
        let text = match result {
            Ok(()) => format!("{flags:?} {:?} {:?}", parsed.args, parsed.args_before_dashes),
            Err(message) => message,
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn flags_are_read_in_every_form() {
        check(
            "get --filename=a -f b -fc -f=d x",
            expect![[r#"["filename=a", "filename=b", "filename=c", "filename=d"] ["get", "x"] None"#]],
        );
        check(
            "-wf a --dry-run b --watch=false",
            expect![[r#"["watch=true", "filename=a", "dry-run=unchanged", "watch=false"] ["b"] None"#]],
        );
        check("a -- -w --what", expect![[r#"[] ["a", "-w", "--what"] Some(1)"#]]);
        check("- --timeout 1m", expect![[r#"["timeout=1m"] ["-"] None"#]]);
    }

    #[test]
    fn mistakes_have_pflags_words() {
        check("--image=nginx", expect!["unknown flag: --image"]);
        check("-wx", expect!["unknown shorthand flag: 'x' in -x"]);
        check("create -f", expect!["flag needs an argument: 'f' in -f"]);
        check("--filename", expect!["flag needs an argument: --filename"]);
        check("--=x", expect!["bad flag syntax: --=x"]);
        check(
            "-w=abc",
            expect![[
                r#"invalid argument "abc" for "-w, --watch" flag: strconv.ParseBool: parsing "abc": invalid syntax"#
            ]],
        );
        check(
            "--timeout=5",
            expect![[r#"invalid argument "5" for "--timeout" flag: time: missing unit in duration "5""#]],
        );
        check(
            "--revision=x",
            expect![[
                r#"invalid argument "x" for "--revision" flag: strconv.ParseInt: parsing "x": invalid syntax"#
            ]],
        );
    }

    #[test]
    fn durations_are_gos() {
        for (text, millis) in [
            ("0", 0),
            ("30s", 30_000),
            ("1m30s", 90_000),
            ("1.5h", 5_400_000),
            ("-1s", -1000),
            ("250ms", 250),
        ] {
            assert_eq!(parse_duration(text), Ok(millis), "{text}");
        }
        for text in ["", "s", "5x", "1..2s", "abc"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
