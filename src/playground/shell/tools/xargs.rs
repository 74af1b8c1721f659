//! `xargs`: input becomes arguments.

use super::options::Options;

/// What is run with which arguments.
#[derive(Clone, Debug)]
pub(in crate::playground::shell) struct Xargs {
    command: Vec<String>,
    per_run: usize,
    placeholder: Option<String>,
    not_if_empty: bool,
}

/// How many arguments one run takes at most.
const ARGUMENTS_MAX: usize = 5000;

impl Xargs {
    pub(in crate::playground::shell) fn parse(args: &[String]) -> Result<Xargs, String> {
        // The options end with the first word that is none of them: the rest is the command's.
        let mut own = 0;
        while let Some(arg) = args.get(own).filter(|arg| arg.starts_with('-') && arg.len() > 1) {
            own += if matches!(arg.as_str(), "-n" | "-I" | "-P" | "-L") { 2 } else { 1 };
        }
        let (own, command) = args.split_at(own.min(args.len()));
        let long = [("no-run-if-empty", 'r'), ("max-args", 'n'), ("replace", 'I')];
        let options = Options::parse("xargs", own, "n:I:rtP:L:", &long)
            .map_err(|message| format!("{message}\nTry 'xargs --help' for more information."))?;
        let per_run = match options.value('n').or(options.value('L')) {
            Some(text) => text.parse::<usize>().ok().filter(|count| *count > 0).ok_or_else(|| {
                format!(
                    "xargs: invalid number \"{text}\" for -n option\nTry 'xargs --help' for more information."
                )
            })?,
            None => ARGUMENTS_MAX,
        };
        let command = if command.is_empty() { vec!["echo".to_owned()] } else { command.to_vec() };
        let placeholder = options.value('I').map(str::to_owned);
        Ok(Xargs { command, per_run, placeholder, not_if_empty: options.has('r') })
    }

    /// The commands to run one after another.
    pub(in crate::playground::shell) fn commands(&self, input: &str) -> Vec<Vec<String>> {
        if let Some(placeholder) = &self.placeholder {
            let lines = input.lines().map(str::trim).filter(|line| !line.is_empty());
            let fill = |line: &str| self.command.iter().map(|word| word.replace(placeholder, line)).collect();
            return lines.map(fill).collect();
        }
        let words = split(input);
        if words.is_empty() {
            return if self.not_if_empty { Vec::new() } else { vec![self.command.clone()] };
        }
        let with = |words: &[String]| self.command.iter().chain(words).cloned().collect();
        words.chunks(self.per_run.min(ARGUMENTS_MAX)).map(with).collect()
    }
}

/// Words at blanks, quotes keeping them together.
fn split(input: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in input.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}
