//! Whole numbers without a limit, with a decimal point: what a quantity needs when 64 bits are not enough.
//!
//! Invariants: `limbs` holds base 10⁹ digits, the lowest first, with no zero at the top; zero has no limbs.
//!
//! Deliberately absent: division by anything but a small number.
//!
//! Differs: where upstream would write out millions of zeros (`1e1000000000` plus `1`), the small summand is lost and a
//! number is left unrounded, in bounded time.
//!
//! Upstream: `gopkg.in/inf.v0`, `Dec`.

use std::cmp::Ordering;

const BASE: u64 = 1_000_000_000;
const BASE_DIGITS: usize = 9;
/// More zeros than this are never written out.
const ZEROS_MAX: i64 = 8192;

/// `± limbs × 10^-scale`.
#[derive(Clone, Debug, Default)]
pub struct Decimal {
    negative: bool,
    limbs: Vec<u32>,
    scale: i32,
}

impl Decimal {
    /// The whole number `value` with its decimal point moved `scale` places to the left.
    pub fn new(value: i64, scale: i32) -> Self {
        let mut limbs = Vec::new();
        let mut rest = value.unsigned_abs();
        while rest > 0 {
            limbs.push((rest % BASE) as u32);
            rest /= BASE;
        }
        Self { negative: value < 0, limbs, scale }
    }

    /// Reads an optional sign, digits and at most one point; `None` when there is no digit.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut result = Self { scale: i32::try_from(fraction.len()).ok()?, ..Self::default() };
        let mut num_digits = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            num_digits += 1;
            result.mul_add(10, u32::from(byte.wrapping_sub(b'0')));
        }
        result.negative = text.starts_with('-') && !result.is_zero();
        (num_digits > 0).then_some(result)
    }

    /// Whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether the number is zero.
    pub fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// How many of the digits stand behind the decimal point; below zero for trailing zeros left out.
    pub fn scale(&self) -> i32 {
        self.scale
    }

    /// The digits as one whole number in base 2⁶⁴, lowest word first, the way Go keeps a `big.Int`.
    pub fn words(&self) -> Vec<u64> {
        let mut rest = self.clone();
        let mut halves = Vec::new();
        while !rest.is_zero() {
            halves.push(rest.div_rem(1 << 32));
        }
        halves.chunks(2).map(|pair| pair[0] | pair.get(1).map_or(0, |high| high << 32)).collect()
    }

    pub(super) fn with_sign(mut self, negative: bool) -> Self {
        self.negative = negative && !self.is_zero();
        self
    }

    /// Moves the decimal point without touching the digits.
    pub(super) fn with_scale(mut self, scale: i32) -> Self {
        self.scale = scale;
        self
    }

    /// Multiplies by two, `exponent` times.
    pub(super) fn shift_left(mut self, exponent: u32) -> Self {
        for _ in 0..exponent / 10 {
            self.mul_add(1024, 0);
        }
        self.mul_add(1 << (exponent % 10), 0);
        self
    }

    /// The number with exactly `scale` digits behind the point, rounded away from zero, and whether nothing was lost.
    pub(super) fn round_up(mut self, scale: i32) -> (Self, bool) {
        if self.is_zero() {
            return (self.with_scale(scale), true);
        }
        let num_digits = self.digits().len();
        let dropped = i64::from(self.scale) - i64::from(scale);
        if dropped > num_digits as i64 {
            // Less than the smallest step, however far: no need to divide it down digit by digit.
            let negative = self.negative;
            return (Self::new(if negative { -1 } else { 1 }, scale), false);
        }
        if -dropped > ZEROS_MAX {
            return (self, true);
        }
        let mut exact = true;
        for _ in 0..dropped.max(0) {
            exact &= self.div_rem(10) == 0;
        }
        for _ in 0..(-dropped).max(0) {
            self.mul_add(10, 0);
        }
        if !exact {
            let step = Self { negative: self.negative, limbs: vec![1], scale: self.scale };
            self = self.add(&step);
        }
        (self.with_scale(scale), exact)
    }

    /// Divides by `factor` while that leaves no rest, and says how often.
    pub(super) fn remove_factors(mut self, factor: u64) -> (Self, i32) {
        let mut times = 0;
        while !self.is_zero() {
            let mut quotient = self.clone();
            if quotient.div_rem(factor) != 0 {
                break;
            }
            self = quotient;
            times += 1;
        }
        (self, times)
    }

    /// The digits as text, sign included, point left out.
    pub(super) fn unscaled(&self) -> String {
        let digits = self.digits();
        if self.negative { format!("-{digits}") } else { digits }
    }

    pub(super) fn times_ten(mut self) -> Self {
        self.mul_add(10, 0);
        self
    }

    /// The lowest 64 bits of the digits, as Go's `Int64` gives them.
    pub(super) fn low_bits(&self) -> i64 {
        let low = self.words().first().copied().unwrap_or(0) as i64;
        if self.negative { low.wrapping_neg() } else { low }
    }

    pub(super) fn add(&self, other: &Self) -> Self {
        let distance = i64::from(self.scale) - i64::from(other.scale);
        if distance.abs() > ZEROS_MAX && !self.is_zero() && !other.is_zero() {
            return if distance > 0 { other.clone() } else { self.clone() };
        }
        let scale = self.scale.max(other.scale);
        let (left, right) = (self.clone().scaled_up(scale), other.clone().scaled_up(scale));
        if left.negative == right.negative {
            return Self { negative: left.negative, limbs: add_limbs(&left.limbs, &right.limbs), scale };
        }
        let (larger, smaller) = match compare_limbs(&left.limbs, &right.limbs) {
            Ordering::Less => (right, left),
            _ => (left, right),
        };
        let limbs = sub_limbs(&larger.limbs, &smaller.limbs);
        Self { negative: larger.negative && !limbs.is_empty(), limbs, scale }
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self.sign(), other.sign()) {
            (left, right) if left != right => left.cmp(&right),
            (0, _) => Ordering::Equal,
            (1, _) => self.compare_magnitude(other),
            _ => other.compare_magnitude(self),
        }
    }

    fn sign(&self) -> i32 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (_, true) => -1,
            _ => 1,
        }
    }

    /// Looks at the place of the first digit before it aligns the two, so that `1e1000000` costs nothing.
    fn compare_magnitude(&self, other: &Self) -> Ordering {
        let (left, right) = (self.digits(), other.digits());
        let left_place = left.len() as i64 - i64::from(self.scale);
        let right_place = right.len() as i64 - i64::from(other.scale);
        left_place.cmp(&right_place).then_with(|| left.trim_end_matches('0').cmp(right.trim_end_matches('0')))
    }

    fn scaled_up(mut self, scale: i32) -> Self {
        while self.scale < scale && !self.is_zero() {
            self.mul_add(10, 0);
            self.scale += 1;
        }
        self.with_scale(scale)
    }

    fn digits(&self) -> String {
        let Some((top, rest)) = self.limbs.split_last() else {
            return "0".to_owned();
        };
        let mut text = top.to_string();
        for limb in rest.iter().rev() {
            let digits = limb.to_string();
            text.extend(std::iter::repeat_n('0', BASE_DIGITS - digits.len()));
            text.push_str(&digits);
        }
        text
    }

    fn mul_add(&mut self, factor: u32, summand: u32) {
        let mut carry = u64::from(summand);
        for limb in &mut self.limbs {
            let product = u64::from(*limb) * u64::from(factor) + carry;
            *limb = (product % BASE) as u32;
            carry = product / BASE;
        }
        if carry > 0 {
            self.limbs.push(carry as u32);
        }
    }

    fn div_rem(&mut self, divisor: u64) -> u64 {
        let mut rest = 0;
        for limb in self.limbs.iter_mut().rev() {
            let value = rest * BASE + u64::from(*limb);
            *limb = (value / divisor) as u32;
            rest = value % divisor;
        }
        trim(&mut self.limbs);
        rest
    }
}

fn trim(limbs: &mut Vec<u32>) {
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
}

fn compare_limbs(left: &[u32], right: &[u32]) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.iter().rev().cmp(right.iter().rev()))
}

fn add_limbs(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut sum = Vec::with_capacity(left.len().max(right.len()) + 1);
    let mut carry = 0;
    for index in 0..left.len().max(right.len()) {
        let digit = |limbs: &[u32]| u64::from(limbs.get(index).copied().unwrap_or(0));
        let total = digit(left) + digit(right) + carry;
        sum.push((total % BASE) as u32);
        carry = total / BASE;
    }
    sum.push(carry as u32);
    trim(&mut sum);
    sum
}

/// `left` must not be smaller than `right`.
fn sub_limbs(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut difference = Vec::with_capacity(left.len());
    let mut borrow = 0;
    for (index, limb) in left.iter().enumerate() {
        let take = u64::from(right.get(index).copied().unwrap_or(0)) + borrow;
        let have = u64::from(*limb);
        borrow = u64::from(have < take);
        difference.push((have + borrow * BASE - take) as u32);
    }
    trim(&mut difference);
    difference
}
