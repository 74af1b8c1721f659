//! Commands that turn input into output.
//!
//! A filter reads the files it names, or else its input. What can be said about a line without knowing the next is said
//! at once.

use super::awk::Awk;
use super::fields::{Cut, Tr, align_columns};
use super::grep::Grep;
use super::options::Options;
use super::output::Output;
use super::pieces::{Pieces, Wc};
use super::sort::{Sort, Uniq};
use crate::playground::shell::files::{Files, resolve};
use crate::playground::shell::regex::Syntax;
use crate::playground::shell::sed::Script;

/// The names of all filters.
pub(super) const FILTERS: [&str; 21] = [
    "cat", "less", "more", "grep", "egrep", "fgrep", "sed", "awk", "cut", "tr", "sort", "uniq", "head",
    "tail", "wc", "tee", "column", "tac", "rev", "nl", "paste",
];

/// A filter at work.
#[derive(Clone, Debug)]
pub(in crate::playground::shell) struct Filter {
    kind: Kind,
    /// Input that has come and is not used up: the rest of a line, or everything for those that need it whole.
    pending: String,
    exit_code: i32,
}

#[derive(Clone, Debug)]
enum Kind {
    /// Numbers every line, or as `nl` does those that have something.
    Cat {
        numbered: bool,
        blank_too: bool,
        line: u32,
    },
    Grep(Box<Grep>),
    Sed {
        script: Box<Script>,
        whole: bool,
    },
    Awk(Box<Awk>),
    Cut(Box<Cut>),
    Tr(Box<Tr>),
    Sort(Box<Sort>),
    Uniq(Uniq),
    Head {
        pieces: Pieces,
        left: usize,
        titles: u32,
    },
    Tail {
        pieces: Pieces,
        titles: u32,
    },
    Wc(Wc),
    Tee {
        paths: Vec<String>,
        append: bool,
        text: String,
    },
    Column {
        separator: Option<String>,
    },
    Tac,
    Rev,
    Paste {
        delimiter: String,
    },
}

/// Where a filter's input comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::playground::shell) enum Source {
    /// The pipe or redirection before it.
    Input,
    /// Files, all of them read already.
    Done,
}

/// A filter of that name, if there is one. With files named, it has read them when this returns.
pub(in crate::playground::shell) fn prepare(
    name: &str,
    args: &[String],
    files: &mut Files,
    folder: &str,
    out: &mut Output,
) -> Option<(Filter, Source)> {
    if !FILTERS.contains(&name) {
        return None;
    }
    let mut filter = Filter { kind: Kind::Tac, pending: String::new(), exit_code: 0 };
    let mut in_place = false;
    let names = match parse(name, args, &mut in_place) {
        Ok((kind, names)) => {
            filter.kind = kind;
            names
        }
        Err(message) => {
            out.error(&message);
            filter.exit_code =
                if matches!(name, "grep" | "egrep" | "fgrep" | "awk" | "sort") { 2 } else { 1 };
            return Some((filter, Source::Done));
        }
    };
    if let Kind::Tee { paths, .. } = &mut filter.kind {
        for path in paths.iter() {
            if let Err(error) = files.append(&resolve(folder, path), "") {
                out.error(&format!("tee: {path}: {}", error.message()));
                filter.exit_code = 1;
            }
        }
        *paths = paths.iter().map(|path| resolve(folder, path)).collect();
    }
    let recursive = matches!(&filter.kind, Kind::Grep(grep) if grep.recursive);
    let names = if recursive { files_below(&names, files, folder) } else { names };
    if names.is_empty() || names == ["-"] {
        filter.begin(None, false);
        return Some((filter, Source::Input));
    }
    for path in &names {
        let at = resolve(folder, path);
        match files.read(&at).map(str::to_owned) {
            Ok(text) if in_place => filter.edit_in_place(&at, &text, files),
            Ok(text) => {
                filter.begin(Some(path), names.len() > 1);
                filter.title(path, names.len() > 1, out);
                filter.feed(&text, out);
                filter.end_source(Some(path), out);
            }
            Err(error) => {
                let words = match name {
                    "sed" => format!("sed: can't read {path}: {}", error.message()),
                    "head" | "tail" => {
                        format!("{name}: cannot open '{path}' for reading: {}", error.message())
                    }
                    "sort" => format!("sort: cannot read: {path}: {}", error.message()),
                    _ => format!("{name}: {path}: {}", error.message()),
                };
                out.error(&words);
                filter.exit_code =
                    if matches!(name, "grep" | "egrep" | "fgrep" | "sort" | "sed" | "awk") { 2 } else { 1 };
            }
        }
    }
    if !in_place {
        filter.finish(files, out);
    }
    Some((filter, Source::Done))
}

/// All files in the folders named, the whole of home where none is.
fn files_below(names: &[String], files: &Files, folder: &str) -> Vec<String> {
    let here = [String::new()];
    let names = if names.is_empty() { &here } else { names };
    let mut found = Vec::new();
    for name in names {
        let at = resolve(folder, name);
        if !files.is_folder(&at) {
            found.push(name.clone());
            continue;
        }
        let below = if at.is_empty() { String::new() } else { format!("{at}/") };
        let inside = files.iter().filter_map(|(path, _)| path.strip_prefix(&below));
        let inside = inside.filter(|path| !path.starts_with('/'));
        found.extend(inside.map(|path| {
            if name.is_empty() { path.to_owned() } else { format!("{}/{path}", name.trim_end_matches('/')) }
        }));
    }
    found
}

fn parse(name: &str, args: &[String], in_place: &mut bool) -> Result<(Kind, Vec<String>), String> {
    Ok(match name {
        "grep" | "egrep" | "fgrep" => {
            let (grep, names) = Grep::parse(name, args)?;
            (Kind::Grep(Box::new(grep)), names)
        }
        "sed" => parse_sed(args, in_place)?,
        "awk" => Awk::parse(args).map(|(awk, names)| (Kind::Awk(Box::new(awk)), names))?,
        "cut" => Cut::parse(args).map(|(cut, names)| (Kind::Cut(Box::new(cut)), names))?,
        "tr" => (Kind::Tr(Box::new(Tr::parse(args)?)), Vec::new()),
        "sort" => Sort::parse(args).map(|(sort, names)| (Kind::Sort(Box::new(sort)), names))?,
        "uniq" => Uniq::parse(args).map(|(uniq, names)| (Kind::Uniq(uniq), names))?,
        "wc" => Wc::parse(args).map(|(wc, names)| (Kind::Wc(wc), names))?,
        "head" => {
            let (pieces, names) = Pieces::parse(name, args)?;
            (Kind::Head { left: pieces.count, pieces, titles: 0 }, names)
        }
        "tail" => {
            Pieces::parse(name, args).map(|(pieces, names)| (Kind::Tail { pieces, titles: 0 }, names))?
        }
        "column" => {
            let options = Options::parse(name, args, "ts:", &[("table", 't'), ("separator", 's')])?;
            (Kind::Column { separator: options.value('s').map(str::to_owned) }, options.rest)
        }
        "paste" => {
            let options = Options::parse(name, args, "sd:", &[])?;
            (Kind::Paste { delimiter: options.value('d').unwrap_or("\t").to_owned() }, options.rest)
        }
        "tee" => {
            let options = Options::parse(name, args, "a", &[("append", 'a')])?;
            let append = options.has('a');
            (Kind::Tee { paths: options.rest, append, text: String::new() }, Vec::new())
        }
        "tac" => (Kind::Tac, args.to_vec()),
        "rev" => (Kind::Rev, args.to_vec()),
        _ => {
            let options = Options::parse(name, args, "nAeb", &[("number", 'n')])
                .map_err(|message| format!("{message}\nTry '{name} --help' for more information."))?;
            let nl = name == "nl";
            (Kind::Cat { numbered: nl || options.has('n'), blank_too: !nl, line: 0 }, options.rest)
        }
    })
}

fn parse_sed(args: &[String], in_place: &mut bool) -> Result<(Kind, Vec<String>), String> {
    let long =
        [("quiet", 'n'), ("silent", 'n'), ("expression", 'e'), ("regexp-extended", 'E'), ("in-place", 'i')];
    let mut options = Options::parse("sed", args, "ne:Eri", &long)?;
    let mut scripts: Vec<String> = options.values('e').map(str::to_owned).collect();
    if scripts.is_empty() {
        if options.rest.is_empty() {
            return Err("Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...".to_owned());
        }
        scripts.push(options.rest.remove(0));
    }
    let syntax = if options.last_of("Er").is_some() { Syntax::Extended } else { Syntax::Basic };
    let script = Script::new(&scripts.join("\n"), syntax, options.has('n'))?;
    *in_place = options.has('i');
    let whole = script.looks_at_line_numbers();
    Ok((Kind::Sed { script: Box::new(script), whole }, options.rest))
}

impl Filter {
    /// Whether more input could change anything.
    pub(in crate::playground::shell) fn wants_more(&self) -> bool {
        match &self.kind {
            Kind::Head { pieces, left, .. } => *left > 0 || !pieces.is_line_limit(),
            Kind::Grep(grep) => grep.wants_more(),
            _ => true,
        }
    }

    pub(in crate::playground::shell) fn exit_code(&self) -> i32 {
        match &self.kind {
            Kind::Grep(grep) if self.exit_code == 0 => grep.exit_code(),
            _ => self.exit_code,
        }
    }

    /// Takes in more input.
    pub(in crate::playground::shell) fn feed(&mut self, text: &str, out: &mut Output) {
        self.pending.push_str(text);
        if self.needs_everything() {
            return;
        }
        let complete = self.pending.rfind('\n').map_or(0, |at| at + 1);
        let rest = self.pending.split_off(complete);
        let lines = std::mem::replace(&mut self.pending, rest);
        for line in lines.split_inclusive('\n') {
            self.line(line, out);
        }
    }

    /// The input is over.
    pub(in crate::playground::shell) fn end(&mut self, files: &mut Files, out: &mut Output) {
        self.end_source(None, out);
        self.finish(files, out);
    }

    fn begin(&mut self, name: Option<&str>, several: bool) {
        match &mut self.kind {
            Kind::Grep(grep) => grep.begin(name, several),
            Kind::Head { pieces, left, .. } => *left = pieces.count,
            _ => {}
        }
    }

    /// Head and tail put the name over each of several files.
    fn title(&mut self, name: &str, several: bool, out: &mut Output) {
        let (Kind::Head { pieces, titles, .. } | Kind::Tail { pieces, titles }) = &mut self.kind else {
            return;
        };
        if pieces.shows_names(several) {
            out.line(&format!("{}==> {name} <==", if *titles > 0 { "\n" } else { "" }));
            *titles += 1;
        }
    }

    fn needs_everything(&self) -> bool {
        match &self.kind {
            Kind::Sort(_)
            | Kind::Tail { .. }
            | Kind::Wc(_)
            | Kind::Column { .. }
            | Kind::Tac
            | Kind::Paste { .. } => true,
            Kind::Sed { whole, .. } => *whole,
            Kind::Head { pieces, .. } => !pieces.is_line_limit(),
            _ => false,
        }
    }

    /// One line with its line break, which only the last of an input may lack.
    fn line(&mut self, line: &str, out: &mut Output) {
        let text = line.strip_suffix('\n').unwrap_or(line);
        match &mut self.kind {
            Kind::Cat { numbered: false, .. } => out.print(line),
            Kind::Cat { blank_too: false, .. } if text.is_empty() => out.print("       \n"),
            Kind::Cat { numbered: true, line: number, .. } => {
                *number += 1;
                out.print(&format!("{number:>6}\t{line}"));
            }
            Kind::Grep(grep) => grep.line(text, out),
            Kind::Sed { script, .. } => out.print(&script.run(line)),
            Kind::Awk(awk) => out.print(&awk.line(text)),
            Kind::Cut(cut) => cut.line(text).iter().for_each(|line| out.line(line)),
            Kind::Tr(tr) => out.print(&tr.text(line)),
            Kind::Uniq(uniq) => uniq.line(text).iter().for_each(|line| out.line(line)),
            Kind::Head { left, .. } if *left > 0 => {
                *left -= 1;
                out.print(line);
            }
            Kind::Tee { text, .. } => {
                text.push_str(line);
                out.print(line);
            }
            Kind::Rev => out.line(&text.chars().rev().collect::<String>()),
            _ => {}
        }
    }

    fn end_source(&mut self, name: Option<&str>, out: &mut Output) {
        if !self.needs_everything() {
            let rest = std::mem::take(&mut self.pending);
            if !rest.is_empty() {
                self.line(&rest, out);
            }
        }
        match &mut self.kind {
            Kind::Grep(grep) => grep.end(out),
            Kind::Wc(wc) => wc.add(&std::mem::take(&mut self.pending), name),
            Kind::Tail { pieces, .. } => out.print(pieces.tail(&std::mem::take(&mut self.pending))),
            Kind::Head { pieces, .. } if !pieces.is_line_limit() => {
                out.print(pieces.head(&std::mem::take(&mut self.pending)));
            }
            // Files of which each ends a line stay apart.
            _ if name.is_some() && !self.pending.is_empty() && !self.pending.ends_with('\n') => {
                self.pending.push('\n');
            }
            _ => {}
        }
    }

    fn finish(&mut self, files: &mut Files, out: &mut Output) {
        let text = std::mem::take(&mut self.pending);
        match &mut self.kind {
            Kind::Awk(awk) => out.print(&awk.end()),
            Kind::Sed { script, whole: true } => out.print(&script.run(&text)),
            Kind::Sort(sort) => out.print(&sort.text(&text)),
            Kind::Uniq(uniq) => uniq.end().iter().for_each(|line| out.line(line)),
            Kind::Wc(wc) => out.print(&wc.report()),
            Kind::Column { separator } => out.print(&align_columns(&text, separator.as_deref())),
            Kind::Tac => text.lines().rev().for_each(|line| out.line(line)),
            Kind::Paste { delimiter } => out.line(&text.lines().collect::<Vec<_>>().join(delimiter)),
            Kind::Tee { paths, append, text } => {
                for path in paths.iter() {
                    let result = if *append { files.append(path, text) } else { files.write(path, text) };
                    if let Err(error) = result {
                        out.error(&format!("tee: {path}: {}", error.message()));
                        self.exit_code = 1;
                    }
                }
            }
            _ => {}
        }
    }

    fn edit_in_place(&mut self, path: &str, text: &str, files: &mut Files) {
        if let Kind::Sed { script, .. } = &self.kind
            && files.write(path, &script.run(text)).is_err()
        {
            self.exit_code = 4;
        }
    }
}
