//! `sort` and `uniq`.

use std::cmp::Ordering;

use super::options::Options;

/// `sort`.
#[derive(Clone, Debug)]
pub(super) struct Sort {
    keys: Vec<Key>,
    separator: Option<char>,
    unique: bool,
    stable: bool,
    reverse: bool,
}

/// What lines are compared by: fields `from` to `to`, counted from 1, characters likewise.
#[derive(Clone, Debug)]
struct Key {
    from: (usize, usize),
    to: Option<(usize, usize)>,
    how: How,
    reverse: bool,
    ignore_case: bool,
    skip_blanks: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Text,
    Number,
    Human,
    Version,
}

const LONG: [(&str, char); 9] = [
    ("reverse", 'r'),
    ("numeric-sort", 'n'),
    ("unique", 'u'),
    ("key", 'k'),
    ("version-sort", 'V'),
    ("field-separator", 't'),
    ("ignore-case", 'f'),
    ("human-numeric-sort", 'h'),
    ("stable", 's'),
];

impl Sort {
    pub(super) fn parse(args: &[String]) -> Result<(Sort, Vec<String>), String> {
        let usage = |message: String| format!("{message}\nTry 'sort --help' for more information.");
        let options = Options::parse("sort", args, "rnuk:Vt:fhsb", &LONG).map_err(usage)?;
        let flags: String = "nVhfrb".chars().filter(|letter| options.has(*letter)).collect();
        let mut keys = Vec::new();
        for key in options.values('k') {
            keys.push(
                parse_key(key, &flags).ok_or_else(|| format!("sort: invalid key specification '{key}'"))?,
            );
        }
        if keys.is_empty() {
            keys.push(Key::new((1, 1), None, &flags));
        }
        let separator = options.value('t').map(|separator| match separator {
            "\\t" => '\t',
            _ => separator.chars().next().unwrap_or('\t'),
        });
        let sort = Sort {
            keys,
            separator,
            unique: options.has('u'),
            stable: options.has('s'),
            reverse: options.has('r'),
        };
        Ok((sort, options.rest))
    }

    pub(super) fn text(&self, text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_by(|a, b| self.compare(a, b));
        if self.unique {
            lines.dedup_by(|a, b| self.by_keys(a, b) == Ordering::Equal);
        }
        lines.iter().flat_map(|line| [*line, "\n"]).collect()
    }

    fn compare(&self, a: &str, b: &str) -> Ordering {
        let order = self.by_keys(a, b);
        if order != Ordering::Equal || self.stable || self.unique {
            return order;
        }
        // Equal keys are told apart by the whole line.
        if self.reverse { b.cmp(a) } else { a.cmp(b) }
    }

    fn by_keys(&self, a: &str, b: &str) -> Ordering {
        self.keys
            .iter()
            .map(|key| key.compare(a, b, self.separator))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl Key {
    fn new(from: (usize, usize), to: Option<(usize, usize)>, flags: &str) -> Key {
        let how = match flags.chars().find(|flag| "nhV".contains(*flag)) {
            Some('n') => How::Number,
            Some('h') => How::Human,
            Some(_) => How::Version,
            None => How::Text,
        };
        let has = |flag| flags.contains(flag);
        Key { from, to, how, reverse: has('r'), ignore_case: has('f'), skip_blanks: has('b') }
    }

    fn compare(&self, a: &str, b: &str, separator: Option<char>) -> Ordering {
        let (a, b) = (self.extract(a, separator), self.extract(b, separator));
        let order = match self.how {
            How::Text if self.ignore_case => a.to_uppercase().cmp(&b.to_uppercase()),
            How::Text => a.cmp(b),
            How::Number => compare_numbers(a, b),
            How::Human => unit(a).cmp(&unit(b)).then_with(|| compare_numbers(a, b)),
            How::Version => compare_versions(a, b),
        };
        if self.reverse { order.reverse() } else { order }
    }

    fn extract<'line>(&self, line: &'line str, separator: Option<char>) -> &'line str {
        let start = position(line, self.from, separator, self.skip_blanks);
        let end = self.to.map_or(line.len(), |(field, character)| match character {
            0 => field_end(line, field, separator),
            _ => position(line, (field, character + 1), separator, self.skip_blanks).min(line.len()),
        });
        line.get(start..end.max(start)).unwrap_or_default()
    }
}

/// `2`, `2,2`, `2n,3.4r` and their like.
fn parse_key(text: &str, flags: &str) -> Option<Key> {
    let (from, to) = text.split_once(',').map_or((text, None), |(from, to)| (from, Some(to)));
    let mut own_flags = String::new();
    let mut place = |text: &str, default: usize| -> Option<(usize, usize)> {
        let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (numbers, flags) = text.split_at(end);
        own_flags.push_str(flags);
        let (field, character) = numbers.split_once('.').unwrap_or((numbers, ""));
        let character = if character.is_empty() { default } else { character.parse().ok()? };
        Some((field.parse().ok().filter(|field| *field > 0)?, character))
    };
    let from = place(from, 1)?;
    let to = match to {
        Some(to) => Some(place(to, 0)?),
        None => None,
    };
    Some(Key::new(from, to, if own_flags.is_empty() { flags } else { &own_flags }))
}

/// The byte where a character of a field begins. Without a separator a field begins with the blanks before it.
fn position(
    line: &str,
    (field, character): (usize, usize),
    separator: Option<char>,
    skip_blanks: bool,
) -> usize {
    let mut start = match separator {
        Some(separator) if field > 1 => {
            let nth = line.match_indices(separator).nth(field - 2);
            nth.map_or(line.len(), |(at, found)| at + found.len())
        }
        Some(_) => 0,
        None => (1..field).fold(0, |at, _| blank_field_end(line, at)),
    };
    let rest = line.get(start..).unwrap_or_default();
    if skip_blanks {
        start += rest.len() - rest.trim_start().len();
    }
    let rest = line.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(character - 1).map_or(rest.len(), |(at, _)| at)
}

fn field_end(line: &str, field: usize, separator: Option<char>) -> usize {
    match separator {
        Some(separator) => line.match_indices(separator).nth(field - 1).map_or(line.len(), |(at, _)| at),
        None => (0..field).fold(0, |at, _| blank_field_end(line, at)),
    }
}

fn blank_field_end(line: &str, from: usize) -> usize {
    let rest = line.get(from..).unwrap_or_default();
    let word = rest.trim_start();
    let blanks = rest.len() - word.len();
    from + blanks + word.find(char::is_whitespace).unwrap_or(word.len())
}

/// Sign, whole digits without zeros before, and digits behind the point without zeros after.
fn number(text: &str) -> (bool, &str, &str) {
    let text = text.trim_start();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = text.get(..digits(text)).unwrap_or_default();
    let fraction = text.get(whole.len()..).and_then(|rest| rest.strip_prefix('.')).unwrap_or_default();
    let fraction = fraction.get(..digits(fraction)).unwrap_or_default().trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    (negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction)
}

/// Two numbers of any length, by value.
pub(super) fn compare_numbers(a: &str, b: &str) -> Ordering {
    let ((negative_a, whole_a, fraction_a), (negative_b, whole_b, fraction_b)) = (number(a), number(b));
    let size = whole_a.len().cmp(&whole_b.len()).then(whole_a.cmp(whole_b)).then(fraction_a.cmp(fraction_b));
    match (negative_a, negative_b) {
        (false, false) => size,
        (true, true) => size.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

fn unit(text: &str) -> usize {
    let digits = text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    digits.chars().next().and_then(|unit| "KMGTPE".find(unit.to_ascii_uppercase())).map_or(0, |at| at + 1)
}

/// Runs of digits compare as numbers, what is between them as text.
fn compare_versions(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let text = |text: &str| text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let (text_a, rest_a) = a.split_at(text(a));
        let (text_b, rest_b) = b.split_at(text(b));
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits_a, after_a) = rest_a.split_at(digits(rest_a));
        let (digits_b, after_b) = rest_b.split_at(digits(rest_b));
        let order = text_a.cmp(text_b).then_with(|| compare_numbers(digits_a, digits_b));
        if order != Ordering::Equal || (after_a.is_empty() && after_b.is_empty()) {
            return order;
        }
        (a, b) = (after_a, after_b);
    }
}

/// `uniq`.
#[derive(Clone, Debug)]
pub(super) struct Uniq {
    count: bool,
    repeated: bool,
    unique: bool,
    ignore_case: bool,
    last: Option<(String, u64)>,
}

impl Uniq {
    pub(super) fn parse(args: &[String]) -> Result<(Uniq, Vec<String>), String> {
        let long = [("count", 'c'), ("repeated", 'd'), ("unique", 'u'), ("ignore-case", 'i')];
        let options = Options::parse("uniq", args, "cdui", &long)
            .map_err(|message| format!("{message}\nTry 'uniq --help' for more information."))?;
        let has = |letter| options.has(letter);
        let uniq =
            Uniq { count: has('c'), repeated: has('d'), unique: has('u'), ignore_case: has('i'), last: None };
        Ok((uniq, options.rest))
    }

    /// Takes in a line; gives what the lines before it amount to, once they are over.
    pub(super) fn line(&mut self, line: &str) -> Option<String> {
        if let Some((last, count)) = &mut self.last {
            let same = if self.ignore_case { last.eq_ignore_ascii_case(line) } else { last == line };
            if same {
                *count += 1;
                return None;
            }
        }
        let done = self.end();
        self.last = Some((line.to_owned(), 1));
        done
    }

    pub(super) fn end(&mut self) -> Option<String> {
        let (line, count) = self.last.take()?;
        if self.repeated && count < 2 || self.unique && count > 1 {
            return None;
        }
        Some(if self.count { format!("{count:>7} {line}") } else { line })
    }
}
