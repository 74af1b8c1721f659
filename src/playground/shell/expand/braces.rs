//! `a{b,c}` and `n{1..3}`.

use super::FIELDS_MAX;
use crate::playground::shell::syntax::{Part, Word};

/// The words a word stands for. Braces count only where they stand plainly within one part, which is how they are typed.
pub(super) fn expand_braces(word: &Word) -> Vec<Word> {
    let mut done = Vec::new();
    let mut waiting = vec![word.clone()];
    while let Some(word) = waiting.pop() {
        let expansion = word.iter().enumerate().find_map(|(index, part)| {
            let Part::Plain(text) = part else { return None };
            Some((index, first_expansion(text)?))
        });
        let Some((index, texts)) = expansion else {
            done.push(word);
            continue;
        };
        // The last comes on top of the stack last, so the first is expanded first.
        for text in texts.into_iter().rev() {
            let mut word = word.clone();
            word[index] = Part::Plain(text);
            waiting.push(word);
        }
        if done.len() + waiting.len() > FIELDS_MAX {
            done.extend(waiting);
            return done;
        }
    }
    done
}

/// A text with its first pair of braces that expands replaced by each alternative.
fn first_expansion(text: &str) -> Option<Vec<String>> {
    for (open, _) in text.match_indices('{') {
        let (before, rest) = (text.get(..open)?, text.get(open + 1..)?);
        let Some(close) = matching_brace(rest) else { continue };
        let (inner, after) = (rest.get(..close)?, rest.get(close + 1..)?);
        let alternatives = range(inner).or_else(|| list(inner));
        if let Some(alternatives) = alternatives {
            return Some(alternatives.into_iter().map(|inner| format!("{before}{inner}{after}")).collect());
        }
    }
    None
}

fn matching_brace(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().find_map(|(at, character)| {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
        None
    })
}

fn list(text: &str) -> Option<Vec<String>> {
    let mut items = vec![String::new()];
    let mut depth = 0;
    for character in text.chars() {
        match character {
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        items.last_mut()?.push(character);
    }
    (items.len() > 1).then_some(items)
}

fn range(text: &str) -> Option<Vec<String>> {
    let mut ends = text.split("..");
    let (from, to) = (ends.next()?, ends.next()?);
    let step = ends.next().map_or(Some(1), |step| step.parse::<i64>().ok())?.unsigned_abs().max(1);
    if ends.next().is_some() {
        return None;
    }
    if let (Ok(first), Ok(last)) = (from.parse::<i64>(), to.parse::<i64>()) {
        // `{01..10}` keeps its zeros.
        let padded =
            [from, to].iter().any(|end| end.trim_start_matches('-').starts_with('0') && end.len() > 1);
        let width = if padded { from.len().max(to.len()) } else { 0 };
        let count = (first.abs_diff(last) / step).min(FIELDS_MAX as u64) as i64;
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        let number = |index: i64| {
            let distance = index.saturating_mul(step);
            if first <= last { first.saturating_add(distance) } else { first.saturating_sub(distance) }
        };
        return Some((0..=count).map(|index| format!("{:0width$}", number(index))).collect());
    }
    let (&[first], &[last]) = (from.as_bytes(), to.as_bytes()) else { return None };
    if !first.is_ascii_alphabetic() || !last.is_ascii_alphabetic() {
        return None;
    }
    let letters: Vec<String> =
        (first.min(last)..=first.max(last)).map(|byte| char::from(byte).to_string()).collect();
    Some(if first <= last { letters } else { letters.into_iter().rev().collect() })
}
