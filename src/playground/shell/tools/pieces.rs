//! `head`, `tail`, `wc`, `nl`: pieces and sizes of texts.

use super::options::Options;

/// How much `head` or `tail` gives: lines or bytes, from one end or without the other.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    pub count: usize,
    bytes: bool,
    /// `head -n -3`: all but the last; `tail -n +3`: from the third on.
    inverse: bool,
    quiet: bool,
    verbose: bool,
}

impl Pieces {
    pub(super) fn parse(tool: &str, args: &[String]) -> Result<(Pieces, Vec<String>), String> {
        let long = [
            ("lines", 'n'),
            ("bytes", 'c'),
            ("quiet", 'q'),
            ("silent", 'q'),
            ("verbose", 'v'),
            ("follow", 'f'),
        ];
        let options = Options::parse(tool, args, "n:c:qvfF", &long)
            .map_err(|message| format!("{message}\nTry '{tool} --help' for more information."))?;
        let bytes = options.last_of("nc") == Some('c');
        let what = if bytes { "bytes" } else { "lines" };
        let text = options.value(if bytes { 'c' } else { 'n' }).unwrap_or("10");
        let sign = if tool == "head" { '-' } else { '+' };
        let (inverse, digits) = match text.strip_prefix(sign) {
            Some(digits) => (true, digits),
            None => (false, text.trim_start_matches(['-', '+'])),
        };
        let count = digits.parse().map_err(|_| format!("{tool}: invalid number of {what}: '{text}'"))?;
        let pieces = Pieces { count, bytes, inverse, quiet: options.has('q'), verbose: options.has('v') };
        Ok((pieces, options.rest))
    }

    /// Whether `head` can stop after so many lines.
    pub(super) fn is_line_limit(&self) -> bool {
        !self.bytes && !self.inverse
    }

    pub(super) fn shows_names(&self, several: bool) -> bool {
        self.verbose || several && !self.quiet
    }

    pub(super) fn head<'text>(&self, text: &'text str) -> &'text str {
        let size = self.size(text);
        self.split(text, if self.inverse { size.saturating_sub(self.count) } else { self.count.min(size) }).0
    }

    pub(super) fn tail<'text>(&self, text: &'text str) -> &'text str {
        let size = self.size(text);
        let skipped =
            if self.inverse { self.count.saturating_sub(1) } else { size.saturating_sub(self.count) };
        self.split(text, skipped.min(size)).1
    }

    fn size(&self, text: &str) -> usize {
        if self.bytes { text.len() } else { text.split_inclusive('\n').count() }
    }

    fn split<'text>(&self, text: &'text str, count: usize) -> (&'text str, &'text str) {
        let mut at = match self.bytes {
            true => count.min(text.len()),
            false => text.split_inclusive('\n').take(count).map(str::len).sum(),
        };
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.split_at(at)
    }
}

/// `wc`.
#[derive(Clone, Debug)]
pub(super) struct Wc {
    letters: String,
    rows: Vec<([usize; 4], Option<String>)>,
}

impl Wc {
    pub(super) fn parse(args: &[String]) -> Result<(Wc, Vec<String>), String> {
        let long = [("lines", 'l'), ("words", 'w'), ("chars", 'm'), ("bytes", 'c')];
        let options = Options::parse("wc", args, "lwmc", &long)
            .map_err(|message| format!("{message}\nTry 'wc --help' for more information."))?;
        let mut letters: String = "lwmc".chars().filter(|letter| options.has(*letter)).collect();
        if letters.is_empty() {
            letters = "lwc".to_owned();
        }
        Ok((Wc { letters, rows: Vec::new() }, options.rest))
    }

    pub(super) fn add(&mut self, text: &str, name: Option<&str>) {
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        let counts = [lines, text.split_whitespace().count(), text.chars().count(), text.len()];
        self.rows.push((counts, name.map(str::to_owned)));
    }

    pub(super) fn report(&mut self) -> String {
        if self.rows.len() > 1 {
            let total = |index: usize| self.rows.iter().map(|(counts, _)| counts[index]).sum();
            self.rows.push(([total(0), total(1), total(2), total(3)], Some("total".to_owned())));
        }
        let alone = self.letters.len() == 1 && self.rows.len() == 1;
        let from_pipe = self.rows.iter().any(|(_, name)| name.is_none());
        let digits = |(counts, _): &([usize; 4], Option<String>)| counts[3].to_string().len();
        let width = match (alone, from_pipe) {
            (true, _) => 1,
            (false, true) => 7,
            (false, false) => self.rows.iter().map(digits).max().unwrap_or(1),
        };
        let mut out = String::new();
        for (counts, name) in &self.rows {
            let chosen = "lwmc".chars().zip(counts).filter(|(letter, _)| self.letters.contains(*letter));
            let mut cells: Vec<String> = chosen.map(|(_, count)| format!("{count:>width$}")).collect();
            cells.extend(name.clone());
            out.push_str(&cells.join(" "));
            out.push('\n');
        }
        out
    }
}
