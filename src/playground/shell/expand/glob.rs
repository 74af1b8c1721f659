//! File name patterns.

/// Whether a name matches a pattern with `*`, `?`, `[…]` and backslashes. Bounded: a star gives back only to the last one.
pub(in crate::playground::shell) fn matches_glob(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        let step = match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, n));
                p += 1;
                continue;
            }
            Some('?') => Some(p + 1),
            Some('[') => match set(&pattern[p + 1..], name[n]) {
                Some((true, length)) => Some(p + 1 + length),
                Some((false, _)) => None,
                None => (name[n] == '[').then_some(p + 1),
            },
            Some('\\') if p + 1 < pattern.len() => (pattern[p + 1] == name[n]).then_some(p + 2),
            Some(literal) => (*literal == name[n]).then_some(p + 1),
            None => None,
        };
        match (step, star) {
            (Some(next), _) => (p, n) = (next, n + 1),
            (None, Some((after_star, from))) => {
                star = Some((after_star, from + 1));
                (p, n) = (after_star, from + 1);
            }
            (None, None) => return false,
        }
    }
    pattern[p..].iter().all(|rest| *rest == '*')
}

/// Whether a set, from behind its bracket on, has the character, and how long it is; none if it is no set.
fn set(pattern: &[char], character: char) -> Option<(bool, usize)> {
    let negated = matches!(pattern.first(), Some('!' | '^'));
    let start = usize::from(negated);
    let close = (start + 1..pattern.len()).find(|at| pattern[*at] == ']')?;
    let mut found = false;
    let mut at = start;
    while at < close {
        let from = pattern[at];
        let to = if at + 2 < close && pattern[at + 1] == '-' { pattern[at + 2] } else { from };
        found |= (from..=to).contains(&character);
        at += if at + 2 < close && pattern[at + 1] == '-' { 3 } else { 1 };
    }
    Some((found != negated, close + 1))
}
