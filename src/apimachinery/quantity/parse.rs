//! Reads a quantity from text.
//!
//! Invariant: what Go accepts is accepted, its oddities included (`-` and `k` are zero, `+100m` keeps its sign).
//!
//! Differs: exponents beyond [`EXPONENT_MAX`] on numbers that need more than 64 bits are refused; Go tries to write
//! out all the zeros.
//!
//! Upstream: `k8s.io/apimachinery/pkg/api/resource`, `ParseQuantity`, `parseQuantityString`, `suffixer`.

use super::amount::{Format, NANO, Number, Quantity};
use super::decimal::Decimal;
use std::cmp::Ordering;
use std::fmt;

/// Digits of a number that surely fit 64 bits.
const INT64_DIGITS: i32 = 18;
const EXPONENT_MAX: i32 = 4096;
const BINARY_SUFFIXES: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL_SUFFIXES: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/// Why a text is no quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// Not a number with a suffix at all.
    Format,
    /// The number cannot be read.
    Numeric,
    /// The letters behind the number mean nothing.
    Suffix,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => {
                "quantities must match the regular expression \
                 '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            }
            Self::Numeric => "unable to parse numeric part of quantity",
            Self::Suffix => "unable to parse quantity's suffix",
        })
    }
}

impl Quantity {
    /// Reads `text`, which must not have blanks around it.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        if text.is_empty() {
            return Err(QuantityError::Format);
        }
        if text == "0" {
            return Ok(Self::cached(Number::Int { value: 0, scale: 0 }, Format::DecimalSi, text));
        }
        let parts = split(text)?;
        let (exponent, format) = interpret_suffix(parts.suffix).ok_or(QuantityError::Suffix)?;
        match parse_int64(text, &parts, exponent, format)? {
            Some(quantity) => Ok(quantity),
            None => parse_decimal(&parts, exponent, format),
        }
    }
}

struct Parts<'a> {
    negative: bool,
    /// Sign, digits and point.
    value: &'a str,
    /// Digits before the point, without leading zeros, at least one.
    whole: &'a str,
    fraction: &'a str,
    suffix: &'a str,
}

/// All bytes looked at are ASCII where a cut is made, so every cut falls between characters.
fn split(text: &str) -> Result<Parts<'_>, QuantityError> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let negative = text.starts_with('-');
    let stripped = unsigned.trim_start_matches('0');
    if stripped.is_empty() {
        return Ok(Parts { negative, value: "0", whole: "0", fraction: "", suffix: "" });
    }
    let (whole, mut rest) = split_digits(stripped);
    let mut fraction = "";
    if let Some(behind) = rest.strip_prefix('.') {
        (fraction, rest) = split_digits(behind);
    }
    let value = text.strip_suffix(rest).unwrap_or(text);
    let exponent = rest.trim_start_matches(|c: char| "eEinumkKMGTP".contains(c));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if !split_digits(exponent).1.is_empty() {
        return Err(QuantityError::Format);
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Ok(Parts { negative, value, whole, fraction, suffix: rest })
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// The exponent a suffix stands for: of two for [`Format::BinarySi`], otherwise of ten.
fn interpret_suffix(suffix: &str) -> Option<(i32, Format)> {
    if let Some(index) = DECIMAL_SUFFIXES.iter().position(|known| *known == suffix) {
        return Some((index as i32 * 3 + NANO, Format::DecimalSi));
    }
    if let Some(index) = BINARY_SUFFIXES.iter().position(|known| *known == suffix) {
        return Some((index as i32 * 10, Format::BinarySi));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    // Go narrows to 32 bits without looking.
    exponent.parse::<i64>().ok().map(|parsed| (parsed as i32, Format::DecimalExponent))
}

/// The letters for an exponent; nothing when there are none, as upstream prints it then.
pub(super) fn construct_suffix(exponent: i32, format: Format) -> String {
    let known = |table: &[&str], index: i32| {
        usize::try_from(index).ok().and_then(|index| table.get(index).copied()).unwrap_or("").to_owned()
    };
    match format {
        Format::DecimalSi => known(&DECIMAL_SUFFIXES, (exponent - NANO) / 3),
        Format::BinarySi => known(&BINARY_SUFFIXES, exponent / 10),
        Format::DecimalExponent if exponent == 0 => String::new(),
        Format::DecimalExponent => format!("e{exponent}"),
    }
}

/// `None` when the number may need more than 64 bits or more places than nano.
fn parse_int64(
    text: &str,
    parts: &Parts<'_>,
    exponent: i32,
    format: Format,
) -> Result<Option<Quantity>, QuantityError> {
    let num_whole = parts.whole.len() as i64;
    let num_fraction = parts.fraction.len() as i64;
    let (precision, scale, mantissa) = match format {
        Format::BinarySi if parts.fraction.is_empty() => {
            (15 - num_whole - i64::from(exponent) * 3 / 10 - 1, 0, 1_i64 << exponent)
        }
        Format::BinarySi => (-1, 0, 1),
        _ => (i64::from(INT64_DIGITS) - num_whole - num_fraction, exponent, 1),
    };
    if precision < 0 {
        return Ok(None);
    }
    let scale = scale.wrapping_sub(num_fraction as i32);
    if scale < NANO {
        return Ok(None);
    }
    let shifted = [parts.whole, parts.fraction].concat();
    let value = shifted.parse::<i64>().map_err(|_| QuantityError::Numeric)?;
    let Some(result) = value.checked_mul(mantissa) else {
        return Ok(None);
    };
    let canonical = match format {
        Format::BinarySi => value & 7 != 0,
        _ => scale % 3 == 0 && !shifted.ends_with("000") && !shifted.starts_with('0'),
    };
    let number = Number::Int { value: if parts.negative { -result } else { result }, scale };
    Ok(Some(Quantity::cached(number, format, if canonical { text } else { "" })))
}

fn parse_decimal(parts: &Parts<'_>, exponent: i32, mut format: Format) -> Result<Quantity, QuantityError> {
    let mut amount = Decimal::parse(parts.value).ok_or(QuantityError::Numeric)?.with_sign(false);
    if format == Format::BinarySi {
        amount = amount.shift_left(exponent as u32);
    } else {
        if exponent > EXPONENT_MAX {
            return Err(QuantityError::Numeric);
        }
        let scale = amount.scale().saturating_sub(exponent);
        amount = amount.with_scale(scale);
    }
    if !amount.is_zero() {
        // Upward, so that who asks for far too little still gets something.
        amount = amount.round_up(-NANO).0;
    }
    if format == Format::BinarySi {
        let largest = Decimal::new(i64::MAX, 0);
        if amount.compare(&largest) == Ordering::Greater {
            amount = largest;
        }
        if !amount.is_zero() && amount.compare(&Decimal::new(1, 0)) == Ordering::Less {
            format = Format::DecimalSi;
        }
    }
    Ok(Quantity::cached(Number::Dec(amount.with_sign(parts.negative)), format, ""))
}
