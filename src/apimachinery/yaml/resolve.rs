//! What a scalar means: go-yaml v2's rules, which are YAML 1.1's with a few of Go's own.
//!
//! `y`, `no` and `on` are booleans, `0777` is octal, `1_000` a number, a date a string that has to be quoted when
//! printed, `12:30` (base 60) a string that is quoted as well.
//! Upstream: go.yaml.in/yaml/v2 `resolve.go`, `encode.go` (`isBase60Float`), `sigs.k8s.io/yaml` for what JSON makes of it.

/// A scalar's meaning. Numbers keep the kind Go would give them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    /// Reads as a string, but only quoting keeps it one for parsers that know timestamps.
    Timestamp,
    Text,
}

/// Words that are not the string they look like.
const WORDS: [(&[&str], Scalar); 7] = [
    (&["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], Scalar::Bool(true)),
    (&["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], Scalar::Bool(false)),
    (&["", "~", "null", "Null", "NULL"], Scalar::Null),
    (&[".nan", ".NaN", ".NAN"], Scalar::Float(f64::NAN)),
    (&[".inf", ".Inf", ".INF"], Scalar::Float(f64::INFINITY)),
    (&["+.inf", "+.Inf", "+.INF"], Scalar::Float(f64::INFINITY)),
    (&["-.inf", "-.Inf", "-.INF"], Scalar::Float(f64::NEG_INFINITY)),
];

/// The meaning of a plain scalar without a tag.
pub(super) fn resolve(text: &str) -> Scalar {
    let Some(&first) = text.as_bytes().first() else { return Scalar::Null };
    if !first.is_ascii_digit() && !b"+-.~yYnNtTfFoO".contains(&first) {
        return Scalar::Text;
    }
    if let Some((_, meaning)) = WORDS.iter().find(|(words, _)| words.contains(&text)) {
        return *meaning;
    }
    match first {
        b'.' => go_float(text).map_or(Scalar::Text, Scalar::Float),
        b'+' | b'-' | b'0'..=b'9' if is_timestamp(text) => Scalar::Timestamp,
        b'+' | b'-' | b'0'..=b'9' => resolve_number(&text.replace('_', "")),
        _ => Scalar::Text,
    }
}

/// The meaning of a scalar with an explicit tag, or the words of the refusal. Tags go-yaml does not know leave a string.
pub(super) fn resolve_tagged(tag: &str, text: &str) -> Result<Scalar, String> {
    let Some(short @ ("str" | "bool" | "int" | "float" | "null" | "timestamp")) =
        tag.strip_prefix("tag:yaml.org,2002:")
    else {
        return Ok(Scalar::Text);
    };
    if short == "str" {
        return Ok(Scalar::Text);
    }
    let meaning = resolve(text);
    let found = match meaning {
        Scalar::Null => "null",
        Scalar::Bool(_) => "bool",
        Scalar::Int(number) if short == "float" => return Ok(Scalar::Float(number as f64)),
        Scalar::Int(_) | Scalar::Uint(_) => "int",
        Scalar::Float(_) => "float",
        Scalar::Timestamp => "timestamp",
        Scalar::Text => "str",
    };
    if found == short { Ok(meaning) } else { Err(format!("cannot decode !!{found} `{text}` as a !!{short}")) }
}

/// Whether a string can be printed plain and still be read as that string.
pub(super) fn stays_text(text: &str) -> bool {
    resolve(text) == Scalar::Text && !is_base60(text)
}

fn resolve_number(digits: &str) -> Scalar {
    let (negative, magnitude) = match digits.as_bytes().first() {
        Some(b'-') => (true, digits.get(1..).unwrap_or_default()),
        Some(b'+') => (false, digits.get(1..).unwrap_or_default()),
        _ => (false, digits),
    };
    let signed = magnitude.len() != digits.len();
    if let Some(number) = go_integer(magnitude) {
        if negative && number <= 1 << 63 {
            return Scalar::Int((number as i64).wrapping_neg());
        }
        if !negative && let Ok(number) = i64::try_from(number) {
            return Scalar::Int(number);
        }
        if !signed {
            return Scalar::Uint(number);
        }
    }
    if is_float(magnitude) { go_float(digits).map_or(Scalar::Text, Scalar::Float) } else { Scalar::Text }
}

/// Go's base-0 integers without sign: `0x`, `0o`, `0b`, a leading `0` for octal, else decimal.
fn go_integer(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let (radix, digits) = match (bytes.first(), bytes.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => (16, text.get(2..)?),
        (Some(b'0'), Some(b'o' | b'O')) => (8, text.get(2..)?),
        (Some(b'0'), Some(b'b' | b'B')) => (2, text.get(2..)?),
        (Some(b'0'), Some(_)) => (8, text.get(1..)?),
        _ => (10, text),
    };
    // Rust would take a second sign here.
    if !digits.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok()
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, the sign being gone.
fn is_float(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let mut rest = text.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        if whole == 0 && length == 0 {
            return false;
        }
        rest = fraction.get(length..).unwrap_or_default();
    } else if whole == 0 {
        return false;
    }
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else { return rest.is_empty() };
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    !exponent.is_empty() && digits(exponent) == exponent.len()
}

/// A decimal float; one too large for 64 bits is an error for Go, where Rust gives infinity.
fn go_float(text: &str) -> Option<f64> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
fn is_base60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut groups = unsigned.split(':');
    let first = groups.next().unwrap_or_default();
    let mut rest: Vec<&str> = groups.collect();
    let Some(last) = rest.pop() else { return false };
    let sixty = |group: &str| match group.as_bytes() {
        [digit] => digit.is_ascii_digit(),
        [ten, one] => (b'0'..=b'5').contains(ten) && one.is_ascii_digit(),
        _ => false,
    };
    let (last, fraction) = last.split_once('.').unwrap_or((last, ""));
    first.starts_with(|digit: char| digit.is_ascii_digit())
        && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
        && rest.iter().all(|group| sixty(group))
        && sixty(last)
        && fraction.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// Whether Go reads it as a time in one of the four forms go-yaml tries: a date alone, or a date and time with `T`, `t`
/// and a zone, or with a space and no zone.
fn is_timestamp(text: &str) -> bool {
    timestamp_rest(text).is_some()
}

fn timestamp_rest(text: &str) -> Option<()> {
    if text.bytes().take_while(u8::is_ascii_digit).count() != 4 {
        return None;
    }
    let year: u32 = text.get(..4)?.parse().ok()?;
    let (month, rest) = one_or_two(text.get(4..)?.strip_prefix('-')?)?;
    let (day, rest) = one_or_two(rest.strip_prefix('-')?)?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    if !(1..=days).contains(&day) {
        return None;
    }
    if rest.is_empty() {
        return Some(());
    }
    let zoned = !rest.starts_with(' ');
    let (hour, rest) = one_or_two(rest.strip_prefix(['T', 't', ' '])?)?;
    let (minute, rest) = one_or_two(rest.strip_prefix(':')?)?;
    let (second, rest) = one_or_two(rest.strip_prefix(':')?)?;
    let rest = after_fraction(rest);
    let whole = if zoned { is_zone(rest) } else { rest.is_empty() };
    (hour < 24 && minute < 60 && second < 60 && whole).then_some(())
}

fn one_or_two(text: &str) -> Option<(u32, &str)> {
    let length = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    Some((text.get(..length)?.parse().ok()?, text.get(length..)?))
}

/// Go takes a comma for the point, and any number of digits.
fn after_fraction(text: &str) -> &str {
    let Some(digits) = text.strip_prefix(['.', ',']) else { return text };
    let rest = digits.trim_start_matches(|digit: char| digit.is_ascii_digit());
    if rest.len() == digits.len() { text } else { rest }
}

fn is_zone(text: &str) -> bool {
    if text == "Z" {
        return true;
    }
    let Some((hours, minutes)) = text.strip_prefix(['+', '-']).and_then(|offset| offset.split_once(':'))
    else {
        return false;
    };
    let at_most = |digits: &str, limit: u32| {
        digits.len() == 2
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && digits.parse::<u32>().is_ok_and(|number| number <= limit)
    };
    at_most(hours, 24) && at_most(minutes, 60)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::Scalar::{Bool, Float, Int, Null, Text, Timestamp, Uint};
    use super::{Scalar, resolve, stays_text};

    fn check(texts: &[&str], expected: Scalar) {
        for text in texts {
            assert_eq!(resolve(text), expected, "{text:?}");
        }
    }

    #[test]
    fn words_of_yaml_1_1_are_booleans_and_null() {
        check(&["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"], Bool(true));
        check(&["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"], Bool(false));
        check(&["", "~", "null", "Null", "NULL"], Null);
        check(&["yEs", "nULL", "oN", "tRUE", "~~", "yes ", "nginx", "t", "f", "o", "none"], Text);
    }

    #[test]
    fn integers_follow_go_base_0() {
        check(
            &["0777", "0o777", "0O777", "511", "0x1FF", "0X1ff", "0b111111111", "+511", "5_1_1", "0_777"],
            Int(511),
        );
        check(&["-511", "-0777", "-0x1ff", "-0b111111111"], Int(-511));
        check(&["0", "-0", "+0", "00", "0x0"], Int(0));
        check(&["9223372036854775807"], Int(i64::MAX));
        check(&["-9223372036854775808"], Int(i64::MIN));
        check(&["18446744073709551615"], Uint(u64::MAX));
        check(
            &["0x", "0xg", "0b2", "1-1", "--1", "+-1", "_1", "1a", "-", "+", "0x-1", "1.2.3", "10m", "1Gi"],
            Text,
        );
        check(&["08", "0_8.0", "+8.", "8e0", "8.000E+0", "80e-1"], Float(8.0));
    }

    #[test]
    fn floats_follow_go() {
        check(&["1.10", "1.1", "11e-1", ".11E+1"], Float(1.1));
        check(&[".5", "0.5", "+.5"], Float(0.5));
        check(&["18446744073709551616"], Float(18446744073709551616.0));
        check(&["1e400", "1e", "1e+", ".", "..", ".e1", "._5", "0x1p-2", "infinity", "1.5.", "inf"], Text);
        check(&[".inf", "+.Inf"], Float(f64::INFINITY));
        check(&["-.INF"], Float(f64::NEG_INFINITY));
    }

    #[test]
    fn dates_are_strings_that_need_quotes() {
        check(&["2026-11-24", "2026-1-2", "2026-11-24T08:02:20Z", "2026-11-24t8:2:20.123+01:00"], Timestamp);
        check(&["2026-11-24 08:02:20", "2026-11-24 08:02:20.5", "2024-02-29"], Timestamp);
        check(
            &[
                "2026-13-01",
                "2026-02-29",
                "2026-11-24T08:02:20",
                "2026-11",
                "12026-11-24",
                "2026-11-24 08:02:20Z",
            ],
            Text,
        );
    }

    #[test]
    fn base_60_is_a_string_that_needs_quotes() {
        for text in ["12:30", "1:2:3", "-1_0:59.5", "190:20:30.15", "80:8"] {
            assert!(!stays_text(text), "{text}");
            check(&[text], Text);
        }
        for text in ["12:60", "a:30", "12:300", "12:", ":30", "1:2:3:b", "v1:2"] {
            assert!(stays_text(text), "{text}");
        }
    }
}
