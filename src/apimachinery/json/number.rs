//! Floats as Go writes them. Both forms take the shortest digits that read back as the same number.
//!
//! Upstream: Go's `encoding/json` (`floatEncoder`), `strconv.FormatFloat`.

use serde_json::Number;

/// A float as `encoding/json` prints it: `1000`, `0.5`, `1e+21`, `1e-7`. Not for infinities and NaN.
pub fn float_text(number: f64) -> String {
    let (negative, digits, exponent) = decimal(number);
    let scientific = digits != "0" && !(-6..21).contains(&exponent);
    let text = write(negative, &digits, exponent, scientific);
    // Go takes the padding zero out of one-digit negative exponents only.
    match text.split_once("e-0") {
        Some((mantissa, digit)) => format!("{mantissa}e-{digit}"),
        None => text,
    }
}

/// A float as `strconv.FormatFloat(number, 'g', -1, 64)` prints it: `1000`, `0.5`, `1e+06`, `1e-05`.
pub fn float_text_general(number: f64) -> String {
    let (negative, digits, exponent) = decimal(number);
    write(negative, &digits, exponent, digits != "0" && !(-4..6).contains(&exponent))
}

/// Sign, significant digits without trailing zeros, and the power of ten of the first digit.
fn decimal(number: f64) -> (bool, String, i32) {
    // serde_json already has the code for shortest digits; only its layout differs from Go's.
    let text = Number::from_f64(number).map_or_else(|| "0".to_owned(), |number| number.to_string());
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let (mantissa, exponent) = unsigned.split_once('e').unwrap_or((unsigned, "0"));
    let exponent: i32 = exponent.trim_start_matches('+').parse().unwrap_or(0);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0');
    let leading = (all.len() - significant.len()) as i32;
    let digits = significant.trim_end_matches('0');
    let negative = text.starts_with('-');
    if digits.is_empty() {
        return (negative, "0".to_owned(), 0);
    }
    (negative, digits.to_owned(), exponent + whole.len() as i32 - 1 - leading)
}

fn write(negative: bool, digits: &str, exponent: i32, scientific: bool) -> String {
    let mut out = String::from(if negative { "-" } else { "" });
    let (first, rest) = digits.split_at(1);
    if scientific {
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        out.push_str(if exponent < 0 { "e-" } else { "e+" });
        let exponent = exponent.unsigned_abs().to_string();
        out.push_str(if exponent.len() < 2 { "0" } else { "" });
        out.push_str(&exponent);
    } else if exponent < 0 {
        out.push_str("0.");
        out.extend((1..-exponent).map(|_| '0'));
        out.push_str(digits);
    } else {
        let whole = exponent as usize + 1;
        for position in 0..whole.max(digits.len()) {
            if position == whole {
                out.push('.');
            }
            out.push(digits.as_bytes().get(position).map_or('0', |&digit| char::from(digit)));
        }
    }
    out
}
