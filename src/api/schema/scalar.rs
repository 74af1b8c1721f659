//! Numbers and times the way Go reads and writes them.
//!
//! Upstream: Go's `encoding/json` (numbers), `time.Parse`; `apis/meta/v1`, `Time` and `MicroTime`.

use crate::apimachinery::json::float_text;
use crate::apimachinery::quote::go_quote;
use serde_json::{Number, Value};

const SECONDS_A_DAY: i64 = 86_400;

/// The number as Go marshals it: whole numbers without a point, exponents only far out.
pub fn number_text(number: &Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) => float_text(float),
        None => number.to_string(),
    }
}

/// Reads RFC 3339 and gives it back in UTC, in seconds or microseconds; null for the zero time.
pub(super) fn parse_time(text: &str, micro: bool) -> Result<Value, String> {
    let layout = if micro { "2006-01-02T15:04:05.000000Z07:00" } else { "2006-01-02T15:04:05Z07:00" };
    let mut scanner = TimeScanner { text, rest: text, layout };
    let year = scanner.number(4, "2006")?;
    scanner.literal("-")?;
    let month = scanner.number(2, "01")?;
    let month = scanner.within(month, 1..=12, "month")?;
    scanner.literal("-")?;
    let day = scanner.number(2, "02")?;
    scanner.literal("T")?;
    let hour = scanner.hour()?;
    let hour = scanner.within(hour, 0..=23, "hour")?;
    scanner.literal(":")?;
    let minute = scanner.number(2, "04")?;
    let minute = scanner.within(minute, 0..=59, "minute")?;
    scanner.literal(":")?;
    let second = scanner.number(2, "05")?;
    let second = scanner.within(second, 0..=59, "second")?;
    let nanos = if micro { scanner.micros()? } else { scanner.fraction() };
    let offset = scanner.zone()?;
    if !scanner.rest.is_empty() {
        return Err(format!("parsing time {}: extra text: {}", go_quote(text), go_quote(scanner.rest)));
    }
    scanner.within(day, 1..=days_in_month(year, month), "day")?;
    let seconds =
        days_from_civil(year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second - offset;
    Ok(render(seconds, nanos, micro))
}

struct TimeScanner<'a> {
    text: &'a str,
    rest: &'a str,
    layout: &'static str,
}

impl TimeScanner<'_> {
    fn number(&mut self, width: usize, element: &str) -> Result<i64, String> {
        match self.rest.split_at_checked(width) {
            Some((digits, rest)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.rest = rest;
                Ok(digits.bytes().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0')))
            }
            _ => Err(self.cannot_parse(element)),
        }
    }

    /// Go takes a single digit too, for the hour alone.
    fn hour(&mut self) -> Result<i64, String> {
        let is_digit = |at: usize| self.rest.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let width = if is_digit(0) && !is_digit(1) { 1 } else { 2 };
        self.number(width, "15")
    }

    fn literal(&mut self, expected: &str) -> Result<(), String> {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.cannot_parse(expected)),
        }
    }

    /// A fraction is welcome even though the layout of seconds has none.
    fn fraction(&mut self) -> i64 {
        let Some(digits) = self.rest.strip_prefix(['.', ',']) else {
            return 0;
        };
        let num_digits = digits.bytes().take_while(u8::is_ascii_digit).count();
        if num_digits == 0 {
            return 0;
        }
        let (digits, rest) = digits.split_at(num_digits);
        self.rest = rest;
        digits
            .bytes()
            .chain(std::iter::repeat(b'0'))
            .take(9)
            .fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'))
    }

    fn micros(&mut self) -> Result<i64, String> {
        let digits = self.rest.strip_prefix(['.', ',']).and_then(|rest| rest.get(..6));
        if !digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(self.cannot_parse(".000000"));
        }
        let (fraction, rest) = self.rest.split_at(7);
        self.rest = rest;
        Ok(fraction.bytes().skip(1).fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0')) * 1000)
    }

    fn zone(&mut self) -> Result<i64, String> {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return Ok(0);
        }
        let bad = self.cannot_parse("Z07:00");
        let two = |from: usize| -> Option<i64> {
            let digits = self.rest.get(from..from + 2)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let colon = self.rest.get(3..4) == Some(":");
        let sign = match self.rest.get(..1) {
            Some("+") => 1,
            Some("-") => -1,
            _ => return Err(bad),
        };
        match (two(1), two(4)) {
            (Some(hours), Some(minutes)) if colon => {
                self.rest = self.rest.get(6..).unwrap_or("");
                self.within(hours, 0..=24, "time zone offset hour")?;
                self.within(minutes, 0..=60, "time zone offset minute")?;
                Ok(sign * (hours * 3600 + minutes * 60))
            }
            _ => Err(bad),
        }
    }

    fn within(&self, number: i64, range: std::ops::RangeInclusive<i64>, what: &str) -> Result<i64, String> {
        if range.contains(&number) {
            return Ok(number);
        }
        Err(format!("parsing time {}: {what} out of range", go_quote(self.text)))
    }

    fn cannot_parse(&self, element: &str) -> String {
        let (text, layout, rest) = (go_quote(self.text), self.layout, go_quote(self.rest));
        format!("parsing time {text} as \"{layout}\": cannot parse {rest} as \"{element}\"")
    }
}

fn render(seconds: i64, nanos: i64, micro: bool) -> Value {
    let (days, of_day) = (seconds.div_euclid(SECONDS_A_DAY), seconds.rem_euclid(SECONDS_A_DAY));
    let (year, month, day) = civil_from_days(days);
    if (year, month, day, of_day, nanos) == (1, 1, 1, 0, 0) {
        return Value::Null;
    }
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let fraction = if micro { format!(".{:06}", nanos / 1000) } else { String::new() };
    Value::String(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01; years start in March here, so that the leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}
