//! `print`, `println` and `printf`.
//!
//! Upstream: Go `fmt/print.go`, `fmt/format.go`.

use super::value::Val;
use crate::apimachinery::quote::go_quote;
use crate::kubectl::output::go_value::{display, go_syntax, sprint};
use serde_json::Value;

/// Widths and precisions above this are nonsense to Go too.
const WIDTH_MAX: usize = 1_000_000;

/// `fmt.Sprint`: a space between operands when neither is a string.
pub(super) fn sprint_all(args: &[Val<'_>]) -> String {
    let mut out = String::new();
    let mut before_is_text = true;
    for (index, arg) in args.iter().enumerate() {
        let value = arg.concrete().unwrap_or(&Value::Null);
        if index > 0 && !before_is_text && !value.is_string() {
            out.push(' ');
        }
        before_is_text = value.is_string();
        out.push_str(&display(value));
    }
    out
}

/// `fmt.Sprintln`: a space between all operands and a line feed at the end.
pub(super) fn sprintln(args: &[Val<'_>]) -> String {
    let texts: Vec<String> = args.iter().map(|arg| sprint(arg.concrete().unwrap_or(&Value::Null))).collect();
    texts.join(" ") + "\n"
}

/// What `%s` makes of any value.
pub(super) fn as_text(value: &Value) -> String {
    let mut out = String::new();
    each(value, &Val::missing(), 's', Flags::default(), &mut out);
    out
}

#[derive(Clone, Copy, Default)]
struct Flags {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// `fmt.Sprintf`: the first argument is the format.
pub(super) fn sprintf(args: &[Val<'_>]) -> String {
    let format = args.first().and_then(Val::concrete).and_then(Value::as_str).unwrap_or("");
    let mut args = args.get(1..).unwrap_or(&[]).iter();
    let mut out = String::new();
    let mut rest = format.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut flags = Flags::default();
        while let Some(flag) = rest.next_if(|c| "-+# 0".contains(*c)) {
            match flag {
                '-' => flags.minus = true,
                '+' => flags.plus = true,
                '#' => flags.sharp = true,
                ' ' => flags.space = true,
                _ => flags.zero = true,
            }
        }
        flags.width = count(&mut rest, &mut args, &mut out, "%!(BADWIDTH)");
        if rest.next_if_eq(&'.').is_some() {
            flags.precision = Some(count(&mut rest, &mut args, &mut out, "%!(BADPREC)").unwrap_or(0));
        }
        let Some(verb) = rest.next() else {
            out.push_str("%!(NOVERB)");
            break;
        };
        if verb == '%' {
            out.push('%');
            continue;
        }
        match args.next() {
            None => {
                out.push_str("%!");
                out.push(verb);
                out.push_str("(MISSING)");
            }
            Some(arg) => formatted(arg, verb, flags, &mut out),
        }
    }
    extra(args.as_slice(), &mut out);
    out
}

fn count(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
    args: &mut std::slice::Iter<'_, Val<'_>>,
    out: &mut String,
    bad: &str,
) -> Option<usize> {
    if rest.next_if_eq(&'*').is_some() {
        let given = args.next().and_then(Val::concrete).and_then(Value::as_u64);
        let given = given.and_then(|count| usize::try_from(count).ok()).filter(|count| *count <= WIDTH_MAX);
        if given.is_none() {
            out.push_str(bad);
        }
        return given;
    }
    let mut number = None;
    while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
        rest.next();
        let digit = usize::try_from(digit).unwrap_or(0);
        number = Some((number.unwrap_or(0) * 10 + digit).min(WIDTH_MAX));
    }
    number
}

fn extra(args: &[Val<'_>], out: &mut String) {
    if args.is_empty() {
        return;
    }
    out.push_str("%!(EXTRA ");
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        match arg.concrete() {
            None => out.push_str("<nil>"),
            Some(value) => {
                out.push_str(arg.inner_type());
                out.push('=');
                out.push_str(&display(value));
            }
        }
    }
    out.push(')');
}

fn formatted(arg: &Val<'_>, verb: char, flags: Flags, out: &mut String) {
    let Some(value) = arg.concrete() else {
        match verb {
            'v' | 'T' => pad("<nil>", flags, out),
            _ => out.push_str(&format!("%!{verb}(<nil>)")),
        }
        return;
    };
    if verb == 'T' {
        pad(arg.inner_type(), flags, out);
        return;
    }
    if verb == 'v' && flags.sharp {
        out.push_str(&go_syntax(value));
        return;
    }
    // `%+v` names the fields of structs, which JSON has none of; numbers get no sign from it.
    let plus = flags.plus && verb != 'v';
    each(value, arg, verb, Flags { plus, ..flags }, out);
}

/// Lists and maps format their elements one by one.
fn each(value: &Value, arg: &Val<'_>, verb: char, flags: Flags, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                each(item, arg, verb, flags, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push_str("map[");
            for (index, (key, item)) in fields.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                each(&key.as_str().into(), arg, verb, flags, out);
                out.push(':');
                each(item, arg, verb, flags, out);
            }
            out.push(']');
        }
        Value::Null => out.push_str("<nil>"),
        scalar => match scalar_text(scalar, verb, flags) {
            Some(text) => pad(&text, flags, out),
            None => {
                // The value follows as `%v` would print it under the same flags.
                let kind = Val::borrowed(scalar, arg.form).inner_type();
                out.push_str(&format!("%!{verb}({kind}="));
                each(scalar, arg, 'v', flags, out);
                out.push(')');
            }
        },
    }
}

fn scalar_text(value: &Value, verb: char, flags: Flags) -> Option<String> {
    match value {
        Value::Bool(_) if matches!(verb, 'v' | 't') => Some(sprint(value)),
        Value::String(text) => string_text(text, verb, flags),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => integer_text(integer, verb, flags),
            None => float_text(number.as_f64()?, value, verb, flags),
        },
        _ => None,
    }
}

fn string_text(text: &str, verb: char, flags: Flags) -> Option<String> {
    let shown: String = text.chars().take(flags.precision.unwrap_or(usize::MAX)).collect();
    let hex = |upper: bool| -> String {
        let pairs =
            shown.bytes().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") });
        pairs.collect::<Vec<_>>().join(if flags.space { " " } else { "" })
    };
    match verb {
        'v' | 's' => Some(shown),
        'q' if flags.sharp
            && !shown.contains(['`', '\u{7f}'])
            && !shown.contains(|c: char| c < ' ' && c != '\t') =>
        {
            Some(format!("`{shown}`"))
        }
        'q' => Some(go_quote(&shown)),
        'x' => Some(hex(false)),
        'X' => Some(hex(true)),
        _ => None,
    }
}

fn integer_text(integer: i64, verb: char, flags: Flags) -> Option<String> {
    let magnitude = integer.unsigned_abs();
    let (digits, prefix) = match verb {
        'v' | 'd' => (magnitude.to_string(), ""),
        'x' => (format!("{magnitude:x}"), "0x"),
        'X' => (format!("{magnitude:X}"), "0X"),
        'o' => (format!("{magnitude:o}"), "0"),
        'O' => (format!("{magnitude:o}"), "0o"),
        'b' => (format!("{magnitude:b}"), "0b"),
        'c' | 'q' => {
            let c = u32::try_from(integer).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
            return Some(if verb == 'c' { c.into() } else { quoted_char(c) });
        }
        'U' => return Some(format!("U+{magnitude:04X}")),
        _ => return None,
    };
    let sign = match integer {
        i64::MIN..0 => "-",
        _ if flags.plus => "+",
        _ if flags.space => " ",
        _ => "",
    };
    let prefix = if flags.sharp || verb == 'O' { prefix } else { "" };
    let mut wanted = flags.precision.unwrap_or(0);
    if flags.zero && !flags.minus && flags.precision.is_none() {
        wanted = flags.width.unwrap_or(0).saturating_sub(sign.len());
    }
    let zeros = "0".repeat(wanted.saturating_sub(digits.len()));
    Some(format!("{sign}{prefix}{zeros}{digits}"))
}

fn quoted_char(c: char) -> String {
    match c {
        '\'' => "'\\''".into(),
        '"' => "'\"'".into(),
        _ => format!("'{}'", go_quote(c.encode_utf8(&mut [0; 4])).trim_matches('"')),
    }
}

fn float_text(float: f64, value: &Value, verb: char, flags: Flags) -> Option<String> {
    let text = match (verb, flags.precision) {
        ('v' | 'g' | 'G', _) => sprint(value),
        ('f' | 'F', precision) => format!("{float:.*}", precision.unwrap_or(6)),
        ('e' | 'E', precision) => {
            let text = format!("{float:.*e}", precision.unwrap_or(6));
            let (digits, exponent) = text.split_once('e')?;
            let sign = if exponent.starts_with('-') { '-' } else { '+' };
            format!("{digits}e{sign}{:0>2}", exponent.trim_start_matches('-'))
        }
        _ => return None,
    };
    Some(if flags.plus && float >= 0.0 { format!("+{text}") } else { text })
}

fn pad(text: &str, flags: Flags, out: &mut String) {
    let missing = flags.width.unwrap_or(0).saturating_sub(text.chars().count());
    let padding = if flags.zero && !flags.minus { "0" } else { " " }.repeat(missing);
    if flags.minus {
        out.push_str(text);
        out.push_str(&padding);
    } else {
        out.push_str(&padding);
        out.push_str(text);
    }
}
