//! The value of a quantity, its canonical spelling and its arithmetic.
//!
//! Upstream: `k8s.io/apimachinery/pkg/api/resource`, `Quantity`, `int64Amount`, `infDecAmount`, `scaledValue`.

use super::decimal::Decimal;
use super::parse::construct_suffix;
use std::cmp::Ordering;
use std::fmt;

/// The finest step of a quantity, as an exponent of ten.
pub(super) const NANO: i32 = -9;
const MILLI: i32 = -3;

/// Which family of suffixes a quantity prints with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `12e6`
    DecimalExponent,
    /// `12Mi`
    BinarySi,
    /// `12M`
    DecimalSi,
}

impl Format {
    /// The name of the format in Go.
    pub fn name(self) -> &'static str {
        match self {
            Self::DecimalExponent => "DecimalExponent",
            Self::BinarySi => "BinarySI",
            Self::DecimalSi => "DecimalSI",
        }
    }
}

/// The value in one of upstream's two representations; which one is visible in the template hash.
#[derive(Clone, Debug)]
pub enum Number {
    /// `value × 10^scale`.
    Int {
        /// The digits.
        value: i64,
        /// The exponent of ten.
        scale: i32,
    },
    /// Everything that does not fit.
    Dec(Decimal),
}

/// An amount of a resource. `==` and the order compare values: `1` equals `1000m`.
#[derive(Clone, Debug)]
pub struct Quantity {
    number: Number,
    format: Format,
    /// The spelling it was read from when that was canonical, otherwise empty.
    cached: String,
}

impl Quantity {
    /// `value` whole units.
    pub fn new(value: i64, format: Format) -> Self {
        Self::cached(Number::Int { value, scale: 0 }, format, "")
    }

    /// `value` thousandths.
    pub fn new_milli(value: i64, format: Format) -> Self {
        Self::cached(Number::Int { value, scale: MILLI }, format, "")
    }

    pub(super) fn cached(number: Number, format: Format, cached: &str) -> Self {
        Self { number, format, cached: cached.to_owned() }
    }

    /// The value as upstream keeps it.
    pub fn number(&self) -> &Number {
        &self.number
    }

    /// The family of suffixes it prints with.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The spelling upstream would have kept from parsing, or nothing.
    pub fn cached_text(&self) -> &str {
        &self.cached
    }

    /// -1, 0 or 1.
    pub fn sign(&self) -> i32 {
        match &self.number {
            Number::Int { value, .. } => value.signum() as i32,
            Number::Dec(decimal) if decimal.is_zero() => 0,
            Number::Dec(decimal) if decimal.is_negative() => -1,
            Number::Dec(_) => 1,
        }
    }

    /// Whether the amount is zero.
    pub fn is_zero(&self) -> bool {
        self.sign() == 0
    }

    /// Whole units, rounded up. What does not fit 64 bits comes out as wrong as upstream's answer.
    pub fn value(&self) -> i64 {
        self.scaled_value(0)
    }

    /// Thousandths, rounded up. What does not fit 64 bits comes out as wrong as upstream's answer.
    pub fn milli_value(&self) -> i64 {
        self.scaled_value(MILLI)
    }

    /// Whether it is a whole number of units.
    pub fn is_whole(&self) -> bool {
        self.decimal().round_up(0).1
    }

    /// Adds; a zero takes over the format of what is added to it.
    pub fn add(&mut self, other: &Self) {
        if self.is_zero() {
            self.format = other.format;
        }
        self.cached.clear();
        self.number = match (&self.number, &other.number) {
            (Number::Int { value: left, scale: left_scale }, Number::Int { value, scale }) => {
                add_int((*left, *left_scale), (*value, *scale))
            }
            _ => None,
        }
        .unwrap_or_else(|| Number::Dec(self.decimal().add(&other.decimal())));
    }

    /// Subtracts; a zero takes over the format of what is taken from it.
    pub fn sub(&mut self, other: &Self) {
        let mut negated = other.clone();
        negated.neg();
        self.add(&negated);
    }

    /// Changes the sign.
    pub fn neg(&mut self) {
        self.cached.clear();
        match &mut self.number {
            Number::Int { value, .. } => *value = value.wrapping_neg(),
            Number::Dec(decimal) => {
                *decimal = decimal.clone().with_sign(!decimal.is_negative());
            }
        }
    }

    fn scaled_value(&self, target: i32) -> i64 {
        match &self.number {
            Number::Int { value, scale } if *scale < target => {
                divide_up(*value, target.saturating_sub(*scale))
            }
            Number::Int { value, scale } => multiply_wrapping(*value, scale.saturating_sub(target)),
            Number::Dec(decimal) => scaled_decimal(decimal, target),
        }
    }

    fn decimal(&self) -> Decimal {
        match &self.number {
            Number::Int { value, scale } => Decimal::new(*value, scale.saturating_neg()),
            Number::Dec(decimal) => decimal.clone(),
        }
    }

    /// The spelling with the largest suffix that loses nothing.
    fn canonical(&self) -> String {
        if self.is_zero() {
            return "0".to_owned();
        }
        let decimal = self.decimal();
        if self.format == Format::BinarySi && self.has_binary_spelling() {
            let (amount, exponent) = decimal.round_up(0).0.remove_factors(1024);
            return amount.unscaled() + &construct_suffix(exponent.saturating_mul(10), Format::BinarySi);
        }
        let format = if self.format == Format::BinarySi { Format::DecimalSi } else { self.format };
        let exponent = decimal.scale().saturating_neg();
        let (mut amount, times) = decimal.remove_factors(10);
        let mut exponent = exponent.saturating_add(times);
        while exponent % 3 != 0 {
            amount = amount.times_ten();
            exponent -= 1;
        }
        amount.unscaled() + &construct_suffix(exponent, format)
    }

    /// Small and broken numbers print as decimals, so that nothing is rounded.
    fn has_binary_spelling(&self) -> bool {
        let decimal = self.decimal();
        let beyond = |bound: i64| decimal.compare(&Decimal::new(bound, 0));
        let large = beyond(1024) != Ordering::Less || beyond(-1024) != Ordering::Greater;
        large && decimal.round_up(0).1
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cached.is_empty() { f.write_str(&self.canonical()) } else { f.write_str(&self.cached) }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.number, &other.number) {
            (Number::Int { value: left, scale: left_scale }, Number::Int { value, scale })
                if left_scale == scale =>
            {
                left.cmp(value)
            }
            _ => self.decimal().compare(&other.decimal()),
        }
    }
}

/// `None` when the sum does not fit.
fn add_int((left, left_scale): (i64, i32), (right, right_scale): (i64, i32)) -> Option<Number> {
    if right == 0 {
        return Some(Number::Int { value: left, scale: left_scale });
    }
    if left == 0 {
        return Some(Number::Int { value: right, scale: right_scale });
    }
    let scale = left_scale.min(right_scale);
    let left = multiply(left, left_scale.saturating_sub(scale))?;
    let right = multiply(right, right_scale.saturating_sub(scale))?;
    Some(Number::Int { value: left.checked_add(right)?, scale })
}

fn multiply(value: i64, exponent: i32) -> Option<i64> {
    if value == 0 {
        return Some(0);
    }
    10_i64.checked_pow(u32::try_from(exponent).ok()?)?.checked_mul(value)
}

/// For these steps upstream answers with what is left after an overflow, for others with zero.
fn multiply_wrapping(value: i64, exponent: i32) -> i64 {
    match (exponent, u32::try_from(exponent)) {
        (0..=3 | 6 | 9, Ok(exponent)) => value.wrapping_mul(10_i64.pow(exponent)),
        _ => multiply(value, exponent).unwrap_or(0),
    }
}

fn scaled_decimal(decimal: &Decimal, target: i32) -> i64 {
    let low = decimal.low_bits();
    let dropped = decimal.scale().saturating_add(target);
    let small = decimal.clone().with_scale(0).compare(&Decimal::new(i64::MAX, 0)) == Ordering::Less;
    match u32::try_from(dropped).ok().map(|exponent| 10_i64.checked_pow(exponent)) {
        // A power beyond 64 bits is the lowest number there, as Go's conversion of a float makes it.
        None => low.wrapping_mul(10_i64.checked_pow(dropped.unsigned_abs()).unwrap_or(i64::MIN)),
        // Upward for negative numbers too, and without a look at the upper half of theirs.
        Some(Some(divisor)) if small => low / divisor + i64::from(low % divisor != 0),
        Some(_) => decimal.clone().round_up(target.saturating_neg()).0.low_bits(),
    }
}

/// Divides by a power of ten, rounding away from zero.
fn divide_up(value: i64, exponent: i32) -> i64 {
    match u32::try_from(exponent).ok().and_then(|exponent| 10_i64.checked_pow(exponent)) {
        Some(divisor) => value / divisor + (value % divisor).signum(),
        None => value.signum(),
    }
}
