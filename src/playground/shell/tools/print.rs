//! `echo`, `printf`, `seq`.

/// `echo`.
pub(super) fn echo(args: &[String]) -> String {
    let is_option =
        |arg: &&String| arg.len() > 1 && arg.starts_with('-') && arg[1..].chars().all(|c| "neE".contains(c));
    let options: String = args.iter().take_while(is_option).map(|arg| &arg[1..]).collect();
    let words: Vec<&str> = args.iter().skip_while(is_option).map(String::as_str).collect();
    let mut out = words.join(" ");
    if options.chars().rfind(|option| "eE".contains(*option)) == Some('e') {
        out = unescape(&out);
    }
    if !options.contains('n') {
        out.push('\n');
    }
    out
}

/// Text with `\n` and its like undone.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('a') => out.push('\x07'),
            Some('e') => out.push('\x1b'),
            Some('\\') => out.push('\\'),
            Some('"') => out.push('"'),
            other => {
                out.push('\\');
                out.extend(other);
            }
        }
    }
    out
}

/// How wide a `printf` conversion may pad.
const WIDTH_MAX: usize = 1000;

/// `printf`: what it prints, and complaints about arguments that are no numbers.
pub(super) fn printf(args: &[String]) -> (String, Vec<String>) {
    let Some((format, mut rest)) = args.split_first() else {
        return (String::new(), vec!["printf: usage: printf [-v var] format [arguments]".to_owned()]);
    };
    let format = unescape(format);
    let (mut out, mut errors) = (String::new(), Vec::new());
    loop {
        let before = rest.len();
        format_once(&format, &mut rest, &mut out, &mut errors);
        // The format is used again while it takes arguments and there are some left.
        if rest.is_empty() || rest.len() == before {
            return (out, errors);
        }
    }
}

fn format_once(format: &str, args: &mut &[String], out: &mut String, errors: &mut Vec<String>) {
    let mut characters = format.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '%' {
            out.push(character);
            continue;
        }
        let mut flags = String::new();
        while let Some(flag) = characters.next_if(|c| "-0+ ".contains(*c)) {
            flags.push(flag);
        }
        let mut width = String::new();
        while let Some(digit) = characters.next_if(char::is_ascii_digit) {
            width.push(digit);
        }
        let conversion = characters.next();
        if conversion == Some('%') {
            out.push('%');
            continue;
        }
        let arg = args.split_first().map_or("", |(first, others)| {
            *args = others;
            first
        });
        let text = match conversion {
            Some('s') => arg.to_owned(),
            Some('b') => unescape(arg),
            Some('d' | 'i' | 'u') => match arg.trim().parse::<i64>() {
                Ok(number) => number.to_string(),
                Err(_) if arg.is_empty() => "0".to_owned(),
                Err(_) => {
                    errors.push(format!("bash: printf: {arg}: invalid number"));
                    "0".to_owned()
                }
            },
            other => {
                let letter = other.map(String::from).unwrap_or_default();
                errors.push(format!("bash: printf: `{letter}': invalid format character"));
                return;
            }
        };
        let width = width.parse().unwrap_or(0).min(WIDTH_MAX);
        let padding = width - text.chars().count().min(width);
        let zeros = flags.contains('0') && conversion != Some('s');
        let pad: String = std::iter::repeat_n(if zeros { '0' } else { ' ' }, padding).collect();
        match flags.contains('-') {
            true => out.extend([text.as_str(), &" ".repeat(padding)]),
            false => out.extend([pad.as_str(), &text]),
        }
    }
}

/// How many numbers `seq` gives at most.
const NUMBERS_MAX: usize = 100_000;

/// `seq`.
pub(super) fn seq(args: &[String]) -> Result<String, String> {
    let number = |text: &String| {
        let number =
            text.parse::<i64>().map_err(|_| format!("seq: invalid floating point argument: '{text}'"));
        number.map_err(|message| format!("{message}\nTry 'seq --help' for more information."))
    };
    let (first, step, last) = match args {
        [last] => (1, 1, number(last)?),
        [first, last] => (number(first)?, 1, number(last)?),
        [first, step, last] => (number(first)?, number(step)?, number(last)?),
        _ => return Err("seq: missing operand\nTry 'seq --help' for more information.".to_owned()),
    };
    if step == 0 {
        return Err(
            "seq: invalid Zero increment value: '0'\nTry 'seq --help' for more information.".to_owned()
        );
    }
    let mut out = String::new();
    let mut number = first;
    for _ in 0..NUMBERS_MAX {
        if step > 0 && number > last || step < 0 && number < last {
            break;
        }
        out.push_str(&number.to_string());
        out.push('\n');
        let Some(next) = number.checked_add(step) else { break };
        number = next;
    }
    Ok(out)
}
