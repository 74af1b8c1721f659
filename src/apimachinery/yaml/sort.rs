//! The order of keys in printed YAML: letters after everything else, runs of digits by their number, so `worker-2` comes
//! before `worker-10`.
//!
//! Upstream: go.yaml.in/yaml/v2 `sorter.go`.

use std::cmp::Ordering;

/// Sorts keys by a merge sort of our own: upstream's order is not a total one in corners (numbers beyond 64 bits), where
/// the standard library's sort may panic.
pub(super) fn sort_keys<T>(mut keys: Vec<(&str, T)>) -> Vec<(&str, T)> {
    if keys.len() < 2 {
        return keys;
    }
    let upper = sort_keys(keys.split_off(keys.len() / 2));
    let lower = sort_keys(keys);
    let mut merged = Vec::with_capacity(lower.len() + upper.len());
    let (mut lower, mut upper) = (lower.into_iter().peekable(), upper.into_iter().peekable());
    while let (Some((low, _)), Some((up, _))) = (lower.peek(), upper.peek()) {
        let first = if compare(up, low) == Ordering::Less { upper.next() } else { lower.next() };
        merged.extend(first);
    }
    merged.extend(lower);
    merged.extend(upper);
    merged
}

fn compare(a: &str, b: &str) -> Ordering {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    // Back to the beginning of a character, if the difference is within one.
    let at = (0..=same).rev().find(|&at| a.is_char_boundary(at) && b.is_char_boundary(at)).unwrap_or(0);
    let (Some(rest_a), Some(rest_b)) = (a.get(at..), b.get(at..)) else { return a.cmp(b) };
    let (Some(first_a), Some(first_b)) = (rest_a.chars().next(), rest_b.chars().next()) else {
        return a.chars().count().cmp(&b.chars().count());
    };
    match (first_a.is_alphabetic(), first_b.is_alphabetic()) {
        (true, true) => return first_a.cmp(&first_b),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    // Zeros within a number count as digits of it only behind another digit.
    let within_number = (first_a == '0' || first_b == '0')
        && a.as_bytes()[..at]
            .iter()
            .rev()
            .take_while(|digit| digit.is_ascii_digit())
            .any(|&digit| digit != b'0');
    let (number_a, length_a) = number(rest_a, within_number);
    let (number_b, length_b) = number(rest_b, within_number);
    number_a.cmp(&number_b).then(length_a.cmp(&length_b)).then(first_a.cmp(&first_b))
}

/// The number a text begins with, wrapping as Go's `int64` does, and its length.
fn number(text: &str, within_number: bool) -> (i64, usize) {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    digits.fold((i64::from(within_number), 0), |(number, length), digit| {
        (number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')), length + 1)
    })
}
