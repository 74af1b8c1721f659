//! Options of the tools, in short, joined and long form.

/// Options by their letter, with their values, in the order given; and what is no option.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    found: Vec<(char, String)>,
    pub rest: Vec<String>,
}

impl Options {
    /// Reads arguments. `letters` lists the options, those with a value followed by a colon; `long` their long names.
    /// A lone number with a dash (`-5`) is a value of `n` where `n` takes one.
    pub(super) fn parse(
        tool: &str,
        args: &[String],
        letters: &str,
        long: &[(&str, char)],
    ) -> Result<Options, String> {
        let takes_value = |letter: char| letters.contains(&format!("{letter}:"));
        let mut options = Options::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            if arg == "--" {
                options.rest.extend(args.cloned());
                break;
            }
            if let Some(name) = arg.strip_prefix("--") {
                let (name, value) =
                    name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
                let Some((_, letter)) = long.iter().find(|(known, _)| *known == name) else {
                    return Err(format!("{tool}: unrecognized option '--{name}'"));
                };
                let value = match value {
                    Some(value) => value.to_owned(),
                    None if takes_value(*letter) => args
                        .next()
                        .cloned()
                        .ok_or_else(|| format!("{tool}: option '--{name}' requires an argument"))?,
                    None => String::new(),
                };
                options.found.push((*letter, value));
                continue;
            }
            let Some(cluster) = arg.strip_prefix('-').filter(|cluster| !cluster.is_empty()) else {
                options.rest.push(arg.clone());
                continue;
            };
            if cluster.bytes().all(|digit| digit.is_ascii_digit()) && takes_value('n') {
                options.found.push(('n', cluster.to_owned()));
                continue;
            }
            let characters = cluster.char_indices();
            for (at, letter) in characters {
                if letter == ':' || !letters.contains(letter) {
                    return Err(format!("{tool}: invalid option -- '{letter}'"));
                }
                if !takes_value(letter) {
                    options.found.push((letter, String::new()));
                    continue;
                }
                let joined = cluster.get(at + letter.len_utf8()..).unwrap_or_default();
                let value = if joined.is_empty() { args.next().cloned() } else { Some(joined.to_owned()) };
                let value =
                    value.ok_or_else(|| format!("{tool}: option requires an argument -- '{letter}'"))?;
                options.found.push((letter, value));
                break;
            }
        }
        Ok(options)
    }

    pub(super) fn has(&self, letter: char) -> bool {
        self.found.iter().any(|(found, _)| *found == letter)
    }

    /// The last value given for an option.
    pub(super) fn value(&self, letter: char) -> Option<&str> {
        self.values(letter).last()
    }

    /// All values given for an option.
    pub(super) fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.found.iter().filter(move |(found, _)| *found == letter).map(|(_, value)| value.as_str())
    }

    /// The last of several options that exclude each other.
    pub(super) fn last_of(&self, letters: &str) -> Option<char> {
        self.found.iter().rev().map(|(letter, _)| *letter).find(|letter| letters.contains(*letter))
    }
}
