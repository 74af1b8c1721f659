//! `cut`, `tr`, `column`: parts of lines and characters.

use super::options::Options;

/// `cut`.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    ranges: Vec<(usize, usize)>,
    by_characters: bool,
    delimiter: String,
    joined_by: String,
    only_delimited: bool,
}

impl Cut {
    pub(super) fn parse(args: &[String]) -> Result<(Cut, Vec<String>), String> {
        let usage = |message: String| format!("{message}\nTry 'cut --help' for more information.");
        let long = [
            ("fields", 'f'),
            ("delimiter", 'd'),
            ("characters", 'c'),
            ("bytes", 'b'),
            ("only-delimited", 's'),
            ("output-delimiter", 'o'),
        ];
        let options = Options::parse("cut", args, "f:d:c:b:so:", &long).map_err(usage)?;
        let list = options.value('f').or(options.value('c')).or(options.value('b'));
        let list = list.ok_or_else(|| {
            usage("cut: you must specify a list of bytes, characters, or fields".to_owned())
        })?;
        let ranges = list.split(',').map(parse_range).collect::<Option<Vec<_>>>();
        if list.split([',', '-']).any(|number| number == "0") {
            let what = if options.value('f').is_some() { "fields" } else { "byte/character positions" };
            return Err(usage(format!("cut: {what} are numbered from 1")));
        }
        let ranges = ranges.ok_or_else(|| usage(format!("cut: invalid field value '{list}'")))?;
        let delimiter = options.value('d').unwrap_or("\t").to_owned();
        if delimiter.chars().count() != 1 {
            return Err(usage("cut: the delimiter must be a single character".to_owned()));
        }
        let cut = Cut {
            ranges,
            by_characters: options.value('f').is_none(),
            joined_by: options.value('o').unwrap_or(&delimiter).to_owned(),
            delimiter,
            only_delimited: options.has('s'),
        };
        Ok((cut, options.rest))
    }

    /// The chosen parts of a line; none where the line is to be left out.
    pub(super) fn line(&self, line: &str) -> Option<String> {
        let chosen = |index: usize| self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&(index + 1)));
        if self.by_characters {
            return Some(
                line.chars().enumerate().filter(|(index, _)| chosen(*index)).map(|(_, c)| c).collect(),
            );
        }
        if !line.contains(&self.delimiter) {
            return (!self.only_delimited).then(|| line.to_owned());
        }
        let fields = line.split(&self.delimiter).enumerate().filter(|(index, _)| chosen(*index));
        Some(fields.map(|(_, field)| field).collect::<Vec<_>>().join(&self.joined_by))
    }
}

fn parse_range(text: &str) -> Option<(usize, usize)> {
    let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
    match text.split_once('-') {
        None => number(text).map(|number| (number, number)),
        Some(("", to)) => Some((1, number(to)?)),
        Some((from, "")) => Some((number(from)?, usize::MAX)),
        Some((from, to)) => Some((number(from)?, number(to)?)).filter(|(from, to)| from <= to),
    }
}

/// `tr`.
#[derive(Clone, Debug)]
pub(super) struct Tr {
    from: Vec<char>,
    to: Vec<char>,
    complement: bool,
    delete: bool,
    squeeze: bool,
    last: Option<char>,
}

impl Tr {
    pub(super) fn parse(args: &[String]) -> Result<Tr, String> {
        let usage = |message: &str| format!("tr: {message}\nTry 'tr --help' for more information.");
        let long = [("delete", 'd'), ("squeeze-repeats", 's'), ("complement", 'c')];
        let options = Options::parse("tr", args, "dscC", &long)?;
        let (delete, squeeze) = (options.has('d'), options.has('s'));
        let Some(from) = options.rest.first() else { return Err(usage("missing operand")) };
        let to = options.rest.get(1);
        if to.is_none() && !delete && !squeeze {
            return Err(usage(&format!(
                "missing operand after '{from}'\nTwo strings must be given when translating."
            )));
        }
        let (from, mut to) = (expand_set(from), to.map(|to| expand_set(to)).unwrap_or_default());
        // The last of the second set stands for all that the first has more.
        if let Some(last) = to.last().copied() {
            to.resize(to.len().max(from.len()), last);
        }
        let complement = options.has('c') || options.has('C');
        Ok(Tr { from, to, complement, delete, squeeze, last: None })
    }

    pub(super) fn text(&mut self, text: &str) -> String {
        let mut out = String::new();
        for character in text.chars() {
            let place = self.from.iter().rposition(|from| *from == character);
            let hit = place.is_some() != self.complement;
            if hit && self.delete {
                continue;
            }
            let by = match (hit, self.complement) {
                (true, true) => self.to.last().copied(),
                (true, false) => place.and_then(|place| self.to.get(place).copied()),
                _ => None,
            };
            let by = by.unwrap_or(character);
            let squeezed = match self.to.is_empty() {
                true => hit,
                false => self.to.contains(&by),
            };
            if self.squeeze && squeezed && self.last == Some(by) {
                continue;
            }
            self.last = Some(by);
            out.push(by);
        }
        out
    }
}

fn expand_set(text: &str) -> Vec<char> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let class = [("[:upper:]", 'A'..='Z'), ("[:lower:]", 'a'..='z'), ("[:digit:]", '0'..='9')];
        if let Some((name, range)) = class.into_iter().find(|(name, _)| rest.starts_with(name)) {
            out.extend(range);
            rest = rest.get(name.len()..).unwrap_or_default();
            continue;
        }
        if let Some(after) = rest.strip_prefix("[:space:]") {
            out.extend(" \t\n\r\x0b\x0c".chars());
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("[:alnum:]") {
            out.extend(('a'..='z').chain('A'..='Z').chain('0'..='9'));
            rest = after;
            continue;
        }
        let (from, after) = one_character(first, rest);
        let range_end = after.strip_prefix('-').and_then(|end| Some((end.chars().next()?, end)));
        match range_end {
            Some((end, end_rest)) => {
                let (to, after) = one_character(end, end_rest);
                out.extend(from..=to);
                rest = after;
            }
            None => {
                out.push(from);
                rest = after;
            }
        }
    }
    out
}

/// The first character of a set, escapes undone, and what follows it.
fn one_character(first: char, rest: &str) -> (char, &str) {
    let after = rest.get(first.len_utf8()..).unwrap_or_default();
    let Some(escaped) = after.chars().next().filter(|_| first == '\\') else { return (first, after) };
    let character = match escaped {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        other => other,
    };
    (character, after.get(escaped.len_utf8()..).unwrap_or_default())
}

/// `column -t`: fields padded to columns two spaces apart.
pub(super) fn align_columns(text: &str, separator: Option<&str>) -> String {
    let split = |line: &str| -> Vec<String> {
        match separator {
            Some(separator) => line.split(separator).map(str::to_owned).collect(),
            None => line.split_whitespace().map(str::to_owned).collect(),
        }
    };
    let rows: Vec<Vec<String>> = text.lines().filter(|line| !line.trim().is_empty()).map(split).collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let num_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..num_columns).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        for (column, cell) in row.iter().enumerate() {
            out.push_str(cell);
            if column + 1 < row.len() {
                let padding = widths[column] + 2 - cell.chars().count();
                out.extend((0..padding).map(|_| ' '));
            }
        }
        out.push('\n');
    }
    out
}
